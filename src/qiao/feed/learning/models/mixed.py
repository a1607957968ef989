"""Lists in the languages of each reader's own history, by the mixer that serves Explore."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.feed.calibration import Share, calibrated
from qiao.feed.learning import metrics
from qiao.feed.learning.dataset import Floats, Ints
from qiao.feed.learning.models.common import Known, Model, Scores, without_known
from qiao.feed.learning.models.pool import OUT, standard
from qiao.feed.learning.splits import Questions

STRENGTHS = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
NEAR = 200
OF_EACH = 20
"""So many of the best of every language are in the choice, however far down they are."""
HOME_SHARE = 0.2
HOME_EVENTS = 10
CLOSE = 0.04
"""The strength is the least whose validation lists diverge by no more, for home readers."""


def history(known: Known) -> Floats:
    """Return for each user the share of each language in what she engaged with."""
    from scipy.sparse import csr_array

    codes, count = known.data.lang.codes, len(known.data.lang.names)
    told = np.flatnonzero(codes >= 0)
    by_lang = csr_array((np.ones(len(told)), (told, codes[told])), shape=(known.data.items, count))
    events: csr_array = known.train @ by_lang
    shares = events.toarray().astype(np.float64)
    return np.asarray(shares / np.maximum(shares.sum(axis=1, keepdims=True), 1))


def home_readers(known: Known, mix: Floats) -> NDArray[np.bool_]:
    """Say which users read a language of the few: ten events, a fifth not in the main language."""
    main = int(np.bincount(known.data.lang.codes[known.data.lang.codes >= 0]).argmax())
    events = np.diff(known.train.indptr)
    told = mix.sum(axis=1) > 0
    few = np.asarray(1 - mix[:, main] >= HOME_SHARE)
    return np.asarray((events >= HOME_EVENTS) & told & few)


def of(model: Model, known: Known, mix: Floats, strength: float) -> Model:
    """Return the model with the first 20 of each list mixed."""
    codes, count = known.data.lang.codes, len(known.data.lang.names)

    def score(asked: Questions, some: Ints) -> Scores:
        base = standard(without_known(model(asked, some), asked, some))
        kinds = np.where(codes[asked.candidates] >= 0, codes[asked.candidates], count)
        for row, user in enumerate(asked.users[some]):
            wished = np.append(mix[user], 0.0)
            if not wished.any():
                continue
            near = _choice(base[row], kinds, wished)
            share = Share(kinds[near], wished, strength)
            picks = near[calibrated(base[row, near], [share], metrics.K, page=metrics.K)]
            # the picks stand above all others, in their order
            base[row, picks] = 1000 + np.arange(len(picks), 0, -1)
        return base

    return score


def made(model: Model, known: Known, strengths: Sequence[float]) -> Iterator[Model]:
    """Yield the mixed model for each strength."""
    mix = history(known)
    for strength in strengths:
        yield of(model, known, mix, strength)


def strength_for(model: Model, known: Known) -> float:
    """Return the least strength that keeps home readers' validation lists close to their mix."""
    asked, mix = known.fold.valid, history(known)
    home = np.flatnonzero(home_readers(known, mix)[asked.users])
    if len(home) == 0:
        return STRENGTHS[1]
    for strength in STRENGTHS:
        scores = without_known(of(model, known, mix, strength)(asked, home), asked, home)
        given = given_mix(known, asked, metrics.top(scores, metrics.K))
        if float(metrics.divergence(mix[asked.users[home]], given).mean()) <= CLOSE:
            return strength
    return STRENGTHS[-1]


def given_mix(known: Known, asked: Questions, lists: metrics.Lists) -> Floats:
    """Return the share of each language in the first 20 of each list."""
    first = lists[:, : metrics.K]
    codes = known.data.lang.codes[asked.candidates[np.maximum(first, 0)]]
    return metrics.mixes(np.where(first >= 0, codes, -1), len(known.data.lang.names))


def _choice(scores: Scores, kinds: Ints, wished: Floats) -> Ints:
    """Return the candidates that the mixer looks at: the best, and the best of each kind."""
    k = min(NEAR, len(scores))
    best = [np.argpartition(-scores, k - 1)[:k]]
    for kind in np.flatnonzero(wished):
        mine = np.flatnonzero(kinds == kind)
        few = min(OF_EACH, len(mine))
        if few:
            best.append(mine[np.argpartition(-scores[mine], few - 1)[:few]])
    places = np.unique(np.concatenate(best))
    return places[scores[places] > OUT / 2]
