"""What the square learnt from its own log, as a process that serves holds it: arrays alone."""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from qiao.feed.learned_files import LearnedFiles, LearnedMissing
from qiao.feed.rankers import Rankers, RankersBroken
from qiao.feed.versions import version_used
from qiao.kit.db import ReadTx

log = structlog.get_logger()

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

FORM = 1
"""The form of a kept version; one of another form is refused and the one in memory stays."""
NEIGHBOURS = 50


class LearnedUnreadable(ValueError):
    """The bytes hold no version that this code can use."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each note those that the same readers liked, best first.

    Item-kNN and a second model (EASE^R, in a large square iALS), blended as held-out deeds decided.
    """

    notes: tuple[str, ...]
    near: Rows  # (n, k <= 50): positions in `notes`, -1 where there are no more
    weights: Floats  # (n, k): how near, 0 to 1; 0 where there are no more
    scale: float = (
        1.0  # what a note that was found again used to get: `Places.towards` is told in it
    )

    @classmethod
    def none(cls) -> "Neighbours":
        """Return those of a square that has not learnt yet."""
        return cls((), np.zeros((0, 0), np.int32), np.zeros((0, 0), np.float32))

    def __len__(self) -> int:
        return len(self.notes)

    def placed(self, find: Callable[[str], int | None]) -> "Places":
        """Return them by index row. `find`: the row of a note, None for one that is not known."""
        found = (find(note) for note in self.notes)
        rows = np.array([-1 if row is None else row for row in found], dtype=np.int32)
        return Places(self, rows)


class Places:
    """Neighbours by the rows of one index; rows never change, so this is made once a version."""

    def __init__(self, neighbours: Neighbours, rows: Rows) -> None:
        self._near = neighbours.near
        self._weights = neighbours.weights
        self._scale = max(neighbours.scale, 1e-6)
        self._rows = rows  # by position
        self._position = np.full(int(rows.max(initial=-1)) + 1, -1, dtype=np.int32)
        there = np.flatnonzero(rows >= 0)
        self._position[rows[there]] = there

    def of(self, row: int) -> tuple[Rows, Floats]:
        """Return the rows of a note's neighbours, best first, and how near they are."""
        position = self._position[row] if 0 <= row < len(self._position) else -1
        if position < 0:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        near, weights = self._near[position], self._weights[position]
        rows = np.where(near >= 0, self._rows[near], -1)
        return rows[rows >= 0], weights[rows >= 0]

    def towards(self, rows: Rows, weights: Floats, *, size: int) -> tuple[Rows, Floats]:
        """Return the rows near to what a reader engaged with, and how near all of it says they are.

        Args:
            rows: what she engaged with; `weights`: how much, 1 for a like.
            size: the length of the index.

        Returns:
            Rows in no order, without repeats, and 0 (nothing) to 1 for each. About 0.2 ms for 200
            engaged notes.
        """
        inside = rows < len(self._position)
        rows, weights = rows[inside], weights[inside]
        positions = self._position[rows]
        known = positions >= 0
        positions = positions[known]
        if not len(positions) or not self._near.size:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        near = self._near.take(positions, axis=0).ravel()
        told = (self._weights.take(positions, axis=0) * weights[known][:, None]).ravel()
        to = self._rows.take(np.maximum(near, 0))
        kept = (near >= 0) & (to >= 0) & (to < size)
        summed = np.bincount(to[kept], weights=told[kept], minlength=0)
        found = np.flatnonzero(summed > 0)
        how = 1.0 - np.exp(-summed[found] / self._scale)
        return found.astype(np.int32), how.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Learned:
    """One version of what was learnt."""

    version: str  # "" for a square that has learnt nothing yet
    ridge: Mapping[str, float] = field(default_factory=dict)
    """By embedder model: lambda of CB2CF for ONE note; with n points, lambda is n times this."""
    neighbours: Neighbours = field(default_factory=Neighbours.none)
    rankers: Rankers | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    """By target: of all impressions, the share that led to it."""

    @classmethod
    def none(cls) -> "Learned":
        """Return what a square with no history has learnt."""
        return cls("")

    def dump(self) -> bytes:
        """Return it as an .npz file."""
        arrays: dict[str, NDArray[Any]] = {
            "about": _text(
                json.dumps(
                    {
                        "form": FORM,
                        "version": self.version,
                        "ridge": dict(self.ridge),
                        "rates": dict(self.rates),
                        "scale": self.neighbours.scale,
                        "features": list(self.rankers.features) if self.rankers else [],
                    }
                )
            ),
            "notes": _text("\n".join(self.neighbours.notes)),
            "near": self.neighbours.near,
            "weights": self.neighbours.weights.astype(np.float16),
        }
        if self.rankers is not None:
            arrays |= {f"rankers_{name}": a for name, a in self.rankers.arrays().items()}
        out = io.BytesIO()
        np.savez(out, allow_pickle=False, **arrays)
        return out.getvalue()

    @classmethod
    def load(cls, kept: bytes) -> "Learned":
        """Read what `dump` wrote. Pure thought, some 50 ms for 50,000 notes: not on an event loop.

        Raises:
            LearnedUnreadable: cut short, of another form, or numbers that do not fit together.
        """
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            about = json.loads(arrays["about"].tobytes())
            if about["form"] != FORM:
                raise LearnedUnreadable(f"form {about['form']}")
            return cls(
                str(about["version"]),
                {str(k): _positive(v) for k, v in about["ridge"].items()},
                _neighbours(arrays, _positive(about["scale"])),
                _rankers(arrays, about["features"]),
                {str(k): _positive(v) for k, v in about["rates"].items()},
            )
        except LearnedUnreadable:
            raise
        except (
            OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile,
            NotImplementedError, RankersBroken,
        ) as error:  # fmt: skip
            raise LearnedUnreadable(f"{type(error).__name__}: {error}") from error


async def newest(tx: ReadTx, files: LearnedFiles | None, have: Learned) -> Learned:
    """Return the version that is to be used now; `have` is the one in memory.

    A version that cannot be read changes nothing: what was learnt before is better than nothing.
    """
    row = await version_used(tx)
    if row is None or files is None:
        return Learned.none()
    if row.version == have.version:
        return have
    try:
        kept = await files.get(row.sha)
        # away from the event loop: readers are being served
        read = await asyncio.to_thread(Learned.load, kept)
    except (LearnedMissing, LearnedUnreadable) as error:
        log.warning("learnt_version_unreadable", version=row.version, why=str(error))
        return have
    log.info("learnt_version_used", version=row.version)
    return read


def _neighbours(arrays: Mapping[str, NDArray[Any]], scale: float) -> Neighbours:
    text = arrays["notes"].tobytes().decode()
    # the index holds the same ids: one string for both
    notes = tuple(intern(note) for note in text.split("\n")) if text else ()
    near = arrays["near"].astype(np.int32, copy=False)
    weights = arrays["weights"].astype(np.float32)
    if near.ndim != 2 or near.shape != weights.shape or len(near) != len(notes):
        raise LearnedUnreadable("neighbours of another shape")
    if near.shape[1] > NEIGHBOURS or not np.isfinite(weights).all():
        raise LearnedUnreadable("too many neighbours, or no numbers")
    if near.size and (near.min() < -1 or near.max() >= len(notes)):
        raise LearnedUnreadable("neighbours that are not there")
    return Neighbours(notes, near, weights, scale)


def _rankers(arrays: Mapping[str, NDArray[Any]], features: list[str]) -> Rankers | None:
    if not features:
        return None
    start = "rankers_"
    own = {name.removeprefix(start): a for name, a in arrays.items() if name.startswith(start)}
    return Rankers.of([str(name) for name in features], own)


def _positive(number: object) -> float:
    told = float(number)  # type: ignore[arg-type]
    if not 0 <= told < float("inf"):
        raise LearnedUnreadable("a number that is none")
    return told


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
