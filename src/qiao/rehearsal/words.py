"""How figures are called and written in a report."""

from collections.abc import Callable
from typing import NamedTuple

Say = Callable[[float], str]


def percent(value: float) -> str:
    """Write a share."""
    return f"{100 * value:.1f} %".replace("-", "−")


def plain(value: float) -> str:
    """Write a number."""
    return (
        f"{value:,.0f}" if abs(value) >= 20 or value == round(value) else f"{value:.1f}"
    ).replace("-", "−")


def size(value: float) -> str:
    """Write a large number short."""
    for power, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= power:
            return f"{value / power:.1f}{letter}"
    return f"{value:.0f} "[:-1]


def worth(value: float) -> str:
    """Write a value between 0 and 1."""
    return f"{value:.3f}"


class Figure(NamedTuple):
    """A figure's name, what it means, and how it is written."""

    title: str
    means: str
    say: Say


FIGURES = {
    "home_kept": Figure(
        "Home share kept",
        "pages that hold what was promised of the reader's home, or all there was",
        percent,
    ),
    "newcomers_kept": Figure("Newcomers' share kept", "the same, of newcomers' notes", percent),
    "home_share_locals": Figure(
        "Home on locals' pages",
        "in a language she reads, by a local or somebody she follows",
        percent,
    ),
    "newcomer_share_locals": Figure(
        "Newcomers on locals' pages", "by who joined less than 14 days before", percent
    ),
    "foreign_share_locals": Figure(
        "Foreign on locals' pages", "what she cannot read without a translation", percent
    ),
    "dilution": Figure(
        "Dilution",
        "of what locals' first twenty are truly worth, lost against the week before",
        percent,
    ),
    "value_wave": Figure(
        "Worth of locals' first twenty",
        "by latent taste, 0 to 1, with what a language barrier takes",
        worth,
    ),
    "newcomers_value": Figure("Worth of newcomers' first twenty", "the same", worth),
    "local_audience": Figure(
        "Local authors' audience",
        "readers of a local's note on its first day, against the week before",
        percent,
    ),
    "newcomers_audience": Figure(
        "Newcomers' audience", "readers of a newcomer's note on its first day", plain
    ),
    "first_audiences": Figure(
        "First audiences",
        "new notes shown to 30 fitting readers, or all there are, within a day",
        percent,
    ),
    "first_audiences_truly": Figure(
        "… who truly care", "the same with readers of the upper half by latent taste", percent
    ),
    "top_1_percent": Figure("Taken by the top 1 % of authors", "of all cards looked at", percent),
    "expression_newcomers": Figure(
        "Newcomers' expression",
        "notes and comments of a newcomer within a day of her coming",
        worth,
    ),
    "spoke_and_heard": Figure(
        "Newcomers who spoke and were heard",
        "wrote a note within a day of coming that was answered or liked within twelve hours",
        percent,
    ),
    "heard_newcomers": Figure(
        "Newcomers heard", "notes answered or liked within twelve hours", percent
    ),
    "heard_locals": Figure("Locals heard", "the same", percent),
    "visits_locals": Figure("Locals' visits", "against the week before", percent),
    "newcomers_stayed": Figure("Newcomers still here", "at the end, after the ebb", percent),
    "taps_unanswered": Figure(
        "Translations not to be had",
        "taps before there was a translation, or over the budget",
        size,
    ),
}
"""In the order of the report's table."""

PROMISES: dict[str, tuple[str, Callable[[float], bool]]] = {
    "home_kept": ("≥ 99 %", lambda v: v >= 0.99),
    "dilution": ("≤ 5 %", lambda v: v <= 0.05),
    "local_audience": ("≥ −10 %", lambda v: v >= -0.10),
    "first_audiences": ("≥ 95 %", lambda v: v >= 0.95),
    "top_1_percent": ("≤ 35 %", lambda v: v <= 0.35),
}
"""What the square promises, and whether a value keeps it."""

RUN_KINDS = {
    "ours": "this square's own feed",
    "chance": "any note, for nobody in particular",
    "popularity": "what is liked most, the same for everybody",
}
