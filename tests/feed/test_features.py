"""What is known of a candidate beside its nearness."""

import numpy as np
import pytest

from qiao.feed.features import FromMemory
from qiao.feed.index import FeedIndex
from qiao.feed.lists import Lists
from qiao.feed.models import Features
from qiao.feed.rankers import TARGETS, Rankers
from qiao.feed.scorers import NEAR, Learnt, MultiTarget, WeightedSum
from qiao.feed.sources import Bridging, Near, ReadersAlso, Region
from qiao.feed.taste import Taste
from tests.feed import make
from tests.feed.test_reasons import Learnt as LikedTogether


def read(index: FeedIndex, taste: Taste | None = None) -> Features:
    rows = np.arange(len(index), dtype=np.int32)
    return FromMemory(index, Lists(index)).read(make.request(index, taste), rows)


def test_chance_is_the_same_whoever_else_is_asked_about() -> None:
    index = make.feeds().index
    for name in "abcd":
        make.put(index, name)
    reader, req = FromMemory(index, Lists(index)), make.request(index)

    all_of_them = reader.read(req, np.arange(4, dtype=np.int32)).chance
    one = reader.read(req, np.array([2], dtype=np.int32)).chance

    assert one[0] == all_of_them[2]
    assert len(set(all_of_them.tolist())) == 4


def test_a_foreign_note_is_a_bridge_where_those_who_share_her_language_like_it() -> None:
    index = make.feeds().index
    en, ja = index.bases.number("en"), index.bases.number("ja")
    for name, lang in (("by_hers", "ja"), ("by_others", "ja"), ("own", "en")):
        make.put(index, name, lang=lang)
    for _ in range(3):
        index.was_liked("by_hers", [en, ja], 1.0)
        index.was_liked("by_others", [ja], 1.0)
        index.was_liked("own", [en], 1.0)

    assert read(index, make.taste(langs=("en",))).bridging.tolist() == [0.5, 0.0, 0.0]


def test_a_like_taken_back_is_no_bridge() -> None:
    index = make.feeds().index
    en = index.bases.number("en")
    make.put(index, "a", lang="ja")

    for weight in (1.0, -1.0, -1.0):
        index.was_liked("a", [en], weight)

    assert read(index).bridging.tolist() == [0.0]


def test_many_languages_find_room() -> None:
    index = make.feeds().index
    make.put(index, "a", lang="ja")
    bases = [index.bases.number(f"l{i}") for i in range(40)]

    index.was_liked("a", bases[-1:], 2.0)

    assert index.liked_by[0, bases[-1]] == 2.0


def test_her_region_is_told_however_it_is_written() -> None:
    index = make.feeds().index
    index.crowd.put("ana", langs=["pt"], region="São Paulo")
    index.crowd.put("bo", langs=["pt"], region="")
    index.crowd.put("rea", langs=["en"], region="são  paulo ")
    make.put(index, "hers", author="ana")
    make.put(index, "other", author="bo")
    index.moved("ana")

    features = read(index)

    assert features.region.tolist() == [1.0, 0.0]
    rows = Region(Lists(index), limit=5).fetch(make.request(index))
    assert rows.tolist() == [0]


def test_a_note_speaks_for_itself_after_a_handful_of_readers() -> None:
    index = make.feeds().index
    for name, likes, audience in (
        ("untouched", 0, 0),
        ("liked by some", 5, 9),
        ("left by some", 0, 9),
        ("liked by many", 50, 90),
    ):
        make.put(index, name, likes=likes, audience=audience)

    untouched, liked, left, many = read(index).evidence.tolist()

    assert left < untouched < liked < many


def test_what_others_liked_too_is_proposed_and_told() -> None:
    index = make.feeds().index
    for name in ("liked", "also", "else"):
        make.put(index, name)
    index.learn(LikedTogether({0: {1: 0.8}}), {})
    taste = make.taste(["liked"], age_h=0)

    assert ReadersAlso(limit=5).fetch(make.request(index, taste)).tolist() == [1]
    assert read(index, taste).collab.tolist() == [0.0, pytest.approx(0.8), 0.0]


def test_bridges_are_proposed_the_most_liked_first() -> None:
    index = make.feeds().index
    en = index.bases.number("en")
    for name, lang, likes in (("some", "ja", 1), ("much", "ar", 9), ("own", "en", 20)):
        make.put(index, name, lang=lang)
        index.was_liked(name, [en], float(likes))

    rows = Bridging(Lists(index), each=1).fetch(make.request(index, make.taste(langs=("en",))))

    assert [index.notes.texts[row] for row in rows] == ["much"]


def test_a_note_that_came_after_all_were_scanned_is_proposed_by_its_meaning() -> None:
    index = make.feeds().index
    rng = np.random.default_rng(5)
    points = rng.standard_normal((80, 64)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    for i in range(80):
        make.put(index, f"n{i}", age_h=500)
    index.place("m", [f"n{i}" for i in range(80)], points)
    req = make.request(index, make.taste(["n7"]))
    near = Near(index, each=5)
    near.fetch(req)

    row = make.put(index, "new", age_h=1)
    index.place("m", ["new"], points[7:8] + 0.01)

    assert row in near.fetch(req).tolist()


def rankers(features: tuple[str, ...], towards: float) -> Rankers:
    wide = len(features)
    out = np.zeros((1, len(TARGETS)), dtype=np.float32)
    out[0, TARGETS.index("like")] = towards
    return Rankers(
        features,
        np.zeros(wide, np.float32),
        np.ones(wide, np.float32),
        np.ones((wide, 1), np.float32),
        np.zeros(1, np.float32),
        out,
        np.full(len(TARGETS), -3.0, np.float32),
    )


def test_what_was_learnt_of_likes_joins_the_terms_written_by_hand() -> None:
    learnt = Learnt()
    scorer = MultiTarget(WeightedSum((1.0, NEAR)), learnt, hand=0.5, like=2.0)
    features = make.features(2, near=[1.0, 1.0], collab=[0.0, 1.0])

    before = scorer.parts(features)
    learnt.rankers, learnt.rates = rankers(("collab",), 3.0), {"like": 0.05}
    after = scorer.parts(features)

    assert scorer.names == ("near", "like")
    assert before.tolist() == [[1.0, 0.0], [1.0, 0.0]]
    assert after[:, 0].tolist() == [0.5, 0.5]
    assert 0.9 < after[0, 1] < 1.1 < after[1, 1] < 2.0
