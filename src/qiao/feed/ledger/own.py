"""A member's own pages: what she was shown, what of it was promised, what waited outside."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from qiao.feed.ledger.fold import broken, is_judged, is_promised
from qiao.feed.records import Page
from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import Where, visible

PAGE = 20
EXCERPT_CHARS = 60


class Shown(NamedTuple):
    """A note of a page. `title` is empty where it is out of her sight by now."""

    note: str
    title: str
    home: bool
    newcomer: bool
    foreign: bool
    bridging: bool
    slot: bool
    chance: float  # how likely the page was to hold it, 0 to 1; 1 where no chance was in it


class OwnPage(NamedTuple):
    """A page as it was put before her. Shares are promised in thousandths."""

    seq: int
    at_us: int
    first_position: int
    judged: bool  # whether the page was counted by: home, newcomers' and the rest are known
    newcomer: bool  # she was one
    promised: tuple[int, int]
    outside: tuple[int, int]
    broke: tuple[bool, bool]
    notes: list[Shown]


_OWN = Sql("""
    select seq, at_us, feed, first_position, page from served_pages
    where member_id = :member and (at_us < :at_us or (at_us = :at_us and seq < :seq))
    order by at_us desc, seq desc limit :limit_rows
""")
_TITLES = Sql(
    f"""
    select n.id, case when n.title <> '' then n.title else substr(n.body, 1, {EXCERPT_CHARS}) end
    from notes n where n.id in (:ids...) and """
    + visible("n", where=Where.DIRECT)
)
_decode = msgspec.json.Decoder(Page).decode


async def own_pages(
    tx: ReadTx, member: str, *, before: tuple[int, int], limit: int = PAGE
) -> list[OwnPage]:
    """Return a member's pages before (time, number), the newest first.

    Nobody else's can be asked for: whose pages they are is in the question.
    """
    rows = await tx.all(
        tuple, _OWN, member=member, at_us=before[0], seq=before[1], limit_rows=limit
    )
    read = [(int(seq), int(at), str(feed), int(first), _decode(page))
            for seq, at, feed, first, page in rows]  # fmt: skip
    titles = await _titles(tx, member, [note for *_, page in read for note in page.n])
    return [_page(*of, titles) for of in read]


async def _titles(tx: ReadTx, member: str, notes: Sequence[str]) -> dict[str, str]:
    ids = sorted(set(notes))
    rows = await tx.all(tuple, _TITLES, ids=ids, reader=member, reviewer=0) if ids else []
    return {str(note): " ".join(str(title).split()) for note, title in rows}


def _page(
    seq: int, at_us: int, feed: str, first: int, page: Page, titles: dict[str, str]
) -> OwnPage:
    judged = is_judged(feed, page)
    broke = broken(page) if judged and is_promised(page) else (False, False)
    return OwnPage(
        seq,
        at_us,
        first,
        judged,
        bool(page.t),
        (page.q[0], page.q[1]) if judged else (0, 0),
        (page.o[0], page.o[1]) if judged else (0, 0),
        (broke[0], broke[1]),
        [
            Shown(
                note,
                titles.get(note, ""),
                home=bool(page.h >> place & 1),
                newcomer=bool(page.w >> place & 1),
                foreign=bool(page.x >> place & 1),
                bridging=bool(page.b >> place & 1),
                slot=bool(page.s >> place & 1),
                chance=chance,
            )
            for place, (note, chance) in enumerate(zip(page.n, page.p, strict=False))
        ],
    )
