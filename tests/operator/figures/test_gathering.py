"""Figures count what happened, once, and believe no app more than what was served."""

from pathlib import Path

import msgspec

from qiao.feed.records import Page
from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.operator.figures.gathering import Gatherer
from qiao.operator.figures.keeping import forget_old, newest, parts, put, series
from qiao.operator.figures.models import Figure, few
from qiao.operator.figures.people import Heard
from qiao.people.commands import checked_joining, join
from qiao.people.models import Caller
from qiao.people.passwords import NO_PASSWORD
from tests import make

NOW = Micros(make.NOW + 20 * DAY)
MINUTE = 60 * SECOND
LOG = Sql("""
    insert into reading_log (at_us, member_id, note_id, kind, feed, position, served)
    values (:at_us, :member, :note, :kind, 'explore', :position, :served)
""")
PAGE = Sql("""
    insert into served_pages (at_us, member_id, feed, session, first_position, policy, page)
    values (:at_us, 'm', :feed, 's', 0, 'p', :page)
""")
CASE = Sql("""
    insert into cases (id, of_kind, of_id, note_id, author_id, state, title, body, lang,
      opened_us, changed_us)
    values (:id, 'note', :id, :id, '', :state, '', '', :lang, :at_us, :at_us)
""")


def total(figures: list[Figure]) -> dict[str, float]:
    """Return the figures that are about all, by name."""
    return {figure.name: figure.value for figure in figures if figure.key == ""}


async def nobody_came(_: ReadTx, __: Micros) -> list[Heard]:
    return []


def gatherer(db: Database, folder: Path) -> Gatherer:
    return Gatherer(db, folder, (), nobody_came, 500_000)


async def came(db: Database, handle: str, *langs: str, at: int) -> str:
    joining = checked_joining(handle=handle, name="", langs=langs, region="", ui_lang=langs[0])
    return await db.write(join, joining, NO_PASSWORD, now=Micros(at))


async def saw(db: Database, member: str, note: str, *kinds: str, at: int, **how: int) -> None:
    async def log(tx: WriteTx) -> None:
        for kind in kinds:
            await tx.run(
                LOG,
                at_us=at,
                member=member,
                note=note,
                kind=kind,
                position=how.get("position", 0),
                served=how.get("served", 1) if kind == "impression" else 0,
            )

    await db.write(log)


async def test_who_came_is_counted_once_by_her_first_language(database: Database, tmp_path: Path):
    counting = gatherer(database, tmp_path)
    await counting.gather(NOW)
    await came(database, "lan", "zh-Hant", "en", at=NOW + 10 * SECOND)
    await came(database, "mei", "zh-Hans", at=NOW + 20 * SECOND)
    await came(database, "ana", "es", at=NOW + 30 * SECOND)
    for minutes in (1, 2):
        await counting.gather(Micros(NOW + minutes * MINUTE))

    async with database.read() as tx:
        told = await series(tx, "arrivals", span_s=60, since_us=NOW, until_us=NOW + HOUR)
        langs = await parts(tx, "arrivals", since_us=NOW - HOUR)
    assert sum(told.values()) == 3
    assert langs == {"zh": 2, "es": 1}


async def test_notes_are_counted_when_their_language_is_known(database: Database, tmp_path: Path):
    local, new = await make.member(database, "local"), await came(database, "new", "zh", at=NOW)
    counting = gatherer(database, tmp_path)
    await counting.gather(NOW)
    await make.note(database, local, now=Micros(NOW + 10 * SECOND))
    newcomer = Caller(new, "new", False, "zh", ("zh",))
    await make.note(database, newcomer, now=Micros(NOW + 20 * SECOND))
    found = total(await counting.gather(Micros(NOW + MINUTE)))
    assert found["notes"] == 0
    found = total(await counting.gather(Micros(NOW + 2 * MINUTE)))

    assert (found["notes"], found["notes_by_locals"]) == (2, 1)


async def test_an_app_that_lies_moves_no_figure(database: Database, tmp_path: Path):
    author, reader = await make.member(database, "author"), await make.member(database, "reader")
    note = await make.note(database, author, now=NOW)
    counting = gatherer(database, tmp_path)
    await counting.gather(NOW)
    at = NOW + SECOND
    # opened without ever having been on a page, and shown by nobody's word but the app's
    await saw(database, reader.id, note, *["impression"] * 50, at=at, served=0)
    await saw(database, reader.id, note, *["open"] * 50, at=at)
    await saw(database, reader.id, note, "impression", at=at, position=70_000)
    found = total(await counting.gather(Micros(NOW + MINUTE)))
    assert (found["locals_shown"], found["local_notes_shown"]) == (0, 1)
    assert found["locals_opened"] == 0

    await saw(database, reader.id, note, "impression", "open", "open", at=NOW + MINUTE)
    found = total(await counting.gather(Micros(NOW + 2 * MINUTE)))

    # what she said she opened before counts as opened before
    assert (found["locals_shown"], found["locals_opened"]) == (1, 0)


async def test_what_is_opened_counts_once(database: Database, tmp_path: Path):
    author, reader = await make.member(database, "author"), await make.member(database, "reader")
    new = await came(database, "new", "en", at=NOW - DAY)
    note = await make.note(database, author, now=NOW)
    counting = gatherer(database, tmp_path)
    await counting.gather(NOW)
    for who in (reader.id, new):
        await saw(database, who, note, "impression", "open", "open", at=NOW + SECOND)
    found = total(await counting.gather(Micros(NOW + MINUTE)))
    again = total(await counting.gather(Micros(NOW + 2 * MINUTE)))

    # the newcomer's are impressions of a local's note, and nothing of a local's engagement
    assert (found["locals_shown"], found["locals_opened"], found["local_notes_shown"]) == (1, 1, 2)
    assert "locals_shown" not in again


def served(**more: int | list[int]) -> str:
    plain = msgspec.to_builtins(Page(["a", "b", "c", "d", "e"], [1.0] * 5, 0, 0, [0] * 5))
    return msgspec.json.encode(plain | more).decode()


async def test_pages_are_judged_by_what_could_have_been_given(database: Database, tmp_path: Path):
    counting = gatherer(database, tmp_path)
    await counting.gather(NOW)
    pages = (
        ("explore", served(h=0b00111, w=0b10000, q=[600, 200], o=[9, 9])),  # kept
        ("explore", served(h=0b00011, w=0b10000, q=[600, 200], o=[9, 9])),  # broken
        ("explore", served(h=0b00011, w=0b10000, q=[600, 200], o=[0, 9])),  # there was no more
        ("explore", served()),  # from before there was a promise
        ("following", served(h=0, w=0, q=[600, 200], o=[9, 9])),
    )
    for feed, page in pages:
        await database.write(
            lambda tx, feed=feed, page=page: tx.run(PAGE, at_us=NOW + SECOND, feed=feed, page=page)
        )
    found = total(await counting.gather(Micros(NOW + MINUTE)))

    assert (found["pages"], found["pages_broken"], found["cards"]) == (3, 1, 15)
    assert (found["cards_home"], found["cards_newcomers"]) == (7, 3)


async def test_the_backlog_is_told_by_language_and_age(database: Database, tmp_path: Path):
    cases = (("1", "open", "zh-Hans", 5), ("2", "appeal", "zh-Hant", 9), ("3", "open", "ar", 1),
             ("4", "decided", "en", 30))  # fmt: skip
    for id_, state, lang, hours in cases:
        await database.write(
            lambda tx, id_=id_, state=state, lang=lang, hours=hours: tx.run(
                CASE, id=id_, state=state, lang=lang, at_us=NOW - hours * HOUR
            )
        )
    await gatherer(database, tmp_path).gather(NOW)

    async with database.read() as tx:
        assert await parts(tx, "backlog", since_us=NOW - HOUR) == {"zh": 2, "ar": 1}
        assert await newest(tx, "backlog", since_us=NOW - HOUR) == (NOW - NOW % MINUTE, 3)
        assert (await parts(tx, "backlog_age_s", since_us=NOW - HOUR))["zh"] == 9 * 3_600


async def test_minutes_make_hours_and_are_forgotten_first(database: Database):
    start = NOW - NOW % HOUR
    for minute in range(3):
        some = [Figure("arrivals", 2), Figure("backlog", minute)]
        await database.write(put, some, at_us=start + minute * MINUTE)

    async with database.read() as tx:
        for name, value in (("arrivals", 6), ("backlog", 2)):
            hours = await series(tx, name, span_s=3_600, since_us=start, until_us=start + HOUR)
            assert hours == {start: value}

    assert await database.write(forget_old, now_us=start + 3 * DAY) == 6
    assert await database.write(forget_old, now_us=start + 91 * DAY) == 2


def test_what_has_too_many_parts_is_told_by_the_greatest():
    many = few("notes", {f"l{n:02}": float(n) for n in range(20)})

    assert many[0] == Figure("notes", sum(range(20)))
    assert len(many) == 14
    assert many[-1] == Figure("notes", sum(range(8)), "other")
