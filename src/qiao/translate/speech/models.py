"""The nouns of captions: a cue, a transcript, captions in one language, and why they may not be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from qiao.kit.refusals import Conflict, Invalid, NotFound, Unavailable
from qiao.translate.models import Lang

State = Literal["wanted", "failed", "draft", "edited", "published"]


class Cue(msgspec.Struct, frozen=True):
    """What is said from one moment to another, in milliseconds from the beginning."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `lang` is None where who wrote it down does not tell."""

    cues: tuple[Cue, ...]
    lang: Lang | None = None


@dataclass(frozen=True, slots=True)
class Captions:
    """The captions of something heard, in one language."""

    media: str
    lang: str
    state: State
    vtt: str
    reason: str
    by: str
    at_us: int


class CaptionsInvalid(Invalid):
    """Not WebVTT as it is taken here. Facts: field, line (from 1), why."""

    code = "captions_invalid"


class CaptionsNotFound(NotFound):
    """None in this language, or none for this reader."""

    code = "captions_not_found"


class CaptionsExist(Conflict):
    """A person has worked on these; no draft overwrites them. Facts: lang."""

    code = "captions_exist"


class NoTranscriber(Unavailable):
    """This square has nobody who writes down speech: captions can be typed."""

    code = "no_transcriber"
