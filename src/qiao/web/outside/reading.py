"""What somebody without the app may read: always as a visitor, by the rules of every other page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.notes.card_pages import refs_of
from qiao.notes.cards import Cards
from qiao.notes.entries import NO_REFS, Entry
from qiao.notes.linking import answering
from qiao.notes.models import Audience, Standing
from qiao.notes.places import notes_at, place
from qiao.notes.queries import LAST, notes_by
from qiao.notes.threads import Threads
from qiao.notes.under import notes_under
from qiao.notes.views import (
    Figure,
    LinkCard,
    NotePhoto,
    NoteRef,
    PlaceView,
    StickerView,
    VersionText,
)
from qiao.notes.visibility import RECOMMENDABLE, Where, can_see
from qiao.people.models import Face
from qiao.people.queries import profile
from qiao.topics.models import slug_of
from qiao.topics.queries import topic
from qiao.translate.memory import Key
from qiao.translate.models import Lang, Passage
from qiao.translate.queries import cached
from qiao.translate.speech.store import published_langs

MAX_COMMENTS = 12
MAX_ANSWERS = 3
SHELF = 20
"""So many notes are on a list's page and in a news feed."""

_NEWEST = Sql(f"select n.id from notes n where {RECOMMENDABLE} order by n.id desc limit :most")


class Story(msgspec.Struct, frozen=True):
    """A note, read out of what is kept encoded."""

    id: str
    kind: str
    title: str
    excerpt: str
    lang: str
    author: Face
    topics: list[str]
    at: str
    body: str
    photos_list: list[NotePhoto]
    version_texts: dict[str, VersionText]
    link: LinkCard | None = None
    answers: NoteRef | None = None
    quotes: NoteRef | None = None
    together: Face | None = None
    place: PlaceView | None = None
    standing: str = ""
    by: str = ""
    """The translator's name where these words are a machine's."""

    @property
    def named(self) -> str:
        """The title, or the beginning of what is said."""
        return self.title or self.excerpt

    def known_in(self, lang: str) -> "Story | None":
        """Return the note as a person wrote it in `lang`, if one did."""
        if lang == self.lang:
            return self
        version = self.version_texts.get(lang)
        if version is None:
            return None
        photos = [
            msgspec.structs.replace(photo, alt=alt or photo.alt)
            for photo, alt in zip(
                self.photos_list,
                version.alt + [""] * (len(self.photos_list) - len(version.alt)),
                strict=False,
            )
        ]
        return msgspec.structs.replace(
            self,
            title=version.title,
            body=version.body,
            excerpt=" ".join(version.body.split())[:140],
            lang=lang,
            photos_list=photos,
        )


class Said(msgspec.Struct, frozen=True):
    """A comment as it stands in a thread."""

    author: Face | None
    body: str
    lang: str
    at: str
    deleted: bool
    photos_list: list[NotePhoto] = []
    sticker: StickerView | None = None
    link: LinkCard | None = None
    answers: list["Said"] = []
    figure: Figure | None = None
    accepted: bool = False
    outcome: bool = False


class _Thread(msgspec.Struct, frozen=True):
    items: list[Said]


@dataclass(frozen=True)
class Shelf:
    """A list of notes with a name: a member's, a topic's, the square's newest."""

    title: str
    about: str
    lang: str
    path: str
    stories: Sequence[Story]
    face: Face | None = None


_story = msgspec.json.Decoder(Story).decode
_thread = msgspec.json.Decoder(_Thread).decode


def _of(entry: Entry, refs: bytes = NO_REFS) -> Story:
    more = b',%b,"standing":"%b"}' % (refs, entry.standing.encode())
    return _story(entry.head + b"," + entry.tail + more)


async def story(tx: ReadTx, cards: Cards, note: str, *, apart_from: str | None = None) -> Story:
    """Return a note that a visitor may open by its link; raises NotFound.

    `apart_from`: a member who asks, and who is shown nothing by whom a block keeps from her.
    """
    entry = (await cards.get(tx, [note])).get(note)
    if entry is None or not can_see(
        None,
        entry.author,
        entry.standing,
        where=Where.DIRECT,
        audience=entry.audience,
        apart=entry.is_apart(cards.apart.of(apart_from)),
    ):
        raise NotFound
    refs = await refs_of(cards, tx, {note: entry}, reader=apart_from)
    return _of(entry, refs.get(note, NO_REFS))


async def answer_stories(
    tx: ReadTx, cards: Cards, note: str, *, apart_from: str | None = None
) -> list[Story]:
    """Return the newest notes that answer or quote one, of those that are for everybody."""
    found = await answering(tx, note, reader=None)
    return await _stories(tx, cards, [one.id for one in found[:SHELF]], apart_from)


async def comments(tx: ReadTx, threads: Threads, cards: Cards, note: str) -> list[Said]:
    """Return the first comments below a note that a visitor may open."""
    entry = (await cards.get(tx, [note])).get(note)
    if entry is None:
        return []
    said = _thread(await threads.page(tx, note, author=entry.known, reader=None)).items
    return said[:MAX_COMMENTS]


async def tracks(tx: ReadTx, one: Story) -> list[str]:
    """Return the languages in which captions of a note's video are there for everybody."""
    found = [photo.media for photo in one.photos_list if photo.film]
    return await published_langs(tx, found[0]) if found else []


async def _stories(
    tx: ReadTx, cards: Cards, ids: list[str], apart_from: str | None = None
) -> list[Story]:
    entries = await cards.get(tx, ids)
    apart = cards.apart.of(apart_from)
    # what was hidden since it was listed is seen here, where the card is
    refs = await refs_of(cards, tx, entries, reader=apart_from, openly=True)
    return [
        _of(entries[note], refs.get(note, NO_REFS))
        for note in ids
        if note in entries
        and entries[note].standing == Standing.PUBLIC
        and entries[note].audience == Audience.PUBLIC
        and not entries[note].is_apart(apart)
    ]


async def member_shelf(
    tx: ReadTx, cards: Cards, handle: str, *, apart_from: str | None = None
) -> Shelf:
    """Return a member and her newest notes for everybody; raises NotFound."""
    found = await profile(tx, handle, reader=apart_from)
    ids = await notes_by(tx, found.id, reader=None, limit=SHELF)
    face = Face(found.handle, found.name, found.avatar, found.momo)
    named = found.name or f"@{found.handle}"
    path = f"/u/{found.handle}"
    return Shelf(named, found.bio, found.bio_lang, path, await _stories(tx, cards, ids), face)


async def topic_shelf(
    tx: ReadTx, cards: Cards, slug: str, *, apart_from: str | None = None
) -> Shelf:
    """Return a topic and its newest notes for everybody; raises NotFound."""
    found = await topic(tx, slug[:100])
    ids = await notes_under(tx, found.slug, reader=None, limit=SHELF)
    title = f"#{found.label}"
    stories = await _stories(tx, cards, ids, apart_from)
    return Shelf(title, "", "", f"/t/{quote(found.slug)}", stories)


async def place_shelf(
    tx: ReadTx, cards: Cards, slug: str, *, apart_from: str | None = None
) -> Shelf:
    """Return a place and its newest notes for everybody; raises NotFound."""
    found = await place(tx, slug_of(slug[:100]), reader=apart_from)
    ids = await notes_at(tx, found.slug, reader=None, before=LAST, limit=SHELF)
    names = found.names
    title = names.get("und") or names.get("en") or next(iter(names.values()))
    stories = await _stories(tx, cards, ids, apart_from)
    return Shelf(title, "", "", f"/p/{quote(found.slug)}", stories)


async def newest_shelf(tx: ReadTx, cards: Cards, name: str) -> Shelf:
    """Return the square's newest notes for everybody."""
    ids = [str(row[0]) for row in await tx.rows(_NEWEST, {"most": SHELF})]
    return Shelf(name, "", "", "/", await _stories(tx, cards, ids))


async def in_lang(tx: ReadTx, one: Story, lang: str, policy: str) -> Story:
    """Return a note in `lang`: by a person, or as a machine made it before; else as it is.

    Nothing is asked of any machine: a feed is fetched by programs, again and again.
    """
    by_hand = one.known_in(lang)
    if by_hand is not None:
        return by_hand
    passage = Passage(one.body, one.title, tuple(photo.alt for photo in one.photos_list))
    made = await cached(tx, Key.of(passage, Lang(one.lang), Lang(lang), policy))
    if made is None or made.state != "done":
        return one
    return msgspec.structs.replace(
        one,
        title=made.title,
        body=made.body,
        excerpt=" ".join(made.body.split())[:140],
        lang=lang,
        by=made.engine.name or made.engine.kind,
    )
