"""What is written down about a version: how it was made, how it was judged, whom it serves."""

from typing import Literal

import msgspec

Why = Literal["better", "not_better", "worse_for_some", "nothing_to_judge_by", "refreshed"]


class Circle(msgspec.Struct, frozen=True, omit_defaults=False):
    """Readers who share a language and how long they have been here; NDCG@20 of both versions.

    `low` and `high`: between them lies the mean difference, 95 % of the time.
    """

    name: str
    members: int
    before: float
    after: float
    low: float
    high: float

    @property
    def worse(self) -> bool:
        """Whether it is worse off beyond what chance does."""
        return self.high < 0.0


class Verdict(msgspec.Struct, frozen=True, omit_defaults=False):
    """How a version did beside another on deeds that neither had seen."""

    against: str  # a version; "" for the feed without anything learnt
    pairs: int
    members: int
    before: float
    after: float
    low: float  # of the difference; as with circles
    high: float
    recall_before: float
    recall_after: float
    sure: float  # how sure it is that the difference is above zero, 0 to 1
    circles: list[Circle]

    @property
    def worse_for(self) -> list[str]:
        """Return the circles that are worse off."""
        return [circle.name for circle in self.circles if circle.worse]


class Report(msgspec.Struct, frozen=True, omit_defaults=False):
    """The life of a version up to its judgement; kept as JSON in `feed_models.report`."""

    version: str
    made_us: int
    used: bool
    why: Why
    members: int
    notes: int
    deeds: int
    examples: int = 0
    verdict: Verdict | None = None
    worse_for: list[str] = []
    ridge: dict[str, float] = {}
    rates: dict[str, float] = {}
    gain: dict[str, float] = {}
    share: float = 0.0
    second: str = ""
    knn_unit: float = 1.0
    blends: dict[str, float] = {}
    rankers: bool = False
    base: str = ""  # of a refreshed version: what it was made of
    cpu_s: dict[str, float] = {}
    peak_mb: float = 0.0
