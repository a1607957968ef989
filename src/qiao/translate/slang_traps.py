"""Where a slang term is only a part of an ordinary word, a price or a time."""

from __future__ import annotations

import re

_WORDLIKE = re.compile(r"[^\W_]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COUNTED = re.compile(
    r"\s?(?:[元块美刀円个只条件号楼路度岁年月日天周时点分秒集章页名人位次斤克磅米厘公升线]"
    r"|%|°|kg|cm|km|ml|usd|rmb)",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"(?:[$€£¥￥₩₭#№第共约满减价付花值买卖卡号]"
    r"|no\.?|rmb|usd|room|route|bus|gate|page|chapter|flight|line|act)\s?$",
    re.IGNORECASE,
)
_JOINS_NUMBERS = frozenset("./:-+×*=,")

# What makes an ordinary word of a term: what stands before it, what stands after it.
_ORDINARY: dict[str, tuple[str, str]] = {
    "稀饭": ("[喝煮熬吃碗]", ""),
    "给力": ("", "量"),
    "神马": ("", "[股]"),
    "油菜花": ("", "[田海节开]"),
    "安利": ("", "[公产]"),
    "沙雕": ("", "[艺作比]"),
    "先森": ("", "林"),
    "真香": ("", "[甜啊草精水气]"),
    "平替": ("", "换"),
    "显白": ("明", ""),
    "干货": ("", "[船店市铺]"),
    "冲": ("[缓俯]", "[水洗突击浪凉动绳锋]"),
    "小白": ("", "[菜兔鞋鼠杨桦]"),
    "绿茶": ("[喝泡杯瓶壶]", "[饼味拿]"),
    "红薯": ("[烤蒸]", "[粉干片饼叶]"),
    "海王": ("", "[星]"),
    "救命": ("", "[恩之]"),
    "上头": ("[从在]", ""),
    "下头": ("[从在]", ""),
}


def stands(text: str, start: int, end: int, *, lang: str, term: str, kind: str) -> bool:
    """Whether a term found at `text[start:end]` stands as one: what a pattern cannot tell."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if kind == "number":
        return _number_stands(text, start, end)
    if lang == "ar":
        return not (_wordlike(before) or _wordlike(after))
    if lang == "ko":
        # 헐 is a word only by itself (헐다 is "tear down"); laughs and jamo may lean on words
        return term != "헐" or not (_wordlike(before) or _wordlike(after))
    if lang == "ja" and len(term) == 1:
        return not (_cjk(before) or _cjk(after)) or (after == "" and before in {"る", "た", "い"})
    if len(term) == 1 and _cjk(term):
        # one character is slang only by itself: 草 yes, 草莓 no
        return not (_cjk(before) or _cjk(after))
    if len(term) <= 3 and start and text[start:end].istitle() and text[start - 1] == " ":
        return False  # "Ty Smith"; a term at the start of a text may be capitalised
    ordinary = _ORDINARY.get(term)
    if ordinary is None:
        return True
    head, tail = ordinary
    return not ((head and re.match(head, before)) or (tail and re.match(tail, after)))


def _number_stands(text: str, start: int, end: int) -> bool:
    if _PRICED.search(text[max(0, start - 8) : start]) or _COUNTED.match(text, end):
        return False
    if end - start == 1 and re.search(r"[A-Za-z] ?$", text[:start]):
        return False  # "iPhone 6"
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(
        c.isdigit() or c in _JOINS_NUMBERS or (c.isascii() and c.isalpha()) for c in around
    )


def _wordlike(char: str) -> bool:
    return bool(_WORDLIKE.match(char or " "))


def _cjk(char: str) -> bool:
    return bool(_CJK.match(char or " "))
