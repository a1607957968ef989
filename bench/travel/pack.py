"""How long it takes to pack 1,000 notes with three photos each, and to look the file through again.

    python bench/travel/pack.py [NOTES]

Wall and CPU seconds, the size of the file, and how much memory was needed beside the square's own.
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, WriteTx, open_database
from qiao.media.commands import add
from qiao.media.models import Decoded
from qiao.media.providers.folder import Folder
from qiao.migrations import migrate
from qiao.notes.commands import publish, put_version
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.people.commands import checked_joining, join
from qiao.people.passwords import NO_PASSWORD
from qiao.travel.packing.pack import pack
from qiao.travel.unpacking.reading import look
from qiao.travel.unpacking.zips import Zip

NOW = Micros(1_770_000_000_000_000)
PHOTOS = 3
PHOTO_BYTES = 180_000
"""About what a photo of a telephone has once it is taken in, 1440 pixels wide."""

Result = TypeVar("Result")


async def _fill(db: Database, blobs: Folder, notes: int) -> str:
    joining = checked_joining(handle="ana", name="Ana", langs=["en"], region="", ui_lang="en")
    member = await db.write(join, joining, NO_PASSWORD, now=NOW)
    for number in range(notes):
        pictures = [
            Decoded(b"card", b"RIFF" + os.urandom(PHOTO_BYTES), 1440, 1080, "jpeg")
            for _ in range(PHOTOS)
        ]
        for picture in pictures:
            await blobs.put(picture)
        await db.write(_note, member, number, pictures)
    return member


async def _note(tx: WriteTx, member: str, number: int, pictures: list[Decoded]) -> None:
    at = Micros(NOW + number * HOUR)
    photos = [((await add(tx, member, one, now_us=at)).id, "A loaf") for one in pictures]
    draft = checked_draft(
        title=f"Loaf {number}", body="Bread, still warm. " * 40, topics=["bread"], photos=photos
    )
    note = await publish(tx, member, draft, OpenGate(), now=at, lang="en")
    await put_version(tx, member, note, "fr", title="Pain", body="Du pain. " * 40, now=at)
    await publish_comment(tx, member, note, "And salt", OpenGate(), now=at, lang="en")


async def _timed(what: str, work: Awaitable[Result]) -> Result:
    wall, cpu = time.perf_counter(), time.process_time()
    result = await work
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what}: {wall:.1f} s, {cpu:.1f} s of CPU")
    return result


async def main(notes: int) -> None:
    """Fill a square, pack it, look the file through."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/square.db"
        migrate(url)
        db = await open_database(url)
        blobs = Folder(Path(folder) / "media")
        member = await _timed(f"filling with {notes} notes", _fill(db, blobs, notes))
        before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        file = Path(folder) / "ana.zip"
        size = await _timed(
            "packing", pack(db, blobs, member, file, square="https://square.example", now=NOW)
        )
        print(f"the file: {size / 1e6:.0f} MB")
        with Zip(file) as opened:
            plan = await _timed("looking through", look(db, opened, member, now=NOW))
        after_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        more_mib = (after_kib - before_kib) / 1024
        print(f"{plan.notes} notes, {plan.photos} photos; {more_mib:.0f} MiB more")
        await db.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
