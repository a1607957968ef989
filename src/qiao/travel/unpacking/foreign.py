"""What other places let people take with them, sifted in memory into a parcel of our own kind.

Such a file holds far more than its owner's posts: messages of others, addresses, telephone numbers,
every device and where it was. So it never touches a disk of ours: it is read in memory, by a list
of what may come in, and only the posts and their bare pictures are written, as lines that
`unpacking` reads like any other.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from qiao.kit.clock import Micros
from qiao.travel.packing.parcel import Parcel
from qiao.travel.packing.shapes import FORMAT, VERSION, Manifest, Media, Note, line, moment
from qiao.travel.unpacking import instagram, mastodon, tiktok
from qiao.travel.unpacking.bare import NotBare, bare
from qiao.travel.unpacking.models import Kind, NotThisKind
from qiao.travel.unpacking.reading import MAX_NOTES
from qiao.travel.unpacking.sifted import Sifted
from qiao.travel.unpacking.zips import MAX_PICTURE_BYTES

MAX_BYTES: Final = 96 << 20
TURNS = asyncio.Semaphore(1)
"""Whole files are in memory: one after the other in each process."""

_SIFTERS: dict[Kind, Callable[[bytes], Sifted]] = {
    "tiktok": tiktok.sift,
    "mastodon": mastodon.sift,
    "instagram": instagram.sift,
}


async def sift(kind: Kind, content: bytes, path: Path, *, now: Micros) -> int:
    """Write a parcel with what may come in of another place's file; return how many posts.

    Raises:
        NotThisKind: nothing in it is what we look for.
        ParcelRefused: it is broken, or means to do harm.
    """
    found = await asyncio.to_thread(_SIFTERS[kind], content)
    if not found.notes:
        raise NotThisKind(kind=kind)
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        square=found.place,
        handle="",
        made=moment(now),
        rows={"notes": len(found.notes), **found.left},
    )
    async with Parcel(path) as parcel:
        await parcel.put("qiao/notes.jsonl", _lines(found.notes[:MAX_NOTES]))
        if found.photos:
            await _put_photos(parcel, found)
        await parcel.put("qiao.json", msgspec.json.encode(manifest))
    return len(found.notes)


async def _put_photos(parcel: Parcel, found: Sifted) -> None:
    """Write the pictures of posts, each without what was written beside it; one at a time."""
    written: list[Media] = []
    for media, read in found.photos.values():
        try:
            content = bare(await asyncio.to_thread(read))
        except NotBare:
            continue  # a post that shows it counts it as missing
        if len(content) <= MAX_PICTURE_BYTES:
            await parcel.put(media.file, content, packed=True)
            written.append(media)
    await parcel.put("qiao/media.jsonl", _lines(written))


def _lines(rows: Iterable[Note | Media]) -> bytes:
    return b"".join(line(row) for row in rows)
