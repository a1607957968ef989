"""What notes say to everybody: their words in every version a person wrote, for those who index."""

from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import RECOMMENDABLE


class OpenText(NamedTuple):
    """A note that everybody may see, its versions joined by line breaks."""

    id: str
    title: str
    topics: tuple[str, ...]
    body: str


_NOTES = Sql(
    "select n.id, n.title, n.body from notes n where n.id in (:ids...) and " + RECOMMENDABLE
)
_TOPICS = Sql("""
    select t.note_id, p.label from note_topics t join topics p on p.slug = t.slug
    where t.note_id in (:ids...) order by t.note_id, t.pos
""")
_VERSIONS = Sql("""
    select note_id, title, body from note_versions where note_id in (:ids...) order by lang
""")
_ALTS = Sql("select note_id, alt from note_media where note_id in (:ids...) order by pos")


async def said_openly(tx: ReadTx, ids: list[str]) -> list[OpenText]:
    """Return the words of those of these notes that may be recommended; the others are left out."""
    found = await tx.all(tuple, _NOTES, ids=ids)
    titles = {note: [title] for note, title, _ in found}
    bodies = {note: [body] for note, _, body in found}
    topics: dict[str, list[str]] = {note: [] for note in titles}
    for note, label in await tx.all(tuple, _TOPICS, ids=ids):
        topics.get(note, []).append(label)
    for note, title, body in await tx.all(tuple, _VERSIONS, ids=ids):
        titles.get(note, []).append(title)
        bodies.get(note, []).append(body)
    for note, alt in await tx.all(tuple, _ALTS, ids=ids):
        bodies.get(note, []).append(alt)
    return [
        OpenText(note, "\n".join(titles[note]), tuple(topics[note]), "\n".join(bodies[note]))
        for note in titles
    ]


class Said(NamedTuple):
    """A note in one language: as its author wrote it first, or a version by a person."""

    note: str
    lang: str
    title: str
    body: str


_SAID = Sql(
    """
    select n.id, n.lang, n.title, n.body, 0 as version from notes n
    where n.id in (:ids...) and """
    + RECOMMENDABLE
    + """
    union all
    select v.note_id, v.lang, v.title, v.body, 1 from note_versions v
    join notes n on n.id = v.note_id
    where v.note_id in (:ids...) and """
    + RECOMMENDABLE
    + """
    order by 5, 2
"""
)


async def versions_of(tx: ReadTx, ids: list[str]) -> list[Said]:
    """Return every version of those of these notes that may be recommended, originals first."""
    return [Said(*row[:4]) for row in await tx.all(tuple, _SAID, ids=ids)]
