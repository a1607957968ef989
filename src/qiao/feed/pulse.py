"""How lively topics are, by hour and language: counted in batches, never one row for each view.

Notes and comments of the last hours are counted anew each time, so that doing it twice, or late,
changes nothing; opened notes are counted from where the last batch ended. A member who opens a note
again within an hour counts once. Only what everybody may see counts.
"""

from collections import defaultdict
from typing import NamedTuple

from qiao.kit.clock import HOUR, SECOND, Micros
from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.notes.visibility import RECOMMENDABLE

HOURS = 14 * 24
BATCH = 5_000
SETTLED_US = 5 * SECOND
"""What is younger may still have older rows committed behind it."""
_READ_TO = "topics: reading counted to"
_HOUR_TO = "topics: hours counted to"

_FACT = Sql("select value from facts where name = :name")
_PUT_FACT = Sql("""
    insert into facts (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value
""")
_LANG = "case when substr(n.lang, 1, 2) = 'zh' then 'zh' else n.lang end"
_NOTES = Sql(
    f"""
    select t.slug, n.at_us / {HOUR}, {_LANG}, count(*) from notes n
    join note_topics t on t.note_id = n.id
    where n.at_us >= :since_us and n.brought = 0 and """
    + RECOMMENDABLE
    + " group by 1, 2, 3"
)
_COMMENTS = Sql(
    f"""
    select t.slug, c.at_us / {HOUR}, {_LANG}, count(*) from comments c
    join notes n on n.id = c.note_id join note_topics t on t.note_id = n.id
    where c.id >= :first and c.at_us >= :since_us
      and c.deleted = 0 and c.standing = 'public' and """
    + RECOMMENDABLE
    + " group by 1, 2, 3"
)
_LAST_READ = Sql("""
    select max(seq) from (
      select seq, at_us from reading_log where seq > :seq order by seq limit :limit_rows) batch
    where at_us <= :settled_us
""")
_VIEWS = Sql(
    f"""
    select t.slug, l.at_us / {HOUR}, {_LANG}, count(*) from reading_log l
    join notes n on n.id = l.note_id join note_topics t on t.note_id = n.id
    where l.seq > :seq and l.seq <= :last and l.kind = 'open' and l.member_id <> n.author_id
      and not exists (select 1 from reading_log e
        where e.member_id = l.member_id and e.at_us >= l.at_us - {HOUR} and e.at_us <= l.at_us
          and e.note_id = l.note_id and e.kind = 'open' and e.seq < l.seq)
      and """
    + RECOMMENDABLE
    + " group by 1, 2, 3"
)
_SET = Sql("""
    insert into topic_hours (slug, hour, lang, notes, discussions)
    values (:slug, :hour, :lang, :notes, :discussions)
    on conflict (slug, hour, lang) do update
      set notes = excluded.notes, discussions = excluded.discussions
""")
_ADD = Sql("""
    insert into topic_hours (slug, hour, lang, views) values (:slug, :hour, :lang, :views)
    on conflict (slug, hour, lang) do update set views = topic_hours.views + excluded.views
""")
_CLEAR = Sql("update topic_hours set notes = 0, discussions = 0 where hour >= :hour")
_TOTALS = Sql("""
    select coalesce(sum(views), 0), coalesce(sum(discussions), 0),
      coalesce(sum(case when hour >= :day_ago then notes else 0 end), 0)
    from topic_hours where slug = :slug
""")
_BY_DAY = Sql("""
    select hour / 24, sum(views), sum(notes), sum(discussions) from topic_hours
    where slug = :slug and hour >= :since group by 1 order by 1
""")
_BY_HOUR = Sql("""
    select hour, sum(views), sum(notes), sum(discussions) from topic_hours
    where slug = :slug and hour > :since group by 1 order by 1
""")
_GAINING = Sql("""
    select h.slug, t.label, t.notes,
      sum(case when h.hour >= :day_ago then h.views + 5 * h.notes + 2 * h.discussions else 0 end),
      sum(case when h.hour < :day_ago then h.views + 5 * h.notes + 2 * h.discussions else 0 end)
    from topic_hours h join topics t on t.slug = h.slug
    where h.hour >= :week_ago and t.notes > 0 and (:lang = '' or h.lang = :lang)
    group by h.slug, t.label, t.notes
    having sum(case when h.hour >= :day_ago then h.notes else 0 end) > 0
""")


class Day(NamedTuple):
    """What happened under a topic on one day (UTC), counted in days since 1970."""

    day: int
    views: int
    notes: int
    discussions: int


class Hour(NamedTuple):
    """What happened under a topic in one hour (UTC), counted in hours since 1970."""

    hour: int
    views: int
    notes: int
    discussions: int


class Pulse(NamedTuple):
    """A topic's figures: views and discussions so far, notes of a day; 14 days and 24 hours."""

    views: int
    discussions: int
    notes_today: int
    days: list[Day]
    hours: list[Hour]


class Gaining(NamedTuple):
    """A topic that more happens under than before."""

    slug: str
    label: str
    notes: int


async def count_pulse(db: Database, *, now: Micros) -> None:
    """Bring the figures up to date; run it at least once a minute."""
    await db.write(_count_hours, now=now)
    while await db.write(_count_views, now=now):
        pass


async def _count_hours(tx: WriteTx, *, now: Micros) -> None:
    hour = now // HOUR
    counted = await tx.value(_FACT, name=_HOUR_TO)
    # the hour before once more: something may have been published as it ended
    first = max(hour - HOURS, int(str(counted)) - 1 if counted is not None else 0)
    found: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    since_us = first * HOUR
    for place, rows in enumerate(
        (
            await tx.all(tuple, _NOTES, since_us=since_us),
            await tx.all(tuple, _COMMENTS, first=new_id(since_us)[:10], since_us=since_us),
        )
    ):
        for slug, at, lang, many in rows:
            if int(at) >= first:
                found[slug, int(at), lang][place] += int(many)
    await tx.run(_CLEAR, hour=first)
    await tx.run_many(
        _SET,
        [
            {"slug": slug, "hour": at, "lang": lang, "notes": notes, "discussions": said}
            for (slug, at, lang), (notes, said) in sorted(found.items())
        ],
    )
    await tx.run(_PUT_FACT, name=_HOUR_TO, value=str(hour))


async def _count_views(tx: WriteTx, *, now: Micros) -> bool:
    """Count one batch of what was opened; say whether there may be more."""
    before = await tx.value(_FACT, name=_READ_TO)
    seq = int(str(before)) if before is not None else 0
    last = await tx.count(_LAST_READ, seq=seq, limit_rows=BATCH, settled_us=now - SETTLED_US)
    if last <= seq:
        return False
    rows = await tx.all(tuple, _VIEWS, seq=seq, last=last)
    await tx.run_many(
        _ADD,
        [
            {"slug": slug, "hour": int(hour), "lang": lang, "views": int(many)}
            for slug, hour, lang, many in sorted(rows)
        ],
    )
    await tx.run(_PUT_FACT, name=_READ_TO, value=str(last))
    return True


async def pulse(tx: ReadTx, slug: str, *, now: Micros) -> Pulse:
    """Return a topic's figures; all are 0 for one nobody has looked at."""
    hour = now // HOUR
    views, discussions, notes = (await tx.all(tuple, _TOTALS, slug=slug, day_ago=hour - 24))[0]
    today = hour // 24
    rows = await tx.all(tuple, _BY_DAY, slug=slug, since=(today - 13) * 24)
    known = {int(row[0]): Day(*map(int, row)) for row in rows}
    days = [known.get(day, Day(day, 0, 0, 0)) for day in range(today - 13, today + 1)]
    told = await tx.all(tuple, _BY_HOUR, slug=slug, since=hour - 24)
    lately = {int(row[0]): Hour(*map(int, row)) for row in told}
    hours = [lately.get(at, Hour(at, 0, 0, 0)) for at in range(hour - 23, hour + 1)]
    return Pulse(int(views), int(discussions), int(notes), days, hours)


async def gaining(tx: ReadTx, lang: str, *, now: Micros, limit: int = 12) -> list[Gaining]:
    """Return topics that gained most in a day against the week before, in a base language or ""."""
    hour = now // HOUR
    rows = await tx.all(tuple, _GAINING, lang=lang, day_ago=hour - 24, week_ago=hour - 8 * 24)
    # a topic of three deeds is no wave, however few there were before
    steep = sorted(rows, key=lambda row: -float(row[3]) / (10 + float(row[4]) / 7))
    return [Gaining(str(row[0]), str(row[1]), int(row[2])) for row in steep[:limit]]
