"""What language a text is in, with figures on data that no rule was fitted to."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.translate.models import Detected, Lang
from tests.translate.make import DETECTOR, rows


def lang(text: str, declared: str | None = None) -> str:
    return DETECTOR.detect(text, declared=Lang(declared) if declared else None).lang


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("de", "Ich habe heute ein neues Kleid gekauft und es passt perfekt"),
        ("it", "Che bella questa ricetta, la provo domani con la mia famiglia"),
        ("nl", "Wat een mooie foto, waar heb je die gemaakt?"),
        ("vi", "Cảm ơn bạn rất nhiều, món này ngon quá"),
        ("id", "Terima kasih banyak, resepnya enak sekali"),
        ("tr", "Çok güzel olmuş, tarifi paylaşır mısın?"),
        ("pl", "Dziękuję bardzo, to jest naprawdę piękne"),
        ("ru", "Какой красивый кот!"),
        ("uk", "Це найкращий рецепт, який я бачила"),
        ("th", "น่ารักมากเลย"),
        ("hi", "बहुत सुंदर तस्वीर"),
        ("he", "איזה חתול חמוד"),
        ("el", "Τι όμορφη γάτα"),
        ("am", "በጣም ቆንጆ ነው"),
        ("fa", "خیلی قشنگه عزیزم"),
        ("ka", "ძალიან ლამაზია"),
        ("lo", "ສະບາຍດີ 555"),
        ("ko", "ㅠㅠㅠ"),
        ("ja", "気になる"),
        ("ja", "了解です"),
        ("zh-Hans", "T恤多少钱"),
        ("zh-Hans", "我用iPhone拍的"),
        ("zh-Hant", "我在台灣"),
        ("zh-Latn", "wǒ ài nǐ"),
        ("zh-Latn", "gkd"),
        ("zh-Latn", "zenme shuo"),
        ("ar-Latn", "keifak habibi"),
        ("en", "banana bread day 3"),
        ("en", "can someone translate this for me"),
        ("en", "China"),
        ("en", "women"),
        ("es", "qué rico se ve"),
        ("pt", "vc é de onde?"),
        ("fr", "trop beau"),
        ("und", "8/10"),
        ("und", "🇧🇷🇨🇳 [失望R] @ana #OOTD https://x.com"),
        ("und", "d41d8cd98f00b204e9800998ecf8427e"),
        ("und", "01001000 01101001"),
        ("und", "¯\\_(ツ)_/¯"),
        ("und", "(｡•́︿•̀｡)"),
        ("und", ""),
    ],
)
def test_texts_of_many_languages(expected: str, text: str) -> None:
    assert lang(text) == expected


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("Good morning 早安", ("zh-Hans", "en")),
        ("这个vibe太好了", ("zh-Hans", "en")),
        ("I love 火锅 so much, it is my favourite", ("en", "zh-Hans")),
    ],
)
def test_a_text_in_two_languages_names_both(text: str, mixed: tuple[str, ...]) -> None:
    found = DETECTOR.detect(text)

    assert found.lang == "mul"
    assert set(found.mixed) == set(mixed)
    assert found.runs[0].start == 0
    assert found.runs[-1].end == len(text)


def test_names_and_acronyms_make_no_second_language() -> None:
    for text in (
        "威尔士国民议会议员(AM)担心",
        "我在Costco买的",
        "芭比Q了",
        "住在 New York 的朋友",
        "yyds真的好吃",
    ):
        assert lang(text) == "zh-Hans"


def test_what_the_author_said_settles_only_what_is_open() -> None:
    assert lang("好吃", declared="zh-Hant") == "zh-Hant"
    assert lang("好吃", declared="ja") == "ja"
    assert lang("你们那边房租多少钱", declared="en") == "zh-Hans"


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    found = DETECTOR.detect(text)

    assert 0.0 <= found.confidence <= 1.0
    assert (found.lang == "mul") == (len(found.mixed) > 1)


def label(found: Detected) -> str:
    """As `lid_social_dev.tsv` labels it: "zh" is Simplified or undecided."""
    names = {"zh-Hans": "zh"}
    if found.mixed:
        return "mix-" + "-".join(sorted((names.get(m, m) for m in found.mixed), reverse=True))
    return names.get(found.lang, found.lang)


def test_social_comments(shared_data: Path) -> None:
    lines = (shared_data / "translation" / "lid_social_dev.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t", 1) for line in lines]

    right = sum(label(DETECTOR.detect(text)) == wanted for wanted, text in pairs)

    assert right / len(pairs) >= 0.97


def test_the_first_twenty_characters_of_news(shared_data: Path) -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows(shared_data / "translation" / "ntrex_dev.tsv"):
        for column in set(row) - {"line", "doc"}:
            wanted = "pt" if column.startswith("pt") else column
            asked[wanted] += 1
            right[wanted] += lang(row[column][:20]) == wanted

    assert right.total() / asked.total() >= 0.97
    assert min(right[name] / asked[name] for name in asked) >= 0.94
