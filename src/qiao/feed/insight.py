"""Where an author's readers came from: by what way, by language, and how far each note climbed.

Of readers only numbers are told, and no language that fewer than three of them share.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import Invalid
from qiao.people.queries import first_lang

FEEDS = ("explore", "following", "topic", "search", "profile", "related", "link")
"""By what way a reader came to a note; these are always told, even where nobody came."""
MORE_FEEDS = ("board",)
OTHER = "other"

FEWEST = 3
"""A language that fewer readers share is told as "other", so that nobody is singled out."""

MIN_DAYS, MAX_DAYS = 1, 90
BATCH = 25
"""So many notes in one go: others have their turn in between, however much an author is read."""


class DaysOutOfRange(Invalid):
    """Facts: field, min, max."""

    code = "days_out_of_range"


class Came(NamedTuple):
    """What came of one way: how often cards were shown, how often notes were opened."""

    impressions: int = 0
    opens: int = 0


class Progress(NamedTuple):
    """Where a note stands on the ladder: readers it was given, and promised so far."""

    state: str
    given: int
    promised: int


class OwnNote(NamedTuple):
    """A note of the author's."""

    id: str
    title: str
    at_us: int
    likes: int
    collects: int
    comments: int


class NoteAudience(NamedTuple):
    """Who came to a note. `langs`: impressions by the readers' first language."""

    note: OwnNote
    came: dict[str, Came]
    langs: dict[str, int]
    ladder: Progress | None


class Totals(NamedTuple):
    """All of an author's notes together."""

    impressions: int
    opens: int
    readers: int
    came: dict[str, Came]
    langs: dict[str, int]


class _Way(NamedTuple):
    note: str
    feed: str
    impressions: int
    opens: int


class _Tongue(NamedTuple):
    note: str
    langs: str  # a JSON list
    ui_lang: str
    impressions: int
    readers: int


# titles are empty in photo notes: the first words tell it from others
_OWN = Sql("""
    select n.id, case when n.title <> '' then n.title else substr(n.body, 1, 60) end, n.at_us,
      coalesce(c.likes, 0), coalesce(c.collects, 0), coalesce(c.comments, 0)
    from notes n left join note_counts c on c.note_id = n.id
    where n.author_id = :author and n.id < :before order by n.id desc limit :limit_rows
""")
_COUNTS = """
    sum(case l.kind when 'impression' then 1 else 0 end),
    sum(case l.kind when 'open' then 1 else 0 end)
"""
_READ = "l.at_us > :since_us and l.kind in ('impression', 'open') and l.member_id <> :author"
_WAYS = Sql(f"""
    select l.note_id, l.feed, {_COUNTS} from reading_log l
    where l.note_id in (:ids...) and {_READ} group by l.note_id, l.feed
""")
_TONGUES = Sql(f"""
    select l.note_id, m.langs, m.ui_lang,
      sum(case l.kind when 'impression' then 1 else 0 end), count(distinct l.member_id)
    from reading_log l join members m on m.id = l.member_id
    where l.note_id in (:ids...) and {_READ} group by l.note_id, m.langs, m.ui_lang
""")
_READERS = Sql(f"""
    select l.member_id, m.langs, m.ui_lang,
      sum(case l.kind when 'impression' then 1 else 0 end)
    from reading_log l join members m on m.id = l.member_id
    where l.note_id in (:ids...) and {_READ} group by l.member_id, m.langs, m.ui_lang
""")
_IDS = Sql("select id from notes where author_id = :author order by id desc")
_LADDER = Sql("""
    select note_id, state, given, promised from ladder
    where note_id in (:ids...) and state in ('first', 'growing', 'resting', 'done')
""")


def checked_days(days: int) -> int:
    """Return over how many days to look; raises DaysOutOfRange."""
    if not MIN_DAYS <= days <= MAX_DAYS:
        raise DaysOutOfRange(field="days", min=MIN_DAYS, max=MAX_DAYS)
    return days


async def totals(tx: ReadTx, author: str, *, since_us: int) -> Totals:
    """Return who came to all of an author's notes since; she herself does not count."""
    ids = await tx.all(str, _IDS, author=author)
    ways: list[_Way] = []
    shown: Counter[tuple[str, str, str]] = Counter()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        ways += await tx.all(_Way, _WAYS, ids=some, author=author, since_us=since_us)
        for member, langs, ui_lang, count in await tx.all(
            tuple, _READERS, ids=some, author=author, since_us=since_us
        ):
            shown[member, langs, ui_lang] += int(count)
        await asyncio.sleep(0)
    tongues = [_Tongue("", langs, ui, count, 1) for (_, langs, ui), count in shown.items()]
    return Totals(
        impressions=sum(int(way.impressions) for way in ways),
        opens=sum(int(way.opens) for way in ways),
        readers=len(tongues),
        came=_came(ways),
        langs=_langs(tongues),
    )


async def audiences(
    tx: ReadTx, author: str, *, since_us: int, before: str, limit: int
) -> list[NoteAudience]:
    """Return who came to each of an author's notes since, the newest note first."""
    own = await tx.all(OwnNote, _OWN, author=author, before=before, limit_rows=limit)
    ids = [note.id for note in own]
    ways: dict[str, list[_Way]] = defaultdict(list)
    for way in await tx.all(_Way, _WAYS, ids=ids, author=author, since_us=since_us):
        ways[way.note].append(way)
    tongues: dict[str, list[_Tongue]] = defaultdict(list)
    for tongue in await tx.all(_Tongue, _TONGUES, ids=ids, author=author, since_us=since_us):
        tongues[tongue.note].append(tongue)
    climbed = {
        str(note): Progress(str(state), int(given), int(promised))
        for note, state, given, promised in await tx.all(tuple, _LADDER, ids=ids)
    }
    return [
        NoteAudience(note, _came(ways[note.id]), _langs(tongues[note.id]), climbed.get(note.id))
        for note in own
    ]


def _came(ways: Iterable[_Way]) -> dict[str, Came]:
    came = {feed: Came() for feed in FEEDS}
    for way in ways:
        feed = way.feed if way.feed in FEEDS or way.feed in MORE_FEEDS else OTHER
        was = came.get(feed, Came())
        came[feed] = Came(was.impressions + int(way.impressions), was.opens + int(way.opens))
    return came


def _langs(tongues: Iterable[_Tongue]) -> dict[str, int]:
    """Return impressions by first language, the most first; those of few readers together."""
    shown: Counter[str] = Counter()
    readers: Counter[str] = Counter()
    for tongue in tongues:
        lang = first_lang(tongue.langs, tongue.ui_lang)
        shown[lang] += int(tongue.impressions)
        readers[lang] += int(tongue.readers)
    told = {lang: count for lang, count in shown.most_common() if readers[lang] >= FEWEST}
    few = sum(count for lang, count in shown.items() if lang not in told)
    return told | ({OTHER: few} if few else {})
