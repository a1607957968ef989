"""What the rules have to say about a text before it is posted: kind hints, never a refusal.

Only thinking: nothing is stored, nothing is told to anybody but the writer. A hint may be wrong:
who writes knows better and posts as it is.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from qiao.notes.models import Label, OfKind

Code = Literal[
    "phone", "email", "papers", "card", "address", "links", "kindness", "threats", "scams", "paid",
    "ai", "repeated", "too_fast",
]  # fmt: skip
MAX_LINKS: dict[OfKind, int] = {"note": 3, "comment": 1}
"""More is a flood. A list of links that belong to a note still goes through: it is only said."""
MAX_FOUND_CHARS = 60


class Hint(msgspec.Struct, frozen=True):
    """What to look at again. `found`: the words it is about; `retry_s`: when it is fine to post."""

    code: Code
    rule: str
    field: Literal["title", "body"]
    found: str = ""
    retry_s: int = 0


_LINK = re.compile(
    r"(?:https?://|www\.)[^\s]{2,200}"
    r"|(?<![\w@.-])[a-z0-9-]{2,40}\.(?:com|net|org|io|cn|me|app|shop|xyz|top|link|ly)(?:/[^\s]{0,200}|(?![\w.]))",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,40}@[\w-]{1,40}\.[\w.-]{2,20}")
_NUMBER = re.compile(
    r"(?<![A-Za-z\d_.,/%$€£¥#+-])\+?\(?\d[\d ().\u2010-\u2013-]{5,24}\d(?![A-Za-z\d_%$€£¥])"
)
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_ID_CARD = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DATE = re.compile(r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-\u2013] ?(?:19|20)\d\d")
# a house number with the street it is in: one without the other finds nobody's door
_STREET = (
    "street|st|avenue|ave|road|rd|lane|ln|drive|boulevard|blvd|court|terrace|way",
    "rue|avenue|boulevard|impasse|chemin",
    "calle|avenida|carrera|paseo|rua|travessa|alameda",
)
_ADDRESS = re.compile(
    rf"(?<!\w)\d{{1,5}}[a-z]? (?:[\w'’.-]+ ){{1,3}}(?:{_STREET[0]})(?![\w])"
    rf"|(?<!\w)\d{{1,4}}(?: ?(?:bis|ter))?,? (?:{_STREET[1]}) [\w'’-]{{2,}}"
    rf"|(?<!\w)(?:{_STREET[2]}) (?:[\w'’.-]+ ){{1,4}}?(?:n[º°.o]* ?)?\d{{1,5}}(?!\w)"
    r"|[\u4e00-\u9fff]{1,12}(?:路|街|巷|弄|大道)\d{1,5}(?:弄|号|號)"
    r"|[\u4e00-\u9fff]{2,8}\d{1,2}丁目\d{1,3}"
    r"|[\uac00-\ud7af]{2,8}(?:로|길) ?\d{1,4}(?!\d)"
    r"|شارع [^\d\n]{2,40}(?:رقم|عمارة|بناية) ?\d{1,4}",
    re.IGNORECASE,
)


def hints(
    of: OfKind, title: str, body: str, *, labels: Sequence[Label] = (), insults: Iterable[str] = ()
) -> list[Hint]:
    """Return what to look at again, each kind of thing once, what harms somebody first.

    `insults`: more words of the text that are known to insult.
    """
    found: dict[Code, Hint] = {}
    fields: tuple[tuple[Literal["title", "body"], str], ...] = (("title", title), ("body", body))
    for field, text in fields:
        for code, rule, words in _in(text, insults):
            if code in ("paid", "ai") and (of == "comment" or Label(code) in labels):
                continue
            found.setdefault(code, Hint(code, rule, field, _short(words)))
    links = _LINK.findall(f"{title}\n{body}")
    if len(links) > MAX_LINKS[of]:
        found["links"] = Hint("links", "spam", "body", _short(str(links[-1])))
    order: tuple[Code, ...] = (
        "papers", "card", "phone", "email", "address", "threats", "kindness", "scams", "links",
        "paid", "ai",
    )  # fmt: skip
    return [found[code] for code in order if code in found]


def _in(text: str, insults: Iterable[str]) -> Iterable[tuple[Code, str, str]]:
    plain = _digits(text)
    for match in _ID_CARD.finditer(plain):
        if _is_id_card(match[0]):
            yield "papers", "privacy", text[match.start() : match.end()]
    unlinked = _LINK.sub(lambda link: " " * len(link[0]), plain)
    for match in _EMAIL.finditer(plain):
        yield "email", "privacy", text[match.start() : match.end()]
    for match in _NUMBER.finditer(unlinked):
        kind = _number(match[0])
        if kind:
            yield kind, "privacy", text[match.start() : match.end()]
    for match in _ADDRESS.finditer(unlinked):
        yield "address", "privacy", text[match.start() : match.end()]
    for name, (rule, spaced, unspaced) in _words().items():
        match_ = spaced.search(plain) or unspaced.search(plain)
        if match_:
            yield name, rule, text[match_.start() : match_.end()]
    for word in insults:
        yield "kindness", "kindness", word


def _number(text: str) -> Literal["phone", "card"] | None:
    """Say what a run of digits looks like: nothing for dates, years, prices, counts."""
    digits = "".join(c for c in text if c.isdigit())
    if _DATE.search(text) or _YEARS.search(text):
        return None
    if 13 <= len(digits) <= 19 and digits[0] in "3456" and _luhn(digits):
        return "card"
    if text.startswith("+"):
        return "phone" if 8 <= len(digits) <= 15 else None
    if _CHINESE_MOBILE.fullmatch(digits):
        return "phone"
    groups = [group for group in re.split(r"[^\d]+", text) if group]
    if digits.startswith("0") and 9 <= len(digits) <= 11:
        return "phone"
    # as numbers are written down for people: 555 010 9999, (11) 91234-5678
    if 9 <= len(digits) <= 11 and len(groups) >= 3 and len(groups[-1]) in (3, 4):
        return "phone" if not all(len(group) == 3 for group in groups[1:]) else None
    return None


def _digits(text: str) -> str:
    """Return the text with digits of any script and wide marks in ASCII, as long as it was."""
    return "".join(_ascii(char) for char in text)


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    digit = unicodedata.digit(char, None)
    return char if digit is None or not char.isdecimal() else str(digit)


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_id_card(text: str) -> bool:
    """Check the last sign of a Chinese identity number (GB 11643-1999)."""
    total = sum(int(d) * w for d, w in zip(text[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper() and text[6:8] in ("19", "20")


@cache
def _words() -> dict[Code, tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """Return for each kind of words the rule, and two patterns: whole words, and anywhere."""
    rows = tomllib.loads((files(__package__) / "before.toml").read_text(encoding="utf-8"))
    rules: dict[Code, str] = {
        "kindness": "kindness", "threats": "threats", "scams": "scams", "paid": "scams",
        "ai": "sharing",
    }  # fmt: skip
    made: dict[Code, tuple[str, re.Pattern[str], re.Pattern[str]]] = {}
    for name, rule in rules.items():
        spaced = [re.escape(w) for w in rows[name]["words"] if not _unspaced(w)]
        anywhere = [re.escape(w) for w in rows[name]["words"] if _unspaced(w)]
        made[name] = (
            rule,
            re.compile(rf"(?<![\w#])(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE),
            re.compile("|".join(anywhere), re.IGNORECASE),
        )
    return made


def _unspaced(word: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\u0e80" <= c <= "\u0eff" for c in word)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_FOUND_CHARS else flat[: MAX_FOUND_CHARS - 1] + "…"
