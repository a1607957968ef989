"""LibreTranslate's protocol."""

import pytest

from qiao.translate.models import EN, ZH_HANS, Lang
from qiao.translate.providers.libretranslate import LibreTranslate
from qiao.translate.settings import LibreTranslateSettings
from qiao.translate.translator import TooLong, Translator, Unsupported
from tests.translate.providers.http_contract import PT, TOTAL_S, HttpTranslatorContract
from tests.translate.standins.server import StandIn
from tests.translate.standins.services import KEY, libretranslate

pytestmark = pytest.mark.anyio


class TestLibreTranslate(HttpTranslatorContract):
    def server(self) -> StandIn:
        return libretranslate()

    def made(self, url: str, *, total_s: float = TOTAL_S) -> Translator:
        return LibreTranslate(LibreTranslateSettings(url=url, api_key=KEY, total_s=total_s))  # type: ignore[arg-type]

    async def test_what_is_asked(self, translator: Translator, standin: StandIn) -> None:
        await translator.translate(["你好"], source=ZH_HANS, target=EN)

        assert standin.asked[0].path == "/translate"
        assert standin.asked[0].body == {
            "q": ["你好"], "source": "zh-Hans", "target": "en", "format": "text", "api_key": KEY,
        }  # fmt: skip

    async def test_a_pair_refused_by_the_server_is_asked_once(
        self, translator: Translator, standin: StandIn
    ) -> None:
        vi = Lang("vi")
        assert translator.speaks(EN, vi)

        for _ in range(2):
            with pytest.raises(Unsupported):
                await translator.translate(["one"], source=EN, target=vi)

        assert len(standin.asked) == 1
        assert not translator.speaks(EN, vi)

    async def test_the_servers_limit_is_too_long(self, translator: Translator) -> None:
        with pytest.raises(TooLong):
            await translator.translate(["x" * 2000], source=EN, target=PT)


def test_an_address_must_be_one() -> None:
    for url in ("ftp://example.org", "example.org", "http://user:secret@example.org"):
        with pytest.raises(ValueError, match="provider's url"):
            LibreTranslate(LibreTranslateSettings(url=url))
