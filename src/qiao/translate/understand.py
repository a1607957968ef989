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
from qiao.translate.decode import decode
from qiao.translate.language import Detector
from qiao.translate.models import MUL, Detected
from qiao.translate.tidy import plain


async def understand(db: Database, detector: Detector, of: OfKind, ids: Sequence[str]) -> None:
    """Keep the language of each of these notes or comments."""
    async with db.read() as tx:
        texts = await texts_of(tx, list(ids), of=of)
    found = await asyncio.to_thread(
        lambda: [(t.id, _language(detector, t.title, t.body)) for t in texts]
    )

    async def keep(tx: WriteTx) -> None:
        for id_, detected in found:
            await set_language(tx, of, id_, detected.lang, detected.mixed)

    await db.write(keep)


def _language(detector: Detector, title: str, body: str) -> Detected:
    """A code is in no language that its letters look like; everyone may want it read."""
    if decode(plain(body)) is not None:
        return Detected(MUL, 0.9)
    return detector.detect(f"{title}\n{body}".strip())


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
