"""Threads kept encoded: the comments below a note, in two levels, what its author pinned first.

What is the same for everyone is encoded once and kept until the event log says that the note's
thread has changed; who may see a comment is decided each time.
"""

from collections import OrderedDict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import msgspec

from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx, Sql, Told
from qiao.notes import queries, web_links
from qiao.notes.said import MAX_ANSWERS, Beside, CommentRow, Said, said_in
from qiao.notes.thread_order import Sort, Top, by_help, mark, read_mark
from qiao.notes.views import (
    CommentVersion,
    note_photo,
)
from qiao.notes.visibility import Where, can_see
from qiao.people.apart import Apart
from qiao.people.momo import alias
from qiao.people.queries import FACE, FACE_JOIN
from qiao.people.quiet import Mutes

MAX_THREADS = 2_000
PAGE = 20
MAX_ORDERED = 10_000
"""Of so many comments of a note, the newest, the helpful ones are found."""

_ROWS = f"""
    select c.id, c.parent_id, c.author_id, c.momo, c.body, c.lang, c.mixed, c.standing, c.at_us,
           c.edited_us, c.deleted, k.likes, k.answers, {FACE},
           r.of_kind, r.of_id, r.shown_lang, r.engine, g.amount, g.place, g.currency,
           c.sticker, s.names, s.sha
    from comments c join comment_counts k on k.comment_id = c.id
    left join comment_reads r on r.comment_id = c.id
    left join comment_figures g on g.comment_id = c.id
    left join stickers s on s.id = c.sticker and s.withdrawn = 0
    left {FACE_JOIN.format(author="c.author_id")}
"""
# a stub may be of somebody who has left: the answers below it stay
_STANDS = "c.note_id = :note and c.parent_id is null and (c.deleted = 0 or k.answers > 0)"
_TOPS = {
    Sort.OLD: Sql(
        _ROWS
        + f"where {_STANDS} and c.id > :after and c.id not in (:firsts...)"
        + " order by c.id limit :limit_rows"
    ),
    Sort.NEW: Sql(
        _ROWS
        + f"where {_STANDS} and c.id < :after and c.id not in (:firsts...)"
        + " order by c.id desc limit :limit_rows"
    ),
}
_FIRST = {Sort.OLD: "", Sort.NEW: queries.LAST}
# as it stood when the first page was made: likes that come meanwhile move nothing between pages
_ORDERED = Sql(f"""
    select c.id, c.author_id, c.momo, c.at_us, case when c.deleted = 1 then -1 else (
      select count(*) from comment_likes l where l.comment_id = c.id and l.at_us <= :as_of_us
    ) end
    from comments c join comment_counts k on k.comment_id = c.id
    where {_STANDS} and c.at_us <= :as_of_us and c.id not in (:firsts...)
    order by c.id desc limit :limit_rows
""")
_THESE = Sql(_ROWS + "where c.id in (:ids...)")
_PINNED = Sql("""
    select 'pinned', c.id, c.parent_id from note_pins p join comments c on c.id = p.comment_id
    where p.note_id = :note and c.deleted = 0
    union all
    select 'outcome', c.id, c.parent_id from note_questions q join comments c on c.id = q.outcome_id
    where q.note_id = :note and c.deleted = 0
    union all
    select 'accepted', c.id, c.parent_id from note_questions q
    join comments c on c.id = q.accepted_id
    where q.note_id = :note and q.accepted_of = 'comment' and c.deleted = 0
""")
_MORE_ANSWERS = Sql(
    _ROWS
    + """
    where c.parent_id = :parent and c.deleted = 0 and c.id > :after
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
_PHOTOS = Sql("""
    select comment_id, media_id, sha, w, h, alt from comment_media
    where comment_id in (:ids...) order by comment_id, pos
""")
_VERSIONS = Sql("select comment_id, lang, body from comment_versions where comment_id in (:ids...)")

_encode = msgspec.json.Encoder().encode


class _Page(NamedTuple):
    said: list[Said]
    cursor: str | None


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
        self._pages: OrderedDict[str, dict[Sort, _Page]] = OrderedDict()
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
        sort: Sort = Sort.OLD,
    ) -> bytes:
        """Return an encoded CommentPage.

        `author`: whom others know as the note's author. `after`: the cursor.
        """
        if after:
            page = await _load(tx, note, author, sort, after)
        else:
            kept, heard = self._pages.get(note, {}).get(sort), self._heard
            page = kept or await _load(tx, note, author, sort, "")
            if kept is None and heard == self._heard:
                self._pages.setdefault(note, {})[sort] = page
                if len(self._pages) > self._max:
                    self._pages.popitem(last=False)
        return await self._shown(tx, page, reader, reviewer=reviewer)

    async def answers(
        self,
        tx: ReadTx,
        comment: str,
        *,
        note: str,
        author: str,
        reader: str | None,
        reviewer: bool = False,
        after: str = "",
    ) -> bytes:
        """Return an encoded CommentPage of the answers to one comment, oldest first."""
        rows = await tx.all(
            CommentRow, _MORE_ANSWERS, parent=comment, after=after, limit_rows=MAX_ANSWERS
        )
        beside = await _beside(tx, [row.id for row in rows])
        page = _Page(
            [said_in(row, note, author, beside, []) for row in rows],
            rows[-1].id if len(rows) == MAX_ANSWERS else None,
        )
        return await self._shown(tx, page, reader, reviewer=reviewer)

    async def _shown(self, tx: ReadTx, page: _Page, reader: str | None, *, reviewer: bool) -> bytes:
        said = page.said
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
        return b'{"items":[%b],"cursor":%b}' % (b",".join(made), _encode(page.cursor))

    async def one(self, tx: ReadTx, comment: str, *, note: str, author: str, reader: str) -> bytes:
        """Return one comment that was just written, encoded, as its writer sees it."""
        [row] = await tx.all(CommentRow, _ONE, comment=comment)
        liked = await queries.liked_comments(tx, reader, [comment])
        marks = (await _firsts(tx, note)).marks.get(comment, frozenset())
        beside = await _beside(tx, [comment])
        said = said_in(row, note, author, beside, [])._replace(marks=marks)
        return said.shown(reader, liked, [], None)

    def follow(self, told: Iterable[Told]) -> None:
        """Forget what the log says has changed."""
        self._heard += 1
        for line in told:
            if line.name.startswith("Comment") or line.name in _CHANGED:
                event: Any = line.event()
                self._pages.pop(event.note, None)
            elif line.name in ("MemberChanged", "StickerWithdrawn"):
                # rare, and a face or a sticker may stand anywhere
                self._pages.clear()


_CHANGED = frozenset(
    ("StandingChanged", "NoteDeleted", "AnswerAccepted", "OutcomeTold", "LinkCardChanged")
)


class _Firsts(NamedTuple):
    """What stands before all other comments of a note, in order, and how comments are marked."""

    tops: list[str]
    marks: dict[str, AbstractSet[str]]


async def _firsts(tx: ReadTx, note: str) -> _Firsts:
    rows = await tx.all(tuple, _PINNED, note=note)
    found = {str(name): (str(id_), str(parent or id_)) for name, id_, parent in rows}
    tops = [found[name][1] for name in ("outcome", "accepted", "pinned") if name in found]
    marks: dict[str, set[str]] = {}
    for name, (id_, _) in found.items():
        marks.setdefault(id_, set()).add(name)
    return _Firsts(list(dict.fromkeys(tops)), {id_: frozenset(m) for id_, m in marks.items()})


def _seen(said: Said, reader: str | None, apart: AbstractSet[str], *, reviewer: bool) -> bool:
    return can_see(
        reader,
        said.author,
        said.standing,
        where=Where.DIRECT,
        reviewer=reviewer,
        apart=said.known in apart,
    )


async def _load(tx: ReadTx, note: str, author: str, sort: Sort, after: str) -> _Page:
    firsts = await _firsts(tx, note)
    # a list of none matches nothing, in "not in" too
    before = firsts.tops or [""]
    if sort is Sort.HELPFUL:
        tops, cursor = await _helpful(tx, note, author, before, after)
    else:
        tops = await tx.all(
            CommentRow,
            _TOPS[sort],
            note=note,
            after=after or _FIRST[sort],
            firsts=before,
            limit_rows=PAGE,
        )
        cursor = tops[-1].id if len(tops) == PAGE else None
    if firsts.tops and not after:
        first = {row.id: row for row in await tx.all(CommentRow, _THESE, ids=firsts.tops)}
        tops = [first[id_] for id_ in firsts.tops if id_ in first] + tops
    parents = [row.id for row in tops if row.answers]
    answers: list[CommentRow] = []
    if parents:
        answers = await tx.all(CommentRow, _ANSWERS, parents=parents, most=MAX_ANSWERS)
    beside = await _beside(tx, [row.id for row in (*tops, *answers)])
    below: dict[str, list[Said]] = {}
    for row in answers:
        if row.parent is not None:
            answer = said_in(row, note, author, beside, [])
            answer = answer._replace(marks=firsts.marks.get(row.id, frozenset()))
            below.setdefault(row.parent, []).append(answer)
    said = [said_in(row, note, author, beside, below.get(row.id, [])) for row in tops]
    return _Page(
        [one._replace(marks=firsts.marks.get(one.id, frozenset())) for one in said], cursor
    )


async def _helpful(
    tx: ReadTx, note: str, author: str, firsts: list[str], after: str
) -> tuple[list[CommentRow], str | None]:
    as_of, last = read_mark(after) or (now_us(), "")
    found = await tx.all(
        tuple, _ORDERED, note=note, as_of_us=as_of, firsts=firsts, limit_rows=MAX_ORDERED
    )
    # whom others know as the author: what she says as momo does not stand where hers does
    tops = [
        Top(id_, alias(note, number) if number else by, at_us, likes)
        for id_, by, number, at_us, likes in found
    ]
    ids = by_help(tops, author=author, as_of=as_of)
    # where the page before ended at one that is gone by now, the reader begins anew
    start = ids.index(last) + 1 if last in ids else 0
    ids = ids[start : start + PAGE]
    rows = {row.id: row for row in await tx.all(CommentRow, _THESE, ids=ids)} if ids else {}
    cursor = mark(as_of, ids[-1]) if len(ids) == PAGE else None
    return [rows[id_] for id_ in ids if id_ in rows], cursor


async def _beside(tx: ReadTx, ids: list[str]) -> Beside:
    beside = Beside({}, {}, await web_links.cards_of(tx, ids))
    if ids:
        for comment, lang, body in await tx.all(tuple, _VERSIONS, ids=ids):
            beside.versions.setdefault(comment, {})[lang] = CommentVersion(body)
        for comment, media, sha, w, h, alt in await tx.all(tuple, _PHOTOS, ids=ids):
            beside.photos.setdefault(comment, []).append(note_photo(media, sha, w, h, alt))
    return beside
