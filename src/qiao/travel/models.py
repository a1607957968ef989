"""The nouns of leaving: when an account goes, and what it leaves traces of."""

import msgspec

from qiao.kit.refusals import Invalid, Unavailable


class NotThisPassword(Invalid):
    """It is not the password of this account. Facts: field."""

    code = "not_this_password"


class NoRoom(Unavailable):
    """The square's disk is nearly full. Facts: retry_s."""

    code = "square_full"


class Leaving(msgspec.Struct, frozen=True):
    """An account that is to be erased. `erased_us`: when all but its echoes was."""

    member: str
    asked_us: int
    due_us: int
    erased_us: int | None = None


class Traces(msgspec.Struct):
    """What a member is found by in a store; forgotten when she is."""

    handle: str = ""
    notes: list[str] = []
    comments: list[str] = []  # hers, and all below her notes
    media: list[str] = []
    boards: list[str] = []
    shas: list[str] = []  # of pictures that nobody else sent
    hashes: list[str] = []  # of her texts, as the translation memory names them
    texts: list[str] = []

    @property
    def things(self) -> list[str]:
        """Ids of all that was hers or hung on it."""
        return [*self.notes, *self.comments, *self.media, *self.boards]
