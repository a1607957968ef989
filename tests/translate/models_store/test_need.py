"""Which models would let members read more."""

from collections.abc import Sequence

import pytest

from qiao.translate.models import Lang
from qiao.translate.models_store.manifest import Pair, pair_name, pair_of
from qiao.translate.models_store.need import needs
from qiao.translate.models_store.queries import Readers, Written
from qiao.translate.providers.script import ScriptConversion
from qiao.translate.translator import Kind, Translator

PINNED = [pair_of(name) for name in ("zh-en", "en-zh", "fr-en", "en-fr", "es-en", "en-es")]


class Speaks(Translator):
    """Speaks these pairs."""

    name = "speaks"
    kind: Kind = "local"

    def __init__(self, *names: str) -> None:
        self._pairs = {pair_of(name) for name in names}

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) in self._pairs

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        raise NotImplementedError


def found(
    readers: list[tuple[str, int]],
    written: list[tuple[str, int]],
    *translators: Translator,
    pinned: Sequence[Pair] = PINNED,
) -> dict[str, tuple[int, int, int]]:
    """Needs as (members, notes, weight) by name; languages are given as "en fr"."""
    made = needs(
        [Readers(tuple(langs.split()), count) for langs, count in readers],
        [Written(tuple(langs.split()), count) for langs, count in written],
        translators,
        pinned,
    )
    return {pair_name(p): (n.members, n.notes, n.weight) for p, n in made.items()}


def test_members_times_notes_in_a_language_they_do_not_read():
    assert found([("en", 10), ("fr", 3)], [("fr", 5), ("en", 2)]) == {
        "fr-en": (10, 5, 50),
        "en-fr": (3, 2, 6),
    }


def test_what_can_be_read_already_needs_nothing_but_is_used():
    assert found([("en", 10)], [("fr", 5)], Speaks("fr-en")) == {"fr-en": (10, 0, 0)}


def test_both_halves_of_a_way_through_english_are_needed():
    assert found([("es", 4)], [("fr", 5)]) == {"fr-en": (4, 5, 20), "en-es": (4, 5, 20)}


def test_only_the_missing_half_is_needed():
    assert found([("pt", 4)], [("fr", 5)], Speaks("en-pt")) == {
        "fr-en": (4, 5, 20),
        "en-pt": (4, 0, 0),
    }


def test_a_reader_of_several_languages_takes_the_shortest_way():
    assert found([("es en", 4)], [("fr", 5)]) == {"fr-en": (4, 5, 20)}


def test_one_who_reads_the_language_needs_nothing():
    assert found([("en fr", 4)], [("fr", 5), ("en", 5)]) == {}


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_both_sets_of_characters_are_read_by_who_reads_one(lang: str):
    assert found([("zh-Hans", 4)], [(lang, 5)], ScriptConversion()) == {}


def test_traditional_characters_take_the_model_for_simplified_ones():
    assert found([("en", 4)], [("zh-Hant", 5)], ScriptConversion())["zh-en"] == (4, 5, 20)


def test_mixed_text_needs_what_is_foreign_in_it():
    assert found([("en", 4)], [("zh-Hans en", 5)]) == {"zh-en": (4, 5, 20)}


def test_what_no_model_speaks_needs_none():
    assert found([("lo", 4), ("", 3)], [("fr", 5), ("am", 2)]) == {}


def test_word_for_word_is_no_translation():
    gloss = Speaks("zh-en")
    gloss.kind = "gloss"

    assert found([("en", 4)], [("zh-Hans", 5)], gloss) == {"zh-en": (4, 5, 20)}
