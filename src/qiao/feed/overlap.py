"""How much readers' pages are the same: collaborative filtering is known to make them alike."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def overlap(pages: Sequence[Iterable[Hashable]]) -> float:
    """Return the mean share of a page that is on another reader's page too, 0 to 1.

    Over all pairs of pages, taking one look at each note and none at pairs: a note on m of n pages
    is shared by m (m - 1) / 2 of them.
    """
    sets = [set(page) for page in pages]
    sets = [page for page in sets if page]
    if len(sets) < 2:
        return 0.0
    on = Counter(note for page in sets for note in page)
    shared = sum(m * (m - 1) / 2 for m in on.values())
    pairs = len(sets) * (len(sets) - 1) / 2
    length = sum(len(page) for page in sets) / len(sets)
    return shared / pairs / length
