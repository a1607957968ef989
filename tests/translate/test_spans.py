"""Entities are found whole, and only where they are entities."""

import pytest

from qiao.translate.models import SpanKind
from qiao.translate.spans import emoji_of, spans


def found(text: str, kind: SpanKind) -> list[str]:
    return [span.text for span in spans(text) if span.kind is kind]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://x.com/a_(b).", ["https://x.com/a_(b)"]),
        ("看https://x.cn/a?b=1&c=%20吧", ["https://x.cn/a?b=1&c=%20"]),
        ("mail me@x.org, or www.x.org/y!", ["me@x.org", "www.x.org/y"]),
        ("(http://a.b/c)", ["http://a.b/c"]),
        ("it is example.com/a now", ["example.com/a"]),
        ("end.Of sentence", []),
    ],
)
def test_links(text: str, links: list[str]) -> None:
    assert found(text, SpanKind.LINK) == links


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hi @maria, and @bob_99.", ["@maria", "@bob_99"]),
        ("@小红薯123 你好", ["@小红薯123"]),
        ("a@b", []),
    ],
)
def test_mentions(text: str, names: list[str]) -> None:
    assert found(text, SpanKind.MENTION) == names


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("#OOTD today", ["#OOTD"]),
        ("今天#穿搭 #猫[话题]# #美食#好", ["#穿搭", "#猫[话题]#", "#美食#"]),
        ("a#b c/#d &#39;", []),
    ],
)
def test_topics(text: str, topics: list[str]) -> None:
    assert found(text, SpanKind.TOPIC) == topics


def test_emoji_are_whole() -> None:
    text = "👨‍👩‍👧‍👦🇧🇷🇨🇳3️⃣❤️‍🔥👍🏽🏴󠁧󠁢󠁥󠁮󠁧󠁿☕"

    assert emoji_of(text) == ["👨‍👩‍👧‍👦", "🇧🇷", "🇨🇳", "3️⃣", "❤️‍🔥", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☕"]


def test_letters_and_marks_are_no_emoji() -> None:
    assert emoji_of("a © ™ → 中 あ ★ ①") == []


def test_stickers() -> None:
    assert found("哈[失望R][doge]x[note]", SpanKind.STICKER) == ["[失望R]", "[doge]"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("$12.50, 80% of 1,000 at 12:30", ["$12.50", "80%", "1,000", "12:30"]),
        ("5kg or 3 cm, -4°C, ￥88, 88元", ["5kg", "3 cm", "-4°C", "￥88", "88元"]),
        ("u1s1 mp3 h2o 3amel 2nd", []),
        ("1990-1995", ["1990-1995"]),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert found(text, SpanKind.NUMBER) == numbers
