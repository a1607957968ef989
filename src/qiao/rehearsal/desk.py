"""The review desk in a rehearsal: the real queue's order, reviewers with languages and hours."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil

import numpy as np

from qiao.kit.clock import HOUR
from qiao.kit.langs import base_of
from qiao.review.rules import SEVERITY

BROKEN = {
    "kindness": 0.26, "threats": 0.03, "hate": 0.10, "sexual": 0.04, "scams": 0.09,
    "privacy": 0.05, "spam": 0.30, "sharing": 0.05, "disagreement": 0.08,
}  # fmt: skip
"""Which rules are said to be broken. Assumed: no network tells by rules like these."""
COMMENT_SHARE = 0.25
"""A comment is reported so often as a note."""
PEAK_DAYS = 3
FEW = 0.1
"""A tenth of a reviewer is nobody: a case now and then is read through a translation."""

Case = tuple[int, int, int, str]
"""Ordered as the real queue is: minus the harm, opened, its number, language."""


@dataclass
class Desk:
    """Cases that wait, and those who look at them."""

    reviewers: list[tuple[str, ...]]  # base languages each reads
    hours_a_day: float
    cases_an_hour: float
    routed: bool  # what she can read first
    waiting: list[Case] = field(default_factory=list)
    credit: list[float] = field(default_factory=list)  # cases each has time for
    number: int = 0
    opened: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    decided: int = 0
    ages_h: list[float] = field(default_factory=list)  # of the day's decisions

    def open(self, lang: str, severity: int, opened_us: int, *, day: int) -> None:
        """Take in a case."""
        self.number += 1
        heappush(self.waiting, (-severity, opened_us, self.number, base_of(lang)))
        self.opened[day][base_of(lang)] += 1

    def reported(
        self,
        rng: np.random.Generator,
        lang: str,
        count: int,
        opened_us: int,
        *,
        day: int,
        spam: bool,
    ) -> None:
        """Open some cases of a language, by the rules that are usually broken."""
        rules = list(BROKEN)
        share = np.array(list(BROKEN.values()))
        chosen = rng.choice(len(rules), count, p=share / share.sum())
        for at in chosen.tolist():
            rule = "spam" if spam else rules[at]
            self.open(lang, SEVERITY[rule], opened_us, day=day)

    def work(self, now_us: int, hours: float) -> None:
        """Let everybody work her part of so many hours that have gone by."""
        if not self.credit:
            self.credit = [0.0] * len(self.reviewers)
        for who, reads in enumerate(self.reviewers):
            share = hours * self.hours_a_day / 24.0 * self.cases_an_hour
            # nobody saves up more than a day's work
            self.credit[who] = min(self.credit[who] + share, self.hours_a_day * self.cases_an_hour)
            while self.waiting and (case := self._next(reads, self.credit[who])) is not None:
                self.credit[who] -= 1.0 if case[3] in reads else 2.0
                self.decided += 1
                self.ages_h.append((now_us - case[1]) / HOUR)

    def _next(self, reads: tuple[str, ...], credit: float) -> Case | None:
        """Take the case that is hers now, if she has time for it."""
        if self.routed and (mine := [case for case in self.waiting if case[3] in reads]):
            first = min(mine)
        else:
            first = self.waiting[0]
        if credit < (1.0 if first[3] in reads else 2.0):
            return None
        if first is self.waiting[0]:
            return heappop(self.waiting)
        self.waiting.remove(first)
        heapify(self.waiting)
        return first

    def backlog(self) -> Counter[str]:
        """Return how many cases wait, by language."""
        return Counter(case[3] for case in self.waiting)

    def oldest_h(self, now_us: int) -> float:
        """Return how long the oldest case has waited."""
        return max(((now_us - case[1]) / HOUR for case in self.waiting), default=0.0)

    def missing(self) -> dict[str, int]:
        """Return how many reviewers each language lacks on its busiest days.

        So many as its busiest three days need, less those who read it, each shared among the
        languages she reads.
        """
        days = sorted(self.opened)
        need: dict[str, float] = {}
        for lang in {lang for day in days for lang in self.opened[day]}:
            counts = [self.opened[day][lang] for day in days]
            spans = [
                sum(counts[at : at + PEAK_DAYS]) / min(PEAK_DAYS, len(counts))
                for at in range(max(1, len(counts) - PEAK_DAYS + 1))
            ]
            need[lang] = max(spans) / (self.hours_a_day * self.cases_an_hour)
        for reads in self.reviewers:
            hers = [lang for lang in reads if lang in need]
            for lang in hers:
                need[lang] -= 1.0 / len(hers)
        return {lang: ceil(much - 1e-9) for lang, much in sorted(need.items()) if much > FEW}
