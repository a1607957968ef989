"""A copy of a square in memory, read in one go and never written back."""

import json
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed import learned, memory, queries
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.models import Step
from qiao.feed.ladder.queries import every_step
from qiao.feed.learned import Learned
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.taste import Taste
from qiao.feed.tastes import load_taste
from qiao.feed.trust.levers import LEVERS, Value, newest
from qiao.kit.clock import DAY
from qiao.kit.db import Database, ReadTx, Sql
from qiao.kit.langs import base_of
from qiao.search.queries import vectors_of
from qiao.search.vectors import unpack

BATCH = 1_000
LATELY_US = 28 * DAY
WATCHED = 1_500
"""Of so many locals about every visit is lived through; each stands for others like her."""


class SquareTooSmall(Exception):
    """There are not enough notes with meanings to make up more of their kind. `notes`: how many."""

    def __init__(self, notes: int) -> None:
        super().__init__(f"{notes} notes have meanings")
        self.notes = notes


LEAST_NOTES = 20


def watched_every(members: int) -> int:
    """Return k: every k-th member is watched, and counts k times."""
    return max(1, round(members / WATCHED))


@dataclass(frozen=True)
class OpenCase:
    """A case that waits for review in the real square."""

    lang: str
    severity: int
    opened_us: int


@dataclass
class Ground:
    """What stands in the square. Rows of `index` are rows of `vectors`."""

    at_us: int  # when the copy was made: the newest thing in it
    index: FeedIndex
    steps: list[Step]
    levers: dict[str, Value]
    learned: Learned  # what its feed learnt so far
    model: str  # the encoder whose space is used
    vectors: NDArray[np.float32]  # (notes, dims), zeros where a note has none
    members: list[str]
    langs: list[tuple[str, ...]]
    regions: list[str]
    joined_us: NDArray[np.int64]
    owner: NDArray[np.int32]  # of each note, among `members`; -1 where it is nobody's
    chars: NDArray[np.int32]  # that are translated: title, body, descriptions of pictures
    tastes: dict[int, Taste]
    cases: list[OpenCase]
    reviewers: list[tuple[str, ...]]  # what each operator reads
    notes_lately: int  # published in the last 28 days
    readers_lately: int

    @property
    def home(self) -> str:
        """The square's own language: the base that most members name first."""
        first = Counter(base_of(langs[0]) for langs in self.langs if langs)
        written = Counter(base_of(t) for t in self.index.langs.texts)
        return (first or written).most_common(1)[0][0]

    def home_lang(self) -> str:
        """The tag that most who read the home language use."""
        home = self.home
        tags = Counter(lang for langs in self.langs for lang in langs if base_of(lang) == home)
        return tags.most_common(1)[0][0] if tags else home


_MEMBERS = Sql("select id, langs, region, joined_us, operator from members order by id")
_OWNERS = Sql(
    "select id, author_id, length(title) + length(body)"
    " + (select coalesce(sum(length(alt)), 0) from note_media where note_id = notes.id)"
    " from notes where id in (:ids...)"
)
_CASES = Sql(
    "select lang, severity, opened_us from cases where state in ('open', 'appeal') order by id"
)
_LATELY = Sql("select count(*) from notes where at_us > :since_us")
_LAST = Sql("select coalesce(max(at_us), 0) from events")


async def copied(
    database: Database, *, members: int = 0, files: LearnedFiles | None = None
) -> Ground:
    """Read a square, and what every so many of its members did: those who will be watched.

    Args:
        members: how many the square is to have in the rehearsal; at least those it has.
        files: where what the square learnt lies; without, its feed begins as a new square's.

    Raises:
        SquareTooSmall: too few notes have meanings.
    """
    async with database.read() as tx:
        return await _read(tx, members, files)


async def _read(tx: ReadTx, at_least: int, files: LearnedFiles | None) -> Ground:
    now_us = await tx.count(_LAST)
    index = FeedIndex()
    await memory.load(tx, index, now_us=now_us)
    model, vectors = await _vectors(tx, index)
    found = await tx.all(tuple, _MEMBERS)
    members = [str(row[0]) for row in found]
    number = {member: at for at, member in enumerate(members)}
    owner = np.full(len(index), -1, dtype=np.int32)
    chars = np.zeros(len(index), dtype=np.int32)
    for start in range(0, len(index), BATCH):
        some = index.notes.texts[start : start + BATCH]
        for note, author, length in await tx.all(tuple, _OWNERS, ids=some):
            row = index.notes.find(str(note))
            if row is not None:
                owner[row], chars[row] = number.get(str(author), -1), int(length)
    tastes = {}
    for at in range(0, len(members), watched_every(max(len(members), at_least))):
        tastes[at] = await load_taste(tx, members[at], now_us=now_us)
    moved = await newest(tx)
    return Ground(
        at_us=now_us,
        index=index,
        steps=list(await every_step(tx)),
        levers={
            name: lever.stored(moved[name].value) for name, lever in LEVERS.items() if name in moved
        },
        learned=await learned.newest(tx, files, Learned.none()),
        model=model,
        vectors=vectors,
        members=members,
        langs=[tuple(json.loads(row[1])) for row in found],
        regions=[str(row[2]) for row in found],
        joined_us=np.array([int(row[3]) for row in found], dtype=np.int64),
        owner=owner,
        chars=chars,
        tastes=tastes,
        cases=[OpenCase(str(c[0]), int(c[1]), int(c[2])) for c in await tx.all(tuple, _CASES)],
        reviewers=[tuple(json.loads(row[1])) for row in found if row[4]],
        notes_lately=await tx.count(_LATELY, since_us=now_us - LATELY_US),
        readers_lately=len(await queries.readers_since(tx, now_us - 14 * DAY)),
    )


async def _vectors(tx: ReadTx, index: FeedIndex) -> tuple[str, NDArray[np.float32]]:
    """Return the whole vectors of the encoder that knows most notes."""
    if not index.spaces:
        raise SquareTooSmall(0)
    space = max(index.spaces.values(), key=lambda space: space.count)
    if space.count < LEAST_NOTES:
        raise SquareTooSmall(space.count)
    vectors = np.zeros((len(index), space.dims), dtype=np.float32)
    for start in range(0, len(index), BATCH):
        some = index.notes.texts[start : start + BATCH]
        rows = [row for row in await vectors_of(tx, some) if row.model == space.model]
        if rows:
            vectors[index.rows(row.note_id for row in rows)] = unpack(rows)
    return space.model, vectors
