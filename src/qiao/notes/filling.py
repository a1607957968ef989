"""Filling a page: what a reader muted leaves no gap, as long as there is more to look at."""

from collections.abc import Awaitable, Callable

from qiao.kit.db import ReadTx
from qiao.notes.cards import Cards
from qiao.notes.entries import is_hushed

MAX_ROUNDS = 5
"""Whoever mutes most of a list gets a shorter page, not a slower square."""

Fetch = Callable[[str], Awaitable[list[str]]]


async def filled(
    cards: Cards, tx: ReadTx, fetch: Fetch, *, reader: str | None, before: str, limit: int
) -> tuple[list[str], str | None]:
    """Return notes that a reader did not mute, newest first, and where the list goes on.

    `fetch` returns up to `limit` ids that sort before the one it is given.
    """
    quiet = cards.mutes.of(reader)
    kept: list[str] = []
    for _ in range(MAX_ROUNDS):
        ids = await fetch(before)
        if quiet is None:
            return ids, ids[-1] if len(ids) == limit else None
        entries = await cards.get(tx, ids)
        for note in ids:
            before = note
            if note in entries and not is_hushed(entries[note], reader, quiet):
                kept.append(note)
                if len(kept) == limit:
                    return kept, before
        if len(ids) < limit:
            return kept, None
    return kept, before


async def filled_from(
    cards: Cards,
    tx: ReadTx,
    fetch: Callable[[int], Awaitable[list[str]]],
    *,
    reader: str | None,
    skip: int,
    limit: int,
) -> tuple[list[str], int | None]:
    """Return notes that a reader did not mute, in the list's own order, and where it goes on.

    `fetch` returns up to `limit` ids behind the first `skip` of the list.
    """
    quiet = cards.mutes.of(reader)
    kept: list[str] = []
    for _ in range(MAX_ROUNDS):
        ids = await fetch(skip)
        entries = await cards.get(tx, ids) if quiet else {}
        for note in ids:
            skip += 1
            if quiet is None or (note in entries and not is_hushed(entries[note], reader, quiet)):
                kept.append(note)
                if len(kept) == limit:
                    return kept, skip
        if len(ids) < limit:
            return kept, None
    return kept, skip
