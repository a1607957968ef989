"""An author may ask for a second look, once, and what she was told counts as read when shown."""

import pytest

from qiao.kit.db import Database, WriteTx, events_after
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextEmpty, TextHasControls, TextTooLong
from qiao.review import queries
from qiao.review.commands import appeal, read_statements
from qiao.review.events import AppealFiled
from qiao.review.models import (
    Action,
    AppealedAlready,
    NothingToAppeal,
)

from .make import (
    LATER,
    case_of,
    decided,
    member,
    note,
    overlapping,
    reported,
    told,
    unread,
)


async def test_an_author_may_ask_for_a_second_look_once(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)
    assert statement.can_appeal

    await database.write(appeal, ana.id, statement.id, "It was a joke", now=LATER)

    (statement,) = await told(database, ana)
    assert (statement.appeal_state, statement.appeal) == ("waiting", "It was a joke")
    assert not statement.can_appeal
    with pytest.raises(AppealedAlready):
        await database.write(appeal, ana.id, statement.id, "Please!", now=LATER)
    async with database.read() as tx:
        (file,) = await queries.cases(tx, "appeals", op)
        names = [line.name for line in await events_after(tx, 0)]
    assert file.of_kind("appeal")[0].words == "It was a joke"
    assert names.count(AppealFiled.__name__) == 1


async def test_two_appeals_at_once_are_one(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)

    async def appealing(tx: WriteTx) -> str:
        return await appeal(tx, ana.id, statement.id, "Please", now=LATER)

    first, second = await overlapping(database, appealing, appealing)

    assert isinstance(first, str)
    assert isinstance(second, AppealedAlready)


async def test_nobody_appeals_for_another(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)

    for other in (bo, op):
        with pytest.raises(NotFound):
            await database.write(appeal, other.id, statement.id, "Let me", now=LATER)
    with pytest.raises(NotFound):
        await database.write(appeal, ana.id, "no such statement", "Let me", now=LATER)


async def test_an_appeal_says_something_that_can_be_read(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)

    for text, refusal in (
        (" \u200b\n ", TextEmpty),
        ("x" * 2_001, TextTooLong),
        ("\u2066hidden", TextHasControls),
    ):
        with pytest.raises(refusal):
            await database.write(appeal, ana.id, statement.id, text, now=LATER)


async def test_what_restricts_nothing_any_more_cannot_be_appealed(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    case = await case_of(database, op)
    removed = await decided(database, op, case, Action.REMOVE)
    await decided(database, op, case, Action.RESTORE, after=removed)

    restored, first = await told(database, ana)

    assert (restored.action, first.action) == ("restore", "remove")
    for statement in (restored, first):
        assert not statement.can_appeal
        with pytest.raises(NothingToAppeal):
            await database.write(appeal, ana.id, statement.id, "Still", now=LATER)


async def test_a_limit_can_still_be_appealed_after_later_reports_changed_nothing(
    database: Database,
):
    ana, bo, cy = [await member(database, h) for h in ("ana", "boo", "cyy")]
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)
    await reported(database, bo, seen)
    case = await case_of(database, op)
    await decided(database, op, case, Action.LIMIT)
    await reported(database, cy, seen, rule="hate")
    await decided(database, op, case, Action.KEEP)

    (statement,) = await told(database, ana)

    assert statement.can_appeal
    assert await database.write(appeal, ana.id, statement.id, "Why?", now=LATER)


async def test_statements_that_were_shown_are_read_and_counted_down_once(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    for n in range(2):
        await reported(database, bo, await note(database, ana, f"note {n}"))
        await decided(database, op, await case_of(database, op), Action.LIMIT)
    assert await unread(database, ana) == 2
    new, old = await told(database, ana)

    assert await database.write(read_statements, ana.id, [old.id], now=LATER) == 1
    assert await database.write(read_statements, ana.id, [old.id], now=LATER) == 0
    assert await database.write(read_statements, bo.id, [new.id], now=LATER) == 0

    assert await unread(database, ana) == 1
    new, old = await told(database, ana)
    assert (new.seen_us, old.seen_us) == (None, LATER)
