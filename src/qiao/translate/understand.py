"""Answers to events: finding out in which language something was written. Safe to run twice."""

import asyncio
from collections.abc import Sequence

from qiao.kit.db import Database, WriteTx
from qiao.kit.refusals import NotFound
from qiao.notes.commands import set_language
from qiao.notes.models import OfKind
from qiao.notes.queries import texts_of
from qiao.people.commands import set_bio_lang
from qiao.people.queries import profile_by_id
from qiao.translate.language import Detector


async def understand(db: Database, detector: Detector, of: OfKind, ids: Sequence[str]) -> None:
    """Keep the language of each of these notes or comments."""
    async with db.read() as tx:
        texts = await texts_of(tx, list(ids), of=of)
    found = await asyncio.to_thread(
        lambda: [(t.id, detector.detect(f"{t.title}\n{t.body}".strip())) for t in texts]
    )

    async def keep(tx: WriteTx) -> None:
        for id_, detected in found:
            await set_language(tx, of, id_, detected.lang, detected.mixed)

    await db.write(keep)


async def understand_bios(db: Database, detector: Detector, members: Sequence[str]) -> None:
    """Keep the language of each member's bio."""
    for member in dict.fromkeys(members):
        async with db.read() as tx:
            try:
                profile = await profile_by_id(tx, member, reader=None)
            except NotFound:
                continue
        if profile.bio:
            detected = await asyncio.to_thread(detector.detect, profile.bio)
            if detected.lang != profile.bio_lang:
                await db.write(set_bio_lang, member, detected.lang)
