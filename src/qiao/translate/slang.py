"""Slang: found longest first, explained to the reader, put plainly for an engine."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang, SlangNote, SpanKind, canonical
from qiao.translate.spans import spans

Register = Literal["neutral", "vulgar", "insult"]


@dataclass(frozen=True, slots=True)
class Term:
    """A row of a slang list. `normal` is the same in the term's own language, put plainly."""

    lang: Lang
    term: str
    kind: str
    normal: str
    gloss_en: str
    gloss_zh: str
    register: Register
    ambiguous: bool

    def means(self, target: Lang) -> str:
        """Say what it means to a reader of `target`: Chinese or English, whichever is nearer."""
        if target in {ZH_HANS, ZH_HANT}:
            return self.gloss_zh or self.normal
        if target == self.lang:
            return self.normal
        return self.gloss_en


@dataclass(frozen=True, slots=True)
class Match:
    """A term found at `text[start:end]`."""

    start: int
    end: int
    term: Term


# Within these words or numbers a term is not slang: 88 in "￥88", "88元", "8:88", "1.88".
_WORDLIKE = re.compile(r"[^\W_]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STRETCH = {"laugh", "emote"}
# Names have a translation of their own; laughter is understood as it sounds.
_LEFT_ALONE = {"name", "laugh", "emote"}


class SlangTable:
    """Slang terms by language, ready to be found in text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        by_lang: defaultdict[Lang, dict[str, Term]] = defaultdict(dict)
        for term in terms:
            by_lang[term.lang][term.term.casefold()] = term
        self._terms = {lang: dict(found) for lang, found in by_lang.items()}
        self._patterns = {lang: _pattern(found.values()) for lang, found in self._terms.items()}

    def of(self, lang: Lang) -> Sequence[Term]:
        """All terms of a language."""
        return list(self._terms.get(_list_of(lang), {}).values())

    def has(self, lang: Lang, term: str) -> bool:
        """Whether a term is listed for a language."""
        return term.casefold() in self._terms.get(_list_of(lang), {})

    def find(self, text: str, lang: Lang) -> list[Match]:
        """Find the terms of `lang` in a text: longest first, never inside links, mentions or words.

        Chinese letter slang is found in text of Latin letters too: people mix it in ("so YYDS").
        """
        own = _list_of(lang)
        found = [m for m in self._find(text, own) if _stands(text, m)]
        if own in _LATIN_LISTS:
            for match in self._find(text, ZH_HANS):
                if _travels(match.term) and not any(
                    m.start < match.end and match.start < m.end for m in found
                ):
                    found.append(match)
            found.sort(key=lambda m: m.start)
        return found

    def _find(self, text: str, lang: Lang) -> Iterator[Match]:
        pattern = self._patterns.get(lang)
        if pattern is None:
            return
        closed = [
            (s.start, s.end)
            for s in spans(text)
            # a bare number may be slang (666); one with a currency, unit or point may not
            if not (s.kind is SpanKind.NUMBER and s.text.isdigit())
        ]
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(start < stop and begin < end for begin, stop in closed):
                continue
            term = self._terms[lang].get(found[0].casefold()) or self._stretched(lang, found[0])
            if term is not None:
                yield Match(start, end, term)

    def _stretched(self, lang: Lang, found: str) -> Term | None:
        """哈 as long as one likes: "ㅋㅋㅋㅋㅋ" is "ㅋㅋ", "jajajajaja" is "jajaja"."""
        folded = found.casefold()
        fitting = [
            t for t in self._terms[lang].values() if t.kind in _STRETCH | {"number"} and _same_laugh(folded, t)
        ]
        return max(fitting, key=lambda t: len(t.term), default=None)

    def notes(self, text: str, lang: Lang, target: Lang) -> list[SlangNote]:
        """Explain each term once, in the order of the text."""
        out: dict[str, SlangNote] = {}
        for match in self.find(text, lang):
            term = match.term
            out.setdefault(
                term.term, SlangNote(text[match.start : match.end], term.means(target), term.register, term.ambiguous)
            )
        return list(out.values())

    def normalise(self, text: str, lang: Lang) -> str:
        """Put unambiguous terms plainly, in the text's own language; leave the others."""
        out, at = [], 0
        for match in self.find(text, lang):
            plainly = _plainly(match.term, lang)
            if match.term.ambiguous or match.term.kind in _LEFT_ALONE or not plainly:
                continue
            out.append(text[at : match.start])
            out.append(_cased(plainly, text[match.start : match.end]))
            at = match.end
        out.append(text[at:])
        return "".join(out)

    def whole(self, text: str, lang: Lang) -> Term | None:
        """The term, if the text is nothing else (marks and emoji aside)."""
        core = text.strip(" \t\n.,!?~…。，！？～、")
        for match in self.find(core, lang):
            if match.end - match.start == len(core):
                return match.term
        return None


@cache
def shipped() -> SlangTable:
    """The lists that come with Qiao."""
    names = ("slang_zh.tsv", "slang_en.tsv", "slang_other.tsv", "slang_more.tsv")
    return SlangTable(term for name in names for term in _rows(name))


def _rows(name: str) -> Iterator[Term]:
    text = files("qiao.translate").joinpath("lists", name).read_text(encoding="utf-8")
    implied = {"slang_zh.tsv": ZH_HANS, "slang_en.tsv": EN}.get(name)
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Term(
            lang=implied or canonical(row["lang"]),
            term=row["term"],
            kind=row["kind"],
            normal=row.get("normal_zh") or row.get("normal_en") or row.get("normal") or "",
            gloss_en=row.get("gloss_en") or row.get("normal_en") or "",
            gloss_zh=row.get("gloss_zh") or row.get("normal_zh") or "",
            register=cast("Register", row["register"]),
            ambiguous=row["ambiguous"] == "y",
        )


def _list_of(lang: Lang) -> Lang:
    # letter slang alone is zh-Latn to the detector and Chinese to the list
    return ZH_HANS if lang in {ZH_HANT, "zh-Latn"} else lang


def _pattern(terms: Iterable[Term]) -> re.Pattern[str]:
    ordered = sorted(terms, key=lambda t: -len(t.term))
    return re.compile("|".join(_one(term) for term in ordered), re.IGNORECASE)


def _one(term: Term) -> str:
    body = re.escape(term.term).replace("'", "['’]").replace(r"\ ", r"\s+")
    if term.term == "23333":
        body = "23{3,}"
    elif term.term == "666":
        body = "6{3,}"
    elif term.kind in _STRETCH and len(term.term) > 1 and len(set(term.term)) == 1:
        body = f"{re.escape(term.term[0])}{{{max(2, len(term.term) - 1)},}}"
    elif term.term == "jajaja":
        body = "j?a?(?:ja){2,}j?"
    elif term.term == "rsrs":
        body = "(?:rs){2,}"
    latin_start, latin_end = _is_latin(term.term[0]), _is_latin(term.term[-1])
    before = r"(?<![A-Za-zÀ-ɏ0-9_@#'’])" if latin_start else ""
    after = r"(?![A-Za-zÀ-ɏ0-9_]|['’][A-Za-z])" if latin_end else ""
    return f"{before}{body}{after}"


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _same_laugh(found: str, term: Term) -> bool:
    return set(found) == set(term.term.casefold()) and found[0] in term.term.casefold()


def _stands(text: str, match: Match) -> bool:
    """Whether a term found stands as one: the cases a pattern cannot tell."""
    term, start, end = match.term, match.start, match.end
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if term.kind == "number":
        return _number_stands(text, start, end)
    if term.lang == "ja" and term.term == "草":
        return not (_kanji(before) or _kanji(after))
    if term.lang == "ko":
        # jamo and short words are not slang inside a longer Hangul word
        return not (_WORDLIKE.match(before or " ") and term.term[0] in "헐") and not (
            term.term == "헐" and _WORDLIKE.match(after or " ")
        )
    if term.lang == "ar":
        return not (_WORDLIKE.match(before or " ") or _WORDLIKE.match(after or " "))
    if len(term.term) == 1 and _CJK.match(term.term):
        # one character is slang only by itself: 草 yes, 草莓 no
        return not (_CJK.match(before or " ") or _CJK.match(after or " "))
    return not any(text[start - len(a) : start] == a or text[end : end + len(b)] == b for a, b in _PARTS.get(term.term, ()))


_KANJI = re.compile(r"[\u3400-\u9fff]")


def _kanji(char: str) -> bool:
    return bool(_KANJI.match(char or " "))


_COUNTED = re.compile(r"\s?(?:[元块美刀円个只条件号楼路度岁年月日天周时点分秒集章页名人位次斤克磅米厘公升]|%|°|kg|cm|km|ml|km|usd|rmb)", re.IGNORECASE)
_PRICED = re.compile(r"(?:[$€£¥￥₩#№第共约满减价付花值买卖卡号]|no\.?|rmb|usd|room|route|bus|gate|page|chapter|act)\s?$", re.IGNORECASE)


def _number_stands(text: str, start: int, end: int) -> bool:
    if _PRICED.search(text[:start][-8:]) or _COUNTED.match(text, end):
        return False
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(c.isdigit() or c in "./:-+×*=," or c.isascii() and c.isalpha() for c in around)


# What makes an ordinary word of a term: what stands before it, what stands after it.
_NEVER = "\0"
_PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "稀饭": (("喝", _NEVER), ("煮", _NEVER)),
    "给力": ((_NEVER, "量"),),
    "神马": ((_NEVER, "股"),),
    "木有": ((_NEVER, "机"),),
    "干货": ((_NEVER, "船"),),
}


_LATIN_LISTS = frozenset({"en", "fr", "es", "pt"})
_ASIDE = re.compile(r"\s*\([^)]*\)")


def _travels(term: Term) -> bool:
    """Whether a Chinese term is known by its letters alone, whatever stands around it."""
    return term.term.isascii() and len(term.term) >= 4 and not term.ambiguous and term.kind != "number"


def _plainly(term: Term, lang: Lang) -> str:
    """The term in plain words of `lang`; empty if the list has none."""
    if term.lang == _list_of(lang):
        return term.normal
    if lang == EN:
        return _ASIDE.sub("", term.gloss_en).split(" / ")[0].strip()
    return ""


def _cased(normal: str, found: str) -> str:
    return normal[:1].upper() + normal[1:] if found[:1].isupper() and not found.isupper() else normal

