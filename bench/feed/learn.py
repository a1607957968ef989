"""What learning costs a square of 50,000 notes and 20,000 members, and what serving pays for it.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/learn.py [--notes 50000]
  [--members 20000] [--lines 1500000] [--keep FOLDER]
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

import apsw
import numpy as np

from qiao.feed.learned import Learned
from qiao.feed.lessons import Lesson, take
from qiao.feed.rankers import Rankers
from qiao.feed.settings import FeedSettings
from qiao.kit.clock import DAY, HOUR
from qiao.kit.ids import named_id
from qiao.migrations import migrate

NOW_US = 1_736_800_000_000_000
THEMES = 60
KINDS = 6
DIMS = 512
LANGS = ("zh-Hans", "en", "ar", "es")


def make_square(path: Path, *, notes: int, members: int, lines: int) -> None:
    """Write a square straight into its tables: themes that members like, months of reading."""
    rng = np.random.default_rng(1)
    migrate(f"sqlite:///{path}")
    db = apsw.Connection(str(path))
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = off")
    db.execute("begin")
    note_us = NOW_US - (rng.random(notes) * 120 * DAY).astype(np.int64)
    note_us.sort()
    joined_us = NOW_US - (rng.random(members) ** 2 * 400 * DAY).astype(np.int64)
    note_ids = [named_id(int(at), f"n{i}") for i, at in enumerate(note_us)]
    member_ids = [named_id(int(at), f"m{i}") for i, at in enumerate(joined_us)]
    member_lang, note_lang = rng.integers(0, 4, members), rng.integers(0, 4, notes)
    # each theme has kinds that no text tells apart: only who likes what does
    kind = rng.integers(0, THEMES * KINDS, notes)
    theme = kind // KINDS
    tastes = rng.integers(0, THEMES * KINDS, (members, 3))
    author = rng.integers(0, members, notes)
    db.executemany(
        "insert into members (id, handle, langs, password_hash, joined_us)"
        " values (?, ?, ?, '-', ?)",
        (
            (id_, f"m{i}", json.dumps([LANGS[member_lang[i]]]), int(joined_us[i]))
            for i, id_ in enumerate(member_ids)
        ),
    )
    db.executemany(
        "insert into notes (id, author_id, kind, title, body, lang, standing, at_us)"
        " values (?, ?, 'text', 'a title', 'a body', ?, 'public', ?)",
        (
            (id_, member_ids[author[i]], LANGS[note_lang[i]], int(note_us[i]))
            for i, id_ in enumerate(note_ids)
        ),
    )
    db.executemany(
        "insert into note_topics (note_id, pos, slug, at_us) values (?, 0, ?, ?)",
        ((id_, f"theme{theme[i]}", int(note_us[i])) for i, id_ in enumerate(note_ids)),
    )
    centres = rng.standard_normal((THEMES, DIMS)).astype(np.float32)
    for i, id_ in enumerate(note_ids):
        vector = centres[theme[i]] + 1.5 * rng.standard_normal(DIMS).astype(np.float32)
        scale = float(np.abs(vector).max()) / 127
        db.execute(
            "insert into note_vectors (note_id, model, scale, vector) values (?, 'usem3', ?, ?)",
            (id_, scale, np.rint(vector / scale).astype(np.int8).tobytes()),
        )
    _month(db, rng, lines, note_ids, member_ids, note_us, kind, tastes)
    db.execute("commit")
    db.close()


def _month(db, rng, lines, note_ids, member_ids, note_us, kind, tastes):
    """Visits of ten cards: half of her kinds, half of any; the popular ones more often."""
    cards = 10
    visits = lines // 9  # some of ten cards were not there yet; an open or two
    diligent = rng.pareto(1.5, len(member_ids)) + 0.2
    who = rng.choice(len(member_ids), visits, p=diligent / diligent.sum())
    when = np.sort(NOW_US - 3 * HOUR - (rng.random(visits) * 60 * DAY).astype(np.int64))
    popular = rng.pareto(1.2, len(note_ids)) + 0.1
    order = np.argsort(-popular)
    by_kind = [order[kind[order] == k] for k in range(THEMES * KINDS)]
    log, seen, likes, collects = [], {}, {}, {}
    counts = np.zeros((len(note_ids), 2), dtype=np.int64)
    known = np.searchsorted(note_us, when)
    for v in range(visits):
        member, at = int(who[v]), int(when[v])
        # the most popular tenth gets more than half of what is seen
        far = rng.random(cards) ** 3
        pools = [order] * (cards // 2) + [
            by_kind[k] for k in rng.choice(tastes[member], cards // 2)
        ]
        shown = [
            int(pool[int(len(pool) * u)]) for pool, u in zip(pools, far, strict=True) if len(pool)
        ]
        shown = list(dict.fromkeys(note for note in shown if note < known[v]))
        chance = rng.random((len(shown), 3))
        for place, note in enumerate(shown):
            fits = 1.0 if kind[note] in tastes[member] else 0.15
            drawn = fits * min(1.0, 0.35 * popular[note] ** 0.3) * (1 - 0.05 * place)
            log.append((at, member_ids[member], note_ids[note], "impression", place))
            pair = (member, note)
            impressions, opens, _ = seen.get(pair, (0, 0, 0))
            opened = chance[place, 0] < 0.6 * drawn
            seen[pair] = (impressions + 1, opens + opened, at)
            if not opened:
                continue
            log.append((at + 1, member_ids[member], note_ids[note], "open", place))
            if chance[place, 1] < 0.5 and pair not in likes:
                likes[pair] = at + 2
                counts[note, 0] += 1
            if chance[place, 2] < 0.15 and pair not in collects:
                collects[pair] = at + 3
                counts[note, 1] += 1
    db.executemany(
        "insert into reading_log (at_us, member_id, note_id, kind, feed, position)"
        " values (?, ?, ?, ?, 'explore', ?)",
        log,
    )
    db.executemany(
        "insert into seen (member_id, note_id, impressions, opens, last_us) values (?, ?, ?, ?, ?)",
        (
            (member_ids[m], note_ids[n], int(i), int(o), at)
            for (m, n), (i, o, at) in sorted(seen.items())
        ),
    )
    for table, deeds in (("likes", likes), ("collects", collects)):
        column, value = (", board_id", ", ''") if table == "collects" else ("", "")
        db.executemany(
            f"insert into {table} (member_id, note_id, at_us{column}) values (?, ?, ?{value})",
            ((member_ids[m], note_ids[n], at) for (m, n), at in sorted(deeds.items())),
        )
    db.executemany(
        "insert into note_counts (note_id, likes, collects) values (?, ?, ?)",
        ((note_ids[i], int(a), int(b)) for i, (a, b) in enumerate(counts) if a or b),
    )
    print(
        f"{len(log):,} lines read, {len(seen):,} pairs seen, {len(likes):,} likes,"
        f" {len(collects):,} collects"
    )


def like_more(path: Path, *, likes: int = 2_000) -> None:
    """Let half an hour of a busy square pass."""
    db = apsw.Connection(str(path))
    pairs = db.execute(
        "select m.id, n.id from (select id from members order by random() limit ?) m,"
        " (select note_id id from likes order by random() limit 5) n",
        (likes // 5,),
    ).fetchall()
    db.execute("begin")
    db.executemany(
        "insert into likes (member_id, note_id, at_us) values (?, ?, ?) on conflict do nothing",
        ((member, note, NOW_US + HOUR) for member, note in pairs),
    )
    db.execute("commit")
    db.close()


def lesson(kind: str, folder: Path, now_us: int) -> dict:
    """Run one lesson in its child and tell what it cost."""
    steps: set[str] = set()

    def show(step: str, _done: int, _of: int) -> None:
        if step not in steps:
            steps.add(step)
            print(f"  {step} ...", flush=True)

    began = time.monotonic()
    asked = Lesson(
        kind, f"sqlite:///{folder / 'square.db'}", str(folder / "learned"), now_us,
        FeedSettings().model_dump(),
    )  # fmt: skip
    report = asyncio.run(take(asked, show))
    cpu = report["cpu_s"]
    print(
        f"{kind}: {sum(cpu.values()):.0f} s CPU, {time.monotonic() - began:.0f} s on the clock,"
        f" at most {report['peak_mb']:.0f} MB; by step {cpu}"
    )
    return report


def serving(folder: Path) -> None:
    """Tell what a web process pays: loading a version, and the rankers for each session."""
    newest = max((folder / "learned").glob("*.npz"), key=lambda file: file.stat().st_mtime)
    kept = newest.read_bytes()
    began = time.process_time()
    learned = Learned.load(kept)
    loading_ms = (time.process_time() - began) * 1e3
    print(
        f"a version of {len(learned.neighbours):,} notes: {len(kept) / 1e6:.1f} MB,"
        f" read in {loading_ms:.0f} ms CPU"
    )
    rankers = learned.rankers or _any_rankers()
    columns = np.random.default_rng(0).random((500, len(rankers.features)), dtype=np.float32)
    took = []
    for _ in range(400):
        began = time.process_time_ns()
        rankers.predict(columns)
        took.append((time.process_time_ns() - began) / 1e3)
    print(
        f"rankers, 500 candidates x {len(rankers.features)} features:"
        f" {statistics.median(took):.0f} us CPU (least {min(took):.0f})"
    )


def _any_rankers() -> Rankers:
    rng = np.random.default_rng(0)
    arrays = {
        "mean": np.zeros(15), "scale": np.ones(15), "hidden": rng.standard_normal((15, 24)),
        "hidden_bias": np.zeros(24), "out": rng.standard_normal((24, 6)), "out_bias": np.zeros(6),
    }  # fmt: skip
    return Rankers.of(["age_h", *(f"f{i}" for i in range(14))], arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=50_000)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--lines", type=int, default=1_500_000)
    parser.add_argument("--keep", type=Path, help="make the square here, or use the one there is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = (asked.keep or Path(made)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "square.db").exists():
            make_square(
                folder / "square.db", notes=asked.notes, members=asked.members, lines=asked.lines
            )
        report = lesson("learn", folder, NOW_US)
        verdict = report["verdict"]
        print(
            f"{report['why']}: NDCG@20 {verdict['before']:.4f} -> {verdict['after']:.4f}"
            f" ({verdict['low']:+.4f} to {verdict['high']:+.4f}), {verdict['members']} members;"
            f" rankers {report['rankers']} {report['gain']}; {report['second']},"
            f" kNN share {report['share']} {report['blends']}; ridge {report['ridge']}"
        )
        serving(folder)
        if report["used"]:
            like_more(folder / "square.db")
            lesson("refresh", folder, NOW_US + DAY)


if __name__ == "__main__":
    main()
