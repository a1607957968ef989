"""What is being read now, by readers of which languages, and whether it is becoming more."""

import json
from collections import defaultdict
from typing import NamedTuple

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import ReadTx, Sql

WINDOW_US = 2 * HOUR
"""So far back is looked; the later half against the earlier one is the slope."""

MAX_LINES = 60_000
"""So many of the newest lines of the log are looked at, however busy the square is."""

OPEN_WEIGHT = 3.0
"""Opening a note says as much as being shown it so many times: who opens it reads it."""

_LAST = Sql("select coalesce(max(seq), 0) from reading_log")
_LATELY = Sql("""
    select r.note_id, m.langs,
      sum(case when r.at_us >= :half_us then 1.0 else 0.0 end
        * case when r.kind = 'open' then :weight else 1.0 end),
      sum(case when r.at_us < :half_us then 1.0 else 0.0 end
        * case when r.kind = 'open' then :weight else 1.0 end)
    from reading_log r join members m on m.id = r.member_id
    where r.seq > :after and r.at_us >= :since_us and r.kind in ('impression', 'open')
    group by r.note_id, m.langs
""")


class Spread(NamedTuple):
    """Views of a note by readers of the same languages, in the last hour and the one before."""

    note: str
    langs: tuple[str, ...]
    recent: float
    earlier: float


async def spreading(tx: ReadTx, now_us: Micros) -> list[Spread]:
    """Return what signed-in readers see and open now."""
    newest = await tx.count(_LAST)
    rows = await tx.all(
        tuple,
        _LATELY,
        after=max(0, newest - MAX_LINES),
        since_us=now_us - WINDOW_US,
        half_us=now_us - WINDOW_US // 2,
        weight=OPEN_WEIGHT,
    )
    groups: defaultdict[tuple[str, tuple[str, ...]], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for note, langs, recent, earlier in rows:
        sums = groups[str(note), tuple(json.loads(langs))]
        sums[0] += float(recent)
        sums[1] += float(earlier)
    return [Spread(note, langs, *sums) for (note, langs), sums in groups.items()]
