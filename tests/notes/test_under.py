"""The notes under a topic: by warmth and by language, and whole pages for who mutes words."""

from qiao.kit.clock import DAY
from qiao.kit.db import Database, Sql
from qiao.kit.db.tx import WriteTx
from qiao.notes.cards import Cards
from qiao.notes.filling import filled_from
from qiao.notes.keeping import like
from qiao.notes.under import InLang, hot_notes_under, langs_under, notes_under
from qiao.people.mutes import mute_word
from qiao.people.quiet import Mutes
from tests import make


async def _say_lang(tx: WriteTx, note: str, lang: str) -> None:
    await tx.run(Sql("update notes set lang = :lang where id = :note"), note=note, lang=lang)


async def _age(tx: WriteTx, note: str, at_us: int) -> None:
    await tx.run(Sql("update notes set at_us = :at where id = :note"), note=note, at=at_us)


async def test_a_language_has_all_its_spellings_and_no_other_letters(database: Database):
    ana = await make.member(database)
    made = {}
    for lang in ("zh-Hans", "zh-Hant", "zh", "zh-Latn", "en", "und"):
        made[lang] = await make.note(database, ana, f"Cats in {lang}", topics=["cats"])
        await database.write(_say_lang, made[lang], lang)
    async with database.read() as tx:
        zh = await notes_under(tx, "cats", reader=None, lang="zh")
        hot = await hot_notes_under(tx, "cats", reader=None, lang="zh", now_us=make.NOW)
        counted = await langs_under(tx, "cats", reader=None)

    assert set(zh) == set(hot) == {made["zh-Hans"], made["zh-Hant"], made["zh"]}
    assert counted == [InLang("zh", 3), InLang("en", 1), InLang("zh-Latn", 1)]


async def test_what_is_new_is_warmer_than_what_was_liked_long_ago(database: Database):
    ana = await make.member(database)
    old = await make.note(database, ana, "Old", topics=["cats"])
    new = await make.note(database, ana, "New", topics=["cats"])
    quiet = await make.note(database, ana, "Quiet", topics=["cats"])
    await database.write(_age, old, make.NOW - 60 * DAY)
    for number in range(4):
        fan = await make.member(database, f"fan{number}")
        await database.write(like, fan.id, old, now=make.NOW)
        if number < 1:
            await database.write(like, fan.id, new, now=make.NOW)
    async with database.read() as tx:
        found = await hot_notes_under(tx, "cats", reader=None, now_us=make.NOW)

    assert found == [new, quiet, old]


async def test_a_muted_word_leaves_no_gap_among_the_warmest(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    for number in range(9):
        words = "with raisins" if number % 3 else "plain"
        await make.note(database, ana, f"Bread {words} {number}", topics=["bread"])
    await database.write(mute_word, bo.id, "raisins", now=make.NOW)
    mutes = Mutes()
    async with database.read() as tx:
        await mutes.load(tx)
        cards = Cards(mutes=mutes)

        async def fetch(skip: int) -> list[str]:
            return await hot_notes_under(
                tx, "bread", reader=bo.id, now_us=make.NOW, skip=skip, limit=2
            )

        first, on = await filled_from(cards, tx, fetch, reader=bo.id, skip=0, limit=2)
        assert on is not None
        second, _ = await filled_from(cards, tx, fetch, reader=bo.id, skip=on, limit=2)
        visitors, _ = await filled_from(cards, tx, fetch, reader=None, skip=0, limit=2)

    assert len(first) == 2
    assert len(second) == 1
    assert not set(first) & set(second)
    assert len(visitors) == 2
