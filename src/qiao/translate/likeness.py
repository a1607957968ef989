"""How near two texts are in meaning, whatever their languages: a cosine between vectors."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from qiao.translate.models import Lang

Likeness = Callable[[str, str], float | None]
"""Cosine of two texts in a vector space that languages share; None where it knows neither."""

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""One row of length 1 per text, all zeros where nothing could be read."""

_KEPT = 256
_MAX_CHARS = 500


class VectorLikeness:
    """Likeness by an embedder that is shared with others; may be called from any thread."""

    def __init__(self, embed: Embed, speaks: Callable[[str], bool]) -> None:
        self._embed = embed
        self._speaks = speaks
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def speaks(self, *langs: Lang) -> bool:
        """Whether texts of all these languages lie near their translations."""
        return all(self._speaks(lang) for lang in langs)

    def __call__(self, a: str, b: str) -> float | None:
        """The cosine, -1..1; None if one of the two has nothing to read."""
        one, other = self._vectors(a[:_MAX_CHARS], b[:_MAX_CHARS])
        if not one.any() or not other.any():
            return None
        return float(one @ other)

    def _vectors(self, *texts: str) -> list[NDArray[np.float32]]:
        with self._lock:  # one at a time: two would only wait for the same core
            missing = [text for text in dict.fromkeys(texts) if text not in self._kept]
            if missing:
                self._kept.update(zip(missing, self._embed(missing), strict=True))
            found = [self._kept[text] for text in texts]
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def likeness_from(embed: Embed, speaks: Callable[[str], bool]) -> VectorLikeness:
    """Return what the gate asks, from an embedder's two promises."""
    return VectorLikeness(embed, speaks)


def can_tell(likeness: Likeness | None, source: Lang, target: Lang) -> bool:
    """Whether nearness can be asked for these two languages."""
    return not isinstance(likeness, VectorLikeness) or likeness.speaks(source, target)


def shared_letters(a: str, b: str) -> float:
    """How much of two texts in one language is the same, 0..1, in pairs and threes of letters."""
    one, other = _groups(a), _groups(b)
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _groups(text: str) -> Counter[str]:
    letters = "".join(c for c in text.casefold() if c.isalnum() or c.isspace())
    return Counter(letters[at : at + n] for n in (2, 3) for at in range(len(letters) - n + 1))


def how_near(likeness: Likeness | None, a: str, b: str, source: Lang, target: Lang) -> float | None:
    """The likeness of two texts, or None where nobody can tell for these languages."""
    if likeness is None:
        return None
    if not can_tell(likeness, source, target):
        return None
    return likeness(a, b)
