"""What other places let people take with them, sifted in memory into a parcel of our own kind.

Such a file holds far more than its owner's posts: messages of others, addresses, telephone numbers,
every device and where it was. So it never touches a disk of ours: it is read in memory, by a list
of what may come in, and only the posts are written, as lines that `unpacking` reads like any other.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from qiao.kit.clock import Micros
from qiao.travel.packing.parcel import Parcel
from qiao.travel.packing.shapes import FORMAT, VERSION, Manifest, Note, line, moment
from qiao.travel.unpacking import mastodon, tiktok
from qiao.travel.unpacking.models import Kind, NotThisKind
from qiao.travel.unpacking.reading import MAX_NOTES
from qiao.travel.unpacking.sifted import Sifted

MAX_BYTES: Final = 96 << 20
TURNS = asyncio.Semaphore(1)
"""Whole files are in memory: one after the other in each process."""

_SIFTERS: dict[Kind, Callable[[bytes], Sifted]] = {
    "tiktok": tiktok.sift,
    "mastodon": mastodon.sift,
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
        await parcel.put("qiao.json", msgspec.json.encode(manifest))
    return len(found.notes)


def _lines(notes: Iterable[Note]) -> bytes:
    return b"".join(line(note) for note in notes)
