"""Note cards kept encoded: a page is a join of bytes, and a warm page needs no database.

A card's head is the same for everyone and is encoded once; likes, comments and the reader's own
marks are added when it is served. The event log says which cards are stale.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql, Told
from qiao.media.models import FILM_TYPE, film_address
from qiao.notes import queries, web_links
from qiao.notes.events import CommentDeleted, CommentPublished
from qiao.notes.linking import seen_of
from qiao.notes.models import excerpt
from qiao.notes.views import (
    Asks,
    CardHead,
    Film,
    LinkCard,
    NotePhoto,
    NoteRef,
    NoteTail,
    Picture,
    PlaceView,
    VersionCard,
    VersionText,
    note_photo,
)
from qiao.people.apart import Apart
from qiao.people.circles import Circle, kept
from qiao.people.models import Face, face
from qiao.people.momo import alias, momo
from qiao.people.queries import FACE, FACE_JOIN
from qiao.people.quiet import Mutes, Quiet

MAX_CARDS = 20_000

_ROWS = Sql(f"""
    select n.id, n.author_id, n.kind, n.title, n.body, n.lang, n.mixed, n.standing, n.audience,
           n.momo, n.labels, n.place, l.names, n.edited_us, n.at_us,
           c.likes, c.comments, c.collects, {FACE},
           m.who_may, n.answer_by, q.unit, q.unit_name, q.accepted_id,
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

_encode = msgspec.json.Encoder().encode


class _Text(msgspec.Struct):
    """What of an encoded note is words."""

    title: str
    body: str
    topics: list[str]
    version_texts: dict[str, VersionText]
    link: LinkCard | None
    place: PlaceView | None


_NO_LINKS: Mapping[str, str] = MappingProxyType({})
NO_REFS = b'"answers":null,"quotes":null'


class Entry:
    """A note, encoded. `head` and `tail` are JSON objects without their last brace.

    `author` is whose it is; `known` is whom others know as its author: her, or an alias.
    `beside`: who wrote it with her, or nobody (""). `links`: what it answers and quotes, by how;
    an empty id is something nobody is shown.
    """

    __slots__ = (
        "answer_by",
        "audience",
        "author",
        "beside",
        "collects",
        "comment_by",
        "comments",
        "head",
        "known",
        "likes",
        "links",
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
        *,
        answer_by: Circle = Circle.EVERYONE,
        links: Mapping[str, str] = _NO_LINKS,
        beside: str = "",
    ) -> None:
        self.author = author
        self.known = known or author
        self.answer_by = answer_by
        self.links = links
        self.beside = beside
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
        there = said.place.names.values() if said.place else ()
        return "\n".join((said.title, said.body, *said.topics, *versions, *linked, *there))

    @property
    def authors(self) -> tuple[str, ...]:
        """Whose it is: one, or two."""
        return (self.author, self.beside) if self.beside else (self.author,)

    def is_by(self, reader: str | None) -> bool:
        """Say whether the reader wrote it, alone or with another."""
        return reader is not None and reader in (self.author, self.beside)

    def is_apart(self, apart: AbstractSet[str]) -> bool:
        """Say whether one of those who wrote it is among these."""
        return bool(apart) and (self.known in apart or self.beside in apart)

    def card(self, *, liked: bool, collected: bool, reason: bytes, refs: bytes = NO_REFS) -> bytes:
        """Return the card for one reader; `reason` and `refs` are JSON."""
        return b'%b,"likes":%d,"comments":%d,"liked":%b,"collected":%b,%b,"reason":%b}' % (
            self.head,
            self.likes,
            self.comments,
            b"true" if liked else b"false",
            b"true" if collected else b"false",
            refs,
            reason,
        )

    def note(
        self,
        *,
        liked: bool,
        collected: bool,
        followed: bool,
        mine: bool,
        may_comment: bool,
        may_answer: bool,
        refs: bytes,
    ) -> bytes:
        """Return the note's own page for one reader."""
        return (
            b'%b,%b,"collects":%d,"standing":"%b","mine":%b,"followed":%b,"may_comment":%b,'
            b'"may_answer":%b}'
        ) % (
            self.card(liked=liked, collected=collected, reason=b"null", refs=refs)[:-1],
            self.tail,
            self.collects,
            self.standing.encode(),
            b"true" if mine else b"false",
            b"true" if followed else b"false",
            b"true" if may_comment else b"false",
            b"true" if may_answer else b"false",
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
    place: str
    place_names: str | None
    edited_us: int
    at_us: int
    likes: int
    comments: int
    collects: int
    handle: str
    name: str
    avatar_sha: str | None
    who_may: str
    answer_by: str
    unit: str | None
    unit_name: str | None
    accepted: str | None
    beside: str
    beside_handle: str | None
    beside_name: str | None
    beside_sha: str | None


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
        links = _grouped(await tx.all(tuple, _LINKS, ids=ids))
        linked = await web_links.cards_of(tx, ids)
        loaded = {}
        for row in rows:
            entry = _entry(
                row, photos.get(row.id, []), topics.get(row.id, []), versions.get(row.id, []),
                dict(links.get(row.id, [])), linked.get(row.id),
            )  # fmt: skip
            loaded[row.id] = entry
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
            elif line.name in _LINKED:
                event = line.event()
                self._forget(event.note)
                self._forget(event.to)
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


def _cover(photo: NotePhoto) -> Picture:
    """A card goes out a thousand times for each note that is opened: no more than it needs."""
    return Picture(photo.card, photo.full, photo.w, photo.h, photo.alt)


def _film(columns: list[Any]) -> Film | None:
    sha, size, ms, w, h, sound = columns
    if not sha:
        return None
    return Film(film_address(sha), FILM_TYPE, size, ms, w, h, bool(sound))


def _entry(
    row: _Row,
    photos: list[tuple[Any, ...]],
    topics: list[tuple[Any, ...]],
    versions: list[tuple[Any, ...]],
    links: dict[str, str],
    link: LinkCard | None,
) -> Entry:
    pictures = [
        note_photo(media, sha, w, h, alt, _film(film)) for media, sha, w, h, alt, *film in photos
    ]
    head = CardHead(
        id=row.id,
        kind=row.kind,
        title=row.title,
        excerpt=excerpt(row.body),
        lang=row.lang,
        mixed=json.loads(row.mixed),
        cover=_cover(pictures[0]) if pictures else None,
        photos=len(pictures),
        video_ms=pictures[0].film.ms if pictures and pictures[0].film else 0,
        author=momo(row.momo) if row.momo else face(row.handle, row.name, row.avatar_sha),
        topics=[label for (label,) in topics],
        at=rfc3339(row.at_us),
        audience=row.audience,
        labels=json.loads(row.labels),
        versions={lang: VersionCard(title, excerpt(body)) for lang, title, body, *_ in versions},
        asks=None
        if row.unit is None
        else Asks(row.unit, row.unit_name or "", answered=bool(row.accepted)),
        together=face(row.beside_handle, row.beside_name or "", row.beside_sha)
        if row.beside_handle
        else None,
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
        place=PlaceView(row.place, json.loads(row.place_names)) if row.place_names else None,
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
        answer_by=Circle(row.answer_by),
        links=links,
        beside=row.beside if row.beside_handle else "",
    )


class _RefHead(msgspec.Struct):
    """What of a card is shown where another note answers or quotes it."""

    id: str
    title: str
    excerpt: str
    lang: str
    author: Face
    cover: Picture | None
    versions: dict[str, VersionCard]


async def refs_of(
    cards: Cards,
    tx: ReadTx,
    entries: Mapping[str, Entry],
    *,
    reader: str | None,
    reviewer: bool = False,
    openly: bool = False,
    quiet: Quiet | None = None,
) -> dict[str, bytes]:
    """Return what these notes answer and quote, as JSON members, of those that do.

    `openly`: in a list; what may not be recommended stands in none, nor what she mutes.
    """
    wanted = {to for one in entries.values() for to in one.links.values() if to}
    if not any(one.links for one in entries.values()):
        return {}
    seen = await seen_of(tx, sorted(wanted), reader=reader, reviewer=reviewer)
    found = await cards.get(tx, sorted(seen))
    shown: dict[str, bytes] = {}
    for to, entry in found.items():
        if openly and (entry.standing != "public" or is_hushed(entry, reader, quiet)):
            continue
        head = msgspec.json.decode(entry.head + b"}", type=_RefHead)
        shown[to] = _encode(NoteRef(seen=True, **msgspec.structs.asdict(head)))
    return {
        note: b'"answers":%b,"quotes":%b'
        % tuple(
            shown.get(one.links[how], _UNSEEN) if how in one.links else b"null"
            for how in ("answer", "quote")
        )
        for note, one in entries.items()
        if one.links
    }


_UNSEEN = _encode(NoteRef(seen=False))


def is_hushed(entry: Entry, reader: str | None, quiet: Quiet | None) -> bool:
    """Say whether a reader mutes who wrote a note, or a word in it."""
    if quiet is None or entry.is_by(reader):
        return False
    return quiet.hushes(entry.known, entry.text()) or (
        bool(entry.beside) and quiet.hushes(entry.beside, "")
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
    refs = await refs_of(cards, tx, entries, reader=reader, openly=True, quiet=quiet)
    for note in ids:
        entry = entries.get(note)
        if entry is None or entry.is_apart(apart):
            continue
        if not is_hushed(entry, reader, quiet):
            reason = reasons.get(note, b"null") if reasons else b"null"
            made.append(
                entry.card(
                    liked=note in liked,
                    collected=note in collected,
                    reason=reason,
                    refs=refs.get(note, NO_REFS),
                )
            )
    return b'{"items":[%b],"cursor":%b}' % (b",".join(made), _encode(cursor))
