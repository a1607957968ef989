"""How many characters a day may go to providers that cost something; asked before each call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from qiao.kit.clock import DAY, now_us, rfc3339
from qiao.kit.db import Database, Sql, WriteTx
from qiao.translate.clearance import Asked
from qiao.translate.models import Lang
from qiao.translate.settings import BudgetSettings
from qiao.translate.translator import TranslatorDown

Line = tuple[str, str, int | None]
"""Scope, name within it, most characters a day (None: only counted)."""

_MOST_KNOWN = 20_000  # totals kept in memory; what is forgotten is read again

_SPEND = Sql(
    "insert into translation_spend (day, scope, name, chars, calls)"
    " values (:day, :scope, :name, :chars, 1)"
    " on conflict (day, scope, name) do update set"
    " chars = translation_spend.chars + :chars, calls = translation_spend.calls + 1"
    " returning chars"
)
_FORGET = Sql("delete from translation_spend where day < :day and scope in ('author', 'by', 'net')")


class BudgetSpent(TranslatorDown):
    """Sending this would go over a day's budget; nothing was sent. `resets_at`: RFC 3339."""

    def __init__(self, scope: str, before: int, day: int, *, at_us: int) -> None:
        super().__init__(f"budget: {scope}", retry_s=((day + 1) * DAY - at_us) / 1_000_000)
        self.scope = scope
        self.before = before
        self.resets_at = rfc3339((day + 1) * DAY)


@dataclass
class Budgets:
    """A square's budgets, kept in the database: no restart or second worker adds to them."""

    database: Database
    limits: BudgetSettings
    clock_us: Callable[[], int] = now_us
    _day: int = 0
    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    async def take(self, asked: Asked, *, provider: str, target: Lang, chars: int) -> None:
        """Take `chars` out of every budget they fall under, or none.

        Raises:
            BudgetSpent: one of them has not so many left today.
        """
        at_us = self.clock_us()
        day = at_us // DAY
        lines = self._lines(asked, provider, target)
        if day != self._day:
            self._day = day
            self._known.clear()
            await self.database.write(_forget, day)
        for scope, name, most in lines:
            before = self._known.get((scope, name), 0)
            if most is not None and before + chars > most:  # a day's total only grows
                raise BudgetSpent(scope, before, day, at_us=at_us)
        try:
            totals = await self.database.write(_spend, day, lines, chars, at_us)
        except BudgetSpent as spent:
            found = next(line for line in lines if line[0] == spent.scope)
            self._known[found[0], found[1]] = spent.before
            raise
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known.update({(s, n): t for (s, n, _), t in zip(lines, totals, strict=True)})

    def _lines(self, asked: Asked, provider: str, target: Lang) -> list[Line]:
        limits = self.limits
        lines: list[Line] = [
            ("all", "", limits.chars_per_day),
            ("lang", target, limits.language_chars_per_day),
            ("author", asked.author, limits.author_chars_per_day),
            ("by", asked.requester, limits.requester_chars_per_day),
            ("net", asked.network, limits.network_chars_per_day),
            ("provider", provider, None),
        ]
        return [line for line in lines if line[1] or line[0] == "all"]


async def _spend(tx: WriteTx, day: int, lines: list[Line], chars: int, at_us: int) -> list[int]:
    totals: list[int] = []
    for scope, name, most in lines:
        total = await tx.count(_SPEND, day=day, scope=scope, name=name, chars=chars)
        if most is not None and total > most:
            # leaving by an error undoes the lines before
            raise BudgetSpent(scope, total - chars, day, at_us=at_us)
        totals.append(total)
    return totals


async def _forget(tx: WriteTx, day: int) -> None:
    await tx.run(_FORGET, day=day)
