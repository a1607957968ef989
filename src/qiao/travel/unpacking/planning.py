"""Planning what comes of a file from elsewhere: what, for whom, and what stays behind and why."""

from dataclasses import dataclass, field
from typing import Final

from qiao.kit.clock import Micros
from qiao.kit.db import Database
from qiao.notes.models import excerpt
from qiao.notes.stickers import offered
from qiao.travel.packing import shapes
from qiao.travel.unpacking import halves, keeping
from qiao.travel.unpacking.checking import (
    Unfit,
    audience_of,
    checked_comment,
    checked_note,
    fit_id,
)
from qiao.travel.unpacking.films import is_film
from qiao.travel.unpacking.models import Plan
from qiao.travel.unpacking.reading import (
    MAX_BOARDS,
    MAX_COMMENTS,
    MAX_NOTES,
    MAX_PICTURES,
    lines,
    manifest_of,
    pictures_of,
)
from qiao.travel.unpacking.zips import Zip

SAMPLES = 3

COMES: Final = frozenset(
    ("boards", "collects", "captions", "videos", "questions", "figures", "together", "bios",
     "chosen", "circle_said", "mutes", "joint_drafts", "links")
)  # fmt: skip
"""Sheets that are read: what comes of each is planned, and what does not is counted, by line."""

STAYS: Final = {
    # sheets that do not come, each with the plan's word for why
    "following": "people",
    "followers": "people",
    "blocks": "people",
    "likes": "likes",
    "comment_likes": "likes",
    "counted": "counted",
    "statements": "decisions",
    "reports": "decisions",
    "seen": "reading",
    "reading": "reading",
    "pages": "reading",
    "circle": "reading",
    "wishes": "reading",
    "searches": "reading",
    "searched": "reading",
    "slang": "words",
    "slang_votes": "words",
    "suggestions": "words",
    "customs": "words",
    "messages": "messages",
    "message_pictures": "messages",
    "conversations": "messages",
    "message_choices": "messages",
    "sessions": "ways_in",
    "passkeys": "ways_in",
    "contacts": "ways_in",
    "mail": "ways_in",
    "waiting": "drafts",
    "joint_wishes": "drafts",
    "announcements": "there",
    "stickers": "there",
    "invitations": "there",
    "elsewhere": "there",
    "welcome": "there",
    "exports": "there",
    "arrivals": "there",
}
SIFTED: Final = ("not_own", "videos", "photos_missing", "unreadable")
"""Counted where another place's file was sifted; they have no sheets."""
_ON_THEIR_WAY: Final = frozenset(("invited", "writing", "sending", "waiting", "working"))


@dataclass
class _Look:
    """A file that is looked through."""

    parcel: Zip
    square: str
    pictures: dict[str, shapes.Media]
    private: bool
    films: bool
    now: Micros
    plan: Plan = field(default_factory=Plan)
    notes: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)


async def look(
    db: Database,
    parcel: Zip,
    member: str,
    *,
    now: Micros,
    private: bool = False,
    films: bool = False,
) -> Plan:
    """Look a file through and say what would come of it; nothing is written.

    Args:
        films: the square has films.

    Raises:
        ParcelRefused, NotThisKind
    """
    manifest = await manifest_of(parcel)
    pictures = await pictures_of(parcel)
    at = _Look(parcel, manifest.square, pictures, private, films, now)
    async for batch in lines(parcel, "notes", shapes.Note, most=MAX_NOTES):
        await _notes(db, at, member, batch)
    async for others in lines(parcel, "together", shapes.Half, most=MAX_NOTES):
        hers = [one if isinstance(one, Unfit) else halves.note_of(one) for one in others]
        await _notes(db, at, member, hers)
    async with db.read() as tx:
        stickers = {one.id for each in await offered(tx) for one in each.items}
    async for comments in lines(parcel, "comments", shapes.Comment, most=MAX_COMMENTS):
        for comment in comments:
            try:
                _comment(at, comment, stickers)
            except Unfit as unfit:
                at.plan.leave(unfit.why)
    await _around(at)
    at.plan.profile = parcel.has("qiao/member.jsonl")
    for file, why in STAYS.items():
        at.plan.leave(why, max(0, manifest.rows.get(file, 0)))
    for word in SIFTED:
        if not parcel.has(f"qiao/{word}.jsonl"):
            at.plan.leave(word, max(0, manifest.rows.get(word, 0)))
    return at.plan


async def _notes(db: Database, at: _Look, member: str, batch: list[shapes.Note | Unfit]) -> None:
    fit = []
    for one in batch:
        try:
            fit.append(_note(at, one))
        except Unfit as unfit:
            at.plan.leave(unfit.why)
    sources = [keeping.source_of(at.square, "note", note.id) for note in fit]
    async with db.read() as tx:
        known = await keeping.known(tx, member, sources)
        own = await keeping.own_notes(tx, member, [note.id for note in fit])
    at.plan.already += sum(
        source in known or note.id in own for source, note in zip(sources, fit, strict=True)
    )


def _note(at: _Look, note: shapes.Note | Unfit) -> shapes.Note:
    plan = at.plan
    if isinstance(note, Unfit):
        raise note
    if fit_id(note.id) in at.notes:
        raise Unfit("twice")
    there = [photo for photo in note.photos if photo.media in at.pictures]
    plan.leave("photos_missing", len(note.photos) - len(there))
    if note.photos and not there and not (note.title.strip() or note.body.strip()):
        raise Unfit("note_empty")
    stand_ins = [(photo.media, photo.alt) for photo in there]
    shown = halves.alone(note, at.square)
    checked = checked_note(shown, stand_ins, private=at.private, now=at.now)
    at.notes.add(note.id)
    plan.notes += 1
    is_one = len(note.photos) == len(there) == 1 and is_film(at.parcel, at.pictures[there[0].media])
    plan.films += int(is_one and at.films)
    plan.leave("films_not_here", int(is_one and not at.films))
    plan.photos += len(there) - int(is_one and at.films)
    plan.leave("written_together", int(bool(note.together)))
    audience = audience_of(note, private=at.private)
    plan.audiences[audience] = plan.audiences.get(audience, 0) + 1
    if note.momo:
        plan.leave("momo_for_oneself")
    elif audience != note.audience and not at.private:
        plan.leave("taken_down_elsewhere")
    when = shapes.moment(checked.at_us).isoformat()
    plan.first = min(plan.first or when, when)
    plan.last = max(plan.last or when, when)
    if len(plan.samples) < SAMPLES:
        plan.samples.append(note.title or excerpt(note.body, max_chars=60))
    return note


def _comment(at: _Look, comment: shapes.Comment | Unfit, stickers: set[str]) -> None:
    if isinstance(comment, Unfit):
        raise comment
    if comment.note not in at.notes:
        raise Unfit("comments_elsewhere")
    there = [photo for photo in comment.photos if photo.media in at.pictures]
    at.plan.leave("photos_missing", len(comment.photos) - len(there))
    stand_ins = [(photo.media, photo.alt) for photo in there]
    checked = checked_comment(
        comment, note="", parent=None, photos=stand_ins, stickers=stickers, now=at.now
    )
    at.comments.add(comment.id)
    at.plan.comments += 1
    at.plan.photos += len(checked.things.photos)
    at.plan.leave("stickers_elsewhere", int(bool(comment.sticker) and not checked.things.sticker))


async def _around(at: _Look) -> None:
    """Plan what stands around the notes that come."""
    plan, parcel = at.plan, at.parcel
    async for boards in lines(parcel, "boards", shapes.Board, most=MAX_BOARDS * 2):
        plan.boards += sum(1 for one in boards if not isinstance(one, Unfit) and not one.first)
    async for collects in lines(parcel, "collects", shapes.Collect, most=MAX_COMMENTS):
        own = sum(1 for one in collects if not isinstance(one, Unfit) and one.note in at.notes)
        plan.collects += own
        plan.leave("collects_elsewhere", len(collects) - own)
    async for captions in lines(parcel, "captions", shapes.Captions, most=MAX_COMMENTS):
        plan.captions += sum(1 for one in captions if not isinstance(one, Unfit))
    async for asked in lines(parcel, "questions", shapes.Asking, most=MAX_NOTES):
        helped = [one for one in asked if not isinstance(one, Unfit) and one.answer]
        plan.leave("answers_elsewhere", sum(one.note in at.notes for one in helped))
    async for figures in lines(parcel, "figures", shapes.Figure, most=MAX_COMMENTS):
        here = [one for one in figures if not isinstance(one, Unfit)]
        own = sum(one.comment in at.comments for one in here)
        plan.leave("figures_elsewhere", len(figures) - own)
    async for muted in lines(parcel, "mutes", shapes.Muted, most=MAX_COMMENTS):
        # words are among her choices
        people = [one for one in muted if isinstance(one, Unfit) or one.kind != "word"]
        plan.leave("people", len(people))
    for file in ("videos", "joint_drafts"):
        async for begun in lines(parcel, file, shapes.State, most=MAX_PICTURES):
            open_ = [one for one in begun if isinstance(one, Unfit) or one.state in _ON_THEIR_WAY]
            plan.leave("drafts", len(open_))
