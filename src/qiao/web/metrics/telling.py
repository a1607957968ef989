"""Writing the metrics down as Prometheus reads them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.core import (
    Metric as Family,
)
from prometheus_client.registry import Collector

from qiao.feed.ledger.models import Sums
from qiao.kit.lanes import LaneHealth
from qiao.operator.figures.boards import State
from qiao.operator.figures.tonight import Tonight
from qiao.web.metrics import names
from qiao.web.metrics.counting import Requests, Spread
from qiao.web.metrics.names import Metric

STATES = {State.OK: 0, State.WARN: 1, State.ALARM: 2, State.QUIET: -1}


@dataclass(frozen=True, eq=False)
class Now(Collector):
    """Everything that is told at one moment."""

    tonight: Tonight
    lanes: Sequence[LaneHealth]
    requests: Requests
    lag: Spread
    queued: int
    written: int
    dropped: int
    hour: Sums

    def collect(self) -> Iterator[Family]:
        """Give out each metric with its values."""
        boards = self.tonight.boards
        yield _gauge(
            names.BOARD_VALUE,
            {(one.board.name,): one.value for one in boards if one.value is not None},
        )
        yield _gauge(names.BOARD_STATE, {(one.board.name,): STATES[one.state] for one in boards})
        yield _gauge(
            names.FIGURE,
            {(one.board.name, key): value for one in boards for key, value in one.parts.items()},
        )
        yield _gauge(names.GATHERED, {(): self.tonight.gathered_us / 1_000_000})
        yield _counter(
            names.REQUESTS,
            {
                (method, route, str(status)): count
                for (method, route, status), count in self.requests.answered.items()
            },
        )
        yield _histogram(
            names.LATENCY, [((route,), spread) for route, spread in self.requests.took.items()]
        )
        yield _gauge(names.OPEN, {(): self.requests.open})
        yield _gauge(names.WRITER, {(): self.queued})
        yield _histogram(names.LAG, [((), self.lag)])
        yield _counter(names.RECORDED, {("written",): self.written, ("dropped",): self.dropped})
        yield _gauge(names.LEDGER, {(name,): count for name, count in self.hour._asdict().items()})
        yield _gauge(names.LANE_DEPTH, {(lane.name,): lane.depth for lane in self.lanes})
        yield _gauge(names.LANE_AGE, {(lane.name,): lane.oldest_s for lane in self.lanes})
        yield _gauge(names.LANE_DEAD, {(lane.name,): lane.dead for lane in self.lanes})


def written(now: Now) -> bytes:
    """Return the page, with what is known of the process itself (`process_…`)."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(now)
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def _gauge(metric: Metric, values: Mapping[tuple[str, ...], float]) -> Family:
    family = GaugeMetricFamily(metric.name, metric.says, labels=metric.labels)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def _counter(metric: Metric, values: Mapping[tuple[str, ...], float]) -> Family:
    family = CounterMetricFamily(metric.name, metric.says, labels=metric.labels)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def _histogram(metric: Metric, spreads: Iterable[tuple[tuple[str, ...], Spread]]) -> Family:
    family = HistogramMetricFamily(metric.name, metric.says, labels=metric.labels)
    for labels, spread in spreads:
        family.add_metric(labels, spread.buckets(), spread.sum_s)
    return family
