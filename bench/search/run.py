"""Measure search on the demo's notes: recall, a plain FTS5 table beside it, CPU for each query.

Run: `python -m bench.search.run [--notes 20000]` from the repository.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw

from qiao.assemble import embedders
from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql, open_database
from qiao.migrations import migrate
from qiao.notes.commands import publish, put_version
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.people.commands import checked_joining, join
from qiao.people.passwords import NO_PASSWORD
from qiao.search.asking import read
from qiao.search.embedder import Embedders
from qiao.search.finding import Filters
from qiao.search.indexing import index_notes
from qiao.search.jobs import embed_notes
from qiao.search.looking import look
from qiao.search.nearby import Nearby

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "src" / "qiao" / "demo" / "content"
NOW = Micros(1_770_000_000_000_000)
TOP = 10


def demo_notes() -> list[dict[str, Any]]:
    """Return the demo's notes as they were written."""
    found = []
    for file in sorted(CONTENT.glob("notes-*.toml")):
        found += tomllib.loads(file.read_text(encoding="utf-8"))["note"]
    return found


async def fill(db: Database, notes: Sequence[dict[str, Any]], *, versions: bool) -> list[str]:
    """Publish the notes under their own ids; return them."""
    joining = checked_joining(handle="bench", name="", langs=("en",), region="", ui_lang="en")
    author = await db.write(join, joining, NO_PASSWORD, now=NOW)
    for number, note in enumerate(notes):
        draft = checked_draft(
            title=note.get("title", ""),
            body=note.get("body", "").strip(),
            topics=note["topics"],
            photos=[],
        )
        now = Micros(NOW + number)
        await db.write(
            publish, author, draft, OpenGate(), now=now, lang=note["lang"], id=note["id"]
        )
        for lang, text in note.get("versions", {}).items() if versions else ():
            await db.write(
                put_version,
                author,
                note["id"],
                lang,
                title=text.get("title", ""),
                body=text.get("body", ""),
                now=now,
            )
    return [note["id"] for note in notes]


def said(note: dict[str, Any], *, versions: bool) -> str:
    """Return everything a note says, as a person would compare it."""
    texts = [note.get("title", ""), note.get("body", ""), " ".join(note["topics"])]
    for text in note.get("versions", {}).values() if versions else ():
        texts += [text.get("title", ""), text.get("body", "")]
    return unicodedata.normalize("NFKC", "\n".join(texts)).casefold()


class Plain:
    """What FTS5 does as it comes: unicode61, all words, best first."""

    def __init__(self, notes: Sequence[dict[str, Any]], *, versions: bool) -> None:
        self._db = apsw.Connection(":memory:")
        self._db.execute("create virtual table t using fts5(id unindexed, said)")
        for note in notes:
            text = said(note, versions=versions)
            self._db.execute("insert into t values (?, ?)", (note["id"], text))

    def find(self, query: str) -> list[str]:
        asked = " ".join('"' + word.replace('"', "") + '"' for word in query.split())
        rows = self._db.execute(
            "select id from t where t match ? order by rank limit ?", (asked, TOP)
        )
        return [row[0] for row in rows]


def recall(found: Sequence[str], want: Sequence[str]) -> float:
    return len(set(found[:TOP]) & set(want)) / min(TOP, len(want))


async def find(db: Database, query: str, near: Sequence[str] = ()) -> list[str]:
    async with db.read() as tx:
        return (await look(tx, query, Filters(), near=near)).ids


async def measure(found: Embedders, root: Path) -> dict[str, dict[str, list[float]]]:
    """Return recall by what and language: of ours, of plain FTS5."""
    notes = demo_notes()
    asked = tomllib.loads((HERE / "queries.toml").read_text(encoding="utf-8"))
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for versions, kinds in ((True, ("words", "typos")), (False, ("meaning",))):
        url = f"sqlite:///{root}/{'with' if versions else 'without'}.db"
        migrate(url)
        db = await open_database(url)
        ids = await fill(db, notes, versions=versions)
        await index_notes(db, ids)
        await embed_notes(db, found, ids)
        nearby, plain = Nearby(db, found), Plain(notes, versions=versions)
        await nearby.answer([""])
        for kind in kinds:
            for group in asked[kind]:
                for one in group["queries"]:
                    want = one.get("want") or [
                        note["id"]
                        for note in notes
                        if any(
                            unicodedata.normalize("NFKC", text).casefold()
                            in said(note, versions=versions)
                            for text in one["says"]
                        )
                    ]
                    assert want, one
                    near = nearby.near([one["q"]])[0]
                    name = f"{kind} {group['lang']}"
                    got = await find(db, one["q"], near)
                    scores[name]["qiao"].append(recall(got, want))
                    scores[name]["fts5"].append(recall(plain.find(one["q"]), want))
                    if kind == "meaning":
                        scores[name]["near alone"].append(recall(near, want))
                    if scores[name]["qiao"][-1] < 1:
                        print(
                            f"  {name}: {one['q']} {scores[name]['qiao'][-1]:.2f}",
                            *(got[:4], want[:4]),
                        )
        await db.close()
    return scores


async def cost(found: Embedders, root: Path, many: int) -> None:
    """Print CPU of searching among `many` notes made of the demo's sentences."""
    chance = random.Random(7)
    notes = demo_notes()
    by_lang = defaultdict(list)
    for note in notes:
        by_lang[note["lang"]] += [line for line in note.get("body", "").split("\n") if line.strip()]
    made = []
    for number in range(many):
        like = chance.choice(notes)
        lines = chance.sample(by_lang[like["lang"]], min(6, len(by_lang[like["lang"]])))
        made.append({**like, "id": f"n{number:07}", "body": "\n".join(lines), "versions": {}})
    migrate(f"sqlite:///{root}/many.db")
    db = await open_database(f"sqlite:///{root}/many.db")
    ids = await fill(db, made, versions=False)
    begun = time.process_time()
    await index_notes(db, ids)
    print(f"indexing: {(time.process_time() - begun) / many * 1e3:.2f} ms CPU a note")
    size = (root / "many.db").stat().st_size
    async with db.read() as tx:
        kept = await tx.count(
            Sql("select sum(length(title) + length(topics) + length(body)) from search_notes")
        )
    print(f"database {size / 1e6:.0f} MB, tokens {kept / 1e6:.0f} MB")
    asked = tomllib.loads((HERE / "queries.toml").read_text(encoding="utf-8"))
    queries = [o["q"] for kind in asked.values() for group in kind for o in group["queries"]]
    times = []
    for query in queries * 2:
        begun = time.process_time()
        await find(db, query)
        times.append((time.process_time() - begun) * 1e3)
    print("words, ms CPU:", spread(times[len(queries) :]))
    nearby = Nearby(db, found)
    await embed_notes(db, found, ids[:many])
    await nearby.answer([""])
    nearby.near(["warm"])
    times = []
    for query in queries:
        begun = time.process_time()
        nearby.near([query])
        times.append((time.process_time() - begun) * 1e3)
    print("meaning, in the worker, ms CPU:", spread(times))
    await db.close()


def spread(times: list[float]) -> str:
    cut = statistics.quantiles(times, n=20)
    return f"p50 {statistics.median(times):.1f}, p95 {cut[18]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=0)
    options = parser.parse_args()
    found = embedders()
    with tempfile.TemporaryDirectory() as folder:
        scores = asyncio.run(measure(found, Path(folder)))
        whole: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for name, ways in scores.items():
            line = ", ".join(f"{way} {statistics.mean(r):.3f}" for way, r in ways.items())
            print(f"{name} ({len(ways['qiao'])}): {line}")
            for way, r in ways.items():
                whole[name.split()[0]][way] += r
        for kind, ways in whole.items():
            line = ", ".join(f"{way} {statistics.mean(r):.3f}" for way, r in ways.items())
            print(f"ALL {kind} ({len(ways['qiao'])}): {line}")
        assert read("x").groups
        if options.notes:
            asyncio.run(cost(found, Path(folder), options.notes))


if __name__ == "__main__":
    main()
