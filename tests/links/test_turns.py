"""Whose turn it is: no member presses others through the square, and no host is pressed."""

import pytest

from qiao.kit.clock import HOUR, SECOND
from qiao.links.models import HostFailed, NotFetched, TryLater
from qiao.links.settings import LinkSettings
from qiao.links.turns import FAILURES_TO_REST, REST_US, Turns
from tests.links.conftest import Clock


def turns(clock: Clock, **chosen: int) -> Turns:
    return Turns(LinkSettings(**chosen), now=clock, pause=clock.pause)  # type: ignore[arg-type]


def test_a_member_has_so_many_in_an_hour(clock: Clock):
    some = turns(clock, per_member_per_hour=2)
    some.ask("ana")
    some.ask("ana")

    with pytest.raises(NotFetched):
        some.ask("ana")
    some.ask("bob")
    clock.now += HOUR
    some.ask("ana")


def test_all_together_have_so_many_in_a_minute(clock: Clock):
    some = turns(clock, per_minute=2)
    some.ask("ana")
    some.ask("bob")

    with pytest.raises(TryLater):
        some.ask("cyd")
    clock.now += 60 * SECOND
    some.ask("cyd")


async def test_a_host_is_asked_once_a_second(clock: Clock):
    some = turns(clock)
    for _ in range(3):
        async with some.at("a.example"):
            pass
    async with some.at("b.example"):
        pass

    assert clock.paused_s == [1.0, 1.0]


async def fails(some: Turns, fault: NotFetched) -> None:
    with pytest.raises(NotFetched):
        async with some.at("a.example"):
            raise fault


async def test_a_host_that_fails_again_and_again_is_left_alone(clock: Clock):
    some = turns(clock)
    for _ in range(FAILURES_TO_REST):
        some.check("a.example")
        await fails(some, HostFailed("too slow"))

    with pytest.raises(NotFetched, match="left alone"):
        some.check("a.example")
    some.check("b.example")
    clock.now += REST_US
    some.check("a.example")


async def test_a_page_that_is_not_there_says_nothing_against_its_host(clock: Clock):
    some = turns(clock)
    for _ in range(2 * FAILURES_TO_REST):
        await fails(some, NotFetched("status 404"))

    some.check("a.example")
