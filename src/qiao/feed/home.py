"""Explore: the home feed on one page."""

from qiao.feed.features import FromMemory
from qiao.feed.filters import NotOwn, NotResting, Recommendable
from qiao.feed.index import FeedIndex
from qiao.feed.lists import Lists
from qiao.feed.mixers import Shares
from qiao.feed.pipeline import Pipeline
from qiao.feed.rerankers.authors import SpreadAuthors
from qiao.feed.rerankers.shares import KeepShares
from qiao.feed.rerankers.ssd import SsdStar
from qiao.feed.scorers import (
    AUTHOR,
    CHANCE,
    FOLLOWED,
    NEAR,
    POPULARITY,
    READABLE,
    TOPIC,
    UNWANTED,
    WELCOME,
    WeightedSum,
    freshness,
)
from qiao.feed.sources import Authors, Fresh, Near, Newest, Popular, Topics

FRESH_OF_20 = 2
FOREIGN_SHARE = 0.35

SCORER = WeightedSum(
    (3.0, NEAR),
    (-2.0, UNWANTED),
    (1.0, FOLLOWED),
    (0.8, AUTHOR),
    (0.7, TOPIC),
    (0.6, POPULARITY),
    (0.4, freshness(half_life_h=36)),
    (1.0, WELCOME),
    (0.8, READABLE),
    (0.15, CHANCE),
)


def home(index: FeedIndex, lists: Lists) -> Pipeline:
    """What to read next, for one reader."""
    return Pipeline(
        name="explore",
        sources=[
            Near(index, each=80),
            Authors(index, lists, limit=80),
            Topics(index, topics=8, each=30),
            Fresh(index, lists, limit=80),
            Popular(lists, each=80),
            Newest(index, lists, limit=100),
        ],
        filters=[Recommendable(index), NotOwn(index), NotResting(index)],
        features=FromMemory(index, lists),
        scorer=SCORER,
        mixer=Shares(fresh=FRESH_OF_20, foreign=FOREIGN_SHARE),
        rerankers=[
            SsdStar(lambda rows: index.points(rows)[0], window=10, variety=0.3),
            SpreadAuthors(lambda rows: index.author[rows], gap=3),
            KeepShares(fresh=FRESH_OF_20, foreign=FOREIGN_SHARE),
        ],
    )
