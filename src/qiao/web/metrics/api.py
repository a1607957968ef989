"""`/metrics`: for operators, and for a monitor that knows the square's token."""

import asyncio
import hmac
from dataclasses import dataclass, field
from typing import Annotated

import structlog
from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST

from qiao.feed.ledger.live import Live
from qiao.feed.ledger.models import hour_of, total
from qiao.feed.records import PageRecords
from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.http import Db, Injected
from qiao.kit.lanes import lane_health
from qiao.kit.refusals import NotFound
from qiao.operator.figures.keeping import put
from qiao.operator.figures.models import Figure
from qiao.operator.figures.tonight import tonight
from qiao.operator.settings import OperatorSettings
from qiao.people.door import AnyRequest, reader
from qiao.translate.tally import Tally
from qiao.web.health import LaneNames
from qiao.web.metrics.counting import LAG_BOUNDS_S, Requests, Spread, watch_lag
from qiao.web.metrics.telling import Now, written

log = structlog.get_logger()

KEEP_EVERY_S = 60.0


@dataclass
class Monitor:
    """What one web process knows of itself."""

    database: Database
    records: PageRecords
    counted: Live
    tally: Tally
    watching: OperatorSettings
    token: str
    requests: Requests = field(default_factory=Requests)
    lag: Spread = field(default_factory=lambda: Spread(LAG_BOUNDS_S))

    async def run(self, every_s: float = KEEP_EVERY_S) -> None:
        """Measure, and keep once a minute what only this process can count; until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(watch_lag(self.lag))
            group.create_task(self._keep(every_s))

    async def _keep(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.keep()
            except Exception:
                # the database may be away for a moment; what was counted is kept the next time
                log.exception("tallies_not_kept")

    async def keep(self) -> None:
        """Add to the square's figures what was counted since the last time."""
        asked, stored = self.tally.asked, self.tally.stored
        counted = [Figure("translations_asked", asked), Figure("translations_stored", stored)]
        await self.database.write(put, counted, at_us=now_us())
        self.tally.asked -= asked
        self.tally.stored -= stored


TheMonitor = Annotated[Monitor, Injected]


@get("/metrics", include_in_schema=False)
async def metrics(
    request: AnyRequest, db: Db, lanes: LaneNames, monitor: TheMonitor
) -> Response[bytes]:
    """Tell a monitor how the square is. To anybody else there is no such page."""
    if not await _may(request, db, monitor.token):
        raise NotFound
    now = now_us()
    async with db.read() as tx:
        found = await tonight(
            tx, now=now, span="hours", thresholds=monitor.watching.thresholds, points=False
        )
        depths = await lane_health(tx, lanes, now_us=now)
    told = written(
        Now(
            found,
            depths,
            monitor.requests,
            monitor.lag,
            db.queued(),
            monitor.records.written,
            monitor.records.dropped,
            total(line.sums for line in monitor.counted.lines(hour_of(now))),
        )
    )
    return Response(
        told, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    )


async def _may(request: AnyRequest, db: Database, token: str) -> bool:
    said = request.headers.get("authorization", "")
    bearer = said[7:].strip() if said[:7].lower() == "bearer " else ""
    if token and hmac.compare_digest(bearer.encode(), token.encode()):
        return True
    found = await reader(request, db)
    return found is not None and found.operator


ROUTES = [metrics]
