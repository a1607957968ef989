"""Reading across in a rehearsal: what is asked for, what the memory has, what it costs."""

from dataclasses import dataclass, field
from math import exp

from qiao.kit.clock import DAY
from qiao.translate.memory import Key
from qiao.translate.models import Lang, TextHash
from qiao.translate.settings import BudgetSettings

COMMENTS_AT_ONCE = 10


@dataclass
class Across:
    """The translation memory, keyed as the real one, with the real budgets of a day.

    It begins empty. Watched readers stand for many: what they ask for adds up to how many in the
    whole square may have asked, and a text was made with the chance that one of them did.
    """

    limits: BudgetSettings
    budgeted: bool  # sent to a service that budgets hold for
    asked: dict[Key, float] = field(default_factory=dict)  # readers who asked, so far
    made: dict[Key, float] = field(default_factory=dict)  # letters of it made, so far
    day: int = -1
    spent: float = 0.0
    spent_into: dict[Lang, float] = field(default_factory=dict)
    chars: float = 0.0
    calls: float = 0.0  # asked for
    hits: float = 0.0  # of those, found made
    refused: float = 0.0  # the budget was spent

    def ask(
        self, text: str, *, source: str, target: str, chars: float, readers: float, now_us: int
    ) -> bool:
        """Let so many readers ask for a text; return whether they get it.

        Args:
            text: what the text is known by. `chars`: its letters now; a thread grows.
        """
        self._turn(now_us)
        key = Key(TextHash(text), Lang(source), Lang(target))
        before = self.asked.get(key, 0.0)
        chance_made = 1.0 - exp(-(before + readers))
        wanted = max(0.0, chars * chance_made - self.made.get(key, 0.0))
        if self.budgeted and not self._room(Lang(target), wanted):
            self.refused += readers
            return False
        self.asked[key] = before + readers
        self._make(key, wanted)
        self.calls += readers
        self.hits += readers - min(readers, wanted / max(chars, 1.0))
        return True

    def prepare(self, text: str, *, source: str, target: str, chars: float, now_us: int) -> float:
        """Make what is there of a text, though nobody asked; return the letters that took."""
        self._turn(now_us)
        key = Key(TextHash(text), Lang(source), Lang(target))
        wanted = max(0.0, chars - self.made.get(key, 0.0))
        if self.budgeted and not self._room(Lang(target), wanted):
            return 0.0
        self._make(key, wanted)
        return wanted

    def _make(self, key: Key, chars: float) -> None:
        self.made[key] = self.made.get(key, 0.0) + chars
        self.spent += chars
        self.spent_into[key.target] = self.spent_into.get(key.target, 0.0) + chars
        self.chars += chars

    def _turn(self, now_us: int) -> None:
        if now_us // DAY != self.day:
            self.day, self.spent = now_us // DAY, 0.0
            self.spent_into.clear()

    def _room(self, target: Lang, chars: float) -> bool:
        limits = self.limits
        return (
            self.spent + chars <= limits.chars_per_day
            and self.spent_into.get(target, 0.0) + chars <= limits.language_chars_per_day
        )
