"""Every metric by its name: what `/metrics` gives out, and the page that documents it."""

from typing import Literal, NamedTuple


class Metric(NamedTuple):
    """A metric. No label ever names a member."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    labels: tuple[str, ...]
    says: str


BOARD_VALUE = Metric(
    "qiao_board_value", "gauge", ("board",),
    "A figure of the operators' page as it stands; left out where too little happened to tell",
)  # fmt: skip
BOARD_STATE = Metric(
    "qiao_board_state", "gauge", ("board",),
    "How it stands between its thresholds: 0 well, 1 warns, 2 alarms, -1 too little to tell",
)  # fmt: skip
FIGURE = Metric(
    "qiao_figure", "gauge", ("board", "key"),
    "The figure by language or lane: of what is counted, today's; of what waits, now",
)  # fmt: skip
GATHERED = Metric(
    "qiao_figures_gathered_timestamp_seconds", "gauge", (),
    "When the worker last gathered figures, in seconds since 1970; 0: not within a day",
)  # fmt: skip
REQUESTS = Metric(
    "qiao_http_requests_total", "counter", ("method", "route", "status"),
    "Requests answered, by route template (`none`: no such route)",
)  # fmt: skip
LATENCY = Metric(
    "qiao_http_request_seconds", "histogram", ("route",),
    "Time from a request's arrival in the process to the first byte of its answer",
)  # fmt: skip
OPEN = Metric("qiao_http_requests_open", "gauge", (), "Requests being answered, streams included")
WRITER = Metric(
    "qiao_writer_queue", "gauge", (), "Commands that wait for the writer, or for a connection"
)
LAG = Metric("qiao_loop_lag_seconds", "histogram", (), "How late the event loop comes to its work")
RECORDED = Metric(
    "qiao_page_records_total", "counter", ("outcome",),
    "Records of served pages: `written`, or `dropped` because too many waited",
)  # fmt: skip
LEDGER = Metric(
    "qiao_ledger_hour", "gauge", ("count",),
    "What the ledger counts of this hour, as far as this process has written it: pages, the notes"
    " on them, promises made and broken",
)  # fmt: skip
LANE_DEPTH = Metric("qiao_lane_depth", "gauge", ("lane",), "Events that wait in a lane")
LANE_AGE = Metric(
    "qiao_lane_oldest_seconds", "gauge", ("lane",), "How long the oldest of them has waited"
)
LANE_DEAD = Metric("qiao_lane_dead", "gauge", ("lane",), "Events given up after many tries")

METRICS = (
    BOARD_VALUE, BOARD_STATE, FIGURE, GATHERED, REQUESTS, LATENCY, OPEN, WRITER, LAG, RECORDED,
    LEDGER, LANE_DEPTH, LANE_AGE, LANE_DEAD,
)  # fmt: skip
