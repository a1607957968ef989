"""What readers saw and opened, counted once from where the last count ended.

Only what Explore did put before somebody counts, and opening a note counts once: an app may say
what it likes.
"""

from qiao.feed.ladder.models import GRACE_US, WITHIN_US
from qiao.feed.lens import NEWCOMER_US
from qiao.feed.records import REPORTED_WITHIN_US
from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql
from qiao.operator.figures.models import Figure
from qiao.operator.figures.people import id_at

FIRST_PAGE = 20
BATCH = 5_000
SETTLED_US = 5 * SECOND
"""What is younger may still have older rows committed behind it."""

_LAST = Sql("""
    select max(seq) from (
      select seq, at_us from reading_log where seq > :seq order by seq limit :limit_rows) batch
    where at_us <= :settled_us
""")
_SHOWN = Sql("""
    select sum(case when r.joined_us <= l.at_us - :newcomer_us and l.position < :first_page
               then 1 else 0 end),
           sum(case when a.joined_us <= n.at_us - :newcomer_us then 1 else 0 end)
    from reading_log l join members r on r.id = l.member_id
    join notes n on n.id = l.note_id join members a on a.id = n.author_id
    where l.seq > :seq and l.seq <= :last and l.kind = 'impression' and l.served > 0
""")
_OPENED = Sql("""
    select count(*) from reading_log l join members r on r.id = l.member_id
    where l.seq > :seq and l.seq <= :last and l.kind = 'open' and l.feed = 'explore'
      and l.position < :first_page and r.joined_us <= l.at_us - :newcomer_us
      and exists (select 1 from reading_log i
        where i.member_id = l.member_id and i.at_us >= l.at_us - :within_us and i.at_us <= l.at_us
          and i.note_id = l.note_id and i.kind = 'impression' and i.served > 0
          and i.position < :first_page and i.seq < l.seq)
      and not exists (select 1 from reading_log e
        where e.member_id = l.member_id and e.at_us >= l.at_us - :within_us and e.at_us <= l.at_us
          and e.note_id = l.note_id and e.kind = 'open' and e.seq < l.seq)
""")
_FIRST = Sql("""
    select count(*), sum(case when rung > 0 or given >= promised or state = 'done'
                         then 1 else 0 end)
    from ladder where note_id >= :first and note_id < :last and state <> 'away'
""")


async def end_of_log(tx: ReadTx) -> int:
    """Return the log's newest number: a square that begins to count leaves out what was before."""
    return await tx.count(Sql("select max(seq) from reading_log"))


async def read(tx: ReadTx, seq: int, *, now_us: int) -> tuple[int, list[Figure]]:
    """Count at most `BATCH` lines after `seq`; return where that ended, and the figures."""
    last = await tx.count(_LAST, seq=seq, limit_rows=BATCH, settled_us=now_us - SETTLED_US)
    if last <= seq:
        return seq, []
    rows = await tx.all(
        tuple, _SHOWN, seq=seq, last=last, newcomer_us=NEWCOMER_US, first_page=FIRST_PAGE
    )
    shown, of_locals = rows[0]
    opened = await tx.count(
        _OPENED,
        seq=seq,
        last=last,
        newcomer_us=NEWCOMER_US,
        first_page=FIRST_PAGE,
        within_us=REPORTED_WITHIN_US,
    )
    return last, [
        Figure("locals_shown", int(shown or 0)),
        Figure("locals_opened", opened),
        Figure("local_notes_shown", int(of_locals or 0)),
    ]


async def first_audiences(tx: ReadTx, *, now_us: int) -> list[Figure]:
    """Count the notes of yesterday, and those of them that found the readers they were promised.

    A note is looked at when the day within which it was to find them is over, for another day.
    """
    rows = await tx.all(
        tuple,
        _FIRST,
        first=id_at(now_us - WITHIN_US - GRACE_US // 2),
        last=id_at(now_us - WITHIN_US),
    )
    due, kept = rows[0]
    return [Figure("first_due", int(due or 0)), Figure("first_kept", int(kept or 0))]
