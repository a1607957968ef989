"""What the pipeline costs in quality beside the raw engine, and how fast it and the detector are.

    python bench/translate/quality.py [--data ../shared/data/translation] [--lines 513]

Needs `sacrebleu` for the first part (not a dependency of Qiao; it is said when it is missing).
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from qiao.translate.language import Detector
from qiao.translate.models import Lang
from qiao.translate.pipeline import Pipeline
from qiao.translate.providers.neural import NeuralTranslator
from qiao.translate.restore import lost
from qiao.translate.slang import shipped

COLUMNS = {"en": "en", "pt": "pt-BR"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


async def quality(news: list[dict[str, str]], source: str, target: str) -> None:
    """Print chrF++ of the raw engine and of the pipeline, and entities kept."""
    texts = [row[COLUMNS[source]] for row in news]
    references = [row[COLUMNS[target]] for row in news]
    neural = NeuralTranslator()
    raw = await neural.translate(texts, source=Lang(source), target=Lang(target))
    pipeline = Pipeline((neural,), Detector(), shipped())
    made: list[str] = []
    unavailable = entities_lost = 0
    start = time.perf_counter()
    for text in texts:
        result = await pipeline.translate(text, source=Lang(source), target=Lang(target))
        body = result.body if result.state == "done" else text
        unavailable += result.state != "done"
        entities_lost += bool(lost(text, body))
        made.append(body)
    took_s = time.perf_counter() - start
    await neural.close()
    print(
        f"{source}->{target}: {len(texts)} lines, {took_s:.1f} s wall, {unavailable} not translated"
    )
    print(f"  texts that lost an entity: {entities_lost}")
    score(raw, made, references)


def score(raw: Sequence[str], made: Sequence[str], references: Sequence[str]) -> None:
    try:
        from sacrebleu.metrics import CHRF
    except ImportError:
        print("  sacrebleu is missing: no chrF++")
        return
    metric = CHRF(word_order=2)
    for name, texts in (("raw engine", raw), ("pipeline", made)):
        print(f"  chrF++ {name}: {metric.corpus_score(list(texts), [list(references)]).score:.2f}")
    print(f"  {metric.get_signature()}")


def language_speed(news: list[dict[str, str]]) -> None:
    """Print how many texts a second of CPU the detector reads, short and whole."""
    detector = Detector()
    detector.detect("load the model, s'il vous plaît")
    columns = [name for name in news[0] if name not in {"line", "doc"}]
    for chars in (20, 80, None):
        texts = [row[name][:chars] for row in news for name in columns]
        start = time.process_time()
        for text in texts:
            detector.detect(text)
        rate = len(texts) / (time.process_time() - start)
        name = f"first {chars} characters" if chars else "whole lines"
        print(f"language, {name}: {rate:,.0f} texts per CPU second")


async def latency(comments: list[str]) -> None:
    """Print how long a cold comment takes and how long the event loop was held meanwhile."""
    neural = NeuralTranslator()
    detector = Detector()
    detector.warm()
    pipeline = Pipeline((neural,), detector, shipped())
    await pipeline.translate("load the model", target=Lang("pt"))
    gaps_ms: list[float] = []
    heart = asyncio.create_task(heartbeat(gaps_ms))
    took_ms: list[float] = []
    for comment in comments:
        start = time.perf_counter()
        await pipeline.translate(comment, target=Lang("pt"))
        took_ms.append((time.perf_counter() - start) * 1000)
    heart.cancel()
    await neural.close()
    took_ms.sort()
    p95 = took_ms[int(len(took_ms) * 0.95)]
    p50 = took_ms[len(took_ms) // 2]
    print(f"{len(comments)} comments en->pt: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    print(f"  largest event-loop gap {max(gaps_ms, default=0.0):.1f} ms")


async def heartbeat(gaps_ms: list[float]) -> None:
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps_ms.append((now - last) * 1000)
        last = now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    beside = Path(__file__).parents[3] / "shared" / "data" / "translation"
    parser.add_argument("--data", type=Path, default=beside)
    parser.add_argument("--lines", type=int, default=513)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    news = rows(options.data / "ntrex_dev.tsv")[: options.lines]
    language_speed(news)
    asyncio.run(latency([row["en"][:90] for row in news[:200]]))
    asyncio.run(quality(news, "en", "pt"))
    asyncio.run(quality(news, "pt", "en"))


if __name__ == "__main__":
    main()
