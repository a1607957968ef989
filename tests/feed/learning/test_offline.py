"""The comparison as a whole, and the command that prints it."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from qiao.cli import app
from qiao.cli.common import Failure
from qiao.cli.feed_evaluate import evaluate as command
from qiao.feed.learning import views
from qiao.feed.learning.dataset import load
from qiao.feed.learning.methods import NAMES
from qiao.feed.learning.offline import Report, evaluate
from tests.feed.learning.folder import bagged, themed, write


def report(folder: Path, split: str, folds: int = 2, methods: tuple[str, ...] = NAMES) -> Report:
    data = load(folder)
    seen = views.views_of(data, ["none"], None, lambda *_: None)
    return evaluate(data, seen, split=split, folds=folds, methods=methods)


def test_every_method_that_makes_sense_has_a_row(tmp_path: Path) -> None:
    made = report(themed(tmp_path), "item-cold")
    rows = {row.method: row for row in made.rows}

    assert set(rows) == {
        *("random", "popularity", "content", "author", "cb2cf_text", "cb2cf", "two_tower"),
        *("blend", "company", "early", "early_popularity", "oracle"),
    }
    assert all(len(row.figures["recall20"].folds) == 2 for row in made.rows)
    assert rows["blend"].figures["ndcg20"].mean > rows["random"].figures["ndcg20"].mean
    assert rows["blend"].behind_blend == {}
    assert rows["random"].behind_blend["ndcg20"].mean == pytest.approx(
        rows["blend"].figures["ndcg20"].mean - rows["random"].figures["ndcg20"].mean
    )
    assert sum(made.blend_weights.values()) == pytest.approx(1)
    assert {row.method for row in made.rows if row.peeks} == {
        *("company", "early", "early_popularity", "oracle"),
    }


def test_a_report_is_the_same_each_time(tmp_path: Path) -> None:
    folder = themed(tmp_path)

    assert report(folder, "time", methods=("random", "cb2cf")) == report(
        folder, "time", methods=("random", "cb2cf")
    )


def test_what_is_not_known_has_no_row(tmp_path: Path) -> None:
    made = report(bagged(tmp_path), "item-cold", methods=("author", "content", "blend"))

    assert {row.method for row in made.rows} == {"content", "blend"}
    assert "language_kl" not in made.rows[0].figures
    assert made.remarks == ["author affinity: not possible on this folder"]
    assert "author" not in made.views


def test_home_readers_are_told_apart_and_the_mix_is_theirs(tmp_path: Path) -> None:
    circle = report(themed(tmp_path), "warm", 1).home_readers

    assert circle is not None
    rows = {row.method: row for row in circle.rows}
    assert circle.readers > 0
    assert rows["blend_mixed"].language_kl < rows["popularity"].language_kl
    assert rows["blend"].others_lose == 0


def test_the_command_writes_json_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = themed(tmp_path / "made")

    options = ["--folds", "1", "--encoder", "none", "--methods", "random,content", "--json"]
    app.app(
        ["feed", "evaluate", str(folder), *options, "--cache", str(tmp_path / "cache")],
        result_action="return_value",
    )

    made = msgspec.convert(json.loads(capsys.readouterr().out), Report)
    assert [row.method for row in made.rows] == ["random", "content"]
    assert made.folder == "made"


def test_the_command_prints_a_table_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    command(themed(tmp_path), split="warm", folds=1, encoder="none", methods="popularity,item_knn")

    printed = capsys.readouterr().out
    assert "item-kNN" in printed
    assert "Recall@20" in printed
    assert "home readers" in printed


def test_mistakes_are_answered_in_words(tmp_path: Path) -> None:
    folder = themed(tmp_path)

    with pytest.raises(Failure, match="no method 'magic'"):
        command(folder, methods="magic")
    with pytest.raises(Failure, match="no encoder"):
        command(folder, encoder="bert")
    with pytest.raises(Failure, match="folds"):
        command(folder, folds=0)
    with pytest.raises(Failure, match="not a folder"):
        command(tmp_path / "nowhere")


def test_without_the_extra_the_command_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)

    with pytest.raises(Failure, match="pyarrow") as failure:
        command(tmp_path)

    assert "evaluate" in failure.value.what_next


@pytest.mark.parametrize("split", ["item-cold", "time", "warm"])
def test_a_folder_too_small_is_refused_in_every_split(tmp_path: Path, split: str) -> None:
    write(tmp_path, "items", {"item": [1, 2, 3], "title": ["tea a", "tea b", "tea a"]})
    write(tmp_path, "interactions", {"user": [1, 2, 1], "item": [1, 2, 3]})

    with pytest.raises(Failure):
        command(tmp_path, split=split, encoder="none")  # type: ignore[arg-type]


def test_a_hostile_folder_ends_in_words_or_figures(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    items, events = 60, 900
    write(
        tmp_path,
        "items",
        {
            "item": [f"i{i}" for i in range(items)],
            "title": [None if i % 7 == 0 else f"tea cup {'x' * (i % 3)}" for i in range(items)],
            "author": [None] * items,
            "lang": [None if i % 2 else "en" for i in range(items)],
            "published": ["soon", "2020-01-01", None] * (items // 3),
        },
    )
    write(
        tmp_path,
        "interactions",
        {
            "user": [
                None if i % 50 == 0 else float(u) for i, u in enumerate(rng.integers(0, 30, events))
            ],
            "item": [f"i{i}" for i in rng.integers(0, items + 5, events)],
            "ts": [None if i % 3 else -1 for i in range(events)],
        },
    )

    made = report(tmp_path, "item-cold", 1)

    assert all(np.isfinite(row.figures["recall20"].mean) for row in made.rows)
    assert len(made.remarks) >= 2


@pytest.mark.parametrize("name", ["citeulike_t", "anime"])
def test_public_folders_are_read(shared_data: Path, name: str) -> None:
    data = load(shared_data / "recsys" / name)

    assert not data.remarks
    assert data.users > 4000
