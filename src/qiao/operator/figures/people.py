"""Who came and what was written in a stretch of time, by language; who spoke and was answered."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol

from qiao.feed.lens import NEWCOMER_US
from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql
from qiao.kit.ids import new_id
from qiao.operator.figures.models import Figure, base, few

# ids begin with their time: a stretch of time is a stretch of the primary key
_CAME = Sql("""
    select m.langs, m.ui_lang from members m
    where m.id >= :first and m.id < :last and m.joined_us >= :since_us and m.joined_us < :until_us
      and not exists (select 1 from identities i where i.member_id = m.id and i.holds = 0)
""")
_WRITTEN = Sql("""
    select n.lang, case when m.joined_us > n.at_us - :newcomer_us then 0 else 1 end, count(*)
    from notes n join members m on m.id = n.author_id
    where n.at_us >= :since_us and n.at_us < :until_us and n.brought = 0
      and n.standing = 'public' and n.audience = 'public'
    group by 1, 2
""")


def id_at(at_us: int) -> str:
    """Return the beginning of ids that are made at this time: earlier ones sort before it."""
    return new_id(at_us)[:10]


async def arrivals(tx: ReadTx, *, since_us: int, until_us: int) -> list[Figure]:
    """Count who joined, by the first language they said they read.

    Another name of somebody who is here already is nobody who came.
    """
    rows = await tx.all(
        tuple,
        _CAME,
        first=id_at(since_us),
        last=id_at(until_us + 1_000),
        since_us=since_us,
        until_us=until_us,
    )
    langs = Counter[str]()
    for said, ui_lang in rows:
        read = json.loads(str(said))
        langs[base(str(read[0] if read else ui_lang))] += 1
    return few("arrivals", dict(langs))


async def notes(tx: ReadTx, *, since_us: int, until_us: int) -> list[Figure]:
    """Count what was written for everybody, by language, and how much of it by locals."""
    rows = await tx.all(
        tuple, _WRITTEN, since_us=since_us, until_us=until_us, newcomer_us=NEWCOMER_US
    )
    langs = Counter[str]()
    by_locals = 0
    for lang, is_local, many in rows:
        langs[base(str(lang))] += int(many)
        by_locals += int(many) if is_local else 0
    return [*few("notes", dict(langs)), Figure("notes_by_locals", by_locals)]


class Heard(Protocol):
    """Newcomers of a day."""

    @property
    def came(self) -> int: ...
    @property
    def spoke(self) -> int: ...
    @property
    def answered(self) -> int: ...


HeardSince = Callable[[ReadTx, Micros], Awaitable[list[Heard]]]
"""Counts the newcomers of today and yesterday (UTC) who spoke, and who were answered."""


def heard(days: list[Heard]) -> list[Figure]:
    """Add up the days."""
    return [
        Figure("came", sum(day.came for day in days)),
        Figure("spoke", sum(day.spoke for day in days)),
        Figure("answered", sum(day.answered for day in days)),
    ]
