"""Sentences translated before: asked before any engine, kept after it, made by one at a time."""

from __future__ import annotations

import asyncio
import hashlib
from abc import abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, NamedTuple, Protocol

from qiao.translate.engine_calls import Made, Result
from qiao.translate.models import Lang, SpanKind
from qiao.translate.restore import lost
from qiao.translate.spans import spans
from qiao.translate.tidy import normal_form
from qiao.translate.work import Field, Job

Kind = Literal["human", "approved", "machine"]
"""Who made a stored sentence: a person, a person with an operator's consent, an engine."""

PEOPLE = "people"
"""What a reader is told made a sentence that a person wrote."""

MIN_CONFIDENCE = 0.4
"""What an engine was less sure of is not kept for others."""


class Remembered(NamedTuple):
    """A sentence as it is kept."""

    text: str
    engine: str
    kind: Kind
    confidence: float

    def result(self) -> Result:
        """What a pipeline takes for the answer of an engine."""
        if self.kind == "machine":
            return Result(self.text, self.confidence, self.engine)
        return Result(self.text, 1.0, PEOPLE)


Waits = dict[Job, "asyncio.Future[Result | None]"]
"""What others are making, by sentence."""


class SegmentMemory(Protocol):
    """Where sentences are kept. One is made for each text that is translated."""

    @abstractmethod
    async def known(self, jobs: Sequence[Job], target: Lang) -> dict[Job, Remembered]:
        """The sentences that are there: those of people before those of engines."""

    @abstractmethod
    async def keep(self, made: Made, target: Lang) -> None:
        """Keep what engines made, for this text and others."""

    @abstractmethod
    def take(self, jobs: Sequence[Job], target: Lang) -> tuple[list[Job], Waits]:
        """Those that nobody is making, now this text's to make; and the others, to wait for."""

    @abstractmethod
    def land(self, jobs: Sequence[Job], target: Lang, made: Made) -> None:
        """Give what was made to those who wait; what was not made, they try themselves."""


class Flights:
    """Sentences that are being made in this process: a second text that has one waits."""

    def __init__(self) -> None:
        self._flying: dict[tuple[Job, Lang, int], asyncio.Future[Result | None]] = {}

    def take(self, jobs: Sequence[Job], target: Lang, version: int) -> tuple[list[Job], Waits]:
        """See `SegmentMemory.take`; `version`: that of the square's own words."""
        mine: list[Job] = []
        waits: Waits = {}
        loop = asyncio.get_running_loop()
        for job in jobs:
            key = (job, target, version)
            if key in self._flying:
                waits[job] = self._flying[key]
            else:
                self._flying[key] = loop.create_future()
                mine.append(job)
        return mine, waits

    def land(self, jobs: Sequence[Job], target: Lang, version: int, made: Made) -> None:
        """See `SegmentMemory.land`. Who comes later is answered too, until `forget`."""
        for job in jobs:
            future = self._flying.get((job, target, version))
            if future is not None and not future.done():
                result = made.get(job)
                future.set_result(result if result is not None and result.text else None)

    def forget(self, jobs: Sequence[Job], target: Lang, version: int) -> None:
        """What was made is in the memory now, or never will be."""
        self.land(jobs, target, version, {})
        for job in jobs:
            self._flying.pop((job, target, version), None)


Engines = Callable[[Sequence[Job]], Awaitable[Made]]


async def remembering(
    memory: SegmentMemory, jobs: Sequence[Job], target: Lang, engines: Engines
) -> Made:
    """Translate `jobs`, asking `engines` only for what is not known and not being made.

    Raises what `engines` raises; then nothing is kept and those who wait try themselves.
    """
    # taken before looking: what another text has stored since it gave it up is found by looking
    mine, waits = memory.take(jobs, target)
    made: Made = {}
    try:
        for job, found in (await memory.known(jobs, target)).items():
            if _fits(job, found):
                made[job] = found.result()
        missing = [job for job in mine if job not in made]
        if missing:
            fresh = await engines(missing)
            await memory.keep(fresh, target)
            made |= fresh
    finally:
        # landed before the first wait: whoever waits has nothing that others wait for
        memory.land(mine, target, made)
    for job, future in waits.items():
        if job not in made:
            result = await asyncio.shield(future)
            if result is not None:
                made[job] = result
    left = [job for job in jobs if job not in made]
    if left:
        again = await engines(left)
        await memory.keep(again, target)
        made |= again
    return {job: made[job] for job in jobs if job in made}


async def whole_sentences(
    memory: SegmentMemory, fields: Sequence[Field], lang: Lang, target: Lang
) -> None:
    """Leave a sentence of two languages whole where a person has put it into the target.

    Otherwise only the runs the reader cannot read are asked for, and her words never found.
    """
    parts = {
        Job(part.piece.text, lang): part
        for field in fields
        for part in field.parts
        if len(part.jobs) > 1
    }
    if parts:
        for job, found in (await memory.known(list(parts), target)).items():
            if found.kind != "machine" and _fits(job, found):
                for field in fields:
                    for part in field.parts:
                        if part.piece.text == job.text:
                            part.jobs = [job]


def segment_hash(text: str) -> str:
    """Name a sentence by what it says."""
    return hashlib.sha256(normal_form(text).encode("utf-8", "surrogatepass")).hexdigest()


def dropped_entities(source: str, text: str) -> list[str]:
    """Entities of the source that a person's translation has not; numbers may be written out."""
    had = Counter(s.text for s in spans(source) if s.kind is not SpanKind.NUMBER)
    return [entity for entity, times in had.items() if text.count(entity) < times]


def _fits(job: Job, found: Remembered) -> bool:
    """Whether a sentence of the same normal form has this one's very emoji, links and names."""
    if found.kind == "machine":
        return not lost(job.text, found.text)
    return not dropped_entities(job.text, found.text)
