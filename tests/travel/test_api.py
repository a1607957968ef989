"""Giving one's account up: only with the password, and not for good until it is due."""

from collections.abc import AsyncIterator

import pytest

from qiao.kit.clock import now_us
from qiao.people.passwords import hashed
from qiao.settings import Settings
from qiao.travel.jobs import see_off
from qiao.travel.settings import TravelSettings
from tests import make
from tests.web.conftest import settings  # noqa: F401
from tests.web.square import Person, Square, opened

PASSWORD = "a long way over the bridge"


@pytest.fixture
async def square(settings: Settings) -> AsyncIterator[Square]:  # noqa: F811
    async with opened(settings) as served:
        yield served


async def _ana(square: Square) -> Person:
    return await square.person("ana_q", password_hash=await hashed(PASSWORD))


async def test_leaving_asks_for_the_password_and_signs_out(square: Square):
    ana = await _ana(square)
    assert await ana.does("GET", "/me/leaving") == {"due": None, "handle": None}
    no = await ana.is_refused("PUT", "/me/leaving", {"password": "not this one"}, status=422)
    assert no["code"] == "not_this_password"

    given_up = await ana.does("PUT", "/me/leaving", {"password": PASSWORD})

    assert given_up["due"]
    await ana.is_refused("GET", "/me", status=401)


async def test_guessing_the_password_there_is_slowed(square: Square):
    ana = await _ana(square)
    for _ in range(10):
        await ana.is_refused("PUT", "/me/leaving", {"password": "guess"}, status=422)

    await ana.is_refused("PUT", "/me/leaving", {"password": PASSWORD}, status=429)


async def test_who_has_no_password_is_not_erased_by_an_empty_one(square: Square):
    ana = await square.person("ana_q")

    for guess in ("", "!"):
        await ana.is_refused("PUT", "/me/leaving", {"password": guess}, status=422)


async def test_the_account_can_be_had_back(square: Square):
    ana = await _ana(square)
    await ana.does("PUT", "/me/leaving", {"password": PASSWORD})
    back = Person(
        square.client, await make.session(square.house.database, ana.who, now=now_us()), ana.who
    )
    assert (await back.does("GET", "/me/leaving"))["due"]

    await back.does("DELETE", "/me/leaving", status=204)

    assert await back.does("GET", "/me/leaving") == {"due": None, "handle": None}


async def test_without_days_of_grace_her_page_and_notes_are_gone_at_the_next_turn(
    settings: Settings,  # noqa: F811
):
    soon = settings.model_copy(update={"travel": TravelSettings(grace_days=0)})
    async with opened(soon) as square:
        ana, bo = await _ana(square), await square.person("bob")
        note = await ana.publishes(title="Quinces", body="They are ripe")
        assert (await bo.does("GET", f"/notes/{note}"))["title"] == "Quinces"
        await ana.does("PUT", "/me/leaving", {"password": PASSWORD})

        await see_off(square.house.database, square.house.blobs, now=now_us())

        await bo.is_refused("GET", f"/notes/{note}", status=404)
        await bo.is_refused("GET", "/members/ana_q", status=404)
        assert (await bo.does("GET", "/feeds/explore"))["items"] == []
