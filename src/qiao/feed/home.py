"""Explore: the home feed on one page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qiao.feed.features import FromMemory
from qiao.feed.filters import NotOwn, NotRefused, NotResting, Recommendable
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.state import Ladder
from qiao.feed.lists import Lists
from qiao.feed.mixers import Mixed, NewestFirst
from qiao.feed.models import Request
from qiao.feed.pipeline import Pipeline
from qiao.feed.promise import Promise, promise_by
from qiao.feed.proportions import Proportions
from qiao.feed.rerankers.authors import SpreadAuthors
from qiao.feed.rerankers.shares import KeepMix
from qiao.feed.rerankers.ssd import SsdStar
from qiao.feed.scorers import (
    AUTHOR,
    BRIDGING,
    CHANCE,
    EVIDENCE,
    FOLLOWED,
    NEAR,
    NEWEST,
    POPULARITY,
    PREDICTED,
    READABLE,
    REGION,
    TOGETHER,
    TOPIC,
    UNWANTED,
    WELCOME,
    WISHED,
    Learnt,
    MultiTarget,
    WeightedSum,
    freshness,
)
from qiao.feed.sources import (
    AtHome,
    Authors,
    Bridging,
    Near,
    Newcomers,
    Newest,
    Popular,
    ReadersAlso,
    Region,
    Topics,
    ToTry,
)
from qiao.feed.stages import Source
from qiao.feed.trust.levers import Levers

GUESTS = 0.3
"""The share of a page in languages the reader does not read, with her dial in the middle."""

BY_HAND = WeightedSum(
    (2.4, NEAR),
    (0.8, PREDICTED),
    (1.0, TOGETHER),
    (1.0, FOLLOWED),
    (0.8, AUTHOR),
    (0.7, TOPIC),
    (0.6, POPULARITY),
    (0.3, EVIDENCE),
    (0.4, freshness(half_life_h=36)),
    (1.0, WELCOME),
    (0.6, BRIDGING),
    (0.3, REGION),
    (0.8, READABLE),
    (2.0, WISHED),
    (-2.0, UNWANTED),
    (0.3, CHANCE),
)


@dataclass(frozen=True)
class Kept:
    """What the feed is made from, all in memory."""

    index: FeedIndex
    lists: Lists
    ladder: Ladder
    levers: Levers
    learnt: Learnt

    def promise(self, req: Request) -> Promise:
        """Return what one reader's pages are held to."""
        return promise_by(self.levers.number, req.lens.homeward)


def bits_of(sources: Sequence[Source], *kinds: type[Source]) -> int:
    """Return the bits by which candidates tell that sources of these kinds proposed them."""
    return sum(1 << bit for bit, source in enumerate(sources) if isinstance(source, kinds))


def home(kept: Kept) -> Pipeline:
    """What to read next, for one reader."""
    index, lists = kept.index, kept.lists
    sources: list[Source] = [
        Near(index, each=50),
        ReadersAlso(limit=80),
        Authors(index, lists, limit=60),
        Topics(index, topics=5, each=16),
        Region(lists, limit=40),
        Bridging(lists, each=30),
        ToTry(index, kept.ladder, limit=80),
        Popular(lists, each=40),
        Newest(index, lists, limit=40),
        AtHome(index, lists, each=40, promise=kept.promise),
        Newcomers(index, lists, each=30, promise=kept.promise),
    ]
    return Pipeline(
        name="explore",
        sources=sources,
        filters=[Recommendable(index), NotOwn(index), NotResting(index), NotRefused(index)],
        features=FromMemory(index, lists),
        scorer=MultiTarget(
            BY_HAND,
            kept.learnt,
            hand=0.6,
            open=0.6,
            like=1.2,
            collect=1.4,
            comment=1.0,
            follow=0.8,
            hide=-2.0,
        ),
        mixer=Mixed(
            kept.ladder,
            authors=lambda rows: index.author[rows],
            slots=lambda: kept.levers.number("explore_share"),
            shares=Proportions(index, guests=GUESTS).of,
            crowd=bits_of(sources, ReadersAlso, Popular),
            promise=kept.promise,
            hospitality=lambda: kept.levers.number("hospitality"),
        ),
        promise=kept.promise,
        rerankers=[
            SsdStar(lambda rows: index.points(rows)[0], window=10, variety=0.3),
            SpreadAuthors(lambda rows: index.author[rows], gap=3),
            KeepMix(),
        ],
    )


def unhurried(kept: Kept) -> Pipeline:
    """The same for who serves nobody: every source is asked, however long the others take.

    What is judged, explained or rehearsed is not to depend on how busy the machine is.
    """
    return replace(home(kept), budget_s=3_600.0)


def chronological(kept: Kept) -> Pipeline:
    """Everything newest first, what she reads before what she does not: no ranking at all."""
    index, lists = kept.index, kept.lists
    return Pipeline(
        name="chronological",
        sources=[Newest(index, lists, limit=1_000)],
        filters=[Recommendable(index), NotOwn(index), NotResting(index), NotRefused(index)],
        features=FromMemory(index, lists),
        scorer=WeightedSum((1.0, NEWEST)),
        mixer=NewestFirst(),
        rerankers=[],
    )
