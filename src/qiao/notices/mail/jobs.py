"""Sending what is due: the question whether an address is right, and digests."""

import asyncio
import smtplib
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

import structlog

from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Database, ReadTx, Sql
from qiao.notices import queries
from qiao.notices.events import NoticesChanged
from qiao.notices.mail import letters, store
from qiao.notices.mail.links import Link, Links
from qiao.notices.mail.store import Address, MailAsked
from qiao.notices.models import Digest, Kind
from qiao.notices.sentences import told_outside, words_in
from qiao.notices.settings import NoticeSettings

log = structlog.get_logger()

TIMEOUT_S = 20.0
WAIT_US = 15 * 60 * SECOND

_WHO = Sql("select name, handle, ui_lang from members where id = :member")


class MailDown(Exception):
    """The letter was not taken; it may be later."""


class Mailer(Protocol):
    """Who takes letters."""

    async def send(self, letter: EmailMessage) -> None:
        """Hand a letter over. Raises MailDown."""


@dataclass(frozen=True)
class Smtp:
    """Hands letters to a mail server; a connection for each, in a thread."""

    settings: NoticeSettings

    async def send(self, letter: EmailMessage) -> None:
        """Hand a letter over. Raises MailDown."""
        try:
            await asyncio.to_thread(self._send, letter)
        except (OSError, smtplib.SMTPException) as error:
            raise MailDown(type(error).__name__) from error

    def _send(self, letter: EmailMessage) -> None:
        chosen = self.settings
        host, port = chosen.smtp_host, chosen.smtp_port
        server: smtplib.SMTP
        if chosen.smtp_security == "tls":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        with server:
            if chosen.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
            server.send_message(letter)


@dataclass(frozen=True)
class Post:
    """Writes letters and hands them over."""

    database: Database
    desk: letters.Desk
    links: Links
    mailer: Mailer
    per_minute: int
    waits: Callable[[ReadTx, str, int], Awaitable[int]] | None = None
    """How many conversations of a member have something unread that came after a time."""

    async def hear(self, told: Sequence[MailAsked | NoticesChanged]) -> None:
        """Ask whether addresses are right; have first answers told at once."""
        for event in told:
            if isinstance(event, MailAsked):
                await self._ask(event.member)
            elif event.group is not None:
                await self._hurry(event.member, event.group)

    async def send_due(self) -> int:
        """Send the digests that are due, as many as a minute takes; return how many went out."""
        async with self.database.read() as tx:
            due = await store.due(tx, now=now_us(), limit=self.per_minute)
        went = 0
        for to in due:
            went += await self._send(to)
        return went

    async def _ask(self, member: str) -> None:
        async with self.database.read() as tx:
            to = await store.address_of(tx, member)
            who = await tx.one_or_none(tuple, _WHO, member=member)
        if to is None or who is None or to.confirmed_us is not None:
            return
        token = self.links.written(Link("confirm", member, to.about))
        await self.mailer.send(letters.question(self.desk, to.address, who[2], token=token))

    async def _hurry(self, member: str, group: str) -> None:
        async with self.database.read() as tx:
            if await store.address_of(tx, member) is None:
                return
            found = await queries.groups(tx, member, [group])
        if found and found[0].first:
            await self.database.write(store.soon, member, now=now_us())

    async def _send(self, to: Address) -> bool:
        async with self.database.read() as tx:
            chosen = await queries.choices(tx, to.member)
        # taken before it is sent: a digest may be lost, but never comes twice
        if not await self.database.write(store.claim, to.member, chosen.digest, now=now_us()):
            return False
        async with self.database.read() as tx:
            letter = await self._digest(tx, to, chosen.digest)
        if letter is None:
            return False
        now = now_us()
        try:
            await self.mailer.send(letter)
        except MailDown as error:
            log.warning("digest_failed", why=str(error), failures=to.failures + 1)
            wait_us = WAIT_US << min(to.failures, 6)
            await self.database.write(store.failed, to.member, wait_us=wait_us, now=now)
            return False
        await self.database.write(store.sent, to.member, now=now)
        return True

    async def _digest(self, tx: ReadTx, to: Address, often: Digest) -> EmailMessage | None:
        who = await tx.one_or_none(tuple, _WHO, member=to.member)
        if who is None or often == "off":
            return None
        name, handle, lang = who
        chosen = await queries.choices(tx, to.member)
        ids = await store.fresh_groups(tx, to.member, to.sent_us)
        items = []
        for notice in await queries.groups(tx, to.member, ids):
            if chosen.wants(Kind(notice.kind), "mail"):
                sentence, said = await told_outside(tx, notice, lang)
                url = "/statements" if notice.statement else "/notices"
                url = f"/n/{notice.note.id}" if notice.note else url
                items.append(letters.Item(sentence, said, self.desk.address + url))
        if self.waits is not None and chosen.messages.mail:
            count = await self.waits(tx, to.member, to.sent_us)
            if count:
                # how many, and nothing else of them
                sentence = words_in(lang)["messages"].format(count=count)
                items.append(letters.Item(sentence, "", f"{self.desk.address}/messages"))
        if not items:
            return None
        return letters.digest(
            self.desk,
            to.address,
            name or f"@{handle}",
            lang,
            items,
            more=len(ids) == store.MAX_ITEMS,
            stop=self.links.written(Link("stop", to.member, to.about)),
        )
