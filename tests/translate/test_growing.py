"""A long note is shown as it grows, and a wrong hop on the way leads nowhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from qiao.kit.db import Database, events_after
from qiao.translate.jobs import ask, fulfil
from qiao.translate.memory import Key
from qiao.translate.models import EN, Lang, Passage, Translation
from qiao.translate.pipeline import TURN
from qiao.translate.translator import TranslatorDown
from tests.translate.make import Fake, pipeline

PT, ES = Lang("pt"), Lang("es")
pytestmark = pytest.mark.anyio

SENTENCES = [f"I love the cat that lives in the house of my friend {n}." for n in range(3 * TURN)]
LONG = Passage(" ".join(SENTENCES))


def to_portuguese(text: str) -> str:
    number = text.rstrip(".").rsplit(" ", 1)[1]
    return f"eu amo o gato que mora na casa do meu amigo {number}."


class Slow(Fake):
    """Translates one turn, then waits to be let on."""

    def __init__(self) -> None:
        super().__init__(("en", "pt"), how=to_portuguese)
        self.go_on = asyncio.Event()

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        if self.calls:
            await self.go_on.wait()
        return await super().translate(texts, source=source, target=target)


async def test_what_is_there_grows_turn_by_turn() -> None:
    shown: list[Translation] = []

    async def progress(partial: Translation) -> None:
        shown.append(partial)

    fake = Fake(("en", "pt"), how=to_portuguese)
    made = await replace(pipeline(fake), progress=progress).translate(LONG, target=PT, source=EN)

    done = [partial.body.count("eu amo") for partial in shown]
    assert done == [TURN, 2 * TURN]
    assert {partial.state for partial in shown} == {"pending"}
    assert made.state == "done"
    assert made.body.count("eu amo") == len(SENTENCES)


async def test_a_reader_who_asks_again_sees_what_is_there(database: Database) -> None:
    slow = Slow()
    key = Key.of(LONG, EN, PT)
    await ask(database, key, LONG)
    async with database.read() as tx:
        [wanted] = [line.event() for line in await events_after(tx, 0)]
    making = asyncio.create_task(fulfil(database, pipeline(slow), wanted))
    while not (seen := await ask(database, key, LONG)).body:
        await asyncio.sleep(0)

    assert seen.state == "pending"
    assert seen.body.count("eu amo") == TURN
    assert SENTENCES[-1] in seen.body
    slow.go_on.set()
    await making
    assert (await ask(database, key, LONG)).body.count("eu amo") == len(SENTENCES)


async def test_an_engine_that_goes_down_half_way_leaves_what_it_made() -> None:
    class HalfWay(Fake):
        async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
            if self.calls:
                raise TranslatorDown("half way")
            return await super().translate(texts, source=source, target=target)

    half = HalfWay(("en", "pt"), how=to_portuguese)
    made = await pipeline(half).translate(LONG, target=PT, source=EN)

    assert made.state == "done"
    assert made.body.count("eu amo") == TURN


async def test_what_the_first_hop_got_wrong_goes_no_further() -> None:
    to_english = Fake(("es", "en"), how=lambda text: text)  # a copy is no translation
    onwards = Fake(("en", "pt"), how=lambda _: "tenho três gatos em casa")

    made = await pipeline(to_english, onwards).translate(
        "Tengo tres gatos en casa y los quiero mucho", target=PT, source=ES
    )

    assert to_english.calls
    assert onwards.calls == []
    assert made.state == "unavailable"
