"""Answers to events: in which language a message is; that review decided about one."""

import asyncio
from collections.abc import Sequence

import msgspec

from qiao.kit.db import Database, Sql, WriteTx, tell
from qiao.messages import changes
from qiao.messages.events import MessageChanged, MessageEdited, MessageSent
from qiao.review.events import CaseDecided
from qiao.translate.language import Detector

_TEXTS = Sql("""
    select id, conversation_id, body from messages
    where id in (:ids...) and gone = 0 and body <> '' and lang = 'und'
""")
_ABOUT = Sql("""
    select m.id, m.conversation_id from cases k join messages m on m.id = k.of_id
    where k.id = :case and k.of_kind = 'message'
""")


async def understand(
    db: Database, detector: Detector, told: Sequence[MessageSent | MessageEdited]
) -> None:
    """Keep the language of each of these messages."""
    async with db.read() as tx:
        rows = await tx.all(tuple, _TEXTS, ids=[event.message for event in told])
    found = await asyncio.to_thread(lambda: [(row, detector.detect(str(row[2]))) for row in rows])
    for (message, conversation, body), detected in found:
        if detected.lang != "und":
            mixed = msgspec.json.encode(list(detected.mixed)).decode()
            await db.write(changes.understood, message, conversation, body, detected.lang, mixed)


async def tell_decided(db: Database, told: Sequence[CaseDecided]) -> None:
    """Tell the two that review decided about a message of theirs."""
    for event in told:
        await db.write(_tell_decided, event.case)


async def _tell_decided(tx: WriteTx, case: str) -> None:
    row = await tx.one_or_none(tuple, _ABOUT, case=case)
    if row is not None:
        message, conversation = str(row[0]), str(row[1])
        both = await changes.members(tx, conversation)
        await tell(tx, MessageChanged(conversation, message, both))
