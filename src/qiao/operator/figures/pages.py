"""What Explore served since the last count: how much was home, how much newcomers', what broke."""

import msgspec

from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql
from qiao.operator.figures.models import Figure

BATCH = 2_000
SETTLED_US = 5 * SECOND


class _Judged(msgspec.Struct, frozen=True):
    """What of a page's record is counted here; see `feed/records.py` for all of it."""

    n: list[str]
    h: int = 0
    w: int = 0
    o: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    q: list[int] = msgspec.field(default_factory=lambda: [0, 0])


_decode = msgspec.json.Decoder(_Judged).decode
_END = Sql("select max(seq) from served_pages")
_PAGES = Sql("""
    select seq, feed, page from served_pages
    where seq > :seq and at_us <= :settled_us order by seq limit :limit_rows
""")


async def end_of_pages(tx: ReadTx) -> int:
    """Return the newest page's number: a square that begins to count leaves out older ones."""
    return await tx.count(_END)


async def served(tx: ReadTx, seq: int, *, now_us: int) -> tuple[int, list[Figure]]:
    """Count at most `BATCH` pages after `seq`; return where that ended, and the figures."""
    rows = await tx.all(tuple, _PAGES, seq=seq, settled_us=now_us - SETTLED_US, limit_rows=BATCH)
    pages = broken = cards = home = newcomers = 0
    for at, feed, text in rows:
        seq = int(at)
        if feed != "explore":
            continue
        page = _decode(str(text))
        size = len(page.n)
        if not any(page.q):
            continue  # before there was a promise, or in a feed that has none
        pages += 1
        cards += size
        at_home, by_newcomers = page.h.bit_count(), page.w.bit_count()
        home += at_home
        newcomers += by_newcomers
        broken += _short(at_home, page.q[0], page.o[0], size) or _short(
            by_newcomers, page.q[1], page.o[1], size
        )
    if not pages:
        return seq, []
    return seq, [
        Figure("pages", pages),
        Figure("pages_broken", broken),
        Figure("cards", cards),
        Figure("cards_home", home),
        Figure("cards_newcomers", newcomers),
    ]


def _short(found: int, promised: int, outside: int, size: int) -> bool:
    return outside > 0 and found < promised * size // 1_000
