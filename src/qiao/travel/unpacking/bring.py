"""Bringing what was planned: note by note, each with its pictures in one transaction.

Safe to run again from any point: what is here by now is remembered by its name there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.refusals import NotFound, Refusal
from qiao.media.blobs import BlobStore
from qiao.notes import bringing, bringing_talk
from qiao.notes.linking import How
from qiao.notes.stickers import offered
from qiao.travel.packing import shapes
from qiao.travel.unpacking import around, halves, keeping, reading, settling
from qiao.travel.unpacking.checking import (
    Unfit,
    checked_at,
    checked_comment,
    checked_note,
    fit_id,
)
from qiao.travel.unpacking.films import FilmMaker, Films
from qiao.travel.unpacking.pictures import Decoder, Picture, Pictures
from qiao.travel.unpacking.way import Way

PAUSE_S = 0.02
"""Between notes: what others write is read and found first."""

Progress = Callable[[int], Awaitable[bool]]
"""Called with how many notes are done; answers whether to go on."""


class Stopped(Exception):
    """Nobody wants the rest any more."""


class Bringing:
    """One arrival on its way in; what does not come is counted in its way's `left`."""

    def __init__(
        self,
        way: Way,
        blobs: BlobStore,
        decoder: Decoder,
        films: FilmMaker | None,
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._way, self._pause_s = way, pause_s
        made = Films(blobs, films, way.parcel, way.arrival)
        self._pictures = Pictures(blobs, decoder, made, way)
        self._pins: list[tuple[str, str]] = []
        self._links: list[tuple[str, How, str, int]] = []
        self._done = 0

    async def all(self, progress: Progress) -> None:
        """Bring everything; raises Stopped, ParcelRefused, NotThisKind."""
        way = self._way
        way.square = (await reading.manifest_of(way.parcel)).square
        await self._pictures.open()
        async for batch in reading.lines(way.parcel, "notes", shapes.Note, most=reading.MAX_NOTES):
            notes = [note for note in batch if not isinstance(note, Unfit)]
            way.left.leave("unreadable", len(batch) - len(notes))
            await self._notes(notes, progress)
        async for others in reading.lines(
            way.parcel, "together", shapes.Half, most=reading.MAX_NOTES
        ):
            hers = [halves.note_of(half) for half in others if not isinstance(half, Unfit)]
            await self._notes(hers, progress)
        await self._link()
        await self._comments()
        await self._pin()
        await around.questions(way)
        await around.figures(way)
        await around.boards(way)
        await around.collects(way)
        await around.captions(way)
        if way.wanted.profile:
            await settling.profile(way, self._pictures)

    # ---- Notes

    async def _notes(self, notes: Sequence[shapes.Note], progress: Progress) -> None:
        way = self._way
        known = await way.known("note", [note.id for note in notes])
        async with way.db.read() as tx:
            own = await keeping.own_notes(tx, way.member, [note.id for note in notes])
        way.here |= known
        for note in notes:
            if note.pinned:
                self._pins.append((note.id, note.pinned))
            self._points(note)
            if note.id not in known and note.id not in own:
                try:
                    await self._note(note)
                except Unfit as unfit:
                    way.left.leave(unfit.why)
                await asyncio.sleep(self._pause_s)
            self._done += 1
            if not await progress(self._done):
                raise Stopped

    def _points(self, note: shapes.Note) -> None:
        """Remember what a note in her own name points to; it may come later."""
        at_us = checked_at(note.at, self._way.now)
        if note.answers and not note.momo:
            self._links.append((note.id, "answer", note.answers, at_us))
        if note.quotes and not note.momo:
            self._links.append((note.id, "quote", note.quotes, at_us))

    async def _note(self, note: shapes.Note) -> None:
        way = self._way
        fit_id(note.id)
        # a film stands alone in a note; beside others it is a picture
        pictures = await self._pictures.of(note.photos, films=len(note.photos) == 1)
        shown = halves.alone(note, way.square)

        async def bring(tx: WriteTx) -> str:
            source = way.source("note", note.id)
            if here := await self._before(tx, source):
                return here
            photos = await self._pictures.all_written(tx, pictures)
            checked = checked_note(shown, photos, private=way.private, now=way.now)
            id_ = await bringing.bring_note(tx, way.member, checked)
            await way.keep(tx, "note", source, id_)
            return str(id_)

        way.here[note.id] = await self._kept(bring, pictures)

    async def _before(self, tx: ReadTx, source: str) -> str:
        """Return what came under this name meanwhile, or nothing."""
        return (await keeping.known(tx, self._way.member, [source])).get(source, "")

    async def _kept(
        self, bring: Callable[[WriteTx], Awaitable[str]], pictures: Sequence[Picture]
    ) -> str:
        """Write a thing down with its pictures; raises Unfit, and then nothing of it is kept."""
        try:
            return await self._way.db.write(bring)
        except Unfit:
            await self._pictures.let_go(pictures)
            raise
        except Refusal as refusal:
            await self._pictures.let_go(pictures)
            elsewhere = isinstance(refusal, NotFound) and refusal.facts.get("field") == "note"
            raise Unfit("comments_elsewhere" if elsewhere else refusal.code) from None

    async def _link(self) -> None:
        way = self._way
        for note, how, to, at_us in self._links:
            if note not in way.here or to not in way.here:
                way.left.leave("links_elsewhere")
                continue
            try:
                await way.db.write(
                    bringing.link_brought, way.member, way.here[note], how, way.here[to],
                    at_us=at_us,
                )  # fmt: skip
            except Refusal:
                way.left.leave("links_elsewhere")

    # ---- What she said below them

    async def _comments(self) -> None:
        way = self._way
        async with way.db.read() as tx:
            stickers = {one.id for each in await offered(tx) for one in each.items}
        async for batch in reading.lines(
            way.parcel, "comments", shapes.Comment, most=reading.MAX_COMMENTS
        ):
            comments = [c for c in batch if not isinstance(c, Unfit) and c.note in way.here]
            way.here |= await way.known("comment", [c.id for c in comments])
            for comment in comments:
                if comment.id not in way.here:
                    try:
                        await self._comment(comment, stickers)
                    except Unfit as unfit:
                        way.left.leave(unfit.why)
                    await asyncio.sleep(0)

    async def _comment(self, comment: shapes.Comment, stickers: Iterable[str]) -> None:
        way, offered_here = self._way, frozenset(stickers)
        fit_id(comment.id)
        pictures = await self._pictures.of(comment.photos)

        async def bring(tx: WriteTx) -> str:
            checked = checked_comment(
                comment,
                note=way.here[comment.note],
                parent=way.here.get(comment.parent or ""),
                photos=await self._pictures.all_written(tx, pictures),
                stickers=offered_here,
                now=way.now,
            )
            id_ = await bringing_talk.bring_comment(tx, way.member, checked)
            await way.keep(tx, "comment", way.source("comment", comment.id), id_)
            return id_

        way.here[comment.id] = await self._kept(bring, pictures)
        if comment.sticker and comment.sticker not in offered_here:
            way.left.leave("stickers_elsewhere")

    async def _pin(self) -> None:
        way = self._way
        for note, comment in self._pins:
            if note in way.here and comment in way.here:
                await way.db.write(
                    bringing_talk.pin_brought, way.member, way.here[note], way.here[comment]
                )
