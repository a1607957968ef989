"""Who may be asked, how often, and what an outage costs. Minutes pass at once here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from qiao.translate.breaker import CircuitOpen
from qiao.translate.budgets import Budgets
from qiao.translate.chain import Engines, Guarded, NeedsOutside, indoors
from qiao.translate.clearance import PRIVATE, Asked, Clearance
from qiao.translate.models import EN, Lang
from qiao.translate.translator import (
    Hints,
    Kind,
    TakesHints,
    TooLong,
    Translator,
    TranslatorDown,
    Unsupported,
)
from tests.translate.clock import run_virtually
from tests.translate.make import Fake

PT = Lang("pt")
PUBLIC = Asked(Clearance.PUBLIC)


class Outside(Translator):
    """A provider elsewhere that does what the test says, and counts."""

    kind: Kind = "http"

    def __init__(self, name: str = "elsewhere", *, private: bool = False, at_once: int = 4) -> None:
        self.name = name
        self.options = SimpleNamespace(
            private=private, at_once=at_once, total_s=10.0, budgeted=True
        )
        self.trouble: Callable[[], object] | None = None
        self.calls = 0
        self.running = self.most_running = 0

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) == (EN, PT)

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        self.calls += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await asyncio.sleep(0.01)
            if self.trouble is not None:
                found = self.trouble()
                if found == "hang":
                    await asyncio.sleep(3600)
                raise found  # type: ignore[misc]
            return [text.upper() for text in texts]
        finally:
            self.running -= 1


def reached(provider: Translator, asked: Asked = PUBLIC) -> Translator:
    return Engines.of([provider], may_leave="public").reach(asked)[0]


async def ask(translator: Translator) -> str:
    try:
        return (await translator.translate(["one"], source=EN, target=PT))[0]
    except TranslatorDown as error:
        return type(error).__name__


# ---- what may leave


@pytest.mark.parametrize("may_leave", ["nothing", "public"])
@pytest.mark.parametrize("asked", [PRIVATE, PUBLIC])
def test_who_is_within_reach(may_leave: str, asked: Asked) -> None:
    async def main() -> None:
        own = Fake(("en", "pt"))
        ours, theirs = Outside("ours", private=True), Outside("theirs")
        engines = Engines.of([theirs, own, ours], may_leave=may_leave)  # type: ignore[arg-type]

        names = [translator.name for translator in engines.reach(asked)]

        leaves = may_leave == "public" and asked is PUBLIC
        assert names == (["theirs"] if leaves else []) + ["fake", "ours"]

    run_virtually(main())


def test_private_words_have_no_way_to_a_provider_that_is_not_private() -> None:
    async def main() -> None:
        theirs = Outside()
        engines = Engines.of([theirs], may_leave="public")

        with pytest.raises(PermissionError):
            engines.guards[0].for_asked(PRIVATE)
        with pytest.raises(PermissionError):
            await engines.spoken()[0].translate(["one"], source=EN, target=PT)
        assert not hasattr(Guarded, "translate"), "a guard alone is no translator"
        assert theirs.calls == 0

    run_virtually(main())


def test_indoors_a_call_that_would_leave_is_handed_on() -> None:
    async def main() -> None:
        theirs, own = Outside(), Fake(("en", "pt"))
        first, second = indoors(Engines.of([theirs, own], may_leave="public").reach(PUBLIC))

        with pytest.raises(NeedsOutside):
            await first.translate(["one"], source=EN, target=PT)
        assert await ask(second) == "ONE"
        assert theirs.calls == 0

    run_virtually(main())


# ---- outages


def load(provider: Outside, trouble: Callable[[], object], *, outage_s: int) -> dict[str, float]:
    """A reader a second before, during and after an outage; what came of it."""

    async def main() -> dict[str, float]:
        translator = reached(provider)
        loop = asyncio.get_running_loop()
        began_s, ended_s, whole_s = 20.0, 20.0 + outage_s, -1.0
        asked, slowest_s, during = 0, 0.0, 0
        waiting: list[asyncio.Task[None]] = []

        async def reader() -> None:
            nonlocal whole_s, slowest_s
            at_s = loop.time()
            answer = await ask(translator)
            slowest_s = max(slowest_s, loop.time() - at_s)
            if answer == "ONE" and loop.time() > ended_s and whole_s < 0:
                whole_s = loop.time() - ended_s

        while loop.time() < ended_s + 60:
            in_outage = began_s <= loop.time() < ended_s
            provider.trouble = trouble if in_outage else None
            before = provider.calls
            waiting.append(asyncio.ensure_future(reader()))
            await asyncio.sleep(1.0)
            if in_outage:
                asked += 1
                during += provider.calls - before
        await asyncio.gather(*waiting)
        return {"share": during / asked, "whole_s": whole_s, "slowest_s": slowest_s}

    return run_virtually(main())


QUICK = {
    "refuse": lambda: TranslatorDown("ConnectError"),
    "reset": lambda: TranslatorDown("ReadError"),
    "500": lambda: TranslatorDown("status 500"),
    "garbage": lambda: TranslatorDown("not JSON"),
    "429": lambda: TranslatorDown("status 429", retry_s=7.0),
    "hang": lambda: "hang",
}


@pytest.mark.parametrize("trouble", QUICK)
@pytest.mark.parametrize("outage_s", [30, 47, 300])
def test_an_outage_is_left_alone_and_over_soon(trouble: str, outage_s: int) -> None:
    seen = load(Outside(), QUICK[trouble], outage_s=outage_s)

    most = 0.5 if outage_s < 300 else 0.1
    assert seen["share"] <= most, "calls fall by half at least, to a tenth in a long outage"
    assert 0 <= seen["whole_s"] <= 45
    assert seen["slowest_s"] <= 20.5, "nobody waits longer than a turn and a deadline"


def test_a_hanging_provider_is_hardly_asked_by_a_crowd() -> None:
    async def main() -> tuple[int, int]:
        provider = Outside()
        provider.trouble = lambda: "hang"
        translator = reached(provider)
        waiting = []
        for _ in range(1200):
            waiting.append(asyncio.ensure_future(ask(translator)))
            await asyncio.sleep(0.1)
        await asyncio.gather(*waiting)
        return provider.calls, len(waiting)

    calls, asked = run_virtually(main())

    assert calls <= asked * 0.02


def test_no_more_calls_at_once_than_agreed() -> None:
    async def main() -> None:
        provider = Outside(at_once=3)
        translator = reached(provider)

        answers = await asyncio.gather(*(ask(translator) for _ in range(50)))

        assert set(answers) == {"ONE"}
        assert provider.most_running == 3

    run_virtually(main())


def test_a_queue_has_an_end() -> None:
    async def main() -> None:
        provider = Outside(at_once=1)
        provider.trouble = lambda: "hang"
        translator = reached(provider)

        answers = await asyncio.gather(*(ask(translator) for _ in range(500)))

        assert "TranslatorDown" in answers
        assert asyncio.get_running_loop().time() <= 21

    run_virtually(main())


def test_one_hiccup_is_tried_again_but_not_each_time() -> None:
    async def main() -> None:
        provider = Outside()
        translator = reached(provider)
        troubles = [TranslatorDown("ReadError"), None]
        plain = provider.translate

        async def hiccup(texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
            trouble = troubles.pop(0) if troubles else None
            if trouble is not None:
                provider.calls += 1
                raise trouble
            return await plain(texts, source=source, target=target)

        provider.translate = hiccup  # type: ignore[method-assign]

        assert await ask(translator) == "ONE"
        assert provider.calls == 2
        # the budget of retries is used up now: the next hiccup is told
        troubles[:] = [TranslatorDown("ReadError")]
        assert await ask(translator) == "TranslatorDown"

    run_virtually(main())


@pytest.mark.parametrize("refusal", [Unsupported("en-pt"), TooLong("long")])
def test_a_provider_that_says_no_is_not_down(refusal: Exception) -> None:
    async def main() -> None:
        provider = Outside()
        provider.trouble = lambda: refusal
        translator = reached(provider)
        for _ in range(20):
            with pytest.raises(type(refusal)):
                await translator.translate(["one"], source=EN, target=PT)

        assert provider.calls == 20

    run_virtually(main())


def test_a_bug_in_a_provider_escapes_and_leaves_no_probe_behind() -> None:
    async def main() -> None:
        provider = Outside()
        provider.trouble = lambda: TranslatorDown("x")
        translator = reached(provider)
        for _ in range(8):
            await ask(translator)
        await asyncio.sleep(2.5)
        provider.trouble = ZeroDivisionError
        with pytest.raises(ZeroDivisionError):
            await translator.translate(["one"], source=EN, target=PT)
        provider.trouble = None

        assert await ask(translator) == "ONE"

    run_virtually(main())


def test_a_probe_that_is_cancelled_leaves_the_way_free() -> None:
    async def main() -> None:
        provider = Outside()
        provider.trouble = lambda: TranslatorDown("x")
        translator = reached(provider)
        for _ in range(8):
            await ask(translator)
        await asyncio.sleep(2.5)
        provider.trouble = lambda: "hang"
        probe = asyncio.ensure_future(ask(translator))
        await asyncio.sleep(1)
        assert await ask(translator) == CircuitOpen.__name__
        probe.cancel()
        await asyncio.wait([probe])
        provider.trouble = None

        assert await ask(translator) == "ONE"

    run_virtually(main())


# ---- budgets and hints


def test_a_budget_is_asked_before_each_call_and_not_while_left_alone() -> None:
    taken: list[int] = []

    class Counting(Budgets):
        def __init__(self) -> None: ...

        async def take(self, asked: Asked, *, provider: str, target: Lang, chars: int) -> None:
            taken.append(chars)

    async def main() -> None:
        provider = Outside()
        provider.trouble = lambda: TranslatorDown("x")
        engines = Engines.of([provider], may_leave="public", budgets=Counting())
        for _ in range(50):
            await ask(engines.reach(PUBLIC)[0])

        assert taken == [3] * provider.calls
        assert provider.calls < 10

    run_virtually(main())


def test_hints_reach_who_can_use_them() -> None:
    class Hinted(Outside, TakesHints):
        seen: Hints | None = None

        async def translate_hinted(
            self, texts: Sequence[str], *, source: Lang, target: Lang, hints: Hints
        ) -> list[str]:
            self.seen = hints
            return list(texts)

    async def main() -> None:
        provider, hints = Hinted(), Hints("title", (("草", "lol"),))
        for each in (provider, Outside()):
            translator = reached(each)
            assert isinstance(translator, TakesHints)
            await translator.translate_hinted(["one"], source=EN, target=PT, hints=hints)

        assert provider.seen == hints

    run_virtually(main())
