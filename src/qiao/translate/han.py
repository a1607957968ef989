"""Chinese characters: Simplified, Traditional or Japanese, told by characters one alone has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qiao.translate.models import ZH_HANS, ZH_HANT, Lang

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
    """Characters that exist in one set only, and the Simplified form of each Traditional one."""

    hans: frozenset[str]
    hant: frozenset[str]
    japanese: frozenset[str]
    to_simplified: dict[int, str]


@cache
def tables() -> HanTables:
    """Read the tables (`lists/han.tsv`, made from OpenCC's by `python -m tests.translate.han`)."""
    text = files("qiao.translate").joinpath("lists", "han.tsv").read_text(encoding="utf-8")
    rows = dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    pairs = rows["simplified"]
    return HanTables(
        hans=frozenset(rows["hans"]),
        hant=frozenset(rows["hant"]),
        japanese=frozenset(rows["japanese"]),
        to_simplified={ord(t): s for t, s in zip(pairs[::2], pairs[1::2], strict=True)},
    )


def simplified(text: str) -> str:
    """Write Traditional characters as Simplified ones, each by itself, so that offsets stay."""
    return text.translate(tables().to_simplified)


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
