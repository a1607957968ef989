"""Notes with words that a reader mutes: once found on a page, left out before the page is made.

The feed knows no words. Where a page turns out to hold some that are muted, they are remembered and
the page is made anew without them, so that it is whole and keeps what was promised.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from qiao.kit.clock import HOUR
from qiao.people.quiet import Quiet

MOST_READERS = 2_000
FOR_US = HOUR
"""So long it is remembered: a note may be written anew, without the word."""


class _Found(NamedTuple):
    quiet: Quiet
    at_us: int
    notes: frozenset[str]


class Hushing:
    """What was found of the last few thousand readers who mute words, in one web process."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, _Found] = OrderedDict()

    def of(self, reader: str | None, quiet: Quiet | None, *, now_us: int) -> frozenset[str]:
        """Return the notes found since a reader last changed what she mutes."""
        found = self._of.get(reader) if reader is not None else None
        if found is None or found.quiet is not quiet or now_us - found.at_us > FOR_US:
            return frozenset()
        return found.notes

    def add(self, reader: str, quiet: Quiet, notes: Iterable[str], *, now_us: int) -> None:
        """Leave these out from her next page on."""
        before = self.of(reader, quiet, now_us=now_us)
        at_us = self._of[reader].at_us if before else now_us
        self._of[reader] = _Found(quiet, at_us, before.union(notes))
        self._of.move_to_end(reader)
        while len(self._of) > MOST_READERS:
            self._of.popitem(last=False)
