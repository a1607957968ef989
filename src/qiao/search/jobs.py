"""Answering news about notes: reading what they mean. Safe to run twice."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from qiao.kit.db import Database
from qiao.notes.queries import TextOf, texts_of
from qiao.search.commands import store_vectors
from qiao.search.embedder import Embedder, Embedders, Text
from qiao.search.forget import forget_vectors
from qiao.search.vectors import Kept, keep

BATCH = 32
"""Texts embedded at once: enough to share the model's weights, short enough to give way."""


async def embed_notes(db: Database, embedders: Embedders, notes: Sequence[str]) -> int:
    """Give each of `notes` the vector of its present text; return how many vectors changed.

    Notes that are gone, or say nothing readable, get none. Any number of notes; batches of 32.
    """
    changed = 0
    for start in range(0, len(notes), BATCH):
        async with db.read() as tx:
            texts = await texts_of(tx, list(notes[start : start + BATCH]))
        rows = await asyncio.to_thread(_embed, embedders, texts)
        if rows:
            changed += await db.write(store_vectors, rows)
        if silent := sorted({text.id for text in texts} - {row.note_id for row in rows}):
            # what was written anew may say nothing readable any more
            await db.write(forget_vectors, silent)
    return changed


def _embed(embedders: Embedders, texts: Sequence[TextOf]) -> list[Kept]:
    groups: dict[Embedder, list[TextOf]] = defaultdict(list)
    for text in texts:
        if embedder := embedders.choose(text.lang):
            groups[embedder].append(text)
    rows = []
    for embedder, group in groups.items():
        vectors = embedder.embed([Text(t.title, t.body, t.topics) for t in group])
        rows += [
            keep(text.id, embedder.name, vector)
            for text, vector in zip(group, vectors, strict=True)
            if vector.any()
        ]
    return rows
