"""First audiences as a promise that was kept or not: what the ledger and `qiao ledger` tell.

What was promised is written down when a note begins, and judged once, when its day is over: how
many different readers whom it fits were shown it in Explore within that day.
"""

from typing import NamedTuple

from qiao.feed.ladder.models import WITHIN_US, State, Step
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.langs import base_of

BATCH = 400


class First(NamedTuple):
    """What a note's row keeps of its first audience, whatever becomes of it later."""

    first: int  # readers promised within a day; 0: nothing, as there is nobody whom it could reach
    first_us: int  # from when
    local: int  # its author was no newcomer: 0 or 1
    grp: str  # the base of its language


class Audience(NamedTuple):
    """First audiences whose day is over."""

    due: int = 0
    kept: int = 0
    promised: int = 0  # readers, of all notes
    given: int = 0  # of those promised


def first_of(step: Step, *, lang: str, local: bool, readers: int) -> First:
    """Return what to keep of a note that begins. `readers`: active readers of its language."""
    group = base_of(lang)
    if step.state != State.FIRST:
        return First(0, 0, int(local), group)
    # its author is one of them, as far as anybody knows
    return First(min(step.promised, max(0, readers - 1)), step.rung_us, int(local), group)


_DUE = Sql("""
    select note_id, first_us from ladder
    where first > 0 and first_given < 0 and first_us <= :before_us and state <> 'away'
    order by first_us limit :limit_rows
""")
_GIVEN = Sql("""
    select count(distinct l.member_id) from reading_log l
    where l.note_id = :note and l.kind = 'impression' and l.served = 2
      and l.at_us >= :since_us and l.at_us < :until_us
""")
_JUDGED = Sql("update ladder set first_given = :given where note_id = :note")
_AUDIENCES = Sql("""
    select grp, count(*), sum(case when first_given >= first then 1 else 0 end), sum(first),
      sum(case when first_given > first then first else first_given end)
    from ladder
    where first > 0 and first_given >= 0 and first_us >= :since_us and first_us < :until_us
    group by grp
""")
_BEGUN = Sql("""
    select count(*) from ladder
    where first > 0 and local = 1 and first_us >= :since_us and first_us < :until_us
""")


async def judge(tx: WriteTx, now_us: int, *, limit: int = BATCH) -> int:
    """Judge the first audiences whose day is over, once and for all; return how many.

    What is held back meanwhile waits until it is public again: it cannot be shown.
    """
    due = await tx.all(tuple, _DUE, before_us=now_us - WITHIN_US, limit_rows=limit)
    judged = [
        {
            "note": note,
            "given": await tx.count(
                _GIVEN, note=note, since_us=int(since), until_us=int(since) + WITHIN_US
            ),
        }
        for note, since in due
    ]
    await tx.run_many(_JUDGED, judged)
    return len(judged)


async def audiences(tx: ReadTx, *, since_us: int, until_us: int) -> dict[str, Audience]:
    """Return what became of the first audiences that began in a time, by language.

    Those whose day is not over are not in it.
    """
    rows = await tx.all(tuple, _AUDIENCES, since_us=since_us, until_us=until_us)
    return {str(group): Audience(*map(int, counts)) for group, *counts in rows}


async def local_notes(tx: ReadTx, *, since_us: int, until_us: int) -> int:
    """Return how many notes by locals began their first audience in a time."""
    return await tx.count(_BEGUN, since_us=since_us, until_us=until_us)
