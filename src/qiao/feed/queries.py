"""The rows that the feed's memory is made of: of notes, and of what one reader did."""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import RECOMMENDABLE
from qiao.people.momo import known_as


class NoteRow(NamedTuple):
    """What the feed must know of a note."""

    id: str
    author: str  # whom others know: a member, or an alias
    owner: str
    joined_us: int
    lang: str
    mixed: str  # a JSON list of languages
    standing: str
    at_us: int
    likes: float
    comments: float
    collects: float


class CountRow(NamedTuple):
    """What a note's likes, comments and collects are worth."""

    id: str
    likes: float
    comments: float
    collects: float


class MemberRow(NamedTuple):
    """What the feed must know of a member."""

    id: str
    langs: str  # a JSON list
    region: str
    joined_us: int


class LikedRow(NamedTuple):
    """How much those of the same languages liked a note."""

    note: str
    langs: str  # a JSON list
    deeds: float


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


_PUBLIC_IDS = Sql("select id from notes n where " + RECOMMENDABLE + " order by id")
BROUGHT_US = 1_000_000_000 * 1_000_000
"""What was brought from elsewhere counts as of 2001, older than all else: it is never new here."""

# of a momo nothing is known, not even when she joined
_NOTES = Sql(f"""
    select n.id, {known_as("n", "n.id")}, n.author_id,
      case when n.momo = 0 and n.brought = 0 then coalesce(m.joined_us, 0) else 0 end,
      n.lang, n.mixed,
      case when n.audience = 'public' then n.standing else 'limited' end,
      case when n.brought = 0 then n.at_us else {BROUGHT_US} end,
      cast(coalesce(w.likes, c.likes, 0) as real),
      cast(coalesce(w.comments, c.comments, 0) as real),
      cast(coalesce(w.collects, c.collects, 0) as real)
    from notes n
    left join note_counts c on c.note_id = n.id
    left join note_worth w on w.note_id = n.id and :weighed = 1
    left join members m on m.id = n.author_id
    where n.id in (:ids...)
    order by n.id
""")
_COUNTS = Sql("""
    select c.note_id, cast(coalesce(w.likes, c.likes) as real),
      cast(coalesce(w.comments, c.comments) as real),
      cast(coalesce(w.collects, c.collects) as real)
    from note_counts c left join note_worth w on w.note_id = c.note_id and :weighed = 1
    where c.note_id in (:ids...)
""")
_MEMBERS = Sql("select id, langs, region, joined_us from members order by id")
_MEMBERS_OF = Sql("select id, langs, region, joined_us from members where id in (:ids...)")
_LIKED = Sql("""
    select d.note_id, m.langs, cast(sum(d.weight) as real) from (
      select note_id, member_id, 1.0 as weight from likes where at_us > :since_us
      union all
      select note_id, member_id, 2.0 from collects where at_us > :since_us
      union all
      select distinct note_id, author_id, 1.5 from comments where at_us > :since_us and deleted = 0
      union all
      select distinct note_id, member_id, 0.3 from reading_log
        where at_us > :since_us and kind = 'translate'
    ) d join members m on m.id = d.member_id group by d.note_id, m.langs order by 1, 2
""")
_TOPICS = Sql("select note_id, slug from note_topics where note_id in (:ids...) order by pos")
_VERSIONS = Sql("select note_id, lang from note_versions where note_id in (:ids...) order by 1, 2")
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


async def note_rows(tx: ReadTx, ids: Sequence[str], *, weighed: bool) -> list[NoteRow]:
    """Return the rows of those notes that exist. `weighed`: count deeds by who did them."""
    return await tx.all(NoteRow, _NOTES, ids=ids, weighed=int(weighed))


async def count_rows(tx: ReadTx, ids: Sequence[str], *, weighed: bool) -> list[CountRow]:
    """Return what notes' likes, comments and collects count for."""
    return await tx.all(CountRow, _COUNTS, ids=ids, weighed=int(weighed))


async def members(tx: ReadTx, ids: Sequence[str] | None = None) -> list[MemberRow]:
    """Return all members, or some."""
    if ids is None:
        return await tx.all(MemberRow, _MEMBERS)
    return await tx.all(MemberRow, _MEMBERS_OF, ids=ids)


async def liked_by_langs(tx: ReadTx, *, since_us: int) -> list[LikedRow]:
    """Return what was liked, kept, answered and translated since, by readers' languages.

    Reads every deed since: for the start only.
    """
    return await tx.all(LikedRow, _LIKED, since_us=since_us)


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
