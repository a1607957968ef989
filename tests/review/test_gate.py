"""Everybody may speak, at the pace of a person."""

import pytest

from qiao.kit.clock import HOUR, SECOND, Micros
from qiao.kit.db import Database
from qiao.kit.refusals import TooMany
from qiao.notes.commands import publish
from qiao.notes.comments import publish_comment
from qiao.notes.models import checked_draft
from qiao.people.models import Caller
from qiao.review.gate import TEN_MINUTES, RateGate, folded
from qiao.review.models import PublishedTooMuch, RepeatedText
from qiao.review.settings import ReviewSettings

from .make import NOW, member, note

GATE = RateGate(ReviewSettings(max_notes_per_hour=3, max_comments_per_10min=4))


async def write_note(db: Database, author: Caller, body: str, *, after_us: int = 0) -> str:
    draft = checked_draft(title="", body=body, topics=[], photos=[])
    return await db.write(publish, author.id, draft, GATE, now=Micros(NOW + after_us))


async def say(db: Database, author: Caller, below: str, body: str, *, after_us: int = 0) -> str:
    now = Micros(NOW + after_us)
    return await db.write(publish_comment, author.id, below, body, GATE, now=now)


async def test_the_note_after_the_last_one_allowed_waits_its_time(database: Database):
    ana = await member(database, "ana")
    for minute in range(3):
        await write_note(database, ana, f"note {minute}", after_us=minute * 60 * SECOND)

    with pytest.raises(PublishedTooMuch) as refused:
        await write_note(database, ana, "one more", after_us=600 * SECOND)

    assert isinstance(refused.value, TooMany)
    assert refused.value.code == "too_many"
    assert refused.value.facts == {"of": "note", "max": 3, "retry_s": 3_000}
    await write_note(database, ana, "one more", after_us=HOUR)


async def test_one_member_does_not_use_up_what_another_may_write(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    for number in range(3):
        await write_note(database, ana, f"note {number}")

    await write_note(database, bo, "mine")


async def test_comments_are_counted_in_ten_minutes(database: Database):
    ana = await member(database, "ana")
    below = await note(database, ana)
    for number in range(4):
        await say(database, ana, below, f"comment number {number}")

    with pytest.raises(PublishedTooMuch):
        await say(database, ana, below, "comment number five", after_us=TEN_MINUTES - 1)
    await say(database, ana, below, "comment number five", after_us=TEN_MINUTES)


async def test_deleting_comments_does_not_make_room_for_more(database: Database):
    from qiao.notes.comments import delete_comment

    ana = await member(database, "ana")
    below = await note(database, ana)
    for number in range(4):
        comment = await say(database, ana, below, f"comment number {number}")
        await database.write(delete_comment, ana.id, comment)

    with pytest.raises(PublishedTooMuch):
        await say(database, ana, below, "comment number five")


async def test_the_same_text_a_third_time_in_ten_minutes_is_refused(database: Database):
    ana = await member(database, "ana")
    await write_note(database, ana, "Look at my shop!")
    await write_note(database, ana, "look at  my shop!", after_us=SECOND)

    with pytest.raises(RepeatedText) as refused:
        await write_note(database, ana, "ＬＯＯＫ at my\u200b shop!", after_us=2 * SECOND)

    assert refused.value.code == "repeated_text"
    await write_note(database, ana, "Look at my shop!", after_us=TEN_MINUTES)


async def test_thanks_and_greetings_may_be_said_again_and_again(database: Database):
    ana = await member(database, "ana")
    below = await note(database, ana)

    for _ in range(3):
        await say(database, ana, below, "谢谢你🥰")


@pytest.mark.parametrize(
    "text", ["加V:abc123", "x.io/promo", "@other_me", "A text longer than that"]
)
async def test_short_texts_that_lead_elsewhere_may_not(database: Database, text: str):
    ana = await member(database, "ana")
    below = await note(database, ana)
    for _ in range(2):
        await say(database, ana, below, text)

    with pytest.raises(RepeatedText):
        await say(database, ana, below, text)


async def test_the_same_words_by_another_member_are_no_repetition(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    for _ in range(2):
        await write_note(database, ana, "Good morning, everybody")

    await write_note(database, bo, "Good morning, everybody")


async def test_twenty_at_once_are_counted_one_after_the_other(database: Database):
    import asyncio

    ana = await member(database, "ana")

    outcomes = await asyncio.gather(
        *(write_note(database, ana, f"note {number}") for number in range(20)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, str) for outcome in outcomes) == 3
    assert sum(isinstance(outcome, PublishedTooMuch) for outcome in outcomes) == 17


def test_what_cannot_be_seen_makes_no_difference():
    assert folded("Ａ b\u200d\nC") == folded("abc")
    assert folded("  \u200f ") == ""
