"""Measuring Explore on engagement that it was not shown, beside three feeds anyone could write."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qiao.feed.lens import lens_of
from qiao.feed.models import Reader, Rows
from qiao.feed.serving import Feeds
from qiao.feed.taste import Deed, Taste

K = 20


@dataclass(frozen=True)
class Known:
    """A member as the feed may know her: everything but what was held out."""

    langs: tuple[str, ...]
    deeds: Sequence[Deed]
    follows: Iterable[str] = ()


@dataclass(frozen=True)
class Figures:
    """Means over members; `half` is half the width of the 95 % interval of the mean."""

    members: int
    recall: float
    recall_half: float
    ndcg: float
    ndcg_half: float
    coverage: float
    """Share of the notes that are on somebody's first page."""


def evaluate(
    feeds: Feeds,
    members: Mapping[str, Known],
    held_out: Iterable[tuple[str, str]],
    *,
    now_us: int,
    seed: int = 0,
) -> dict[str, Figures]:
    """Return Recall@20 and NDCG@20 of Explore, random, newest and popularity.

    Every open note that a member neither wrote nor was known to have done anything with is a
    candidate, for all four; nothing is sampled. `held_out` are pairs of member and note that are
    in no counter and no deed.
    """
    targets: dict[str, set[str]] = defaultdict(set)
    for member, note in held_out:
        row = feeds.index.notes.find(note)
        if member in members and row is not None and feeds.index.open[row]:
            targets[member].add(note)
    rng = np.random.default_rng(seed)
    lists: dict[str, list[tuple[list[str], set[str]]]] = defaultdict(list)
    for member, liked in sorted(targets.items()):
        known = members[member]
        done = {deed.note for deed in known.deeds}
        wanted = liked - done
        if not wanted:
            continue
        for name, order in _feeds(feeds, member, known, rng, now_us).items():
            notes = [feeds.index.notes.texts[row] for row in order]
            lists[name].append(([note for note in notes if note not in done][:K], wanted))
    open_notes = max(1, int(feeds.index.open[: len(feeds.index)].sum()))
    return {name: _figures(pages, open_notes) for name, pages in lists.items()}


def _feeds(
    feeds: Feeds, member: str, known: Known, rng: np.random.Generator, now_us: int
) -> dict[str, list[int]]:
    taste = Taste(langs=known.langs, follows=set(known.follows))
    for deed in known.deeds:
        taste.did(deed.note, deed.did, deed.at_us)
    index = feeds.index
    candidates = np.flatnonzero(index.open[: len(index)])
    candidates = candidates[index.author[candidates] != index.authors.find(member)]
    deeds = index.likes + 1.5 * index.comments + 2.0 * index.collects
    lens = lens_of(taste, index, reader=member, now_us=now_us)
    ranked, _, _ = feeds.rank(Reader(member, known.langs), lens, shown=_nothing(), now_us=now_us)

    def by(worth: Callable[[Rows], np.ndarray]) -> list[int]:
        return [int(row) for row in candidates[np.argsort(-worth(candidates), kind="stable")]]

    return {
        "explore": [int(row) for row in ranked.rows],
        "random": by(lambda rows: rng.random(len(rows))),
        "newest": by(lambda rows: index.at_us[rows]),
        "popular": by(lambda rows: deeds[rows] + 1e-3 * rng.random(len(rows))),
    }


def _nothing() -> Rows:
    return np.zeros(0, dtype=np.int32)


def _figures(pages: Sequence[tuple[list[str], set[str]]], open_notes: int) -> Figures:
    discounts = 1 / np.log2(np.arange(K) + 2)
    recalls, ndcgs = [], []
    for page, wanted in pages:
        hits = np.array([note in wanted for note in page] + [False] * (K - len(page)))
        recalls.append(hits.sum() / len(wanted))
        ndcgs.append((hits * discounts).sum() / discounts[: min(K, len(wanted))].sum())
    shown = {note for page, _ in pages for note in page}
    return Figures(
        members=len(pages),
        recall=float(np.mean(recalls)),
        recall_half=_half(recalls),
        ndcg=float(np.mean(ndcgs)),
        ndcg_half=_half(ndcgs),
        coverage=len(shown) / open_notes,
    )


def _half(values: Sequence[float]) -> float:
    return float(1.96 * np.std(values) / np.sqrt(len(values)))
