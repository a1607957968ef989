"""What authors are told of their readers, over HTTP."""

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from qiao.feed import insight
from qiao.kit.clock import DAY, now_us, rfc3339
from qiao.kit.http import Db, cursor_of, json, shows
from qiao.notes.queries import LAST
from qiao.people.door import SignedIn

PAGE = 20


class CameView(msgspec.Struct, frozen=True):
    """How often cards were shown and notes opened."""

    impressions: int
    opens: int


class ProgressView(msgspec.Struct, frozen=True):
    """How far a note has climbed; `given` and `promised` are readers.

    "first": its first audience is being found; "growing": readers liked it, more are being found;
    "resting": tried on new readers now and then; "done".
    """

    state: str
    given: int
    promised: int


class TotalsView(msgspec.Struct, frozen=True):
    """All notes together."""

    impressions: int
    opens: int
    readers: int


class OwnNoteView(msgspec.Struct, frozen=True, rename={"came": "from"}):
    """One of one's notes and who came to it; `langs` are impressions by first language."""

    id: str
    title: str
    at: str
    impressions: int
    opens: int
    likes: int
    collects: int
    comments: int
    came: dict[str, CameView]
    langs: dict[str, int]
    ladder: ProgressView | None


class AudienceView(msgspec.Struct, frozen=True, rename={"came": "from"}):
    """Where one's readers came from. Languages of fewer than three readers are "other"."""

    days: int
    totals: TotalsView
    came: dict[str, CameView]
    langs: dict[str, int]
    notes: list[OwnNoteView]
    cursor: str | None


def _came(came: dict[str, insight.Came]) -> dict[str, CameView]:
    return {feed: CameView(*counts) for feed, counts in came.items()}


def _note(of: insight.NoteAudience) -> OwnNoteView:
    return OwnNoteView(
        id=of.note.id,
        title=of.note.title,
        at=rfc3339(of.note.at_us),
        impressions=sum(counts.impressions for counts in of.came.values()),
        opens=sum(counts.opens for counts in of.came.values()),
        likes=of.note.likes,
        collects=of.note.collects,
        comments=of.note.comments,
        came=_came(of.came),
        langs=of.langs,
        ladder=ProgressView(*of.ladder) if of.ladder else None,
    )


@get("/api/v1/me/audience", responses=shows(AudienceView))
async def audience(
    me: SignedIn, db: Db, days: FromQuery[int] = 28, cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """Show where the readers of one's notes came from in the last `days`, newest notes first."""
    since_us = now_us() - insight.checked_days(days) * DAY
    before = cursor_of(cursor) or LAST
    async with db.read() as tx:
        totals = await insight.totals(tx, me.id, since_us=since_us)
        notes = await insight.audiences(tx, me.id, since_us=since_us, before=before, limit=PAGE + 1)
    return json(
        AudienceView(
            days=days,
            totals=TotalsView(totals.impressions, totals.opens, totals.readers),
            came=_came(totals.came),
            langs=totals.langs,
            notes=[_note(of) for of in notes[:PAGE]],
            cursor=notes[PAGE - 1].note.id if len(notes) > PAGE else None,
        )
    )


ROUTES = [audience]
