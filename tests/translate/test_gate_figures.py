"""How well the gate tells right from wrong, on the public news sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qiao.search.embedder import Text
from qiao.search.providers.use import UseEmbedder
from qiao.translate.gate import Verdict, judge
from qiao.translate.likeness import VectorLikeness, likeness_from
from qiao.translate.models import Lang
from tests.translate.make import DETECTOR, rows

PAIRS = [
    ("en", "zh-Hans"),
    ("zh-Hans", "en"),
    ("en", "pt"),
    ("pt", "en"),
    ("en", "ja"),
    ("en", "fr"),
]
COLUMN = {"pt": "pt-BR"}
LINES = 100


@pytest.fixture(scope="module")
def likeness() -> VectorLikeness:
    embedder = UseEmbedder()
    return likeness_from(
        lambda texts: embedder.embed([Text("", text, "") for text in texts]), embedder.speaks
    )


def sentences(data: Path, lang: str) -> list[str]:
    news = rows(data / "translation" / "ntrex_dev.tsv")[200 : 200 + LINES]
    return [row[COLUMN.get(lang, lang)] for row in news]


def auc(right: list[float], wrong: list[float]) -> float:
    above = np.array(right)[:, None] - np.array(wrong)[None, :]
    return float((above > 0).mean() + 0.5 * (above == 0).mean())


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_wrong_sentence_is_told_from_a_right_one(
    shared_data: Path, likeness: VectorLikeness, source: str, target: str
) -> None:
    texts, made = sentences(shared_data, source), sentences(shared_data, target)
    other = made[LINES // 2 :] + made[: LINES // 2]

    def verdicts(outputs: list[str]) -> list[Verdict]:
        return [
            judge(
                text, output, source=Lang(source), target=Lang(target),
                detector=DETECTOR, likeness=likeness,
            )
            for text, output in zip(texts, outputs, strict=True)
        ]  # fmt: skip

    right, wrong = verdicts(made), verdicts(other)

    assert auc([v.confidence for v in right], [v.confidence for v in wrong]) >= 0.99
    assert sum(v.acceptable and not v.doubtful for v in wrong) <= 2
    # people write numbers and names their own way: that alone is no fault of the gate here
    fault = {"entities_lost", "invented_entity", "invented_number", "invented_markup", ""}
    assert sum(v.why not in fault for v in right) <= 4


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_copy_of_the_source_is_caught(shared_data: Path, source: str, target: str) -> None:
    for text in sentences(shared_data, source):
        for made in (text, text.upper(), f"{text}!", f"  {text.rstrip('.')}…"):
            verdict = judge(text, made, source=Lang(source), target=Lang(target), detector=DETECTOR)

            assert not verdict.acceptable, text


@pytest.mark.parametrize(("source", "target"), [("en", "pt"), ("en", "zh-Hans"), ("pt", "en")])
def test_most_halves_are_refused_or_doubted(
    shared_data: Path, likeness: VectorLikeness, source: str, target: str
) -> None:
    pairs = zip(sentences(shared_data, source), sentences(shared_data, target), strict=True)
    long = [(text, made) for text, made in pairs if len(text) > 40 or source == "zh-Hans"]

    verdicts = [
        judge(
            text, made[: len(made) // 2], source=Lang(source), target=Lang(target),
            detector=DETECTOR, likeness=likeness,
        )
        for text, made in long
    ]  # fmt: skip

    assert sum(not v.acceptable or v.doubtful for v in verdicts) >= 0.85 * len(verdicts)
