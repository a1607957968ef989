"""What a reader is given for a text in code."""

import pytest

from qiao.translate.models import EN, Engine, InCode, Lang, Passage
from tests.translate.make import Fake, pipeline
from tests.translate.test_pipeline import english_to_portuguese

PT = Lang("pt")
MORSE = ".. / .-.. --- ...- . / -- -.-- / -.-. .- -"
pytestmark = pytest.mark.anyio


async def test_who_reads_what_it_said_is_told_the_code() -> None:
    made = await pipeline().translate(MORSE, target=EN)

    assert (made.state, made.body, made.engine) == (
        "done",
        "i love my cat",
        Engine("decoded", "Morse"),
    )
    assert made.decoded == InCode("Morse", "i love my cat")


async def test_what_it_said_is_translated_on() -> None:
    made = await pipeline(english_to_portuguese()).translate(
        Passage(MORSE, title="The cat"), target=PT, source=Lang("und")
    )

    assert (made.title, made.body) == ("o gato", "eu amo meu gato")
    assert made.engine == Engine("machine", "fake en-pt")
    assert made.decoded == InCode("Morse", "i love my cat")


async def test_without_an_engine_it_is_read_at_least_and_the_reason_named() -> None:
    made = await pipeline().translate("5oiR54ix5L2g5Lus", target=PT)

    assert (made.state, made.body, made.source) == ("done", "我爱你们", "zh-Hans")
    assert made.engine == Engine("decoded", "base64")
    assert made.reason is not None
    assert made.reason.code == "no_engine"


async def test_the_language_a_code_looks_like_is_not_believed() -> None:
    made = await pipeline(english_to_portuguese()).translate(
        "V ybir zl png naq gur png vf urer", target=PT, source=Lang("cy")
    )

    assert made.source == EN
    assert made.body == "eu amo meu gato ando o gato é aqui"


@pytest.mark.parametrize(
    "text", ["𝓘 𝓵𝓸𝓿𝓮 𝓶𝔂 𝓬𝓪𝓽", "Ⓘ ⓛⓞⓥⓔ ⓜⓨ ⓒⓐⓣ", "Ｉ ｌｏｖｅ ｍｙ ｃａｔ", "ɪ ʟᴏᴠᴇ ᴍʏ ᴄᴀᴛ"]
)
async def test_stylised_letters_are_plain_before_all_else(text: str) -> None:
    made = await pipeline(english_to_portuguese()).translate(text, target=PT)

    assert made.body == "eu amo meu gato"


async def test_martian_characters_are_plain_before_all_else() -> None:
    fake = Fake(("zh-Hans", "en"), how=lambda text: "I love you")

    made = await pipeline(fake).translate("莪噯伱", target=EN)

    assert (made.state, made.body) == ("done", "I love you")
    assert fake.calls == [["我爱你"]]


async def test_zalgo_is_calmed() -> None:
    made = await pipeline(english_to_portuguese()).translate("I̴͚̓ l̵̰͝o̶̻̍v̸͇̈́e̷̞͋ m̶̬̆y̵̱̒ c̷̳̈́a̴̘͝t̸̹̚", target=PT)

    assert made.body == "eu amo meu gato"
