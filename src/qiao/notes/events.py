"""What has happened to notes and comments."""

from qiao.kit.db import Event


class NotePublished(Event, frozen=True):
    """A note can be read."""

    note: str
    author: str


class NoteBrought(Event, frozen=True):
    """A note has come from elsewhere, as old as it is. `understood`: in what language was said."""

    note: str
    author: str
    understood: bool = False


class NoteEdited(Event, frozen=True):
    """The author wrote a note anew; what it said before is kept beside it."""

    note: str
    author: str


class NoteDeleted(Event, frozen=True):
    """The author took a note away."""

    note: str
    author: str


class AudienceChanged(Event, frozen=True):
    """The author means a note for others than before."""

    note: str
    author: str
    audience: str


class NoteLinked(Event, frozen=True):
    """A note answers or quotes another one, `to`."""

    note: str
    to: str


class NoteUnlinked(Event, frozen=True):
    """A note points to another one no longer: taken off it, or one of the two is gone."""

    note: str
    to: str


class AnswersClosed(Event, frozen=True):
    """Whoever wrote a note chose who may answer it with a note."""

    note: str


class AnswerAccepted(Event, frozen=True):
    """Whoever asked marked an answer as the one that helped, or (not `on`) no longer.

    `of` is "comment" or "note".
    """

    note: str
    of: str
    id: str
    on: bool = True


class OutcomeTold(Event, frozen=True):
    """Whoever asked told what came of it, in a comment."""

    note: str
    comment: str


class TogetherMoved(Event, frozen=True):
    """Something happened to a note that two write together.

    `what` is "invited", "joined", "saved", "yes", "published" or "closed".
    """

    draft: str
    what: str


class NoteUnderstood(Event, frozen=True):
    """The language of a note is known."""

    note: str


class NoteVersionAdded(Event, frozen=True):
    """A person wrote a note again in another language."""

    note: str
    lang: str


class StandingChanged(Event, frozen=True):
    """How far a note or comment may travel has changed. `of` is "note" or "comment"."""

    of: str
    id: str
    note: str
    author: str
    standing: str


class NoteLiked(Event, frozen=True):
    """A member likes a note."""

    note: str
    member: str


class NoteUnliked(Event, frozen=True):
    """A member likes a note no longer."""

    note: str
    member: str


class NoteCollected(Event, frozen=True):
    """A member keeps a note in a board."""

    note: str
    member: str


class NoteUncollected(Event, frozen=True):
    """A member keeps a note no longer."""

    note: str
    member: str


class CommentPublished(Event, frozen=True):
    """A comment can be read. `parent` is the comment it answers, or None."""

    comment: str
    note: str
    author: str
    parent: str | None


class CommentEdited(Event, frozen=True):
    """The author wrote a comment anew."""

    comment: str
    note: str


class CommentPinned(Event, frozen=True):
    """Whoever wrote the note put a comment first, or no longer."""

    comment: str
    note: str


class StickerWithdrawn(Event, frozen=True):
    """A sticker is no longer offered, nor shown where it stands."""

    sticker: str


class PlaceChanged(Event, frozen=True):
    """The author says that a note is about another place, or none."""

    note: str


class LinkCardChanged(Event, frozen=True):
    """The card for a link has come, changed or gone. `comment`: below which, None: the note."""

    note: str
    comment: str | None


class CommentDeleted(Event, frozen=True):
    """The author took a comment away."""

    comment: str
    note: str


class CommentUnderstood(Event, frozen=True):
    """The language of a comment is known."""

    comment: str
    note: str


class CommentVersionAdded(Event, frozen=True):
    """A person wrote a comment again in another language."""

    comment: str
    note: str
    lang: str


class CommentLiked(Event, frozen=True):
    """A member likes a comment."""

    comment: str
    note: str
    member: str


class CommentUnliked(Event, frozen=True):
    """A member likes a comment no longer."""

    comment: str
    note: str
    member: str
