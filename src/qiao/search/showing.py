"""From notes that were found to cards that say why: encoded, for one reader."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from qiao.kit.db import ReadTx
from qiao.notes.card_pages import refs_of
from qiao.notes.cards import Cards
from qiao.notes.entries import NO_REFS
from qiao.notes.openly import Said, versions_of
from qiao.notes.queries import liked_and_collected
from qiao.search.asking import Asked
from qiao.search.marking import parts, snippet, spans
from qiao.search.views import By, FoundView, Snippet

_encode = msgspec.json.Encoder().encode


async def cards_of(
    tx: ReadTx,
    cards: Cards,
    ids: Sequence[str],
    asked: Asked,
    by: Mapping[str, By],
    *,
    reader: str | None,
    langs: Sequence[str] = (),
) -> list[bytes]:
    """Return encoded FoundCards in order; whoever is gone is left out. `langs`: what she reads."""
    entries = await cards.get(tx, ids)
    liked: set[str] = set()
    collected: set[str] = set()
    if reader is not None and entries:
        liked, collected = await liked_and_collected(tx, reader, list(ids))
    said: dict[str, list[Said]] = defaultdict(list)
    for one in await versions_of(tx, list(ids)):
        said[one.note].append(one)
    refs = await refs_of(cards, tx, entries, reader=reader, openly=True)
    made = []
    for note in ids:
        entry = entries.get(note)
        if entry is not None:
            card = entry.card(
                liked=note in liked,
                collected=note in collected,
                reason=b"null",
                refs=refs.get(note, NO_REFS),
            )
            found = _encode(_found(said[note], asked, by[note], langs))
            made.append(b'%b,"found":%b}' % (card[:-1], found))
    return made


def _found(said: Sequence[Said], asked: Asked, by: By, langs: Sequence[str]) -> FoundView:
    titles = {
        one.lang: parts(one.title, found) for one in said if (found := spans(one.title, asked))
    }
    snippets = [Snippet(one.lang, cut) for one in said if (cut := snippet(one.body, asked))]
    # where the same was found in several versions, in words she reads
    best = max(
        snippets,
        key=lambda one: (one.lang in langs, sum(map(len, one.parts[1::2]))),
        default=None,
    )
    return FoundView(by, titles, best)
