"""Threads in memory: two levels, oldest first, fresh, and nothing that a reader may not see."""

from typing import Any

import msgspec

from qiao.kit.db import Database, ReadTx
from qiao.kit.follow import Follower
from qiao.notes import commands, comments
from qiao.notes.models import Standing
from qiao.notes.said import MAX_ANSWERS
from qiao.notes.thread_order import Sort
from qiao.notes.threads import PAGE, Threads
from qiao.people.commands import ProfileChange, change_profile
from qiao.people.models import Caller
from tests import make


class Thread:
    """One note's thread as a web process has it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._threads = Threads()
        self._follower = Follower(db)

    async def below(self, note: str, author: Caller) -> "Thread":
        self.note, self.author = note, author

        async def follow(_: ReadTx, told: Any) -> None:
            self._threads.follow(told)

        await self._follower.start([follow])
        return self

    async def page(
        self,
        *,
        reader: str | None = None,
        reviewer: bool = False,
        after: str = "",
        sort: Sort = Sort.OLD,
    ) -> dict[str, Any]:
        await self._follower.catch_up(own_write=True)
        async with self.db.read() as tx:
            page: dict[str, Any] = msgspec.json.decode(
                await self._threads.page(
                    tx,
                    self.note,
                    author=self.author.id,
                    reader=reader,
                    reviewer=reviewer,
                    after=after,
                    sort=sort,
                )
            )
        return page

    async def ids(self, **asked: Any) -> list[tuple[str, list[str]]]:
        items = (await self.page(**asked))["items"]
        return [(top["id"], [answer["id"] for answer in top["answers"]]) for top in items]

    async def comment(self, who: Caller, body: str = "Warm?", parent: str | None = None) -> str:
        return await make.comment(self.db, who, self.note, body, parent=parent)


async def thread(db: Database) -> tuple[Thread, Caller, Caller]:
    ana, bo = await make.member(db), await make.member(db, "bob")
    return await Thread(db).below(await make.note(db, ana), ana), ana, bo


async def test_comments_stand_oldest_first_each_with_its_answers(database: Database):
    below, ana, bo = await thread(database)
    assert await below.ids() == []

    first, second = await below.comment(bo), await below.comment(ana)
    answer = await below.comment(ana, parent=first)
    answer_to_answer = await below.comment(bo, parent=answer)

    assert await below.ids() == [(first, [answer, answer_to_answer]), (second, [])]
    [top, _] = (await below.page())["items"]
    assert (top["author_of_note"], top["answers"][0]["author_of_note"]) == (False, True)


async def test_likes_words_faces_and_versions_are_fresh(database: Database):
    below, ana, bo = await thread(database)
    comment = await below.comment(bo)
    await below.page()

    await database.write(comments.like_comment, ana.id, comment, now=make.NOW)
    await database.write(commands.set_language, "comment", comment, "fr")
    await database.write(
        comments.put_comment_version, bo.id, comment, "en-GB", "Warm?", now=make.NOW
    )
    await database.write(change_profile, bo.id, ProfileChange(name="Bo"))

    [shown] = (await below.page(reader=ana.id))["items"]
    assert (shown["likes"], shown["liked"], shown["lang"]) == (1, True, "fr")
    assert shown["versions"] == {"en": {"body": "Warm?", "by": "person"}}
    assert shown["author"]["name"] == "Bo"
    assert not (await below.page(reader=bo.id))["items"][0]["liked"]


async def test_what_was_taken_down_is_seen_by_its_writer_and_reviewers(database: Database):
    below, ana, bo = await thread(database)
    comment = await below.comment(bo)
    await below.comment(ana, parent=comment)
    await below.page()

    await database.write(commands.set_standing, "comment", comment, Standing.REMOVED)

    assert await below.ids() == []
    assert await below.ids(reader=ana.id) == []
    assert [top for top, _ in await below.ids(reader=bo.id)] == [comment]
    assert [top for top, _ in await below.ids(reviewer=True)] == [comment]


async def test_a_deleted_comment_leaves_a_stub_while_it_has_answers(database: Database):
    below, ana, bo = await thread(database)
    first = await below.comment(bo, "Regret")
    answer = await below.comment(ana, parent=first)

    await database.write(comments.delete_comment, bo.id, first)
    [stub] = (await below.page())["items"]
    assert (stub["deleted"], stub["author"], stub["body"]) == (True, None, "")

    await database.write(comments.delete_comment, ana.id, answer)
    assert await below.ids() == []


async def test_pages_follow_each_other_without_gap_or_repeat(database: Database):
    below, _, bo = await thread(database)
    made = [await below.comment(bo) for _ in range(2 * PAGE + 3)]

    read: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await below.page(after=cursor)
        read += [comment["id"] for comment in page["items"]]
        cursor = page["cursor"]

    assert read == made


async def test_every_comment_can_be_shown_alone_however_many_there_are(sqlite: Database):
    below, ana, bo = await thread(sqlite)
    first = await below.comment(bo)
    answers = [await below.comment(ana, parent=first) for _ in range(60)]

    async with sqlite.read() as tx:
        for comment in (first, answers[-1]):
            shown = await Threads().one(tx, comment, note=below.note, author=ana.id, reader=ana.id)
            assert msgspec.json.decode(shown)["id"] == comment


async def test_a_long_thread_takes_no_answers_from_the_others(database: Database):
    talk, ana, bob = await thread(database)
    long, short = await talk.comment(bob), await talk.comment(bob)
    for _ in range(MAX_ANSWERS + 5):
        await talk.comment(ana, parent=long)
    await talk.comment(ana, parent=short)

    assert [len(answers) for _, answers in await talk.ids()] == [MAX_ANSWERS, 1]
