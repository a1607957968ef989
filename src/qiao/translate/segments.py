"""Text cut into what may be translated and what must stay; joined, it is the text again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qiao.translate.models import Span, SpanKind
from qiao.translate.spans import spans

MAX_SENTENCE_CHARS = 400
"""Longer sentences are cut at a comma or a space: engines slow down and repeat beyond it."""


class PieceKind(StrEnum):
    """Whether a piece is a sentence for an engine, or stays as it is."""

    SENTENCE = "sentence"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; all pieces in order are the text."""

    text: str
    kind: PieceKind


_KEPT_KINDS = frozenset({SpanKind.LINK, SpanKind.TOPIC, SpanKind.EMOJI, SpanKind.STICKER})
_LETTER = re.compile(r"[^\W\d_]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Sra|vs|etc|e\.g|i\.e|a\.m|p\.m|No|Inc|Ltd|Gen|Sen"
    r"|Rep|Gov|Lt|Col|approx|Av|Exmo|M|Mme|(?:[A-Z]\.)*[A-Z])\.$"
)
# A full stop ends a sentence if space follows; CJK marks end one by themselves.
_END = re.compile(r"[.!?؟।…]+[\"'”’»)\]]*(?=\s)|[。！？；]+[”’」』）]*|\n+")
_CUT = re.compile(r"[,;:，、；：،](?:\s|(?<=[，、；：]))|\s")


def split(text: str) -> list[Piece]:
    """Cut a text at line breaks, links, topics, emoji, stickers and ends of sentences.

    Mentions and numbers stay inside their sentence unless they stand at its edge.
    """
    pieces: list[Piece] = []
    at = 0
    inside: list[Span] = []
    for span in [*spans(text), None]:
        if span is not None and span.kind not in _KEPT_KINDS:
            inside.append(span)
            continue
        end = span.start if span else len(text)
        _add_sentences(pieces, text, at, end, inside)
        inside = []
        if span is not None:
            pieces.append(Piece(span.text, PieceKind.KEEP))
            at = span.end
    return _merged(pieces)


def join(pieces: list[Piece]) -> str:
    """Put pieces together again."""
    return "".join(piece.text for piece in pieces)


def _add_sentences(
    pieces: list[Piece], text: str, start: int, end: int, inside: list[Span]
) -> None:
    at = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if any(span.start < stop < span.end for span in inside):
            continue
        if match[0] == "." and _ABBREVIATION.search(text, max(at, stop - 12), stop):
            continue
        _add(pieces, text[at:stop], at, inside)
        at = stop
    _add(pieces, text[at:end], at, inside)


def _add(pieces: list[Piece], sentence: str, offset: int, inside: list[Span]) -> None:
    while len(sentence) > MAX_SENTENCE_CHARS:
        cut = _cut_before(sentence, offset, inside)
        _add_one(pieces, sentence[:cut], offset, inside)
        sentence, offset = sentence[cut:], offset + cut
    _add_one(pieces, sentence, offset, inside)


def _cut_before(sentence: str, offset: int, inside: list[Span]) -> int:
    best = 0
    for match in _CUT.finditer(sentence, 0, MAX_SENTENCE_CHARS):
        cut = match.end()
        if not any(span.start < offset + cut < span.end for span in inside):
            best = cut if match[0][0] not in " \t" or cut > best + 80 else best
    if best:
        return best
    cut = MAX_SENTENCE_CHARS
    for span in inside:
        if span.start < offset + cut < span.end and span.start > offset:
            return span.start - offset
    return cut


def _add_one(pieces: list[Piece], sentence: str, offset: int, inside: list[Span]) -> None:
    """Peel spaces, and entities at the edges, off a sentence."""
    if not sentence:
        return
    start, end = 0, len(sentence)
    mentions = [s for s in inside if s.kind is SpanKind.MENTION]
    moved = True
    while moved:
        moved = False
        while start < end and sentence[start].isspace():
            start, moved = start + 1, True
        while start < end and sentence[end - 1].isspace():
            end, moved = end - 1, True
        for span in mentions:
            if span.start == offset + start and span.end <= offset + end:
                start, moved = span.end - offset, True
            elif span.end == offset + end and span.start >= offset + start and start < end:
                end, moved = span.start - offset, True
    core = sentence[start:end]
    kind = PieceKind.SENTENCE if _LETTER.search(core) else PieceKind.KEEP
    parts = ((sentence[:start], PieceKind.KEEP), (core, kind), (sentence[end:], PieceKind.KEEP))
    pieces.extend(Piece(part, kind) for part, kind in parts if part)


def _merged(pieces: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in pieces:
        if out and piece.kind is PieceKind.KEEP and out[-1].kind is PieceKind.KEEP:
            out[-1] = Piece(out[-1].text + piece.text, PieceKind.KEEP)
        else:
            out.append(piece)
    return out
