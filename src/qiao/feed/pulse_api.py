"""How lively topics are, over HTTP."""

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from qiao.feed.pulse import gaining, pulse
from qiao.kit.clock import HOUR, now_us, rfc3339
from qiao.kit.http import Db, json, shows
from qiao.kit.langs import base_of
from qiao.topics.queries import topic


class DayView(msgspec.Struct, frozen=True):
    """A day of a topic; `day` is a date in UTC."""

    day: str
    views: int
    notes: int
    discussions: int


class HourView(msgspec.Struct, frozen=True):
    """An hour of a topic; `at` is when it began."""

    at: str
    views: int
    notes: int
    discussions: int


class PulseView(msgspec.Struct, frozen=True):
    """A topic's figures, at most a minute old. Views are members who opened a note under it."""

    views: int
    discussions: int
    notes_today: int
    days: list[DayView]
    hours: list[HourView]


class GainingTopic(msgspec.Struct, frozen=True):
    """A topic that more happens under than in the week before."""

    slug: str
    label: str
    notes: int


class GainingTopics(msgspec.Struct, frozen=True):
    """Topics, the steepest first."""

    items: list[GainingTopic]


def _date(day: int) -> str:
    from datetime import date, timedelta

    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


@get("/api/v1/topics/{slug:str}/pulse", responses=shows(PulseView))
async def topic_pulse(slug: FromPath[str], db: Db) -> Response[bytes]:
    """Show a topic's views, comments and notes: its last 14 days, and its last 24 hours."""
    async with db.read() as tx:
        found = await topic(tx, slug[:100])
        told = await pulse(tx, found.slug, now=now_us())
    days = [DayView(_date(one.day), one.views, one.notes, one.discussions) for one in told.days]
    hours = [
        HourView(rfc3339(one.hour * HOUR), one.views, one.notes, one.discussions)
        for one in told.hours
    ]
    return json(PulseView(told.views, told.discussions, told.notes_today, days, hours))


@get("/api/v1/search/gaining-topics", responses=shows(GainingTopics))
async def gaining_topics(db: Db, lang: FromQuery[str] = "") -> Response[bytes]:
    """List topics that gained most in a day; with `lang`, among notes in that language."""
    async with db.read() as tx:
        found = await gaining(tx, base_of(lang[:35]) if lang else "", now=now_us())
    return json(GainingTopics([GainingTopic(*one) for one in found]))


ROUTES = [topic_pulse, gaining_topics]
