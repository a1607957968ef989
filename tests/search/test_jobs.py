"""Notes get the vectors of what they say now, in a space that their language is of."""

from collections.abc import Sequence

import numpy as np

from qiao.kit.db import Database, events_after
from qiao.notes import commands as notes
from qiao.notes.editing import edit_note
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.search.embedder import Embedder, Embedders, Text, Vectors
from qiao.search.jobs import embed_notes
from qiao.search.providers.hashed import HashedEmbedder
from qiao.search.queries import notes_without_vector, vectors_after, vectors_of
from tests import make
from tests.feed.town import Town


class OnlyEnglish(Embedder):
    """Speaks English, and points everything the same way."""

    name = "only-english"
    dims = 3

    def __init__(self) -> None:
        self.asked: list[int] = []

    def speaks(self, lang: str) -> bool:
        return lang == "en"

    def embed(self, texts: Sequence[Text]) -> Vectors:
        self.asked.append(len(texts))
        return np.tile(np.array([0.6, 0.8, 0.0], dtype=np.float32), (len(texts), 1))


async def news(db: Database) -> int:
    async with db.read() as tx:
        return sum(line.name == "NoteEmbedded" for line in await events_after(tx, 0))


async def test_a_note_gets_a_vector_of_the_first_embedder_that_speaks_its_language(
    database: Database,
) -> None:
    town = Town(database)
    ana = await town.join("ana")
    en = await town.publish(ana, "a kitten", lang="en")
    lo = await town.publish(ana, "ແມວ", lang="lo")
    wordless = await town.publish(ana, "✨✨", lang="lo")

    changed = await embed_notes(
        database, Embedders([OnlyEnglish(), HashedEmbedder()]), [en, lo, wordless, "nowhere"]
    )

    async with database.read() as tx:
        kept = {row.note_id: row.model for row in await vectors_of(tx, [en, lo, wordless])}
        missing = await notes_without_vector(tx)
    assert changed == 2
    assert kept == {en: "only-english", lo: "hashed-256"}
    assert missing == [wordless]


async def test_doing_it_twice_changes_and_tells_nothing(database: Database) -> None:
    town = Town(database)
    note = await town.publish(await town.join("ana"), "a kitten")
    embedders = Embedders([OnlyEnglish()])

    first = await embed_notes(database, embedders, [note])
    second = await embed_notes(database, embedders, [note])

    assert (first, second) == (1, 0)
    assert await news(database) == 1


async def test_a_language_found_later_moves_the_note_to_its_space(database: Database) -> None:
    town = Town(database)
    note = await town.publish(await town.join("ana"), "a kitten", lang="und")
    embedders = Embedders([OnlyEnglish(), HashedEmbedder()])
    await embed_notes(database, embedders, [note])

    await database.write(notes.set_language, "note", note, "en")
    await embed_notes(database, embedders, [note])

    async with database.read() as tx:
        assert [row.model for row in await vectors_after(tx)] == ["only-english"]


async def test_many_notes_are_embedded_in_batches(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    ids = [await town.publish(ana, f"kitten {i}") for i in range(40)]
    english = OnlyEnglish()

    await embed_notes(database, Embedders([english]), ids)

    assert english.asked == [32, 8]


async def test_a_language_nobody_speaks_has_no_vector(database: Database) -> None:
    town = Town(database)
    note = await town.publish(await town.join("ana"), "ແມວ", lang="lo")

    assert await embed_notes(database, Embedders([OnlyEnglish()]), [note]) == 0


async def test_a_note_written_anew_that_says_nothing_has_no_vector(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    note = await town.publish(ana, "a kitten", lang="en")
    embedders = Embedders([OnlyEnglish()])
    await embed_notes(database, embedders, [note])
    draft = checked_draft(title="", body="✨✨", topics=[], photos=[])
    await database.write(edit_note, ana, note, draft, OpenGate(), now=make.moment())
    await database.write(notes.set_language, "note", note, "lo")
    await embed_notes(database, embedders, [note])

    async with database.read() as tx:
        assert await notes_without_vector(tx) == [note]
