"""One lesson from beginning to end: gather, find what goes together, teach, judge, keep."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from qiao.feed.home import unhurried
from qiao.feed.learned import NEIGHBOURS, Learned, Neighbours
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.learning.square import judge, kin, neighbours
from qiao.feed.learning.square.circles import Slice
from qiao.feed.learning.square.cold import ridges
from qiao.feed.learning.square.gather import Past, gather
from qiao.feed.learning.square.impressions import examples, middle_us, read_lines, visits_of
from qiao.feed.learning.square.judge import Judged
from qiao.feed.learning.square.matrix import Engagement, engagement
from qiao.feed.learning.square.meter import Meter
from qiao.feed.learning.square.net import Examples, Taught, teach
from qiao.feed.learning.square.report import Report, Verdict, Why
from qiao.feed.serving import Feeds
from qiao.feed.settings import FeedSettings
from qiao.feed.trust.levers import Levers
from qiao.feed.versions import name_of
from qiao.kit.db import Database, last_seq

SEED = 20250113
FEWEST_EXAMPLES = 2_000
FEWEST_HITS = 100
CHOOSERS = 600
"""Members by whom it is chosen whether the rankers take part."""


class TooLittle(Exception):
    """There is too little to learn from. `deeds` and `members` say how much there is."""

    def __init__(self, deeds: int, members: int) -> None:
        super().__init__("too_little")
        self.deeds, self.members = deeds, members


@dataclass(frozen=True)
class School:
    """What every lesson needs: the feeds as they serve now, and what members did."""

    feeds: Feeds
    past: Past
    used: Learned
    seen_seq: int


async def open_school(
    database: Database, files: LearnedFiles, settings: FeedSettings, meter: Meter, *, now_us: int
) -> School:
    """Load the feeds as a web process does, and read the past."""
    feeds = Feeds(cursor_key=b"learns and serves nothing", files=files, explore=unhurried)
    with meter.step("load"):
        async with database.read() as tx:
            seq = await last_seq(tx)
            await feeds.load(tx, now_us=now_us)
    feeds.levers = Levers()  # judged is the feed that is ranked, whatever the kill switch says
    with meter.step("gather"):
        async with database.read() as tx:
            past = await gather(tx, feeds.index.notes.find, now_us=now_us, days=settings.learn_days)
    return School(feeds, past, feeds.learned, seq)


async def learn(
    database: Database, files: LearnedFiles, settings: FeedSettings, meter: Meter, *, now_us: int
) -> tuple[Learned, Report, int]:
    """Make a version and judge it beside the one in use; return it with its report.

    Raises:
        TooLittle: there is nothing to learn from yet.
    """
    school = await open_school(database, files, settings, meter, now_us=now_us)
    past, feeds = school.past, school.feeds
    _must_be_enough(past, settings)
    engaged = engagement(past, rows=len(feeds.index))
    if engaged.empty:
        raise TooLittle(int(past.engaged.sum()), len(np.unique(past.by)))
    with meter.step("neighbours"):
        near, recipe = kin.kin(past, engaged, exact_notes=settings.learn_exact_notes, seed=SEED)
    with meter.step("ridge"):
        ridge = ridges(feeds.index, engaged)
    with meter.step("impressions") as far:
        shown = await _examples(database, school, ridge, recipe.scale, far)
    with meter.step("rankers"):
        taught = _teach(shown, school.used)
    version = name_of(now_us)
    plain = Learned(
        version, ridge, kin.by_note(near, engaged, feeds.index.notes.texts, recipe.scale),
        None, taught.rates if taught else {},
    )  # fmt: skip
    with meter.step("choose"):
        made = _chosen(school, plain, taught)
    with meter.step("judge") as far:
        verdict = judged(school, made, school.used, far)
    used, why = _decided(verdict)
    report = Report(
        version=version,
        made_us=now_us,
        used=used,
        why=why,
        members=len(np.unique(past.by)),
        notes=len(engaged.notes),
        deeds=len(past),
        examples=len(shown) if shown else 0,
        verdict=verdict,
        worse_for=verdict.worse_for,
        ridge=ridge,
        rates=dict(made.rates),
        gain=taught.gain if taught else {},
        share=recipe.share,
        second=recipe.second,
        knn_unit=recipe.knn_unit,
        blends=recipe.ndcg,
        rankers=made.rankers is not None,
        cpu_s=meter.cpu_s,
        peak_mb=meter.peak_mb,
    )
    return made, report, school.seen_seq


def judged(school: School, after: Learned, before: Learned, far: judge.Progress) -> Verdict:
    """Judge a version beside another by the deeds kept back from both."""
    who = judge.judged_by(school.past)
    twice = 2 * len(who.members)
    with_before = judge.found(school.feeds, before, who, lambda done, _: far(done, twice))
    with_after = judge.found(
        school.feeds, after, who, lambda done, _: far(done + len(who.members), twice)
    )
    return judge.compare(with_before, with_after, who, against=before.version, seed=SEED)


async def compare(
    database: Database,
    files: LearnedFiles,
    settings: FeedSettings,
    meter: Meter,
    *,
    now_us: int,
    versions: tuple[Learned, Learned],
) -> Verdict:
    """Judge one kept version beside another by what is kept back now."""
    school = await open_school(database, files, settings, meter, now_us=now_us)
    with meter.step("judge") as far:
        return judged(school, versions[1], versions[0], far)


def _must_be_enough(past: Past, settings: FeedSettings) -> None:
    deeds = int(past.engaged.sum())
    members = len(np.unique(past.by[past.engaged]))
    if deeds < settings.learn_min_deeds or members < settings.learn_min_members:
        raise TooLittle(deeds, members)


async def _examples(
    database: Database,
    school: School,
    ridge: Mapping[str, float],
    scale: float,
    far: judge.Progress,
) -> Examples | None:
    """Return impressions as the feed knew them, told by neighbours that had not seen the end."""
    past, index = school.past, school.feeds.index
    async with database.read() as tx:
        lines = await read_lines(tx, past, index)
    visits = visits_of(lines, past)
    earlier = engagement(past, rows=len(index), until_us=middle_us(past))
    near = _earlier(earlier, index.notes.texts, scale)
    school.feeds.learn(Learned("made of the earlier half", ridge, near))
    return examples(visits, lines, past, index, far)


def _earlier(earlier: Engagement, ids: list[str], scale: float) -> Neighbours:
    if earlier.empty:
        return Neighbours.none()
    knn = neighbours.item_knn(earlier.matrix, pool=NEIGHBOURS)
    return kin.by_note(neighbours.blended(knn, knn, 1.0), earlier, ids, scale)


def _teach(shown: Examples | None, used: Learned) -> Taught | None:
    if shown is None or len(shown) < FEWEST_EXAMPLES or shown.hits.sum() < FEWEST_HITS:
        return None
    return teach(shown, seed=SEED, before=used.rankers)


def _chosen(school: School, plain: Learned, taught: Taught | None) -> Learned:
    """Return the version with or without rankers, as deeds that judge nothing decide."""
    if taught is None:
        return plain
    ranked = replace(plain, rankers=taught.rankers)
    who: Judged = judge.judged_by(school.past, Slice.TUNED, most=CHOOSERS)
    if not who.members:
        return plain
    without = judge.found(school.feeds, plain, who)
    # feeds tell versions apart by their names
    with_them = judge.found(school.feeds, replace(ranked, version=f"{plain.version} ranked"), who)
    return ranked if with_them[:, 0].mean() > without[:, 0].mean() else plain


def _decided(verdict: Verdict) -> tuple[bool, Why]:
    if not verdict.members:
        return False, "nothing_to_judge_by"
    if judge.accepted(verdict):
        return True, "better"
    return False, "worse_for_some" if verdict.worse_for else "not_better"
