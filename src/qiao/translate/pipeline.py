"""The whole way of a translation: decode, detect, cut, slang, route, translate, verify, judge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import msgspec
import structlog

from qiao.translate.chain import Engines, indoors
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.decode import Decoded, decode
from qiao.translate.emoji import emoji_names
from qiao.translate.engine_calls import Calls, Made, Result
from qiao.translate.glossary import NO_GLOSSARY, Glossary
from qiao.translate.language import Detector
from qiao.translate.likeness import Likeness
from qiao.translate.models import (
    MUL,
    UND,
    ZH_HANS,
    ZH_HANT,
    Detected,
    Engine,
    EngineKind,
    InCode,
    Lang,
    Passage,
    Reason,
    SlangNote,
    Translation,
)
from qiao.translate.route import pairs, routes
from qiao.translate.segment_memory import PEOPLE, SegmentMemory, remembering, whole_sentences
from qiao.translate.segments import PieceKind
from qiao.translate.slang import SlangTable, Term, shipped
from qiao.translate.tidy import plain_words, without_surrogates
from qiao.translate.translator import Hints, Translator, TranslatorDown
from qiao.translate.work import Field, Job, aligned, jobs_of, put_together, take_apart

log = structlog.get_logger(__name__)

MAX_CHARS = 8000
TURN = 12
"""So many sentences go to the engines at once; a long note is shown as it grows."""

Progress = Callable[[Translation], Awaitable[None]]
"""Told what is there of a long text so far, as a translation that is "pending"."""

_SURE_OF_A_CODE = 0.95


@dataclass(frozen=True)
class Pipeline:
    """Everything a translation needs, put together once by `assemble`."""

    translators: tuple[Translator, ...]
    detector: Detector
    slang: SlangTable
    likeness: Likeness | None = None
    glossary: Glossary = NO_GLOSSARY
    memory: SegmentMemory | None = None
    engines: Engines | None = None  # all there are; `translators` are those within reach
    clearance: Clearance = Clearance.PRIVATE
    progress: Progress | None = None

    def for_asked(self, asked: Asked) -> Pipeline:
        """Return this pipeline with the engines that words so cleared may be given to."""
        if self.engines is None:
            return self
        return replace(self, translators=self.engines.reach(asked), clearance=asked.clearance)

    def indoors(self) -> Pipeline:
        """Return this pipeline for where nothing may wait: NeedsOutside instead of a call."""
        return replace(self, translators=indoors(self.translators))

    async def translate(
        self,
        passage: Passage | str,
        *,
        target: Lang,
        source: Lang | None = None,
        reader_langs: Sequence[Lang] = (),
    ) -> Translation:
        """Translate a passage for readers of `target`; never raises for what a text contains.

        `source`: what the text is known to be in; None, "und" and "mul" mean look for yourself.
        `reader_langs`: languages left as they are besides `target` (only for a named reader:
        what is stored for everyone must not depend on one).

        Raises:
            TranslatorDown: no engine that speaks the pair can work now; the same call may later.
        """
        passage = _cleaned(Passage(passage) if isinstance(passage, str) else passage)
        code = decode(passage.body)
        if code is None:
            return await self._in_words(passage, target, source, reader_langs)
        said = msgspec.structs.replace(passage, body=code.text)
        # what language the letters of a code look like says nothing
        made = await self._in_words(said, target, None, reader_langs)
        return _decoded(code, said, made)

    async def _in_words(
        self, passage: Passage, target: Lang, source: Lang | None, reader_langs: Sequence[Lang]
    ) -> Translation:
        text = "\n".join(filter(None, (passage.title, passage.body, *passage.alt)))
        detected = self._detected(text, source)
        emoji = tuple(emoji_names(text, target))
        notes = tuple(self._notes(text, detected, target))

        def unavailable(code: str, **facts: str) -> Translation:
            return Translation(
                "unavailable", detected.lang, target, notes=notes, emoji=emoji,
                reason=Reason(code, facts),
            )  # fmt: skip

        langs = detected.mixed or (detected.lang,)
        if detected.lang == UND:
            return unavailable("undetermined")
        if all(lang == target or lang in reader_langs for lang in langs):
            return unavailable("same_language")
        if term := self._only_slang(passage, detected, target):
            return Translation(
                "done", detected.lang, target, body=_glossed(passage.body, term, target),
                engine=Engine("gloss", "slang list"), confidence=0.6 if term.ambiguous else 0.9,
                notes=notes, emoji=emoji,
            )  # fmt: skip

        fields = take_apart(passage, detected, target, self.detector)
        if self.memory is not None and detected.mixed:
            await whole_sentences(self.memory, fields, detected.dominant, target)
        jobs = jobs_of(fields)
        hints = Hints(passage.title, tuple((note.term, note.means) for note in notes))
        calls = Calls(
            self.translators, self.detector, self.slang, self.likeness, self.glossary, hints
        )

        async def engines(asked: Sequence[Job]) -> Made:
            return await calls.translate(asked, target)

        made: Made = {}
        for start in range(0, len(jobs), TURN):
            turn = jobs[start : start + TURN]
            try:
                if self.memory is None:
                    made |= await engines(turn)
                else:
                    made |= await remembering(self.memory, turn, target, engines)
            except TranslatorDown:
                if not any(result.text is not None for result in made.values()):
                    raise
                # what is made already is worth showing
                made |= dict.fromkeys(turn, Result(None))
            if self.progress is not None and start + TURN < len(jobs):
                texts = {job: result.text for job, result in made.items() if result.text}
                title, body, alt = put_together(fields, texts)
                await self.progress(
                    Translation("pending", detected.lang, target, title, body, alt, emoji=emoji)
                )
        if not any(result.text is not None for result in made.values()):
            if any(self.can(job.lang, target) for job in jobs):
                return unavailable("failed", source=langs[0], target=target)
            if self.engines is not None and any(
                routes(self.engines.spoken(), job.lang, target) for job in jobs
            ):
                return unavailable(
                    "may_not_leave", source=langs[0], target=target, clearance=self.clearance
                )
            return unavailable("no_engine", source=langs[0], target=target)
        return self._result(fields, made, detected, target, notes, emoji)

    def can(self, source: Lang, target: Lang) -> bool:
        """Whether there is an engine for a pair, by any route. Answers without I/O."""
        return bool(routes(self.translators, source, target))

    def pairs(self, langs: Sequence[Lang]) -> list[tuple[Lang, Lang]]:
        """The pairs among `langs` that can be translated."""
        return pairs(self.translators, langs)

    def _detected(self, text: str, source: Lang | None) -> Detected:
        if source is None or source in {UND, MUL}:
            return self.detector.detect(text)
        found = self.detector.detect(text, declared=source)
        # told one language and found two of which it is one: both are there
        return found if source in found.mixed else Detected(source, 1.0)

    def _notes(self, text: str, detected: Detected, target: Lang) -> list[SlangNote]:
        if (
            detected.lang == UND
        ):  # "666" has no language but means something to those who write Chinese
            return [] if target in {ZH_HANS, ZH_HANT} else self.slang.notes(text, ZH_HANS, target)
        out: dict[str, SlangNote] = {}
        for lang in detected.mixed or (detected.lang,):
            if lang != target:
                for note in self.slang.notes(text, lang, target):
                    out.setdefault(note.term.casefold(), note)
        return list(out.values())

    def _only_slang(self, passage: Passage, detected: Detected, target: Lang) -> Term | None:
        if passage.title or passage.alt or target not in {"en", ZH_HANS, ZH_HANT}:
            return None
        for lang in detected.mixed or (detected.lang,):
            term = self.slang.whole(passage.body, lang)
            if term is not None and self.glossary.whole(passage.body, lang, target) is None:
                return term
        return None

    def _result(
        self,
        fields: list[Field],
        made: Made,
        detected: Detected,
        target: Lang,
        notes: tuple[SlangNote, ...],
        emoji: tuple,  # type: ignore[type-arg]
    ) -> Translation:
        texts = {job: result.text for job, result in made.items() if result.text is not None}
        title, body, alt = put_together(fields, texts)
        names = list(dict.fromkeys(r.engine for r in made.values() if r.text is not None))
        return Translation(
            "done", detected.lang, target, title, body, alt,
            engine=Engine(self._kind(names), ", ".join(names)),
            confidence=_confidence(fields, made),
            segments=aligned(fields, texts),
            notes=notes, emoji=emoji,
        )  # fmt: skip

    def _kind(self, names: Sequence[str]) -> EngineKind:
        """What readers are told: words out of a list are no translation, and not called one."""
        if names == [PEOPLE]:
            return "person"
        lists = tuple(f"{t.name} " for t in self.translators if t.kind == "gloss")
        return "gloss" if lists and all(name.startswith(lists) for name in names) else "machine"


async def translate_text(
    text: Passage | str,
    *,
    source: Lang | None = None,
    target: Lang,
    reader_langs: Sequence[Lang] = (),
    translators: Sequence[Translator],
    detector: Detector,
    slang: SlangTable | None = None,
    likeness: Likeness | None = None,
) -> Translation:
    """`Pipeline.translate` for callers that keep no pipeline."""
    pipeline = Pipeline(tuple(translators), detector, slang or shipped(), likeness)
    return await pipeline.translate(text, target=target, source=source, reader_langs=reader_langs)


def _decoded(code: Decoded, said: Passage, made: Translation) -> Translation:
    """What a text in code said, and its translation; without one, that it was read at least."""
    in_code = InCode(code.name, code.text)
    if made.state == "done":
        return msgspec.structs.replace(made, decoded=in_code)
    understood = made.reason is None or made.reason.code in {"same_language", "undetermined"}
    return Translation(
        "done", made.source, made.target, said.title, said.body, said.alt,
        engine=Engine("decoded", code.name), confidence=_SURE_OF_A_CODE,
        notes=made.notes, emoji=made.emoji, reason=None if understood else made.reason,
        decoded=in_code,
    )  # fmt: skip


def _cleaned(passage: Passage) -> Passage:
    return Passage(
        body=_readable(passage.body[:MAX_CHARS]),
        title=_readable(passage.title),
        alt=tuple(_readable(alt) for alt in passage.alt),
    )


def _readable(text: str) -> str:
    return plain_words(without_surrogates(text))


def _glossed(body: str, term: Term, target: Lang) -> str:
    """The gloss in place of the term; marks and spaces around it stay."""
    start = body.casefold().find(term.term.casefold()[:1])
    core = body.strip(" \t\n.,!?~…。，！？～、")
    at = body.index(core) if core in body else max(start, 0)
    return body[:at] + term.means(target) + body[at + len(core) :]


def _confidence(fields: list[Field], made: Made) -> float:
    """The mean over sentences, each as heavy as it is long; what was not translated counts 0."""
    total = weight = 0.0
    for f in fields:
        for part in f.parts:
            if part.piece.kind is PieceKind.SENTENCE:
                for job in part.jobs:
                    if not isinstance(job, str):
                        result = made[job]
                        total += len(job.text) * (
                            result.confidence if result.text is not None else 0.0
                        )
                        weight += len(job.text)
    return round(total / weight, 3) if weight else 0.0
