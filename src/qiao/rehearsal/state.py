"""One run of a rehearsal: everything that changes, so that it can be written down and go on."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qiao.feed.index import FeedIndex
from qiao.feed.taste import Taste
from qiao.feed.trust.levers import LEVERS
from qiao.kit.clock import DAY, HOUR
from qiao.kit.langs import base_of
from qiao.rehearsal.across import Across
from qiao.rehearsal.ahead import Spreading
from qiao.rehearsal.controls import Chance, Popularity
from qiao.rehearsal.desk import Desk
from qiao.rehearsal.ground import Ground, watched_every
from qiao.rehearsal.hand import LEVER, Hand
from qiao.rehearsal.measures import MEASURES
from qiao.rehearsal.ours import Ours
from qiao.rehearsal.people import HABITS, Habits
from qiao.rehearsal.policies import Policy
from qiao.rehearsal.scenario import Scenario
from qiao.rehearsal.tally import Tally
from qiao.rehearsal.world import World
from qiao.translate.settings import TranslateSettings

HALF = 12 * HOUR
TICK = HOUR // 2
TRANSLATING = TranslateSettings()


@dataclass(frozen=True)
class Plan:
    """What is run."""

    name: str  # how the report calls it
    scenario: Scenario
    measures: frozenset[str]
    feed: str = "ours"
    seed: int = 1
    members: int = 0  # the square is filled up to so many
    translating: TranslateSettings = TRANSLATING
    wave: bool = True

    @property
    def before(self) -> int:
        """Return how many half days are lived before the wave."""
        return 2 * (self.scenario.settle_days + self.scenario.days_before)

    @property
    def halves(self) -> int:
        """Return how many half days are lived in all."""
        return self.before + 2 * self.scenario.days


@dataclass
class State:
    """The square of one run at one moment."""

    plan: Plan
    start_us: int
    locals: int
    every: int  # each watched member stands for so many
    away: str
    world: World
    index: FeedIndex
    policy: Policy
    tastes: dict[int, Taste]
    across: Across
    spreading: Spreading
    hand: Hand
    desk: Desk
    tally: Tally
    rng: np.random.Generator
    usual_notes: float  # of a local a day
    half: int = 0
    judged: int = 0  # notes up to here were looked at for signs
    first_row: int = 0  # notes from here on were written in the rehearsal
    promised: dict[int, int] = field(default_factory=dict)
    given: dict[int, float] = field(default_factory=dict)  # readers who count, in 24 h
    truly: dict[int, float] = field(default_factory=dict)  # who truly care for it, in 24 h
    fitting: dict[int, float] = field(default_factory=dict)
    today: dict[str, list[int]] = field(default_factory=dict)  # when an author published
    bytes: float = 0.0
    habits: Habits = HABITS

    @property
    def now_us(self) -> int:
        return self.start_us + self.half * HALF

    def day_of(self, at_us: int) -> int:
        """Return the day of the wave, from 0; days before it are negative."""
        return (at_us - self.start_us) // DAY - self.plan.before // 2

    def watched(self, member: int) -> bool:
        """Say whether a member's visits are lived through."""
        return member % self.every == 0

    def newcomer(self, member: int) -> bool:
        """Say whether a member came with the wave."""
        return member >= 0 and bool(self.world.people.kind[member] > 0)

    def translates(self, day: int, *, new: bool) -> bool:
        """Say whether a text is translated on a day. `new`: by newcomers, or for one of them."""
        if "translation" not in self.plan.measures:
            return False
        return not new or day + 1 >= self.plan.scenario.translation.from_day

    def translates_ahead(self) -> bool:
        """Say whether what is spreading is translated before anybody asks."""
        on = self.policy.levers.get("translate_ahead", LEVERS["translate_ahead"].default) == "on"
        return on and {"translation", "ahead"} <= self.plan.measures


def away_lang(scenario: Scenario, home: str) -> str:
    """Return the newcomers' language: the first of the scenario's that is not the square's."""
    others = [lang for lang in scenario.arrivals.away if base_of(lang) != home]
    return others[0] if others else ("en" if home != "en" else "zh-Hans")


def begun(plan: Plan, ground: Ground) -> State:
    """Begin a run on a copy. The copy's index is used up: give each run its own."""
    scenario = plan.scenario
    world = World.of(ground, seed=plan.seed, tail=scenario.comments.tail)
    total = max(plan.members, len(ground.members))
    every = watched_every(total)
    index = ground.index
    state = State(
        plan=plan,
        start_us=-(-ground.at_us // DAY) * DAY,
        locals=total,
        every=every,
        away=away_lang(scenario, world.home),
        world=world,
        index=index,
        policy=Popularity(index, ground.levers, ground.at_us),  # until it is filled
        tastes=dict(ground.tastes),
        across=Across(plan.translating.budgets, budgeted=scenario.translation.sent_out),
        spreading=Spreading(plan.translating, TICK),
        hand=Hand(float(ground.levers.get(LEVER, LEVERS[LEVER].default))),
        desk=Desk(
            [tuple({base_of(lang) for lang in reads}) for reads in ground.reviewers],
            scenario.review.hours_a_day,
            scenario.review.cases_an_hour,
            routed="routing" in plan.measures,
        ),
        tally=Tally(),
        rng=np.random.default_rng((plan.seed, 7)),
        usual_notes=HABITS.notes_a_day,
    )
    for case in ground.cases:
        state.desk.open(case.lang, case.severity, case.opened_us, day=-plan.before // 2)
    return state


def feed_of(state: State, ground: Ground) -> Policy:
    """Return the square's own feed as it is today."""
    readers = max(ground.readers_lately, int(0.6 * state.locals))
    measures = state.plan.measures
    return Ours(state.index, ground.steps, ground.levers, measures, readers, ground.learned)


def turned(state: State, plan: Plan) -> State:
    """Let a run part from the days before: from here on its own feed and measures hold."""
    state.plan = plan
    levers = state.policy.levers
    state.desk.routed = "routing" in plan.measures
    if isinstance(state.policy, Ours) and plan.feed == "ours":
        state.policy.measured(plan.measures)
    elif plan.feed == "chance":
        state.policy = Chance(state.index, levers, state.now_us)
    elif plan.feed == "popularity":
        state.policy = Popularity(state.index, levers, state.now_us)
    return state


def readers_of(state: State, base: str) -> int:
    """Return how many of those who are here read a base language."""
    people = state.world.people
    here = people.here[: people.count]
    return sum(
        1 for langs, there in zip(people.langs, here.tolist(), strict=True)
        if there and any(base_of(lang) == base for lang in langs)
    )  # fmt: skip


def theme_rows(world: World, index: FeedIndex, scenario: Scenario) -> NDArray[np.int32]:
    """Return the square's notes about the wave's theme, or else about one thing of its own."""
    words = {word.casefold() for word in scenario.notes.theme}
    base = world.base
    slugs = [i for i, slug in enumerate(index.topics.texts) if slug.casefold() in words]
    topics = index.topic[base]
    rows = base[np.isin(topics, slugs).any(axis=1)] if slugs else base[:0]
    if len(rows) >= 3 or not words:
        return rows
    seen = world.notes.seen
    like = seen[base] @ seen[base[0]]
    few = max(3, len(base) // 50)
    return base[np.argsort(-like)[:few]]


ALL_BUT_ROUTING = frozenset(MEASURES) - {"routing"}
"""What a square does today: its queue is one for all reviewers."""
