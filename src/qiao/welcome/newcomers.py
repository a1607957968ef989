"""The figure this square lives by: who says something in her first day, and is answered in one."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx, Sql
from qiao.people.keys.logins import person

FEW = 5
"""On a day with fewer newcomers words of a momo count for nobody: they would tell who it was."""


class Day(msgspec.Struct, frozen=True):
    """Newcomers of one day (UTC). `settled`: their first day and the day after it are over."""

    day: str
    came: int
    spoke: int
    answered: int
    settled: bool


class Heard(msgspec.Struct, frozen=True):
    """Days, the newest first, and the shares over those that are settled; null where nobody came.

    `spoke_share` is of those who came, `answered_share` of those who spoke.
    """

    days: list[Day]
    spoke_share: float | None
    answered_share: float | None


class _Said(NamedTuple):
    member: str
    joined_us: int
    of: str
    id: str
    at_us: int
    momo: int
    answered: int


# another name of somebody who is here already is no newcomer, and no answer to herself
_NEW = "m.id not in (select i.member_id from identities i where i.holds = 0)"
_CAME = Sql(f"select m.id, m.joined_us from members m where m.joined_us >= :since_us and {_NEW}")
# a word counts once it is there for others to read; whoever takes it back has still said it
_SAID = Sql(f"""
    select m.id, m.joined_us, 'note', n.id, n.at_us, n.momo,
      case when exists (
        select 1 from comments c where c.note_id = n.id
          and {person("c.author_id")} <> {person("m.id")}
          and c.standing in ('public', 'limited') and c.at_us <= n.at_us + {DAY}) then 1 else 0 end
    from members m join notes n on n.author_id = m.id
    where m.joined_us >= :since_us and {_NEW} and n.at_us <= m.joined_us + {DAY}
      and n.standing in ('public', 'limited') and n.audience <> 'private'
    union all
    select m.id, m.joined_us, 'comment', s.id, s.at_us, s.momo,
      case when exists (
        select 1 from comments a where a.parent_id = s.id
          and {person("a.author_id")} <> {person("m.id")}
          and a.standing in ('public', 'limited') and a.at_us <= s.at_us + {DAY}) then 1 else 0 end
    from members m join comments s on s.author_id = m.id
    where m.joined_us >= :since_us and {_NEW} and s.at_us <= m.joined_us + {DAY}
      and s.standing in ('public', 'limited')
""")


async def heard(tx: ReadTx, *, days: int, now: Micros) -> Heard:
    """Count the newcomers of the last `days` days.

    A newcomer spoke who published a note (for more than herself) or a comment within 24 hours of
    joining; she was answered if somebody else answered one of these within 24 hours of it.
    """
    today = now // DAY
    since_us = (today - days + 1) * DAY
    came: dict[int, int] = defaultdict(int)
    for _, joined_us in await tx.all(tuple, _CAME, since_us=since_us):
        came[int(joined_us) // DAY] += 1
    spoke: dict[int, set[str]] = defaultdict(set)
    answered: dict[int, set[str]] = defaultdict(set)
    for said in await tx.all(_Said, _SAID, since_us=since_us):
        day = said.joined_us // DAY
        if said.momo and came[day] < FEW:
            continue
        spoke[day].add(said.member)
        if said.answered:
            answered[day].add(said.member)
    found = [
        Day(
            day=datetime.fromtimestamp(day * DAY / 1_000_000, UTC).date().isoformat(),
            came=came[day],
            spoke=len(spoke[day]),
            answered=len(answered[day]),
            settled=now >= (day + 3) * DAY,
        )
        for day in range(today, today - days, -1)
    ]
    settled = [day for day in found if day.settled]
    return Heard(
        found,
        _share(sum(day.spoke for day in settled), sum(day.came for day in settled)),
        _share(sum(day.answered for day in settled), sum(day.spoke for day in settled)),
    )


def _share(some: int, of: int) -> float | None:
    return round(some / of, 4) if of else None
