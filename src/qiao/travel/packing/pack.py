"""Packing a member's things into one ZIP, from the database and the pictures' place.

Read in pages while the square goes on: what is written meanwhile may be in it or not.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.media.blobs import BlobMissing, BlobStore
from qiao.media.models import Sha, Size
from qiao.travel.packing import outside, reading
from qiao.travel.packing.parcel import Parcel, of_pages, size_of
from qiao.travel.packing.shapes import FORMAT, VERSION, Manifest, Profile, line, moment
from qiao.travel.packing.sheets import SHEETS

Progress = Callable[[int, int], Awaitable[None]]
"""Called with how many notes and pictures are packed, and of how many."""

_TOTAL = Sql("""
    select (select count(*) from notes where author_id = :member)
      + (select count(*) from media where owner_id = :member)
""")
_FILMS = Sql("""
    select id, film_sha from videos where owner_id = :member and film_sha <> '' order by id
""")
README: Final = """\
Everything you have at {square}, as @{handle}.

outbox.json, actor.json      what everybody could read under your name, as ActivityStreams 2.0
*.csv                        whom you follow, block and mute, what you like and keep
media/                       your pictures and videos
qiao.json, qiao/             all of it, for another Qiao; what you wrote as momo or for few, too

Whoever has this file reads it all: keep it where only you can get at it.
"""


async def pack(
    db: Database,
    blobs: BlobStore,
    member: str,
    path: Path,
    *,
    square: str,
    now: Micros,
    progress: Progress | None = None,
    letters: BlobStore | None = None,
) -> int:
    """Write a member's things to `path`; return its size in bytes.

    Args:
        square: its address.
        letters: where pictures of messages are kept.

    Raises:
        NotFound: there is no such member any more.
    """
    async with db.read() as tx:
        profile = await reading.profile(tx, member)
        total = await tx.count(_TOTAL, member=member)
    if profile is None:
        raise NotFound
    async with Parcel(path) as parcel:
        packing = _Packing(db, blobs, member, parcel, square, profile, total, progress)
        await packing.all(now, letters or blobs)
    return size_of(path)


class _Packing:
    def __init__(
        self,
        db: Database,
        blobs: BlobStore,
        member: str,
        parcel: Parcel,
        square: str,
        profile: Profile,
        total: int,
        progress: Progress | None,
    ) -> None:
        self._db, self._blobs, self._member, self._parcel = db, blobs, member, parcel
        self._square, self._profile = square, profile
        self._total, self._done, self._progress = total, 0, progress
        self._rows: Counter[str] = Counter()

    async def all(self, now: Micros, letters: BlobStore) -> None:
        me, square = self._profile, self._square
        readme = README.format(square=square, handle=me.handle)
        await self._parcel.put("README.txt", readme.encode())
        await self._parcel.put("actor.json", msgspec.json.encode(outside.actor(me, square)))
        await self._parcel.pour("outbox.json", self._outbox())
        await self._parcel.put("qiao/member.jsonl", line(me))
        self._rows["member"] = 1
        await self._lines("notes", reading.notes(self._db, self._member), steps=True)
        await self._lines("comments", reading.comments(self._db, self._member))
        for sheet in SHEETS:
            await self._lines(sheet.file, reading.lines(self._db, self._member, sheet))
        for name, (file, head, form) in outside.CSVS.items():
            await self._parcel.pour(name, self._csv(file, head, form))
        await self._pictures()
        await self._letters(letters)
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            square=square,
            handle=me.handle,
            made=moment(now),
            rows=dict(self._rows),
        )
        await self._parcel.put("qiao.json", msgspec.json.encode(manifest))

    async def _step(self, by: int) -> None:
        self._done += by
        if self._progress is not None:
            await self._progress(self._done, self._total)

    async def _lines(
        self, file: str, pages: AsyncIterator[list[Any]], *, steps: bool = False
    ) -> None:
        async def encoded() -> AsyncIterator[list[bytes]]:
            self._rows[file] = 0
            async for page in pages:
                self._rows[file] += len(page)
                yield [line(row) for row in page]
                if steps:
                    await self._step(len(page))

        await self._parcel.pour(f"qiao/{file}.jsonl", of_pages(encoded()))

    async def _outbox(self) -> AsyncIterator[bytes]:
        head = {"@context": outside.CONTEXT, "id": "outbox.json", "type": "OrderedCollection"}
        yield msgspec.json.encode(head)[:-1] + b',"orderedItems":['
        before = b""
        count = 0
        async for page in reading.notes(self._db, self._member):
            shown = [n for n in page if outside.is_open(n)]
            items = [outside.activity(n, self._profile, self._square) for n in shown]
            for item in items:
                yield before + msgspec.json.encode(item)
                before = b",\n"
            count += len(items)
        yield b'],"totalItems":%d}' % count

    async def _csv(self, file: str, head: str, form: str) -> AsyncIterator[bytes]:
        sheet = next(sheet for sheet in SHEETS if sheet.file == file)
        yield head.encode() + b"\r\n"
        async for page in reading.lines(self._db, self._member, sheet):
            cells = (outside.cell(form, row, self._square) for row in page)
            yield "".join(f"{cell}\r\n" for cell in cells if cell is not None).encode()

    async def _pictures(self) -> None:
        """Put the pictures in, and a line for each that is there."""
        there: list[bytes] = []
        async for page in reading.media(self._db, self._member):
            for media, sha in page:
                if await self._picture(self._blobs, media.file, sha):
                    there.append(line(media))
            await self._step(len(page))
        await self._films()
        self._rows["media"] = len(there)
        await self._parcel.put("qiao/media.jsonl", b"".join(there))

    async def _letters(self, letters: BlobStore) -> None:
        """Put in the pictures she sent in messages."""
        async for page in reading.letters(self._db, self._member):
            for file, sha in page:
                await self._picture(letters, file, sha)

    async def _picture(self, blobs: BlobStore, file: str, sha: str) -> bool:
        try:
            full = await blobs.get(Sha(sha), Size.FULL)
        except BlobMissing:
            return False  # its row outlived it; nothing is there to be packed
        await self._parcel.put(file, full, packed=True)
        return True

    async def _films(self) -> None:
        """Put the videos in, each as it plays, beside its poster."""
        async with self._db.read() as tx:
            films = await tx.all(tuple, _FILMS, member=self._member)
        for id_, sha in films:
            path = self._blobs.film_path(Sha(sha))
            if path is not None:
                await self._parcel.pour(f"media/{id_}.mp4", _pieces(path), packed=True)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, 1 << 20):
            yield piece
