"""A note within a message: its card, looked at anew for each reader and each time."""

from collections.abc import Sequence

import msgspec

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.media.models import Sha, Size, address
from qiao.notes.models import excerpt
from qiao.notes.visibility import Where, visible
from qiao.people.models import Face
from qiao.people.momo import known_as
from qiao.people.queries import faces

_SEEN = Sql(
    f"""
    select n.id, {known_as("n", "n.id")}, n.title, n.body, n.lang,
           (select p.sha from note_media p where p.note_id = n.id and p.pos = 0)
    from notes n where n.id in (:ids...) and """
    + visible("n", where=Where.DIRECT)
)


class SharedNote(msgspec.Struct, frozen=True):
    """A note as the reader of a message may see it now. `cover`: the address of its first photo."""

    id: str
    title: str
    excerpt: str
    lang: str
    cover: str | None
    author: Face


async def shared_notes(tx: ReadTx, ids: Sequence[str], reader: str) -> dict[str, SharedNote]:
    """Return those of these notes that the reader may see."""
    if not ids:
        return {}
    rows = await tx.all(tuple, _SEEN, ids=list(ids), reader=reader, reviewer=0)
    shown = await faces(tx, [author for _, author, *_ in rows])
    return {
        id_: SharedNote(
            id_,
            title,
            excerpt(body),
            lang,
            address(Sha(sha), Size.CARD) if sha else None,
            shown[author],
        )
        for id_, author, title, body, lang, sha in rows
        if author in shown
    }


async def refuse_unseen(tx: ReadTx, member: str, note: str) -> None:
    """Raise NotFound where a member may not see the note that she would share."""
    if note not in await shared_notes(tx, [note], member):
        raise NotFound(field="note")
