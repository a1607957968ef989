"""Pages of note cards: a join of bytes, for one reader."""

from collections.abc import Mapping, Sequence

import msgspec

from qiao.kit.db import ReadTx
from qiao.notes import queries
from qiao.notes.cards import Cards
from qiao.notes.entries import NO_REFS, Entry, is_hushed
from qiao.notes.linking import seen_of
from qiao.notes.views import NoteRef, Picture, VersionCard
from qiao.people.models import Face
from qiao.people.quiet import Quiet

_encode = msgspec.json.Encoder().encode


class _RefHead(msgspec.Struct):
    """What of a card is shown where another note answers or quotes it."""

    id: str
    title: str
    excerpt: str
    lang: str
    author: Face
    cover: Picture | None
    versions: dict[str, VersionCard]


async def refs_of(
    cards: Cards,
    tx: ReadTx,
    entries: Mapping[str, Entry],
    *,
    reader: str | None,
    reviewer: bool = False,
    openly: bool = False,
    quiet: Quiet | None = None,
) -> dict[str, bytes]:
    """Return what these notes answer and quote, as JSON members, of those that do.

    `openly`: in a list; what may not be recommended stands in none, nor what she mutes.
    """
    wanted = {to for one in entries.values() for to in one.links.values() if to}
    if not any(one.links for one in entries.values()):
        return {}
    seen = await seen_of(tx, sorted(wanted), reader=reader, reviewer=reviewer)
    found = await cards.get(tx, sorted(seen))
    shown: dict[str, bytes] = {}
    for to, entry in found.items():
        if openly and (entry.standing != "public" or is_hushed(entry, reader, quiet)):
            continue
        head = msgspec.json.decode(entry.head + b"}", type=_RefHead)
        shown[to] = _encode(NoteRef(seen=True, **msgspec.structs.asdict(head)))
    return {
        note: b'"answers":%b,"quotes":%b'
        % tuple(
            shown.get(one.links[how], _UNSEEN) if how in one.links else b"null"
            for how in ("answer", "quote")
        )
        for note, one in entries.items()
        if one.links
    }


_UNSEEN = _encode(NoteRef(seen=False))


async def page_of(
    cards: Cards,
    tx: ReadTx,
    ids: Sequence[str],
    *,
    reader: str | None,
    cursor: str | None,
    reasons: Mapping[str, bytes] | None = None,
    hushed: bool = False,
) -> bytes:
    """Return an encoded CardPage of these notes, in order; whoever is gone is left out.

    So is what is by somebody whom a block keeps apart from the reader, whoever listed it; and where
    the list is one that others made for her (`hushed`), what she mutes.
    """
    entries = await cards.get(tx, ids)
    liked: set[str] = set()
    collected: set[str] = set()
    if reader is not None and entries:
        liked, collected = await queries.liked_and_collected(tx, reader, list(ids))
    made = []
    apart = cards.apart.of(reader)
    quiet = cards.mutes.of(reader) if hushed else None
    refs = await refs_of(cards, tx, entries, reader=reader, openly=True, quiet=quiet)
    for note in ids:
        entry = entries.get(note)
        if entry is None or entry.is_apart(apart):
            continue
        if not is_hushed(entry, reader, quiet):
            reason = reasons.get(note, b"null") if reasons else b"null"
            made.append(
                entry.card(
                    liked=note in liked,
                    collected=note in collected,
                    reason=reason,
                    refs=refs.get(note, NO_REFS),
                )
            )
    return b'{"items":[%b],"cursor":%b}' % (b",".join(made), _encode(cursor))
