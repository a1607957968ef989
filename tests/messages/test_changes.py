"""Saying it otherwise, taking it back, letting it go in time."""

import pytest

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database
from qiao.kit.refusals import NotFound
from qiao.media.models import Decoded, MediaNotFound, Size
from qiao.media.providers.folder import Folder
from qiao.messages import changes, commands, keeping, pictures, queries
from qiao.messages.keeping import forget_old
from qiao.messages.models import Choices, EditOver, KeepUnknown
from qiao.messages.settings import MessageSettings
from qiao.notes.commands import publish, set_audience
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, checked_draft
from qiao.people.blocks import block
from tests import make
from tests.messages.make import (
    conversation,
    counts,
    later,
    listed,
    number,
    page,
    pair,
    picture,
    said,
    writes,
)

RULES = MessageSettings()
TEN_MINUTES = 600_000_000


async def test_one_may_say_it_otherwise_for_ten_minutes(database: Database):
    ana, bo = await pair(database)
    now = later()
    sent = await writes(database, ana, bo, "Thrusday", now=now)

    await database.write(
        changes.edit, ana.id, sent, "Thursday", RULES, now=Micros(now + TEN_MINUTES)
    )
    with pytest.raises(EditOver):
        await database.write(
            changes.edit, ana.id, sent, "Friday", RULES, now=Micros(now + TEN_MINUTES + 1)
        )

    (shown,) = await page(database, bo, ana)
    assert (shown.body, shown.edited is not None) == ("Thursday", True)


async def test_nobody_changes_what_another_said(database: Database):
    ana, bo = await pair(database)
    eve = await make.member(database, "eve")
    sent = await writes(database, ana, bo)

    for other in (bo, eve):
        with pytest.raises(NotFound):
            await database.write(changes.edit, other.id, sent, "Mine", RULES, now=later())
        with pytest.raises(NotFound):
            await database.write(changes.take_back, other.id, sent)

    assert await said(database, bo, ana) == ["Hello there"]


async def test_what_is_taken_back_is_gone_for_both_and_leaves_a_stub(database: Database):
    ana, bo = await pair(database)
    note = await make.note(database, bo)
    shown = await picture(database, ana)
    sent = await writes(database, ana, bo, "Secret", pictures=(shown,), note=note)

    await database.write(changes.take_back, ana.id, sent)

    for one, other in ((ana, bo), (bo, ana)):
        (stub,) = await page(database, one, other)
        assert (stub.gone, stub.body, stub.pictures, stub.shares) == ("deleted", "", [], False)
    assert await counts(database, bo) == (0, 0)
    assert await number(database, "select count(*) from messages where body = 'Secret'") == 0
    with pytest.raises(NotFound):
        await database.write(changes.take_back, ana.id, sent)


async def test_a_request_that_is_taken_back_is_no_request(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    sent = await writes(database, ana, bo)

    await database.write(changes.take_back, ana.id, sent)

    assert await listed(database, bo, "requests") == []
    assert await counts(database, bo) == (0, 0)


async def test_pictures_are_their_senders_until_they_are_sent(database: Database):
    ana, bo = await pair(database)
    shown = await picture(database, ana)

    async def sees(reader: str) -> bool:
        async with database.read() as tx:
            try:
                await pictures.sha_for(tx, shown, reader)
            except NotFound:
                return False
            return True

    assert (await sees(ana.id), await sees(bo.id)) == (True, False)
    with pytest.raises(MediaNotFound):
        await writes(database, bo, ana, pictures=(shown,))
    await writes(database, ana, bo, "", pictures=(shown,))
    with pytest.raises(MediaNotFound):
        await writes(database, ana, bo, pictures=(shown,))  # in a message once

    eve = await make.member(database, "eve", operator=True)
    assert [await sees(one.id) for one in (ana, bo, eve)] == [True, True, False]
    await database.write(block, bo.id, ana.id, now=make.NOW)
    assert [await sees(one.id) for one in (ana, bo, eve)] == [False, False, False]


async def test_files_go_when_nobody_has_them(database: Database, tmp_path):
    ana, bo = await pair(database)
    letters = Folder(tmp_path)
    for full in (b"one", b"two", b"three"):
        await letters.put(Decoded(b"card", full, 1, 1, "png"))
    sent = await writes(database, ana, bo, pictures=(await picture(database, ana, b"one"),))
    await writes(database, ana, bo, pictures=(await picture(database, ana, b"two"),))
    await picture(database, ana, b"three")
    now = Micros(make.NOW + DAY)

    await database.write(changes.take_back, ana.id, sent)
    await pictures.sweep(database, letters, now=now)
    assert len(list(tmp_path.rglob("full.webp"))) == 2  # one is sent, one waits to be

    await pictures.sweep(database, letters, now=Micros(now + 1))
    (kept,) = tmp_path.rglob("full.webp")
    sha = Decoded(b"card", b"two", 1, 1, "png").sha
    assert kept.parent.name == sha
    assert await letters.get(sha, Size.FULL) == b"two"


async def test_a_shared_note_is_shown_to_whom_it_is_meant_for(database: Database):
    ana, bo = await pair(database)
    eve = await make.member(database, "eve")
    note = await make.note(database, eve, "Seven boats", title="Boats")
    await writes(database, ana, bo, "", note=note)

    (open_,) = await page(database, bo, ana)
    assert (open_.shares, open_.note and open_.note.title) == (True, "Boats")
    await database.write(set_audience, eve.id, note, Audience.PRIVATE, [])
    (shut,) = await page(database, bo, ana)
    assert (shut.shares, shut.note) == (True, None)
    with pytest.raises(NotFound):
        await writes(database, ana, bo, "", note=note)


async def test_a_shared_note_by_momo_names_nobody(database: Database):
    ana, bo = await pair(database)
    eve = await make.member(database, "eve", name="Eve")
    draft = checked_draft(title="Nobody", body="knows", topics=[], photos=[], momo=True)
    note = await database.write(publish, eve.id, draft, OpenGate(), now=make.moment())
    await writes(database, ana, bo, "", note=note)

    (shown,) = await page(database, bo, ana)

    assert shown.note is not None
    assert (shown.note.author.handle, shown.note.author.momo) == ("", True)


async def test_ones_own_messages_go_when_their_time_is_over(database: Database):
    ana, bo = await pair(database)
    now = later()
    await writes(database, ana, bo, "Hers", now=now)
    await writes(database, bo, ana, "His", now=Micros(now + 1))
    await database.write(keeping.choose, ana.id, Choices(keep_days=30))

    assert await forget_old(database, RULES, now=Micros(now + 29 * DAY)) == 0
    assert await forget_old(database, RULES, now=Micros(now + 31 * DAY)) == 1

    assert await said(database, bo, ana) == ["His"]
    assert (
        await forget_old(database, MessageSettings(keep_days=90), now=Micros(now + 91 * DAY)) == 1
    )
    assert await said(database, bo, ana) == []
    with pytest.raises(KeepUnknown):
        await database.write(keeping.choose, ana.id, Choices(keep_days=3))


async def test_read_marks_are_for_who_shows_theirs(database: Database):
    ana, bo = await pair(database)
    sent = await writes(database, ana, bo)
    which = await conversation(database, ana, bo)
    await database.write(commands.see, bo.id, which, sent, tell_other=False)

    async def mark() -> str | None:
        async with database.read() as tx:
            return (
                await queries.messages(tx, ana.id, which, None, before=None, limit=10)
            ).read_until

    assert await mark() is None
    await database.write(keeping.choose, bo.id, Choices(read_marks=True))
    assert await mark() is None
    await database.write(keeping.choose, ana.id, Choices(read_marks=True))
    assert await mark() == sent
