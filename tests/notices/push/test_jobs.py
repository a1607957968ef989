"""Which browsers ring, with what words, and when a push service is left alone."""

from pathlib import Path

import httpx
import pytest

from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Database, Sql, events_after
from qiao.notes.commands import set_standing
from qiao.notes.keeping import like
from qiao.notes.models import Standing
from qiao.notices import announcements, commands
from qiao.notices.announcements import Words
from qiao.notices.events import Announced, NoticesChanged
from qiao.notices.models import Channels, Choices
from qiao.notices.push import store
from qiao.notices.push.jobs import Ringer
from qiao.notices.push.sealing import sender_of
from qiao.notices.settings import NoticeSettings
from qiao.people.commands import close_session, token_hash
from qiao.people.models import Caller
from tests import make
from tests.notices.make import Teller
from tests.notices.push.browser import Browser, PushService, claims

ENDPOINT = "https://fcm.googleapis.com/fcm/send/one"


class House:
    """A member with a browser, somebody else, and a push service."""

    def __init__(self, database: Database, tmp_path: Path) -> None:
        self.db = database
        self.service, self.browser = PushService(), Browser()
        self.paused: list[float] = []
        self._rung = 0
        sender = sender_of(tmp_path, "https://square.example")
        self.ringer = Ringer(
            database, sender, NoticeSettings(), self.service.client, pause=self._pause
        )
        self.teller = Teller(database)

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)

    async def open(self, lang: str = "en") -> None:
        self.ana = await make.member(self.db, "ana", langs=(lang,))
        self.bo = await make.member(self.db, "bob", name="Bo")
        self.token = await make.session(self.db, self.ana, now=now_us())
        await self.subscribe(self.ana, self.token, ENDPOINT)
        self.note = await make.note(self.db, self.ana, title="Bread")

    async def subscribe(self, who: Caller, token: str, endpoint: str) -> None:
        keys = self.browser.keys
        await self.db.write(
            store.subscribe, who.id, token_hash(token), endpoint, keys["p256dh"], keys["auth"],
            now=now_us(),
        )  # fmt: skip

    async def ring(self) -> None:
        await self.teller.tell()
        async with self.db.read() as tx:
            lines = await events_after(tx, self._rung, limit=10_000)
        self._rung = lines[-1].seq
        told = [line.event() for line in lines]
        await self.ringer.ring([e for e in told if isinstance(e, NoticesChanged | Announced)])

    async def left(self) -> int:
        async with self.db.read() as tx:
            return await tx.count(Sql("select count(*) from push_subscriptions"))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def teller() -> None:
    """Not needed here: a house has its own."""


async def test_a_comment_rings_in_the_members_language(house: House):
    await house.open("zh-Hans")
    comment = await make.comment(house.db, house.bo, house.note, "How long did it rest?")

    await house.ring()

    [request] = house.service.sent
    [shown] = house.service.read_by(house.browser)
    assert "你第一篇笔记的第一条回应" in shown["title"]
    assert "Bo" in shown["title"]
    assert shown["body"] == "How long did it rest?"
    assert shown["url"] == f"/n/{house.note}?comment={comment}"
    assert (shown["lang"], shown["dir"]) == ("zh-Hans", "ltr")
    assert request.headers["urgency"] == "high"
    assert request.headers["content-encoding"] == "aes128gcm"
    assert claims(request.headers["authorization"])["aud"] == "https://fcm.googleapis.com"
    assert b"rest" not in request.content


async def test_of_what_is_not_for_everybody_nothing_is_quoted(house: House):
    await house.open()
    await house.db.write(set_standing, "note", house.note, Standing.LIMITED)
    await make.comment(house.db, house.bo, house.note, "A secret")

    await house.ring()

    [shown] = house.service.read_by(house.browser)
    assert shown["body"] == ""
    assert "Bread" not in shown["title"]


async def test_what_was_switched_off_or_seen_does_not_ring(house: House):
    await house.open()
    await house.db.write(like, house.bo.id, house.note, now=now_us())
    await house.ring()  # likes are off until they are switched on
    choices = Choices(comments=Channels(push=False))
    await house.db.write(commands.choose, house.ana.id, choices)
    await make.comment(house.db, house.bo, house.note)
    await house.ring()
    assert house.service.sent == []

    await house.db.write(commands.choose, house.ana.id, Choices())
    await make.comment(house.db, house.bo, house.note, "seen before it rings")
    await house.teller.tell()
    await house.db.write(commands.see, house.ana.id, box=None, kind=None, until_us=now_us())
    async with house.db.read() as tx:
        told = [line.event() for line in await events_after(tx, 0, limit=10_000)]
    await house.ringer.ring([e for e in told if isinstance(e, NoticesChanged)])

    assert house.service.sent == []


async def test_a_note_that_many_like_rings_once_in_a_while(house: House):
    await house.open()
    await house.db.write(commands.choose, house.ana.id, Choices(likes=Channels()))
    for number in range(3):
        other = await make.member(house.db, f"other_{number}")
        await house.db.write(like, other.id, house.note, now=now_us())
        await house.ring()

    assert len(house.service.sent) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(house: House, status: int):
    await house.open()
    house.service.answers = [status]
    await make.comment(house.db, house.bo, house.note)

    await house.ring()

    assert await house.left() == 0


async def test_a_service_that_asks_for_patience_is_left_alone(house: House):
    await house.open()
    house.service.answers, house.service.headers = [429], {"Retry-After": "120"}
    await make.comment(house.db, house.bo, house.note)
    await house.ring()
    await make.comment(house.db, house.bo, house.note, "again")

    await house.ring()

    assert len(house.service.sent) == 1
    assert house.paused == []
    async with house.db.read() as tx:
        until = await tx.count(Sql("select wait_until_us from push_subscriptions"))
    assert 100 * SECOND < until - now_us() <= 120 * SECOND


async def test_a_timeout_is_tried_once_more_and_then_no_more(house: House):
    await house.open()
    house.service.answers = [httpx.ConnectTimeout("away"), 201]
    await make.comment(house.db, house.bo, house.note)
    await house.ring()
    house.service.answers = [httpx.ReadTimeout("away"), 503]
    await make.comment(house.db, house.bo, house.note, "again")
    await house.ring()

    assert len(house.service.sent) == 4
    assert house.paused == [2.0, 2.0]
    assert await house.left() == 1


async def test_a_browser_that_always_fails_is_given_up(house: House):
    await house.open()
    [one], _ = await _subscriptions(house)

    for _ in range(store.MAX_FAILURES):
        await house.db.write(store.note_outcome, one.id, well=False)

    assert await house.left() == 0


async def test_a_session_that_is_over_rings_nobody(house: House):
    await house.open()
    await house.db.write(close_session, house.token)
    await make.comment(house.db, house.bo, house.note)

    await house.ring()

    assert house.service.sent == []
    assert await house.left() == 0


async def test_a_browser_rings_for_whoever_signed_in_last(house: House):
    await house.open()
    token = await make.session(house.db, house.bo, now=now_us())
    await house.subscribe(house.bo, token, ENDPOINT)
    await make.comment(house.db, house.bo, house.note)

    await house.ring()

    assert house.service.sent == []
    assert await house.left() == 1


async def test_a_member_has_ten_browsers_at_most(house: House):
    await house.open()
    for number in range(14):
        await house.subscribe(house.ana, house.token, f"https://fcm.googleapis.com/{number}")

    assert await house.left() == 10


async def test_what_operators_announce_rings_everybody_who_wants_it(house: House):
    await house.open("ar")
    operator = await make.member(house.db, "keeper", operator=True)
    texts = {"en": Words("Moving"), "ar": Words("انتقال", "غدًا")}

    await house.db.write(announcements.announce, operator, "en", texts, now=now_us())
    await house.ring()

    [shown] = house.service.read_by(house.browser)
    assert (shown["title"], shown["body"], shown["dir"]) == ("انتقال", "غدًا", "rtl")


async def _subscriptions(house: House) -> tuple[list[store.Subscription], list[str]]:
    async with house.db.read() as tx:
        return await store.subscriptions(tx, house.ana.id, now=now_us())
