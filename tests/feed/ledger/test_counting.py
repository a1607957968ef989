"""Hours are counted from the records, and say what the records say, to the digit."""

from dataclasses import dataclass

from qiao.feed.forget import forget_reader
from qiao.feed.ledger import keeping
from qiao.feed.ledger.counting import count_hours, differences, lately, recomputed
from qiao.feed.ledger.live import Live
from qiao.feed.ledger.models import Line, hour_of
from qiao.feed.records import Alternative, PageRecords, Row, forget_old_pages, write_pages
from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import Database, Sql, WriteTx
from tests.feed.ledger.make import page, row
from tests.make import NOW

THIS = hour_of(NOW)


async def written(db: Database, first: int = 0, last: int = 1 << 40) -> list[Line]:
    async with db.read() as tx:
        return await keeping.lines_of(tx, first, last)


def some(hours: int = 3) -> list[Row]:
    """Two groups over some hours, in the order of time."""
    return [
        row(page(home=10 + n, newcomers=n, group="zh" if n % 2 else "en"),
            member=f"m{n}", at_us=NOW + hour * HOUR + n * SECOND)
        for hour in range(hours) for n in range(4)
    ]  # fmt: skip


async def test_hours_are_counted_from_the_records_alone(database: Database) -> None:
    await database.write(write_pages, some())

    await count_hours(database, NOW + 2 * HOUR + 10 * SECOND)

    lines = await written(database)
    assert lines == await recomputed(database, THIS, THIS + 2)
    assert [(line.hour - THIS, line.group) for line in lines] == [
        (0, "en"), (0, "zh"), (1, "en"), (1, "zh"), (2, "en"), (2, "zh"),
    ]  # fmt: skip
    assert sum(line.sums.pages for line in lines) == 12
    assert sum(line.sums.home for line in lines) == 3 * (10 + 11 + 12 + 13)


async def test_counting_twice_and_late_gives_the_same(database: Database) -> None:
    await database.write(write_pages, some(2))
    await count_hours(database, NOW + HOUR + SECOND)
    await count_hours(database, NOW + HOUR + 2 * SECOND)
    await database.write(write_pages, some(3)[8:])

    over = await count_hours(database, NOW + 5 * HOUR)

    assert over == THIS + 4 or over == THIS + 3
    assert await written(database) == await recomputed(database, THIS, THIS + 5)
    assert await differences(database, NOW + 5 * HOUR) == ([], (THIS, over))


async def test_pages_written_in_one_moment_are_all_read_back(database: Database) -> None:
    rows = [row(member=f"m{n}", at_us=NOW) for n in range(2_345)]
    await database.write(write_pages, rows)

    (line,) = await recomputed(database, THIS, THIS)

    assert (line.sums.pages, line.sums.readers) == (2_345, 2_345)


async def test_a_count_changed_by_hand_is_found(database: Database) -> None:
    await database.write(write_pages, some())
    over = await count_hours(database, NOW + 4 * HOUR)

    async def forge(tx: WriteTx) -> None:
        await tx.run(Sql("update ledger_hours set home = home + 1 where grp = 'zh' and hour = :h"),
                     h=THIS)  # fmt: skip

    await database.write(forge)

    found, looked_at = await differences(database, NOW + 4 * HOUR)
    assert [(one.hour, one.group, one.name, one.written - one.recomputed) for one in found] == [
        (THIS, "zh", "home", 1)
    ]
    assert looked_at == (THIS, over)


async def test_a_member_who_leaves_leaves_the_sums(database: Database) -> None:
    await database.write(write_pages, some())
    await count_hours(database, NOW + 4 * HOUR)
    before = await written(database)

    await database.write(forget_reader, "m0")
    await count_hours(database, NOW + 4 * HOUR + SECOND)

    lines = await written(database)
    assert sum(line.sums.pages for line in before) == 12
    assert sum(line.sums.pages for line in lines) == 9
    assert (await differences(database, NOW + 4 * HOUR + SECOND))[0] == []


async def test_sums_outlive_their_records(database: Database) -> None:
    await database.write(write_pages, some(1))
    await count_hours(database, NOW + 2 * HOUR)
    before = await written(database)
    later = NOW + 100 * DAY

    await database.write(forget_old_pages, later)
    await count_hours(database, later)

    assert await written(database) == before
    assert (await differences(database, later))[0] == []


async def test_a_square_that_was_long_without_it_catches_up_some_days_at_a_time(
    database: Database,
) -> None:
    await database.write(write_pages, [row(at_us=NOW), row(at_us=NOW + 5 * DAY)])
    now = NOW + 5 * DAY + HOUR

    rounds = 0
    while (await count_hours(database, now)) < hour_of(now) - 1:
        rounds += 1

    assert rounds in (2, 3)
    assert len(await written(database)) == 2


async def test_readers_of_a_day_are_different_members(database: Database) -> None:
    await database.write(write_pages, some(3))

    await count_hours(database, NOW + 4 * HOUR)

    async with database.read() as tx:
        readers = await keeping.readers_of(tx, 0, 1 << 40)
    assert {group: sum(n for _, g, n in readers if g == group) for _, group, _ in readers} == {
        "en": 2, "zh": 2,
    }  # fmt: skip


async def test_the_last_hour_is_read_from_the_records(database: Database) -> None:
    await database.write(
        write_pages, [row(at_us=NOW), row(page(home=0), at_us=NOW + HOUR, member="ana")]
    )

    of = await lately(database, NOW + HOUR + SECOND)

    assert (of.pages, of.broke) == (1, 1)


@dataclass
class Card:
    note: str
    propensity: float = 1.0
    slot: bool = False
    sources: int = 1
    home: bool = False
    newcomer: bool = False
    foreign: bool = False
    bridging: bool = False


class Dealer:
    def alternative(self, reader: str, note: str) -> Alternative | None:
        return None


async def test_live_counters_agree_with_the_recomputation_to_the_digit(
    database: Database,
) -> None:
    from qiao.feed.records import Reading

    live = Live()
    kept = PageRecords(database, Dealer(), relevant=1, written=live.add)
    for number in range(200):
        cards = [
            Card(f"n{at}", home=(at * number) % 3 > 0, newcomer=at % 7 == number % 7,
                 foreign=at % 5 == 0, bridging=at % 10 == 0, slot=at % 9 == 0)
            for at in range(20 - number % 4)
        ]  # fmt: skip
        reading = Reading((600, 100), (number % 3, 1), number % 6 == 0, ("en", "zh")[number % 2])
        kept.add(
            NOW + number * 40 * SECOND, f"m{number % 23}", "explore", f"s{number % 11}",
            20 * (number % 3), cards, reading,
        )  # fmt: skip
        if number % 17 == 0:
            await kept.flush()
    await kept.close()

    for hour in range(THIS, THIS + 3):
        lines = live.lines(hour)
        assert lines
        assert lines == await recomputed(database, hour, hour)


async def test_a_process_that_begins_within_an_hour_knows_what_it_served_before(
    database: Database,
) -> None:
    await database.write(write_pages, some(1))
    live = Live()

    async with database.read() as tx:
        await live.load(tx, now_us=NOW + 60 * SECOND)

    assert live.lines(THIS) == await recomputed(database, THIS, THIS)
