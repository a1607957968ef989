"""Threads kept encoded: the comments below a note, in two levels, oldest first.

What is the same for everyone is encoded once and kept until the event log says that the note's
thread has changed; who may see a comment is decided each time.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql, Told
from qiao.notes import queries
from qiao.notes.views import CommentHead, CommentVersion, ReadMark
from qiao.notes.visibility import Where, can_see
from qiao.people.apart import Apart
from qiao.people.models import face
from qiao.people.momo import alias, momo
from qiao.people.queries import FACE, FACE_JOIN
from qiao.people.quiet import Mutes, Quiet

MAX_THREADS = 2_000
PAGE = 20
MAX_ANSWERS = 50
"""So many answers of each comment are shown, the oldest."""

_ROWS = f"""
    select c.id, c.parent_id, c.author_id, c.momo, c.body, c.lang, c.mixed, c.standing, c.at_us,
           c.deleted, k.likes, k.answers, {FACE}, r.of_kind, r.of_id, r.shown_lang, r.engine
    from comments c join comment_counts k on k.comment_id = c.id
    left join comment_reads r on r.comment_id = c.id
    left {FACE_JOIN.format(author="c.author_id")}
"""
# a stub may be of somebody who has left: the answers below it stay
_TOPS = Sql(
    _ROWS
    + """
    where c.note_id = :note and c.parent_id is null and c.id > :after
      and (c.deleted = 0 or k.answers > 0)
    order by c.id limit :limit_rows
"""
)
_ANSWERS = Sql(
    _ROWS
    + """
    where c.id in (
      select id from (
        select id, row_number() over (partition by parent_id order by id) as place
        from comments where parent_id in (:parents...) and deleted = 0
      ) as placed where place <= :most
    )
    order by c.id
"""
)
_ONE = Sql(_ROWS + "where c.id = :comment")
_VERSIONS = Sql("select comment_id, lang, body from comment_versions where comment_id in (:ids...)")

_encode = msgspec.json.Encoder().encode


class _Row(NamedTuple):
    id: str
    parent: str | None
    author: str
    momo: int
    body: str
    lang: str
    mixed: str
    standing: str
    at_us: int
    deleted: int
    likes: int
    answers: int
    handle: str
    name: str
    avatar_sha: str | None
    read_of: str | None
    read_id: str | None
    read_lang: str | None
    read_engine: str | None


class _Said(NamedTuple):
    """A comment, encoded; `head` is a JSON object without its last brace."""

    id: str
    author: str
    known: str  # whom others know as its author: her, or an alias
    standing: str
    likes: int
    head: bytes
    text: str
    answers: "list[_Said]"

    def shown(
        self, reader: str | None, liked: set[str], answers: list[bytes], quiet: Quiet | None
    ) -> bytes:
        mine = self.author == reader
        muted = quiet is not None and not mine and quiet.hushes(self.known, self.text)
        return b'%b,"likes":%d,"liked":%b,"mine":%b,"standing":"%b","muted":%b,"answers":[%b]}' % (
            self.head,
            self.likes,
            b"true" if self.id in liked else b"false",
            b"true" if mine else b"false",
            self.standing.encode(),
            b"true" if muted else b"false",
            b",".join(answers),
        )


class Threads:
    """First pages of threads, encoded."""

    def __init__(
        self,
        max_threads: int = MAX_THREADS,
        *,
        apart: Apart | None = None,
        mutes: Mutes | None = None,
    ) -> None:
        self._max = max_threads
        self._apart = apart or Apart()
        self._mutes = mutes or Mutes()
        self._pages: OrderedDict[str, list[_Said]] = OrderedDict()
        self._heard = 0

    async def page(
        self,
        tx: ReadTx,
        note: str,
        *,
        author: str,
        reader: str | None,
        reviewer: bool = False,
        after: str = "",
    ) -> bytes:
        """Return an encoded CommentPage.

        `author`: whom others know as the note's author. `after`: the cursor.
        """
        if after:
            said = await _load(tx, note, author, after)
        else:
            kept, heard = self._pages.get(note), self._heard
            said = kept if kept is not None else await _load(tx, note, author, "")
            if kept is None and heard == self._heard:
                self._pages[note] = said
                if len(self._pages) > self._max:
                    self._pages.popitem(last=False)
        liked: set[str] = set()
        if reader is not None and said:
            ids = [c.id for top in said for c in (top, *top.answers)]
            liked = await queries.liked_comments(tx, reader, ids)
        made = []
        apart, quiet = self._apart.of(reader), self._mutes.of(reader)
        for top in said:
            answers = [
                answer.shown(reader, liked, [], quiet)
                for answer in top.answers
                if _seen(answer, reader, apart, reviewer=reviewer)
            ]
            if _seen(top, reader, apart, reviewer=reviewer):
                made.append(top.shown(reader, liked, answers, quiet))
        cursor = said[-1].id if len(said) == PAGE else None
        return b'{"items":[%b],"cursor":%b}' % (b",".join(made), _encode(cursor))

    async def one(self, tx: ReadTx, comment: str, *, note: str, author: str, reader: str) -> bytes:
        """Return one comment that was just made, encoded, as its writer sees it."""
        [row] = await tx.all(_Row, _ONE, comment=comment)
        return _said(row, note, author, {}, []).shown(reader, set(), [], None)

    def follow(self, told: Iterable[Told]) -> None:
        """Forget what the log says has changed."""
        self._heard += 1
        for line in told:
            if line.name.startswith("Comment") or line.name in ("StandingChanged", "NoteDeleted"):
                event: Any = line.event()
                self._pages.pop(event.note, None)
            elif line.name == "MemberChanged":
                # rare, and a face may stand anywhere
                self._pages.clear()


def _seen(said: _Said, reader: str | None, apart: AbstractSet[str], *, reviewer: bool) -> bool:
    return can_see(
        reader,
        said.author,
        said.standing,
        where=Where.DIRECT,
        reviewer=reviewer,
        apart=said.known in apart,
    )


async def _load(tx: ReadTx, note: str, author: str, after: str) -> list[_Said]:
    tops = await tx.all(_Row, _TOPS, note=note, after=after, limit_rows=PAGE)
    parents = [row.id for row in tops if row.answers]
    answers: list[_Row] = []
    if parents:
        answers = await tx.all(_Row, _ANSWERS, parents=parents, most=MAX_ANSWERS)
    ids = [row.id for row in (*tops, *answers)]
    versions: dict[str, dict[str, CommentVersion]] = {}
    if ids:
        for comment, lang, body in await tx.all(tuple, _VERSIONS, ids=ids):
            versions.setdefault(comment, {})[lang] = CommentVersion(body)
    below: dict[str, list[_Said]] = {}
    for row in answers:
        if row.parent is not None:
            below.setdefault(row.parent, []).append(_said(row, note, author, versions, []))
    return [_said(row, note, author, versions, below.get(row.id, [])) for row in tops]


def _read_mark(row: _Row) -> ReadMark | None:
    if row.read_of is None:
        return None
    return ReadMark(row.read_of, row.read_id or "", row.read_lang or "", row.read_engine or "")


def _said(
    row: _Row,
    note: str,
    author: str,
    versions: dict[str, dict[str, CommentVersion]],
    answers: list[_Said],
) -> _Said:
    deleted = bool(row.deleted)
    known = alias(note, row.momo) if row.momo else row.author
    shown = momo(row.momo) if row.momo else face(row.handle, row.name, row.avatar_sha)
    head = CommentHead(
        id=row.id,
        note=note,
        parent=row.parent,
        author=None if deleted else shown,
        author_of_note=known == author and not deleted,
        body=row.body,
        lang=row.lang,
        mixed=json.loads(row.mixed),
        at=rfc3339(row.at_us),
        deleted=deleted,
        versions=versions.get(row.id, {}),
        read=_read_mark(row),
    )
    said = _encode(head)[:-1]
    return _Said(row.id, row.author, known, row.standing, row.likes, said, row.body, answers)
