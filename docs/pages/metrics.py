"""metrics.md: what a monitor reads at /metrics."""

from pages.words import table
from qiao.operator.figures.boards import BOARDS
from qiao.web.metrics.names import METRICS

INTRO = """# Metrics

`GET /metrics` answers in the text format of Prometheus. It is for signed-in operators, and for a
monitor that sends the setting `metrics_token` as a bearer token; to anybody else there is no such
page. No label names a member.

```yaml
# prometheus.yml
scrape_configs:
  - job_name: qiao
    scheme: https
    authorization: { credentials: THE_TOKEN }
    static_configs: [{ targets: ["square.example.org"] }]
```

Of the process itself there is what its client library tells (`process_cpu_seconds_total`,
`process_resident_memory_bytes`, `process_open_fds`, …).

"""
BOARDS_TITLE = """
## Boards

Values of the label `board`, as on the operators' page
([what to do](../guides/the-night-it-comes.md)). A change is against the week before; shares are 0
to 1.

"""


def page() -> str:
    """Write the page."""
    rows = [
        (f"`{m.name}`", m.kind, ", ".join(f"`{label}`" for label in m.labels), m.says)
        for m in METRICS
    ]
    boards = [
        (f"`{b.name}`", b.unit, "below" if b.below else "above", f"{b.warn:g}", f"{b.alarm:g}")
        for b in BOARDS
    ]
    return (
        INTRO
        + table(("name", "kind", "labels", ""), rows)
        + BOARDS_TITLE
        + table(("board", "unit", "is bad", "warns", "alarms"), boards)
    )
