"""Who gets letters, what stands in them, and how they end."""

import email
from collections.abc import AsyncIterator
from email import policy
from email.message import EmailMessage

import pytest
import pytest_socket

from qiao.kit.clock import DAY, now_us
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from qiao.notices import commands
from qiao.notices.events import NoticesChanged
from qiao.notices.mail import store
from qiao.notices.mail.jobs import MailDown, Post, Smtp
from qiao.notices.mail.letters import Desk
from qiao.notices.mail.links import Link, LinkInvalid, Links
from qiao.notices.mail.store import AddressInvalid, AskedTooOften, MailAsked, checked_address
from qiao.notices.models import Channels, Choices
from qiao.notices.settings import NoticeSettings
from tests import make
from tests.notices.mail.server import MailServer, serving
from tests.notices.make import Teller

ADDRESS = "ana@post.example"


@pytest.fixture(autouse=True)
def _local_sockets(socket_enabled: None) -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with serving() as started:
        yield started


class House:
    """A member who wants letters, somebody else, and a mail server."""

    def __init__(self, database: Database, server: MailServer) -> None:
        self.db = database
        self.server = server
        self.links = Links(b"secret")
        settings = NoticeSettings(
            smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none",
            mail_from="square@square.example",
        )  # fmt: skip
        desk = Desk("Qiao", "https://square.example", settings.mail_from)
        self.post = Post(database, desk, self.links, Smtp(settings), 60)
        self.teller = Teller(database)

    async def open(self, lang: str = "en") -> None:
        self.ana = await make.member(self.db, "ana", name="Ana", langs=(lang,))
        self.bo = await make.member(self.db, "bob", name="<b>Bo</b>")
        self.note = await make.note(self.db, self.ana, title="Bread & butter")
        await self.db.write(store.ask, self.ana.id, ADDRESS, now=now_us())

    async def confirm(self) -> None:
        link = self.links.read(await self.token("confirm"), "confirm")
        await self.db.write(store.confirm, link, "weekly", now=now_us())

    async def token(self, purpose: str) -> str:
        async with self.db.read() as tx:
            found = await store.address_of(tx, self.ana.id)
        assert found is not None
        return self.links.written(Link(purpose, self.ana.id, found.about))  # type: ignore[arg-type]

    async def is_due(self) -> None:
        async def now(tx: WriteTx) -> None:
            await tx.run(Sql("update notice_mail set next_us = 1"))

        await self.db.write(now)

    def letter(self) -> EmailMessage:
        found = email.message_from_bytes(self.server.letters[-1], policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def text(self, kind: str = "plain") -> str:
        part = self.letter().get_body((kind,))  # type: ignore[arg-type]
        assert isinstance(part, EmailMessage)
        return str(part.get_content())


@pytest.fixture
async def house(database: Database, server: MailServer) -> House:
    return House(database, server)


@pytest.fixture
def teller() -> None:
    """Not needed here: a house has its own."""


async def test_one_question_goes_to_an_address_and_nothing_else_until_it_says_yes(house: House):
    await house.open("zh-Hans")
    await house.post.hear([MailAsked(house.ana.id)])
    await make.comment(house.db, house.bo, house.note)
    await house.teller.tell()
    await house.is_due()

    assert await house.post.send_due() == 0

    assert len(house.server.letters) == 1
    assert house.letter()["To"] == ADDRESS
    assert "Ana" not in house.text()
    assert "Bread" not in house.text()
    token = house.text().split("token=")[1].split()[0]
    link = house.links.read(token, "confirm")
    await house.db.write(store.confirm, link, "weekly", now=now_us())
    await house.post.hear([MailAsked(house.ana.id)])
    assert len(house.server.letters) == 1


async def test_a_digest_tells_what_came_and_was_not_seen(house: House):
    await house.open()
    await house.confirm()
    await make.comment(house.db, house.bo, house.note, "Hm, <i>warm</i>?")
    await house.teller.tell()
    await house.is_due()

    assert await house.post.send_due() == 1

    letter = house.letter()
    assert letter["Subject"] == "1 new on Qiao"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Bread & butter" in house.text()
    assert "Hm, <i>warm</i>?" in house.text()
    assert f"https://square.example/n/{house.note}" in house.text()
    html = house.text("html")
    assert "&lt;b&gt;Bo&lt;/b&gt;" in html
    assert "<i>" not in html
    assert "<b>" not in html
    await house.is_due()
    assert await house.post.send_due() == 0  # nothing came since


async def test_a_digest_speaks_arabic_from_right_to_left(house: House):
    await house.open("ar")
    await house.confirm()
    await make.comment(house.db, house.bo, house.note)
    await house.teller.tell()
    await house.is_due()

    await house.post.send_due()

    assert "dir='rtl'" in house.text("html")
    assert "مرحبًا" in house.text()


async def test_of_what_is_not_for_everybody_a_letter_quotes_nothing(house: House):
    await house.open()
    await house.confirm()
    await house.db.write(set_standing, "note", house.note, Standing.LIMITED)
    await make.comment(house.db, house.bo, house.note, "A secret")
    await house.teller.tell()
    await house.is_due()

    await house.post.send_due()

    assert "secret" not in house.text()
    assert "Bread" not in house.text()


@pytest.mark.parametrize("choices", [Choices(digest="off"), Choices(comments=Channels(mail=False))])
async def test_what_was_switched_off_is_not_sent(house: House, choices: Choices):
    await house.open()
    await house.confirm()
    await house.db.write(commands.choose, house.ana.id, choices)
    await make.comment(house.db, house.bo, house.note)
    await house.teller.tell()
    await house.is_due()

    assert await house.post.send_due() == 0


async def test_the_first_answer_to_a_first_note_is_told_at_once(house: House):
    await house.open()
    await house.confirm()
    assert await house.post.send_due() == 0
    await make.comment(house.db, house.bo, house.note)
    await house.teller.tell()
    async with house.db.read() as tx:
        [group] = await store.fresh_groups(tx, house.ana.id, 0)

    await house.post.hear([NoticesChanged(house.ana.id, group)])

    assert await house.post.send_due() == 1
    assert "The first answer to your first note!" in house.text()


async def test_a_server_that_is_away_is_tried_later_and_nothing_comes_twice(house: House):
    await house.open()
    await house.confirm()
    await make.comment(house.db, house.bo, house.note)
    await house.teller.tell()
    await house.is_due()
    house.server.refuses = b"450 later"

    assert await house.post.send_due() == 0
    assert await house.post.send_due() == 0

    house.server.refuses = b""
    await house.is_due()
    assert await house.post.send_due() == 1
    assert await house.post.send_due() == 0
    assert len(house.server.letters) == 1


async def test_an_address_that_always_fails_has_to_be_confirmed_anew(house: House):
    await house.open()
    await house.confirm()

    for _ in range(store.MAX_FAILURES):
        await house.db.write(store.failed, house.ana.id, wait_us=1, now=now_us())

    async with house.db.read() as tx:
        found = await store.address_of(tx, house.ana.id)
    assert found is not None
    assert found.confirmed_us is None


async def test_nobody_is_there_to_take_letters(house: House):
    settings = NoticeSettings(smtp_host="127.0.0.1", smtp_port=9, smtp_security="none")

    with pytest.raises(MailDown):
        await Smtp(settings).send(EmailMessage())


async def test_a_link_is_for_one_purpose_one_member_and_one_address(house: House):
    await house.open()
    stop = await house.token("stop")
    with pytest.raises(LinkInvalid):
        house.links.read(stop, "confirm")
    forged = Links(b"other").written(Link("stop", house.ana.id, ""))
    for wrong in (stop[:-2], "x" + stop, "", "a.b", stop.replace(".", ""), "é.é", forged):
        with pytest.raises(LinkInvalid):
            house.links.read(wrong, "stop")
    old = house.links.read(await house.token("confirm"), "confirm")
    later = now_us() + DAY
    await house.db.write(store.ask, house.ana.id, "other@post.example", now=later)
    with pytest.raises(LinkInvalid):
        await house.db.write(store.confirm, old, "weekly", now=later)


async def test_nobody_has_a_stranger_flooded_with_questions(house: House):
    await house.open()
    with pytest.raises(AskedTooOften):
        await house.db.write(store.ask, house.ana.id, "victim@post.example", now=now_us())
    for number in range(2):
        other = await make.member(house.db, f"other_{number}")
        await house.db.write(store.ask, other.id, ADDRESS, now=now_us())

    with pytest.raises(AskedTooOften):
        await house.db.write(store.ask, house.bo.id, ADDRESS, now=now_us())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@",
        "@post.example",
        "ana@post",
        "a b@post.example",
        "ana@post.example\nBcc: x@y.zz",
        "ana@[127.0.0.1]",
        "ana@127.0.0.1",
        '"a b"@post.example',
        "ana..b@post.example",
        "ana@-x.example",
        "ana@post.example,bo@post.example",
        "Ana <ana@post.example>",
        "x" * 65 + "@post.example",
    ],
)
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(AddressInvalid):
        checked_address(address)


def test_an_address_keeps_its_name_and_its_host_is_written_small():
    assert checked_address(" Ana.B+notes@Post.Example ") == "Ana.B+notes@post.example"
