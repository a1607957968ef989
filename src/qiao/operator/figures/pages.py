"""What Explore served since the last count: how much was home, how much newcomers', what broke."""

import msgspec

from qiao.feed.promise import kept
from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql
from qiao.operator.figures.models import Figure

BATCH = 2_000
SETTLED_US = 5 * SECOND


class Judged(msgspec.Struct, frozen=True):
    """What of a page's record is counted here; see `feed/records.py` for all of it."""

    n: list[str]
    h: int = 0
    w: int = 0
    o: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    q: list[int] = msgspec.field(default_factory=lambda: [0, 0])

    @property
    def promises(self) -> bool:
        """Whether anything was promised of it: not before there was a promise, nor of any feed."""
        return any(self.q)

    @property
    def broken(self) -> bool:
        """Whether it had less than was promised and could have been given."""
        return not all(
            kept(
                len(self.n),
                home=self.h.bit_count(),
                newcomer=self.w.bit_count(),
                promise=(self.q[0], self.q[1]),
                outside=(self.o[0], self.o[1]),
            )
        )


_decode = msgspec.json.Decoder(Judged).decode
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
        if not page.promises:
            continue
        pages += 1
        cards += len(page.n)
        home += page.h.bit_count()
        newcomers += page.w.bit_count()
        broken += page.broken
    if not pages:
        return seq, []
    return seq, [
        Figure("pages", pages),
        Figure("pages_broken", broken),
        Figure("cards", cards),
        Figure("cards_home", home),
        Figure("cards_newcomers", newcomers),
    ]
