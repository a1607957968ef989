"""Cutting a text where no character comes apart: as much of UAX #29 as previews need."""

import unicodedata

_JOINERS = "\u200c\u200d"
# letters by category that a reader takes for part of the one before
_TAILS = frozenset("\u0e33\u0eb3\uff9e\uff9f")
_HEADS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0d4e")
_VIRAMA = 9


def cut(text: str, max_chars: int) -> str:
    """Return the longest beginning of `max_chars` code points that ends between characters."""
    if len(text) <= max_chars:
        return text
    at = max_chars
    while at and _together(text, at):
        at -= 1
    # joined without end it is no character anybody can see
    return text[: at or max_chars]


def _together(text: str, at: int) -> bool:
    """Say whether what stands before and after `at` is one character to a reader."""
    before, after = text[at - 1], text[at]
    if after.isascii():
        return before in _HEADS
    if unicodedata.category(after)[0] == "M" or after in _JOINERS or after in _TAILS:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if before == "\u200d" or before in _HEADS:
        return True
    if unicodedata.combining(before) == _VIRAMA:
        # conjuncts are made within a script, and these scripts have blocks of 128
        return unicodedata.category(after)[0] == "L" and ord(before) >> 7 == ord(after) >> 7
    if _is_flag_letter(before) and _is_flag_letter(after):
        # two and two are a flag
        first = at - 1
        while first and _is_flag_letter(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    return _hangul_goes_on(before, after)


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _hangul_goes_on(before: str, after: str) -> bool:
    if "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb":
        return True
    leads = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
    return leads and ("\u1100" <= after <= "\u115f" or "\uac00" <= after <= "\ud7a3")
