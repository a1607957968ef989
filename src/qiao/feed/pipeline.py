"""How any feed is made: fetch, filter, describe, score, mix, rerank; one loop, traced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter_ns

import numpy as np
import structlog
from numpy.typing import NDArray

from qiao.feed.mixers import REFUSED
from qiao.feed.models import Ranked, Request, Rows, Scale, Step, Trace
from qiao.feed.promise import HOME, NEWCOMER, NONE, Promise, marks_of
from qiao.feed.stages import FeatureReader, Filter, Mixer, Reranker, Scorer, Source

log = structlog.get_logger()
NOTHING: Rows = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Pipeline:
    """A feed, as a page of stages."""

    name: str
    sources: Sequence[Source]
    filters: Sequence[Filter]
    features: FeatureReader
    scorer: Scorer
    mixer: Mixer
    rerankers: Sequence[Reranker]
    promise: Callable[[Request], Promise] = lambda _req: NONE
    """What its pages are held to."""
    budget_s: float = 0.05
    """When sources have taken so long together, those left are not asked."""


class _Clock:
    """Writes into a trace what each stage took."""

    def __init__(self) -> None:
        self._at_ns = perf_counter_ns()

    def step(self, name: str, notes: int) -> Step:
        now_ns = perf_counter_ns()
        took, self._at_ns = now_ns - self._at_ns, now_ns
        return Step(name, notes, took // 1_000)


def run(pipeline: Pipeline, req: Request, *, rows_known: int) -> tuple[Ranked, Trace]:
    """Make one session for one reader, best first, with an account of how it was made."""
    trace = Trace(
        sources=tuple(type(source).__name__ for source in pipeline.sources),
        terms=pipeline.scorer.names,
    )
    clock = _Clock()
    proposed, rows = _fetch(pipeline, req, rows_known, trace)
    trace.steps.append(clock.step("sources", len(rows)))

    for guard in pipeline.filters:
        rows = rows[guard.keep(req, rows)]
        trace.steps.append(clock.step(type(guard).__name__, len(rows)))

    features = pipeline.features.read(req, rows)
    trace.steps.append(clock.step("features", len(rows)))
    page = Ranked.of(rows, proposed[rows], features, pipeline.scorer.parts(features))
    page.marks[:] = marks_of(req.lens, features)
    trace.scale = Scale.of(page)
    trace.steps.append(clock.step("scorer", len(page)))

    there = _promised(page)
    page = pipeline.mixer.mix(req, page)
    here = _promised(page)
    trace.left = there[0] - here[0], there[1] - here[1]
    trace.steps.append(clock.step(type(pipeline.mixer).__name__, len(page)))
    for reranker in pipeline.rerankers:
        order = reranker.order(req, page)
        if len(order) != len(page) or len(set(order.tolist())) != len(page):
            raise ValueError(f"{type(reranker).__name__} lost or doubled a note")
        page = page.take(order)
        trace.steps.append(clock.step(type(reranker).__name__, len(page)))
    return page, trace


def _promised(notes: Ranked) -> tuple[int, int]:
    """Count what could keep a promise: home, newcomers'. Nobody is owed what she wants less of."""
    marks = notes.marks[notes.features.wished > REFUSED]
    return int((marks & HOME > 0).sum()), int((marks & NEWCOMER > 0).sum())


def _fetch(
    pipeline: Pipeline, req: Request, rows_known: int, trace: Trace
) -> tuple[NDArray[np.uint16], Rows]:
    """Return for each index row who proposed it, as bits, and the rows proposed, ascending."""
    found = [NOTHING]
    proposed = np.zeros(rows_known, dtype=np.uint16)
    clock = _Clock()
    until_ns = perf_counter_ns() + int(pipeline.budget_s * 1e9)
    for bit, source in enumerate(pipeline.sources):
        name = trace.sources[bit]
        if perf_counter_ns() > until_ns and not source.always:
            trace.failed.append((name, "not asked: out of time"))
            continue
        try:
            rows = source.fetch(req)
            proposed[rows] |= 1 << bit
            found.append(rows)
            trace.proposed.append(clock.step(name, len(rows)))
        except Exception as error:  # noqa: BLE001 - sources fail open: a thinner feed beats no feed
            log.warning("feed_source_failed", feed=pipeline.name, source=name, error=repr(error))
            trace.failed.append((name, repr(error)))
    # looking through all rows for those that were proposed would cost more than sorting these
    return proposed, np.unique(np.concatenate(found)).astype(np.int32)
