"""The order in which codes are tried; a code within a code is read too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qiao.translate.decode.bits import base64, binary, hexadecimal
from qiao.translate.decode.english import is_code_like
from qiao.translate.decode.escapes import unicode_escapes, url_escapes
from qiao.translate.decode.letters import caesar, reversed_letters
from qiao.translate.decode.signs import braille, morse

MAX_CHARS = 8000
"""What is beyond is no message; binary takes eight signs for a letter."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text read from its code. `kind` names the code; `detail` is a shift, or empty."""

    kind: str
    text: str
    detail: str = ""

    @property
    def name(self) -> str:
        """What a reader is told: "Morse", "Caesar 13", "base64, Morse"."""
        return f"{self.kind} {self.detail}".strip()


Decoder = Callable[[str], "tuple[str, str] | None"]
"""Returns the text and a detail, or None if it was not in this code."""

CODES: tuple[tuple[str, Decoder], ...] = (
    ("Morse", morse),
    ("braille", braille),
    ("binary", binary),
    ("hex", hexadecimal),
    ("base64", base64),
    ("URL escapes", url_escapes),
    ("Unicode escapes", unicode_escapes),
    ("Caesar", caesar),
    ("reversed", reversed_letters),
)


def decode(text: str) -> Decoded | None:
    """Read a text that is in code, or has tokens in code among its words; None for plain text."""
    if len(text) > MAX_CHARS:
        return None
    outer = _once(text)
    if outer is None:
        return None
    inner = _once(outer.text)
    if inner is not None:
        return Decoded(f"{outer.name}, {inner.name}", inner.text)
    return None if is_code_like(outer.text) else outer


def _once(text: str) -> Decoded | None:
    for kind, decoder in CODES:
        found = decoder(text)
        if found is not None:
            return Decoded(kind, *found)
    return None
