"""DeepL's protocol."""

import pytest

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from qiao.translate.providers.deepl import DeepL
from qiao.translate.settings import DeepLSettings
from qiao.translate.translator import Hints, Translator, TranslatorDown, Unsupported
from tests.translate.providers.http_contract import PT, TOTAL_S, HttpTranslatorContract
from tests.translate.standins.server import StandIn
from tests.translate.standins.services import KEY, deepl

pytestmark = pytest.mark.anyio


class TestDeepL(HttpTranslatorContract):
    def server(self) -> StandIn:
        return deepl()

    def made(self, url: str, *, total_s: float = TOTAL_S) -> Translator:
        return DeepL(DeepLSettings(url=url, api_key=KEY, total_s=total_s))  # type: ignore[arg-type]

    async def test_what_is_asked(self, translator: Translator, standin: StandIn) -> None:
        assert isinstance(translator, DeepL)
        await translator.translate_hinted(
            ["hello"], source=EN, target=ZH_HANT, hints=Hints("A title")
        )

        asked = standin.asked[0]
        assert asked.path == "/v2/translate"
        assert (asked.body["source_lang"], asked.body["target_lang"]) == ("EN", "ZH-HANT")
        assert (asked.body["text"], asked.body["context"]) == (["hello"], "A title")

    async def test_quota_spent_asks_to_be_left_alone(self, translator: Translator) -> None:
        with pytest.raises(TranslatorDown) as raised:
            await translator.translate(["quota"], source=EN, target=PT)

        assert raised.value.retry_s is not None

    async def test_a_wrong_key_is_down_and_not_told(self, standin: StandIn) -> None:
        wrong = DeepL(DeepLSettings(url=standin.url, api_key="s3cret-wrong"))  # type: ignore[arg-type]

        with pytest.raises(TranslatorDown) as raised:
            await wrong.translate(["one"], source=EN, target=PT)

        assert "s3cret" not in str(raised.value) + repr(raised.value.__context__)
        await wrong.close()

    async def test_a_language_it_has_not_is_unsupported(self, translator: Translator) -> None:
        with pytest.raises(Unsupported):
            await translator.translate(["one"], source=EN, target=Lang("th"))


def test_it_does_not_change_characters() -> None:
    made = DeepL(DeepLSettings(api_key=f"{KEY}:fx"))  # type: ignore[arg-type]

    assert not made.speaks(ZH_HANS, ZH_HANT)
    assert made.speaks(ZH_HANS, EN)
    assert not made.speaks(EN, Lang("lo"))
