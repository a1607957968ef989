"""Who is in the bench's square, and what they wrote: drawn once, the same every time."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import apsw
from bench.http import words

from qiao.kit.clock import DAY, HOUR
from qiao.kit.ids import named_id
from qiao.people.commands import SESSION_US, token_hash

THEMES = 400
FOLLOWS_A_MEMBER = 10
PHOTO_SHARE, VERSION_SHARE = 0.6, 0.1


def token(member: int) -> str:
    """Return the session token of a member; a secret to nobody, in a square of nobody."""
    return f"bench-session-of-member-{member:06d}"


def zipf(chance: Random, size: int) -> int:
    """Draw a rank: 0 is drawn most, and the first hundredth a third of the time."""
    return min(
        size - 1,
        int(size ** chance.random() - 1) if chance.random() < 0.6 else chance.randrange(size),
    )


class Ground:
    """The members, the notes, and a file to write them to."""

    def __init__(
        self,
        path: Path,
        members: int,
        notes: int,
        now: int,
        *,
        shares: Sequence[int] = words.SHARES,
        english: float = 1.0,
    ) -> None:
        """Begin. `shares`: of `words.LANGS`; `english`: so many read English as well."""
        self.file = apsw.Connection(str(path))
        # written once, thrown away if the power goes
        for pragma in ("journal_mode = wal", "synchronous = off", "cache_size = -200000"):
            self.file.execute(f"pragma {pragma}").fetchall()
        self.chance = Random(20250113)
        self.now = now
        self.members = [named_id(now - 400 * DAY + i * HOUR, f"m{i}") for i in range(members)]
        self.member_langs = self.chance.choices(words.LANGS, shares, k=members)
        # another chance, so that who asks for the whole of it has the same square as ever
        apart = Random(20250114)
        self.english = [english >= 1 or apart.random() < english for _ in range(members)]
        ages = sorted((self.chance.expovariate(1 / 30) for _ in range(notes)), reverse=True)
        self.at = [now - int(min(age, 300) * DAY) - HOUR for age in ages]
        self.notes = [named_id(at, f"n{i}") for i, at in enumerate(self.at)]
        self.author = [zipf(self.chance, members) for _ in range(notes)]
        self.theme = [zipf(self.chance, THEMES) for _ in range(notes)]
        self.lang = [
            self.member_langs[author]
            if self.chance.random() < 0.9 or not self.english[author]
            else "en"
            for author in self.author
        ]
        self.hot = list(range(notes))
        self.chance.shuffle(self.hot)
        self.counts: dict[str, Counter[int]] = {
            "likes": Counter(),
            "comments": Counter(),
            "collects": Counter(),
        }
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
        langs = [
            json.dumps(list(dict.fromkeys((lang, "en") if english else (lang,))))
            for lang, english in zip(self.member_langs, self.english, strict=True)
        ]
        joined = [self.now - 400 * DAY + i * HOUR for i in range(len(self.members))]
        self.put(
            "members",
            "id, handle, name, bio, ui_lang, langs, password_hash, joined_us",
            (
                (
                    m,
                    f"member_{i}",
                    f"Member {i}" if i % 4 else "",
                    "",
                    "en",
                    langs[i],
                    "!",
                    joined[i],
                )
                for i, m in enumerate(self.members)
            ),
        )
        self.put(
            "sessions",
            "token_hash, member_id, made_us, expires_us",
            (
                (token_hash(token(i)), m, self.now, self.now + SESSION_US)
                for i, m in enumerate(self.members)
            ),
        )
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
            "follows",
            "follower_id, followed_id, at_us",
            ((self.members[a], self.members[b], at) for (a, b), at in pairs.items()),
        )
        for (a, b), at in pairs.items():
            self.tell(at, "Followed", follower=self.members[a], followed=self.members[b])
        for at, member in zip(joined, self.members, strict=True):
            self.tell(at, "MemberJoined", member=member)
        following, followers = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
        written = Counter(self.author)
        self.put(
            "member_counts",
            "member_id, notes, followers, following",
            ((m, written[i], followers[i], following[i]) for i, m in enumerate(self.members)),
        )

    def write(self) -> None:
        chance, rows, photos, topics, versions = self.chance, [], [], [], []
        used: Counter[str] = Counter()
        for i, note in enumerate(self.notes):
            lang, author = self.lang[i], self.members[self.author[i]]
            pictures = chance.choice((1, 1, 2, 3, 6)) if chance.random() < PHOTO_SHARE else 0
            rows.append(
                (
                    note,
                    author,
                    "photo" if pictures else "text",
                    words.title(chance, lang),
                    words.body(chance, lang),
                    lang,
                    "public",
                    self.at[i],
                )
            )
            for pos in range(pictures):
                sha = hashlib.sha256(f"{i} {pos}".encode()).hexdigest()
                photos.append(
                    (
                        note,
                        pos,
                        named_id(self.at[i], f"p{i} {pos}"),
                        words.title(chance, lang),
                        sha,
                        1080,
                        1440,
                    )
                )
            slugs = dict.fromkeys((f"theme{self.theme[i]}", f"topic{zipf(chance, 3_000)}"))
            for pos, slug in enumerate(slugs):
                topics.append((note, pos, slug, self.at[i]))
                used[slug] += 1
            if chance.random() < VERSION_SHARE:
                other = "en" if lang != "en" else "zh-Hans"
                versions.append(
                    (
                        note,
                        other,
                        words.title(chance, other),
                        words.body(chance, other),
                        author,
                        self.at[i],
                    )
                )
            self.tell(self.at[i], "NotePublished", note=note, author=author)
            self.tell(self.at[i], "NoteUnderstood", note=note)
            self.tell(self.at[i], "NoteEmbedded", note=note)
        self.put("notes", "id, author_id, kind, title, body, lang, standing, at_us", rows)
        self.put("note_media", "note_id, pos, media_id, alt, sha, w, h", photos)
        self.put("note_topics", "note_id, pos, slug, at_us", topics)
        self.put("topics", "slug, label, notes", ((s, s.capitalize(), n) for s, n in used.items()))
        self.put("note_versions", "note_id, lang, title, body, by_id, at_us", versions)
