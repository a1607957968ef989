"""Which texts are read as codes, and which are left in peace."""

import pytest

from qiao.translate.decode import CODES, decode
from tests.translate.decode.encoders import EXACT, braille, caesar, morse

TEXT = "Hello my friends, good to see you here"


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("text", [TEXT, "你好朋友", "我爱猫 and dogs", "hello", "安녕? 안녕하세요"])
def test_bytes_written_out_are_read(name: str, text: str) -> None:
    coded = EXACT[name](text)
    if coded == text:
        pytest.skip("nothing to escape")

    found = decode(coded)

    assert found is not None
    assert (found.kind, found.text) == (name.partition(",")[0], text)


def test_morse_and_braille_are_read_without_capitals() -> None:
    assert decode(morse("hello world")) == decode(".... . .-.. .-.. ---   .-- --- .-. .-.. -..")
    assert decode("···· · ·−·· ·−·· −−−").text == "hello"  # type: ignore[union-attr]
    assert decode(braille("hello world")).text == "hello world"  # type: ignore[union-attr]
    assert decode("⠠⠓⠑⠇⠇⠕ ⠼⠁⠃").text == "Hello 12"  # type: ignore[union-attr]
    assert decode("... --- ...").text == "sos"  # type: ignore[union-attr]


@pytest.mark.parametrize("places", range(1, 26))
def test_every_caesar_is_read_and_says_its_places(places: int) -> None:
    found = decode(caesar(places)(TEXT))

    assert found is not None
    assert (found.text, found.name) == (TEXT, f"Caesar {places}")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ereh uoy ees ot doog ,sdneirf ym olleH", "Hello my friends, good to see you here"),
        ("olleH ym sdneirf, doog ot ees uoy ereh.", "Hello my friends, good to see you here."),
        ("😂 ereh uoy ees ot doog", "good to see you here 😂"),
    ],
)
def test_reversed_letters_are_read(text: str, plain: str) -> None:
    found = decode(text)

    assert found is not None
    assert (found.kind, found.text) == ("reversed", plain)


def test_a_code_within_a_code_is_read() -> None:
    found = decode(EXACT["base64"](morse("hello world")))

    assert found is not None
    assert (found.name, found.text) == ("base64, Morse", "hello world")


def test_a_token_amid_words_is_read_in_its_place() -> None:
    found = decode("can you read aGVsbG8gd29ybGQ= 😂 @ana?")

    assert found is not None
    assert found.text == "can you read hello world 😂 @ana?"


def test_mentions_and_links_stay_as_they_are() -> None:
    found = decode("@ana uryyb zl sevraqf, ybbx https://x.com/abc 😂")

    assert found is not None
    assert found.text == "@ana hello my friends, look https://x.com/abc 😂"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "hello", "...", "- - -", "... ... ...", "--- --- ---", "-_- ._. -_-", "-.-",
        "¯\\_(ツ)_/¯", "T_T", "(╯°□°)╯︵ ┻━┻", "⠀⠀⠀", "⣿⣿⣿⠿⠟⠛⠻⣿⣿", "10101010", "101 100 110",
        "2024 12 25", "20 24 12 25 10 30", "13800138000", "+86 138 0013 8000", "100% sure",
        "100%20 off", "50%off", "#ff00ff", "deadbeef", "decade facade", "Remondis",
        "iPhone15ProMax",
        "d41d8cd98f00b204e9800998ecf8427e", "dQw4w9WgXcQ", "550e8400-e29b-41d4-a716-446655440000",
        "https://x.com/aGVsbG8gd29ybGQ=", "@aGVsbG8gd29ybGQ", "U+1F600 is an emoji",
        "he said &#8220;hi&#8221; &#128514;&#128514;", "caf&#233; au lait", "AT&amp;T",
        "was on no saw", "never odd or even", "Ihr seid alle Lügner.", "wo ai ni men",
        "Saya suka kucing",
        "pqp pqp pqp pqp pqp", "hahahauaiiuauauahahaha", "de pijp uitgaan", "xoxo gg wp brb afk",
        "Ich habe heute keine Zeit dafür", "ngl this slaps fr fr", "zzzzzz", "asdfghjkl qwertyuiop",
        "C'est pas vrai ça", "我爱你", "ຂ້ອຍຮັກແມວ", "x" * 9000,
    ],
)  # fmt: skip
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert decode(text) is None


def test_the_order_is_the_one_that_is_documented() -> None:
    assert [kind for kind, _ in CODES] == [
        "Morse", "braille", "binary", "hex", "base64", "URL escapes", "Unicode escapes", "Caesar",
        "reversed",
    ]  # fmt: skip
