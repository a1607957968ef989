"""What review reads of notes and people beyond what they lend, all of it on this page."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.notes.models import OfKind
from qiao.notes.views import Picture

GONE = "gone"
"""Stands for the standing of what its author took away."""


class Thing(NamedTuple):
    """A note or comment as it is now; `note` is the note that a comment stands below."""

    id: str
    note: str
    author: str
    standing: str
    title: str
    body: str
    lang: str


_NOTE = "select n.id, n.id, n.author_id, n.standing, n.title, n.body, n.lang from notes n"
_COMMENT = """
    select c.id, c.note_id, c.author_id, c.standing, '', c.body, c.lang
    from comments c join notes n on n.id = c.note_id
"""
_NOW: dict[OfKind, Sql] = {
    "note": Sql(f"{_NOTE} where n.id in (:ids...)"),
    "comment": Sql(f"{_COMMENT} where c.id in (:ids...) and c.deleted = 0"),
}
_PICTURES = Sql("""
    select p.note_id, d.sha, d.w, d.h, p.alt
    from note_media p join media d on d.id = p.media_id
    where p.note_id in (:ids...) order by p.note_id, p.pos
""")
_OTHER_OPERATORS = Sql("select count(*) from members where operator = 1 and id <> :member")


async def now(tx: ReadTx, of: OfKind, ids: Sequence[str]) -> dict[str, Thing]:
    """Return these notes or comments as they are, for reviewers; whoever is gone is left out."""
    if not ids:
        return {}
    return {thing.id: thing for thing in await tx.all(Thing, _NOW[of], ids=list(ids))}


async def pictures(tx: ReadTx, notes: Sequence[str]) -> dict[str, list[Picture]]:
    """Return the photos of these notes, in order."""
    if not notes:
        return {}
    rows = await tx.all(tuple, _PICTURES, ids=list(notes))
    return {
        note: [
            Picture(f"/media/{sha}/card.webp", f"/media/{sha}/full.webp", w, h, alt)
            for _, sha, w, h, alt in group
        ]
        for note, group in itertools.groupby(rows, key=lambda row: str(row[0]))
    }


async def has_other_operator(tx: ReadTx, member: str) -> bool:
    """Say whether somebody else than `member` is an operator too."""
    return await tx.count(_OTHER_OPERATORS, member=member) > 0
