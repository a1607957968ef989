"""How any feed is made: fetch, filter, describe, score, mix, rerank; one loop, traced."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import structlog

from qiao.feed.models import Ranked, Request, Trace
from qiao.feed.stages import FeatureReader, Filter, Mixer, Reranker, Scorer, Source

log = structlog.get_logger()


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
    budget_s: float = 0.05
    """When sources have taken so long together, those left are not asked."""


def run(pipeline: Pipeline, req: Request, *, rows_known: int) -> tuple[Ranked, Trace]:
    """Make one session for one reader, best first, with an account of how it was made."""
    trace = Trace(
        sources=tuple(type(source).__name__ for source in pipeline.sources),
        terms=pipeline.scorer.names,
    )
    proposed = _fetch(pipeline, req, rows_known, trace)
    rows = np.flatnonzero(proposed).astype(np.int32)
    trace.steps.append(("sources", len(rows)))

    for guard in pipeline.filters:
        rows = rows[guard.keep(req, rows)]
        trace.steps.append((type(guard).__name__, len(rows)))

    features = pipeline.features.read(req, rows)
    parts = pipeline.scorer.parts(req, features)
    scores = parts.sum(axis=1)
    trace.mean_parts = parts.mean(axis=0) if len(rows) else np.zeros(parts.shape[1], np.float32)
    nowhere = np.zeros(len(rows), dtype=np.bool_)
    ranked = Ranked(rows, proposed[rows], features, parts, scores, nowhere)
    ranked = ranked.take(np.argsort(-scores, kind="stable"))

    page = pipeline.mixer.mix(req, ranked)
    trace.steps.append((type(pipeline.mixer).__name__, len(page)))
    for reranker in pipeline.rerankers:
        order = reranker.order(req, page)
        if len(order) != len(page) or len(set(order.tolist())) != len(page):
            raise ValueError(f"{type(reranker).__name__} lost or doubled a note")
        page = page.take(order)
    return page, trace


def _fetch(
    pipeline: Pipeline, req: Request, rows_known: int, trace: Trace
) -> "np.ndarray[tuple[int], np.dtype[np.uint16]]":
    """Return for each index row who proposed it, as bits."""
    proposed = np.zeros(rows_known, dtype=np.uint16)
    until = time.monotonic() + pipeline.budget_s
    for bit, source in enumerate(pipeline.sources):
        name = trace.sources[bit]
        if time.monotonic() > until:
            trace.failed.append((name, "not asked: out of time"))
            continue
        try:
            proposed[source.fetch(req)] |= 1 << bit
        except Exception as error:  # noqa: BLE001 - sources fail open: a thinner feed beats no feed
            log.warning("feed_source_failed", feed=pipeline.name, source=name, error=repr(error))
            trace.failed.append((name, repr(error)))
    return proposed
