"""A case in the operator's language: what was written, what reporters and the author say."""

import asyncio
from collections.abc import Sequence

from qiao.kit.clock import now_us
from qiao.kit.db import Database, ReadTx
from qiao.kit.refusals import NotFound
from qiao.notes.words import Words, is_public, words_called_in
from qiao.people.models import Caller
from qiao.review.queries import CaseFile, Line
from qiao.review.reads import Reads
from qiao.review.views import text_of
from qiao.translate.api import Desk
from qiao.translate.clearance import PRIVATE, Asked
from qiao.translate.emoji import emoji_names
from qiao.translate.jobs import ask
from qiao.translate.memory import Key, draft_policy
from qiao.translate.models import Engine, Lang, Passage, Translation

MAX_REPORTS = 10
"""So many reports of a case, the newest, are translated."""


async def translations(
    db: Database, files: Sequence[CaseFile], reader: Caller, desk: Desk
) -> list[Translation | None]:
    """Return each case's words in the reader's language; None where they are in it already.

    What is not translated yet comes as "pending": the worker has been asked for it.
    """
    async with db.read() as tx:
        found = [await _words(tx, file) for file in files]
        asked = [
            await _asked(tx, file, words, desk) for file, words in zip(files, found, strict=True)
        ]
    return await asyncio.gather(
        *(
            _translation(db, file, words, reader.ui_lang, desk, who)
            for file, words, who in zip(files, found, asked, strict=True)
        )
    )


async def _words(tx: ReadTx, file: CaseFile) -> Words | None:
    if file.row.of == "message" or file.row.of == "custom":
        return None
    try:
        return await words_called_in(tx, file.row.of, file.row.of_id)
    except NotFound:
        # its author took it away: the case has the words that were reported
        return None


async def _asked(tx: ReadTx, file: CaseFile, words: Words | None, desk: Desk) -> Asked:
    """Held and removed words stay on own machines, like those whose author took them away."""
    if (
        words is None
        or file.row.of == "message"
        or file.row.of == "custom"
        or not await is_public(tx, file.row.of, file.row.of_id)
    ):
        return PRIVATE
    if (words.title, words.body) != (file.title, file.body):
        return PRIVATE  # what was reported is not what stands there now
    return desk.payers.public(author=words.known, member="", address="", at_us=now_us())


async def _translation(
    db: Database,
    file: CaseFile,
    words: Words | None,
    target: str,
    desk: Desk,
    asked: Asked,
) -> Translation | None:
    if file.lang == target or not (file.title or file.body):
        return None
    if words is not None and (version := words.versions.get(target)):
        return Translation(
            "done",
            Lang(file.lang),
            Lang(target),
            title=version.title,
            body=version.body,
            alt=version.alts,
            engine=Engine("person"),
            confidence=1.0,
            notes=desk.slang_notes(words, target),
            emoji=tuple(emoji_names(f"{words.title}\n{words.body}", Lang(target))),
        )
    # the same passage that readers ask for, so that it is translated once for all
    passage = Passage(file.body, file.title, words.alts if words else ())
    # what two said to each other is read in passing, and not remembered
    policy = draft_policy(desk.policy, "case") if file.row.of == "message" else desk.policy
    key = Key.of(passage, Lang(file.lang), Lang(target), policy)
    return await ask(db, key, passage, asked)


async def words(reads: Reads, file: CaseFile, target: str) -> dict[str, str | None]:
    """Return what reporters and the author say in `target`, by line; what is not there is None."""
    said = [
        line
        for line in (*file.of_kind("report")[-MAX_REPORTS:], *file.of_kind("appeal")[-1:])
        if line.words and line.lang != target
    ]
    read = await asyncio.gather(*(_one(reads, line, target) for line in said))
    return {line.id: text for line, text in zip(said, read, strict=True)}


async def _one(reads: Reads, line: Line, target: str) -> str | None:
    source = None if line.lang == "und" else line.lang
    return text_of(await reads.translated(line.words, source=source, target=target))
