"""A passage taken apart into sentences to translate, and put together again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qiao.translate.language import Detector
from qiao.translate.models import MUL, UND, Detected, Lang, Passage, Segment
from qiao.translate.segments import Piece, PieceKind, split
from qiao.translate.tidy import plain

FieldName = Literal["title", "body", "alt"]


@dataclass(frozen=True, slots=True)
class Job:
    """A sentence, or a run of one language within it, that an engine is asked for."""

    text: str
    lang: Lang


@dataclass(slots=True)
class Part:
    """A piece of a field and the jobs whose results replace it; none if it stays."""

    piece: Piece
    jobs: list[Job | str] = field(default_factory=list)  # a `str` stays as it is


@dataclass(slots=True)
class Field:
    """A title, body or alt text in parts."""

    name: FieldName
    parts: list[Part]


def take_apart(
    passage: Passage, detected: Detected, target: Lang, detector: Detector
) -> list[Field]:
    """Cut every field into parts, and name the language of what must be translated."""
    texts: list[tuple[FieldName, str]] = [("title", passage.title), ("body", passage.body)]
    texts += [("alt", alt) for alt in passage.alt]
    fields: list[Field] = []
    for name, text in texts:
        parts = [Part(piece) for piece in split(text)]
        for part in parts:
            if part.piece.kind is PieceKind.SENTENCE:
                part.jobs = _jobs(part.piece.text, detected, target, detector)
        fields.append(Field(name, parts))
    return fields


def jobs_of(fields: list[Field]) -> list[Job]:
    """Every job once, in order of appearance."""
    found = (job for f in fields for part in f.parts for job in part.jobs if isinstance(job, Job))
    return list(dict.fromkeys(found))


def put_together(fields: list[Field], made: dict[Job, str]) -> tuple[str, str, tuple[str, ...]]:
    """The title, body and alt texts with what was made in place; the source where nothing was."""
    texts: list[tuple[FieldName, str]] = [
        (f.name, "".join(_text(part, made) for part in f.parts)) for f in fields
    ]
    title = next(text for name, text in texts if name == "title")
    body = next(text for name, text in texts if name == "body")
    return title, body, tuple(text for name, text in texts if name == "alt")


def aligned(fields: list[Field], made: dict[Job, str]) -> tuple[Segment, ...]:
    """Each translated sentence of title and body beside its source."""
    return tuple(
        Segment(part.piece.text, _text(part, made), f.name)
        for f in fields
        if f.name != "alt"
        for part in f.parts
        if any(isinstance(job, Job) for job in part.jobs)
    )


def _text(part: Part, made: dict[Job, str]) -> str:
    if not part.jobs:
        return part.piece.text
    return "".join(job if isinstance(job, str) else made.get(job, job.text) for job in part.jobs)


def _jobs(sentence: str, detected: Detected, target: Lang, detector: Detector) -> list[Job | str]:
    if not detected.mixed:
        own = detector.detect(sentence, declared=detected.lang)
        already_there = own.lang == target and own.confidence >= 0.9 and len(sentence) > 12
        if already_there:
            return [sentence]
        # a sentence in another language than the rest, and sure of it
        sure = own.confidence >= 0.95 and len(sentence) > 20 and own.lang not in {UND, MUL, target}
        return [Job(sentence, own.lang if sure else detected.lang)]
    own = detector.detect(sentence, declared=detected.dominant)
    if not own.mixed:
        lang = own.lang if own.lang in detected.mixed else detected.dominant
        if own.lang == UND or lang == target:
            return [sentence]
        return [Job(sentence, lang)]
    if target not in own.mixed or plain(sentence) != sentence:
        # both languages are foreign to the reader, or offsets do not fit: in one go
        lang = next(lang for lang in own.mixed if lang != target)
        if target not in own.mixed:
            lang = own.dominant
        return [Job(sentence, lang)]
    return _runs(sentence, own, target)


def _runs(sentence: str, own: Detected, target: Lang) -> list[Job | str]:
    """Only the runs the reader cannot read; what they can read stays as it was written."""
    out: list[Job | str] = []
    for run in own.runs:
        text = sentence[run.start : run.end]
        core = text.strip()
        if run.lang == target or not core:
            out.append(text)
            continue
        start = text.index(core)
        out += [text[:start], Job(core, run.lang), text[start + len(core) :]]
    return [job for job in out if job]
