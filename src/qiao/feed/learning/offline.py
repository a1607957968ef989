"""Comparing ways to recommend on a folder of items and interactions, fold by fold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning import metrics, splits
from qiao.feed.learning.dataset import Dataset, Floats, Unusable
from qiao.feed.learning.methods import METHODS, NAMES, Fitted
from qiao.feed.learning.models import mixed
from qiao.feed.learning.models.common import Known, Model, listed
from qiao.feed.learning.splits import Fold
from qiao.feed.learning.views import Progress, Views

FIGURES = ("recall20", "recall50", "ndcg20", "ilad20", "language_kl")
ILAD_DIMS = 64
"""Directions of the words in which variety is measured."""
SPLITS = ("item-cold", "time", "warm")


class Figure(msgspec.Struct, frozen=True):
    """A mean over folds of means over users, and half its 95 % interval; null where unknown."""

    mean: float | None
    half: float | None
    folds: list[float | None]


class Row(msgspec.Struct, frozen=True):
    """What one method reached."""

    method: str
    title: str
    peeks: bool
    figures: dict[str, Figure]
    coverage: float
    behind_blend: dict[str, Figure]
    """The blend's figure minus this one's, paired by fold (of one fold by user)."""


class Circle(msgspec.Struct, frozen=True):
    """The home readers, whose own language is one of the few, and all others."""

    readers: int
    others: int
    rows: list["CircleRow"]


class CircleRow(msgspec.Struct, frozen=True):
    """What one method does for both."""

    method: str
    title: str
    language_kl: float
    recall20: float
    ndcg20: float
    others_kl: float
    others_ndcg20: float
    others_lose: float | None
    """Share of the others' NDCG@20 that is lost against the blend before it is mixed."""


class Report(msgspec.Struct, frozen=True):
    """The whole comparison."""

    folder: str
    split: str
    folds: int
    users: int
    items: int
    events: int
    users_scored: list[int]
    candidates: list[int]
    views: list[str]
    rows: list[Row]
    blend_weights: dict[str, float]
    home_readers: Circle | None
    """Home readers have ten events in training and a fifth of them not in the main language."""
    remarks: list[str]


@dataclass
class _Kept:
    """By figure, the users' values of each fold."""

    values: dict[str, list[Floats]] = field(
        default_factory=lambda: {figure: [] for figure in FIGURES}
    )
    coverage: list[float] = field(default_factory=list)
    kl: list[Floats] = field(default_factory=list)
    """Of all users, NaN where the history's languages are not known."""


def folds_of(
    data: Dataset, split: str, folds: int, seed: int, test_from: int | None
) -> Iterator[Fold]:
    """Return the folds of a split; the time split has one.

    Raises:
        Unusable: the folder is too small for it, or lacks what it needs.
    """
    if split == "item-cold":
        return splits.item_cold(data, folds, seed)
    if split == "time":
        return splits.by_time(data, seed, test_from)
    return splits.warm(data, folds, seed)


def evaluate(
    data: Dataset,
    views: Views,
    *,
    split: str,
    folds: int,
    methods: Sequence[str],
    seed: int = 0,
    test_from: int | None = None,
    progress: Progress = lambda *_: None,
    inspect: Callable[[Fitted], None] = lambda _: None,
) -> Report:
    """Fit and ask every method that makes sense in this split.

    Raises:
        Unusable: the folder is too small, or nobody can be scored.
    """
    names = [name for name in NAMES if name in methods and split in METHODS[name].splits]
    remarks = list(data.remarks)
    kept: dict[str, _Kept] = {}
    users, candidates = [], []
    weights: list[dict[str, float]] = []
    home: list[NDArray[np.bool_]] = []
    for fold in folds_of(data, split, folds, seed, test_from):
        if len(fold.test.users) == 0 or len(fold.valid.users) == 0:
            raise Unusable(
                f"Nobody can be scored: no user has {splits.MIN_USER_EVENTS} events in training"
                " and one to be found."
            )
        users.append(len(fold.test.users))
        candidates.append(len(fold.test.candidates))
        fitted = Fitted(Known(data, views, fold, fold.train, seed))
        for number, name in enumerate(names):
            progress(f"fold {fold.number + 1}: {METHODS[name].title}", number, len(names))
            if not METHODS[name].possible(fitted.known):
                continue
            _ask(fitted.get(name).final, fitted.full, kept.setdefault(name, _Kept()))
        progress(f"fold {fold.number + 1}", len(names), len(names))
        weights.append(fitted.weights)
        if split == "warm" and data.lang:
            full = fitted.full
            home.append(mixed.home_readers(full, mixed.history(full))[fold.test.users])
        inspect(fitted)
    for name in set(names) - set(kept):
        remarks.append(f"{METHODS[name].title}: not possible on this folder")
    return Report(
        folder=data.name,
        split=split,
        folds=len(users),
        users=data.users,
        items=data.items,
        events=len(data.event_user),
        users_scored=users,
        candidates=candidates,
        views=[*views.dense, *(["author"] if data.author else [])],
        rows=[_row(name, kept[name], kept.get("blend")) for name in names if name in kept],
        blend_weights={
            name: float(np.mean([w[name] for w in weights])) for name in (weights or [{}])[0]
        },
        home_readers=_circle(kept, home),
        remarks=sorted(remarks),
    )


def _ask(model: Model, known: Known, kept: _Kept) -> None:
    asked, data = known.fold.test, known.data
    lists = listed(model, asked)
    found, wanted = metrics.hits(lists, asked.targets), np.diff(asked.targets.indptr)
    kept.values["recall20"].append(metrics.recall(found, wanted, metrics.K))
    kept.values["recall50"].append(metrics.recall(found, wanted, metrics.DEEP))
    kept.values["ndcg20"].append(metrics.ndcg(found, wanted))
    kept.values["ilad20"].append(metrics.ilad(lists, known.views.dense["lsa"][asked.candidates]))
    if data.lang:
        own = mixed.history(known)[asked.users]
        apart = metrics.divergence(own, mixed.given_mix(known, asked, lists))
        told = own.any(axis=1)
        kept.values["language_kl"].append(apart[told])
        kept.kl.append(np.where(told, apart, np.nan))
    kept.coverage.append(metrics.coverage(lists, len(asked.candidates)))


def _row(name: str, kept: _Kept, blend: _Kept | None) -> Row:
    behind = {}
    if blend is not None and name != "blend":
        for figure in ("recall20", "recall50", "ndcg20"):
            pairs = zip(blend.values[figure], kept.values[figure], strict=True)
            behind[figure] = _figure([ours - its for ours, its in pairs])
    method = METHODS[name]
    return Row(
        method=name,
        title=method.title,
        peeks=method.peeks,
        figures={figure: _figure(values) for figure, values in kept.values.items() if values},
        coverage=float(np.mean(kept.coverage)),
        behind_blend=behind,
    )


def _circle(kept: dict[str, _Kept], home: Sequence[NDArray[np.bool_]]) -> Circle | None:
    """Return how home readers and the others fare, all folds together."""
    if not home or not any(fold.any() for fold in home):
        return None
    those = np.concatenate(home)
    before = kept.get("blend")
    rows = []
    for name, mine in kept.items():
        kl, recall, ndcg = (
            np.concatenate(values)
            for values in (mine.kl, mine.values["recall20"], mine.values["ndcg20"])
        )
        lost = None
        if before is not None:
            lost = 1 - ndcg[~those].mean() / np.concatenate(before.values["ndcg20"])[~those].mean()
        rows.append(
            CircleRow(
                method=name,
                title=METHODS[name].title,
                language_kl=float(np.nanmean(kl[those])),
                recall20=float(recall[those].mean()),
                ndcg20=float(ndcg[those].mean()),
                others_kl=float(np.nanmean(kl[~those])),
                others_ndcg20=float(ndcg[~those].mean()),
                others_lose=None if lost is None else _finite(lost),
            )
        )
    return Circle(readers=int(those.sum()), others=int((~those).sum()), rows=rows)


def _figure(by_fold: Sequence[Floats]) -> Figure:
    interval = metrics.over_folds(by_fold)
    means = [_finite(fold.mean()) if len(fold) else None for fold in by_fold]
    return Figure(_finite(interval.mean), _finite(interval.half), means)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
