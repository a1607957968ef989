"""Words of people inside markup: escaped, with their language and direction."""

import re
from html import escape

from qiao.people.models import Face

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RTL = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
_UNKNOWN = frozenset(("", "und", "mul"))


def text(words: str) -> str:
    """Escape words for an element or a quoted attribute, in HTML as in XML."""
    return escape(_NOT_IN_XML.sub("\ufffd", words))


def direction(lang: str) -> str:
    """Return how a language is written: ltr, rtl, or auto where it is not known."""
    first, *more = lang.split("-")
    if first in _UNKNOWN:
        return "auto"
    if "Latn" in more or "Cyrl" in more:
        return "ltr"
    return "rtl" if first in _RTL or "Arab" in more or "Hebr" in more else "ltr"


def spoken(lang: str) -> str:
    """Return the language as an attribute's value; empty means that nobody knows."""
    return "" if lang in _UNKNOWN else lang


def of_lang(lang: str) -> str:
    """Return the attributes of an element whose words are in this language."""
    return f'lang="{text(spoken(lang))}" dir="{direction(lang)}"'


def called(who: Face) -> str:
    """Return what an author is called; a momo has its number in the thread and nothing else."""
    return f"momo {who.number}" if not who.handle else who.name or f"@{who.handle}"


def paragraphs(words: str) -> str:
    """Return a body as paragraphs; single line breaks stay."""
    parts = re.split(r"\n\s*\n", words.strip())
    return "".join(f"<p>{text(part).replace(chr(10), '<br/>')}</p>" for part in parts if part)


def one_line(words: str, max_chars: int) -> str:
    """Return the beginning of a text as one line."""
    flat = " ".join(words.split())
    return flat if len(flat) <= max_chars else flat[:max_chars].rstrip() + "…"
