"""What review reads of notes and people beyond what they lend, all of it on this page."""

import itertools
import json
from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.notes.models import OfKind
from qiao.notes.stickers import own_sticker
from qiao.notes.views import Picture

STICKER_PX = 240
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
    select p.note_id, d.sha, d.w, d.h, p.alt, p.pos
    from note_media p join media d on d.id = p.media_id where p.note_id in (:ids...)
    union all
    select p.comment_id, d.sha, d.w, d.h, p.alt, p.pos
    from comment_media p join media d on d.id = p.media_id where p.comment_id in (:ids...)
    order by 1, 6
""")
_STICKERS = Sql("""
    select c.id, c.sticker, s.sha, s.names from comments c left join stickers s on s.id = c.sticker
    where c.id in (:ids...) and c.sticker <> ''
""")
_STOOD = Sql("""
    select e.case_id, e.action from review_events e
    where e.case_id in (:ids...) and e.kind = 'decision' and e.action <> 'keep' order by e.seq
""")
_AUTHORS = Sql("select author_id, with_id from notes where id = :id and with_id <> ''")
_OTHER_OPERATORS = Sql("select count(*) from members where operator = 1 and id <> :member")


async def now(tx: ReadTx, of: OfKind, ids: Sequence[str]) -> dict[str, Thing]:
    """Return these notes or comments as they are, for reviewers; whoever is gone is left out."""
    if not ids:
        return {}
    return {thing.id: thing for thing in await tx.all(Thing, _NOW[of], ids=list(ids))}


async def stood(tx: ReadTx, cases: Sequence[str]) -> dict[str, str]:
    """Return what was decided last in each of these cases, but for letting things be.

    Of a message that is all review knows: messages themselves are none of its business.
    """
    if not cases:
        return {}
    return {str(case): str(action) for case, action in await tx.all(tuple, _STOOD, ids=list(cases))}


async def pictures(tx: ReadTx, ids: Sequence[str]) -> dict[str, list[Picture]]:
    """Return the photos of these notes and comments, in order, and comments' stickers."""
    if not ids:
        return {}
    rows = await tx.all(tuple, _PICTURES, ids=list(ids))
    found = {
        of: [
            Picture(f"/media/{sha}/card.webp", f"/media/{sha}/full.webp", w, h, alt)
            for _, sha, w, h, alt, _ in group
        ]
        for of, group in itertools.groupby(rows, key=lambda row: str(row[0]))
    }
    for comment, sticker, sha, names in await tx.all(tuple, _STICKERS, ids=list(ids)):
        if shown := own_sticker(sticker):
            src, said = shown.src, shown.names
        else:
            src, said = f"/media/{sha}/card.webp", json.loads(names or "{}")
        alt = said.get("en") or next(iter(said.values()), "")
        found.setdefault(comment, []).append(Picture(src, src, STICKER_PX, STICKER_PX, alt))
    return found


async def other_author(tx: ReadTx, id: str, author: str) -> str:
    """Return who else wrote a note, or nobody ("")."""
    row = await tx.one_or_none(tuple, _AUTHORS, id=id)
    return next((str(who) for who in row or () if who and who != author), "")


async def has_other_operator(tx: ReadTx, member: str) -> bool:
    """Say whether somebody else than `member` is an operator too."""
    return await tx.count(_OTHER_OPERATORS, member=member) > 0
