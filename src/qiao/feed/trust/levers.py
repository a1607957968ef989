"""Levers that operators move while the square runs: their names, values, and where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qiao.feed.trust.events import LeverMoved
from qiao.kit.db import ReadTx, Sql, Told, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound
from qiao.kit.text import clean

Value = str | float

MAX_REASON_CHARS = 500


class LeverUnknown(NotFound):
    """Facts: name, known."""

    code = "lever_unknown"


class LeverValue(Invalid):
    """Not a value of this lever. Facts: field, name, and choices or min and max."""

    code = "lever_value"


@dataclass(frozen=True)
class Lever:
    """Something that can be set. It has `choices`, or is a number from `low` to `high`."""

    name: str
    title: str  # for the command line; the app has its own sentence in each language
    default: Value
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0

    def read(self, said: object) -> Value:
        """Return the value that was said; raises LeverValue."""
        if self.choices:
            if isinstance(said, str) and said in self.choices:
                return said
            raise LeverValue(field="value", name=self.name, choices=list(self.choices))
        try:
            number = float(said)  # type: ignore[arg-type]  # whatever it is, it may be refused
        except (TypeError, ValueError):
            number = float("nan")
        if isinstance(said, bool) or not self.low <= number <= self.high:
            raise LeverValue(field="value", name=self.name, min=self.low, max=self.high)
        return number

    def stored(self, text: str) -> Value:
        """Return a value as it was written down; the default where it is one no longer."""
        try:
            return self.read(text)
        except LeverValue:
            return self.default


LEVERS = {
    lever.name: lever
    for lever in (
        Lever(
            "feed",
            "What Explore is: ranked for each reader, or everything newest first",
            "ranked",
            choices=("ranked", "chronological"),
        ),
        Lever(
            "explore_share",
            "The share of Explore that is kept for notes still looking for their readers",
            0.1,
            low=0.0,
            high=0.3,
        ),
        Lever(
            "home_share",
            "The share of each page of Explore that is promised to its reader's home",
            0.6,
            low=0.0,
            high=0.9,
        ),
        Lever(
            "newcomer_share",
            "The share of each page of Explore that is promised to newcomers' notes",
            0.1,
            low=0.0,
            high=0.5,
        ),
        Lever(
            "guest_margin",
            "What is added to the home share while pages broke their promise",
            0.0,
            low=0.0,
            high=0.3,
        ),
        Lever(
            "hospitality",
            "The share of a newcomer's page that is kept for notes by locals that she can read",
            0.2,
            low=0.0,
            high=0.5,
        ),
        Lever(
            "engagement",
            "What likes count for in Explore: weighed by who gave them, or each the same",
            "weighed",
            choices=("weighed", "raw"),
        ),
        Lever(
            "translate_ahead",
            "Whether what is spreading is translated before anybody asks",
            "on",
            choices=("on", "off"),
        ),
    )
}
"""What stands here can be moved at once, in every process, without a restart."""


BY_LEDGER = "-ledger"
"""Who moves a lever when pages broke their promise; no handle looks like this."""


class Move(NamedTuple):
    """One line of the levers' history. `by`: a handle, `BY_LEDGER`, "" for the command line."""

    name: str
    value: str
    at_us: int
    by: str
    reason: str


_NEWEST = Sql("""
    select l.name, l.value, l.at_us,
      coalesce(m.handle, case l.by_id when '-ledger' then '-ledger' else '' end), l.reason
    from operator_levers l left join members m on m.id = l.by_id
    where l.seq in (select max(seq) from operator_levers group by name)
""")
_HISTORY = Sql("""
    select l.name, l.value, l.at_us,
      coalesce(m.handle, case l.by_id when '-ledger' then '-ledger' else '' end), l.reason
    from operator_levers l left join members m on m.id = l.by_id
    where :name = '' or l.name = :name order by l.seq desc limit :limit_rows
""")
_BY_LEDGER = Sql("""
    select name, value, at_us, by_id, reason from operator_levers
    where by_id = '-ledger' and at_us >= :since_us order by seq desc limit 100
""")
_VALUE = Sql("select value from operator_levers where name = :name order by seq desc limit 1")
_MOVE = Sql("""
    insert into operator_levers (at_us, name, value, by_id, reason)
    values (:now_us, :name, :value, :by, :reason)
""")


class Levers:
    """Where every lever stands, in the memory of one process that follows the event log."""

    def __init__(self) -> None:
        self._at: dict[str, Value] = {name: lever.default for name, lever in LEVERS.items()}

    async def load(self, tx: ReadTx) -> None:
        """Read where the levers stand. Follow the log from before this call on."""
        for name, move in (await newest(tx)).items():
            self._at[name] = LEVERS[name].stored(move.value)

    async def follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        """Take in what was told since.

        Looks where the levers stand instead of believing the news: of two operators at once, all
        processes obey the same one.
        """
        if any(line.name == LeverMoved.__name__ for line in told):
            await self.load(tx)

    def set(self, at: Mapping[str, Value]) -> None:
        """Stand elsewhere in this process alone: for rehearsals."""
        self._at |= at

    def value(self, name: str) -> Value:
        """Return where a lever stands: one of its choices, or a number."""
        return self._at[name]

    def number(self, name: str) -> float:
        """Return where a lever stands that is a number."""
        return float(self._at[name])


async def newest(tx: ReadTx) -> dict[str, Move]:
    """Return the last move of each lever that was ever moved."""
    found = await tx.all(Move, _NEWEST)
    return {move.name: move for move in found if move.name in LEVERS}


async def history(tx: ReadTx, name: str = "", *, limit: int = 100) -> list[Move]:
    """Return who moved a lever, or any lever, and why; newest first."""
    if name:
        lever_of(name)
    return await tx.all(Move, _HISTORY, name=name, limit_rows=limit)


async def moved_by_ledger(tx: ReadTx, *, since_us: int) -> list[Move]:
    """Return what the ledger moved since, newest first."""
    return await tx.all(Move, _BY_LEDGER, since_us=since_us)


async def standing(tx: ReadTx, name: str) -> Value:
    """Return where one lever stands now, for a process that does not follow the log."""
    written = await tx.value(_VALUE, name=name)
    lever = lever_of(name)
    return lever.default if written is None else lever.stored(str(written))


def lever_of(name: str) -> Lever:
    """Return the lever of this name; raises LeverUnknown."""
    if name not in LEVERS:
        raise LeverUnknown(name=name, known=sorted(LEVERS))
    return LEVERS[name]


async def move(tx: WriteTx, name: str, said: object, *, by: str, reason: str, now_us: int) -> bool:
    """Set a lever; return whether that changed anything.

    `by`: a member, `BY_LEDGER`, "" at the command line.

    An operator who is not there yet sees who did what and why: nothing written here is changed.

    Raises:
        LeverUnknown: there is no such lever.
        LeverValue: it cannot stand there.
    """
    lever = lever_of(name)
    value = lever.read(said)
    why = clean(reason, field="reason", max_chars=MAX_REASON_CHARS, lines=True, empty=True)
    if value == await standing(tx, name):
        return False
    text = value if isinstance(value, str) else f"{value:g}"
    await tx.run(_MOVE, name=name, value=text, by=by, reason=why, now_us=now_us)
    await tell(tx, LeverMoved(name, text))
    return True
