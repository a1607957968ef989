"""How the square is tonight, over HTTP: for the operators' page, and for their own tools."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from qiao.kit.clock import DAY, now_us, rfc3339
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import NotFound
from qiao.operator.figures.keeping import minute_of, series
from qiao.operator.figures.models import HOUR_S, HOURS_KEPT_US, KNOWN, MINUTE_S, MINUTES_KEPT_US
from qiao.operator.figures.tonight import STALE_US, Shown, tonight
from qiao.operator.settings import OperatorSettings
from qiao.people.door import Operator

MAX_KEY_CHARS = 40

Watching = Annotated[OperatorSettings, Injected]


class BoardView(msgspec.Struct, frozen=True):
    """A figure to watch: where it stands, and where it warns and alarms.

    `unit`: "count", "share" (0 to 1), "change" (against the week before: -0.1 is a tenth less),
    "times", "seconds" or "days". `below`: small values are the bad ones. `week` says what it is
    judged against: "" nothing, "change" and "times" the seven days that ended a day ago, of which
    `before` is the rate (of counts: an hour's). `parts`: by language or lane, today. `points`: a
    value a step, null where too little happened to say. `page`: where to act, "" where none helps.
    """

    name: str
    unit: str
    state: str
    value: float | None
    before: float | None
    warn: float
    alarm: float
    below: bool
    week: str
    parts: dict[str, float]
    points: list[float | None]
    page: str


class TonightView(msgspec.Struct, frozen=True):
    """All boards. `gathered_at`: null where nothing was gathered within a day.

    `stale`: nothing was gathered for minutes, so that the worker should be looked at. Points begin
    at `since`, a step of `step_s` after the other.
    """

    at: str
    gathered_at: str | None
    stale: bool
    since: str
    step_s: int
    boards: list[BoardView]


class SeriesView(msgspec.Struct, frozen=True):
    """A figure over time: `points` are pairs of seconds since 1970 and a value."""

    name: str
    key: str
    fold: str
    step_s: int
    points: list[tuple[int, float]]


def _board(shown: Shown) -> BoardView:
    board = shown.board
    return BoardView(
        board.name,
        board.unit,
        shown.state.value,
        shown.value,
        shown.before,
        shown.warn,
        shown.alarm,
        board.below,
        board.week,
        shown.parts,
        [None if point is None else round(point, 5) for point in shown.points],
        board.page,
    )


@get("/api/v1/operator/tonight", responses=shows(TonightView))
async def how_it_is(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
    watching: Watching,
    span: FromQuery[Literal["hours", "week"]] = "hours",
) -> Response[bytes]:
    """Say how the square is: every board now, and over twelve hours or a week."""
    now = now_us()
    async with db.read() as tx:
        found = await tonight(tx, now=now, span=span, thresholds=watching.thresholds)
    return json(
        TonightView(
            rfc3339(now),
            rfc3339(found.gathered_us) if found.gathered_us else None,
            found.gathered_us < now - STALE_US,
            rfc3339(found.since_us),
            found.step_us // 1_000_000,
            [_board(shown) for shown in found.boards],
        )
    )


@get("/api/v1/operator/figures", responses=shows(SeriesView))
async def figures(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
    name: Annotated[str, QueryParameter(name="name")],
    since: Annotated[int, QueryParameter(name="since", ge=0, le=1 << 33)] = 0,
    key: Annotated[str, QueryParameter(name="key", max_length=MAX_KEY_CHARS)] = "",
) -> Response[bytes]:
    """Give out one figure over time: by minute for two days, by hour where `since` is earlier.

    `since`: seconds since 1970; a day ago where it is left out. `key`: a language or lane.
    """
    if name not in KNOWN:
        raise NotFound
    now = now_us()
    since_us = max(since * 1_000_000 if since else now - DAY, now - HOURS_KEPT_US)
    span_s = MINUTE_S if since_us >= now - MINUTES_KEPT_US else HOUR_S
    async with db.read() as tx:
        found = await series(
            tx,
            name,
            span_s=span_s,
            since_us=minute_of(since_us, span_s),
            until_us=now + DAY,
            key=key,
        )
    return json(
        SeriesView(
            name,
            key,
            KNOWN[name].value,
            span_s,
            [(at // 1_000_000, value) for at, value in found.items()],
        )
    )


ROUTES = [how_it_is, figures]
