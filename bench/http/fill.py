"""A square of 2,000 members and 20,000 notes in a data folder, the same every time.

    python -m bench.http.fill --data FOLDER [--notes 20000] [--members 2000]

Written by SQL, because asking the API for 160,000 things takes an hour; every counter and event is
what the API would have left. Popularity is Zipf-like; vectors stand around 400 themes.
"""

import argparse
import hashlib
import itertools
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import apsw
import numpy as np
from rich.progress import Progress

from bench.http import words
from qiao.kit.clock import DAY, HOUR, now_us
from qiao.kit.ids import named_id
from qiao.migrations import migrate
from qiao.people.commands import SESSION_US, token_hash
from qiao.reactions import LANES
from qiao.search.vectors import keep

THEMES = 400
DIMS = 512
MODEL = "usem3"
COMMENTS_A_NOTE, LIKES_A_NOTE, SEEN_A_MEMBER, FOLLOWS_A_MEMBER = 2, 3, 100, 10
PHOTO_SHARE, VERSION_SHARE, ANSWER_SHARE = 0.6, 0.1, 0.3


@dataclass(frozen=True)
class Filled:
    """What a bench needs to know of the square it asks."""

    members: int
    notes: list[str]
    """By popularity, the hottest first."""


def token(member: int) -> str:
    """Return the session token of a member; a secret to nobody, in a square of nobody."""
    return f"bench-session-of-member-{member:06d}"


def zipf(chance: Random, size: int) -> int:
    """Draw a rank: 0 is drawn most, and the first hundredth a third of the time."""
    return min(size - 1, int(size ** chance.random() - 1) if chance.random() < 0.6
               else chance.randrange(size))  # fmt: skip


class _Filler:
    def __init__(self, path: Path, members: int, notes: int, now: int) -> None:
        self.file = apsw.Connection(str(path))
        # written once, thrown away if the power goes
        for pragma in ("journal_mode = wal", "synchronous = off", "cache_size = -200000"):
            self.file.execute(f"pragma {pragma}").fetchall()
        self.chance = Random(20250113)
        self.now = now
        self.members = [named_id(now - 400 * DAY + i * HOUR, f"m{i}") for i in range(members)]
        self.member_langs = self.chance.choices(words.LANGS, words.SHARES, k=members)
        ages = sorted((self.chance.expovariate(1 / 30) for _ in range(notes)), reverse=True)
        self.at = [now - int(min(age, 300) * DAY) - HOUR for age in ages]
        self.notes = [named_id(at, f"n{i}") for i, at in enumerate(self.at)]
        self.author = [zipf(self.chance, members) for _ in range(notes)]
        self.theme = [zipf(self.chance, THEMES) for _ in range(notes)]
        self.lang = [
            self.member_langs[author] if self.chance.random() < 0.9 else "en"
            for author in self.author
        ]
        self.hot = list(range(notes))
        self.chance.shuffle(self.hot)
        self.counts: dict[str, Counter[int]] = {"likes": Counter(), "comments": Counter(),
                                                "collects": Counter()}  # fmt: skip
        self.events: list[tuple[int, str, str]] = []

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.file:
            self.file.executemany(sql, rows)

    def put(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * (columns.count(",") + 1))
        self.many(f"insert into {table} ({columns}) values ({marks})", rows)

    def tell(self, at: int, name: str, **body: object) -> None:
        self.events.append((at, name, json.dumps(body)))

    def some_note(self) -> int:
        return self.hot[zipf(self.chance, len(self.hot))]

    def when(self, note: int) -> int:
        """Return a moment after a note was published, soon rather than late."""
        age = self.now - self.at[note]
        return self.now - age + int(age * self.chance.random() ** 3)

    def people(self) -> None:
        langs = [json.dumps(list(dict.fromkeys((lang, "en")))) for lang in self.member_langs]
        joined = [self.now - 400 * DAY + i * HOUR for i in range(len(self.members))]
        self.put(
            "members", "id, handle, name, bio, ui_lang, langs, password_hash, joined_us",
            ((m, f"member_{i}", f"Member {i}" if i % 4 else "", "", "en", langs[i], "!", joined[i])
             for i, m in enumerate(self.members)),
        )  # fmt: skip
        self.put(
            "sessions", "token_hash, member_id, made_us, expires_us",
            ((token_hash(token(i)), m, self.now, self.now + SESSION_US)
             for i, m in enumerate(self.members)),
        )  # fmt: skip
        wanted = FOLLOWS_A_MEMBER * len(self.members)
        pairs: dict[tuple[int, int], int] = {}
        while len(pairs) < wanted:
            follower, followed = (
                self.chance.randrange(len(self.members)),
                zipf(self.chance, len(self.members)),
            )
            if follower != followed:
                pairs[follower, followed] = self.now - self.chance.randrange(90 * DAY)
        self.put(
            "follows", "follower_id, followed_id, at_us",
            ((self.members[a], self.members[b], at) for (a, b), at in pairs.items()),
        )  # fmt: skip
        for (a, b), at in pairs.items():
            self.tell(at, "Followed", follower=self.members[a], followed=self.members[b])
        for at, member in zip(joined, self.members, strict=True):
            self.tell(at, "MemberJoined", member=member)
        following, followers = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
        written = Counter(self.author)
        self.put(
            "member_counts", "member_id, notes, followers, following",
            ((m, written[i], followers[i], following[i]) for i, m in enumerate(self.members)),
        )  # fmt: skip

    def write(self) -> None:
        chance, rows, photos, topics, versions = self.chance, [], [], [], []
        used: Counter[str] = Counter()
        for i, note in enumerate(self.notes):
            lang, author = self.lang[i], self.members[self.author[i]]
            pictures = chance.choice((1, 1, 2, 3, 6)) if chance.random() < PHOTO_SHARE else 0
            rows.append((note, author, "photo" if pictures else "text", words.title(chance, lang),
                         words.body(chance, lang), lang, "public", self.at[i]))  # fmt: skip
            for pos in range(pictures):
                sha = hashlib.sha256(f"{i} {pos}".encode()).hexdigest()
                photos.append((note, pos, named_id(self.at[i], f"p{i} {pos}"),
                               words.title(chance, lang), sha, 1080, 1440))  # fmt: skip
            slugs = dict.fromkeys((f"theme{self.theme[i]}", f"topic{zipf(chance, 3_000)}"))
            for pos, slug in enumerate(slugs):
                topics.append((note, pos, slug, self.at[i]))
                used[slug] += 1
            if chance.random() < VERSION_SHARE:
                other = "en" if lang != "en" else "zh-Hans"
                versions.append((note, other, words.title(chance, other),
                                 words.body(chance, other), author, self.at[i]))  # fmt: skip
            self.tell(self.at[i], "NotePublished", note=note, author=author)
            self.tell(self.at[i], "NoteUnderstood", note=note)
            self.tell(self.at[i], "NoteEmbedded", note=note)
        self.put("notes", "id, author_id, kind, title, body, lang, standing, at_us", rows)
        self.put("note_media", "note_id, pos, media_id, alt, sha, w, h", photos)
        self.put("note_topics", "note_id, pos, slug, at_us", topics)
        self.put("topics", "slug, label, notes", ((s, s.capitalize(), n) for s, n in used.items()))
        self.put("note_versions", "note_id, lang, title, body, by_id, at_us", versions)

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
            rows.append((comment, self.notes[note], parent, author,
                         words.sentences(chance, lang, chance.choice((1, 1, 1, 2, 4))),
                         lang, "public", at))  # fmt: skip
            self.tell(at, "CommentPublished", comment=comment, note=self.notes[note],
                      author=author, parent=parent)  # fmt: skip
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
        self.put("likes", "member_id, note_id, at_us",
                 ((self.members[m], self.notes[n], at) for (m, n), at in likes.items()))  # fmt: skip
        boards = {m: named_id(self.now - 90 * DAY, f"b{m}") for m, _ in collects}
        kept = Counter(m for m, _ in collects)
        self.put("boards", "id, owner_id, title, first, notes, at_us",
                 ((b, self.members[m], "", 1, kept[m], self.now) for m, b in boards.items()))  # fmt: skip
        self.put("collects", "member_id, note_id, board_id, at_us",
                 ((self.members[m], self.notes[n], boards[m], at)
                  for (m, n), at in collects.items()))  # fmt: skip
        for name, field, pairs in (
            ("NoteLiked", "likes", likes),
            ("NoteCollected", "collects", collects),
        ):
            for (m, n), at in pairs.items():
                self.counts[field][n] += 1
                self.tell(at, name, note=self.notes[n], member=self.members[m])
        self.put("note_counts", "note_id, likes, comments, collects",
                 ((note, *(self.counts[f][i] for f in ("likes", "comments", "collects")))
                  for i, note in enumerate(self.notes)))  # fmt: skip

    def read(self) -> None:
        """What everybody was shown in the last weeks."""
        for member in self.members:
            seen = {self.some_note() for _ in range(SEEN_A_MEMBER)}
            self.put("seen", "member_id, note_id, impressions, opens, last_us",
                     ((member, self.notes[n], self.chance.randint(1, 3), int(self.chance.random() < 0.2),
                       self.now - self.chance.randrange(30 * DAY)) for n in seen))  # fmt: skip

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
            self.put("note_vectors", "note_id, model, scale, vector",
                     (keep(self.notes[start + i], MODEL, vector) for i, vector in enumerate(made)))  # fmt: skip

    def end(self) -> None:
        """Write the log; the worker has heard all of it."""
        self.events.sort()
        for some in (
            itertools.batched(self.events, 10_000)
            if hasattr(itertools, "batched")
            else [self.events]
        ):
            self.put("events", "at_us, name, body", some)
        self.put("reaction_cursors", "reaction, seq", ((r, len(self.events)) for _, r in LANES))
        self.file.execute("pragma optimize").fetchall()
        self.file.execute("pragma wal_checkpoint(truncate)").fetchall()
        self.file.close()


def fill(data: Path, *, members: int, notes: int) -> Filled:
    """Fill an empty folder, or return what is there already."""
    path, known = data / "square.db", data / "bench.json"
    if known.exists():
        kept = json.loads(known.read_text())
        return Filled(kept["members"], kept["notes"])
    migrate(f"sqlite:///{path}")
    filler = _Filler(path, members, notes, now_us())
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
