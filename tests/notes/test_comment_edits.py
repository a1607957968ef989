"""What becomes of a comment: written anew, pinned, put in order, named in, answered at length."""

import msgspec
import pytest

from qiao.kit.clock import HOUR, Micros, now_us
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.notes.commands import set_standing
from qiao.notes.comment_edits import EDIT_MINUTES, edit_comment, pin_comment, unpin_comment
from qiao.notes.comments import delete_comment, like_comment, publish_comment, put_comment_version
from qiao.notes.gate import OpenGate
from qiao.notes.models import CommentSettled, Standing, UnderReview
from qiao.notes.queries import speakers
from qiao.notes.said import MAX_ANSWERS
from qiao.notes.thread_order import Sort, Top, by_help, helpfulness
from qiao.notes.threads import PAGE, Threads
from qiao.people.blocks import block
from qiao.people.circles import Circle, WhoMay
from qiao.people.commands import follow
from qiao.people.may import choose_who_may
from qiao.people.naming import named
from tests import make
from tests.notes.test_threads import thread

MINUTE = HOUR // 60


async def test_a_comment_is_written_anew_for_ten_minutes(database: Database):
    below, _, bo = await thread(database)
    said = await below.comment(bo, "Wram?")
    [item] = (await below.page())["items"]
    assert item["edited"] is None
    async with database.read() as tx:
        at = await tx.count(Sql("select at_us from comments where id = :id"), id=said)
    await database.write(put_comment_version, bo.id, said, "fr", "Chuad ?", now=make.moment())
    late = Micros(at + EDIT_MINUTES * MINUTE)
    await database.write(edit_comment, bo.id, said, "Warm?", OpenGate(), now=late)

    [item] = (await below.page())["items"]
    assert (item["body"], item["lang"], item["versions"]) == ("Warm?", "und", {})
    assert item["edited"] is not None
    with pytest.raises(CommentSettled):
        await database.write(edit_comment, bo.id, said, "Hot?", OpenGate(), now=Micros(late + 1))
    with pytest.raises(NotFound):
        await database.write(edit_comment, below.author.id, said, "x", OpenGate(), now=late)
    await database.write(set_standing, "comment", said, Standing.HELD)
    with pytest.raises(UnderReview):
        await database.write(edit_comment, bo.id, said, "Hot?", OpenGate(), now=late)


async def test_the_notes_author_puts_one_comment_first(database: Database):
    below, ana, bo = await thread(database)
    ids = [await below.comment(bo) for _ in range(3)]
    answer = await below.comment(ana, parent=ids[0])
    for pinned in (ids[1], ids[2]):
        await database.write(pin_comment, ana.id, pinned)

    for sort in Sort:
        items = (await below.page(sort=sort))["items"]
        assert (items[0]["id"], items[0]["pinned"]) == (ids[2], True)
        assert sorted(one["id"] for one in items) == sorted(ids)
    for who, comment in ((bo, ids[0]), (ana, answer)):
        with pytest.raises(NotFound):
            await database.write(pin_comment, who.id, comment)
    await database.write(unpin_comment, ana.id, ids[2])
    assert [one for one, _ in await below.ids()] == ids
    await database.write(pin_comment, ana.id, ids[1])
    await database.write(delete_comment, bo.id, ids[1])
    assert [one for one, _ in await below.ids()] == [ids[0], ids[2]]


async def test_pages_of_each_order_fit_together(database: Database):
    below, ana, bo = await thread(database)
    ids = [await below.comment(bo, f"{n}") for n in range(2 * PAGE + 3)]
    hers = await below.comment(ana, "mine")
    likers = [await make.member(database, f"liker{n}") for n in range(3)]
    for who in likers:
        await database.write(like_comment, who.id, ids[7], now=make.moment())
    await database.write(pin_comment, ana.id, ids[9])

    for sort, begins in (
        (Sort.OLD, [ids[9], ids[0]]),
        (Sort.NEW, [ids[9], hers]),
        (Sort.HELPFUL, [ids[9], hers, ids[7]]),
    ):
        seen: list[str] = []
        cursor = ""
        while cursor is not None:
            page = await below.page(sort=sort, after=cursor)
            seen += [one["id"] for one in page["items"]]
            if not cursor:
                # what is liked or said meanwhile moves nothing between pages
                late = await database.write(
                    publish_comment, bo.id, below.note, "late", OpenGate(), now=now_us()
                )
                await database.write(like_comment, likers[0].id, seen[-1], now=now_us())
            cursor = page["cursor"]
        assert seen[: len(begins)] == begins, sort
        assert len(seen) == len(set(seen))
        assert set(seen) >= {*ids, hers}
        await database.write(delete_comment, bo.id, late)


def test_likes_count_for_the_time_in_which_they_came():
    assert helpfulness(0, age_us=0) > helpfulness(3, age_us=72 * HOUR)
    assert helpfulness(1, age_us=HOUR) > helpfulness(5, age_us=72 * HOUR)
    assert helpfulness(9, age_us=72 * HOUR) == helpfulness(9, age_us=900 * HOUR)
    tops = [Top("1", "bo", 0, 50), Top("2", "ana", 0, 0), Top("3", "ana", 0, -1)]
    assert by_help(tops, author="ana", as_of=Micros(HOUR)) == ["2", "1", "3"]


async def test_answers_beyond_the_first_have_pages(database: Database):
    below, ana, bo = await thread(database)
    top = await below.comment(bo)
    ids = [await below.comment(ana, f"{n}", parent=top) for n in range(MAX_ANSWERS + 2)]
    [item] = (await below.page())["items"]
    assert [one["id"] for one in item["answers"]] == ids[:MAX_ANSWERS]
    assert item["answers_cursor"] == ids[MAX_ANSWERS - 1]

    async with database.read() as tx:
        page = msgspec.json.decode(
            await Threads().answers(
                tx, top, note=below.note, author=ana.id, reader=None, after=item["answers_cursor"]
            )
        )
    assert ([one["id"] for one in page["items"]], page["cursor"]) == (ids[MAX_ANSWERS:], None)
    await database.write(delete_comment, ana.id, ids[-1])
    await database.write(delete_comment, ana.id, ids[-2])
    assert (await below.page())["items"][0]["answers_cursor"] is None


async def test_whom_one_may_mean(database: Database):
    me, here, followed, _, shy, gone = [
        await make.member(database, handle, name=name)
        for handle, name in (
            ("myself", ""), ("lin_here", "林"), ("lin_f", ""), ("lin_a", ""), ("lin_b", ""),
            ("lin_c", ""),
        )
    ]  # fmt: skip
    await database.write(follow, me.id, followed.id, now=make.NOW)
    await database.write(choose_who_may, shy.id, WhoMay(mention=Circle.NOBODY))
    await database.write(block, gone.id, me.id, now=make.NOW)

    async def asked(prefix: str, *ids: str) -> list[str]:
        async with database.read() as tx:
            found = await named(tx, prefix, reader=me.id, here=ids)
        return [one.handle for one in found]

    assert await asked("@Lin", here.id, gone.id) == ["lin_here", "lin_f", "lin_a"]
    assert await asked("林", here.id) == ["lin_here"]
    assert await asked("lin_") == ["lin_f", "lin_a", "lin_here"]
    assert await asked("l%") == await asked("@") == await asked("myself") == []


async def test_a_momo_is_neither_named_nor_put_where_her_own_name_stands(database: Database):
    below, ana, bo = await thread(database)
    first = await below.comment(bo, "first")
    hidden = await database.write(
        publish_comment, ana.id, below.note, "mine", OpenGate(), now=make.moment(), momo=True
    )
    named_here = await database.write(
        publish_comment, bo.id, below.note, "in my name", OpenGate(), now=make.moment()
    )

    async with database.read() as tx:
        note_of_momo = await speakers(tx, below.note)
    assert set(note_of_momo) == {ana.id, bo.id}
    # she hosts in her own name: what she says as momo is not put first for it
    order = [one for one, _ in await below.ids(sort=Sort.HELPFUL)]
    assert order == sorted((first, hidden, named_here), reverse=True)
