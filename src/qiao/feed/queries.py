"""The rows that the feed's memory is made of: of notes, and of what one reader did."""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql


class NoteRow(NamedTuple):
    """What the feed must know of a note."""

    id: str
    author: str
    joined_us: int
    lang: str
    mixed: str  # a JSON list of languages
    standing: str
    at_us: int
    likes: int
    comments: int
    collects: int


class CountRow(NamedTuple):
    """The counters of a note."""

    id: str
    likes: int
    comments: int
    collects: int


class DeedRow(NamedTuple):
    """One thing a reader did with a note."""

    note: str
    did: str
    at_us: int


class SeenRow(NamedTuple):
    """What was shown to a reader."""

    note: str
    impressions: int
    opens: int
    hidden: int
    last_us: int


_PUBLIC_IDS = Sql("select id from notes where standing = 'public' order by id")
_NOTES = Sql("""
    select n.id, n.author_id, coalesce(m.joined_us, 0), n.lang, n.mixed, n.standing, n.at_us,
      coalesce(c.likes, 0), coalesce(c.comments, 0), coalesce(c.collects, 0)
    from notes n
    left join note_counts c on c.note_id = n.id
    left join members m on m.id = n.author_id
    where n.id in (:ids...)
""")
_COUNTS = Sql("""
    select note_id, likes, comments, collects from note_counts where note_id in (:ids...)
""")
_TOPICS = Sql("select note_id, slug from note_topics where note_id in (:ids...) order by pos")
_VERSIONS = Sql("select note_id, lang from note_versions where note_id in (:ids...)")
_AUDIENCES = Sql("""
    select note_id, count(*) from seen where impressions > 0 or opens > 0 group by note_id
""")
_READERS = Sql("select distinct member_id from seen where last_us > :since_us")

_HIDDEN = Sql("select note_id from seen where member_id = :reader and hidden = 1")
_DEEDS = Sql("""
    select note_id, 'like', at_us from likes where member_id = :reader and at_us > :since_us
    union all
    select note_id, 'collect', at_us from collects
      where member_id = :reader and at_us > :since_us
    union all
    select note_id, 'comment', max(at_us) from comments
      where author_id = :reader and at_us > :since_us and deleted = 0 group by note_id
    union all
    select note_id, 'translate', max(at_us) from reading_log
      where member_id = :reader and at_us > :since_us and kind = 'translate' group by note_id
    union all
    select note_id, 'hide', last_us from seen
      where member_id = :reader and last_us > :since_us and hidden = 1
    union all
    select note_id, 'open', last_us from seen
      where member_id = :reader and last_us > :since_us and opens > 0
    order by 3 desc limit :limit_rows
""")
_SEEN = Sql("""
    select note_id, impressions, opens, hidden, last_us from seen
    where member_id = :reader and last_us > :since_us
""")
_SEEN_OF = Sql("""
    select note_id, impressions, opens, hidden, last_us from seen
    where member_id = :reader and note_id in (:ids...)
""")
_FOLLOWED = Sql("select followed_id from follows where follower_id = :reader")
_LANGS = Sql("select langs from members where id = :reader")


async def public_ids(tx: ReadTx) -> list[str]:
    """Return every note that may be recommended, oldest first."""
    return [str(row[0]) for row in await tx.rows(_PUBLIC_IDS, {})]


async def note_rows(tx: ReadTx, ids: Sequence[str]) -> list[NoteRow]:
    """Return the rows of those notes that exist."""
    return await tx.all(NoteRow, _NOTES, ids=ids)


async def count_rows(tx: ReadTx, ids: Sequence[str]) -> list[CountRow]:
    """Return the counters of notes."""
    return await tx.all(CountRow, _COUNTS, ids=ids)


async def topics_of(tx: ReadTx, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return (note, topic slug), in the author's order."""
    return await tx.all(_pair, _TOPICS, ids=ids)


async def versions_of(tx: ReadTx, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return (note, language) for what a person wrote again in another language."""
    return await tx.all(_pair, _VERSIONS, ids=ids)


async def audiences(tx: ReadTx) -> list[tuple[str, int]]:
    """Return to how many members each note was shown. Reads all of `seen`: for the start only."""
    return await tx.all(_counted, _AUDIENCES)


async def readers_since(tx: ReadTx, since_us: int) -> list[str]:
    """Return the members who were shown anything since."""
    return [str(row[0]) for row in await tx.rows(_READERS, {"since_us": since_us})]


async def deeds_of(tx: ReadTx, reader: str, *, since_us: int, limit: int) -> list[DeedRow]:
    """Return what a reader did with notes since, newest first."""
    return await tx.all(DeedRow, _DEEDS, reader=reader, since_us=since_us, limit_rows=limit)


async def hidden_by(tx: ReadTx, reader: str) -> list[str]:
    """Return what a reader hid, whenever it was."""
    return [str(row[0]) for row in await tx.rows(_HIDDEN, {"reader": reader})]


async def seen_by(tx: ReadTx, reader: str, *, since_us: int) -> list[SeenRow]:
    """Return what was shown to a reader since."""
    return await tx.all(SeenRow, _SEEN, reader=reader, since_us=since_us)


async def seen_of(tx: ReadTx, reader: str, ids: Sequence[str]) -> list[SeenRow]:
    """Return what is known of these notes and a reader."""
    return await tx.all(SeenRow, _SEEN_OF, reader=reader, ids=ids)


async def followed_by(tx: ReadTx, reader: str) -> list[str]:
    """Return the members whom a reader follows."""
    return [str(row[0]) for row in await tx.rows(_FOLLOWED, {"reader": reader})]


async def langs_of(tx: ReadTx, reader: str) -> str:
    """Return a member's declared languages, a JSON list."""
    return str(await tx.value(_LANGS, reader=reader) or "[]")


def _pair(first: object, second: object) -> tuple[str, str]:
    return str(first), str(second)


def _counted(note: object, count: object) -> tuple[str, int]:
    return str(note), int(str(count))
