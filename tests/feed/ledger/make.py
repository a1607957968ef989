"""Pages for the ledger, made of only what a test is about."""

from qiao.feed.records import Page, Row
from tests.make import NOW

HOME_SHARE, NEWCOMER_SHARE = 600, 100


def page(
    home: int = 12,
    newcomers: int = 2,
    *,
    size: int = 20,
    outside: tuple[int, int] = (50, 50),
    promise: tuple[int, int] = (HOME_SHARE, NEWCOMER_SHARE),
    group: str = "en",
    to_newcomer: bool = False,
    notes: list[str] | None = None,
) -> Page:
    """Make a page whose first notes are home and whose last ones are by newcomers."""
    whole = (1 << size) - 1
    by_new = whole & ~((1 << (size - newcomers)) - 1)
    own = (1 << home) - 1
    return Page(
        notes or [f"n{place}" for place in range(size)], [1.0] * size, 0, 0, [1] * size,
        h=own, w=by_new, a=whole & ~by_new, x=whole & ~own, b=0,
        o=list(outside), q=list(promise), t=int(to_newcomer), k=group,
    )  # fmt: skip


def row(
    of: Page | None = None,
    *,
    member: str = "bo",
    at_us: int = NOW,
    session: str = "s",
    first: int = 0,
    feed: str = "explore",
) -> Row:
    """Make a page that was served."""
    return Row(at_us, member, feed, session, first, of or page())
