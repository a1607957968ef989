"""Reporting a message: what reviewers are shown, what they decide, and what stays private."""

import pytest

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import Forbidden, NotFound
from qiao.media.models import Decoded
from qiao.media.providers.folder import Folder
from qiao.messages import changes, keeping, pictures, reports
from qiao.messages.settings import MessageSettings
from qiao.people.models import Caller
from qiao.review import commands as review
from qiao.review import decisions, queries
from qiao.review.models import Action, ActionUnfit, CannotReportOwn, NothingToRestore
from qiao.review.settings import ReviewSettings
from tests import make
from tests.messages.make import number, page, pair, picture, said, writes


async def reported(db: Database, by: Caller, message: str) -> str:
    """Report a message; return the case."""
    await db.write(reports.report, by, message, "threats", "Look", ReviewSettings(), now=make.NOW)
    async with db.read() as tx:
        return str(
            await tx.value(Sql("select id from cases where of_id = :message"), message=message)
        )


async def decided(db: Database, by: Caller, case: str, action: Action, after: str = "") -> str:
    return await db.write(
        decisions.decide,
        by,
        case,
        action,
        rule="threats",
        reason="So it is",
        now=make.NOW,
        after=after,
    )


async def test_a_copy_of_it_and_five_around_it_is_all_reviewers_get(database: Database):
    ana, bo = await pair(database)
    sent = [
        await writes(database, *((ana, bo) if n % 2 else (bo, ana)), f"m{n}") for n in range(15)
    ]

    case = await reported(database, bo, sent[7])

    async with database.read() as tx:
        copies = (await reports.copies(tx, [case]))[case]
    assert [copy.body for copy in copies] == [f"m{n}" for n in range(2, 13)]
    assert [copy.pos for copy in copies] == list(range(-5, 6))


async def test_a_copy_does_not_change_with_the_message(database: Database):
    ana, bo = await pair(database)
    sent = await writes(database, ana, bo, "Threat")
    case = await reported(database, bo, sent)

    await database.write(changes.take_back, ana.id, sent)

    judge = await make.member(database, "judge", operator=True)
    async with database.read() as tx:
        file = await queries.case(tx, case, judge)
        copies = (await reports.copies(tx, [case]))[case]
    assert (file.row.of, file.body) == ("message", "Threat")
    assert [copy.body for copy in copies] == ["Threat"]


async def test_only_the_one_it_was_written_to_reports_it(database: Database):
    ana, bo = await pair(database)
    eve = await make.member(database, "eve")
    sent = await writes(database, ana, bo)

    with pytest.raises(NotFound):
        await reported(database, eve, sent)
    with pytest.raises(CannotReportOwn):
        await reported(database, ana, sent)


async def test_what_is_decided_holds_and_is_told(database: Database):
    ana, bo = await pair(database)
    judge = await make.member(database, "judge", operator=True)
    sent = await writes(database, ana, bo, "Threat")
    case = await reported(database, bo, sent)

    with pytest.raises(ActionUnfit):
        await decided(database, judge, case, Action.HOLD)
    first = await decided(database, judge, case, Action.REMOVE)

    (stub,) = await page(database, bo, ana)
    assert (stub.gone, stub.body) == ("removed", "")
    assert await said(database, ana, bo) == ["Threat"]
    async with database.read() as tx:
        (told,) = await queries.statements_of(tx, ana.id)
    assert (told.of, told.of_id, told.action) == ("message", sent, Action.REMOVE)
    # letting a decision be changes nothing
    second = await decided(database, judge, case, Action.KEEP, after=first)
    assert (await page(database, bo, ana))[0].gone == "removed"

    third = await decided(database, judge, case, Action.RESTORE, after=second)

    assert await said(database, bo, ana) == ["Threat"]
    with pytest.raises(NothingToRestore):
        await decided(database, judge, case, Action.RESTORE, after=third)


async def test_an_author_may_ask_for_a_second_look(database: Database):
    ana, bo = await pair(database)
    judge = await make.member(database, "judge", operator=True)
    case = await reported(database, bo, await writes(database, ana, bo, "Joke"))
    await decided(database, judge, case, Action.REMOVE)
    async with database.read() as tx:
        (told,) = await queries.statements_of(tx, ana.id)

    await database.write(review.appeal, ana.id, told.id, "It was a joke", now=make.NOW)

    async with database.read() as tx:
        (file,) = await queries.cases(tx, "appeals", judge)
    assert file.row.of_id == told.of_id


async def test_pictures_of_what_was_reported_stay_for_reviewers_alone(database: Database, tmp_path):
    ana, bo = await pair(database)
    judge = await make.member(database, "judge", operator=True)
    letters = Folder(tmp_path)
    decoded = Decoded(b"card", b"full", 1, 1, "png")
    await letters.put(decoded)
    sent = await writes(database, ana, bo, "", pictures=(await picture(database, ana),))
    case = await reported(database, bo, sent)
    await database.write(changes.take_back, ana.id, sent)
    await pictures.sweep(database, letters, now=Micros(make.NOW + 40 * DAY))

    async with database.read() as tx:
        assert await reports.copied_picture(tx, case, decoded.sha, judge) == decoded.sha
        with pytest.raises(Forbidden):
            await reports.copied_picture(tx, case, decoded.sha, bo)
        with pytest.raises(NotFound):
            await reports.copied_picture(tx, case, "0" * 64, judge)
        with pytest.raises(NotFound):
            await reports.copied_picture(tx, "elsewhere", decoded.sha, judge)
    assert await letters.exists(decoded.sha)


async def test_copies_are_not_kept_for_ever(database: Database):
    ana, bo = await pair(database)
    judge = await make.member(database, "judge", operator=True)
    case = await reported(database, bo, await writes(database, ana, bo))
    rules = MessageSettings(keep_copies_days=10)
    much_later = Micros(make.NOW + 11 * DAY)
    copied = "select count(*) from message_copies"

    await keeping.forget_old(database, rules, now=much_later)
    assert await number(database, copied) == 1  # nobody has decided yet

    await decided(database, judge, case, Action.KEEP)
    await keeping.forget_old(database, rules, now=much_later)
    assert await number(database, copied) == 0
