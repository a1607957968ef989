"""What is hidden from a method and asked of it: items nobody saw, new years, known taste."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.dataset import Dataset, Floats, Ints, Unusable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Bools = NDArray[np.bool_]

MIN_ITEM_EVENTS = 5
"""Items with fewer are never cold: half of their events would be a target or two."""
MIN_USER_EVENTS = 5
"""Users with fewer in training are not scored."""
CHUNKS = 10
EARLY = 9
"""How many first events of a cold item "early evidence" may look at."""


@dataclass(frozen=True)
class Questions:
    """Which of `candidates` will each of `users` engage with?"""

    candidates: Ints
    """Items, in an order of chance, so that ties are broken by it."""
    users: Ints
    targets: "csr_array"
    """len(users) x len(candidates)."""
    seen: "csr_array"
    """All users x candidates: the half of the cold items' events that are no target."""
    early: "csr_array"
    """The first events of each candidate among `seen`, at most EARLY."""
    known: "csr_array | None" = None
    """Users x candidates: not to be recommended again (warm split)."""


@dataclass(frozen=True)
class Fold:
    """A training matrix (users x all items) and two sets of questions about what it lacks."""

    number: int
    train: "csr_array"
    full: "csr_array"
    """What is known when the test is asked: in the warm split also what settings are chosen on."""
    valid: Questions
    test: Questions
    cold: bool


def item_cold(data: Dataset, folds: int, seed: int = 0) -> Iterator[Fold]:
    """Hide a tenth of the items from training in each fold, and another to choose settings on.

    Raises:
        Unusable: there are too few items with enough events.
    """
    events = np.bincount(data.event_item, minlength=data.items)
    often = np.flatnonzero(events >= MIN_ITEM_EVENTS)
    if len(often) < 4 * CHUNKS:
        raise Unusable(
            f"Only {len(often)} items have {MIN_ITEM_EVENTS} events or more;"
            f" the item-cold split needs {4 * CHUNKS}."
        )
    rng = np.random.default_rng(seed)
    chunks = np.array_split(rng.permutation(often), CHUNKS)
    for fold in range(folds):
        test, valid = chunks[fold], chunks[(fold + CHUNKS // 2) % CHUNKS]
        yield cold_fold(data, fold, valid, test, seed)


def by_time(data: Dataset, seed: int = 0, test_from: int | None = None) -> Iterator[Fold]:
    """Hide the newest items: those published in `test_from` (a year) or later.

    The year before chooses settings. Without a year, the latest one is taken that leaves a
    tenth of the items or more.

    Raises:
        Unusable: too few items have a date.
    """
    born = data.published_s.copy()
    first = np.full(data.items, np.inf)
    np.minimum.at(first, data.event_item, np.nan_to_num(data.event_s, nan=np.inf))
    born = np.where(np.isnan(born) & np.isfinite(first), first, born)
    dated = np.flatnonzero(np.isfinite(born))
    if len(dated) < 4 * CHUNKS:
        raise Unusable("The time split needs publication dates (published), or times of events.")
    cut_valid, cut_test = _cuts(born[dated], test_from)
    test = np.flatnonzero(born >= cut_test)
    valid = np.flatnonzero((born >= cut_valid) & (born < cut_test))
    if min(len(test), len(valid)) < CHUNKS:
        raise Unusable(
            f"The time split finds {len(valid)} items to choose on and {len(test)} to test on;"
            " name another year with --test-from."
        )
    # what has no date may be from any time: it is no candidate, and nothing is learnt from it
    undated = np.flatnonzero(~np.isfinite(born))
    yield cold_fold(data, 0, valid, test, seed, left_out=undated)


def warm(data: Dataset, folds: int, seed: int = 0) -> Iterator[Fold]:
    """Hide a tenth of each user's events, and another tenth to choose settings on."""
    for fold in range(folds):
        rng = np.random.default_rng([seed, fold])
        chance = rng.random(len(data.event_user))
        order = np.lexsort((chance, data.event_user))
        counts = np.bincount(data.event_user, minlength=data.users)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        place = np.empty(len(order), dtype=np.float64)
        place[order] = np.arange(len(order)) - np.repeat(starts, counts)
        share = (place + 0.5) / counts[data.event_user]
        train = data.matrix(share >= 0.2)
        valid_events = data.matrix((share >= 0.1) & (share < 0.2))
        candidates = rng.permutation(data.items)
        yield Fold(
            fold,
            train,
            train + valid_events,
            _warm_questions(candidates, train, valid_events, train),
            _warm_questions(candidates, train, data.matrix(share < 0.1), train + valid_events),
            cold=False,
        )


def cold_fold(
    data: Dataset, number: int, valid: Ints, test: Ints, seed: int, left_out: Ints | None = None
) -> Fold:
    """Make a fold of two sets of items that training must not know."""
    kind = np.zeros(data.items, dtype=np.int8)
    kind[valid], kind[test] = 1, 2
    if left_out is not None:
        kind[np.setdiff1d(left_out, np.union1d(valid, test))] = 3
    train = data.matrix(kind[data.event_item] == 0)
    active = np.diff(train.indptr) >= MIN_USER_EVENTS
    rng = np.random.default_rng([seed, number])
    return Fold(
        number,
        train,
        train,
        _cold_questions(data, valid, active, rng),
        _cold_questions(data, test, active, rng),
        cold=True,
    )


def _cold_questions(
    data: Dataset, items: Ints, active: Bools, rng: np.random.Generator
) -> Questions:
    from scipy.sparse import csr_array

    candidates = rng.permutation(items)
    place = np.full(data.items, -1)
    place[candidates] = np.arange(len(candidates))
    among = np.flatnonzero(place[data.event_item] >= 0)
    user, column = data.event_user[among], place[data.event_item[among]]
    # a random half of each item's events is asked for
    half = _rank_within(column, rng.random(len(among))) % 2 == 0
    # of the other half the first few, by time where it is known, else by chance
    when = np.nan_to_num(data.event_s[among], nan=np.inf)
    seen = np.flatnonzero(~half)
    first = seen[_rank_within(column[seen], rng.random(len(seen)), when[seen]) < EARLY]

    def matrix(rows: Ints) -> "csr_array":
        ones = np.ones(len(rows), dtype=np.float32)
        shape = (data.users, len(candidates))
        return csr_array((ones, (user[rows], column[rows])), shape=shape)

    targets = matrix(np.flatnonzero(half))
    users = np.flatnonzero((np.diff(targets.indptr) > 0) & active)
    return Questions(candidates, users, targets[users], matrix(seen), matrix(first))


def _warm_questions(
    candidates: Ints, train: "csr_array", asked: "csr_array", known: "csr_array"
) -> Questions:
    from scipy.sparse import csr_array

    users = np.flatnonzero((np.diff(asked.indptr) > 0) & (np.diff(train.indptr) >= MIN_USER_EVENTS))
    nothing = csr_array((train.shape[0], len(candidates)), dtype=np.float32)
    return Questions(
        candidates,
        users,
        asked[users][:, candidates],
        nothing,
        nothing,
        known=known[:, candidates],
    )


def _rank_within(group: Ints, chance: Floats, first: Floats | None = None) -> Ints:
    """Return each row's place within its group, ordered by `first`, then by chance."""
    keys = (chance, group) if first is None else (chance, first, group)
    order = np.lexsort(keys)
    counts = np.bincount(group)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, counts)
    return rank


def _cuts(born_s: Floats, test_from: int | None) -> tuple[float, float]:
    years = np.array([datetime.fromtimestamp(s, UTC).year for s in born_s])
    if test_from is None:
        for year in range(int(years.max()), int(years.min()), -1):
            if (years >= year).sum() >= len(years) / CHUNKS:
                test_from = year
                break
        else:  # all of one year: the newest tenth, and the tenth before
            valid, test = np.quantile(born_s, [0.8, 0.9])
            return float(valid), float(test)
    return _second_of(test_from - 1), _second_of(test_from)


def _second_of(year: int) -> float:
    return datetime(max(1, min(9999, year)), 1, 1, tzinfo=UTC).timestamp()
