"""Translating what is spreading before anybody asks, in a rehearsal: the real rule, its own views.

Views are counted as the square's own log is read (`feed.spreading`): of two hours, by the languages
of those who looked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qiao.feed.space import grown
from qiao.feed.spreading import OPEN_WEIGHT, WINDOW_US
from qiao.kit.clock import DAY
from qiao.rehearsal.people import Floats
from qiao.translate.settings import TranslateSettings
from qiao.translate.spreading import MAX_NOTES, Ahead, Can, Views, worth_most

Rows = NDArray[np.integer]
Seen = dict[tuple[str, ...], Floats]
"""Views of each note by its row, by the languages of those who looked."""


@dataclass
class Spreading:
    """What was looked at lately, and how much of a day's letters went into translating ahead."""

    settings: TranslateSettings
    tick_us: int
    ticks: list[Seen] = field(default_factory=lambda: [{}])  # the newest last
    day: int = -1
    spent: float = 0.0

    def saw(self, rows: Rows, opened: Rows, langs: tuple[str, ...], weight: float) -> None:
        """Take down what somebody was shown and opened, and those she stands for."""
        if not len(rows):
            return
        now, size = self.ticks[-1], int(rows.max()) + 1
        views = now[langs] = grown(now.get(langs, np.zeros(0, np.float32)), size)
        np.add.at(views, rows, weight)
        np.add.at(views, opened, OPEN_WEIGHT * weight)

    def turn(self) -> None:
        """Begin another tick; what is older than two hours is forgotten."""
        self.ticks = [*self.ticks[1 - WINDOW_US // self.tick_us :], {}]

    def worth(self, lang_of: Callable[[int], str], can: Can) -> list[Ahead]:
        """Return what is worth making now, the best first; a note is known by its row.

        Args:
            lang_of: the language of a row. `can`: which pairs are translated.
        """
        size = max((len(views) for seen in self.ticks for views in seen.values()), default=0)
        if not size:
            return []
        half = WINDOW_US // 2 // self.tick_us
        lately, before = self._sums(self.ticks[-half:], size), self._sums(self.ticks[:-half], size)
        busy = np.zeros(size, dtype=np.float32)
        nothing = np.zeros(size, dtype=np.float32)
        for langs, recent in lately.items():
            busy += recent + np.maximum(0.0, recent - before.get(langs, nothing))
        few = min(MAX_NOTES, size)
        rows = np.argpartition(-busy, few - 1)[:few]
        rows = rows[busy[rows] > 0]
        views = [
            Views(str(row), langs, float(recent[row]), float(before.get(langs, nothing)[row]))
            for langs, recent in lately.items()
            for row in rows[recent[rows] > 0].tolist()
        ]
        langs_of: dict[str, tuple[str, ...]] = {str(row): (lang_of(row),) for row in rows.tolist()}
        return worth_most(views, langs_of, can, min_views=self.settings.min_ahead_views)

    def room(self, chars: float, *, now_us: int) -> bool:
        """Say whether the day has so many letters left for what nobody asked for."""
        if now_us // DAY != self.day:
            self.day, self.spent = now_us // DAY, 0.0
        return self.spent + chars <= self.settings.max_ahead_chars_per_day

    @staticmethod
    def _sums(ticks: list[Seen], size: int) -> Seen:
        found: Seen = {}
        for seen in ticks:
            for langs, views in seen.items():
                found[langs] = found.get(langs, np.float32(0.0)) + grown(views, size)[:size]
        return found
