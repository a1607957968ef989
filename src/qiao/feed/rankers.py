"""How likely a reader is to open, like, collect, answer, follow or hide: a small net, by target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TARGETS = ("open", "like", "collect", "comment", "follow", "hide")
COMPRESSED = frozenset({"age_h"})
"""Features without an upper end: their logarithm is what matters."""


class RankersBroken(ValueError):
    """The numbers do not make a net."""


@dataclass(frozen=True, slots=True)
class Rankers:
    """One hidden layer, shared by the targets, then a calibrated probability for each.

    Where on the page a card stood explains much of what was done with it; it is an input of the
    training (`learning/square/net.py`) and none of this, so that a note's place does not feed
    itself.
    """

    features: tuple[str, ...]  # the columns `predict` wants, in this order
    mean: Floats  # (F,) of the training, after compression
    scale: Floats  # (F,)
    hidden: Floats  # (F, H)
    hidden_bias: Floats  # (H,)
    out: Floats  # (H, 6), calibration included
    out_bias: Floats  # (6,)
    targets: tuple[str, ...] = TARGETS
    _compressed: NDArray[np.intp] = field(init=False, repr=False, compare=False)
    _in: Floats = field(init=False, repr=False, compare=False)
    _in_bias: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        wide, deep = len(self.features), len(self.hidden_bias)
        shapes = {
            "mean": (wide,), "scale": (wide,), "hidden": (wide, deep), "hidden_bias": (deep,),
            "out": (deep, len(TARGETS)), "out_bias": (len(TARGETS),),
        }  # fmt: skip
        for name, shape in shapes.items():
            numbers = getattr(self, name)
            if numbers.shape != shape or not np.isfinite(numbers).all():
                raise RankersBroken(name)
        if self.targets != TARGETS or not wide or not (self.scale > 0).all():
            raise RankersBroken("targets, features or scale")
        compressed = [i for i, name in enumerate(self.features) if name in COMPRESSED]
        # standardising is part of the first layer, so that it costs nothing
        inwards = self.hidden / self.scale[:, None]
        told = self.hidden_bias - self.mean @ inwards
        object.__setattr__(self, "_compressed", np.array(compressed, dtype=np.intp))
        object.__setattr__(self, "_in", np.ascontiguousarray(inwards, dtype=np.float32))
        object.__setattr__(self, "_in_bias", told.astype(np.float32))

    def fits(self, names: Sequence[str]) -> bool:
        """Say whether a feature reader with these columns can feed it."""
        return set(self.features) <= set(names)

    def predict(self, columns: Floats) -> Floats:
        """Return probabilities, shape (n, 6). `columns`: shape (n, F), in the order of `features`.

        About 0.05 ms for 500 candidates. Changes nothing of `columns`.
        """
        inner = compressed(columns, self._compressed) @ self._in
        inner += self._in_bias
        np.maximum(inner, 0.0, out=inner)
        told = inner @ self.out
        told += self.out_bias
        # exp of more than this is nobody's probability, and overflows
        np.clip(told, -30.0, 30.0, out=told)
        np.negative(told, out=told)
        np.exp(told, out=told)
        told += 1.0
        return np.reciprocal(told, out=told)

    def arrays(self) -> dict[str, Floats]:
        """Return what `Rankers.of` makes it of again."""
        names = ("mean", "scale", "hidden", "hidden_bias", "out", "out_bias")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def of(cls, features: Sequence[str], arrays: Mapping[str, NDArray[np.generic]]) -> "Rankers":
        """Make one of kept arrays.

        Raises:
            RankersBroken: they do not fit together.
        """
        names = ("mean", "scale", "hidden", "hidden_bias", "out", "out_bias")
        try:
            mean, scale, hidden, hidden_bias, out, out_bias = (
                np.asarray(arrays[name], dtype=np.float32) for name in names
            )
        except (KeyError, ValueError, TypeError) as error:
            raise RankersBroken(str(error)) from error
        return cls(tuple(features), mean, scale, hidden, hidden_bias, out, out_bias)


def compressed(columns: Floats, which: NDArray[np.intp]) -> Floats:
    """Return the columns with the logarithm of those named by number."""
    if not len(which):
        return columns
    told: Floats = columns.copy()
    told[:, which] = np.log1p(np.maximum(told[:, which], 0.0))
    return told
