"""The tastes of those who read now: read from the database when they come, kept true by the log."""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from sys import intern
from typing import NamedTuple

from qiao.circles.events import CircleCorrected
from qiao.circles.queries import prior_of
from qiao.feed import events, queries
from qiao.feed.dials import dials_of, muted_topics
from qiao.feed.index import FeedIndex
from qiao.feed.lens import Lens, lens_of
from qiao.feed.models import Reader
from qiao.feed.taste import MAX_DEEDS, REST_US, WINDOW_US, About, Did, Seen, Taste, Wished
from qiao.feed.wishes import wishes_of
from qiao.kit.clock import SECOND
from qiao.kit.db import Event, ReadTx, Told, last_seq
from qiao.notes import events as notes
from qiao.people import events as people

MAX_READERS = 3_000
MINUTE = 60 * SECOND
LENS_FOR_US = 10 * MINUTE
"""A lens made from the same deeds differs only as far as these have aged."""


class _Kept(NamedTuple):
    deeds: tuple[int, int, int]
    seen: tuple[int, int]
    lens: Lens


async def load_taste(tx: ReadTx, reader: str, *, now_us: int) -> Taste:
    """Read one member's taste."""
    taste = Taste(loaded_seq=await last_seq(tx))
    taste.langs = tuple(json.loads(await queries.langs_of(tx, reader)))
    taste.prior = await prior_of(tx, reader)
    # her own word makes a new page of Explore at once
    taste.asked_version = taste.prior.version
    taste.follows = set(await queries.followed_by(tx, reader))
    taste.hidden = set(await queries.hidden_by(tx, reader))
    since_us = now_us - WINDOW_US
    for deed in await queries.deeds_of(tx, reader, since_us=since_us, limit=MAX_DEEDS):
        taste.did(intern(deed.note), Did(deed.did), deed.at_us)
    for row in await queries.seen_by(tx, reader, since_us=now_us - REST_US):
        taste.seen[intern(row.note)] = Seen(row.impressions, row.last_us)
    dials = await dials_of(tx, reader)
    taste.turned(variety=dials.variety, other_langs=dials.other_langs, homeward=dials.homeward)
    taste.reset(dials.reset_us)
    taste.muted_topics = {topic.slug for topic in await muted_topics(tx, reader)}
    for kept in await wishes_of(tx, reader):
        wished = Wished(kept.wish, kept.value, kept.at_us)
        taste.wished(intern(kept.note), About(kept.about), wished)
    return taste


class Tastes:
    """The last few thousand readers'."""

    def __init__(self, index: FeedIndex, *, max_readers: int = MAX_READERS) -> None:
        self._index = index
        self._max_readers = max_readers
        self._tastes: OrderedDict[str, Taste] = OrderedDict()
        self._lenses: dict[str, _Kept] = {}

    async def of(self, tx: ReadTx, reader: Reader, *, now_us: int) -> Taste:
        """Return a reader's taste; a visitor has only languages."""
        if reader.id is None:
            return Taste(langs=reader.langs, version=0, deeds_version=0)
        taste = self._tastes.get(reader.id)
        if taste is None:
            taste = self._tastes[reader.id] = await load_taste(tx, reader.id, now_us=now_us)
            while len(self._tastes) > self._max_readers:
                gone, _ = self._tastes.popitem(last=False)
                self._lenses.pop(gone, None)
        self._tastes.move_to_end(reader.id)
        return taste

    def lens(self, reader: Reader, taste: Taste, *, now_us: int) -> Lens:
        """Return what the taste means now."""
        if reader.id is None:
            return lens_of(taste, self._index, reader=None, now_us=now_us)
        # vectors of notes she liked may have come, or moved, when the spaces grew
        deeds = (taste.deeds_version, now_us // LENS_FOR_US, self._index.placements)
        seen = (taste.version, now_us // MINUTE)
        kept = self._lenses.get(reader.id)
        if kept is None or kept.deeds != deeds:
            made = lens_of(taste, self._index, reader=reader.id, now_us=now_us)
            if kept is not None and kept.deeds[2] == deeds[2]:
                # one like moves one interest; what is near to the others is still near to them
                made = replace(made, near=dict(kept.lens.near))
        elif kept.seen != seen:
            made = replace(kept.lens, resting=self._index.rows(taste.resting(now_us)))
        else:
            return kept.lens
        self._lenses[reader.id] = _Kept(deeds, seen, made)
        return made

    def follow(self, told: Sequence[Told]) -> None:
        """Take in what was told, for the readers who are here."""
        for line in told:
            event = line.event()
            match event:
                case notes.NoteLiked(note=note, member=member):
                    self._did(line, member, note, Did.LIKE)
                case notes.NoteCollected(note=note, member=member):
                    self._did(line, member, note, Did.COLLECT)
                case notes.CommentPublished(note=note, author=member):
                    self._did(line, member, note, Did.COMMENT)
                case events.NoteOpened(note=note, member=member):
                    self._did(line, member, note, Did.OPEN)
                case events.NoteTranslated(note=note, member=member):
                    self._did(line, member, note, Did.TRANSLATE)
                case events.NoteHidden(note=note, member=member):
                    self._did(line, member, note, Did.HIDE)
                case notes.NoteUnliked(note=note, member=member):
                    if taste := self._here(line, member):
                        taste.undid(note, Did.LIKE)
                case notes.NoteUncollected(note=note, member=member):
                    if taste := self._here(line, member):
                        taste.undid(note, Did.COLLECT)
                case events.NotesShown(member=member, first=first, again=again):
                    if taste := self._here(line, member):
                        for note in (*first, *again):
                            taste.was_shown(note, line.at_us)
                case people.Followed(follower=member, followed=author):
                    if taste := self._here(line, member):
                        taste.follow(author, follows=True)
                case people.Unfollowed(follower=member, followed=author):
                    if taste := self._here(line, member):
                        taste.follow(author, follows=False)
                case people.MemberChanged(member=member) | CircleCorrected(member=member):
                    self._tastes.pop(member, None)
                case _:
                    self._set(line, event)

    def _set(self, line: Told, event: Event | None) -> None:
        """Take in what a reader set with her own hand."""
        match event:
            case events.WishMade(note=note, member=member, about=about, wish=wish, value=value):
                if taste := self._here(line, member):
                    taste.wished(note, About(about), Wished(wish, value, line.at_us))
            case events.WishTaken(note=note, member=member, about=about):
                if taste := self._here(line, member):
                    taste.wished(note, About(about), None)
            case events.DialsMoved(
                member=member, variety=variety, other_langs=other_langs, homeward=homeward
            ):
                if taste := self._here(line, member):
                    taste.turned(variety=variety, other_langs=other_langs, homeward=homeward)
            case events.TopicMuted(member=member, slug=slug):
                if taste := self._here(line, member):
                    taste.mute(slug, muted=True)
            case events.TopicUnmuted(member=member, slug=slug):
                if taste := self._here(line, member):
                    taste.mute(slug, muted=False)
            case events.TasteReset(member=member, reset_us=reset_us):
                if taste := self._here(line, member):
                    taste.reset(reset_us)

    def _here(self, line: Told, member: str) -> Taste | None:
        taste = self._tastes.get(member)
        return taste if taste and line.seq > taste.loaded_seq else None

    def _did(self, line: Told, member: str, note: str, did: Did) -> None:
        if taste := self._here(line, member):
            taste.did(note, did, line.at_us)
