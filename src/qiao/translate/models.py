"""The nouns of translation: languages, spans, pieces, notes and what a reader is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType

import msgspec

Lang = NewType("Lang", str)
"""A BCP 47 tag as the square uses it: "en", "zh-Hans", "pt"; see `canonical`."""

TextHash = NewType("TextHash", str)
"""SHA-256, in hex, of a passage's normal form."""

UND = Lang("und")
MUL = Lang("mul")
EN = Lang("en")
ZH_HANS = Lang("zh-Hans")
ZH_HANT = Lang("zh-Hant")
PINYIN = Lang("zh-Latn")
ARABIZI = Lang("ar-Latn")

_HANT_REGIONS = {"tw", "hk", "mo", "hant"}
_SCRIPTS_THAT_MATTER = {"latn": "Latn", "cyrl": "Cyrl", "arab": "Arab"}


def canonical(tag: str) -> Lang:
    """Fold a tag to the one the square uses: "zh" and "zh-CN" are "zh-Hans", "pt-BR" is "pt"."""
    parts = tag.replace("_", "-").lower().split("-")
    rest = set(parts[1:])
    if parts[0] in {"zh", "cmn"}:
        if "latn" in rest:
            return PINYIN
        return ZH_HANT if rest & _HANT_REGIONS else ZH_HANS
    for script, cased in _SCRIPTS_THAT_MATTER.items():
        if script in rest:
            return Lang(f"{parts[0]}-{cased}")
    return Lang(parts[0] or "und")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one language, `text[start:end]` of the text it was found in."""

    start: int
    end: int
    lang: Lang


@dataclass(frozen=True, slots=True)
class Detected:
    """The language of a text. `lang` is "mul" if `mixed` has several, dominant one first."""

    lang: Lang
    confidence: float  # 0..1
    mixed: tuple[Lang, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def dominant(self) -> Lang:
        """The one language to treat the text as where only one can be named."""
        return self.mixed[0] if self.mixed else self.lang


class SpanKind(StrEnum):
    """What a stretch that no engine may touch is."""

    LINK = "link"
    MENTION = "mention"
    TOPIC = "topic"
    EMOJI = "emoji"
    STICKER = "sticker"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Span:
    """An entity, `text[start:end]` of the text it was found in."""

    start: int
    end: int
    kind: SpanKind
    text: str


class SlangNote(msgspec.Struct, frozen=True):
    """What a slang term means here and how rude it is, in a language the reader reads."""

    term: str
    means: str
    register: Literal["neutral", "vulgar", "insult"] = "neutral"
    ambiguous: bool = False


class EmojiName(msgspec.Struct, frozen=True):
    """An emoji and its name in the reader's language (English where there is none)."""

    emoji: str
    name: str


class Passage(msgspec.Struct, frozen=True):
    """What is translated together: a note's title, body and alt texts, or only a body."""

    body: str
    title: str = ""
    alt: tuple[str, ...] = ()


class Segment(msgspec.Struct, frozen=True):
    """A sentence beside its translation, for bilingual display."""

    source: str
    target: str
    field: Literal["title", "body"] = "body"


EngineKind = Literal["person", "machine", "gloss", "decoded", "none"]


class Engine(msgspec.Struct, frozen=True):
    """Who made a translation; `name` is shown to the reader ("neural en-pt")."""

    kind: EngineKind
    name: str = ""


class InCode(msgspec.Struct, frozen=True):
    """What a text said that was written in code ("Morse", "base64, Morse"), before translation."""

    code: str
    text: str


class Reason(msgspec.Struct, frozen=True):
    """Why there is no translation: no_engine, undetermined, same_language, failed,
    budget_spent, engine_down or may_not_leave."""

    code: str
    facts: dict[str, str] = {}


class Translation(msgspec.Struct, frozen=True):
    """What a reader is given; stored as JSON and sent as it is."""

    state: Literal["done", "pending", "unavailable"]
    source: Lang
    target: Lang
    title: str = ""
    body: str = ""
    alt: tuple[str, ...] = ()
    engine: Engine = Engine("none")
    confidence: float | None = None
    segments: tuple[Segment, ...] = ()
    notes: tuple[SlangNote, ...] = ()
    emoji: tuple[EmojiName, ...] = ()
    reason: Reason | None = None
    decoded: InCode | None = None
