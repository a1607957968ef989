"""Reading a file from elsewhere in batches, off the event loop."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TypeVar

from qiao.travel.packing import shapes
from qiao.travel.unpacking.checking import Unfit, is_picture_name, read
from qiao.travel.unpacking.models import NotThisKind, ParcelRefused
from qiao.travel.unpacking.zips import Zip

AT_ONCE = 100
MAX_NOTES = 20_000
MAX_COMMENTS = 50_000
MAX_BOARDS = 150
MAX_PICTURES = 60_000
_MANIFEST_BYTES = 1 << 20

Row = TypeVar("Row")
Item = TypeVar("Item")


async def _batches(items: Iterator[Item]) -> AsyncIterator[list[Item]]:
    while batch := await asyncio.to_thread(lambda: list(islice(items, AT_ONCE))):
        yield batch


async def lines(
    parcel: Zip, name: str, shape: type[Row], *, most: int
) -> AsyncIterator[list[Row | Unfit]]:
    """Yield what a file of lines holds, in batches; of a line that cannot be read, why.

    Raises:
        ParcelRefused
    """

    def each() -> Iterator[Row | Unfit]:
        for number, one in enumerate(parcel.lines(f"qiao/{name}.jsonl")):
            if number >= most:
                raise ParcelRefused(why="too_many_lines")
            try:
                yield read(one, shape)
            except Unfit as unfit:
                yield unfit

    async for batch in _batches(each()):
        yield batch


async def manifest_of(parcel: Zip) -> shapes.Manifest:
    """Return what a file says of itself; raises NotThisKind."""
    if not parcel.has("qiao.json"):
        raise NotThisKind(kind="qiao")
    body = await asyncio.to_thread(parcel.whole, "qiao.json", _MANIFEST_BYTES)
    try:
        manifest = read(body, shapes.Manifest)
    except Unfit:
        raise NotThisKind(kind="qiao") from None
    if manifest.format != shapes.FORMAT or manifest.version > shapes.VERSION:
        raise NotThisKind(kind="qiao")
    return manifest


async def pictures_of(parcel: Zip) -> dict[str, shapes.Media]:
    """Return the pictures whose files are there, by what they are called."""
    found: dict[str, shapes.Media] = {}
    async for batch in lines(parcel, "media", shapes.Media, most=MAX_PICTURES):
        for one in batch:
            if not isinstance(one, Unfit) and is_picture_name(one.file) and parcel.has(one.file):
                found[one.id] = one
    return found
