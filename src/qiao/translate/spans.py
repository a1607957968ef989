"""Entities: what must come out of a translation byte for byte as it went in."""

from __future__ import annotations

import re

from qiao.translate.models import Span, SpanKind

# Drawn as emoji by themselves (a superset of Unicode's Emoji_Presentation, by block) …
_PICTURE = (
    "[\U0001f000-\U0001f12f\U0001f170-\U0001f171\U0001f17e-\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f1ad\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
    "\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u25b6\u25c0\u25fb-\u25fe"
    "\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f"
    "\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f"
    "\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4"
    "\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd"
    "\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747"
    "\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3297\u3299]"
)
# … and those that are text unless a variation selector says otherwise.
_TEXT_PICTURE = "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2934\u2935\u3030\u303d\u24c2]"
_TONE = "[\U0001f3fb-\U0001f3ff]"
_ONE = f"(?:{_PICTURE}[\ufe0e\ufe0f]?|{_TEXT_PICTURE}\ufe0f){_TONE}?"
_EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    "|\U0001f3f4[\U000e0020-\U000e007f]+"  # flags of nations within one, by tags
    f"|{_ONE}(?:\u200d{_ONE})*"
    f"|{_TONE}"
)
_LINK = (
    r"(?:https?|ftp)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
    r"|(?<![A-Za-z0-9.])www\.[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
    r"|(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
    r"|(?<![A-Za-z0-9.@\-])(?:[a-z0-9\-]+\.)+(?:com|net|org|cn|io|me|app|dev|ly|tv|jp|kr|fr|es|br|la)"
    r"(?![A-Za-z0-9])(?:/[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*)?"
)
_STICKER = r"\[[^\[\]\s#@]{1,12}R\]|\[[\u4e00-\u9fff]{1,6}H?\]|\[(?:doge|OK|emoji|吃瓜)\]"
_TOPIC = r"(?<![A-Za-z0-9_&/])[#＃](?:[^\s#＃@\[\]]{1,40}(?:\[话题\])?[#＃]|[\w·\-]*\w)"
_MENTION = (
    r"(?<![A-Za-z0-9_.])[@＠](?:[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,28}[A-Za-z0-9_])?|[\w]{1,24})"
)
_CURRENCY = "[$€£¥₩₹₽₺₫฿₭￥₴₦]"
_UNIT = (
    r"(?:\s?(?:%|‰|°[CF]?|℃|℉|€|円|元|块钱|块|₭)"
    r"|\s?(?:kg|mg|g|km|cm|mm|m|ml|mL|L|l|lb|lbs|oz|ft|kWh|GB|MB|TB|mAh|Hz|px|k|K|w|W|x)(?![A-Za-z]))"
)
_DIGITS = r"\d+(?:[.,:/'’]\d+)*(?![.,]?\d)"
_NUMBER = (
    rf"(?<![A-Za-z0-9_.])(?:[A-Z]{{0,2}}{_CURRENCY}\s?[+\-−]?{_DIGITS}{_UNIT}?"  # £2.8 of "£2.8bn"
    rf"|[+\-−]?{_DIGITS}{_UNIT}?(?:[\-–~]{_DIGITS}{_UNIT}?)?(?![A-Za-z_]))"
)
_ENTITY = re.compile(
    f"(?P<link>{_LINK})|(?P<sticker>{_STICKER})|(?P<emoji>{_EMOJI})"
    f"|(?P<mention>{_MENTION})|(?P<topic>{_TOPIC})|(?P<number>{_NUMBER})"
)
_TRAILING = ".,!?;:'\"*"


def spans(text: str) -> list[Span]:
    """Find the entities of a text, in order, none overlapping."""
    found: list[Span] = []
    at = 0
    while match := _ENTITY.search(text, at):
        kind = SpanKind(match.lastgroup or "")
        end = _trimmed_end(match[0], match.start()) if kind is SpanKind.LINK else match.end()
        found.append(Span(match.start(), end, kind, text[match.start() : end]))
        at = end
    return found


def emoji_of(text: str) -> list[str]:
    """The emoji of a text in order, joined sequences whole."""
    return [span.text for span in spans(text) if span.kind is SpanKind.EMOJI]


def _trimmed_end(link: str, start: int) -> int:
    """A full stop after a link is the sentence's; a closing bracket is the link's if it opened."""
    while True:
        if link[-1] in _TRAILING or (link[-1] == ")" and link.count(")") > link.count("(")):
            link = link[:-1]
        else:
            return start + len(link)
