"""What may stand in a text that people write, before anybody shows it to others."""

import unicodedata

from qiao.kit.refusals import Invalid

MAX_MARKS = 4
"""Combining marks on one character; more is drawing over the neighbours, not writing."""

# embeddings, overrides and isolates: they can turn the text around them
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMATS = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb")
# joiners belong to Arabic, Indic scripts and emoji; marks of direction are harmless on their own
# "Cn" may be an emoji newer than this Python: let it through
_REFUSED = frozenset(("Cc", "Cs", "Co", "Zl", "Zp"))
_KEPT_FORMATS = frozenset("\u200c\u200d\u200e\u200f\u061c")
_FLAG = "\U0001f3f4"
# letters and blanks by category that show nothing: Hangul fillers, the empty Braille cell
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class TextTooLong(Invalid):
    """Facts: field, chars, max_chars."""

    code = "text_too_long"


class TextEmpty(Invalid):
    """Facts: field."""

    code = "text_empty"


class TextHasControls(Invalid):
    """A character that turns, hides or breaks the text around it. Facts: field, character."""

    code = "text_has_controls"


class TextHasTooManyMarks(Invalid):
    """Facts: field, max_marks."""

    code = "text_has_too_many_marks"


def clean(text: str, *, field: str, max_chars: int, lines: bool = True, empty: bool = True) -> str:
    """Return `text` in NFC without what cannot be seen, or refuse it; nothing visible is changed.

    Length is counted in code points after NFC. Line breaks become \\n and are refused where
    `lines` is false.

    Raises:
        TextTooLong, TextEmpty, TextHasControls, TextHasTooManyMarks
    """
    if len(text) > 4 * max_chars + 64:
        # normalising is work; what is far too long gets none
        raise TextTooLong(field=field, chars=len(text), max_chars=max_chars)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    marks = 0
    kept: list[str] = []
    for char in text:
        if char.isascii():
            if not (" " <= char <= "~") and not (char == "\n" and lines) and char != "\t":
                raise TextHasControls(field=field, character=f"U+{ord(char):04X}")
            marks = 0
            kept.append(" " if char == "\t" else char)
            continue
        category = unicodedata.category(char)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MAX_MARKS:
                raise TextHasTooManyMarks(field=field, max_marks=MAX_MARKS)
        elif category == "Cf":
            if char in _BIDI:
                raise TextHasControls(field=field, character=f"U+{ord(char):04X}")
            if char in _FORMATS:
                continue
            if _is_tag(char):
                # they spell a flag's region; elsewhere only machines would read them
                if not kept or not (kept[-1] == _FLAG or _is_tag(kept[-1])):
                    continue
            elif char not in _KEPT_FORMATS:
                raise TextHasControls(field=field, character=f"U+{ord(char):04X}")
        elif category in _REFUSED or ord(char) & 0xFFFE == 0xFFFE:
            raise TextHasControls(field=field, character=f"U+{ord(char):04X}")
        else:
            marks = 0
        kept.append(char)
    # what was left out may have stood between a letter and its mark
    cleaned = unicodedata.normalize("NFC", "".join(kept)).strip()
    if not any(map(_shows, cleaned)):
        cleaned = ""
    if len(cleaned) > max_chars:
        raise TextTooLong(field=field, chars=len(cleaned), max_chars=max_chars)
    if not empty and not cleaned:
        raise TextEmpty(field=field)
    return cleaned


def _is_tag(char: str) -> bool:
    return 0xE0020 <= ord(char) <= 0xE007F


def _shows(char: str) -> bool:
    if char in _BLANKS or "\ufe00" <= char <= "\ufe0f" or 0xE0100 <= ord(char) <= 0xE01EF:
        return False
    return unicodedata.category(char) not in ("Cf", "Zs", "Cc")
