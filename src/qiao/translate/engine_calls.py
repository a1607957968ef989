"""Sentences sent to engines in batches, verified, judged, and sent elsewhere if they failed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from qiao.translate.gate import Verdict, judge
from qiao.translate.glossary import NO_GLOSSARY, Glossary
from qiao.translate.language import Detector
from qiao.translate.likeness import Likeness, can_tell
from qiao.translate.models import Lang
from qiao.translate.restore import Fixed, Hidden, around_entities, hide, lost, restore_numbers, show
from qiao.translate.route import Hop, Route, routes
from qiao.translate.segments import PieceKind
from qiao.translate.slang import SlangTable
from qiao.translate.translator import (
    NO_HINTS,
    Hints,
    TakesHints,
    TooLong,
    Translator,
    TranslatorDown,
    Unsupported,
)
from qiao.translate.work import Job

log = structlog.get_logger(__name__)

_PIVOT_COST = 0.9  # confidence kept by each further change of language
_MAX_ROUTES = 2  # the first and one fallback
_GLOSS_CONFIDENCE = 0.3  # words in a row, whatever they are like


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: `text` is None if no engine made anything that may be shown."""

    text: str | None
    confidence: float = 0.0
    engine: str = ""
    doubtful: bool = False  # shown, marked as unsure, unless another engine does better


Made = dict[Job, Result]

LISTED = "glossary"
"""What a reader is told made a sentence that the square's glossary has as a whole."""


class Plain(NamedTuple):
    """A sentence in plain words, and what in it must come out in given words."""

    text: str
    fixed: tuple[Fixed, ...]


@dataclass(frozen=True)
class Calls:
    """One passage's calls to engines."""

    translators: tuple[Translator, ...]
    detector: Detector
    slang: SlangTable
    likeness: Likeness | None = None
    glossary: Glossary = NO_GLOSSARY
    hints: Hints = NO_HINTS

    async def translate(self, jobs: Sequence[Job], target: Lang) -> Made:
        """Translate every job, one call per language and hop.

        Raises:
            TranslatorDown: every engine that speaks a pair is down, and nothing was made.
        """
        by_lang: defaultdict[Lang, list[Job]] = defaultdict(list)
        for job in jobs:
            by_lang[job.lang].append(job)
        made: Made = dict.fromkeys(jobs, Result(None))
        down: TranslatorDown | None = None
        for job in jobs:
            if (listed := self.glossary.whole(job.text, job.lang, target)) is not None:
                made[job] = Result(listed, 1.0, LISTED)
        for lang, asked in by_lang.items():
            for route in _tried(routes(self.translators, lang, target)):
                open_jobs = [job for job in asked if made[job].text is None or made[job].doubtful]
                if not open_jobs:
                    break
                try:
                    for job, result in (await self._by_route(open_jobs, route)).items():
                        if result.confidence > made[job].confidence or made[job].text is None:
                            made[job] = result
                except TranslatorDown as error:
                    log.warning("translator_down", provider=route.name)
                    down = error
                except (Unsupported, TooLong) as error:
                    log.warning("translator_refused", provider=route.name, why=type(error).__name__)
        if down is not None and all(result.text is None for result in made.values()):
            raise down
        return made

    async def _by_route(self, jobs: list[Job], route: Route) -> Made:
        plain = {job: self._plain(job, route) for job in jobs}
        texts: dict[Job, str | None] = dict.fromkeys(jobs)
        for numbers in (False, True):
            hidden = {
                job: hide(plain[job].text, numbers=numbers, fixed=plain[job].fixed)
                for job in jobs
                if texts[job] is None
            }
            if not hidden:
                break
            raw = await self._hop_by_hop([h.text for h in hidden.values()], route)
            made = zip(hidden.items(), raw, strict=True)
            texts.update({job: _restored(job, sent, text) for (job, sent), text in made})
        torn = [job for job in jobs if texts[job] is None]
        texts.update(zip(torn, await self._split(torn, route), strict=True))
        back = await self._round_trip(texts, route)
        # a judge that reads vectors takes some milliseconds for each sentence
        return await asyncio.to_thread(
            lambda: {
                job: self._judged(job, text, route, back.get(job)) for job, text in texts.items()
            }
        )

    async def _hop_by_hop(self, texts: list[str], route: Route) -> list[str]:
        """Translate along a route; what a hop on the way got wrong goes no further and is empty."""
        first, *others = route.hops
        made = await _all_hops(texts, Route((first,)), self.hints)
        before, hop = texts, first
        for following in others:
            held = await asyncio.to_thread(self._held, hop, before, made)
            going = [text for text, holds in zip(made, held, strict=True) if holds]
            answers = iter(await _all_hops(going, Route((following,)), NO_HINTS) if going else [])
            before, hop = made, following
            made = [next(answers) if holds else "" for holds in held]
        return made

    def _held(self, hop: Hop, before: Sequence[str], after: Sequence[str]) -> list[bool]:
        if hop.translator.kind == "conversion":
            return [bool(text) for text in after]
        return [
            bool(made)
            and judge(
                text, made, source=hop.source, target=hop.target, detector=self.detector,
                likeness=self.likeness, strict=False,
            ).acceptable
            for text, made in zip(before, after, strict=True)
        ]  # fmt: skip

    async def _round_trip(self, texts: Mapping[Job, str | None], route: Route) -> dict[Job, str]:
        """What a model makes of its own answers, where no vectors can judge them.

        It does not see the text again, so that the text cannot ask it for anything. Who does not
        speak the way back is judged by an empty answer.
        """
        ends = (route.hops[0].source, route.hops[-1].target)
        if not _can_be_talked_to(route) or can_tell(self.likeness, *ends):
            return {}
        made = {job: text for job, text in texts.items() if text}
        try:
            back = await _all_hops(list(made.values()), _way_back(route), NO_HINTS)
        except (Unsupported, TooLong):
            back = [""] * len(made)
        return dict(zip(made, back, strict=True))

    async def _split(self, jobs: list[Job], route: Route) -> list[str]:
        """Cut at every entity and translate between: nothing can be lost."""
        plain = [self._plain(job, route) for job in jobs]
        pieces = [around_entities(each.text, each.fixed) for each in plain]
        asked = list(
            dict.fromkeys(p.text for ps in pieces for p in ps if p.kind is PieceKind.SENTENCE)
        )
        hidden = [hide(text).text for text in asked]
        made = await _all_hops(hidden, route, self.hints) if asked else []
        answers = dict(zip(asked, made, strict=True))
        return [
            "".join(answers[p.text].strip() if p.text in answers else p.text for p in ps)
            for ps in pieces
        ]

    def _plain(self, job: Job, route: Route) -> Plain:
        """Slang put plainly, but for what the glossary has words for."""
        out, fixed, at, end = [], [], 0, 0
        for fix in self.glossary.fixed(job.text, job.lang, route.hops[-1].target):
            out.append(self.slang.normalise(job.text[at : fix.start], job.lang))
            end += len(out[-1])
            out.append(job.text[fix.start : fix.end])
            fixed.append(Fixed(end, end + len(out[-1]), fix.text))
            end += len(out[-1])
            at = fix.end
        out.append(self.slang.normalise(job.text[at:], job.lang))
        return Plain("".join(out), tuple(fixed))

    def _judged(self, job: Job, text: str | None, route: Route, back: str | None) -> Result:
        if text is None:
            return Result(None)
        verdict = self._verdict(job, text, route, back)
        if not verdict.acceptable:
            log.info("translation_refused", why=verdict.why, provider=route.name)
            return Result(None)
        meanings = sum(hop.translator.kind != "conversion" for hop in route.hops)
        confidence = verdict.confidence * _PIVOT_COST ** max(0, meanings - 1)
        if meanings == 0:
            confidence = 0.98
        if any(hop.translator.kind == "gloss" for hop in route.hops):
            confidence = min(confidence, _GLOSS_CONFIDENCE)
        return Result(text, round(confidence, 3), route.name, verdict.doubtful)

    def _verdict(self, job: Job, text: str, route: Route, back: str | None) -> Verdict:
        target = route.hops[-1].target
        if all(hop.translator.kind == "conversion" for hop in route.hops):
            # a copy is right here: many sentences are the same in both sets of characters
            return Verdict(0.98, acceptable=not lost(job.text, text))
        return judge(
            job.text, text, source=job.lang, target=target,
            detector=self.detector, likeness=self.likeness,
            strict=_can_be_talked_to(route), back=back,
            given=" ".join(f.text for f in self.glossary.fixed(job.text, job.lang, target)),
        )  # fmt: skip


def _tried(found: Sequence[Route]) -> list[Route]:
    """The first and one fallback; and one that cannot be talked to, if neither is such."""
    first, others = list(found[:_MAX_ROUTES]), found[_MAX_ROUTES:]
    if all(map(_can_be_talked_to, first)):
        first += [route for route in others if not _can_be_talked_to(route)][:1]
    return first


def _way_back(route: Route) -> Route:
    return Route(tuple(Hop(h.translator, h.target, h.source) for h in reversed(route.hops)))


def _can_be_talked_to(route: Route) -> bool:
    return any(hop.translator.kind == "llm" for hop in route.hops)


async def _all_hops(texts: list[str], route: Route, hints: Hints) -> list[str]:
    for hop in route.hops:
        # hints are in the language of the first hop's texts
        if hop is route.hops[0] and isinstance(hop.translator, TakesHints):
            made = await hop.translator.translate_hinted(
                texts, source=hop.source, target=hop.target, hints=hints
            )
        else:
            made = await hop.translator.translate(texts, source=hop.source, target=hop.target)
        if len(made) != len(texts):
            raise TranslatorDown(f"{hop.name} answered {len(made)} of {len(texts)}")
        texts = made
    return texts


def _restored(job: Job, hidden: Hidden, translated: str) -> str | None:
    """Entities put back and verified; None if some were lost."""
    shown = show(translated.strip(), hidden)
    if shown is None:
        return None
    shown = restore_numbers(job.text, shown)
    return None if lost(job.text, shown) else shown
