"""Looking at how models stand, and at what members read and write."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from qiao.kit.db import ReadTx, Sql

ModelState = Literal["wanted", "fetching", "ready", "failed", "removing"]

_ONE = Sql(
    "select pair, state, done_bytes, total_bytes, error, at_us from translation_models"
    " where pair = :pair"
)
_ALL = Sql("select pair, state, done_bytes, total_bytes, error, at_us from translation_models")
_READERS = Sql("select langs, count(*) from members group by langs")
_NOTES = Sql(
    "select lang, mixed, count(*) from notes"
    " where standing = 'public' and audience = 'public' group by lang, mixed"
)
_FAILED_PAIRS = Sql(
    "select distinct source, target from translations"
    " where state = 'failed' or engine like 'CC-CEDICT%'"
)


class ModelRow(NamedTuple):
    """What is being done about a model, or was done last."""

    pair: str
    state: ModelState
    done_bytes: int
    total_bytes: int
    error: str
    at_us: int


class Readers(NamedTuple):
    """So many members read exactly these languages."""

    langs: tuple[str, ...]
    members: int


class Written(NamedTuple):
    """So many public notes are in these languages; more than one where they are mixed."""

    langs: tuple[str, ...]
    notes: int


async def row_of(tx: ReadTx, pair: str) -> ModelRow | None:
    """Return the row of a direction."""
    return await tx.one_or_none(ModelRow, _ONE, pair=pair)


async def rows(tx: ReadTx) -> dict[str, ModelRow]:
    """Return every row by its direction's name."""
    return {row.pair: row for row in await tx.all(ModelRow, _ALL)}


async def readers(tx: ReadTx) -> list[Readers]:
    """Count members by what they read; reads every member, for operators only."""
    return [
        Readers(tuple(msgspec.json.decode(str(langs), type=list[str])), int(str(count)))
        for langs, count in await tx.all(tuple, _READERS)
    ]


async def written(tx: ReadTx) -> list[Written]:
    """Count public notes by their language; those of no language are left out."""
    out = []
    for lang, mixed, count in await tx.all(tuple, _NOTES):
        langs = tuple(msgspec.json.decode(str(mixed), type=list[str])) or (str(lang),)
        if langs[0] not in ("und", "mul"):
            out.append(Written(langs, int(str(count))))
    return out


async def failed_pairs(tx: ReadTx) -> list[tuple[str, str]]:
    """Return the pairs for which some text could not be translated."""
    return [(str(source), str(target)) for source, target in await tx.all(tuple, _FAILED_PAIRS)]
