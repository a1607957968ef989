"""Chinese characters: Simplified, Traditional or Japanese, told by characters one alone has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from qiao.translate.models import ZH_HANS, ZH_HANT, Lang

_FIRST, _LAST = 0x4E00, 0x9FFF
# Made in Japan, found in no Chinese text.
_KOKUJI = frozenset("込働畑峠辻枠匂搾栃凪塀鱈雫噺々〆")
# Written so in Taiwan and Hong Kong though the character is in both sets.
_HANT_HINTS = frozenset("喔欸咧蛤齁餒嘅喺咗嘢啱冇佢哋唔係嚟噉乜睇咩妳祂")
_HANS_HINTS = frozenset("哦呗嘛您啥咋俩")
# Said in comments by people who write Japanese, without kana.
_JA_WORDS = frozenset(
    {"最高", "素敵", "大丈夫", "無理", "残念", "綺麗", "面白", "可哀想", "勉強", "美味", "了解"}
    | {"感謝", "最強", "優勝", "神回", "神曲", "大好物", "御意", "尊死"}
)


@dataclass(frozen=True, slots=True)
class HanTables:
    """Characters that exist in one set only."""

    hans: frozenset[str]
    hant: frozenset[str]
    japanese: frozenset[str]


@cache
def tables() -> HanTables:
    """Compute the tables once, from OpenCC's own (about 50 ms)."""
    every = "".join(map(chr, range(_FIRST, _LAST + 1)))
    to_hans, to_hant = OpenCC("t2s").convert(every), OpenCC("s2t").convert(every)
    to_jp = OpenCC("t2jp").convert(every)
    hant = {c for c, s in zip(every, to_hans, strict=True) if c != s}
    hans = {c for c, t in zip(every, to_hant, strict=True) if c != t}
    shinjitai = {j for c, j in zip(every, to_jp, strict=True) if c != j}
    # 吃, 里, 台, 著: in the tables of one set, in the everyday text of both
    return HanTables(
        hans=frozenset(c for c in hans - shinjitai if not _in(c, "big5")),
        hant=frozenset(c for c in hant if not _in(c, "gb2312")),
        japanese=frozenset(
            {c for c in shinjitai - hans - hant if not (_in(c, "gb2312") or _in(c, "big5"))}
            | _KOKUJI
        ),
    )


def _in(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _to_simplified() -> dict[int, str]:
    every = [chr(c) for c in range(_FIRST, _LAST + 1)]
    simple = OpenCC("t2s").convert("".join(every))
    return {ord(c): s for c, s in zip(every, simple, strict=True) if c != s}


def simplified(text: str) -> str:
    """Write Traditional characters as Simplified ones, each by itself, so that offsets stay."""
    return text.translate(_to_simplified())


def han_language(han: str, declared: Lang | None) -> tuple[Lang, float]:
    """Decide for text of Chinese characters without kana. `han`: only its Han characters."""
    sets = tables()
    japanese = sum(c in sets.japanese for c in han)
    hans = sum(c in sets.hans for c in han)
    hant = sum(c in sets.hant for c in han)
    if han in _JA_WORDS or (japanese and not hans and japanese >= hant):
        return Lang("ja"), 0.75
    if hans or hant:
        lang, most = (ZH_HANT, hant) if hant > hans else (ZH_HANS, hans)
        return lang, 0.6 + 0.39 * most / (hans + hant)
    if any(c in _HANT_HINTS for c in han):
        return ZH_HANT, 0.7
    if any(c in _HANS_HINTS for c in han):
        return ZH_HANS, 0.85
    if declared in {ZH_HANT, ZH_HANS, Lang("ja")}:
        return declared, 0.7
    return ZH_HANS, 0.7


def kana_is_decoration(kana: str, han: str) -> bool:
    """Chinese adverts borrow one の: it makes no Japanese where the rest is Simplified."""
    return set(kana) <= {"の"} and len(kana) == 1 and any(c in tables().hans for c in han)
