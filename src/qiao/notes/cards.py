"""Note cards kept encoded, so that a warm page needs no database.

A card's head is the same for everyone and is encoded once; likes, comments and the reader's own
marks are added when it is served (`card_pages.py`). The event log says which cards are stale.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from qiao.kit.db import ReadTx, Sql, Told
from qiao.notes import web_links
from qiao.notes.entries import Entry, NoteRow, made_of
from qiao.notes.events import CommentDeleted, CommentPublished
from qiao.notes.visibility import answered
from qiao.people.apart import Apart
from qiao.people.queries import FACE, FACE_JOIN
from qiao.people.quiet import Mutes

MAX_CARDS = 20_000

_ROWS = Sql(f"""
    select n.id, n.author_id, n.kind, n.title, n.body, n.lang, n.mixed, n.standing, n.audience,
           n.momo, n.labels, n.place, l.names, n.edited_us, n.at_us,
           c.likes, c.comments, c.collects, {FACE},
           m.who_may, n.answer_by, q.unit, q.unit_name, q.accepted_id,
           case when {answered("q")} then 1 else 0 end,
           n.with_id, w.handle, w.name, w.avatar_sha
    from notes n join note_counts c on c.note_id = n.id {FACE_JOIN.format(author="n.author_id")}
    left join places l on l.slug = n.place
    left join note_questions q on q.note_id = n.id left join members w on w.id = n.with_id
    where n.id in (:ids...)
""")
_LINKS = Sql("""
    select note_id, how, case off when 0 then to_id else '' end from note_links
    where note_id in (:ids...)
""")
_PHOTOS = Sql("""
    select p.note_id, p.media_id, p.sha, p.w, p.h, p.alt,
           coalesce(v.film_sha, ''), v.film_bytes, v.ms, v.w, v.h, v.sound
    from note_media p left join videos v on v.id = p.media_id
    where p.note_id in (:ids...) order by p.note_id, p.pos
""")
_TOPICS = Sql("""
    select t.note_id, p.label from note_topics t join topics p on p.slug = t.slug
    where t.note_id in (:ids...) order by t.note_id, t.pos
""")
_VERSIONS = Sql("""
    select note_id, lang, title, body, alts, older from note_versions where note_id in (:ids...)
""")
_COUNTS = Sql(
    "select note_id, likes, comments, collects from note_counts where note_id in (:ids...)"
)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for note, *rest in rows:
        groups.setdefault(note, []).append(tuple(rest))
    return groups


class Cards:
    """The newest and most read notes, encoded; the others are read when asked for."""

    def __init__(
        self, max_cards: int = MAX_CARDS, *, apart: Apart | None = None, mutes: Mutes | None = None
    ) -> None:
        self._max = max_cards
        self.apart = apart or Apart()
        self.mutes = mutes or Mutes()
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._by_author: dict[str, set[str]] = {}
        self._asked: dict[str, set[str]] = {}  # by the answer that helped
        self._heard = 0

    async def get(self, tx: ReadTx, ids: Sequence[str]) -> dict[str, Entry]:
        """Return the entries of these notes; whoever is gone is left out."""
        entries = self._entries
        found: dict[str, Entry] = {}
        missing: list[str] = []
        stale: list[str] = []
        for note in ids:
            entry = entries.get(note)
            if entry is None:
                missing.append(note)
            else:
                found[note] = entry
                if entry.stale:
                    stale.append(note)
        if stale:
            await self._recount(tx, stale)
        if missing:
            found |= await self._load(tx, missing)
        return found

    async def _recount(self, tx: ReadTx, ids: list[str]) -> None:
        heard = self._heard
        for note, likes, comments, collects in await tx.all(tuple, _COUNTS, ids=ids):
            entry = self._entries.get(note)
            if entry is not None:
                entry.likes, entry.comments, entry.collects = likes, comments, collects
                entry.stale = heard != self._heard

    async def _load(self, tx: ReadTx, ids: list[str]) -> dict[str, Entry]:
        heard = self._heard
        rows = await tx.all(NoteRow, _ROWS, ids=ids)
        photos = _grouped(await tx.all(tuple, _PHOTOS, ids=ids))
        topics = _grouped(await tx.all(tuple, _TOPICS, ids=ids))
        versions = _grouped(await tx.all(tuple, _VERSIONS, ids=ids))
        links = _grouped(await tx.all(tuple, _LINKS, ids=ids))
        linked = await web_links.cards_of(tx, ids)
        loaded = {}
        for row in rows:
            entry = made_of(
                row, photos.get(row.id, []), topics.get(row.id, []), versions.get(row.id, []),
                dict(links.get(row.id, [])), linked.get(row.id),
            )  # fmt: skip
            loaded[row.id] = entry
            if row.accepted:
                self._asked.setdefault(row.accepted, set()).add(row.id)
        if heard != self._heard:
            # something was told while this was read; who knows what it was read before
            return loaded
        for note, entry in loaded.items():
            self._entries[note] = entry
            for who in entry.authors:
                self._by_author.setdefault(who, set()).add(note)
        while len(self._entries) > self._max:
            note, entry = self._entries.popitem(last=False)
            self._drop_author(entry, note)
        return loaded

    def follow(self, told: Iterable[Told]) -> None:
        """Forget what the log says has changed."""
        self._heard += 1
        for line in told:
            if line.name in _COUNTED:
                event: Any = line.event()
                entry = self._entries.get(event.note)
                if entry is not None:
                    entry.stale = True
            elif line.name in _CHANGED:
                event = line.event()
                self._forget(event.note)
                self._answer_changed(event.note)
            elif line.name in _LINKED:
                event = line.event()
                self._forget(event.note)
                self._forget(event.to)
            elif line.name == "StandingChanged":
                event = line.event()
                if event.of == "note":
                    self._forget(event.note)
                self._answer_changed(event.id)
            elif line.name == "MemberChanged":
                event = line.event()
                for note in tuple(self._by_author.get(event.member, ())):
                    self._forget(note)

    def _answer_changed(self, answer: str) -> None:
        """Forget what was asked: whether it is answered depends on who may see the answer."""
        for note in self._asked.pop(answer, ()):
            self._forget(note)

    def _forget(self, note: str) -> None:
        entry = self._entries.pop(note, None)
        if entry is not None:
            self._drop_author(entry, note)

    def _drop_author(self, entry: Entry, note: str) -> None:
        for who in entry.authors:
            self._by_author.get(who, set()).discard(note)


_COUNTED = frozenset(
    (
        "NoteLiked",
        "NoteUnliked",
        "NoteCollected",
        "NoteUncollected",
        CommentPublished.__name__,
        CommentDeleted.__name__,
    )
)
_CHANGED = frozenset(
    (
        "NoteEdited",
        "NoteUnderstood",
        "NoteVersionAdded",
        "NoteDeleted",
        "AudienceChanged",
        "LinkCardChanged",
        "PlaceChanged",
        "AnswersClosed",
        "AnswerAccepted",
    )
)
_LINKED = frozenset(("NoteLinked", "NoteUnlinked"))
