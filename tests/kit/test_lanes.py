"""Background work: everything is handled at least once, whatever fails or dies on the way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from qiao.kit import lanes
from qiao.kit.clock import HOUR
from qiao.kit.db import Database, Event, WriteTx, last_seq, tell
from qiao.kit.lanes import MAX_ATTEMPTS, LaneHealth, Lanes, Reaction, lane_health
from tests.make import until


class Rang(Event, frozen=True):
    """A bell, for these tests."""

    number: int


class Whistled(Event, frozen=True):
    """Something else, for these tests."""

    number: int


async def _ring(tx: WriteTx, numbers: Sequence[int]) -> None:
    for number in numbers:
        await tell(tx, Rang(number))


async def ring(db: Database, *numbers: int) -> None:
    await db.write(_ring, numbers)


class Listener:
    """Hears bells; fails for some, as often as it is told to."""

    def __init__(self, fails: dict[int, int] | None = None) -> None:
        self.heard: list[int] = []
        self.tried: list[int] = []
        self._fails = fails or {}

    async def __call__(self, told: Sequence[Rang]) -> None:
        for event in told:
            self.tried.append(event.number)
            if self._fails.get(event.number, 0) > 0:
                self._fails[event.number] -= 1
                raise LookupError(event.number)
        self.heard += [event.number for event in told]


def reaction(
    listener: Callable[[Sequence[Rang]], Awaitable[None]], name: str = "bells"
) -> Reaction:
    return Reaction(name, "lane", (Rang,), listener)


@asynccontextmanager
async def working(db: Database, *reactions: Reaction) -> AsyncIterator[None]:
    task = asyncio.create_task(Lanes(db, reactions).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def health(db: Database, *names: str, now_us: int = 0) -> LaneHealth:
    async with db.read() as tx:
        [found] = await lane_health(tx, [("lane", n) for n in names or ("bells",)], now_us=now_us)
    return found


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every retry due at once."""
    clock = iter(range(0, 1 << 62, HOUR))
    monkeypatch.setattr(lanes, "now_us", lambda: next(clock))
    monkeypatch.setattr(lanes, "RETRY_EVERY_S", 0.0)


async def test_each_event_is_handled_in_order_and_others_are_not(database: Database):
    async def whistle(tx: WriteTx) -> None:
        await tell(tx, Whistled(0))

    listener = Listener()
    await ring(database, *range(100))
    await database.write(whistle)

    async with working(database, reaction(listener)):
        await ring(database, 100)
        await until(lambda: len(listener.heard) >= 101)

    assert listener.heard == list(range(101))


async def test_a_restart_goes_on_where_the_work_was_left(database: Database):
    first, second = Listener(), Listener()
    await ring(database, 1, 2)
    async with working(database, reaction(first)):
        await until(lambda: len(first.heard) == 2)
    await ring(database, 3)

    async with working(database, reaction(second)):
        await until(lambda: len(second.heard) == 1)

    assert second.heard == [3]
    assert (await health(database)).depth == 0


async def test_a_reaction_that_is_new_hears_what_was_told_before_it(database: Database):
    old, new = Listener(), Listener()
    await ring(database, 1)
    async with working(database, reaction(old)):
        await until(lambda: old.heard == [1])

    async with working(database, reaction(old), reaction(new, "new")):
        await until(lambda: new.heard == [1])

    assert old.heard == [1]


async def test_killed_before_its_place_was_kept_the_work_is_done_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    first, second = Listener(), Listener()
    await ring(database, 1, 2)
    with monkeypatch.context() as power_cut:
        power_cut.setattr(lanes, "_save", killed)
        async with working(database, reaction(first)):
            await until(lambda: len(first.heard) == 2)

    async with working(database, reaction(second)):
        await until(lambda: len(second.heard) == 2)

    assert first.heard == second.heard == [1, 2]


@pytest.mark.usefixtures("hurried")
async def test_what_fails_is_tried_again_alone(database: Database):
    async def none_failing() -> bool:
        return not (await health(database)).failing

    listener = Listener(fails={2: 3})
    await ring(database, 1, 2, 3)

    async with working(database, reaction(listener)):
        await until(lambda: len(listener.heard) == 3)
        assert sorted(listener.heard) == [1, 2, 3]
        await until(none_failing)

    assert listener.tried.count(3) == 1
    assert await health(database) == LaneHealth("lane", 0, 0.0, 0, 0)


@pytest.mark.usefixtures("hurried")
async def test_what_fails_holds_up_no_other_event_and_no_other_reaction(database: Database):
    bad, good = Listener(fails={1: 1_000}), Listener()
    await ring(database, 1, 2)

    async with working(database, reaction(bad, "bad"), reaction(good, "good")):
        await until(lambda: bad.heard == [2] and good.heard == [1, 2])


@pytest.mark.usefixtures("hurried")
async def test_what_fails_again_and_again_is_given_up_and_shown(database: Database):
    async def given_up() -> bool:
        return bool((await health(database)).dead)

    listener = Listener(fails={1: 1_000})
    await ring(database, 1)

    async with working(database, reaction(listener)):
        await until(given_up)
        await ring(database, 2)
        await until(lambda: listener.heard == [2])

    # the first batch is one event: no second try for parting it from others
    assert listener.tried.count(1) == MAX_ATTEMPTS
    assert (await health(database)).dead == 1


async def test_what_waits_is_counted_and_its_age_is_told(database: Database):
    await ring(database, 1, 2, 3)
    async with database.read() as tx:
        assert await last_seq(tx) == 3

    waiting = await health(database, "bells", "others", now_us=1 << 60)

    assert waiting.depth == 3
    assert waiting.oldest_s > 0
    assert (waiting.failing, waiting.dead) == (0, 0)


async def test_side_by_side_a_slow_event_holds_up_no_other(database: Database):
    free, heard = asyncio.Event(), []

    async def slow_first(told: Sequence[Rang]) -> None:
        [event] = told
        if event.number == 1:
            await free.wait()
        heard.append(event.number)

    await ring(database, 1, 2, 3, 4)
    async with working(database, Reaction("bells", "lane", (Rang,), slow_first, at_once=2)):
        await until(lambda: len(heard) == 3)
        assert heard == [2, 3, 4]
        free.set()
        await until(lambda: len(heard) == 4)


async def test_side_by_side_what_was_not_finished_is_done_again(database: Database):
    started: list[int] = []
    never = asyncio.Event()

    async def hangs(told: Sequence[Rang]) -> None:
        started.extend(event.number for event in told)
        if told[0].number == 2:
            await never.wait()

    listener = Listener()
    await ring(database, 1, 2, 3)
    async with working(database, Reaction("bells", "lane", (Rang,), hangs, at_once=8)):
        await until(lambda: len(started) == 3)

    async with working(database, Reaction("bells", "lane", (Rang,), listener, at_once=8)):
        await until(lambda: 2 in listener.heard)

    assert 3 in listener.heard, "it may run twice; never not at all"


async def test_side_by_side_what_fails_is_tried_again_alone(database: Database):
    listener = Listener(fails={2: 1})
    await ring(database, 1, 2, 3)

    async with working(database, Reaction("bells", "lane", (Rang,), listener, at_once=8)):
        await until(lambda: sorted(listener.heard) == [1, 2, 3])


async def test_side_by_side_the_place_is_kept_when_all_is_done(database: Database):
    listener = Listener()
    await ring(database, 1, 2)
    async with working(database, Reaction("bells", "lane", (Rang,), listener, at_once=1)):
        await until(lambda: len(listener.heard) == 2)
        while (await health(database)).depth:
            await asyncio.sleep(0.01)

    again = Listener()
    await ring(database, 3)
    async with working(database, Reaction("bells", "lane", (Rang,), again, at_once=1)):
        await until(lambda: bool(again.heard))
    assert again.heard == [3]
