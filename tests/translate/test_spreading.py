"""What is spreading is translated ahead: what most will want first, within the budget."""

import pytest

from qiao.feed.commands import Read, log_reading
from qiao.feed.spreading import spreading
from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, events_after
from qiao.notes.commands import set_language, set_standing
from qiao.notes.models import Standing
from qiao.translate.models import Lang
from qiao.translate.settings import TranslateSettings
from qiao.translate.spreading import Ahead, Views, want_ahead, worth_most
from tests import make

PT, EN = Lang("pt"), Lang("en")
NOW = Micros(make.NOW + 10 * HOUR)
pytestmark = pytest.mark.anyio


def can(source: Lang, target: Lang) -> bool:
    return (source, target) in {(EN, PT), (PT, EN), (EN, Lang("fr"))}


def ranked(*views: Views, min_views: float = 1.0) -> list[tuple[str, str, float]]:
    langs = {"a": ("en",), "b": ("en",), "both": ("en", "pt")}
    return [tuple(each) for each in worth_most(views, langs, can, min_views=min_views)]  # type: ignore[misc]


def test_what_grows_goes_before_what_fades() -> None:
    rising, fading = Views("a", ("pt",), 10, 2), Views("b", ("pt",), 12, 40)

    assert ranked(rising, fading) == [("a", "pt", 18.0), ("b", "pt", 12.0)]


def test_who_reads_the_notes_language_needs_nothing() -> None:
    assert ranked(Views("a", ("pt", "en"), 10, 0)) == []
    assert ranked(Views("a", ("en-GB",), 10, 0)) == []
    assert ranked(Views("both", ("pt",), 10, 0)) == [("both", "pt", 20.0)]  # half of it is foreign


def test_the_first_of_her_languages_with_a_route_is_chosen() -> None:
    assert ranked(Views("a", ("lo", "fr"), 10, 10)) == [("a", "fr", 10.0)]
    assert ranked(Views("a", ("lo",), 10, 10)) == []


def test_readers_of_one_language_count_together_and_few_do_not() -> None:
    views = (Views("a", ("pt",), 3, 3), Views("a", ("pt", "fr"), 3, 3), Views("b", ("pt",), 5, 5))

    assert ranked(*views, min_views=6) == [("a", "pt", 6.0)]


async def square(database: Database) -> tuple[str, str]:
    """Two notes in English: one seen by many readers of Portuguese lately, one by few."""
    ana = await make.member(database, "ana")
    popular, quiet = (
        await make.note(database, ana, "warm bread"),
        await make.note(database, ana, "cold"),
    )
    for note in (popular, quiet):
        await database.write(set_language, "note", note, "en")
    for number in range(6):
        reader = await make.member(database, f"reader{number}", langs=("pt",))
        seen = [Read("impression", popular), Read("open", popular)]
        await database.write(log_reading, reader.id, seen, NOW - HOUR // 2)
    await database.write(log_reading, reader.id, [Read("impression", quiet)], NOW - HOUR // 2)
    return popular, quiet


async def views_of(database: Database) -> list[Views]:
    async with database.read() as tx:
        return [Views(*spread) for spread in await spreading(tx, NOW)]


async def wanted(database: Database) -> int:
    async with database.read() as tx:
        return sum(line.name == "TranslationWanted" for line in await events_after(tx, 0))


async def test_the_log_is_read_by_note_and_language(database: Database) -> None:
    popular, quiet = await square(database)

    views = {each.note: each for each in await views_of(database)}

    assert (views[popular].langs, views[popular].recent, views[popular].earlier) == (("pt",), 24, 0)
    assert views[quiet].recent == 1


async def test_what_spreads_is_wanted_once(database: Database) -> None:
    popular, _ = await square(database)
    views = await views_of(database)

    first = await want_ahead(database, views, can, settings=TranslateSettings(), now_us=NOW)
    again = await want_ahead(database, views, can, settings=TranslateSettings(), now_us=NOW)

    assert (first, again) == ([Ahead(popular, PT, 48.0)], [])
    assert await wanted(database) == 1


async def test_the_budget_of_the_day_holds(database: Database) -> None:
    await square(database)
    views = await views_of(database)
    for chars in (0, 5):
        tight = TranslateSettings(max_ahead_chars_per_day=chars)
        assert await want_ahead(database, views, can, settings=tight, now_us=NOW) == []
    settings = TranslateSettings(max_ahead_chars_per_day=12, min_ahead_views=1.0)

    made = await want_ahead(database, views, can, settings=settings, now_us=NOW)
    more = await want_ahead(database, views, can, settings=settings, now_us=NOW)

    assert (len(made), more) == (1, [])  # "warm bread" has ten; "cold" would be fourteen


async def test_what_not_everybody_may_read_is_not_translated_ahead(database: Database) -> None:
    popular, _ = await square(database)
    await database.write(set_standing, "note", popular, Standing.LIMITED)

    views = await views_of(database)

    assert await want_ahead(database, views, can, settings=TranslateSettings(), now_us=NOW) == []


async def test_without_a_route_nothing_is_wanted(database: Database) -> None:
    await square(database)
    views = await views_of(database)

    def cannot(source: Lang, target: Lang) -> bool:
        return False

    assert await want_ahead(database, views, cannot, settings=TranslateSettings(), now_us=NOW) == []
