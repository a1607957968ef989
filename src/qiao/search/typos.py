"""Which word a mistyped one may have meant: words that become the same when one letter goes.

The deletion neighbourhood of SymSpell (Garbe, 2012), kept in rows: two words that are one edit
apart (a letter more, less, another, or two swapped) share a form with at most one letter missing.
"""

from collections.abc import Sequence

MIN_CHARS = 4
MAX_CHARS = 24
TWO_EDITS_FROM = 7
"""In a word so long two mistakes are forgiven, where both words still share a form."""


def forms(word: str) -> list[str]:
    """Return `word` and what it is with one letter missing; nothing for short and long words."""
    if not MIN_CHARS <= len(word) <= MAX_CHARS:
        return []
    return sorted({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})


def edits(one: str, other: str) -> int:
    """Count edits between two words; two letters swapped are one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before_last = row, before
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def nearest(word: str, candidates: Sequence[tuple[str, int]], *, limit: int = 2) -> list[str]:
    """Return the words most likely meant: `candidates` are words and how many notes say them."""
    allowed = 2 if len(word) >= TWO_EDITS_FROM else 1
    near = [(edits(word, other), -notes, other) for other, notes in candidates if other != word]
    fit = sorted(one for one in near if one[0] <= allowed)
    return [other for distance, _, other in fit if distance == fit[0][0]][:limit]
