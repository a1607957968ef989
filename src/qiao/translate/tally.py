"""How often a translation was asked for, and was there already: counted in one process."""

from dataclasses import dataclass


@dataclass
class Tally:
    """Counts since they were last kept. Owned by one event loop."""

    asked: int = 0
    stored: int = 0
    """Of those asked for, what could be given at once."""
