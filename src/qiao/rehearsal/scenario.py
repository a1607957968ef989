"""What comes over a square, as a readable file: the shipped ones, or an operator's own."""

import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

MAX_BYTES = 100_000
MAX_DAYS = 60
NAMES = {
    "S1": "s1_small_door",
    "S2": "s2_steady_flood",
    "S3": "s3_refugees",
    "S4": "s4_ban",
    "S5": "s5_bots",
}

Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[float, Meta(ge=0, le=1e12)]
Days = Annotated[int, Meta(ge=1, le=MAX_DAYS)]
Line = Annotated[str, Meta(max_length=200)]
Story = Annotated[str, Meta(max_length=4_000)]
Curve = Annotated[list[Count], Meta(min_length=1, max_length=MAX_DAYS)]
Lang = Annotated[str, Meta(pattern=r"^[a-zA-Z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class ScenarioWrong(Exception):
    """A scenario cannot be read. `str()` says where and why, in one sentence."""


class Arrivals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who comes."""

    by_day: Curve  # newcomers on each day of the wave, at the scenario's own size
    away: Annotated[list[Lang], Meta(min_length=1, max_length=8)]
    """Their language: the first of these that is not the square's own."""
    other_language: Share = 0.9
    """So many of them read and write that; the rest write the square's own."""
    also_read_home: Share = 0.02
    """Of those, so many read the square's language as well."""
    at_once: Share = 0.0
    """So many of a day's newcomers come within one hour of its evening."""


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What they publish, if all goes as it usually does: whether it does is what is rehearsed."""

    by_day: Curve  # under the wave's topic on each of its days
    by_newcomers: Share = 0.85
    theme_share: Share = 0.0
    """So many of the newcomers' notes are about one thing ..."""
    theme: Annotated[list[Line], Meta(max_length=40)] = msgspec.field(default_factory=list)
    """... which the square knows by these words in its topics."""
    chars: Annotated[float, Meta(ge=1, le=5_000)] = 180.0
    """Letters of a newcomer's note, title included, on average."""
    topic: Annotated[str, Meta(max_length=40)] = "newhere"
    injections: Share = 0.0
    """So many of the newcomers' notes play at giving orders to translators and filters."""


class Comments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is answered."""

    per_note: Count = 26.0  # on average, in the end, with everybody there
    tail: Annotated[float, Meta(ge=0, le=4)] = 1.4
    """Spread of a note's talkativeness: sigma of a lognormal. 1.4: the hundredth has 26 times the
    median."""
    chars: Annotated[float, Meta(ge=1, le=1_000)] = 45.0


class Ebb(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every wave goes back."""

    day: Days  # of the wave, from 1
    share: Share  # of the newcomers' visits that remain from then on


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reading across."""

    from_day: Annotated[int, Meta(ge=-MAX_DAYS, le=MAX_DAYS)] = -MAX_DAYS
    """Of the wave, from 1; before, nothing is translated between the two languages."""
    sent_out: bool = False
    """Translated by a service that is paid by the letter, so that the square's budgets hold."""
    price_per_million_chars: Count = 20.0
    """What such a service takes, in any currency."""


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keeping the place fit to be in."""

    reports_per_1000_notes: Count = 4.0
    """Cases that members' reports open in an ordinary week."""
    per_head: Count = 1.0
    """So many times as many reports a head while the wave lasts."""
    hours_a_day: Annotated[float, Meta(gt=0, le=24)] = 2.0
    """How long each reviewer works."""
    cases_an_hour: Annotated[float, Meta(gt=0, le=600)] = 30.0
    """In a language she reads; half as many through a translation."""


class Bots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts that are nobody: they publish the same, like each other and are reported."""

    by_day: Curve
    notes_each: Count = 3.0
    likes_each: Count = 40.0


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a note takes on the disk."""

    photos_per_note: Count = 1.8
    bytes_per_photo: Count = 420_000
    """Both sizes that are kept, on average."""
    bytes_per_row: Count = 900
    """A comment, a like, an impression, with indexes and the event log."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wave. Its figures are those of a square of `scaled_to` members, and are scaled to yours."""

    title: Line
    story: Story
    sources: Annotated[list[Line], Meta(max_length=20)]
    scaled_to: Annotated[float, Meta(ge=1, le=1e10)]
    days: Days
    arrivals: Arrivals
    notes: Notes
    ebb: Ebb
    days_before: Annotated[int, Meta(ge=1, le=28)] = 7
    """So many ordinary days are lived first: what all else is measured against."""
    settle_days: Annotated[int, Meta(ge=0, le=14)] = 3
    """So many are lived before those and not counted: a copy has no sessions and half a ladder."""
    comments: Comments = Comments()
    translation: Translation = Translation()
    review: Review = Review()
    bots: Bots | None = None
    room: Room = Room()

    def scaled(self, curve: Sequence[float], day: int, members: int) -> float:
        """Return a curve's number on a day of the wave (from 0) for a square of `members`."""
        told = curve[day] if day < len(curve) else 0.0
        return told * members / self.scaled_to


def shipped(name: str) -> str:
    """Return the text of a shipped scenario, by its number or its whole name."""
    file = NAMES.get(name.upper(), name.lower())
    if file not in NAMES.values():
        raise ScenarioWrong(
            f"No scenario is called {name!r}; there are {', '.join(NAMES)}, or give a TOML file."
        )
    folder = resources.files("qiao.rehearsal") / "scenarios"
    return (folder / f"{file}.toml").read_text(encoding="utf-8")


def parse(text: str, *, of: str = "scenario") -> Scenario:
    """Read a scenario.

    Raises:
        ScenarioWrong: it is no TOML, or something in it is missing, misspelt or out of range.
    """
    if len(text) > MAX_BYTES:
        raise ScenarioWrong(f"{of}: larger than {MAX_BYTES:,} characters.")
    try:
        made = msgspec.convert(tomllib.loads(text), Scenario)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioWrong(f"{of}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ScenarioWrong(f"{of}: {error}") from error
    if made.ebb.day > made.days:
        raise ScenarioWrong(f"{of}: the ebb is on day {made.ebb.day}, the wave has {made.days}.")
    for name, curve in (
        ("arrivals.by_day", made.arrivals.by_day),
        ("notes.by_day", made.notes.by_day),
    ):
        if len(curve) > made.days:
            raise ScenarioWrong(f"{of}: {name} has {len(curve)} days, the wave {made.days}.")
        if not all(0 <= told < float("inf") for told in curve):
            raise ScenarioWrong(f"{of}: {name} has something that is no number of people or notes.")
    return made


def load(asked: str) -> tuple[Scenario, str]:
    """Return a scenario by its name or from a file, and its text.

    Raises:
        ScenarioWrong: see `parse`; or there is no such file.
    """
    if asked.upper() in NAMES or asked.lower() in NAMES.values():
        text = shipped(asked)
        return parse(text, of=asked), text
    path = Path(asked)
    if not path.is_file():
        shipped(asked)  # says which there are
    if path.stat().st_size > 4 * MAX_BYTES:
        raise ScenarioWrong(f"{asked}: larger than {MAX_BYTES:,} characters.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioWrong(f"{asked}: not UTF-8.") from error
    return parse(text, of=asked), text
