"""The test by which a newcomer is found: with a real encoder, in many languages, and a control."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest

from qiao.feed.serving import Feeds
from qiao.search.embedder import Text, Vectors
from qiao.search.providers.use import UseEmbedder
from tests.feed import make

MEMBERS = 24
LIKES = 4
PAGE_ONE = 20
SPOKEN = [("zh-Hans",), ("en", "fr"), ("ar",), ("ja", "zh-Hans"), ("es", "pt")]


class Found(NamedTuple):
    """Where a newcomer's note came, from 0: for one who likes its theme, and one of another."""

    theme: str
    lang: str
    fit: int
    control: int


Encoded = dict[Text, Vectors]


@pytest.fixture(scope="module")
def encoded() -> Encoded:
    """Every text of the themes with its vector."""
    texts = [
        words.text
        for parts in make.themes().values()
        for notes in parts.values()
        for words in notes
    ]
    return dict(zip(texts, UseEmbedder().embed(texts), strict=True))


def square(encoded: Encoded, rng: np.random.Generator) -> Feeds:
    """Make a month of notes on sixteen themes by 24 members."""
    feeds = make.feeds()
    notes = [
        (f"{theme}-{i}", note)
        for theme, parts in make.themes().items()
        for i, note in enumerate(parts["seed"])
    ]
    ages_h = rng.uniform(2, 30 * 24, len(notes))
    for (note, words), age_h in zip(notes, ages_h, strict=True):
        make.put(
            feeds.index,
            note,
            author=f"m{rng.integers(MEMBERS)}",
            age_h=age_h,
            lang=words.lang,
            topics=words.topics,
            likes=int(rng.poisson(4)),
            audience=int(rng.integers(2, 14)),
        )
    feeds.index.readers.update(f"m{i}" for i in range(MEMBERS))
    vectors = np.stack([encoded[words.text] for _, words in notes])
    feeds.index.place(UseEmbedder.name, [note for note, _ in notes], vectors)
    return feeds


def place_of(feeds: Feeds, note: str, liked: Sequence[str], langs: tuple[str, ...]) -> int:
    notes, _ = make.explore(feeds, make.taste(liked, langs=langs))
    return notes.index(note) if note in notes else len(notes) + 1


def newcomers(encoded: Encoded, *, seed: int) -> list[Found]:
    """Let a newcomer post each of the 32 short Arabic and English notes, each in a fresh square."""
    rng = np.random.default_rng(seed)
    themes = list(make.themes())
    found = []
    for number, theme in enumerate(themes):
        for words in make.themes()[theme]["new"]:
            feeds = square(encoded, rng)
            make.put(feeds.index, "new", author="nia", joined_days_ago=0, age_h=0.002,
                     lang=words.lang, audience=0)  # fmt: skip
            feeds.index.place(UseEmbedder.name, ["new"], encoded[words.text][None])
            other = themes[(number + 1 + int(rng.integers(len(themes) - 1))) % len(themes)]
            langs = SPOKEN[int(rng.integers(len(SPOKEN)))]
            fit, control = (
                place_of(
                    feeds,
                    "new",
                    [f"{of}-{i}" for i in rng.choice(9, LIKES, replace=False)],
                    langs,
                )
                for of in (theme, other)
            )
            found.append(Found(theme, words.lang, fit, control))
    return found


def test_a_newcomer_s_note_is_on_page_one_of_those_who_like_its_theme(
    encoded: Encoded,
) -> None:
    found = newcomers(encoded, seed=1)

    on_page_one = [f for f in found if f.fit < PAGE_ONE]
    lower_for_control = [f for f in found if f.fit < f.control]
    assert len(found) == 32
    assert len(on_page_one) >= 31, sorted(set(found) - set(on_page_one))
    assert len(lower_for_control) >= 30, sorted(set(found) - set(lower_for_control))
    assert len({f.theme for f in found if f.fit < PAGE_ONE and f.fit < f.control}) >= 15


def test_a_reader_s_two_interests_both_come_on_page_one(encoded: Encoded) -> None:
    feeds = square(encoded, np.random.default_rng(2))
    taste = make.taste([f"{theme}-{i}" for theme in ("cats", "cycling") for i in range(4)])

    notes, grounds = make.explore(feeds, taste)

    page = notes[:PAGE_ONE]
    assert sum(note.startswith("cats") for note in page) >= 3
    assert sum(note.startswith("cycling") for note in page) >= 3
    near = [ground.about for ground in grounds[:PAGE_ONE] if ground.code == "near"]
    assert {about.split("-")[0] for about in near} == {"cats", "cycling"}


def test_hiding_notes_of_a_theme_takes_the_theme_away(encoded: Encoded) -> None:
    feeds = square(encoded, np.random.default_rng(3))

    def football(hidden: list[str]) -> float:
        notes, _ = make.explore(feeds, make.taste(["music-0", "football-3"], hidden=hidden))
        left = [f"football-{i}" for i in range(4, 9)]
        return float(np.mean([notes.index(n) if n in notes else len(notes) for n in left]))

    assert football(["football-0", "football-1", "football-2"]) > football([]) + 15


def test_a_new_reader_s_page_is_in_her_languages_and_of_many_themes(encoded: Encoded) -> None:
    feeds = square(encoded, np.random.default_rng(4))

    notes, _ = make.explore(feeds, make.taste(langs=("zh-Hans",)))

    page = notes[:PAGE_ONE]
    langs = [feeds.index.langs.texts[feeds.index.lang[feeds.index.notes.find(n)]] for n in page]
    assert langs.count("zh-Hans") >= 13
    assert len({note.split("-")[0] for note in page}) >= 9
