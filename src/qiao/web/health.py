"""Whether the square is well: for watchers, and for people who ask."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get

from qiao import __version__
from qiao.kit.clock import now_us
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.lanes import lane_health

MAX_AGE_S = 60.0
"""A lane whose oldest event waits longer is said to be behind."""


class Lane(msgspec.Struct, frozen=True):
    """A class of background work: events waiting, age of the oldest in seconds, given up."""

    name: str
    depth: int
    oldest_s: float
    failing: int
    dead: int


class Health(msgspec.Struct, frozen=True):
    """`ok`, or `degraded` when background work is behind or was given up."""

    status: str
    version: str
    engine: str
    lanes: list[Lane]


LaneNames = Annotated[Any, Injected]


@get("/api/health", responses=shows(Health), tags=["health"])
async def health(db: Db, lanes: LaneNames) -> Response[bytes]:
    """Say whether the square is well."""
    async with db.read() as tx:
        found = await lane_health(tx, lanes, now_us=now_us())
    behind = any(lane.oldest_s > MAX_AGE_S or lane.dead for lane in found)
    return json(
        Health(
            "degraded" if behind else "ok",
            __version__,
            db.engine,
            [Lane(*lane) for lane in found],
        )
    )
