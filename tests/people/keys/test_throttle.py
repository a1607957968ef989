"""Guesses from many addresses add up, on both engines."""

import pytest

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import Database
from qiao.people.keys.models import GuessedTooOften
from qiao.people.keys.throttle import Guess, count, forget_old_guesses, right, wait_us
from tests.make import NOW


async def fails(db: Database, number: int, now: int, *, device: str | None = None) -> int:
    """Guess from an address of its own; return the seconds to wait, 0 where it was let through."""
    guess = Guess("ana", f"192.0.2.{number}", device)
    try:
        await db.write(count, guess, now=Micros(now))
    except GuessedTooOften as refused:
        return int(str(refused.facts["retry_s"]))
    return 0


async def test_an_account_waits_longer_after_each_guess(database: Database):
    now = int(NOW)
    for number in range(130):
        assert await fails(database, number, now) == 0
        wait = wait_us(number + 1)
        if wait:
            assert await fails(database, number + 1_000, now) == wait // SECOND
            assert await fails(database, number + 1_000, now + wait - 1) == 1
        now += wait

    # a day or a hundred addresses change nothing: about a guess a day from here
    assert wait == DAY
    assert await fails(database, 5_000, now - HOUR) > 0


async def test_success_forgives_and_a_known_browser_forgives_itself_alone(database: Database):
    for number in range(10):
        await fails(database, number, NOW)
    assert await fails(database, 99, NOW) == 1
    assert await fails(database, 99, NOW, device="d") == 0

    await database.write(right, Guess("ana", "192.0.2.99", "d"))
    assert await fails(database, 99, NOW) == 1
    await database.write(right, Guess("ana", "192.0.2.1", None))
    assert await fails(database, 99, NOW) == 0


async def test_one_address_does_not_try_one_word_on_everybody(database: Database):
    for number in range(100):
        await database.write(count, Guess(f"member{number}", "192.0.2.1", None), now=NOW)

    with pytest.raises(GuessedTooOften):
        await database.write(count, Guess("another", "192.0.2.1", None), now=NOW)
    await database.write(count, Guess("another", "192.0.2.2", None), now=NOW)


async def test_what_binds_nobody_is_forgotten(database: Database):
    for number in range(12):
        await fails(database, number, NOW)
    await database.write(forget_old_guesses, now=Micros(NOW + 3 * DAY))
    assert await fails(database, 0, NOW) == 0
