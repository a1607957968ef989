"""What the writer of an answer had read: kept if the square showed it, seen by who may see both."""

import pytest

from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextTooLong
from qiao.notes import comments, meaning
from qiao.notes.commands import delete_note, set_language, set_standing
from qiao.notes.meaning import MAX_SHOWN_CHARS, Seal, Shown, keep_read, spoken, what_was_read
from qiao.notes.models import Standing
from qiao.notes.threads import Threads
from qiao.people.commands import LangUnknown
from qiao.people.models import Caller
from tests import make

SEAL = Seal(b"a secret")
ENGINE = "neural pt-en"
KEPT = Sql("select count(*) from comment_reads")


class Talk:
    """Ana wrote a note and a comment; Bo answers the comment, having read it in English."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def begin(self) -> "Talk":
        self.ana, self.bo = await make.member(self.db), await make.member(self.db, "bob")
        self.note = await make.note(self.db, self.ana)
        await self.db.write(set_language, "note", self.note, "pt")
        self.first = await make.comment(self.db, self.ana, self.note, "Puxa vida!")
        await self.db.write(set_language, "comment", self.first, "pt")
        return self

    def shown(self, text: str = "Gosh!", **changes: str) -> Shown:
        asked = {"of": "comment", "id": self.first, "lang": "en", "engine": ENGINE} | changes
        proof = SEAL.on(asked["of"], asked["id"], asked["lang"], asked["engine"], text)
        return Shown(shown=text, **({"proof": proof} | asked))  # type: ignore[arg-type]

    async def answer(self, read: Shown, *, note: str = "") -> str:
        answer = await make.comment(self.db, self.bo, self.note, "Why?")
        await self.db.write(
            keep_read, SEAL, answer, note or self.note, self.bo.id, read, now=make.moment()
        )
        return answer

    async def seen(self, answer: str, by: Caller | None, **more: bool) -> meaning.WhatWasRead:
        async with self.db.read() as tx:
            return await what_was_read(tx, answer, reader=by.id if by else None, **more)

    async def kept(self) -> int:
        async with self.db.read() as tx:
            return await tx.count(KEPT)


@pytest.fixture
async def talk(database: Database) -> Talk:
    return await Talk(database).begin()


async def test_the_words_another_person_saw_stand_beside_the_original(talk: Talk):
    answer = await talk.answer(talk.shown())

    seen = await talk.seen(answer, talk.ana)

    assert (seen.of, seen.id, seen.lang) == ("comment", talk.first, "en")
    assert (seen.shown, seen.engine) == ("Gosh!", ENGINE)
    assert seen.original.body == "Puxa vida!"


async def test_the_thread_marks_the_answer_without_the_words(talk: Talk):
    answer = await talk.answer(talk.shown())

    async with talk.db.read() as tx:
        said = await Threads().one(
            tx, answer, note=talk.note, author=talk.ana.id, reader=talk.bo.id
        )

    mark = f'"read":{{"of":"comment","id":"{talk.first}","lang":"en","engine":"{ENGINE}"}}'
    assert mark.encode() in said
    assert b"Gosh" not in said


async def test_a_version_by_a_person_needs_no_seal(talk: Talk):
    await talk.db.write(
        comments.put_comment_version, talk.ana.id, talk.first, "en", "My goodness!",
        now=make.moment(),
    )  # fmt: skip

    answer = await talk.answer(talk.shown("My  goodness!", engine="who knows", proof=""))

    assert (await talk.seen(answer, talk.ana)).engine == meaning.PERSON


@pytest.mark.parametrize(
    "changes",
    [
        {"proof": ""},
        {"proof": "0" * 32},
        {"proof": "Ω"},
        {"engine": "DeepL", "proof": SEAL.on("comment", "", "en", ENGINE, "Gosh!")},
    ],
)
async def test_words_that_the_square_never_showed_are_not_kept(talk: Talk, changes: dict[str, str]):
    answer = await talk.answer(talk.shown("You are a thief, she said", **changes))

    seen = await talk.seen(answer, talk.ana)

    assert (seen.lang, seen.shown, seen.engine) == ("en", "", "")


async def test_a_seal_holds_for_one_text_one_place_and_one_language(talk: Talk):
    honest = talk.shown()
    assert SEAL.is_on(honest)
    for other in (
        talk.shown(proof=honest.proof, id=talk.note, of="note"),
        talk.shown(proof=honest.proof, lang="fr"),
        talk.shown(proof=honest.proof, engine="DeepL"),
        talk.shown("Gosh, you thief!", proof=honest.proof),
    ):
        assert not SEAL.is_on(other)
    assert not Seal(b"another square").is_on(honest)


def test_what_a_renderer_may_change_breaks_no_seal():
    text = spoken("Cafe\u0301", " on  the roof\r\n\u200bnow ")
    mark = SEAL.on("note", "n", "en", ENGINE, text)

    assert SEAL.is_on(Shown("note", "n", "en", "Caf\u00e9\non the roof\nnow", ENGINE, mark))


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.REMOVED])
async def test_only_who_may_see_both_sees_what_was_read(talk: Talk, standing: Standing):
    answer = await talk.answer(talk.shown())
    await talk.db.write(set_standing, "comment", talk.first, standing)

    for reader in (talk.bo, None):
        with pytest.raises(NotFound):
            await talk.seen(answer, reader)
    assert (await talk.seen(answer, talk.ana)).shown == "Gosh!"
    assert (await talk.seen(answer, None, reviewer=True)).shown == "Gosh!"

    await talk.db.write(set_standing, "comment", talk.first, Standing.PUBLIC)
    await talk.db.write(set_standing, "comment", answer, standing)
    with pytest.raises(NotFound):
        await talk.seen(answer, talk.ana)


async def test_deleting_the_words_deletes_what_was_read_of_them(talk: Talk):
    await talk.answer(talk.shown())
    own = await talk.answer(talk.shown(of="note", id=talk.note))
    assert await talk.kept() == 2

    await talk.db.write(comments.delete_comment, talk.ana.id, talk.first)
    assert await talk.kept() == 1
    await talk.db.write(comments.delete_comment, talk.bo.id, own)
    assert await talk.kept() == 0

    await talk.answer(talk.shown(of="note", id=talk.note))
    await talk.db.write(delete_note, talk.ana.id, talk.note)
    assert await talk.kept() == 0


async def test_nothing_is_kept_of_what_is_not_there(talk: Talk):
    elsewhere = await make.note(talk.db, talk.ana)
    held = await make.comment(talk.db, talk.ana, talk.note)
    await talk.db.write(set_standing, "comment", held, Standing.HELD)

    for changes in (
        {"id": "01J0000000000000000000000"},
        {"id": elsewhere, "of": "note"},
        {"id": held},
        {"id": talk.note, "of": "note", "lang": "pt"},  # the original itself
    ):
        await talk.answer(talk.shown(**changes))

    assert await talk.kept() == 0


async def test_too_much_and_no_language_are_refused(talk: Talk):
    with pytest.raises(TextTooLong):
        await talk.answer(talk.shown("x" * (MAX_SHOWN_CHARS + 1)))
    with pytest.raises(LangUnknown):
        await talk.answer(talk.shown(lang="<b>"))
