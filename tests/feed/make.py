"""Squares, tastes and requests for tests, made of only what a test is about."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.lens import lens_of
from qiao.feed.models import Features, Ground, Ranked, Reader, Request
from qiao.feed.serving import Feeds
from qiao.feed.taste import Did, Taste
from qiao.kit.clock import DAY, HOUR
from qiao.search.embedder import Text

NOW_US = 1_736_800_000_000_000
"""13 January 2025."""


class ThemeNote(NamedTuple):
    """A note of themes.toml."""

    theme: str
    lang: str
    text: Text
    topics: tuple[str, ...]


@cache
def themes() -> dict[str, dict[str, list[ThemeNote]]]:
    """Return the notes of themes.toml, by theme and by "seed" or "new"."""
    read: dict[str, Any] = tomllib.loads(
        Path(__file__).with_name("themes.toml").read_text(encoding="utf-8")
    )
    return {
        theme: {
            part: [
                ThemeNote(theme, lang, Text(title, body, " ".join(topics)), tuple(topics))
                for lang, title, body, topics in notes
            ]
            for part, notes in parts.items()
        }
        for theme, parts in read.items()
    }


def feeds() -> Feeds:
    """Make the feeds of an empty square."""
    return Feeds(cursor_key=b"a key for tests")


def put(
    index: FeedIndex,
    note: str,
    *,
    author: str = "ana",
    joined_days_ago: float = 400,
    age_h: float = 100,
    lang: str = "en",
    readable_as: Iterable[str] = (),
    topics: Sequence[str] = (),
    likes: int = 0,
    audience: int = 30,
    public: bool = True,
) -> int:
    """Put one note into an index."""
    row = index.put(
        note,
        author=author,
        joined_us=NOW_US - int(joined_days_ago * DAY),
        at_us=NOW_US - int(age_h * HOUR),
        lang=lang,
        readable_as=readable_as,
        topics=topics,
        counts=(likes, 0, 0),
        recommendable=public,
    )
    index.audience[row] = audience
    return row


def taste(
    liked: Iterable[str] = (),
    *,
    hidden: Iterable[str] = (),
    follows: Iterable[str] = (),
    langs: tuple[str, ...] = ("en",),
    age_h: float = 24,
) -> Taste:
    """Make a taste of likes."""
    made = Taste(langs=langs, follows=set(follows))
    for note in liked:
        made.did(note, Did.LIKE, NOW_US - int(age_h * HOUR))
    for note in hidden:
        made.did(note, Did.HIDE, NOW_US - int(age_h * HOUR))
    return made


def explore(feeds: Feeds, of: Taste) -> tuple[list[str], list[Ground]]:
    """Rank a session for a member called rea; return notes and grounds."""
    lens = lens_of(of, feeds.index, reader="rea", now_us=NOW_US)
    nothing = np.zeros(0, dtype=np.int32)
    ranked, grounds, _ = feeds.rank(
        Reader("rea", of.langs), lens, shown=nothing, now_us=NOW_US, told=100
    )
    return [feeds.index.notes.texts[row] for row in ranked.rows], grounds


def request(
    index: FeedIndex, of: Taste | None = None, *, size: int = 100, seed: int = 1
) -> Request:
    """Make a request of a member called rea."""
    reader = Reader("rea", ("en",))
    lens = lens_of(of or taste(), index, reader=reader.id, now_us=NOW_US)
    return Request(reader, lens, NOW_US, seed, size=size)


def features(n: int, **columns: Sequence[float]) -> Features:
    """Make features of `n` candidates: zeros but for `columns`; everything is readable."""
    return Features.of(n, **({"readable": np.ones(n, dtype=np.float32)} | columns))


def ranked(scores: Sequence[float], **columns: Sequence[float]) -> Ranked:
    """Make ranked candidates; row numbers are positions."""
    n = len(scores)
    return Ranked.of(
        np.arange(n, dtype=np.int32),
        np.ones(n, dtype=np.uint16),
        features(n, **columns),
        np.array(scores, dtype=np.float32)[:, None],
    )
