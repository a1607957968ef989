"""What every `Translator` keeps: subclass it, say how to make yours and one pair it speaks."""

from __future__ import annotations

import asyncio

import pytest

from qiao.translate.models import Lang
from qiao.translate.translator import Translator, Unsupported


class TranslatorContract:
    """One contract for every provider."""

    pair: tuple[Lang, Lang]
    texts: tuple[str, ...] = ("one", "two", "one")

    @pytest.fixture
    async def translator(self) -> Translator:
        raise NotImplementedError

    @pytest.mark.anyio
    async def test_it_has_a_name_readers_can_be_shown(self, translator: Translator) -> None:
        assert translator.name.strip()
        assert translator.kind in {"local", "http", "llm", "gloss", "conversion"}

    @pytest.mark.anyio
    async def test_as_many_translations_as_texts_in_their_order(
        self, translator: Translator
    ) -> None:
        made = await translator.translate(self.texts, source=self.pair[0], target=self.pair[1])
        alone = [
            (await translator.translate([t], source=self.pair[0], target=self.pair[1]))[0]
            for t in self.texts
        ]

        assert made == alone

    @pytest.mark.anyio
    async def test_no_texts_are_no_work(self, translator: Translator) -> None:
        assert await translator.translate([], source=self.pair[0], target=self.pair[1]) == []

    @pytest.mark.anyio
    async def test_a_pair_it_does_not_speak_is_refused(self, translator: Translator) -> None:
        nobody = Lang("qaa")

        assert not translator.speaks(nobody, self.pair[1])
        assert not translator.speaks(self.pair[0], self.pair[0])
        with pytest.raises(Unsupported):
            await translator.translate(["x"], source=nobody, target=self.pair[1])

    @pytest.mark.anyio
    async def test_callers_at_once_get_each_their_own(self, translator: Translator) -> None:
        source, target = self.pair

        made = await asyncio.gather(
            *(translator.translate([text], source=source, target=target) for text in self.texts * 3)
        )

        expected = await translator.translate(self.texts, source=source, target=target)
        assert [texts[0] for texts in made] == expected * 3
