"""Whole passages through outside engines: what they are told, and what is not taken from them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qiao.translate.clearance import Asked, Clearance
from qiao.translate.models import EN, ZH_HANS, Lang, Passage
from qiao.translate.pipeline import Pipeline
from qiao.translate.slang import shipped
from qiao.translate.translator import Hints, TakesHints
from tests.translate.make import DETECTOR, Fake, pipeline

PT = Lang("pt")
pytestmark = pytest.mark.anyio


class Reads(Fake, TakesHints):
    """An engine that remembers its hints."""

    hints = Hints()

    async def translate_hinted(
        self, texts: Sequence[str], *, source: Lang, target: Lang, hints: Hints
    ) -> list[str]:
        self.hints = hints
        return await self.translate(texts, source=source, target=target)


async def test_an_engine_that_reads_is_told_the_title_and_the_slang() -> None:
    reads = Reads(("zh-Hans", "en"), how=lambda text: "this place is really wonderful")

    await pipeline(reads).translate(
        Passage("这家店真的绝绝子，大家快去看看吧", title="周末探店"), target=EN, source=ZH_HANS
    )

    assert reads.hints.context == "周末探店"
    assert "绝绝子" in dict(reads.hints.terms)


async def test_hints_stay_with_the_language_they_are_in() -> None:
    first = Fake(("zh-Hans", "en"), how=lambda text: "this shop is truly great")
    second = Reads(("en", "pt"), how=lambda text: "esta loja é mesmo ótima")

    made = await pipeline(first, second).translate("这家店真的绝绝子", target=PT, source=ZH_HANS)

    assert made.state == "done"
    assert second.hints == Hints()


async def test_answers_in_the_wrong_order_are_not_shown() -> None:
    meanings = {
        "The train leaves early tomorrow morning.": "O trem parte amanhã de manhã cedo.",
        "My cat sleeps on the warm sofa.": "Meu gato dorme no sofá quente.",
    }

    class Shuffled(Fake):
        async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
            return [meanings[text] for text in texts][::-1]

    def alike(source: str, made: str) -> float:
        return 0.9 if meanings.get(source) == made else 0.05

    text = " ".join(meanings)
    swapped = Pipeline((Shuffled(("en", "pt")),), DETECTOR, shipped(), alike)
    right = Pipeline((Fake(("en", "pt"), how=meanings.__getitem__),), DETECTOR, shipped(), alike)

    assert (await swapped.translate(text, target=PT)).state == "unavailable"
    assert (await right.translate(text, target=PT)).body == " ".join(meanings.values())


async def test_a_pipeline_of_fakes_needs_no_chain() -> None:
    fake = Fake(("en", "pt"), how=lambda text: "eu amo o meu gato")

    made = (
        await pipeline(fake)
        .for_asked(Asked(Clearance.PUBLIC))
        .translate("I love my cat", target=PT)
    )

    assert made.state == "done"
