"""Note cards kept encoded: a page is a join of bytes, and a warm page needs no database.

A card's head is the same for everyone and is encoded once; likes, comments and the reader's own
marks are added when it is served. The event log says which cards are stale.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql, Told
from qiao.notes import links, queries
from qiao.notes.events import CommentDeleted, CommentPublished
from qiao.notes.models import excerpt
from qiao.notes.views import (
    CardHead,
    LinkCard,
    NotePhoto,
    NoteTail,
    Picture,
    VersionCard,
    VersionText,
    note_photo,
)
from qiao.people.apart import Apart
from qiao.people.circles import Circle, kept
from qiao.people.models import face
from qiao.people.momo import alias, momo
from qiao.people.queries import FACE, FACE_JOIN
from qiao.people.quiet import Mutes

MAX_CARDS = 20_000

_ROWS = Sql(f"""
    select n.id, n.author_id, n.kind, n.title, n.body, n.lang, n.mixed, n.standing, n.audience,
           n.momo, n.labels, n.edited_us, n.at_us, c.likes, c.comments, c.collects, {FACE},
           m.who_may
    from notes n join note_counts c on c.note_id = n.id {FACE_JOIN.format(author="n.author_id")}
    where n.id in (:ids...)
""")
_PHOTOS = Sql("""
    select note_id, media_id, sha, w, h, alt from note_media
    where note_id in (:ids...) order by note_id, pos
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

_encode = msgspec.json.Encoder().encode


class _Text(msgspec.Struct):
    """What of an encoded note is words."""

    title: str
    body: str
    topics: list[str]
    version_texts: dict[str, VersionText]
    link: LinkCard | None


class Entry:
    """A note, encoded. `head` and `tail` are JSON objects without their last brace.

    `author` is whose it is; `known` is whom others know as its author: her, or an alias.
    """

    __slots__ = (
        "audience",
        "author",
        "collects",
        "comment_by",
        "comments",
        "head",
        "known",
        "likes",
        "stale",
        "standing",
        "tail",
    )  # fmt: skip

    def __init__(
        self,
        author: str,
        standing: str,
        audience: str,
        comment_by: Circle,
        head: bytes,
        tail: bytes,
        counts: tuple[int, int, int],
        known: str | None = None,
    ) -> None:
        self.author = author
        self.known = known or author
        self.standing = standing
        self.audience = audience
        self.comment_by = comment_by
        self.head = head
        self.tail = tail
        self.likes, self.comments, self.collects = counts
        self.stale = False

    def text(self) -> str:
        """Return all that a note says, for those who look for words in it; rarely asked for."""
        said = msgspec.json.decode(self.head + b"," + self.tail + b"}", type=_Text)
        versions = [text for one in said.version_texts.values() for text in (one.title, one.body)]
        linked = (said.link.title, said.link.about) if said.link else ()
        return "\n".join((said.title, said.body, *said.topics, *versions, *linked))

    def card(self, *, liked: bool, collected: bool, reason: bytes) -> bytes:
        """Return the card for one reader; `reason` is JSON."""
        return b'%b,"likes":%d,"comments":%d,"liked":%b,"collected":%b,"reason":%b}' % (
            self.head,
            self.likes,
            self.comments,
            b"true" if liked else b"false",
            b"true" if collected else b"false",
            reason,
        )

    def note(
        self, *, liked: bool, collected: bool, followed: bool, mine: bool, may_comment: bool
    ) -> bytes:
        """Return the note's own page for one reader."""
        return b'%b,%b,"collects":%d,"standing":"%b","mine":%b,"followed":%b,"may_comment":%b}' % (
            self.card(liked=liked, collected=collected, reason=b"null")[:-1],
            self.tail,
            self.collects,
            self.standing.encode(),
            b"true" if mine else b"false",
            b"true" if followed else b"false",
            b"true" if may_comment else b"false",
        )


class _Row(NamedTuple):
    id: str
    author: str
    kind: str
    title: str
    body: str
    lang: str
    mixed: str
    standing: str
    audience: str
    momo: int
    labels: str
    edited_us: int
    at_us: int
    likes: int
    comments: int
    collects: int
    handle: str
    name: str
    avatar_sha: str | None
    who_may: str


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
        rows = await tx.all(_Row, _ROWS, ids=ids)
        photos = _grouped(await tx.all(tuple, _PHOTOS, ids=ids))
        topics = _grouped(await tx.all(tuple, _TOPICS, ids=ids))
        versions = _grouped(await tx.all(tuple, _VERSIONS, ids=ids))
        linked = await links.cards_of(tx, ids)
        loaded = {}
        for row in rows:
            entry = _entry(
                row,
                photos.get(row.id, []),
                topics.get(row.id, []),
                versions.get(row.id, []),
                linked.get(row.id),
            )
            loaded[row.id] = entry
        if heard != self._heard:
            # something was told while this was read; who knows what it was read before
            return loaded
        for note, entry in loaded.items():
            self._entries[note] = entry
            self._by_author.setdefault(entry.author, set()).add(note)
        while len(self._entries) > self._max:
            note, entry = self._entries.popitem(last=False)
            self._by_author.get(entry.author, set()).discard(note)
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
            elif line.name == "StandingChanged":
                event = line.event()
                if event.of == "note":
                    self._forget(event.note)
            elif line.name == "MemberChanged":
                event = line.event()
                for note in tuple(self._by_author.get(event.member, ())):
                    self._forget(note)

    def _forget(self, note: str) -> None:
        entry = self._entries.pop(note, None)
        if entry is not None:
            self._by_author.get(entry.author, set()).discard(note)


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
        "LinkChanged",
    )
)


def _cover(photo: NotePhoto) -> Picture:
    """A card goes out a thousand times for each note that is opened: no more than it needs."""
    return Picture(photo.card, photo.full, photo.w, photo.h, photo.alt)


def _entry(
    row: _Row,
    photos: list[tuple[Any, ...]],
    topics: list[tuple[Any, ...]],
    versions: list[tuple[Any, ...]],
    link: LinkCard | None,
) -> Entry:
    pictures = [note_photo(media, sha, w, h, alt) for media, sha, w, h, alt in photos]
    head = CardHead(
        id=row.id,
        kind=row.kind,
        title=row.title,
        excerpt=excerpt(row.body),
        lang=row.lang,
        mixed=json.loads(row.mixed),
        cover=_cover(pictures[0]) if pictures else None,
        photos=len(pictures),
        author=momo(row.momo) if row.momo else face(row.handle, row.name, row.avatar_sha),
        topics=[label for (label,) in topics],
        at=rfc3339(row.at_us),
        audience=row.audience,
        labels=json.loads(row.labels),
        versions={lang: VersionCard(title, excerpt(body)) for lang, title, body, *_ in versions},
    )
    tail = NoteTail(
        body=row.body,
        photos_list=pictures,
        version_texts={
            lang: VersionText(title, body, json.loads(alts), older=bool(older))
            for lang, title, body, alts, older in versions
        },
        edited=rfc3339(row.edited_us) if row.edited_us else None,
        link=link,
    )
    return Entry(
        row.author,
        row.standing,
        row.audience,
        # whom she lets comment in her own name would tell who she is
        Circle.EVERYONE if row.momo else kept(row.who_may).comment,
        _encode(head)[:-1],
        _encode(tail)[1:-1],
        (row.likes, row.comments, row.collects),
        known=alias(row.id, row.momo) if row.momo else None,
    )


async def page_of(
    cards: Cards,
    tx: ReadTx,
    ids: Sequence[str],
    *,
    reader: str | None,
    cursor: str | None,
    reasons: Mapping[str, bytes] | None = None,
    hushed: bool = False,
) -> bytes:
    """Return an encoded CardPage of these notes, in order; whoever is gone is left out.

    So is what is by somebody whom a block keeps apart from the reader, whoever listed it; and where
    the list is one that others made for her (`hushed`), what she mutes.
    """
    entries = await cards.get(tx, ids)
    liked: set[str] = set()
    collected: set[str] = set()
    if reader is not None and entries:
        liked, collected = await queries.liked_and_collected(tx, reader, list(ids))
    made = []
    apart = cards.apart.of(reader)
    quiet = cards.mutes.of(reader) if hushed else None
    for note in ids:
        entry = entries.get(note)
        if entry is None or entry.known in apart:
            continue
        if quiet is None or entry.author == reader or not quiet.hushes(entry.known, entry.text()):
            reason = reasons.get(note, b"null") if reasons else b"null"
            made.append(entry.card(liked=note in liked, collected=note in collected, reason=reason))
    return b'{"items":[%b],"cursor":%b}' % (b",".join(made), _encode(cursor))
