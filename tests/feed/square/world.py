"""A square with circles of taste that no text tells of: only who likes what does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import Database, Sql, WriteTx
from qiao.kit.ids import named_id
from tests.feed.make import NOW_US

_MEMBER = Sql("""
    insert into members (id, handle, langs, password_hash, joined_us)
    values (:id, :id, :langs, '-', :at_us)
""")
_NOTE = Sql("""
    insert into notes (id, author_id, kind, title, body, lang, standing, at_us)
    values (:id, :author, 'text', :id, '', :lang, 'public', :at_us)
""")
_LIKE = Sql("insert into likes (member_id, note_id, at_us) values (:member, :note, :at_us)")
_COUNT = Sql("""
    insert into note_counts (note_id, likes) select note_id, count(*) from likes group by note_id
""")
_LINE = Sql("""
    insert into reading_log (at_us, member_id, note_id, kind, feed, position)
    values (:at_us, :member, :note, :kind, 'explore', :position)
""")
_SEEN = Sql("""
    insert into seen (member_id, note_id, impressions, opens, last_us)
    select member_id, note_id, sum(case when kind = 'impression' then 1 else 0 end),
      sum(case when kind = 'open' then 1 else 0 end), max(at_us)
    from reading_log group by member_id, note_id
""")


@dataclass
class World:
    """What there is, by name; `write` puts it into a database."""

    seed: int = 1
    members: dict[str, tuple[str, int]] = field(default_factory=dict)  # to language, joined
    notes: dict[str, tuple[str, int]] = field(default_factory=dict)  # to language, published
    likes: dict[tuple[str, str], int] = field(default_factory=dict)
    lines: list[tuple[int, str, str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)

    def join(self, name: str, *, lang: str = "en", days_ago: float = 200) -> str:
        id_ = named_id(NOW_US - int(days_ago * DAY), name)
        self.members[id_] = (lang, NOW_US - int(days_ago * DAY))
        return id_

    def publish(self, name: str, *, lang: str = "en", days_ago: float = 40) -> str:
        id_ = named_id(NOW_US - int(days_ago * DAY), name)
        self.notes[id_] = (lang, NOW_US - int(days_ago * DAY))
        return id_

    def circle(
        self,
        name: str,
        *,
        members: int,
        notes: int,
        lang: str = "en",
        joined_days_ago: float = 200,
        liked: float = 0.6,
        days: float = 12,
    ) -> tuple[list[str], list[str]]:
        """Make members who like most of the same notes, within the last days."""
        who = [self.join(f"{name}{i}", lang=lang, days_ago=joined_days_ago) for i in range(members)]
        what = [self.publish(f"{name} note {i}", lang=lang) for i in range(notes)]
        for member in who:
            for note in what:
                if self.rng.random() < liked:
                    self.like(member, note, days_ago=float(self.rng.uniform(0.5, days)))
        return who, what

    def like(self, member: str, note: str, *, days_ago: float = 5) -> None:
        self.likes[member, note] = NOW_US - int(days_ago * DAY)

    def show(self, member: str, notes: Sequence[str], *, days_ago: float) -> None:
        """Show cards; what she likes she opens and likes a little later."""
        at_us = NOW_US - int(days_ago * DAY)
        for position, note in enumerate(notes):
            self.lines.append((at_us, member, note, "impression", position))

    def open(self, member: str, note: str, *, days_ago: float) -> None:
        self.lines.append((NOW_US - int(days_ago * DAY) + SECOND, member, note, "open", 0))

    async def write(self, db: Database) -> None:
        await db.write(self._write)

    async def _write(self, tx: WriteTx) -> None:
        author = self.join("writer of all", days_ago=400)
        await tx.run_many(
            _MEMBER,
            [
                {"id": id_, "langs": f'["{lang}"]', "at_us": at_us}
                for id_, (lang, at_us) in self.members.items()
            ],
        )
        await tx.run_many(
            _NOTE,
            [
                {"id": id_, "author": author, "lang": lang, "at_us": at_us}
                for id_, (lang, at_us) in self.notes.items()
            ],
        )
        await tx.run_many(
            _LIKE,
            [{"member": m, "note": n, "at_us": at_us} for (m, n), at_us in self.likes.items()],
        )
        await tx.run_many(
            _LINE,
            [
                {"at_us": at, "member": m, "note": n, "kind": kind, "position": position}
                for at, m, n, kind, position in self.lines
            ],
        )
        await tx.run(_COUNT)
        await tx.run(_SEEN)


def circles_of_taste(*, seed: int = 1, members: int = 20, notes: int = 24) -> World:
    """Make six circles, two of them of those who came this month, in two languages."""
    world = World(seed)
    for number in range(6):
        world.circle(
            f"c{number} ",
            members=members,
            notes=notes,
            lang=("en", "es")[number % 2],
            joined_days_ago=10 if number >= 4 else 200,
        )
    return world


def an_hour_ago(hours: float) -> float:
    """Return hours as days."""
    return hours * HOUR / DAY
