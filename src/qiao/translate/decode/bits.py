"""Binary, hex and base64: bytes written out, which are text in UTF-8."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from qiao.translate.decode.english import is_code_like, is_english, makes_sense, words_of
from qiao.translate.decode.runs import read_runs

_BEFORE, _AFTER = r"(?<![\w+/=@#\-.])", r"(?![\w+/=@#\-])"
_BINARY_RUN = re.compile(rf"{_BEFORE}[01]{{7,}}(?:[\s,]+[01]{{7,}})*{_AFTER}")
_HEX_RUN = re.compile(
    rf"(?<![\w+/=@#\-.\\])(?:(?:0x|\\x)[0-9a-f]{{2}}(?:[\s,]*(?:0x|\\x)[0-9a-f]{{2}}){{2,}}"
    rf"|[0-9a-f]{{2}}(?:[\s:,-][0-9a-f]{{2}}){{2,}}|(?:0x)?(?:[0-9a-f]{{2}}){{3,}}){_AFTER}",
    re.IGNORECASE,
)
_BASE64_RUN = re.compile(
    r"(?<![\w+/=@#\-.])[A-Za-z0-9+/_-]{4,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}(?![\w+/=@#-])"
)


def binary(text: str) -> tuple[str, str] | None:
    """Bytes as eight (or seven) bits, with or without spaces between."""
    return read_runs(text, _BINARY_RUN, _read_binary)


def _read_binary(run: str, amid_words: bool) -> str | None:  # noqa: FBT001  # the shape of a Reader
    groups = re.split(r"[\s,]+", run)
    bits = "".join(groups)
    if len(groups) > 1 and all(len(group) == 7 for group in groups):
        made = "".join(chr(int(group, 2)) for group in groups)
        return made if makes_sense(made, strict=amid_words) else None
    if len(bits) % 8 or len(bits) < 16:
        return None
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    made_utf8 = _text(data, strict=amid_words)
    if made_utf8 is None and all(len(group) == 16 for group in groups):
        wide = data.decode("utf-16-be", "replace")
        return wide if makes_sense(wide, strict=True) else None
    return made_utf8


def hexadecimal(text: str) -> tuple[str, str] | None:
    """Bytes as two digits each: 68 65 6c, 68656c, 0x68 0x65, \\x68\\x65."""
    return read_runs(text, _HEX_RUN, _read_hex)


def _read_hex(run: str, amid_words: bool) -> str | None:  # noqa: FBT001
    digits = re.sub(r"0x|\\x|[\s:,-]", "", run, flags=re.IGNORECASE)
    if len(digits) % 2:
        return None
    # dates, telephone numbers and prices have digits alone; words in hex seldom do
    return _text(bytes.fromhex(digits), strict=amid_words or digits.isdigit())


def base64(text: str) -> tuple[str, str] | None:
    """Base64, the kind for addresses too, with or without its padding."""
    return read_runs(text, _BASE64_RUN, _read_base64)


def _read_base64(run: str, amid_words: bool) -> str | None:  # noqa: FBT001
    bare = "".join(run.split()).rstrip("=").replace("-", "+").replace("_", "/")
    if len(bare) % 4 == 1 or bare.isdigit() or bare[1:].islower():
        return None
    try:
        data = b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return None
    padded = run.endswith("=") and len("".join(run.split())) % 4 == 0
    if len(bare) < 6 and not padded:
        return None
    made = _text(data, strict=amid_words or len(bare) < 14)
    if made is None or (words_of(run) and all(map(is_english, words_of(run)))):
        return None
    return made


def _text(data: bytes, *, strict: bool) -> str | None:
    try:
        made = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return made if makes_sense(made, strict=strict) or is_code_like(made) else None
