"""Who belongs together: language, tenure, interest and region, and nobody in a group of a few.

Groups smaller than `FEWEST` are folded into their parent, the region first, then the interest, then
the tenure, then the language. What is left at the very top and still small is told to nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from qiao.circles.models import Circle

FEWEST = 5
SEVERAL = "*"
"""Stands where groups of several languages, tenures, interests or regions were folded into one."""


class Key(NamedTuple):
    """What a group's members share; "" is "she told none", "*" several."""

    lang: str
    tenure: str  # "newcomer" or "local"
    interest: str  # a topic's slug
    region: str

    @property
    def text(self) -> str:
        """Return the key as one word. A region may hold anything but a tab."""
        return "\t".join(self)


TOP = Key(SEVERAL, SEVERAL, SEVERAL, SEVERAL)


def key_of(circle: Circle, slugs: Mapping[str, str], regions: Mapping[str, str]) -> Key:
    """Return the finest group of a member. `slugs`: the slug by which a family is told."""
    strongest = next((one.family for one in circle.topics if one.weight > 0), "")
    return Key(
        circle.first_lang(),
        "newcomer" if circle.newcomer else "local",
        slugs.get(strongest, strongest),
        regions.get(folded(circle.region), "") if circle.region else "",
    )


def grouped(circles: Mapping[str, Circle]) -> dict[str, Key]:
    """Return the group of each member who is in one."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for circle in circles.values():
        if circle.region:
            spelt[folded(circle.region)][" ".join(circle.region.split())] += 1
        for one in circle.topics[:1]:
            named[one.family][one.slug] += 1
    regions = {key: names.most_common(1)[0][0] for key, names in spelt.items()}
    slugs = {family: names.most_common(1)[0][0] for family, names in named.items()}
    return fold({member: key_of(circle, slugs, regions) for member, circle in circles.items()})


def fold(keys: Mapping[str, Key]) -> dict[str, Key]:
    """Fold groups of fewer than `FEWEST` into their parents; members of none are left out."""
    found = dict(keys)
    for level in range(4):
        sizes = Counter(found.values())
        small = {key for key, size in sizes.items() if size < FEWEST}
        found = {
            member: _parent(key, level) if key in small else key for member, key in found.items()
        }
    sizes = Counter(found.values())
    return {member: key for member, key in found.items() if sizes[key] >= FEWEST}


def folded(region: str) -> str:
    """Return the form in which two spellings of a region are the same."""
    return " ".join(region.casefold().split())


def _parent(key: Key, level: int) -> Key:
    whole = (key.lang, key.tenure, key.interest, key.region)
    kept = whole[: 3 - level]
    return Key(*kept, *TOP[len(kept) :])
