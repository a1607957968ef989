"""Entities inside a sentence: hidden from the engine, put back after it, and verified."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.translate.models import Span, SpanKind
from qiao.translate.segments import Piece, PieceKind
from qiao.translate.spans import spans
from qiao.translate.tidy import plain

_SEPARATORS = ".,:/'’"
_ANY_SEPARATOR = "[.,:/'’hH\u00a0\u202f ]?"
_SIGN_OF_CURRENCY = "[$€£¥₩₹₽₺₫฿₭￥₴₦]"
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A sentence whose mentions are bare words that engines copy (QX0 survives 98-100 %)."""

    text: str
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A stretch `sentence[start:end]` that must come out as `text`, whatever an engine thinks."""

    start: int
    end: int
    text: str


def hide(sentence: str, *, numbers: bool = False, fixed: Sequence[Fixed] = ()) -> Hidden:
    """Put stand-ins for mentions and `fixed` stretches, plain letters for stylised ones.

    Numbers are left to the engine, which puts them where they belong; `numbers` hides them too.
    """
    out: list[str] = []
    entities: list[str] = []
    at = 0
    for span in _stretches(sentence, fixed):
        out.append(plain(sentence[at : span.start]))
        if isinstance(span, Span) and span.kind is SpanKind.NUMBER and not numbers:
            out.append(span.text)
        else:
            out.append(_stand_in(len(entities)))
            entities.append(span.text)
        at = span.end
    out.append(plain(sentence[at:]))
    return Hidden("".join(out), tuple(entities))


def _stretches(sentence: str, fixed: Sequence[Fixed]) -> list[Span | Fixed]:
    """Entities and fixed stretches in order; an entity inside a fixed stretch is part of it."""
    free = [
        s for s in spans(sentence) if not any(s.start < f.end and f.start < s.end for f in fixed)
    ]
    return sorted([*free, *fixed], key=lambda stretch: stretch.start)


def show(translated: str, hidden: Hidden) -> str | None:
    """Put the mentions back; None if a stand-in did not come back exactly once."""
    for number, entity in enumerate(hidden.entities):
        found = list(re.finditer(rf"(?<![A-Za-z0-9]){_stand_in(number)}(?![0-9])", translated))
        if len(found) != 1:
            return None
        translated = translated[: found[0].start()] + entity + translated[found[0].end() :]
    return translated


def restore_numbers(source_text: str, translated: str) -> str:
    """Give numbers back the form they were written in: engines write 12,50 for 12.50."""
    for span in _lost_numbers(source_text, translated):
        for pattern in _forms(span.text):
            made, times = re.subn(pattern, span.text.replace("\\", r"\\"), translated, count=1)
            if times:
                translated = made
                break
    return translated


def lost(source_text: str, translated: str) -> list[Span]:
    """The entities of the source that did not come back byte for byte."""
    out = _lost_numbers(source_text, translated)
    left = Counter[str]()
    for span in spans(source_text):
        if span.kind is not SpanKind.NUMBER:
            left[span.text] += 1
            if translated.count(span.text) < left[span.text]:
                out.append(span)
    return out


def around_entities(sentence: str, fixed: Sequence[Fixed] = ()) -> list[Piece]:
    """Cut a sentence at every entity: the last resort, by which nothing can be lost."""
    pieces: list[Piece] = []
    at = 0
    for span in _stretches(sentence, fixed):
        _add(pieces, sentence[at : span.start])
        pieces.append(Piece(span.text, PieceKind.KEEP))
        at = span.end
    _add(pieces, sentence[at:])
    return pieces


def _add(pieces: list[Piece], text: str) -> None:
    core = text.strip()
    if not _LETTER.search(core):
        if text:
            pieces.append(Piece(text, PieceKind.KEEP))
        return
    start = text.index(core)
    parts = (
        (text[:start], PieceKind.KEEP),
        (core, PieceKind.SENTENCE),
        (text[start + len(core) :], PieceKind.KEEP),
    )
    pieces.extend(Piece(part, kind) for part, kind in parts if part)


def _stand_in(number: int) -> str:
    return f"QX{number}"


def _lost_numbers(source_text: str, translated: str) -> list[Span]:
    wanted = Counter[str]()
    out: list[Span] = []
    for span in spans(source_text):
        if span.kind is not SpanKind.NUMBER:
            continue
        wanted[span.text] += 1
        pattern = rf"(?<!\d)(?<!\d[.,]){re.escape(span.text)}(?!\d)(?![.,]\d)"
        if len(re.findall(pattern, translated)) < wanted[span.text]:
            out.append(span)
    return out


def _forms(number: str) -> list[str]:
    """Patterns of the ways an engine may have rewritten a number, nearest first."""
    core = re.search(r"\d.*\d|\d", number)
    digits = core[0] if core else number
    flexible = "".join(_flexible(c) for c in digits)
    head = number[: core.start()] if core else ""
    tail = number[core.end() :] if core else ""
    before = rf"{re.escape(head.strip())}\s?" if head.strip() else ""
    after = rf"\s?{re.escape(tail.strip())}" if tail.strip() else ""
    spaced = f"{before}{flexible}{after}"
    swapped = rf"{flexible}\s?{re.escape(head.strip())}" if head.strip() else None
    bare = rf"(?:{_SIGN_OF_CURRENCY}\s?)?{flexible}(?:\s?{_SIGN_OF_CURRENCY})?"
    forms = [form for form in (spaced, swapped, bare) if form]
    return [rf"(?<!\d)(?<!\d[.,]){form}(?!\d)(?![.,]\d)" for form in forms]


def _flexible(char: str) -> str:
    if char in _SEPARATORS:
        return _ANY_SEPARATOR
    if char in "-–~":
        return r"(?:\s?[\-–~]\s?|\s(?:a|to|à|até|al)\s)"
    return r"\s?" if char.isspace() else re.escape(char)
