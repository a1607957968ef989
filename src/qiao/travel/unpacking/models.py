"""The nouns of arriving: a file and why it may be refused, what is planned, how it stands."""

from typing import Literal

import msgspec

from qiao.kit.refusals import Conflict, Invalid, TooMany, Unavailable

Kind = Literal["qiao", "tiktok", "mastodon", "instagram"]
KINDS: tuple[Kind, ...] = ("qiao", "tiktok", "mastodon", "instagram")

State = Literal["looking", "planned", "coming", "here", "going", "gone", "failed"]


class ParcelRefused(Invalid):
    """The file is not one that can be unpacked safely. Facts: why."""

    code = "parcel_refused"


class NotThisKind(Invalid):
    """The file is not of the kind it was said to be, or holds nothing to bring. Facts: kind."""

    code = "not_this_kind"


class ParcelTooLarge(Invalid):
    """Facts: max_mib."""

    code = "parcel_too_large"
    status = 413


class ArrivalUnderWay(Conflict):
    """One arrival at a time."""

    code = "arrival_under_way"


class ArrivedTooMuch(TooMany):
    """A member has brought as many files as one may in a day. Facts: max, retry_s."""

    code = "arrived_too_much"


class UnpackingBusy(Unavailable):
    """Others' files are being looked through. Facts: retry_s."""

    code = "unpacking_busy"


class Plan(msgspec.Struct):
    """What comes and what does not. `left`: how many things do not come, by why."""

    notes: int = 0
    already: int = 0
    photos: int = 0
    films: int = 0
    comments: int = 0
    boards: int = 0
    collects: int = 0
    captions: int = 0
    profile: bool = False
    first: str | None = None
    last: str | None = None
    audiences: dict[str, int] = {}
    left: dict[str, int] = {}
    samples: list[str] = []

    def leave(self, why: str, count: int = 1) -> None:
        """Count what does not come, or not as it was."""
        if count:
            self.left[why] = self.left.get(why, 0) + count


class Wanted(msgspec.Struct, frozen=True):
    """How somebody wants her things: for whom, and whether her profile comes too."""

    audience: Literal["as_was", "private"] = "private"
    profile: bool = False


class Arrival(msgspec.Struct, frozen=True):
    """A file that a member brought, and how it stands."""

    id: str
    member: str
    kind: Kind
    state: State
    plan: Plan
    wanted: Wanted
    reason: str
    done: int
    total: int
    asked_us: int
