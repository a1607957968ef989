"""Simplified and Traditional, by OpenCC."""

import pytest

from qiao.translate.models import ZH_HANS, ZH_HANT
from qiao.translate.providers.script import ScriptConversion
from qiao.translate.translator import Translator
from tests.translate.contract import TranslatorContract


class TestScriptConversion(TranslatorContract):
    pair = (ZH_HANS, ZH_HANT)
    texts = ("我爱软件", "头发", "我爱软件")

    @pytest.fixture
    async def translator(self) -> Translator:
        return ScriptConversion()


@pytest.mark.anyio
async def test_words_follow_the_region() -> None:
    script = ScriptConversion()

    assert await script.translate(["鼠标和软件"], source=ZH_HANS, target=ZH_HANT) == ["滑鼠和軟體"]
    assert await script.translate(["滑鼠和軟體"], source=ZH_HANT, target=ZH_HANS) == ["鼠标和软件"]
