"""How likely letters follow each other: tells words of four languages from letters in disorder."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Letters = NDArray[np.intp]
"""0 is the edge of a word, 1-26 are a-z."""


class Likelihood(NamedTuple):
    """The mean logarithm for each letter, in the language in which it is best."""

    nats: float
    lang: str


@cache
def _tables() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The languages, and a table of shape (languages, 27, 27)."""
    text = files("qiao.translate").joinpath("lists", "letter_pairs.tsv").read_text(encoding="utf-8")
    rows: dict[str, list[list[float]]] = {}
    for line in text.splitlines()[1:]:
        lang, _, *cells = line.split("\t")
        rows.setdefault(lang, []).append([-int(cell) / 10 for cell in cells])
    return tuple(rows), np.array(list(rows.values()))


def letters_of(words: Sequence[str]) -> Letters:
    """The letters of words in lower case, accents dropped; three alike in a row are two."""
    out = [0]
    for word in words:
        bare = word if word.isascii() else unicodedata.normalize("NFD", word)
        for char in bare:
            if "a" <= char <= "z":
                number = ord(char) - 96
                if not (len(out) > 1 and out[-1] == out[-2] == number):
                    out.append(number)
        if out[-1]:
            out.append(0)
    return np.array(out, dtype=np.intp)


def likelihood(letters: Letters) -> Likelihood:
    """Plain text is near -2.4, noise near -3.7."""
    if len(letters) < 2:
        return Likelihood(-9.9, "en")
    langs, tables = _tables()
    scores = tables[:, letters[:-1], letters[1:]].mean(axis=1)
    best = int(scores.argmax())
    return Likelihood(float(scores[best]), langs[best])


def best_moves(letters: Letters, *, count: int = 2) -> list[tuple[Likelihood, int]]:
    """The moves along the alphabet, of 1 to 25 places, that undone make likeliest letters."""
    langs, tables = _tables()
    places = np.arange(1, 26)[:, None]
    undone = np.where(letters > 0, (letters - 1 - places) % 26 + 1, 0)
    scores = tables[:, undone[:, :-1], undone[:, 1:]].mean(axis=2)
    order = np.argsort(-scores.max(axis=0))[:count]
    return [
        (
            Likelihood(float(scores[:, at].max()), langs[int(scores[:, at].argmax())]),
            int(places[at, 0]),
        )
        for at in order
    ]


def variety(letters: Letters) -> int:
    """How many different letters there are."""
    return len(set(letters.tolist()) - {0})
