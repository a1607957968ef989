"""Looking at notes: lists of ids for a reader, and the rows that cards and threads are made of."""

from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.notes.models import OfKind
from qiao.notes.visibility import Where, meant_for, visible, visible_comment
from qiao.people.momo import known_as


class TextOf(NamedTuple):
    """A note's words, for those who look at meaning."""

    id: str
    title: str
    body: str
    lang: str
    topics: str  # labels, separated by spaces


class Board(NamedTuple):
    """A board of a member; an empty title is the first board."""

    id: str
    title: str
    notes: int
    open: int = 0
    owner: str = ""


class Published(NamedTuple):
    """When a member published something, and its words."""

    at_us: int
    text: str


MAX_VOICES = 300

_VOICES = Sql("""
    select author_id from notes where id = :note
    union select author_id from comments
      where note_id = :note and deleted = 0 and standing in ('public', 'limited')
    limit :limit_rows
""")
_SPEAKERS = Sql("""
    select author_id from notes where id = :note and momo = 0
    union select author_id from comments
      where note_id = :note and deleted = 0 and momo = 0 and standing in ('public', 'limited')
    limit :limit_rows
""")
_BY_AUTHOR = Sql(
    """
    select n.id from notes n
    where (n.author_id = :author or n.with_id = :author) and n.id < :before
      and (n.momo = 0 or n.author_id = :reader) and """
    + visible("n", where=Where.SHELF)
    + """
    order by n.id desc limit :limit_rows
"""
)
_FOLLOWING = Sql(
    """
    select n.id from notes n
    where n.id < :before and n.momo = 0
      and n.author_id in (select followed_id from follows where follower_id = :reader)
      and """
    + visible("n", where=Where.SHELF)
    + """
    order by n.id desc limit :limit_rows
"""
)
_BOARD = Sql(
    """
    select n.id from collects k join notes n on n.id = k.note_id
    where k.board_id = :board and n.id < :before and """
    + visible("n", where=Where.SHELF)
    + """
    order by n.id desc limit :limit_rows
"""
)
_BOARDS = Sql("""
    select id, title, notes, open, owner_id from boards
    where owner_id = :owner order by first desc, at_us
""")
_BOARD_FOR = Sql("""
    select b.id, b.title, b.notes, b.open, b.owner_id from boards b
    where b.id = :board and (b.owner_id = :reader or b.open = 1)
      and b.owner_id not in (select k.of_id from blocks k where k.by_id = :reader)
      and b.owner_id not in (select j.by_id from blocks j where j.of_id = :reader)
""")
# what others count of an open board is what they would see in it
_OPEN_BOARDS = Sql(
    """
    select b.id, b.title, (
      select count(*) from (select n.id from collects k join notes n on n.id = k.note_id
        where k.board_id = b.id and """
    + visible("n", where=Where.SHELF)
    + """ limit 1000) as seen), b.open, b.owner_id
    from boards b where b.owner_id = :owner and b.open = 1
    order by b.first desc, b.at_us limit :limit_rows
"""
)
_TEXTS = Sql("""
    select n.id, n.title, n.body, n.lang, coalesce(
      (select max(case t.pos when 0 then p.label end) || ' '
           || coalesce(max(case t.pos when 1 then p.label end), '') || ' '
           || coalesce(max(case t.pos when 2 then p.label end), '')
       from note_topics t join topics p on p.slug = t.slug where t.note_id = n.id), '')
    from notes n where n.id in (:ids...)
""")
_COMMENT_TEXT = Sql("select id, '', body, lang, '' from comments where id in (:ids...)")
_PHOTOS_SINCE = Sql("""
    select distinct p.sha from note_media p join notes n on n.id = p.note_id
    where n.id in (:ids...) and n.at_us >= :since_us order by p.sha
""")
_SHOWN_OPENLY_BY = Sql(
    """
    select """
    + known_as("n", "n.id")
    + """, n.id from note_media p join notes n on n.id = p.note_id
    where p.sha = :sha and n.standing = 'public' and n.audience = 'public'
    union all
    select """
    + known_as("c", "c.note_id")
    + """, c.id from comment_media p join comments c on c.id = p.comment_id
    join notes n on n.id = c.note_id where p.sha = :sha and c.deleted = 0
      and c.standing = 'public' and n.standing = 'public' and n.audience = 'public'
    order by 2 limit 1
"""
)
_HEARD = Sql("""
    select v.id, v.owner_id from note_media p join videos v on v.id = p.media_id
    where p.note_id in (:ids...) and v.sound = 1 and v.state = 'ready'
""")
_LIKED = Sql("select note_id from likes where member_id = :reader and note_id in (:ids...)")
_COLLECTED = Sql("select note_id from collects where member_id = :reader and note_id in (:ids...)")
_LIKED_COMMENTS = Sql("""
    select comment_id from comment_likes where member_id = :reader and comment_id in (:ids...)
""")
_MEANT = Sql("select 1 from notes n where n.id = :note and (" + meant_for("n") + ")")
_SHOWN_TO = Sql(
    """
    select 1 from note_media p join notes n on n.id = p.note_id
    where p.sha = :sha and """
    + visible("n", where=Where.DIRECT)
    + """
    union all
    select 1 from comment_media p join comments c on c.id = p.comment_id
    where p.sha = :sha and c.deleted = 0 and """
    + visible_comment("c")
    + """
    limit 1
"""
)
_AUDIENCE = Sql("select audience from notes where id = :note and author_id = :author")
# a block takes a chosen member off the list she is shown, as it takes her profile
_CHOSEN = Sql("""
    select h.member_id from note_chosen h where h.note_id = :note and not exists (
      select 1 from blocks b where (b.by_id = h.member_id and b.of_id = :author)
        or (b.by_id = :author and b.of_id = h.member_id)
    ) order by h.member_id
""")
_OPEN_OF = Sql("select n.id from notes n where n.id in (:ids...) and n.audience = 'public'")
_FOLLOWS = Sql("""
    select 1 from follows where follower_id = :reader and followed_id = :author
""")
_PUBLISHED: dict[OfKind, Sql] = {
    "note": Sql("""
        select at_us, title || ' ' || body from notes
        where author_id in (:authors...) and at_us > :since_us
        order by at_us desc limit :limit_rows
    """),
    "comment": Sql("""
        select at_us, body from comments
        where author_id in (:authors...) and at_us > :since_us
        order by at_us desc limit :limit_rows
    """),
}

LAST = "~"
"""Sorts after every id: where a list begins."""


async def _ids(tx: ReadTx, sql: Sql, **params: str | int | list[str] | None) -> list[str]:
    return [str(row[0]) for row in await tx.rows(sql, params)]


async def notes_by(
    tx: ReadTx, author: str, *, reader: str | None, before: str = LAST, limit: int = 20
) -> list[str]:
    """Return one author's notes that `reader` may see, newest first."""
    return await _ids(tx, _BY_AUTHOR, author=author, reader=reader, before=before, limit_rows=limit)


async def notes_followed(
    tx: ReadTx, *, reader: str, before: str = LAST, limit: int = 20
) -> list[str]:
    """Return the notes of those whom `reader` follows, newest first."""
    return await _ids(tx, _FOLLOWING, reader=reader, before=before, limit_rows=limit)


async def notes_in_board(
    tx: ReadTx, board: str, *, reader: str | None, before: str = LAST, limit: int = 20
) -> list[str]:
    """Return what the reader may see of the notes in a board; raises NotFound."""
    await board_for(tx, board, reader=reader)
    return await _ids(tx, _BOARD, board=board, reader=reader, before=before, limit_rows=limit)


async def board_for(tx: ReadTx, board: str, *, reader: str | None) -> Board:
    """Return a board that is the reader's own or open.

    Raises:
        NotFound: also where a block stands between the reader and whose board it is.
    """
    found = await tx.one_or_none(Board, _BOARD_FOR, board=board, reader=reader)
    if found is None:
        raise NotFound
    return found


async def open_boards_of(tx: ReadTx, owner: str, *, reader: str | None) -> list[Board]:
    """Return the boards that a member has opened, with as many notes as the reader may see."""
    return await tx.all(Board, _OPEN_BOARDS, owner=owner, reader=reader, limit_rows=200)


async def boards_of(tx: ReadTx, owner: str) -> list[Board]:
    """Return a member's boards, the first one first."""
    return await tx.all(Board, _BOARDS, owner=owner)


async def texts_of(tx: ReadTx, ids: list[str], *, of: OfKind = "note") -> list[TextOf]:
    """Return the words of these notes or comments; whoever is gone is left out."""
    return await tx.all(TextOf, _TEXTS if of == "note" else _COMMENT_TEXT, ids=ids)


async def photos_since(tx: ReadTx, ids: list[str], *, since_us: int) -> list[str]:
    """Return the pictures, by their hash, of those of these notes that are not older."""
    return await _ids(tx, _PHOTOS_SINCE, ids=ids, since_us=since_us)


async def shown_openly_by(tx: ReadTx, sha: str) -> str | None:
    """Return who is known to show this picture to everybody; None if nobody does."""
    author = await tx.value(_SHOWN_OPENLY_BY, sha=sha)
    return None if author is None else str(author)


async def is_shown_to(tx: ReadTx, sha: str, reader: str | None) -> bool:
    """Say whether this picture is in a note or comment that the reader may open."""
    return await tx.value(_SHOWN_TO, sha=sha, reader=reader, reviewer=0) is not None


async def heard_in(tx: ReadTx, notes: list[str]) -> list[tuple[str, str]]:
    """Return the videos with a sound in these notes, each with its owner."""
    return [(str(id_), str(owner)) for id_, owner in await tx.all(tuple, _HEARD, ids=notes)]


async def is_meant_for(tx: ReadTx, note: str, reader: str) -> bool:
    """Say whether the reader is among those whom a note is for that is not for everybody."""
    return await tx.value(_MEANT, note=note, reader=reader) is not None


async def audience_of(tx: ReadTx, author: str, note: str) -> tuple[str, list[str]]:
    """Return whom one's own note is for, and who was chosen; raises NotFound."""
    audience = await tx.value(_AUDIENCE, note=note, author=author)
    if audience is None:
        raise NotFound
    return str(audience), await _ids(tx, _CHOSEN, note=note, author=author)


async def open_of(tx: ReadTx, ids: list[str]) -> list[str]:
    """Return those of these notes that are meant for everybody."""
    found = set(await _ids(tx, _OPEN_OF, ids=ids))
    return [note for note in ids if note in found]


async def liked_and_collected(tx: ReadTx, reader: str, ids: list[str]) -> tuple[set[str], set[str]]:
    """Return which of these notes the reader likes, and which she keeps."""
    liked = await tx.rows(_LIKED, {"reader": reader, "ids": ids})
    collected = await tx.rows(_COLLECTED, {"reader": reader, "ids": ids})
    return {str(r[0]) for r in liked}, {str(r[0]) for r in collected}


async def voices(tx: ReadTx, note: str) -> list[str]:
    """Return who speaks in a note and below it."""
    return await _ids(tx, _VOICES, note=note, limit_rows=MAX_VOICES)


async def speakers(tx: ReadTx, note: str) -> list[str]:
    """Return who speaks in their own names in a note and below it; no momo is given away."""
    return await _ids(tx, _SPEAKERS, note=note, limit_rows=MAX_VOICES)


async def liked_comments(tx: ReadTx, reader: str, ids: list[str]) -> set[str]:
    """Return which of these comments the reader likes."""
    rows = await tx.rows(_LIKED_COMMENTS, {"reader": reader, "ids": ids})
    return {str(r[0]) for r in rows}


async def follows(tx: ReadTx, reader: str, author: str) -> bool:
    """Say whether the reader follows the author."""
    return await tx.value(_FOLLOWS, reader=reader, author=author) is not None


async def published_since(
    tx: ReadTx, authors: list[str], of: OfKind, since_us: int, *, limit: int = 1_000
) -> list[Published]:
    """Return what a person's identities published since, newest first; the deleted count, empty."""
    return await tx.all(
        Published, _PUBLISHED[of], authors=authors, since_us=since_us, limit_rows=limit
    )
