"""Which characters a SentencePiece vocabulary can write, read from its file without the library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_NORMAL, _USER_DEFINED, _BYTE = 1, 4, 6
_SPACE = "\u2581"
# What is joined without spaces but longer than any word is no language: engines double it and
# take seconds. Scripts without spaces are cut by the segmenter instead.
_UNBROKEN = (
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]{61,}"
)
_TOKEN = re.compile(rf"{_UNBROKEN}|[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]|_")
# The same mark in a plainer dress; better than a sentence cut at every quotation.
_PLAINER = dict(zip("“”„«»‘’‚‹›–—−‐‑", "\"\"\"\"\"'''''-----", strict=True))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The characters a model knows; all of them if it can fall back to bytes."""

    chars: frozenset[str]
    bytes_too: bool

    def knows(self, text: str) -> bool:
        """Whether a model with this vocabulary can write every character of a text."""
        if self.bytes_too:
            return True
        folded = unicodedata.normalize("NFKC", text)
        return all(c in self.chars or c.isspace() for c in folded)


def read_vocabulary(spm: bytes) -> Vocabulary:
    """Read a `.spm` file (a protobuf; field 1 holds the pieces: text, score, kind)."""
    chars: set[str] = set()
    bytes_too = False
    for field, value in _fields(spm):
        if field != 1 or not isinstance(value, bytes):
            continue
        piece, kind = "", _NORMAL
        for inner, content in _fields(value):
            if inner == 1 and isinstance(content, bytes):
                piece = content.decode("utf-8", "replace")
            elif inner == 3 and isinstance(content, int):
                kind = content
        bytes_too = bytes_too or kind == _BYTE
        if kind in {_NORMAL, _USER_DEFINED}:
            bare = piece.removeprefix(_SPACE)
            if len(bare) == 1:
                chars.add(bare)
    return Vocabulary(frozenset(chars), bytes_too)


def translate_keeping(text: str, vocabulary: Vocabulary, translate: Callable[[str], str]) -> str:
    """Translate what the vocabulary can write; everything else comes out as it went in.

    An accent it lacks is dropped from an ordinary word ("naïve") before translating; a name or
    a sign with unknown characters splits the text, so that it cannot be lost.
    """
    text = "".join(_PLAINER.get(c, c) if not vocabulary.knows(c) else c for c in text)
    out: list[str] = []
    at = 0
    held = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        known = len(token) <= 60 and vocabulary.knows(token)
        if known:
            continue
        held += text[at : match.start()]
        at = match.end()
        folded = _without_accents(token)
        if len(token) <= 60 and token.islower() and folded != token and vocabulary.knows(folded):
            held += folded
            continue
        out += [_translated(held, translate), token]
        held = ""
    out.append(_translated(held + text[at:], translate))
    return "".join(out)


def _translated(text: str, translate: Callable[[str], str]) -> str:
    core = text.strip()
    if not any(c.isalpha() for c in core):
        return text
    start = text.index(core)
    return text[:start] + translate(core).strip() + text[start + len(core) :]


def _without_accents(token: str) -> str:
    decomposed = unicodedata.normalize("NFD", token)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _fields(buffer: bytes) -> Iterator[tuple[int, bytes | int]]:
    at, end = 0, len(buffer)
    while at < end:
        key, at = _varint(buffer, at)
        field, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(buffer, at)
            yield field, value
        elif wire == 2:
            size, at = _varint(buffer, at)
            yield field, buffer[at : at + size]
            at += size
        elif wire in {1, 5}:
            at += 8 if wire == 1 else 4
        else:
            raise ValueError("not a SentencePiece model")


def _varint(buffer: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = buffer[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
