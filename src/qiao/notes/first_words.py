"""What members say in their first day here, and whether somebody answers within a day."""

from typing import NamedTuple

from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Sql
from qiao.people.keys.logins import person


class Came(NamedTuple):
    """Somebody who joined, and when."""

    member: str
    joined_us: int


class FirstWord(NamedTuple):
    """A note or comment of somebody's first day. `answered`: within a day, by somebody else."""

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


async def came_since(tx: ReadTx, since_us: int) -> list[Came]:
    """Return who joined since; a further identity of somebody here is nobody new."""
    return await tx.all(Came, _CAME, since_us=since_us)


async def first_words(tx: ReadTx, since_us: int) -> list[FirstWord]:
    """Return the words of the first 24 hours of each who joined since, for more than herself."""
    return await tx.all(FirstWord, _SAID, since_us=since_us)
