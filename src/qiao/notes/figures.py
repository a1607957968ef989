"""Numbers that answer a question: one of each member, with a place; compared by their medians.

A figure hangs on a comment, whose words are the line that was written with it. So it is reported,
blocked, muted and taken away as a comment is.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from babel.numbers import list_currencies

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound
from qiao.kit.text import clean
from qiao.notes.comment_edits import edit_comment
from qiao.notes.comments import delete_comment, publish_comment
from qiao.notes.events import CommentEdited
from qiao.notes.gate import Gate
from qiao.notes.models import Unit
from qiao.notes.visibility import Where, visible, visible_words

MAX_PLACE_CHARS = 40
MAX_LINE_CHARS = 300
MAX_VALUE = 1e12
MAX_FIGURES = 2_000
ABSOLUTE_ZERO = -273.15

_QUESTION = Sql(
    "select q.unit, q.unit_name from note_questions q join notes n on n.id = q.note_id"
    " where n.id = :note and q.unit <> '' and " + visible("n", where=Where.DIRECT)
)
_MINE = Sql("""
    select g.comment_id, g.amount, g.place, g.currency, c.body, q.unit, q.unit_name
    from comment_figures g join comments c on c.id = g.comment_id
    join note_questions q on q.note_id = g.note_id
    where g.note_id = :note and g.member_id = :member
""")
_PUT = Sql("""
    insert into comment_figures (comment_id, note_id, member_id, place, place_key, amount, currency)
    values (:comment, :note, :member, :place, :key, :value, :currency)
""")
_SET = Sql("""
    update comment_figures set place = :place, place_key = :key, amount = :value,
      currency = :currency where comment_id = :comment
""")
_TOUCH = Sql("update comments set edited_us = :now_us where id = :comment")
_SAY = Sql("update comments set body = :said where id = :comment and deleted = 0")
_SHOWN = Sql(
    """
    select g.place, g.place_key, g.amount, g.currency from comment_figures g
    join comments c on c.id = g.comment_id
    where g.note_id = :note and c.deleted = 0 and c.standing = 'public' and """
    + visible_words("c")
    + " order by c.id desc limit :limit_rows"
)


class NoNumbersAsked(NotFound):
    """The note is no question for numbers, or not there."""


class ValueRefused(Invalid):
    """No number, or none that this unit has. Facts: field."""

    code = "value_refused"


class CurrencyUnknown(Invalid):
    """Facts: field."""

    code = "currency_unknown"


class Given(NamedTuple):
    """A member's own figure; `line` is empty where she said no more than the number."""

    comment: str
    value: float
    place: str
    currency: str
    line: str


class Group(NamedTuple):
    """What people of one place say, in one currency: as it is, nothing is left out."""

    place: str
    currency: str
    n: int
    median: float
    low: float
    high: float
    values: tuple[float, ...]


class _Shown(NamedTuple):
    place: str
    key: str
    value: float
    currency: str


def place_key(place: str) -> str:
    """Return what is the same for one place however it is written: case, width, spaces."""
    return " ".join(unicodedata.normalize("NFKC", place).casefold().split())


def checked_value(unit: str, value: float, currency: str) -> tuple[float, str]:
    """Return a number and its currency; raises ValueRefused, CurrencyUnknown."""
    least = {Unit.CELSIUS: ABSOLUTE_ZERO, Unit.FREE: -MAX_VALUE}.get(Unit(unit), 0.0)
    if not math.isfinite(value) or not least <= value <= MAX_VALUE:
        raise ValueRefused(field="value")
    if unit != Unit.MONEY:
        return value, ""
    currency = currency.strip().upper()
    if currency not in list_currencies():
        raise CurrencyUnknown(field="currency")
    return value, currency


async def give(
    tx: WriteTx,
    member: str,
    note: str,
    gate: Gate,
    *,
    value: float,
    place: str,
    currency: str = "",
    line: str = "",
    momo: bool = False,
    now: Micros,
    id: str | None = None,
) -> str:
    """Give one's figure, or another one instead; return its comment.

    The number and the place may change at any time, the line as long as a comment may. `id`: of
    what has one already.

    Raises:
        NotFound: it is no question for numbers that this member may see.
        ValueRefused, CurrencyUnknown, and those of a comment.
    """
    found = await tx.one_or_none(tuple, _QUESTION, note=note, reader=member, reviewer=0)
    if found is None:
        raise NoNumbersAsked
    unit, unit_name = str(found[0]), str(found[1])
    value, currency = checked_value(unit, value, currency)
    place = clean(place, field="place", max_chars=MAX_PLACE_CHARS, lines=False, empty=False)
    line = clean(line, field="line", max_chars=MAX_LINE_CHARS, lines=False)
    said = line or _told(value, place, currency, unit, unit_name)
    mine = await given(tx, note, member)
    row: dict[str, str | float] = {
        "place": place,
        "key": place_key(place),
        "value": value,
        "currency": currency,
    }
    if mine is None:
        comment = await publish_comment(tx, member, note, said, gate, now=now, momo=momo, id=id)
        await tx.run(_PUT, comment=comment, note=note, member=member, **row)
        return comment
    if not line and not mine.line:
        # made of the number, and changes with it
        await tx.run(_SAY, comment=mine.comment, said=said)
    elif line != mine.line:
        await edit_comment(tx, member, mine.comment, said, gate, now=now)
    if (mine.value, mine.place, mine.currency) != (value, place, currency):
        await tx.run(_SET, comment=mine.comment, **row)
        await tx.run(_TOUCH, comment=mine.comment, now_us=now)
        await tell(tx, CommentEdited(mine.comment, note))
    return mine.comment


async def take_back(tx: WriteTx, member: str, note: str) -> None:
    """Take one's figure back, with its line; raises NotFound."""
    mine = await given(tx, note, member)
    if mine is None:
        raise NotFound
    await delete_comment(tx, member, mine.comment)


async def given(tx: ReadTx, note: str, member: str) -> Given | None:
    """Return a member's own figure below a question."""
    row = await tx.one_or_none(tuple, _MINE, note=note, member=member)
    if row is None:
        return None
    comment, value, place, currency, body, unit, unit_name = row
    line = "" if body == _told(value, place, currency, unit, unit_name) else str(body)
    return Given(comment, value, place, currency, line)


async def groups(tx: ReadTx, note: str, *, reader: str | None) -> list[Group]:
    """Return what a reader may see, by place and currency; the most told place first."""
    rows = await tx.all(
        _Shown, _SHOWN, note=note, reader=reader, reviewer=0, limit_rows=MAX_FIGURES
    )
    return grouped(rows)


def grouped(rows: Sequence[_Shown]) -> list[Group]:
    """Put figures together by place and currency."""
    found: dict[tuple[str, str], list[_Shown]] = defaultdict(list)
    for row in rows:
        found[row.key, row.currency].append(row)
    made = []
    for (_, currency), those in found.items():
        values = sorted(row.value for row in those)
        # as most people write it
        named = Counter(row.place for row in those).most_common(1)[0][0]
        made.append(
            Group(
                named, currency, len(values), median(values), values[0], values[-1], tuple(values)
            )
        )
    return sorted(made, key=lambda group: (-group.n, group.currency, group.place))


_SHORT: dict[str, str] = {Unit.HOURS: "h", Unit.CELSIUS: "°C"}


def _told(value: float, place: str, currency: str, unit: str, unit_name: str) -> str:
    """Return a figure in no language, for whoever is shown the comment alone."""
    return f"{place}: {_plain(value)} {currency or _SHORT.get(unit, unit_name)}".strip()


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
