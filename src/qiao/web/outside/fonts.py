"""Fonts found on this machine, by the script that each can write; none is shipped."""

import os
import unicodedata
from functools import cache
from pathlib import Path

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_CJK = (
    "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "SourceHanSansSC-Regular.otf",
    "wqy-zenhei.ttc", "wqy-microhei.ttc", "PingFang.ttc", "msyh.ttc",
)  # fmt: skip
_NAMES: dict[str, tuple[str, ...]] = {
    "latin": (
        "NotoSans-Bold.ttf", "NotoSans-Regular.ttf", "DejaVuSans-Bold.ttf",
        "LiberationSans-Bold.ttf", "Arial Unicode.ttf", "segoeui.ttf", "arial.ttf",
    ),
    "cjk": _CJK,
    "arabic": (
        "NotoSansArabic-Bold.ttf", "NotoSansArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf",
        "DejaVuSans-Bold.ttf", "GeezaPro.ttc", "segoeui.ttf", "arial.ttf",
    ),
    "hebrew": ("NotoSansHebrew-Bold.ttf", "NotoSansHebrew-Regular.ttf", "DejaVuSans-Bold.ttf"),
    "lao": ("NotoSansLao-Bold.ttf", "NotoSansLao-Regular.ttf", "DejaVuSans-Bold.ttf"),
    "thai": ("NotoSansThai-Bold.ttf", "NotoSansThai-Regular.ttf"),
    "devanagari": ("NotoSansDevanagari-Bold.ttf", "NotoSansDevanagari-Regular.ttf"),
}  # fmt: skip
_RANGES = (
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x08FF, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0E00, 0x0E7F, "thai"),
    (0x0E80, 0x0EFF, "lao"),
    (0x1100, 0x11FF, "cjk"),
    (0x2E80, 0xA4CF, "cjk"),
    (0xAC00, 0xD7FF, "cjk"),
    (0xF900, 0xFAFF, "cjk"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFC, "arabic"),
    (0xFF00, 0xFFEF, "cjk"),
    (0x20000, 0x3FFFF, "cjk"),
)
_WRITTEN_WITH_LATIN = 0x052F
"""Up to here a font for Latin also has Greek and Cyrillic."""


def script_of(letter: str) -> str | None:
    """Return the script a letter is drawn in; "" goes with its neighbours, None is not drawn."""
    code = ord(letter)
    for first, last, script in _RANGES:
        if first <= code <= last:
            return script
    if code <= _WRITTEN_WITH_LATIN or 0x1E00 <= code <= 0x1FFF:
        # an Arabic font has none of the marks that Latin has beyond ASCII
        return "latin" if code > 0x7F or letter.isalnum() else ""
    if 0x0300 <= code <= 0x036F or 0x2000 <= code <= 0x206F or 0x20A0 <= code <= 0x20BF:
        # what only steers the direction or joins is left to the letters
        return None if unicodedata.category(letter) == "Cf" else ""
    return None


@cache
def _found() -> dict[str, Path]:
    wanted = {name for names in _NAMES.values() for name in names}
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for at, _, files in os.walk(Path(folder).expanduser()):
            for name in wanted.intersection(files):
                found.setdefault(name, Path(at) / name)
    return found


@cache
def font_file(script: str) -> Path | None:
    """Return a font that writes a script; None where this machine has none."""
    return next((_found()[name] for name in _NAMES[script] if name in _found()), None)
