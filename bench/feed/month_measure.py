"""What is counted in a month: audiences, ages, authors, and whether readers grow alike."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from month_world import DAYS, START_US, World
from numpy.typing import NDArray

from qiao.kit.clock import DAY

WEEK = 7
FIRST_AUDIENCE = 30
PAIRS = 400
ENTROPY_OF = 60
"""So many impressions of a reader are compared: more would have more topics by themselves."""


@dataclass
class Measure:
    """Takes down every page of a policy, and sums up at the end."""

    world: World
    by_item: NDArray[np.int64] = field(init=False)
    relevant_in_time: NDArray[np.int32] = field(init=False)
    told_in_time: NDArray[np.int32] = field(init=False)
    older: int = 0
    shown: int = 0
    relevant: int = 0
    opened: int = 0
    liked: int = 0
    days: list[dict[int, NDArray[np.int32]]] = field(default_factory=list)  # first pages
    weeks: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    met: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_item = np.zeros(len(self.world.authors), dtype=np.int64)
        self.relevant_in_time = np.zeros(len(self.world.authors), dtype=np.int32)
        self.told_in_time = np.zeros(len(self.world.authors), dtype=np.int32)
        self.days = [{} for _ in range(DAYS)]

    def page(
        self, reader: int, items: NDArray[np.int32], now_us: int, *, counted: NDArray[np.bool_]
    ) -> None:
        """Take down a page. `counted`: what the ladder takes for a relevant impression."""
        world = self.world
        age_us = now_us - world.at_us[items]
        relevant = world.relevant(reader, items)
        self.shown += len(items)
        self.older += int((age_us > WEEK * DAY).sum())
        self.relevant += int(relevant.sum())
        np.add.at(self.by_item, items, 1)
        young = (age_us <= DAY) & (items >= world.first_new)
        for item, fits, told in zip(
            items[young].tolist(), relevant[young], counted[young], strict=True
        ):
            if (reader, item) in self.met:
                continue
            self.met.add((reader, item))
            self.told_in_time[item] += told
            self.relevant_in_time[item] += fits
        day = int((now_us - START_US) // DAY)
        self.days[min(day, DAYS - 1)].setdefault(reader, items)
        self.weeks[day // WEEK, reader] += items.tolist()

    def sums(self, *, fitting: NDArray[np.int32], predicted: dict[int, set[int]]) -> dict[str, Any]:
        """Sum up. How many readers each item fits of those who came in its first day:

        Args:
            fitting: truly.
            predicted: as the feed saw it; empty for a policy that predicts nothing.
        """
        world = self.world
        authors: dict[str, int] = defaultdict(int)
        for author, count in zip(world.authors, self.by_item.tolist(), strict=True):
            authors[author] += count
        most = sorted(authors.values(), reverse=True)
        one_percent = max(1, len(most) // 100)
        born = np.arange(len(world.authors)) >= world.first_new
        born &= world.at_us <= START_US + (DAYS - 1) * DAY
        promised = np.minimum(FIRST_AUDIENCE, fitting)[born]
        reached = self.relevant_in_time[born] >= promised
        told = self.told_in_time[born]
        of_predicted = np.array(
            [
                min(FIRST_AUDIENCE, len(predicted.get(item, ())) if predicted else FIRST_AUDIENCE)
                for item in np.flatnonzero(born).tolist()
            ]
        )
        last = DAYS // WEEK - 1
        return {
            "impressions": self.shown,
            "relevant_share": self.relevant / max(1, self.shown),
            "opened_share": self.opened / max(1, self.shown),
            "liked_share": self.liked / max(1, self.shown),
            "top_1_percent_of_authors_share": sum(most[:one_percent]) / max(1, self.shown),
            "new_notes": int(born.sum()),
            "new_notes_promise_kept_in_24h": float((told >= of_predicted).mean()),
            "new_notes_promise_nine_tenths_kept": float((told >= 0.9 * of_predicted).mean()),
            "new_notes_with_30_fitting_readers": float((of_predicted == FIRST_AUDIENCE).mean()),
            "new_notes_median_predicted_in_24h": float(np.median(self.told_in_time[born])),
            "new_notes_reaching_30_truly_in_24h": float(reached.mean()),
            "new_notes_median_truly_in_24h": float(np.median(self.relevant_in_time[born])),
            "share_to_notes_older_than_7_days": self.older / max(1, self.shown),
            **_with_error("entropy_first_week", self._entropies(0)),
            **_with_error("entropy_last_week", self._entropies(last)),
            **_with_error("overlap_first_week", self._overlaps(range(WEEK))),
            **_with_error("overlap_last_week", self._overlaps(range(DAYS - WEEK, DAYS))),
            "catalogue_shown": float((self.by_item > 0).mean()),
        }

    def _entropies(self, week: int) -> list[float]:
        """Return the entropy, in bits, of the latent kinds of what each reader was shown."""
        rng = np.random.default_rng(week)
        found = []
        for reader in range(self.world.readers):
            both = [self.weeks.get((w, reader), []) for w in (0, DAYS // WEEK - 1)]
            if min(map(len, both)) < ENTROPY_OF:
                continue
            items = self.weeks[week, reader]
            kinds = self.world.kind[rng.choice(items, ENTROPY_OF, replace=False)]
            share = np.bincount(kinds) / ENTROPY_OF
            share = share[share > 0]
            found.append(float(-(share * np.log2(share)).sum()))
        return found

    def _overlaps(self, days: range) -> list[float]:
        """Return the share that the first pages of two readers of one day have in common."""
        rng = np.random.default_rng(1)
        found = []
        for day in days:
            pages = list(self.days[day].values())
            for _ in range(PAIRS if len(pages) > 1 else 0):
                a, b = rng.choice(len(pages), 2, replace=False)
                same = len(np.intersect1d(pages[a], pages[b]))
                found.append(same / max(1, min(len(pages[a]), len(pages[b]))))
        return found


def _with_error(title: str, values: list[float]) -> dict[str, float]:
    """Return a mean and its standard error."""
    if len(values) < 2:
        return {title: float("nan"), f"{title}_se": float("nan")}
    error = float(np.std(values, ddof=1)) / len(values) ** 0.5
    return {title: float(np.mean(values)), f"{title}_se": error}
