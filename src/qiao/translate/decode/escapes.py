"""URL and Unicode escapes: what machines write for letters they were not sure of."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

from qiao.translate.decode.english import makes_sense
from qiao.translate.decode.runs import read_runs

_URL_RUN = re.compile(r"[^\s%]*%[0-9A-Fa-f]{2}\S*")
_ONE_URL = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(
    r"\\u\{([0-9A-Fa-f]{1,6})\}|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|&#[xX]([0-9A-Fa-f]{1,6});"
    r"|&#([0-9]{1,7});|[Uu]\+([0-9A-Fa-f]{4,6})(?![0-9A-Fa-f])"
)
_LONE = re.compile(r"(?<=\S)\s(?=[Uu]\+[0-9A-Fa-f]{4,6})")


def url_escapes(text: str) -> tuple[str, str] | None:
    """Percent signs and bytes: %E4%BD%A0, hello%20world."""
    return read_runs(text, _URL_RUN, _read_url)


def _read_url(run: str, amid_words: bool) -> str | None:  # noqa: FBT001  # the shape of a Reader
    if "�" in unquote(run):
        return None
    plus = "+" in run and "%2B" not in run.upper() and "%20" not in run
    made = unquote_plus(run) if plus else unquote(run)
    escapes = len(_ONE_URL.findall(run))
    # "100%20 off": one escape after a digit is a share
    if escapes == 1 and re.search(r"\d%", run):
        return None
    if made == run or _ONE_URL.search(made):
        return None
    return made if makes_sense(made, strict=amid_words and escapes < 6) else None


def unicode_escapes(text: str) -> tuple[str, str] | None:
    r"""Code points: \u4f60, \u{4f60}, &#20320;, &#x4f60;, U+4F60."""
    found = list(_ESCAPE.finditer(text))
    if not found:
        return None
    made = _ESCAPE.sub(_char, _LONE.sub("", text))
    made = made.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    letters = sum(_char(m).isalpha() for m in found)
    others = sum(c.isalpha() for c in _ESCAPE.sub("", text))
    # a quote mark or an emoji written so amid plain words is a fault of a machine, not a code
    if letters < 2 or letters < 0.3 * others:
        return None
    return (made, "") if makes_sense(made) or letters >= 4 else None


def _char(found: re.Match[str]) -> str:
    for group, base in ((1, 16), (2, 16), (3, 16), (4, 16), (5, 10), (6, 16)):
        digits = found[group]
        if digits:
            code = int(digits, base)
            return chr(code) if code <= 0x10FFFF else found[0]
    return found[0]
