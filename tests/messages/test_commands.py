"""Writing to somebody: who is asked first, what a block does, and that nothing comes twice."""

import pytest

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextTooLong
from qiao.messages import commands, waiting
from qiao.messages.models import (
    CannotMessageSelf,
    MessagesClosed,
    MessageWaits,
    RequestTooMuch,
    SameToMany,
    TooManyLinks,
    TooManyRequests,
    WroteTooMuch,
)
from qiao.messages.settings import MessageSettings
from qiao.people.blocks import block, unblock
from qiao.people.circles import Circle, WhoMay
from qiao.people.commands import follow
from qiao.people.may import choose_who_may
from qiao.people.models import Caller
from qiao.people.mutes import mute_member, mute_word
from tests import make
from tests.messages.make import (
    conversation,
    counts,
    later,
    listed,
    mutuals,
    page,
    pair,
    picture,
    said,
    writes,
)


async def test_mutuals_write_to_each_other_at_once(database: Database):
    ana, bo = await pair(database)

    await writes(database, ana, bo, "Is the kettle on?")
    await writes(database, bo, ana, "Since six.")

    assert await said(database, ana, bo) == ["Is the kettle on?", "Since six."]
    assert await said(database, bo, ana) == ["Is the kettle on?", "Since six."]
    assert [one.state for one in await listed(database, bo)] == ["open"]


async def test_a_stranger_asks_with_one_message(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")

    await writes(database, ana, bo, "May I ask about your bread?")
    with pytest.raises(MessageWaits):
        await writes(database, ana, bo, "Hello?")

    assert await listed(database, bo) == []
    assert [one.state for one in await listed(database, bo, "requests")] == ["request"]
    assert [one.state for one in await listed(database, ana)] == ["asked"]
    assert await counts(database, bo) == (0, 1)
    assert await counts(database, ana) == (0, 0)


async def test_following_somebody_does_not_make_one_her_acquaintance(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await database.write(follow, ana.id, bo.id, now=make.NOW)

    await writes(database, ana, bo)

    assert len(await listed(database, bo, "requests")) == 1


async def test_who_accepts_or_answers_has_a_conversation(database: Database):
    ana, bo, eve = [await make.member(database, name) for name in ("ana", "bob", "eve")]
    await writes(database, ana, bo, "One")
    await writes(database, eve, bo, "Two")

    await database.write(commands.accept, bo.id, await conversation(database, bo, ana))
    await writes(database, bo, eve, "Yes?")
    await writes(database, ana, bo, "Three")
    await writes(database, eve, bo, "Four")

    assert await said(database, bo, ana) == ["One", "Three"]
    assert await said(database, eve, bo) == ["Two", "Yes?", "Four"]
    assert await listed(database, bo, "requests") == []


async def test_two_who_ask_each_other_need_no_answer(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")

    await writes(database, ana, bo, "Hello")
    await writes(database, bo, ana, "I was about to write!")

    assert [one.state for one in await listed(database, ana)] == ["open"]


async def test_who_is_declined_finds_nothing_changed(database: Database):
    ana, bo, eve = [await make.member(database, name) for name in ("ana", "bob", "eve")]
    await writes(database, ana, bo, "Hello")
    await writes(database, ana, eve, "Hello")
    before = await listed(database, ana)

    await database.write(commands.decline, bo.id, await conversation(database, bo, ana))

    assert await listed(database, ana) == before
    with pytest.raises(MessageWaits) as of_bo:
        await writes(database, ana, bo, "Hello?")
    with pytest.raises(MessageWaits) as of_eve:
        await writes(database, ana, eve, "Hello?")
    assert of_bo.value.facts == of_eve.value.facts
    assert await listed(database, bo, "requests") == []
    assert await counts(database, bo) == (0, 0)


async def test_who_declined_may_think_again(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await writes(database, ana, bo, "Hello")
    which = await conversation(database, bo, ana)
    await database.write(commands.decline, bo.id, which)

    await database.write(commands.accept, bo.id, which)

    await writes(database, ana, bo, "Thank you")
    assert await said(database, bo, ana) == ["Hello", "Thank you"]


async def test_nobody_else_accepts_or_declines(database: Database):
    ana, bo, eve = [await make.member(database, name) for name in ("ana", "bob", "eve")]
    await writes(database, ana, bo)
    which = await conversation(database, bo, ana)

    for command in (commands.accept, commands.decline, commands.clear):
        with pytest.raises(NotFound):
            await database.write(command, eve.id, which)
    await database.write(commands.accept, ana.id, which)  # her own request: nothing to accept

    assert len(await listed(database, bo, "requests")) == 1


@pytest.mark.parametrize("blocker", [0, 1])
async def test_a_block_closes_a_conversation_for_both(database: Database, blocker: int):
    both = ana, bo = await pair(database)
    await writes(database, ana, bo)
    which = await conversation(database, ana, bo)

    await database.write(block, both[blocker].id, both[1 - blocker].id, now=make.NOW)

    for one, other in ((ana, bo), (bo, ana)):
        assert await listed(database, one) == []
        assert await counts(database, one) == (0, 0)
        with pytest.raises(NotFound):
            await page(database, one, other)
        with pytest.raises(NotFound):
            await writes(database, one, other)
        with pytest.raises(NotFound):
            await database.write(commands.see, one.id, which, "~", tell_other=False)
    await database.write(unblock, both[blocker].id, both[1 - blocker].id)
    assert await said(database, bo, ana) == ["Hello there"]


async def test_whom_she_lets_write_to_her_is_hers_to_say(database: Database):
    ana, bo, eve = [await make.member(database, name) for name in ("ana", "bob", "eve")]
    await database.write(follow, ana.id, eve.id, now=make.NOW)
    await database.write(choose_who_may, ana.id, WhoMay(message=Circle.FOLLOWING))

    with pytest.raises(MessagesClosed):
        await writes(database, bo, ana)
    await writes(database, eve, ana)

    assert len(await listed(database, ana, "requests")) == 1


async def test_who_was_let_in_stays_in(database: Database):
    ana, bo = await pair(database)
    await writes(database, ana, bo)

    await database.write(choose_who_may, ana.id, WhoMay(message=Circle.NOBODY))

    await writes(database, bo, ana, "Still here")
    assert await said(database, ana, bo) == ["Hello there", "Still here"]


async def test_nobody_writes_to_herself(database: Database):
    ana = await make.member(database, "ana")

    with pytest.raises(CannotMessageSelf):
        await writes(database, ana, ana)


async def test_a_first_message_to_a_stranger_is_a_few_words(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)

    with pytest.raises(RequestTooMuch):
        await writes(database, ana, bo, pictures=(await picture(database, ana),))
    with pytest.raises(RequestTooMuch):
        await writes(database, ana, bo, note=note)
    with pytest.raises(TextTooLong):
        await writes(database, ana, bo, "word " * 101)

    assert await listed(database, ana) == []


@pytest.mark.parametrize(("days", "most"), [(0, 1), (3, 2), (30, 4)])
async def test_newcomers_write_to_few_strangers(database: Database, days: int, most: int):
    rules = MessageSettings(
        max_requests_first_day=1, max_requests_first_week=2, max_requests_a_day=4
    )
    ana = await make.member(database, "ana")
    now = Micros(make.NOW + days * DAY + 1)
    others = [await make.member(database, f"other_{number}") for number in range(most + 1)]
    words = [
        "Your quinces made my day",
        "How do I knead it?",
        "Which street is this, please?",
        "春天好",
    ]
    for other, text in zip(others[:-1], words, strict=False):
        await writes(database, ana, other, text, rules=rules, now=now)

    with pytest.raises(TooManyRequests):
        await writes(database, ana, others[-1], "And yours too", rules=rules, now=now)

    await writes(database, others[0], ana, "Thanks!", now=now)
    await writes(database, ana, others[-1], "And yours too, dear", rules=rules, now=now)


async def test_the_same_words_reach_few_strangers(database: Database):
    ana = await make.member(database, "ana")
    others = [await make.member(database, f"other_{number}") for number in range(5)]
    for number, other in enumerate(others[:3]):
        await writes(
            database, ana, other, f"Great investment, only today for you, friend{'!' * number}"
        )

    with pytest.raises(SameToMany):
        await writes(database, ana, others[3], "Great  INVESTMENT, only today for you friend")

    await writes(database, ana, others[4], "How do you keep your quinces?")


async def test_a_greeting_is_said_to_many(database: Database):
    ana = await make.member(database, "ana")

    for number in range(5):
        await writes(database, ana, await make.member(database, f"other_{number}"), "你好！")


async def test_floods_are_refused(database: Database):
    ana, bo = await pair(database)
    rules = MessageSettings(max_messages_per_10min=4, max_links_per_10min=2)
    now = later()

    await writes(database, ana, bo, "https://a.example https://b.example", rules=rules, now=now)
    with pytest.raises(TooManyLinks):
        await writes(database, ana, bo, "look: www.c.example", rules=rules, now=now)
    for _ in range(3):
        await writes(database, ana, bo, "no link", rules=rules, now=now)
    with pytest.raises(WroteTooMuch):
        await writes(database, ana, bo, "no link", rules=rules, now=now)

    await writes(database, ana, bo, "no link", rules=rules, now=Micros(now + 700_000_000))


async def test_messages_stand_in_the_order_they_came(database: Database):
    ana, bo = await pair(database)
    now = later()

    sent = [
        await writes(database, *(pair_ if n % 2 else pair_[::-1]), str(n), now=Micros(now - n))
        for n, pair_ in enumerate([(ana, bo)] * 6)
    ]

    assert sent == sorted(sent)
    assert await said(database, ana, bo) == list("012345")


async def test_what_is_unread_is_counted_by_conversation(database: Database):
    ana, bo = await pair(database)
    eve = await make.member(database, "eve")
    await mutuals(database, eve, bo)
    for text in ("One", "Two"):
        await writes(database, ana, bo, text)
    last = await writes(database, eve, bo, "Three")

    assert await counts(database, bo) == (2, 0)
    assert [(c.other.handle, c.unread) for c in await listed(database, bo) if c.other] == [
        ("eve", 1), ("ana", 2),
    ]  # fmt: skip
    await database.write(
        commands.see, bo.id, await conversation(database, bo, eve), last, tell_other=False
    )
    assert await counts(database, bo) == (1, 0)
    await writes(database, bo, ana, "I read it all")
    assert await counts(database, bo) == (0, 0)


async def test_who_is_muted_is_not_counted(database: Database):
    ana, bo = await pair(database)
    await database.write(mute_member, bo.id, ana.id, now=make.NOW)
    await writes(database, ana, bo, "Hello")
    assert await counts(database, bo) == (0, 0)

    eve = await make.member(database, "eve")
    await database.write(mute_word, bo.id, "crypto", now=make.NOW)
    await writes(database, eve, bo, "Some CRYPTO for you?")

    assert await counts(database, bo) == (0, 0)
    assert len(await listed(database, bo, "requests")) == 1


async def test_clearing_is_for_oneself_alone(database: Database):
    ana, bo = await pair(database)
    await writes(database, ana, bo, "Old")
    which = await conversation(database, ana, bo)

    await database.write(commands.clear, ana.id, which)

    assert await listed(database, ana) == []
    assert await said(database, bo, ana) == ["Old"]
    await writes(database, bo, ana, "New")
    assert await said(database, ana, bo) == ["New"]


async def test_what_waits_is_counted_for_a_digest_and_a_ring(database: Database):
    ana, bo = await pair(database)
    eve = await make.member(database, "eve")
    now = later()
    await writes(database, ana, bo, now=now)
    await writes(database, eve, bo, now=Micros(now + 1))
    which = await conversation(database, bo, ana)

    async with database.read() as tx:
        assert await waiting.unread_since(tx, bo.id, now - 1) == 2
        assert await waiting.unread_since(tx, bo.id, now) == 1
        assert await waiting.waits_in(tx, bo.id, which) == "open"
        assert await waiting.waits_in(tx, ana.id, which) is None
        assert await waiting.waits_in(tx, bo.id, await conversation(database, bo, eve)) == "request"
    await database.write(block, bo.id, ana.id, now=make.NOW)
    async with database.read() as tx:
        assert await waiting.waits_in(tx, bo.id, which) is None
        assert await waiting.unread_since(tx, bo.id, 0) == 1


async def belong_together(tx: WriteTx, holder: Caller, other: Caller) -> None:
    for member, holds in ((holder.id, 1), (other.id, 0)):
        await tx.run(
            Sql("""
                insert into identities (member_id, login_id, holds, at_us)
                values (:member, 'one login', :holds, 0)
            """),
            member=member,
            holds=holds,
        )


async def test_whoever_blocks_one_identity_is_written_to_by_none(database: Database):
    ana, bo = await pair(database)
    other = await make.member(database, "bob_too")
    await mutuals(database, ana, other)
    await writes(database, ana, other, "Hello")

    await database.write(belong_together, bo, other)
    await database.write(block, ana.id, bo.id, now=make.NOW)

    with pytest.raises(NotFound):
        await writes(database, other, ana)
    assert await listed(database, other) == []
    assert len(await listed(database, ana)) == 1  # nothing tells her who belongs together


async def test_limits_bind_the_person_under_all_her_names(database: Database):
    rules = MessageSettings(max_requests_a_day=1)
    ana, too = await make.member(database, "ana"), await make.member(database, "ana_too")
    others = [await make.member(database, f"other_{number}") for number in range(2)]

    await database.write(belong_together, ana, too)
    await writes(database, ana, others[0], "Your bread!", rules=rules)

    with pytest.raises(TooManyRequests):
        await writes(database, too, others[1], "And yours, too", rules=rules)
    with pytest.raises(CannotMessageSelf):
        await writes(database, ana, too, rules=rules)
