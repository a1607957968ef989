"""Puts plain texts in code, for the tests."""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Callable

from qiao.translate.decode.signs import _CELLS, _MORSE

_SIGN_OF = {letter: sign for sign, letter in _MORSE.items()}
_CELL_OF = {letter: cell for cell, letter in _CELLS.items()}

Encoder = Callable[[str], str]


def morse(text: str) -> str:
    words = [" ".join(_SIGN_OF[c] for c in word if c in _SIGN_OF) for word in text.lower().split()]
    return " / ".join(filter(None, words))


def in_morse(text: str) -> str:
    """What Morse can say of a text."""
    return "".join(c for c in text.lower() if c in _SIGN_OF or c == " ")


def braille(text: str) -> str:
    return "".join("⠀" if c == " " else _CELL_OF.get(c, c) for c in text.lower())


def caesar(places: int) -> Encoder:
    def moved(c: str) -> str:
        for first in "aA":
            if c.isascii() and c.isalpha() and (c.islower() == (first == "a")):
                return chr((ord(c) - ord(first) + places) % 26 + ord(first))
        return c

    return lambda text: "".join(map(moved, text))


def letters(text: str) -> str:
    """What must be the same after all: letters and digits."""
    return "".join(c for c in text.casefold() if c.isalnum())


EXACT: dict[str, Encoder] = {
    "binary": lambda t: " ".join(f"{byte:08b}" for byte in t.encode()),
    "binary, unbroken": lambda t: "".join(f"{byte:08b}" for byte in t.encode()),
    "hex": lambda t: t.encode().hex(" "),
    "hex, unbroken": lambda t: t.encode().hex(),
    "hex, as in C": lambda t: "".join(f"\\x{byte:02x}" for byte in t.encode()),
    "base64": lambda t: base64.b64encode(t.encode()).decode(),
    "base64, unpadded": lambda t: base64.urlsafe_b64encode(t.encode()).decode().rstrip("="),
    "URL escapes": urllib.parse.quote,
    "URL escapes, all": lambda t: "".join(f"%{byte:02X}" for byte in t.encode()),
    "Unicode escapes": lambda t: "".join(
        f"\\u{unit:04x}" for unit in memoryview(t.encode("utf-16-le")).cast("H")
    ),
    "Unicode escapes, HTML": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "Unicode escapes, names": lambda t: " ".join(f"U+{ord(c):04X}" for c in t),
}
