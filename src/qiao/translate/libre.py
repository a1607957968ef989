"""What clients of LibreTranslate send and expect: its codes, its requests, its refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import msgspec
from babel import Locale, UnknownLocaleError

from qiao.translate.models import EN, UND, Lang, canonical

_OLD_CODES = {"zh": "zh-Hans", "zt": "zh-Hant", "pb": "pt-BR"}
AUTO = "auto"
MAX_ALTERNATIVES = 10


class LibreRefusal(Exception):
    """An answer that says no, in LibreTranslate's shape: a status and one English sentence."""

    def __init__(self, status: int, message: str, *, retry_s: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_s = retry_s


class LibreError(msgspec.Struct, frozen=True):
    """The body of every refusal."""

    error: str


class LibreDetected(msgspec.Struct, frozen=True):
    """A language and how sure of it, 0..100."""

    confidence: float
    language: str


class LibreLanguage(msgspec.Struct, frozen=True):
    """A language and into which others it can be translated."""

    code: str
    name: str
    targets: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to translate. `many`: an array was sent, so an array is expected."""

    texts: list[str]
    many: bool
    source: Lang | None  # None: find out
    target: Lang
    html: bool
    alternatives: int

    @property
    def chars(self) -> int:
        """What counts against limits."""
        return sum(map(len, self.texts))


def lang_of(code: str) -> Lang:
    """The square's name of a language by any code that clients use."""
    return canonical(_OLD_CODES.get(code.strip().lower(), code.strip()))


def texts_asked(
    body: Mapping[str, Any], *, max_chars: int, max_texts: int
) -> tuple[list[str], bool]:
    """Return `q` as a list, and whether it was one; raises LibreRefusal."""
    q = body.get("q")
    if q is None or q == "" or q == []:
        raise LibreRefusal(400, "Invalid request: missing q parameter")
    many = isinstance(q, list)
    sent: list[Any] = q if isinstance(q, list) else [q]
    texts = [text for text in sent if isinstance(text, str)]
    if len(texts) < len(sent):
        raise LibreRefusal(400, "Invalid request: q must be a string or an array of strings")
    if len(texts) > max_texts:
        raise LibreRefusal(400, f"Invalid request: {len(texts)} texts exceed the limit {max_texts}")
    chars = sum(map(len, texts))
    if chars > max_chars:
        raise LibreRefusal(400, f"Invalid request: {chars} characters exceed the limit {max_chars}")
    return texts, many


def asked(body: Mapping[str, Any], *, max_chars: int, max_texts: int) -> Asked:
    """Read a request to translate; raises LibreRefusal."""
    texts, many = texts_asked(body, max_chars=max_chars, max_texts=max_texts)
    source, target = _code(body, "source"), _code(body, "target")
    shape = body.get("format") or "text"
    if shape not in ("text", "html"):
        raise LibreRefusal(400, "Invalid request: format must be text or html")
    try:
        alternatives = int(body.get("alternatives") or 0)
    except (TypeError, ValueError):
        raise LibreRefusal(400, "Invalid request: alternatives must be a number") from None
    return Asked(
        texts,
        many,
        None if source == AUTO else lang_of(source),
        lang_of(target),
        shape == "html",
        max(0, min(alternatives, MAX_ALTERNATIVES)),
    )


def _code(body: Mapping[str, Any], name: Literal["source", "target"]) -> str:
    code = body.get(name)
    if not isinstance(code, str) or not code.strip():
        raise LibreRefusal(400, f"Invalid request: missing {name} parameter")
    if len(code) > 35:
        raise LibreRefusal(400, f"{code[:35]} is not supported")
    return code.strip().lower() if code.strip().lower() == AUTO else code


def detected(lang: Lang, confidence: float) -> LibreDetected:
    """What clients are told; for a text without a language they expect English, not at all sure."""
    if lang == UND:
        return LibreDetected(0.0, EN)
    return LibreDetected(round(100 * confidence, 1), lang)


def languages(pairs: Iterable[tuple[Lang, Lang]]) -> list[LibreLanguage]:
    """Every language that is spoken from or to, itself among its targets."""
    targets: dict[Lang, list[Lang]] = {}
    for source, target in pairs:
        targets.setdefault(source, [source]).append(target)
        targets.setdefault(target, [target])
    return [
        LibreLanguage(code, english_name(code), sorted(to)) for code, to in sorted(targets.items())
    ]


@cache
def english_name(code: Lang) -> str:
    """ "Chinese (Simplified)" for "zh-Hans"; the code itself where it has no name."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (ValueError, UnknownLocaleError):
        return code


def refuse_pair(source: Lang, target: Lang, spoken: Sequence[tuple[Lang, Lang]]) -> None:
    """Refuse a pair before any work, as clients expect it; raises LibreRefusal."""
    known = {lang for pair in spoken for lang in pair}
    for lang in (source, target):
        if lang not in known and lang != UND:
            raise LibreRefusal(400, f"{lang} is not supported")
    if source not in (target, UND) and (source, target) not in spoken:
        raise LibreRefusal(
            400,
            f"{english_name(target)} ({target}) is not available as a target language"
            f" from {english_name(source)} ({source})",
        )
