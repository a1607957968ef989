"""Once a night: everybody's circle who was here lately, and the groups they make."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from qiao.circles import commands
from qiao.circles.figures import Exposures, Figures, Life, Shown, day_of, figures
from qiao.circles.groups import Key, grouped
from qiao.circles.models import Circle
from qiao.circles.queries import active_since, circle_now
from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.kit.db.sql import Param
from qiao.notes.first_words import came_since, first_words

ACTIVE_US = 28 * DAY
BATCH = 50
"""So many members at once; readers and writers have their turn in between."""
PAGES = 1_000
KEPT_DAYS = 90
NEWCOMERS_FROM, NEWCOMERS_TO = 14, 2
"""Days ago: whoever came later has not had her first day and an answer's day yet."""

_DONE = Sql("select 1 from circle_groups where day = :day limit 1")
_LAST = Sql("select max(day) from circle_groups")
_FIGURES = Sql("select figures from circle_groups where day = :day order by key")
_CLEAR = Sql("delete from circle_groups where day = :day or day < :before")
_PUT = Sql("insert into circle_groups (day, key, figures) values (:day, :key, :figures)")
_ACTIVE_DAYS = Sql(f"""
    select member_id, at_us / {DAY} from reading_log where at_us >= :since_us group by 1, 2
    union select author_id, at_us / {DAY} from notes where at_us >= :since_us and momo = 0
      and brought = 0
    union select author_id, at_us / {DAY} from comments where at_us >= :since_us and momo = 0
    union select member_id, at_us / {DAY} from likes where at_us >= :since_us
""")
_WROTE = Sql("""
    select author_id from notes where at_us >= :since_us and momo = 0 and brought = 0
      and standing in ('public', 'limited') and audience <> 'private'
    union select author_id from comments where at_us >= :since_us and momo = 0 and deleted = 0
      and standing in ('public', 'limited')
""")
_PAGES = Sql("""
    select seq, member_id, page from served_pages
    where seq > :after and at_us >= :since_us and feed = 'explore' order by seq limit :most
""")
_FIRST = Sql("select min(seq) from served_pages where at_us >= :since_us")
_AUTHORS = Sql("select id, author_id from notes where id in (:ids...) and momo = 0")
_decode = msgspec.json.Decoder(Shown).decode
_encode = msgspec.json.Encoder().encode


class Groups(msgspec.Struct, frozen=True):
    """The groups of one day (UTC); "" and none where they were never counted."""

    day: str
    groups: list[Figures]


async def keep_circles(database: Database, *, now: Micros, again: bool = False) -> int:
    """Compute circles and groups, once a day (UTC); return of how many members. `again`: anyway."""
    async with database.read() as tx:
        if not again and await tx.value(_DONE, day=day_of(now)) is not None:
            return 0
        active = await active_since(tx, now - ACTIVE_US)
    circles: dict[str, Circle] = {}
    for start in range(0, len(active), BATCH):
        made: dict[str, Circle] = {}
        for member in active[start : start + BATCH]:
            async with database.read() as tx:
                circle = await circle_now(tx, member, now_us=now)
            if circle is not None:
                made[member] = circle
            await asyncio.sleep(0)
        await database.write(commands.keep_many, made, now=now)
        circles |= made
    found = await count_groups(database, circles, now=now)
    await database.write(_keep_groups, found, now)
    await database.write(commands.forget_old, now=now)
    return len(circles)


async def count_groups(
    database: Database, circles: Mapping[str, Circle], *, now: Micros
) -> list[Figures]:
    """Return the figures of the groups that these members make."""
    group_of = grouped(circles)
    today = day_of(now)
    exposures = await _exposures(database, group_of, since_us=now - 7 * DAY)
    async with database.read() as tx:
        life = await _life(tx, now)
    return figures(group_of, life, exposures, today=today)


async def last_groups(tx: ReadTx) -> Groups:
    """Return the groups as they were counted last."""
    day = await tx.value(_LAST)
    if day is None:
        return Groups("", [])
    rows = await tx.all(str, _FIGURES, day=int(str(day)))
    found = []
    for row in rows:
        try:
            found.append(msgspec.json.decode(row, type=Figures))
        except msgspec.ValidationError:  # of another version: tonight they are counted again
            continue
    found.sort(key=lambda one: (-one.size, one.lang, one.tenure, one.interest))
    when = datetime.fromtimestamp(int(str(day)) * DAY / 1_000_000, UTC)
    return Groups(when.date().isoformat(), found)


async def _exposures(
    database: Database, group_of: Mapping[str, Key], *, since_us: int
) -> Exposures:
    found = Exposures(group_of)
    authors: dict[str, str] = {}
    async with database.read() as tx:
        after = await tx.count(_FIRST, since_us=since_us) - 1
    while True:
        async with database.read() as tx:
            rows = await tx.all(tuple, _PAGES, after=after, since_us=since_us, most=PAGES)
            pages = [(str(reader), _decode(str(page))) for _, reader, page in rows]
            unknown = sorted({note for _, page in pages for note in page.n} - authors.keys())
            authors |= await _authors(tx, unknown)
        for reader, page in pages:
            found.add(reader, page, authors)
        if len(rows) < PAGES:
            return found
        after = int(rows[-1][0])
        await asyncio.sleep(0)


async def _authors(tx: ReadTx, notes: Sequence[str]) -> dict[str, str]:
    found = dict.fromkeys(notes, "")
    for start in range(0, len(notes), 500):
        rows = await tx.all(tuple, _AUTHORS, ids=notes[start : start + 500])
        found |= {str(note): str(author) for note, author in rows}
    return found


async def _life(tx: ReadTx, now: Micros) -> Life:
    today = day_of(now)
    active: dict[str, set[int]] = defaultdict(set)
    for member, day in await tx.all(tuple, _ACTIVE_DAYS, since_us=(today - 14) * DAY):
        active[str(member)].add(int(day))
    since_us = now - NEWCOMERS_FROM * DAY
    said = [word for word in await first_words(tx, since_us) if not word.momo]
    return Life(
        active,
        wrote={str(row[0]) for row in await tx.rows(_WROTE, {"since_us": now - 7 * DAY})},
        came={
            one.member
            for one in await came_since(tx, since_us)
            if one.joined_us <= now - NEWCOMERS_TO * DAY
        },
        spoke={word.member for word in said},
        answered={word.member for word in said if word.answered},
    )


async def _keep_groups(tx: WriteTx, found: Sequence[Figures], now: Micros) -> None:
    today = day_of(now)
    await tx.run(_CLEAR, day=today, before=today - KEPT_DAYS)
    rows: list[dict[str, Param]] = [
        {
            "day": today,
            "key": Key(one.lang, one.tenure, one.interest, one.region).text,
            "figures": _encode(one).decode(),
        }
        for one in found
    ]
    await tx.run_many(_PUT, rows)
