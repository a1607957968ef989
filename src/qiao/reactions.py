"""Who hears what: all traffic between slices on one page.

Each reaction has its own place in the event log and may run twice for the same event. One that
fails is tried again and holds up none of the others.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.feed.forget import forget_reading
from qiao.kit.db import Database
from qiao.kit.lanes import Handler, Reaction
from qiao.notes.events import CommentPublished, NoteDeleted, NotePublished, NoteUnderstood
from qiao.people.events import MemberChanged
from qiao.search.embedder import Embedders
from qiao.search.forget import forget_vectors
from qiao.search.jobs import embed_notes
from qiao.translate.events import ModelsChanged, ModelUnwanted, ModelWanted, TranslationWanted
from qiao.translate.jobs import fulfil
from qiao.translate.models_store.jobs import change_models, forget_refusals, look_again
from qiao.translate.models_store.store import ModelStore
from qiao.translate.pipeline import Pipeline
from qiao.translate.settings import TranslateSettings
from qiao.translate.understand import understand, understand_bios

LANES = (
    ("understand", "notes: which language"),
    ("understand", "comments: which language"),
    ("understand", "bios: which language"),
    ("understand", "notes: what they mean"),
    ("translate", "translations"),
    ("models", "models: fetch and remove"),
    ("models", "models: look again"),
    ("forget", "notes: forget"),
)
"""Every lane with its reactions, for health pages that do no work themselves."""


@dataclass(frozen=True)
class Means:
    """What the work needs; models are loaded when they are first used."""

    database: Database
    embedders: Embedders
    pipeline: Pipeline
    translate: TranslateSettings
    models: ModelStore


def reactions(means: Means) -> list[Reaction]:
    """Return who hears what."""
    db, detector = means.database, means.pipeline.detector

    async def notes_language(told: Sequence[NotePublished]) -> None:
        await understand(db, detector, "note", [event.note for event in told])

    async def comments_language(told: Sequence[CommentPublished]) -> None:
        await understand(db, detector, "comment", [event.comment for event in told])

    async def bios_language(told: Sequence[MemberChanged]) -> None:
        await understand_bios(db, detector, [event.member for event in told])

    async def notes_meaning(told: Sequence[NoteUnderstood]) -> None:
        await embed_notes(db, means.embedders, [event.note for event in told])

    async def translations(told: Sequence[TranslationWanted]) -> None:
        # side by side: a slow language must not keep the others waiting
        made = await asyncio.gather(
            *(fulfil(db, means.pipeline, event, settings=means.translate) for event in told),
            return_exceptions=True,
        )
        for outcome in made:
            if isinstance(outcome, BaseException):
                raise outcome

    async def models(told: Sequence[ModelWanted | ModelUnwanted]) -> None:
        await change_models(db, means.models, told, mirror=means.translate.models_mirror)

    async def models_found(_: Sequence[ModelsChanged]) -> None:
        look_again(means.pipeline.translators)
        await forget_refusals(db, means.pipeline.can)

    async def forget(told: Sequence[NoteDeleted]) -> None:
        notes = [event.note for event in told]
        await db.write(forget_vectors, notes)
        await db.write(forget_reading, notes)

    handlers: dict[str, tuple[tuple[type, ...], Handler]] = {
        "notes: which language": ((NotePublished,), notes_language),
        "comments: which language": ((CommentPublished,), comments_language),
        "bios: which language": ((MemberChanged,), bios_language),
        "notes: what they mean": ((NoteUnderstood,), notes_meaning),
        "translations": ((TranslationWanted,), translations),
        "models: fetch and remove": ((ModelWanted, ModelUnwanted), models),
        "models: look again": ((ModelsChanged,), models_found),
        "notes: forget": ((NoteDeleted,), forget),
    }
    return [Reaction(name, lane, *handlers[name]) for lane, name in LANES]
