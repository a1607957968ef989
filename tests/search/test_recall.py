"""What bench/search measures, in small: everyday queries find what they should in the demo."""

import statistics
import tomllib
import unicodedata

import pytest
from bench.search.run import HERE, Plain, demo_notes, fill, find, recall, said

from qiao.kit.db import Database
from qiao.search.indexing import index_notes

QUERIES = tomllib.loads((HERE / "queries.toml").read_text(encoding="utf-8"))


@pytest.fixture
async def demo(sqlite: Database) -> Database:
    await index_notes(sqlite, await fill(sqlite, demo_notes(), versions=False))
    return sqlite


@pytest.mark.parametrize(("kind", "least"), [("words", 0.9), ("typos", 0.9)])
async def test_words_and_mistyped_words_are_found_where_a_plain_table_finds_few(
    demo: Database, kind: str, least: float
) -> None:
    notes = demo_notes()
    plain = Plain(notes, versions=False)
    texts = {note["id"]: said(note, versions=False) for note in notes}
    ours, theirs = [], []
    for group in QUERIES[kind]:
        for one in group["queries"]:
            says = [unicodedata.normalize("NFKC", text).casefold() for text in one["says"]]
            want = [note for note, text in texts.items() if any(s in text for s in says)]
            if want:
                ours.append(recall(await find(demo, one["q"]), want))
                theirs.append(recall(plain.find(one["q"]), want))

    assert statistics.mean(ours) >= least
    assert statistics.mean(theirs) < statistics.mean(ours) - 0.1


def test_there_are_enough_queries_of_each_kind() -> None:
    count = {
        kind: sum(len(group["queries"]) for group in groups) for kind, groups in QUERIES.items()
    }
    assert count["words"] + count["typos"] + count["meaning"] >= 120
    assert count["meaning"] >= 40
