"""What can be switched on and off in a rehearsal, and what that means."""

from collections.abc import Iterable

MEASURES = {
    "home_share": "Pages keep the promised share of each reader's home, and her languages' shares",
    "newcomer_share": "Pages keep the promised share of newcomers' notes",
    "ladder": "New notes are tried on readers they fit until they have had their first audience",
    "translation": "Notes are translated at a tap",
    "ahead": "What is spreading is translated before anybody asks",
    "tighten": "The ledger moves a lever where local authors lose readers",
    "trust": "Deeds count by who did them, not each the same",
    "routing": "Reviewers take what they can read before what they would need translated",
}
"""Each switch of `--with` and `--without`, and a line on what it does."""

TOGETHER = frozenset(("home_share", "newcomer_share", "ladder"))
"""What `--without` leaves out where nothing else is said: what holds the two homes."""


class MeasureUnknown(Exception):
    """There is no such measure."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No measure is called {name!r}; there are {', '.join(MEASURES)}.")


def checked(names: Iterable[str]) -> frozenset[str]:
    """Return the measures of these names; raises MeasureUnknown."""
    chosen = frozenset(name.replace("-", "_") for name in names)
    for name in sorted(chosen):
        if name not in MEASURES:
            raise MeasureUnknown(name)
    return chosen
