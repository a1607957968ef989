"""Teaching the rankers: a small net by Adam in plain numpy, calibrated target by target."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.square.gather import Floats
from qiao.feed.rankers import COMPRESSED, TARGETS, Rankers, compressed

HIDDEN = 24
BATCH = 1_024
RATE = 0.004
DECAY = 1e-4
EPOCHS = 24
PATIENCE = 3
FEWEST = 30
"""A target with fewer hits has no net: its base rate is all that can be said."""
PLACES = (1, 3, 6, 11, 21)
"""Where on the page a card stood, in steps: 0, 1–2, 3–5, 6–10, 11–20, further down."""


class Examples(NamedTuple):
    """Impressions, in the order of time."""

    features: tuple[str, ...]
    columns: Floats  # (n, F)
    position: NDArray[np.int32]  # (n,)
    hits: Floats  # (n, 6): 0 or 1, by TARGETS
    weights: Floats  # (n,): the trust in who was shown it
    kept: NDArray[np.bool_]  # (n,): not to be learnt from; says when to stop, and calibrates

    def __len__(self) -> int:
        return len(self.columns)


@dataclass(frozen=True)
class Taught:
    """The rankers and how well they tell what will happen."""

    rankers: Rankers
    rates: dict[str, float]
    examples: int
    gain: dict[str, float] = field(default_factory=dict)
    """By target: of what the base rate leaves open (log loss on kept impressions), how much is
    explained."""


@dataclass
class _Net:
    """Weights as training changes them; `place` is how much each position adds."""

    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    place: Floats  # (6 places, 6 targets)

    def all(self) -> list[Floats]:
        return [self.hidden, self.hidden_bias, self.out, self.out_bias, self.place]

    def logits(self, told: Floats, places: NDArray[np.intp]) -> Floats:
        """Return logits, shape (n, 6)."""
        inner = np.maximum(told @ self.hidden + self.hidden_bias, 0.0)
        logits: Floats = inner @ self.out + self.out_bias + self.place[places]
        return logits


class _Adam:
    """Kingma & Ba, 2015, with their defaults but for the rate."""

    def __init__(self, net: _Net) -> None:
        self._numbers = net.all()
        self._first = [np.zeros_like(numbers) for numbers in self._numbers]
        self._second = [np.zeros_like(numbers) for numbers in self._numbers]
        self._steps = 0

    def step(self, slopes: list[Floats]) -> None:
        self._steps += 1
        fade, fade_squares = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        for i, slope in enumerate(slopes):
            self._first[i] += 0.1 * (slope - self._first[i])
            self._second[i] += 0.001 * (slope**2 - self._second[i])
            far = np.sqrt(self._second[i] / fade_squares) + 1e-8
            self._numbers[i] -= RATE * self._first[i] / fade / far


def rates_of(hits: Floats, weights: Floats) -> Floats:
    """Return the share of impressions that led to each target, a little above nothing."""
    # one in a thousand for a square of ten impressions: nothing is impossible yet
    told: Floats = ((hits * weights[:, None]).sum(axis=0) + 0.05) / (weights.sum() + 50.0)
    return told


def teach(examples: Examples, *, seed: int, before: Rankers | None = None) -> Taught:
    """Train on impressions; begins from the rankers `before` where these have the same features."""
    rates = rates_of(examples.hits, examples.weights)
    learnt = ~examples.kept
    which = [i for i, name in enumerate(examples.features) if name in COMPRESSED]
    told = compressed(examples.columns, np.array(which, dtype=np.intp))
    mean, scale = told[learnt].mean(axis=0), told[learnt].std(axis=0)
    varies = scale > 1e-3
    scale = np.where(varies, scale, 1.0).astype(np.float32)
    told = np.clip((told - mean) / scale, -8.0, 8.0).astype(np.float32)
    places = np.digitize(examples.position, PLACES)
    able = examples.hits[learnt].sum(axis=0) >= FEWEST
    rng = np.random.default_rng(seed)
    net = _begin(len(examples.features), rates, rng, before, examples.features, mean, scale)
    _train(net, told, places, examples, able, rng)
    gain = _calibrate(net, told, places, examples, able, rates)
    # as if every card stood where most are seen
    seen = net.place[places[learnt]].mean(axis=0)
    rankers = Rankers(
        features=examples.features,
        mean=mean.astype(np.float32),
        scale=scale,
        # of what was the same in all examples nothing was learnt, whatever chance began with
        hidden=np.where(varies[:, None], net.hidden, 0.0).astype(np.float32),
        hidden_bias=net.hidden_bias.astype(np.float32),
        out=np.where(able, net.out, 0.0).astype(np.float32),
        out_bias=np.where(able, net.out_bias + seen, _logit(rates)).astype(np.float32),
    )
    named = {name: float(rate) for name, rate in zip(TARGETS, rates, strict=True)}
    return Taught(rankers, named, len(examples), gain)


def _begin(
    wide: int,
    rates: Floats,
    rng: np.random.Generator,
    before: Rankers | None,
    features: tuple[str, ...],
    mean: Floats,
    scale: Floats,
) -> _Net:
    place = np.zeros((len(PLACES) + 1, len(TARGETS)), dtype=np.float32)
    if before is not None and before.features == features:
        # the same net in the new numbers' measure
        hidden = before.hidden * (scale / before.scale)[:, None]
        bias = before.hidden_bias + ((mean - before.mean) / before.scale) @ before.hidden
        return _Net(
            hidden.astype(np.float32),
            bias.astype(np.float32),
            before.out.copy(),
            before.out_bias.copy(),
            place,
        )
    hidden = rng.standard_normal((wide, HIDDEN)) * np.sqrt(2.0 / wide)
    out = rng.standard_normal((HIDDEN, len(TARGETS))) * np.sqrt(0.1 / HIDDEN)
    return _Net(
        hidden.astype(np.float32),
        np.zeros(HIDDEN, dtype=np.float32),
        out.astype(np.float32),
        _logit(rates),
        place,
    )


def _train(
    net: _Net,
    told: Floats,
    places: NDArray[np.intp],
    examples: Examples,
    able: NDArray[np.bool_],
    rng: np.random.Generator,
) -> None:
    """Go on until the kept impressions are told no better."""
    learnt = np.flatnonzero(~examples.kept)
    kept = np.flatnonzero(examples.kept)
    adam = _Adam(net)
    best, best_loss, waited = _copied(net), np.inf, 0
    for _ in range(EPOCHS):
        order = rng.permutation(learnt)
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            adam.step(_slopes(net, told[some], places[some], examples, some, able))
        if not len(kept):
            continue
        loss = _loss(net.logits(told[kept], places[kept]), examples, kept)[able].sum()
        if loss < best_loss - 1e-5:
            best, best_loss, waited = _copied(net), loss, 0
        else:
            waited += 1
            if waited == PATIENCE:
                break
    if len(kept):
        for numbers, those in zip(net.all(), best.all(), strict=True):
            numbers[...] = those


def _slopes(
    net: _Net,
    told: Floats,
    places: NDArray[np.intp],
    examples: Examples,
    some: NDArray[np.intp],
    able: NDArray[np.bool_],
) -> list[Floats]:
    inner = np.maximum(told @ net.hidden + net.hidden_bias, 0.0)
    probable = _sigmoid(inner @ net.out + net.out_bias + net.place[places])
    weights = examples.weights[some]
    error = (probable - examples.hits[some]) * able * weights[:, None]
    error /= max(float(weights.sum()), 1.0)
    inner_error = (error @ net.out.T) * (inner > 0)
    by_place = np.zeros_like(net.place)
    np.add.at(by_place, places, error)
    return [
        told.T @ inner_error + DECAY * net.hidden,
        inner_error.sum(axis=0),
        inner.T @ error + DECAY * net.out,
        error.sum(axis=0),
        by_place + DECAY * net.place,
    ]


def _calibrate(
    net: _Net,
    told: Floats,
    places: NDArray[np.intp],
    examples: Examples,
    able: NDArray[np.bool_],
    rates: Floats,
) -> dict[str, float]:
    """Scale and shift each target's logits (Platt, 1999) to fit what was kept; say what is gained.

    The two numbers become part of the last layer.
    """
    kept = np.flatnonzero(examples.kept)
    gain = {}
    for number, target in enumerate(TARGETS):
        hits = examples.hits[kept, number]
        if not able[number] or hits.sum() < FEWEST:
            continue
        logits = net.logits(told[kept], places[kept])[:, number].astype(np.float64)
        slope, shift = _platt(logits, hits, examples.weights[kept])
        net.out[:, number] *= slope
        net.place[:, number] *= slope
        net.out_bias[number] = slope * net.out_bias[number] + shift
        fitted = _loss((slope * logits + shift)[:, None], examples, kept, only=number)[0]
        plain = np.full((len(kept), 1), _logit(rates)[number])
        gain[target] = float(1.0 - fitted / _loss(plain, examples, kept, only=number)[0])
    return gain


def _platt(logits: NDArray[np.float64], hits: Floats, weights: Floats) -> tuple[float, float]:
    slope, shift = 1.0, 0.0
    for _ in range(25):
        probable = _sigmoid(slope * logits + shift)
        error = (probable - hits) * weights
        curve = np.maximum(probable * (1 - probable), 1e-6) * weights
        # drawn gently towards 1 and 0: a handful of hits must not turn the order around
        down = np.array([(error * logits).sum() + slope - 1.0, error.sum()])
        bend = np.array(
            [
                [(curve * logits**2).sum() + 1.0, (curve * logits).sum()],
                [(curve * logits).sum(), curve.sum() + 1e-3],
            ]
        )
        step = np.linalg.solve(bend, down)
        slope, shift = slope - float(step[0]), shift - float(step[1])
        if np.abs(step).max() < 1e-6:
            break
    if not (np.isfinite(slope) and np.isfinite(shift)) or slope <= 0.05:
        return 1.0, 0.0
    return slope, shift


def _loss(
    logits: NDArray[np.floating],
    examples: Examples,
    some: NDArray[np.intp],
    only: int | None = None,
) -> NDArray[np.float64]:
    """Return the weighted log loss by target."""
    hits = examples.hits[some] if only is None else examples.hits[some, only][:, None]
    weights = examples.weights[some].astype(np.float64)
    each = np.logaddexp(0.0, logits.astype(np.float64)) - hits * logits
    told: NDArray[np.float64] = (each * weights[:, None]).sum(axis=0) / max(weights.sum(), 1e-9)
    return told


def _copied(net: _Net) -> _Net:
    return _Net(*(numbers.copy() for numbers in net.all()))


def _logit(rates: Floats) -> Floats:
    told: Floats = np.log(rates / (1.0 - rates)).astype(np.float32)
    return told


def _sigmoid(numbers: NDArray[np.floating]) -> NDArray[np.floating]:
    told: NDArray[np.floating] = 1.0 / (1.0 + np.exp(-np.clip(numbers, -30.0, 30.0)))
    return told
