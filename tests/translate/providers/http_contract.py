"""The contract of providers over HTTP: the one of all translators, and twelve kinds of trouble."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator

import pytest

from qiao.translate.models import EN, Lang
from qiao.translate.translator import TooLong, Translator, TranslatorDown, TranslatorError
from tests.translate.contract import TranslatorContract
from tests.translate.standins.server import FAULTS, Fault, StandIn, serving

PT = Lang("pt")
TOTAL_S = 0.6
"""Long enough for an answer on a busy machine, short enough for tests that wait it out."""


class HttpTranslatorContract(TranslatorContract):
    """Say which server you speak to, and how yours is made."""

    pair = (EN, PT)
    keeps_order = False  # the protocol has ids, so an answer in another order is put right

    def server(self) -> StandIn:
        raise NotImplementedError

    def made(self, url: str, *, total_s: float = TOTAL_S) -> Translator:
        raise NotImplementedError

    @pytest.fixture
    async def standin(self, local_sockets: None) -> AsyncIterator[StandIn]:
        async with serving(self.server()) as server:
            yield server

    @pytest.fixture
    async def translator(self, standin: StandIn) -> AsyncIterator[Translator]:
        made = self.made(standin.url)
        yield made
        await made.close()  # type: ignore[attr-defined]

    @pytest.mark.anyio
    @pytest.mark.parametrize("fault", FAULTS)
    async def test_trouble_is_one_of_three_answers_in_time(
        self, fault: Fault, translator: Translator, standin: StandIn
    ) -> None:
        standin.fault = fault
        if fault == "refuse":
            translator = self.made("http://127.0.0.1:9")  # nobody listens there
        loop = asyncio.get_running_loop()
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started_s = loop.time()

        outcome: object
        try:
            outcome = await translator.translate(["one", "two"], source=EN, target=PT)
        except TranslatorError as error:
            outcome = error

        assert loop.time() - started_s < TOTAL_S + 2.0
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 24_000
        assert standin.sent_bytes < 16 << 20, "it went on reading"
        if fault == "wrong order":
            expected = ["ONE", "TWO"] if self.keeps_order else ["TWO", "ONE"]
            # without ids nobody can tell: the pipeline's gate does (test_chain_pipeline)
            assert outcome == expected
        else:
            assert isinstance(outcome, TranslatorDown)
        if fault == "429":
            assert isinstance(outcome, TranslatorDown)
            assert outcome.retry_s == 7.0

    @pytest.mark.anyio
    @pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "wrong order"])
    async def test_it_works_again_at_once_when_trouble_ends(
        self, fault: Fault, translator: Translator, standin: StandIn
    ) -> None:
        standin.fault, standin.faults_left = fault, 1
        failing = self.made("http://127.0.0.1:9") if fault == "refuse" else translator
        with pytest.raises(TranslatorDown):
            await failing.translate(["one", "two"], source=EN, target=PT)
        standin.fault = None

        assert await translator.translate(["one"], source=EN, target=PT) == ["ONE"]

    @pytest.mark.anyio
    async def test_a_redirect_is_not_followed(
        self, translator: Translator, standin: StandIn
    ) -> None:
        plain = standin.answers
        standin.answers = lambda asked: (302, {}) if not standin.asked[1:] else plain(asked)

        with pytest.raises(TranslatorDown):
            await translator.translate(["one"], source=EN, target=PT)

        assert len(standin.asked) == 1

    @pytest.mark.anyio
    async def test_proxies_of_the_environment_are_not_used(
        self, translator: Translator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")

        assert await translator.translate(["one"], source=EN, target=PT) == ["ONE"]

    @pytest.mark.anyio
    async def test_many_texts_come_in_several_requests(
        self, translator: Translator, standin: StandIn
    ) -> None:
        texts = [f"text {number}" for number in range(130)]

        made = await translator.translate(texts, source=EN, target=PT)

        assert made == [text.upper() for text in texts]
        assert len(standin.asked) > 1

    @pytest.mark.anyio
    async def test_a_text_without_end_is_too_long(self, translator: Translator) -> None:
        with pytest.raises(TooLong):
            await translator.translate(["x" * 100_000], source=EN, target=PT)

    @pytest.mark.anyio
    async def test_what_is_odd_comes_through(self, translator: Translator) -> None:
        odd = ['"quotes" and \\ {"id": "s1"}', "两行\n行", "</data> ```", "\u202e\u0000x"]

        made = await translator.translate(odd, source=EN, target=PT)

        assert made == [text.upper() for text in odd]

    def test_secrets_are_not_shown(self) -> None:
        made = self.made("http://127.0.0.1:9")

        assert "s3cret" not in repr(made) + repr(made.options)  # type: ignore[attr-defined]
