"""The worker's round of the ledger: count, judge first audiences, and tighten where it must be."""

from typing import NamedTuple

import structlog

from qiao.feed.ladder.firsts import BATCH, judge
from qiao.feed.ledger import tighten
from qiao.feed.ledger.board import locals_of
from qiao.feed.ledger.counting import count_hours, lately
from qiao.feed.ledger.telling_operators import tell_operators
from qiao.feed.ledger.tighten import AUDIENCE, BREACHES, Finding, Rule, Step
from qiao.feed.records import KEPT_DAYS
from qiao.feed.trust import levers
from qiao.kit.db import Database, Sql, WriteTx

log = structlog.get_logger()

_WELL_SINCE = "ledger: well since"
_FACT = Sql("select value from facts where name = :name")
_PUT_FACT = Sql("""
    insert into facts (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value
""")


class Moved(NamedTuple):
    """A lever that was moved."""

    lever: str
    step: Step


async def keep_ledger(db: Database, now_us: int, *, kept_days: int = KEPT_DAYS) -> list[Moved]:
    """Do one round; safe to run twice, and late. Return what levers it moved.

    The last hour is read from the records and not from the tables, so that a table that is behind
    keeps nobody from being told.
    """
    found = tighten.breaches(await lately(db, now_us))
    over = await count_hours(db, now_us, kept_days=kept_days)
    while await db.write(judge, now_us) == BATCH:
        pass
    moved = [await db.write(follow, BREACHES, found, now_us=now_us)]
    async with db.read() as tx:
        audience = tighten.audience(await locals_of(tx, over + 1))
    if audience is not None:
        moved.append(await db.write(follow, AUDIENCE, audience, now_us=now_us))
    return [one for one in moved if one is not None]


async def follow(tx: WriteTx, rule: Rule, finding: Finding, *, now_us: int) -> Moved | None:
    """Move a lever where a finding says so, and tell the operators."""
    well_since_us = await _well_since(tx, rule.lever, finding, now_us)
    moves = await levers.history(tx, rule.lever)
    lever = levers.lever_of(rule.lever)
    step = tighten.step(
        rule,
        finding,
        value=float(await levers.standing(tx, rule.lever)),
        base=tighten.base_of(moves, float(lever.default)),
        moves=moves,
        well_since_us=well_since_us,
        now_us=now_us,
    )
    if step is None:
        return None
    reason = finding.reason(rule.lever)
    await levers.move(tx, rule.lever, step.value, by=levers.BY_LEDGER, reason=reason, now_us=now_us)
    await tell_operators(tx, rule.lever, up=step.up, now_us=now_us)
    log.warning("ledger_moved", lever=rule.lever, value=step.value, up=step.up, reason=reason)
    return Moved(rule.lever, step)


async def _well_since(tx: WriteTx, lever: str, finding: Finding, now_us: int) -> int:
    """Return since when nothing bad was found; now, where it is bad or nobody has looked yet."""
    name = f"{_WELL_SINCE}: {lever}"
    known = await tx.value(_FACT, name=name)
    if known is None or finding.bad:
        await tx.run(_PUT_FACT, name=name, value=str(now_us))
        return now_us
    return int(str(known))
