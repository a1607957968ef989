"""A reason names what, were it not so, would move the note."""

from dataclasses import replace

import numpy as np
import pytest

from qiao.demo.content import members, notes
from qiao.feed.lens import lens_of
from qiao.feed.models import COLUMNS, Features, Ground, Reader, Request
from qiao.feed.pipeline import run
from qiao.feed.reasons import BECAUSE
from qiao.feed.serving import Feeds
from qiao.feed.taste import About, Wished
from qiao.kit.clock import DAY
from qiao.search.embedder import Text
from qiao.search.providers.hashed import HashedEmbedder
from tests.feed import make


class Learnt:
    """Notes liked together, by row."""

    def __init__(self, near: dict[int, dict[int, float]]) -> None:
        self._near = near

    def of(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        near = self._near.get(row, {})
        return np.array([*near], dtype=np.int32), np.array([*near.values()], dtype=np.float32)

    def towards(self, rows: np.ndarray, weights: np.ndarray, *, size: int) -> tuple:
        told: dict[int, float] = {}
        for row, weight in zip(rows.tolist(), weights.tolist(), strict=True):
            for other, how in self._near.get(row, {}).items():
                told[other] = min(1.0, told.get(other, 0.0) + how * weight)
        return np.array([*told], dtype=np.int32), np.array([*told.values()], dtype=np.float32)


def demo() -> Feeds:
    """Put the demo's notes into a feed, with regions, made-up likes and what was liked together."""
    feeds, rng = make.feeds(), np.random.default_rng(4)
    index = feeds.index
    for i, member in enumerate(members()):
        index.crowd.put(member.handle, langs=["en"], region=("here", "there", "")[i % 3])
    shown = notes()
    for note in shown:
        index.put(
            note.id,
            author=note.author,
            joined_us=make.NOW_US - int(rng.uniform(1, 300) * DAY),
            at_us=make.NOW_US - int(note.day * DAY),
            lang=note.lang,
            readable_as=list(note.versions),
            topics=note.topics,
            counts=(int(rng.pareto(1.2)), 0, int(rng.pareto(2.0))),
            recommendable=True,
        )
        index.audience[len(index) - 1] = rng.integers(0, 60)
        index.was_liked(note.id, [index.bases.number("en")], float(rng.integers(0, 5)))
    texts = [Text(n.title, n.body, " ".join(n.topics)) for n in shown]
    index.place("hashed", [n.id for n in shown], HashedEmbedder().embed(texts))
    near = {i: {int(j): 0.4 for j in rng.integers(len(shown), size=6)} for i in range(len(shown))}
    index.learn(Learnt(near), {})
    return feeds


def test_nine_of_ten_reasons_name_a_feature_without_which_the_note_stands_elsewhere() -> None:
    feeds = demo()
    index, rng = feeds.index, np.random.default_rng(8)
    named = moved = 0
    codes = set()
    for number in range(40):
        handle = f"reader{number}"
        index.crowd.put(handle, langs=["en"], region="here")
        liked = [index.notes.texts[i] for i in rng.integers(len(index), size=4)]
        follows = [index.authors.texts[i] for i in rng.integers(len(index.authors), size=2)]
        taste = make.taste(liked, follows=follows)
        lens = lens_of(taste, index, reader=handle, now_us=make.NOW_US)
        req = Request(Reader(handle, ("en",)), lens, make.NOW_US, seed=number)
        page, trace = run(feeds.pipeline, req, rows_known=len(index))
        some = page.take(np.arange(min(20, len(page))))
        grounds = feeds.grounds(
            req.reader, lens, some.rows, some.slot, trace.scale, now_us=make.NOW_US
        )
        by_code = dict(BECAUSE)
        scorer = feeds.pipeline.scorer
        for place, (ground, *_) in enumerate(grounds):
            one = some.features.take(np.array([place]))
            without = Features(one.block.copy())
            for name in by_code[ground.code]:
                column = COLUMNS.index(name)
                without.block[column] = trace.scale.means[column]
            before, after = (
                int(trace.scale.places(scorer.parts(f).sum(axis=1))[0]) for f in (one, without)
            )
            named += 1
            moved += before != after
            codes.add(ground.code)

    assert moved >= 0.9 * named
    assert codes >= {"near", "readers_also", "followed", "popular_here", "newest"}


def explained(feeds: Feeds, taste: object, note: str, handle: str = "rea") -> list[Ground]:
    index = feeds.index
    lens = lens_of(taste, index, reader=handle, now_us=make.NOW_US)
    req = Request(Reader(handle, ("en",)), lens, make.NOW_US, seed=1)
    _, trace = run(feeds.pipeline, req, rows_known=len(index))
    row = index.rows([note])
    return feeds.grounds(
        req.reader, lens, row, np.zeros(1, np.bool_), trace.scale, now_us=make.NOW_US
    )[0]


def town() -> Feeds:
    feeds = make.feeds()
    index = feeds.index
    index.crowd.put("cy", langs=["ja", "en"], region="São Paulo")
    index.crowd.put("rea", langs=["en"], region="são  paulo")
    for i in range(12):
        make.put(index, f"plain{i}", author=f"a{i}", age_h=200)
    return feeds


def test_what_those_liked_who_liked_what_she_liked_names_what_she_liked() -> None:
    feeds = town()
    make.put(feeds.index, "liked", author="bo", age_h=300)
    make.put(feeds.index, "also", author="di", age_h=300)
    liked, also = feeds.index.rows(["liked", "also"]).tolist()
    feeds.index.learn(Learnt({liked: {also: 0.9}}), {})

    assert explained(feeds, make.taste(["liked"]), "also")[0] == Ground("readers_also", "liked")


def test_a_note_from_her_region_says_so_as_she_would_write_it() -> None:
    feeds = town()
    make.put(feeds.index, "local", author="cy", age_h=200)

    assert explained(feeds, make.taste(), "local")[0] == Ground("region", "São Paulo")


def test_a_bridge_names_the_language_it_comes_from() -> None:
    feeds = town()
    make.put(feeds.index, "far", author="yu", lang="ja", age_h=200)
    for _ in range(8):
        feeds.index.was_liked("far", [feeds.index.bases.number("en")], 1.0)
    feeds.index.topics.number("boats")

    taste = make.taste(follows=["yu"])

    assert Ground("bridging", "ja") in explained(feeds, taste, "far")


def test_a_wish_for_more_is_the_reason_and_names_its_note() -> None:
    feeds = town()
    rng = np.random.default_rng(2)
    for name in ("wished", "alike"):
        make.put(feeds.index, name, author=name, age_h=200)
    points = rng.standard_normal((14, 64)).astype(np.float32)
    points[13] = points[12] + 0.3 * points[13]
    names = [*(f"plain{i}" for i in range(12)), "wished", "alike"]
    feeds.index.place("m", names, points / np.linalg.norm(points, axis=1, keepdims=True))
    taste = make.taste()
    taste.wished("wished", About.NOTE, Wished("more", "", make.NOW_US))

    grounds = explained(feeds, taste, "alike")

    assert Ground("wished", "wished") in grounds[:2]


@pytest.mark.parametrize("slot", [True, False])
def test_a_newcomer_s_note_in_a_slot_says_that_it_is_fresh(slot: bool) -> None:
    feeds = town()
    make.put(feeds.index, "first", author="new", age_h=2, joined_days_ago=1, audience=0)
    lens = lens_of(make.taste(), feeds.index, reader="rea", now_us=make.NOW_US)
    req = Request(Reader("rea", ("en",)), lens, make.NOW_US, seed=1)
    _, trace = run(feeds.pipeline, req, rows_known=len(feeds.index))

    grounds = feeds.grounds(
        req.reader,
        replace(lens),
        feeds.index.rows(["first"]),
        np.array([slot]),
        trace.scale,
        now_us=make.NOW_US,
    )[0]

    assert (grounds[0] == Ground("fresh")) is slot or Ground("fresh") in grounds
