"""Addresses for digests over HTTP, and the links in letters."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import Unavailable
from qiao.notices import commands
from qiao.notices.mail import store
from qiao.notices.mail.links import Links
from qiao.notices.settings import NoticeSettings
from qiao.people.door import SignedIn

HouseLinks = Annotated[Links, Injected]
HouseNotices = Annotated[NoticeSettings, Injected]


class MailUnavailable(Unavailable):
    """This square sends no mail."""

    code = "mail_unavailable"


class MailView(msgspec.Struct, frozen=True):
    """Where digests go. `available`: whether this square sends any; an empty address: none yet."""

    available: bool
    address: str
    confirmed: bool


class Ask(msgspec.Struct, frozen=True):
    """Where digests are to go."""

    address: str


class Token(msgspec.Struct, frozen=True):
    """The token of a link in a letter."""

    token: str


async def _view(db: Db, member: str, settings: NoticeSettings) -> Response[bytes]:
    async with db.read() as tx:
        found = await store.address_of(tx, member)
    address, confirmed = (found.address, found.confirmed_us is not None) if found else ("", False)
    return json(MailView(settings.mails, address, confirmed))


@get("/api/v1/me/mail", responses=shows(MailView))
async def mail(me: SignedIn, db: Db, notice_settings: HouseNotices) -> Response[bytes]:
    """Show where one's digests go."""
    return await _view(db, me.id, notice_settings)


@put("/api/v1/me/mail", responses=shows(MailView))
async def ask(
    data: JSONBody[Ask], me: SignedIn, db: Db, notice_settings: HouseNotices
) -> Response[bytes]:
    """Give an address; a letter goes there that asks whether it is right."""
    if not notice_settings.mails:
        raise MailUnavailable
    await db.write(store.ask, me.id, data.address, now=now_us())
    return await _view(db, me.id, notice_settings)


@delete("/api/v1/me/mail", status_code=204)
async def drop(me: SignedIn, db: Db) -> None:
    """Take one's address back."""
    await db.write(store.drop, me.id)


@put("/api/v1/mail/confirm", status_code=204)
async def confirm(data: JSONBody[Token], db: Db, mail_links: HouseLinks) -> None:
    """Say by the link in a letter that the address is right."""
    link = mail_links.read(data.token, "confirm")

    async def do(tx: WriteTx) -> None:
        digest = (await commands.choices_of(tx, link.member)).digest
        await store.confirm(tx, link, digest, now=now_us())

    await db.write(do)


@post("/api/v1/mail/stop", status_code=204)
async def stop(token: FromQuery[str], db: Db, mail_links: HouseLinks) -> None:
    """End digests by the link in one of them, with one request and without signing in (RFC 8058).

    Whatever a mail program sends as the body is not looked at.
    """
    link = mail_links.read(token, "stop")

    async def do(tx: WriteTx) -> None:
        await store.still_this(tx, link)
        chosen = await commands.choices_of(tx, link.member)
        await commands.choose(tx, link.member, msgspec.structs.replace(chosen, digest="off"))

    await db.write(do)


ROUTES = [mail, ask, drop, confirm, stop]
