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

from qiao.translate.han import simplified
from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang, SlangNote, SpanKind, canonical
from qiao.translate.slang_traps import stands
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


_STRETCH = {"laugh", "emote"}
# Names have a translation of their own; laughter is understood as it sounds.
_LEFT_ALONE = {"name", "laugh", "emote"}


class SlangTable:
    """Slang terms by language, ready to be found in text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.become(terms)

    def become(self, terms: Iterable[Term]) -> None:
        """Hold these terms from now on, for everyone who has this table."""
        by_lang: defaultdict[Lang, dict[str, Term]] = defaultdict(dict)
        for term in terms:
            by_lang[term.lang][term.term.casefold()] = term
        self._terms = {lang: dict(found) for lang, found in by_lang.items()}
        self._patterns = {lang: _pattern(found.values()) for lang, found in self._terms.items()}
        travelling = [t for t in self._terms.get(ZH_HANS, {}).values() if _travels(t)]
        self._travelling = _pattern(travelling) if travelling else None

    def all(self) -> list[Term]:
        """Every term of every language."""
        return [term for terms in self._terms.values() for term in terms.values()]

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
        found = [
            m
            for m in self._find(text, own, self._patterns.get(own))
            if stands(text, m.start, m.end, lang=m.term.lang, term=m.term.term, kind=m.term.kind)
        ]
        if own in _LATIN_LISTS:
            for match in self._find(text, ZH_HANS, self._travelling):
                if not any(m.start < match.end and match.start < m.end for m in found):
                    found.append(match)
            found.sort(key=lambda m: m.start)
        return found

    def _find(self, text: str, lang: Lang, pattern: re.Pattern[str] | None) -> Iterator[Match]:
        if pattern is None or not pattern.search(text if lang != ZH_HANS else simplified(text)):
            return
        if lang == ZH_HANS:  # the list is in Simplified characters, 貓稅 means the same
            text = simplified(text)
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
            term = self._terms[lang].get(_key(found[0])) or self._stretched(lang, found[0])
            if term is not None:
                yield Match(start, end, term)

    def _stretched(self, lang: Lang, found: str) -> Term | None:
        """哈 as long as one likes: "ㅋㅋㅋㅋㅋ" is "ㅋㅋ", "jajajajaja" is "jajaja"."""
        folded = found.casefold()
        fitting = [
            t
            for t in self._terms[lang].values()
            if t.kind in _STRETCH | {"number"} and set(folded) == set(t.term.casefold())
        ]
        return max(fitting, key=lambda t: len(t.term), default=None)

    def notes(self, text: str, lang: Lang, target: Lang) -> list[SlangNote]:
        """Explain each term once, in the order of the text."""
        out: dict[str, SlangNote] = {}
        for match in self.find(text, lang):
            term = match.term
            out.setdefault(
                term.term,
                SlangNote(
                    text[match.start : match.end], term.means(target), term.register, term.ambiguous
                ),
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


def _key(found: str) -> str:
    return " ".join(found.casefold().replace("’", "'").split())


def _list_of(lang: Lang) -> Lang:
    # letter slang alone is zh-Latn to the detector and Chinese to the list
    return ZH_HANS if lang in {ZH_HANT, "zh-Latn"} else lang


def _pattern(terms: Iterable[Term]) -> re.Pattern[str]:
    """One pattern for all terms; those of letters are only tried where a word begins."""
    ordered = sorted(terms, key=lambda t: -len(t.term))
    latin = "|".join(_one(term) for term in ordered if _is_latin(term.term[0]))
    other = "|".join(_one(term) for term in ordered if not _is_latin(term.term[0]))
    parts = [rf"(?<![A-Za-zÀ-ɏ0-9_@#'’-])(?:{latin})" if latin else "", other]
    return re.compile("|".join(filter(None, parts)), re.IGNORECASE)


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
    return body + (r"(?![A-Za-zÀ-ɏ0-9_]|['’-][A-Za-z])" if _is_latin(term.term[-1]) else "")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


_LATIN_LISTS = frozenset({"en", "fr", "es", "pt"})
_ASIDE = re.compile(r"\s*\([^)]*\)")


def _travels(term: Term) -> bool:
    """Whether a Chinese term is known by its letters alone, whatever stands around it."""
    return (
        term.term.isascii() and len(term.term) >= 4 and not term.ambiguous and term.kind != "number"
    )


def _plainly(term: Term, lang: Lang) -> str:
    """The term in plain words of `lang`; empty if the list has none."""
    if term.lang == _list_of(lang):
        return term.normal
    if lang == EN:
        return _ASIDE.sub("", term.gloss_en).split(" / ")[0].strip()
    return ""


def _cased(normal: str, found: str) -> str:
    return (
        normal[:1].upper() + normal[1:] if found[:1].isupper() and not found.isupper() else normal
    )
