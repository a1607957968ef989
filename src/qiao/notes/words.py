"""The words of a note or comment that a reader may see, for those who translate or judge them."""

import json
from typing import Any, NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.notes.models import OfKind
from qiao.notes.visibility import Where, visible, visible_comment
from qiao.people.momo import alias


class Version(NamedTuple):
    """The same words in another language, by a person."""

    title: str
    body: str
    alts: tuple[str, ...]


class Words(NamedTuple):
    """What is written in a note or comment; a comment has no title."""

    id: str
    note: str
    author: str
    momo: int  # the author's number as momo, 0 where she says it in her own name
    standing: str
    lang: str
    mixed: tuple[str, ...]  # the languages of a mixed text
    title: str
    body: str
    alts: tuple[str, ...]
    versions: dict[str, Version]

    @property
    def known(self) -> str:
        """Whom others know as the author: her, or an alias."""
        return alias(self.note, self.momo) if self.momo else self.author


_NOTE = """
    select n.id, n.id, n.author_id, n.momo, n.standing, n.lang, n.mixed, n.title, n.body
    from notes n
    where n.id = :id and
"""
_COMMENT = """
    select c.id, c.note_id, c.author_id, c.momo, c.standing, c.lang, c.mixed, '', c.body
    from comments c
    where c.id = :id and c.deleted = 0 and
"""
_SEEN: dict[OfKind, Sql] = {
    "note": Sql(_NOTE + visible("n", where=Where.DIRECT)),
    "comment": Sql(_COMMENT + visible_comment("c")),
}
_CALLED_IN: dict[OfKind, Sql] = {"note": Sql(_NOTE + "1 = 1"), "comment": Sql(_COMMENT + "1 = 1")}
_PUBLIC_NOTE = Sql("""
    select count(*) from notes where id = :id and standing = 'public' and audience = 'public'
""")
_PUBLIC_COMMENT = Sql("""
    select count(*) from comments c join notes n on n.id = c.note_id
    where c.id = :id and c.deleted = 0 and c.standing = 'public' and n.standing = 'public'
      and n.audience = 'public'
""")
_ALTS: dict[OfKind, Sql] = {
    "note": Sql("select alt from note_media where note_id = :id order by pos"),
    "comment": Sql("select alt from comment_media where comment_id = :id order by pos"),
}
_NOTE_VERSIONS = Sql("select lang, title, body, alts from note_versions where note_id = :id")
_COMMENT_VERSIONS = Sql("select lang, '', body, '[]' from comment_versions where comment_id = :id")


async def words_of(
    tx: ReadTx, of: OfKind, id: str, *, reader: str | None, reviewer: bool = False
) -> Words:
    """Return the words of a note or comment; raises NotFound where the reader may not see it."""
    row = await tx.one_or_none(tuple, _SEEN[of], id=id, reader=reader, reviewer=int(reviewer))
    return await _words(tx, of, id, row)


async def words_called_in(tx: ReadTx, of: OfKind, id: str) -> Words:
    """Return the words of what a case is about, whomever they are meant for; for its reviewers.

    Raises:
        NotFound: it is gone.
    """
    return await _words(tx, of, id, await tx.one_or_none(tuple, _CALLED_IN[of], id=id))


async def _words(tx: ReadTx, of: OfKind, id: str, row: tuple[Any, ...] | None) -> Words:
    if row is None:
        raise NotFound
    alts = await tx.rows(_ALTS[of], {"id": id})
    versions = await tx.all(tuple, _NOTE_VERSIONS if of == "note" else _COMMENT_VERSIONS, id=id)
    id_, note, author, momo, standing, lang, mixed, title, body = row
    return Words(
        id=id_,
        note=note,
        author=author,
        momo=momo,
        standing=standing,
        lang=lang,
        mixed=tuple(json.loads(mixed)),
        title=title,
        body=body,
        alts=tuple(str(alt) for (alt,) in alts),
        versions={
            lang: Version(title, body, tuple(json.loads(texts)))
            for lang, title, body, texts in versions
        },
    )


async def is_public(tx: ReadTx, of: OfKind, id: str) -> bool:
    """Whether everybody may read these words, so that nothing is given away with them."""
    return bool(await tx.count(_PUBLIC_NOTE if of == "note" else _PUBLIC_COMMENT, id=id))
