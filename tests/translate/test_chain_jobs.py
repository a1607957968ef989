"""From a want to an answer through the chain: lanes apart, reasons true, private words at home."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from qiao.kit.clock import DAY, SECOND, now_us
from qiao.kit.db import Database, Event, events_after
from qiao.translate import commands
from qiao.translate.budgets import Budgets
from qiao.translate.chain import Engines
from qiao.translate.clearance import PRIVATE, Asked, Clearance
from qiao.translate.events import TranslationHandedOn, TranslationWanted
from qiao.translate.jobs import ask, fulfil
from qiao.translate.memory import Key
from qiao.translate.models import EN, Lang, Passage, Translation
from qiao.translate.pipeline import Pipeline
from qiao.translate.settings import BudgetSettings
from qiao.translate.slang import shipped
from qiao.translate.translator import Kind, Translator, TranslatorDown
from tests.translate.make import DETECTOR, Fake

PT, FR = Lang("pt"), Lang("fr")
PASSAGE = Passage("I love my cat")
KEY = Key.of(PASSAGE, EN, PT)
PUBLIC = Asked(Clearance.PUBLIC, author="a", requester="ana", network="n")
pytestmark = pytest.mark.anyio


class Outside(Translator):
    """A provider elsewhere; it answers when `open` is set."""

    name = "elsewhere"
    kind: Kind = "http"

    def __init__(self, *, private: bool = False, target: Lang = PT, down: int = 0) -> None:
        self.options = SimpleNamespace(private=private, at_once=4, total_s=10.0, budgeted=True)
        self.target = target
        self.down = down
        self.open = asyncio.Event()
        self.open.set()
        self.seen: list[str] = []

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) == (EN, self.target)

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        self.seen += texts
        await self.open.wait()
        if self.down:
            self.down -= 1
            raise TranslatorDown("as told", retry_s=20.0)
        return ["eu amo o meu gato" for _ in texts]


def pipeline(
    *providers: Translator, may_leave: str = "public", budgets: Budgets | None = None
) -> Pipeline:
    engines = Engines.of(providers, may_leave=may_leave, budgets=budgets)  # type: ignore[arg-type]
    return Pipeline(engines.reach(PRIVATE), DETECTOR, shipped(), engines=engines)


async def told(database: Database, kind: type[Event]) -> list[Event]:
    async with database.read() as tx:
        events = [line.event() for line in await events_after(tx, 0)]
    return [event for event in events if isinstance(event, kind)]


async def work(database: Database, pipe: Pipeline) -> None:
    """What both lanes do, once, with the newest events."""
    wanted = (await told(database, TranslationWanted))[-1]
    assert isinstance(wanted, TranslationWanted)
    before = len(await told(database, TranslationHandedOn))
    await fulfil(database, pipe, wanted, indoors=True)
    for event in (await told(database, TranslationHandedOn))[before:]:
        assert isinstance(event, TranslationHandedOn)
        await fulfil(database, pipe, event)


async def answered(
    database: Database, pipe: Pipeline, asked: Asked = PUBLIC, key: Key = KEY
) -> Translation:
    await ask(database, key, PASSAGE, asked)
    await work(database, pipe)
    return await ask(database, key, PASSAGE, asked)


async def test_public_words_go_outside_by_the_lane_that_waits(database: Database) -> None:
    outside = Outside()
    await ask(database, KEY, PASSAGE, PUBLIC)
    wanted = (await told(database, TranslationWanted))[0]
    assert isinstance(wanted, TranslationWanted)

    await fulfil(database, pipeline(outside), wanted, indoors=True)
    assert outside.seen == []
    [handed] = await told(database, TranslationHandedOn)
    assert isinstance(handed, TranslationHandedOn)
    await fulfil(database, pipeline(outside), handed)

    answer = await ask(database, KEY, PASSAGE, PUBLIC)
    assert (answer.state, answer.engine.name) == ("done", "elsewhere en-pt")
    assert (Key.told(handed), Asked.told(handed)) == (KEY, PUBLIC)


async def test_what_the_house_can_do_is_not_handed_on(database: Database) -> None:
    own, outside = Fake(("en", "pt"), how=lambda text: "eu amo o meu gato"), Outside()

    answer = await answered(database, pipeline(own, outside))

    assert (answer.state, outside.seen) == ("done", [])
    assert await told(database, TranslationHandedOn) == []


async def test_a_hanging_provider_keeps_nobody_waiting_in_the_house(database: Database) -> None:
    own, outside = Fake(("en", "pt"), how=lambda text: "eu amo o meu gato"), Outside(target=FR)
    outside.open.clear()
    pipe = pipeline(own, outside)
    into_french = Key.of(PASSAGE, EN, FR)
    await ask(database, into_french, PASSAGE, PUBLIC)
    [wanted] = await told(database, TranslationWanted)
    assert isinstance(wanted, TranslationWanted)
    await fulfil(database, pipe, wanted, indoors=True)
    [handed] = await told(database, TranslationHandedOn)
    assert isinstance(handed, TranslationHandedOn)
    hanging = asyncio.ensure_future(fulfil(database, pipe, handed))
    while not outside.seen:
        await asyncio.sleep(0)

    answer = await answered(database, pipe)

    assert answer.state == "done"
    assert not hanging.done()
    hanging.cancel()
    await asyncio.wait([hanging])


@pytest.mark.parametrize("may_leave", ["nothing", "public"])
async def test_private_words_are_never_sent(database: Database, may_leave: str) -> None:
    outside = Outside()
    pipe = pipeline(outside, may_leave=may_leave)

    answer = await answered(database, pipe, PRIVATE)

    assert outside.seen == []
    assert answer.reason is not None
    assert (answer.state, answer.reason.code) == ("unavailable", "may_not_leave")


async def test_private_words_go_to_a_private_provider(database: Database) -> None:
    ours = Outside(private=True)

    answer = await answered(database, pipeline(ours, may_leave="nothing"), PRIVATE)

    assert (answer.state, ours.seen) == ("done", ["I love my cat"])


async def test_the_rule_of_the_operator_holds_for_public_words(database: Database) -> None:
    outside = Outside()

    answer = await answered(database, pipeline(outside, may_leave="nothing"))

    assert outside.seen == []
    assert answer.reason is not None
    assert answer.reason.code == "may_not_leave"
    # and is not asked about again and again
    await ask(database, KEY, PASSAGE, PUBLIC)
    assert len(await told(database, TranslationWanted)) == 1


async def test_the_same_words_in_public_are_another_matter(database: Database) -> None:
    outside = Outside()
    pipe = pipeline(outside)
    await answered(database, pipe, PRIVATE)

    assert (await ask(database, KEY, PASSAGE, PUBLIC)).state == "pending"
    await work(database, pipe)

    assert (await ask(database, KEY, PASSAGE, PUBLIC)).state == "done"


async def test_no_engine_at_all_is_said_as_that(database: Database) -> None:
    answer = await answered(database, pipeline(Outside(target=FR)))

    assert answer.reason is not None
    assert answer.reason.code == "no_engine"


async def test_a_spent_budget_is_said_with_its_end(database: Database) -> None:
    outside = Outside()
    limits = BudgetSettings(chars_per_day=10)

    answer = await answered(
        database, pipeline(outside, budgets=Budgets(database, limits, lambda: 20_000 * DAY))
    )

    assert outside.seen == []
    assert answer.reason is not None
    assert answer.reason.code == "budget_spent"
    assert answer.reason.facts == {"resets_at": "2024-10-05T00:00:00.000Z", "scope": "all"}


async def test_my_spent_budget_is_not_yours(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside()
    limits = BudgetSettings(requester_chars_per_day=20)
    pipe = pipeline(outside, budgets=Budgets(database, limits))
    spent = Passage("I love my dog")
    await ask(database, Key.of(spent, EN, PT), spent, PUBLIC)
    await work(database, pipe)
    refused = await answered(database, pipe)
    assert refused.reason is not None
    assert refused.reason.facts["scope"] == "by"

    later = now_us() + 6 * SECOND
    monkeypatch.setattr("qiao.translate.jobs.now_us", lambda: later)
    bo = Asked(Clearance.PUBLIC, requester="bo")
    answer = await answered(database, pipe, bo)

    assert answer.state == "done"


async def test_a_provider_left_alone_is_said_and_asked_again_when_it_may_work(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside(down=1)
    pipe = pipeline(outside)
    await ask(database, KEY, PASSAGE, PUBLIC)
    with pytest.raises(TranslatorDown):
        await work(database, pipe)  # the lane tries again soon
    [handed] = await told(database, TranslationHandedOn)
    assert isinstance(handed, TranslationHandedOn)
    await fulfil(database, pipe, handed)

    answer = await ask(database, KEY, PASSAGE, PUBLIC)
    assert answer.reason is not None
    assert answer.reason.code == "engine_down"
    assert 1 <= int(answer.reason.facts["retry_s"]) <= 20
    assert len(outside.seen) == 1, "nothing is sent while it is left alone"

    later = now_us() + 21 * SECOND
    monkeypatch.setattr("qiao.translate.jobs.now_us", lambda: later)
    assert (await ask(database, KEY, PASSAGE, PUBLIC)).state == "pending"


async def test_handing_on_is_no_attempt(database: Database) -> None:
    pipe = pipeline(Outside())
    await ask(database, KEY, PASSAGE, PUBLIC)
    wanted = (await told(database, TranslationWanted))[0]
    assert isinstance(wanted, TranslationWanted)
    for _ in range(5):
        await fulfil(database, pipe, wanted, indoors=True)

    assert await database.write(commands.claim, KEY, 60.0, now_us())
