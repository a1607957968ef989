"""A square of 2,000 members and 20,000 notes in a data folder, the same every time.

    python -m bench.http.fill --data FOLDER [--notes 20000] [--members 2000]

Written by SQL, because asking the API for 160,000 things takes an hour; every counter and event is
what the API would have left. Popularity is Zipf-like; vectors stand around 400 themes.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench.http import words
from bench.http.ground import THEMES, Ground
from rich.progress import Progress

from qiao.kit.clock import DAY, now_us
from qiao.kit.ids import named_id
from qiao.migrations import migrate
from qiao.reactions import LANES
from qiao.search.vectors import keep

DIMS = 512
MODEL = "usem3"
COMMENTS_A_NOTE, LIKES_A_NOTE, SEEN_A_MEMBER = 2, 3, 100
ANSWER_SHARE = 0.3


@dataclass(frozen=True)
class Filled:
    """What a bench needs to know of the square it asks."""

    members: int
    notes: list[str]
    """By popularity, the hottest first."""


class _Filler(Ground):
    """What they did with the notes."""

    def answer(self) -> None:
        """Comments, a third of them below another one."""
        chance, rows = self.chance, []
        answers: Counter[str] = Counter()
        tops: dict[int, list[tuple[str, int]]] = {}
        for i in range(COMMENTS_A_NOTE * len(self.notes)):
            note, lang = self.some_note(), chance.choices(words.LANGS, words.SHARES)[0]
            author, at, parent = chance.choice(self.members), self.when(note), None
            if note in tops and chance.random() < ANSWER_SHARE:
                parent, after = chance.choice(tops[note])
                at = after + int((self.now - after) * chance.random() ** 3)
                answers[parent] += 1
            comment = named_id(at, f"c{i}")
            if parent is None:
                tops.setdefault(note, []).append((comment, at))
            self.counts["comments"][note] += 1
            rows.append(
                (
                    comment,
                    self.notes[note],
                    parent,
                    author,
                    words.sentences(chance, lang, chance.choice((1, 1, 1, 2, 4))),
                    lang,
                    "public",
                    at,
                )
            )
            self.tell(
                at,
                "CommentPublished",
                comment=comment,
                note=self.notes[note],
                author=author,
                parent=parent,
            )
        self.put("comments", "id, note_id, parent_id, author_id, body, lang, standing, at_us", rows)
        self.put("comment_counts", "comment_id, answers", ((r[0], answers[r[0]]) for r in rows))

    def _pairs(self, count: int) -> dict[tuple[int, int], int]:
        pairs: dict[tuple[int, int], int] = {}
        while len(pairs) < count:
            note = self.some_note()
            pairs[self.chance.randrange(len(self.members)), note] = self.when(note)
        return pairs

    def keep(self) -> None:
        """Likes, and a first board for each who collects."""
        likes = self._pairs(LIKES_A_NOTE * len(self.notes))
        collects = self._pairs(len(self.notes) // 2)
        self.put(
            "likes",
            "member_id, note_id, at_us",
            ((self.members[m], self.notes[n], at) for (m, n), at in likes.items()),
        )
        boards = {m: named_id(self.now - 90 * DAY, f"b{m}") for m, _ in collects}
        kept = Counter(m for m, _ in collects)
        self.put(
            "boards",
            "id, owner_id, title, first, notes, at_us",
            ((b, self.members[m], "", 1, kept[m], self.now) for m, b in boards.items()),
        )
        self.put(
            "collects",
            "member_id, note_id, board_id, at_us",
            ((self.members[m], self.notes[n], boards[m], at) for (m, n), at in collects.items()),
        )
        for name, field, pairs in (
            ("NoteLiked", "likes", likes),
            ("NoteCollected", "collects", collects),
        ):
            for (m, n), at in pairs.items():
                self.counts[field][n] += 1
                self.tell(at, name, note=self.notes[n], member=self.members[m])
        self.put(
            "note_counts",
            "note_id, likes, comments, collects",
            (
                (note, *(self.counts[f][i] for f in ("likes", "comments", "collects")))
                for i, note in enumerate(self.notes)
            ),
        )

    def read(self) -> None:
        """What everybody was shown in the last weeks."""
        for member in self.members:
            seen = {self.some_note() for _ in range(SEEN_A_MEMBER)}
            self.put(
                "seen",
                "member_id, note_id, impressions, opens, last_us",
                (
                    (
                        member,
                        self.notes[n],
                        self.chance.randint(1, 3),
                        int(self.chance.random() < 0.2),
                        self.now - self.chance.randrange(30 * DAY),
                    )
                    for n in seen
                ),
            )

    def mean(self) -> None:
        """Vectors as the encoder would give: near its theme, and not equally busy everywhere."""
        rng = np.random.default_rng(1)
        busy = (1.0 / np.sqrt(1 + np.arange(DIMS))).astype(np.float32)
        turn = np.linalg.qr(rng.standard_normal((DIMS, DIMS)))[0].astype(np.float32)
        themes = rng.standard_normal((THEMES, DIMS)).astype(np.float32)
        for start in range(0, len(self.notes), 1_000):
            some = self.theme[start : start + 1_000]
            noise = rng.standard_normal((len(some), DIMS)).astype(np.float32)
            made = ((themes[some] * 0.8 + noise) * busy) @ turn
            made /= np.linalg.norm(made, axis=1, keepdims=True)
            self.put(
                "note_vectors",
                "note_id, model, scale, vector",
                (keep(self.notes[start + i], MODEL, vector) for i, vector in enumerate(made)),
            )

    def end(self) -> None:
        """Write the log; the worker has heard all of it."""
        self.events.sort()
        self.put("events", "at_us, name, body", self.events)
        self.put("reaction_cursors", "reaction, seq", ((r, len(self.events)) for _, r in LANES))
        self.file.execute("pragma optimize").fetchall()
        self.file.execute("pragma wal_checkpoint(truncate)").fetchall()
        self.file.close()


def fill(
    data: Path,
    *,
    members: int,
    notes: int,
    shares: Sequence[int] = words.SHARES,
    english: float = 1.0,
) -> Filled:
    """Fill an empty folder, or return what is there already.

    Args:
        shares: of `words.LANGS`. `english`: so many members read English as well.
    """
    path, known = data / "square.db", data / "bench.json"
    if known.exists():
        kept = json.loads(known.read_text())
        return Filled(kept["members"], kept["notes"])
    migrate(f"sqlite:///{path}")
    filler = _Filler(path, members, notes, now_us(), shares=shares, english=english)
    parts = (
        filler.people,
        filler.write,
        filler.answer,
        filler.keep,
        filler.read,
        filler.mean,
        filler.end,
    )
    with Progress() as bar:
        task = bar.add_task("filling", total=len(parts))
        for part in parts:
            bar.update(task, description=f"filling: {part.__name__}")
            part()
            bar.advance(task)
    filled = Filled(members, [filler.notes[i] for i in filler.hot])
    known.write_text(json.dumps({"members": filled.members, "notes": filled.notes}))
    return filled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--members", type=int, default=2_000)
    parser.add_argument("--notes", type=int, default=20_000)
    asked = parser.parse_args()
    began = time.monotonic()
    filled = fill(asked.data, members=asked.members, notes=asked.notes)
    print(f"{filled.members} members, {len(filled.notes)} notes, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
