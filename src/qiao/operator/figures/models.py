"""A figure: one number of one minute, and how minutes make an hour."""

from enum import StrEnum
from typing import NamedTuple

from qiao.kit.clock import DAY, HOUR

MINUTE_S, HOUR_S = 60, 3_600
MINUTES_KEPT_US = 48 * HOUR
HOURS_KEPT_US = 90 * DAY
MAX_KEYS = 12
"""So many languages or lanes a figure tells apart; the rest are one, `OTHER`."""
OTHER = "other"
MOST_DAYS = 365.0
"""A disk that lasts longer, or does not fill at all, is said to last so long."""


class Fold(StrEnum):
    """What an hour's figure is made of its minutes: their sum, or the newest of them."""

    SUM = "sum"
    LAST = "last"


class Figure(NamedTuple):
    """One number. `key`: the language or lane it is about, "" for all of them."""

    name: str
    value: float
    key: str = ""


KNOWN: dict[str, Fold] = {
    # who came, and what was written
    "arrivals": Fold.SUM,
    "notes": Fold.SUM,
    "notes_by_locals": Fold.SUM,
    # pages of Explore that were served
    "pages": Fold.SUM,
    "pages_broken": Fold.SUM,
    "cards": Fold.SUM,
    "cards_home": Fold.SUM,
    "cards_newcomers": Fold.SUM,
    # what was seen and opened
    "locals_shown": Fold.SUM,
    "locals_opened": Fold.SUM,
    "local_notes_shown": Fold.SUM,
    "first_due": Fold.LAST,
    "first_kept": Fold.LAST,
    # newcomers who speak, and are answered
    "came": Fold.LAST,
    "spoke": Fold.LAST,
    "answered": Fold.LAST,
    # work for people, for machines, and room
    "backlog": Fold.LAST,
    "backlog_age_s": Fold.LAST,
    "translated": Fold.SUM,
    "translated_chars": Fold.SUM,
    "spent_chars": Fold.LAST,
    "budget_chars": Fold.LAST,
    "translations_asked": Fold.SUM,
    "translations_stored": Fold.SUM,
    "lane_depth": Fold.LAST,
    "lane_age_s": Fold.LAST,
    "disk_free_bytes": Fold.LAST,
    "disk_days": Fold.LAST,
}
"""Every figure by its name."""


def few(name: str, counts: dict[str, float]) -> list[Figure]:
    """Return a figure and its parts by key: the greatest, and what is left of them as one."""
    greatest = sorted(counts, key=lambda key: (-counts[key], key))
    parts = {key: counts[key] for key in greatest[:MAX_KEYS]}
    if rest := sum(counts[key] for key in greatest[MAX_KEYS:]):
        parts[OTHER] = parts.get(OTHER, 0) + rest
    parts.pop("", None)
    return [Figure(name, sum(counts.values()))] + [
        Figure(name, value, key) for key, value in parts.items()
    ]


def base(lang: str) -> str:
    """Return a language without script and region, as figures tell languages apart."""
    return lang.partition("-")[0] or "und"
