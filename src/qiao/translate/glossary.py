"""The square's own words for things: what a term is called in another language, or is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple

from qiao.translate.han import simplified
from qiao.translate.models import ZH_HANS, ZH_HANT, Lang
from qiao.translate.restore import Fixed
from qiao.translate.slang import Term
from qiao.translate.spans import spans

MatchKind = Literal["term", "keep", "slang"]
ANY = Lang("*")

_LETTER = re.compile(r"[^\W\d_]")
# Letters and digits of scripts that put spaces between words: not Thai, Lao, Myanmar, Khmer, kana,
# Han, and not Hangul, whose particles follow without a space.
_IN_WORD = (
    r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    r"\U00020000-\U0003ffff]"
)
_WORDY = re.compile(_IN_WORD)


class Entry(NamedTuple):
    """A line of the glossary.

    `match`: "term" is said as `target`, "keep" stays as written, "slang" is explained and not
    replaced. `source_lang` and `target_lang` may be "*". Only what is "approved" is used.
    """

    source_lang: Lang
    target_lang: Lang
    source: str
    target: str
    match: MatchKind = "term"
    case_sensitive: bool = False
    part_of_speech: str = ""
    domain: str = ""
    status: str = "approved"
    note: str = ""

    @property
    def said(self) -> str:
        """What stands in the translation."""
        return self.source if self.match == "keep" else self.target


class Hit(NamedTuple):
    """An entry found at `text[start:end]`."""

    start: int
    end: int
    entry: Entry


class Glossary:
    """Entries by pair of languages, ready to be found in text: longest first."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._all = tuple(e for e in entries if e.status == "approved" and e.source)
        by_pair: defaultdict[tuple[Lang, Lang], list[Entry]] = defaultdict(list)
        for entry in self._all:
            if entry.match != "slang":
                by_pair[entry.source_lang, entry.target_lang].append(entry)
        self._by_pair = dict(by_pair)
        self._ready: dict[tuple[Lang, Lang], tuple[re.Pattern[str], dict[str, Entry]] | None] = {}

    def __bool__(self) -> bool:
        return bool(self._by_pair)

    def find(self, text: str, source: Lang, target: Lang) -> list[Hit]:
        """Find what has a fixed translation, never inside links, mentions, topics or words."""
        ready = self._for(source, target)
        if ready is None:
            return []
        pattern, entries = ready
        read = simplified(text) if source == ZH_HANT else text
        if not pattern.search(read):
            return []
        closed = spans(text)
        hits: list[Hit] = []
        for found in pattern.finditer(read):
            entry = _fitting(entries, found[0])
            if entry is None:
                continue
            start, end = found.span()
            if entry.match == "keep":
                # in the letters of the author, not of the list
                entry = entry._replace(source=text[start:end])
            inside = [s for s in closed if s.start < end and start < s.end]
            whole = all(start <= s.start and s.end <= end and s.text in entry.said for s in inside)
            if whole:
                hits.append(Hit(start, end, entry))
        return hits

    def fixed(self, text: str, source: Lang, target: Lang) -> list[Fixed]:
        """The stretches of a text that must come out in given words."""
        hits = self.find(text, source, target)
        return [Fixed(hit.start, hit.end, hit.entry.said) for hit in hits]

    def whole(self, text: str, source: Lang, target: Lang) -> str | None:
        """The translation of a text that is nothing but listed terms, marks aside."""
        out: list[str] = []
        at = 0
        for fix in self.fixed(text, source, target):
            out += (text[at : fix.start], fix.text)
            at = fix.end
        if not out:
            return None
        out.append(text[at:])
        between = "".join(out[0::2])
        return None if _LETTER.search(between) else "".join(out)

    def slang(self) -> list[Term]:
        """The entries that are slang, as the slang table reads them."""
        made: dict[tuple[Lang, str], Term] = {}
        for entry in self._all:
            if entry.match != "slang" or entry.source_lang == ANY:
                continue
            key = (entry.source_lang, entry.source.casefold())
            before = made.get(key)
            into_zh = entry.target_lang in {ZH_HANS, ZH_HANT}
            made[key] = Term(
                lang=entry.source_lang,
                term=entry.source,
                kind="word",
                normal="",
                gloss_en=(before.gloss_en if before else "") if into_zh else entry.target,
                gloss_zh=entry.target if into_zh else (before.gloss_zh if before else ""),
                register="neutral",
                # a glossary says what a term is called, not that it always means it
                ambiguous=True,
            )
        return list(made.values())

    def _for(self, source: Lang, target: Lang) -> tuple[re.Pattern[str], dict[str, Entry]] | None:
        pair = (source, target)
        if pair not in self._ready:
            if len(self._ready) > 500:
                self._ready.clear()
            self._ready[pair] = self._prepare(source, target)
        return self._ready[pair]

    def _prepare(
        self, source: Lang, target: Lang
    ) -> tuple[re.Pattern[str], dict[str, Entry]] | None:
        # what is said of these two languages wins over what is said of any
        own = ZH_HANS if source == ZH_HANT else source
        order = ((ANY, ANY), (ANY, target), (own, ANY), (own, target), (source, target))
        entries: dict[str, Entry] = {}
        for pair in order:
            for entry in self._by_pair.get(pair, ()):
                entries[entry.source if entry.case_sensitive else entry.source.casefold()] = entry
        if not entries:
            return None
        longest = sorted(entries.values(), key=lambda e: -len(e.source))
        return re.compile("|".join(map(_one, longest)), re.IGNORECASE), entries


NO_GLOSSARY = Glossary()


def _fitting(entries: dict[str, Entry], found: str) -> Entry | None:
    """The entry of a found text: in its own case first, then in any."""
    spaced = " ".join(found.split())
    return entries.get(spaced) or entries.get(spaced.casefold())


def _one(entry: Entry) -> str:
    """One entry as a pattern: at the edge of a word for Latin letters, anywhere for Han."""
    body = r"\s+".join(re.escape(word) for word in entry.source.split())
    if entry.case_sensitive:
        body = f"(?-i:{body})"
    before = f"(?<!{_IN_WORD})" if _WORDY.fullmatch(entry.source[0]) else ""
    after = f"(?!{_IN_WORD})" if _WORDY.fullmatch(entry.source[-1]) else ""
    return before + body + after
