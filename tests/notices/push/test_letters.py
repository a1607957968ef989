"""Ringing for a message: that there is one, never what it says, and not too often."""

from pathlib import Path

import pytest

from qiao.kit.db import Database
from qiao.notices import commands
from qiao.notices.models import Channels, Choices
from tests.notices.push.test_jobs import House


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def teller() -> None:
    """Not needed here: a house has its own."""


async def test_a_message_rings_without_a_word_of_it(house: House):
    await house.open("zh-Hans")

    await house.ringer.ring_letter(house.ana.id, "c1", asks=False)

    [shown] = house.service.read_by(house.browser)
    assert (shown["title"], shown["body"]) == ("你有一条新私信", "")
    assert (shown["url"], shown["lang"]) == ("/messages/c1", "zh-Hans")


async def test_a_conversation_rings_once_a_minute(house: House):
    await house.open()

    for conversation in ("c1", "c1", "c2", "c1"):
        await house.ringer.ring_letter(house.ana.id, conversation, asks=True)

    shown = house.service.read_by(house.browser)
    assert [one["url"] for one in shown] == ["/messages/c1", "/messages/c2"]
    assert {one["title"] for one in shown} == {"Somebody new would like to write to you"}


async def test_messages_have_a_switch_of_their_own(house: House):
    await house.open()
    await house.db.write(commands.choose, house.ana.id, Choices(messages=Channels(push=False)))

    await house.ringer.ring_letter(house.ana.id, "c1", asks=False)

    assert house.service.sent == []
