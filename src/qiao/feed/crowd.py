"""Where members are from and what they read, in small numbers."""

from collections.abc import Sequence

from qiao.feed.words import Words
from qiao.kit.langs import base_of

NOWHERE = -1
NOBODY: "tuple[tuple[int, ...], int]" = ((), NOWHERE)


class Crowd:
    """All members, with numbers of base languages and of regions."""

    def __init__(self, bases: Words) -> None:
        self.region_names: list[str] = []
        self._regions = Words()
        self._bases = bases
        self._known: dict[str, tuple[tuple[int, ...], int]] = {}
        self._same: dict[tuple[tuple[int, ...], int], tuple[tuple[int, ...], int]] = {}
        self._joined_us: dict[str, int] = {}

    def put(self, member: str, *, langs: Sequence[str], region: str, joined_us: int = 0) -> None:
        """Write down a member, new or again."""
        if joined_us:
            self._joined_us[member] = joined_us
        reads = tuple(dict.fromkeys(self._bases.number(base_of(lang)) for lang in langs))
        known = reads, self._region(region) if region else NOWHERE
        # a few hundred combinations, held once each
        self._known[member] = self._same.setdefault(known, known)

    def _region(self, told: str) -> int:
        # people write where they are from as they like: the first spelling is the one shown
        number = self._regions.number(" ".join(told.casefold().split()))
        if number == len(self.region_names):
            self.region_names.append(told)
        return number

    def region(self, member: str) -> int:
        """Return the number of a member's region, -1 if she told none."""
        return self._known.get(member, NOBODY)[1]

    def joined_us(self, member: str) -> int:
        """Return when a member joined, 0 if that is not known."""
        return self._joined_us.get(member, 0)

    def reads(self, member: str) -> tuple[int, ...]:
        """Return the base languages a member declared."""
        return self._known.get(member, NOBODY)[0]
