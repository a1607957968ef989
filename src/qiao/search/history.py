"""What a member has searched for, and what many search for just now.

Private to the member; she can take a line or all of it away, or have nothing kept. What many search
for is told only when five different members did, and never who.
"""

from typing import NamedTuple

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.search.asking import read
from qiao.search.rude import is_rude

MAX_KEPT = 100
MIN_MEMBERS = 5
GAINING_OF_US = DAY
MAX_LOGGED_A_MEMBER_A_DAY = 500
KEPT_DAYS = 90
SHOWN_CHARS = 60

_REMEMBERS = Sql("select remembers from search_choices where member_id = :member")
_CHOOSE = Sql("""
    insert into search_choices (member_id, remembers) values (:member, :remembers)
    on conflict (member_id) do update set remembers = excluded.remembers
""")
_PUT = Sql("""
    insert into search_history (member_id, query, shown, at_us)
    values (:member, :query, :shown, :now_us)
    on conflict (member_id, query) do update set shown = excluded.shown, at_us = excluded.at_us
""")
_TRIM = Sql("""
    delete from search_history where member_id = :member and at_us < (
      select min(at_us) from (select at_us from search_history where member_id = :member
        order by at_us desc limit :limit_rows) kept)
""")
_LOG = Sql("""
    insert into search_log (at_us, member_id, query, lang, note_id, position)
    select :now_us, :member, :query, :lang, :note, :position
    where (select count(*) from search_log where member_id = :member and at_us > :since_us) < :most
""")
_OWN = Sql("""
    select shown from search_history
    where member_id = :member and query >= :first and query < :beyond
    order by at_us desc limit :limit_rows
""")
_ALL = Sql("select shown, at_us from search_history where member_id = :member order by at_us desc")
_TAKE = Sql("delete from search_history where member_id = :member and query = :query")
_CLEAR = Sql("delete from search_history where member_id = :member")
_CLEAR_LOG = Sql("delete from search_log where member_id = :member")
_OLD = Sql("delete from search_log where at_us < :before_us")
_GAINING = Sql("""
    select query, count(distinct case when at_us >= :since_us then member_id end) as now_by,
      count(distinct case when at_us < :since_us then member_id end) as then_by
    from search_log where at_us >= :before_us and note_id = ''
    group by query having count(distinct case when at_us >= :since_us then member_id end) >= :least
    order by 2 desc limit 60
""")


class Line(NamedTuple):
    """A search of one's own, as it was typed, and when."""

    query: str
    at_us: int


async def remembers(tx: ReadTx, member: str) -> bool:
    """Say whether a member has her searches kept; she has, until she says otherwise."""
    found = await tx.value(_REMEMBERS, member=member)
    return found is None or bool(found)


async def choose(tx: WriteTx, member: str, *, remember: bool) -> None:
    """Keep searches from now on, or none; what was kept goes with the choice to keep none."""
    await tx.run(_CHOOSE, member=member, remembers=int(remember))
    if not remember:
        await clear(tx, member)


async def searched(
    tx: WriteTx,
    member: str,
    query: str,
    *,
    now: Micros,
    lang: str = "",
    note: str = "",
    position: int = -1,
) -> None:
    """A member searched, and with `note` opened what she found there; safe to say twice."""
    line = read(query).text
    if not line or not await remembers(tx, member):
        return
    await tx.run(
        _LOG,
        member=member,
        query=line,
        lang=lang,
        note=note,
        position=position,
        now_us=now,
        since_us=now - DAY,
        most=MAX_LOGGED_A_MEMBER_A_DAY,
    )
    if not note:
        shown = " ".join(query.split())[:SHOWN_CHARS]
        await tx.run(_PUT, member=member, query=line, shown=shown, now_us=now)
        await tx.run(_TRIM, member=member, limit_rows=MAX_KEPT)


async def own(tx: ReadTx, member: str) -> list[Line]:
    """Return what a member searched for, the newest first."""
    return await tx.all(Line, _ALL, member=member)


async def own_begun(tx: ReadTx, member: str, begun: str, *, limit: int) -> list[str]:
    """Return her searches that begin so, the newest first."""
    first = read(begun).text
    rows = await tx.rows(
        _OWN,
        {
            "member": member,
            "first": first,
            "beyond": first + "\U0010ffff",
            "limit_rows": limit,
        },
    )
    return [str(row[0]) for row in rows]


async def take(tx: WriteTx, member: str, query: str) -> None:
    """Take one search out of one's history."""
    await tx.run(_TAKE, member=member, query=read(query).text)


async def clear(tx: WriteTx, member: str) -> None:
    """Take all of it out, and what was learnt from it."""
    await tx.run(_CLEAR, member=member)
    await tx.run(_CLEAR_LOG, member=member)


async def forget_old(tx: WriteTx, *, now: Micros) -> None:
    """Drop what was logged long ago."""
    await tx.run(_OLD, before_us=now - KEPT_DAYS * DAY)


async def gaining(tx: ReadTx, *, now: Micros, limit: int = 6) -> list[str]:
    """Return what more members search for today than did in the week before, the steepest first."""
    rows = await tx.all(
        tuple,
        _GAINING,
        since_us=now - GAINING_OF_US,
        before_us=now - 8 * GAINING_OF_US,
        least=MIN_MEMBERS,
    )
    grown = [
        (by_now / (1 + before / 7), str(query))
        for query, by_now, before in rows
        if not is_rude(str(query))
    ]
    return [query for _, query in sorted(grown, key=lambda one: -one[0])[:limit]]
