"""Which parts of a text a query found: as pieces, so that nobody counts characters twice."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from qiao.search.asking import Asked, Group
from qiao.search.tokens import Piece, pieces, roots

SNIPPET_CHARS = 140
BEFORE_CHARS = 40


class Span(NamedTuple):
    """A part of a text, in characters of its NFC."""

    start: int
    end: int


def spans(text: str, asked: Asked) -> list[Span]:
    """Return the parts of `text` that were asked for, in order, none touching another."""
    found: list[Span] = []
    for piece in pieces(text):
        for group in asked.groups:
            if piece.unspaced and group.pairs:
                found += _in_run(piece, group)
            elif not piece.unspaced and group.words:
                found += _in_word(piece, group)
    joined: list[Span] = []
    for start, end in sorted(set(found)):
        if joined and start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    return joined


def _in_run(piece: Piece, group: Group) -> list[Span]:
    return [
        Span(piece.at[place], piece.at[place + len(pair) - 1] + 1)
        for pair in group.pairs
        for place in range(len(piece.text) - len(pair) + 1)
        if piece.text.startswith(pair, place)
    ]


def _in_word(piece: Piece, group: Group) -> list[Span]:
    word = piece.text
    if word in group.words or (group.prefix and word.startswith(group.words[0])):
        return [Span(piece.start, piece.end)]
    for root in roots(word):
        if root in group.words:
            return [Span(piece.at[len(word) - len(root)], piece.end)]
    return []


def parts(text: str, found: Sequence[Span]) -> list[str]:
    """Return `text` cut up: every second part, from the second on, is one that was asked for."""
    text = unicodedata.normalize("NFC", text)
    cut: list[str] = []
    done = 0
    for start, end in found:
        cut += [text[done:start], text[start:end]]
        done = end
    return [*cut, text[done:]]


def snippet(text: str, asked: Asked) -> list[str]:
    """Return a part of `text` around where most was found, cut up as by `parts`; [] for nothing."""
    found = spans(text, asked)
    if not found:
        return []
    text = unicodedata.normalize("NFC", text)
    best = max(found, key=lambda one: (_within(found, one), -one.start))
    start = max(0, best.start - BEFORE_CHARS)
    end = min(len(text), start + SNIPPET_CHARS)
    while 0 < start < best.start and not text[start - 1].isspace() and text[start - 1].isascii():
        start += 1
    inside = [
        Span(max(s, start) - start, min(e, end) - start) for s, e in found if s < end and e > start
    ]
    cut = parts(text[start:end].replace("\n", " "), inside)
    cut[0] = ("…" if start else "") + cut[0]
    cut[-1] += "…" if end < len(text) else ""
    return cut


def _within(found: Sequence[Span], first: Span) -> int:
    reach = first.start + SNIPPET_CHARS - BEFORE_CHARS
    return sum(
        one.end - one.start for one in found if first.start <= one.start and one.end <= reach
    )
