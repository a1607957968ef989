"""Bringing what was planned: note by note, each with its pictures in one transaction.

Safe to run again from any point: what is here by now is remembered by its name there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import Database, WriteTx
from qiao.kit.refusals import NotFound, Refusal
from qiao.kit.text import clean
from qiao.media.blobs import BlobStore
from qiao.notes import bringing
from qiao.notes.keeping import collect
from qiao.notes.linking import How
from qiao.notes.models import MAX_BOARD_CHARS
from qiao.travel.packing import shapes
from qiao.travel.unpacking import keeping, reading, settling
from qiao.travel.unpacking.checking import (
    Unfit,
    checked_at,
    checked_comment,
    checked_note,
    fit_id,
)
from qiao.travel.unpacking.films import FilmMaker, Films
from qiao.travel.unpacking.keeping import source_of
from qiao.travel.unpacking.models import Plan, Wanted
from qiao.travel.unpacking.pictures import Decoder, Picture, Pictures
from qiao.travel.unpacking.zips import Zip

PAUSE_S = 0.02
"""Between notes: what others write is read and found first."""

Progress = Callable[[int], Awaitable[bool]]
"""Called with how many notes are done; answers whether to go on."""


class Stopped(Exception):
    """Nobody wants the rest any more."""


class Bringing:
    """One arrival on its way in."""

    def __init__(
        self,
        db: Database,
        blobs: BlobStore,
        decoder: Decoder,
        films: FilmMaker | None,
        parcel: Zip,
        *,
        member: str,
        arrival: str,
        wanted: Wanted,
        now: Micros,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._db, self._blobs, self._decoder, self._parcel = db, blobs, decoder, parcel
        self._member, self._arrival, self._wanted = member, arrival, wanted
        self._now, self._pause_s = now, pause_s
        self._square = ""
        made = Films(blobs, films, parcel, arrival)
        self._pictures = Pictures(db, blobs, decoder, made, parcel, member, arrival, now)
        self._here: dict[str, str] = {}  # notes, comments and boards: their ids here
        self._pins: list[tuple[str, str]] = []
        self._links: list[tuple[str, How, str, int]] = []
        self.left = Plan()
        """What did not come, counted as it is found out."""

    async def all(self, progress: Progress) -> None:
        """Bring everything; raises Stopped, ParcelRefused, NotThisKind."""
        self._square = (await reading.manifest_of(self._parcel)).square
        await self._pictures.open(self._square)
        await self._notes(progress)
        await self._link()
        await self._comments()
        for note, comment in self._pins:
            if comment in self._here:
                await self._db.write(
                    bringing.pin_brought, self._member, self._here[note], self._here[comment]
                )
        await self._boards()
        await self._collects()
        await self._captions()
        if self._wanted.profile:
            await self._profile()

    def _source(self, kind: str, id: str) -> str:
        return source_of(self._square, kind, id)

    async def _known(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """Return the ids here of those of these that came before."""
        named = {self._source(kind, id_): id_ for id_ in ids}
        async with self._db.read() as tx:
            found = await keeping.known(tx, self._member, list(named))
        return {named[source]: here for source, here in found.items()}

    # ---- Notes

    async def _notes(self, progress: Progress) -> None:
        done = 0
        async for batch in reading.lines(
            self._parcel, "notes", shapes.Note, most=reading.MAX_NOTES
        ):
            notes = [note for note in batch if not isinstance(note, Unfit)]
            self.left.leave("unreadable", len(batch) - len(notes))
            known = await self._known("note", [note.id for note in notes])
            async with self._db.read() as tx:
                ids = [note.id for note in notes]
                own = await keeping.own_notes(tx, self._member, ids)
            self._here |= known
            for note in notes:
                if note.pinned:
                    self._pins.append((note.id, note.pinned))
                self._points(note)
                if note.id not in known and note.id not in own:
                    try:
                        await self._note(note)
                    except Unfit as unfit:
                        self.left.leave(unfit.why)
                    await asyncio.sleep(self._pause_s)
                done += 1
                if not await progress(done):
                    raise Stopped
        self._pins = [pin for pin in self._pins if pin[0] in self._here]

    def _points(self, note: shapes.Note) -> None:
        """Remember what a note in her own name points to; it may come later."""
        at_us = checked_at(note.at, self._now)
        if note.answers and not note.momo:
            self._links.append((note.id, "answer", note.answers, at_us))
        if note.quotes and not note.momo:
            self._links.append((note.id, "quote", note.quotes, at_us))

    async def _link(self) -> None:
        for note, how, to, at_us in self._links:
            if note not in self._here or to not in self._here:
                self.left.leave("links_elsewhere")
                continue
            try:
                await self._db.write(
                    bringing.link_brought, self._member, self._here[note], how, self._here[to],
                    at_us=at_us,
                )  # fmt: skip
            except Refusal:
                self.left.leave("links_elsewhere")

    async def _note(self, note: shapes.Note) -> None:
        fit_id(note.id)
        # a film stands alone in a note; beside others it is a picture
        pictures = await self._decoded(note.photos, films=len(note.photos) == 1)
        private = self._wanted.audience == "private"

        async def bring(tx: WriteTx) -> str:
            source = self._source("note", note.id)
            if (here := await keeping.known(tx, self._member, [source])).get(source):
                return here[source]
            photos = [
                (await self._pictures.written(tx, picture), picture.alt) for picture in pictures
            ]
            checked = checked_note(note, photos, private=private, now=self._now)
            id_ = await bringing.bring_note(tx, self._member, checked)
            await keeping.keep(tx, self._member, self._arrival, "note", source, id_)
            return str(id_)

        try:
            self._here[note.id] = await self._db.write(bring)
        except Unfit:
            await self._pictures.let_go(pictures)
            raise
        except Refusal as refusal:
            await self._pictures.let_go(pictures)
            raise Unfit(refusal.code) from None

    async def _decoded(
        self, photos: Sequence[shapes.Photo], *, films: bool = False
    ) -> list[Picture]:
        """Decode those that are not here yet; one that is no picture is left out."""
        known = await self._known("media", [photo.media for photo in photos])
        return await self._pictures.decoded(photos, known, self.left, films=films)

    # ---- What hangs on them

    async def _comments(self) -> None:
        async for batch in reading.lines(
            self._parcel, "comments", shapes.Comment, most=reading.MAX_COMMENTS
        ):
            comments = [c for c in batch if not isinstance(c, Unfit) and c.note in self._here]
            self._here |= await self._known("comment", [c.id for c in comments])
            for comment in comments:
                if comment.id not in self._here:
                    try:
                        await self._comment(comment)
                    except Unfit as unfit:
                        self.left.leave(unfit.why)
                    await asyncio.sleep(0)

    async def _comment(self, comment: shapes.Comment) -> None:
        checked = checked_comment(
            comment,
            note=self._here[comment.note],
            parent=self._here.get(comment.parent or ""),
            now=self._now,
        )
        source = self._source("comment", fit_id(comment.id))

        async def bring(tx: WriteTx) -> str:
            id_ = await bringing.bring_comment(tx, self._member, checked)
            await keeping.keep(tx, self._member, self._arrival, "comment", source, id_)
            return id_

        try:
            self._here[comment.id] = await self._db.write(bring)
        except NotFound:
            raise Unfit("comments_elsewhere") from None

    async def _boards(self) -> None:
        async for batch in reading.lines(
            self._parcel, "boards", shapes.Board, most=reading.MAX_BOARDS * 2
        ):
            boards = [b for b in batch if not isinstance(b, Unfit)]
            self._here |= await self._known("board", [b.id for b in boards])
            for board in boards:
                if board.id not in self._here:
                    await self._board(board)

    async def _board(self, board: shapes.Board) -> None:
        title = None
        try:
            if not board.first:
                title = clean(
                    board.title, field="title", max_chars=MAX_BOARD_CHARS, lines=False, empty=False
                )
        except Refusal as refusal:
            self.left.leave(refusal.code)
            return
        at_us = checked_at(board.at, self._now) or self._now
        source = self._source("board", board.id)

        async def bring(tx: WriteTx) -> str:
            id_ = await bringing.bring_board(tx, self._member, title, at_us=at_us)
            await keeping.keep(tx, self._member, self._arrival, "board", source, id_)
            return id_

        self._here[board.id] = await self._db.write(bring)

    async def _collects(self) -> None:
        """Keep her own notes in her boards again; what belongs to no board, in the first one."""
        async for batch in reading.lines(
            self._parcel, "collects", shapes.Collect, most=reading.MAX_COMMENTS
        ):
            for kept in batch:
                if isinstance(kept, Unfit) or kept.note not in self._here:
                    continue
                at_us = checked_at(kept.at, self._now) or self._now
                await self._db.write(
                    collect,
                    self._member,
                    self._here[kept.note],
                    now=Micros(at_us),
                    board=self._here.get(kept.board),
                )

    async def _captions(self) -> None:
        async for batch in reading.lines(
            self._parcel, "captions", shapes.Captions, most=reading.MAX_COMMENTS
        ):
            captions = [one for one in batch if not isinstance(one, Unfit)]
            known = await self._known("media", [one.media for one in captions])
            for one in captions:
                if one.media in known:
                    fit = await self._db.write(
                        settling.put_captions, self._member, known[one.media], one, now=self._now
                    )
                    self.left.leave("captions_broken", 0 if fit else 1)

    async def _profile(self) -> None:
        async for batch in reading.lines(self._parcel, "member", shapes.Profile, most=1):
            for profile in batch:
                if isinstance(profile, Unfit):
                    self.left.leave(profile.why)
                    continue
                face = [shapes.Photo(profile.avatar)] if profile.avatar else []
                try:
                    await self._db.write(self._settle, profile, await self._decoded(face))
                except (Refusal, msgspec.ValidationError):
                    self.left.leave("profile")

    async def _settle(self, tx: WriteTx, profile: shapes.Profile, face: Sequence[Picture]) -> None:
        avatar = await self._pictures.written(tx, face[0]) if face else None
        await settling.settle(tx, self._member, profile, avatar, now=self._now)
