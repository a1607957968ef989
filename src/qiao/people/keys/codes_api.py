"""Codes by mail and text message over HTTP: asked for, checked, and what a right one is for."""

from typing import Annotated, Literal, NamedTuple

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import NotFound
from qiao.people import queries
from qiao.people.commands import WrongHandleOrPassword, checked_lang
from qiao.people.door import AnyRequest, SignedIn, refuse_other_origin
from qiao.people.keys import codes, contacts, numbers, throttle, ways
from qiao.people.keys.carrier import Carrier, CodesUnavailable
from qiao.people.keys.codes import AGAIN_US, CODE_US
from qiao.people.keys.contacts import Contact
from qiao.people.keys.entering import (
    HouseCarrier,
    HouseKeys,
    Want,
    Welcome,
    ask_second_or_let_in,
    device_at,
    guess_of,
)
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.models import NotYetMember, PasskeysUnavailable, WrongCode
from qiao.people.keys.proving import login_of, proved_login
from qiao.people.keys.settings import DoorSettings
from qiao.people.passwords import matches

HouseDoors = Annotated[DoorSettings, Injected]


class Doors(msgspec.Struct, frozen=True):
    """Which ways in are open here, for whom this address is fine. A password always is."""

    passkey: bool
    password: bool
    mail: bool
    phone: bool
    countries: list[str]
    identities: int


class AskCode(msgspec.Struct, frozen=True):
    """Where a code is to go. `lang`: in which language, for whom the square does not know.

    `region`: the country, as "LB", of a number that does not begin with +.
    """

    to: str
    by: Literal["mail", "phone"] = "mail"
    lang: str = "en"
    region: str = ""


class Sent(msgspec.Struct, frozen=True):
    """A code is on its way, whoever it is. `flow` goes with it: it opens nothing without."""

    flow: str
    again_s: int = AGAIN_US // 1_000_000
    good_for_s: int = CODE_US // 1_000_000


class CheckCode(msgspec.Struct, frozen=True):
    """The code that came."""

    flow: str
    code: str


class ProvedNumber(msgspec.Struct, frozen=True):
    """A flow whose code was right, and the password: a number alone opens nothing."""

    flow: str
    password: str
    want: Want = "cookie"


class Proved(msgspec.Struct, frozen=True):
    """A flow whose code was right."""

    flow: str
    want: Want = "cookie"


@get("/api/v1/doors", responses=shows(Doors))
async def doors(
    request: AnyRequest, keys: HouseKeys, carrier: HouseCarrier, door_settings: HouseDoors
) -> Response[bytes]:
    """Say which ways in are open."""
    try:
        keys.site(request)
        passkey = True
    except PasskeysUnavailable:
        passkey = False
    return json(
        Doors(
            passkey=passkey,
            password=True,
            mail=carrier.mails,
            phone=carrier.texts,
            countries=sorted(door_settings.phone.countries) if carrier.texts else [],
            identities=door_settings.identities,
        )
    )


class Sender(NamedTuple):
    """What sending a code takes, in one request."""

    request: AnyRequest
    db: Db
    keys: Keyring
    carrier: Carrier
    doors: DoorSettings

    async def send(self, data: AskCode, *, lang: str, member: str) -> Response[bytes]:
        """Keep a code and send it after the answer; known or not, the same is done.

        Raises:
            CodesUnavailable, AddressInvalid, NumberInvalid, CountryClosed, AskedTooOften.
        """
        if not (self.carrier.mails if data.by == "mail" else self.carrier.texts):
            raise CodesUnavailable(by=data.by)
        if data.by == "mail":
            contact = contacts.mail_contact(self.keys, data.to)
            return await self._send(contact, None, lang, member)
        number = numbers.checked_number(self.keys, data.to, data.region, self.doors.phone)
        return await self._send(number.contact, number, lang, member)

    async def _send(
        self, contact: Contact, number: numbers.Number | None, lang: str, member: str
    ) -> Response[bytes]:
        keys, code, now = self.keys, codes.new_code(), now_us()
        network = codes.network_of(self.request.client.host if self.request.client else "")
        async with self.db.read() as tx:
            spoken = await contacts.lang_of_owner(tx, contact)
            owner = await contacts.owner(tx, contact)
        if number is None:
            device = device_at(self.request, keys, owner or "nobody")
            budgets = codes.mail_budgets(self.doors.budgets, contact, network, device)
        else:
            budgets = numbers.budgets(self.doors.phone, self.doors.budgets, number, network)

        async def begin(tx: WriteTx) -> str:
            await codes.spend(tx, keys, budgets, now=now)
            if number is not None:
                money, cost = numbers.price(self.doors.phone, number.region)
                await codes.take(tx, keys, money, cost, now=now)
            return await codes.begin(tx, keys, contact, code, member=member, now=now)

        flow = await self.db.write(begin)
        carry = self.carrier.mail if number is None else self.carrier.text
        carry(contact.to, spoken or lang, code)
        return json(Sent(flow))


@post("/api/v1/codes", status_code=200, responses=shows(Sent))
async def ask(
    data: JSONBody[AskCode],
    request: AnyRequest,
    db: Db,
    keys: HouseKeys,
    carrier: HouseCarrier,
    door_settings: HouseDoors,
) -> Response[bytes]:
    """Ask for a code to come in with. The answer is the same whether or not it is known where to.

    Raises:
        CodesUnavailable, AddressInvalid, NumberInvalid, CountryClosed, AskedTooOften.
    """
    refuse_other_origin(request)
    lang = checked_lang(data.lang, field="lang")
    sender = Sender(request, db, keys, carrier, door_settings)
    return await sender.send(data, lang=lang, member="")


@post("/api/v1/codes/check", status_code=204)
async def check(
    data: JSONBody[CheckCode],
    request: AnyRequest,
    db: Db,
    keys: HouseKeys,
    door_settings: HouseDoors,
) -> None:
    """Say the code that came; what it is for is asked for next, with the same flow.

    Raises:
        WrongCode: it is another one; there are five tries. FlowOver: ask for a new one.
    """
    refuse_other_origin(request)

    async def look(tx: WriteTx) -> bool:
        contact = await codes.check(tx, keys, data.flow, data.code, now=now_us())
        if contact is not None and contact.kind == "phone":
            region = numbers.region_of(contact.to)
            back = numbers.unproved(door_settings.phone, contact.to, region)
            await codes.give_back(tx, keys, back)
        return contact is not None

    if not await db.write(look):
        raise WrongCode


@post("/api/v1/sessions/mail", status_code=201, responses=shows(Welcome, status=201))
async def enter(
    data: JSONBody[Proved], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Sign in with a code that was right; who has a second factor is asked for it next.

    Raises:
        NotYetMember: no account has this address: join with the same flow.
    """
    refuse_other_origin(request)
    now = now_us()

    async def use(tx: WriteTx) -> str | None:
        contact = await codes.proved(tx, keys, data.flow, "mail", now=now)
        found = await contacts.owner(tx, contact)
        if found is not None:
            await codes.finish(tx, keys, data.flow, now=now)
        return found

    member = await db.write(use)
    if member is None:
        raise NotYetMember
    return await ask_second_or_let_in(request, db, keys, member, data.want)


@post("/api/v1/sessions/phone", status_code=201, responses=shows(Welcome, status=201))
async def enter_by_phone(
    data: JSONBody[ProvedNumber], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Sign in with a number whose code was right, and the password.

    Raises:
        WrongHandleOrPassword: also where no account has this number.
    """
    refuse_other_origin(request)
    now = now_us()
    async with db.read() as tx:
        contact = await codes.proved(tx, keys, data.flow, "phone", now=now)
        owner = await contacts.owner(tx, contact)
        handle = await queries.handle_of(tx, owner) if owner else contact.lookup.hex()
        kept = await ways.password_of(tx, owner or "")
    guess = guess_of(request, keys, handle, owner)
    await db.write(throttle.count, guess, now=now)
    known = kept.password_hash if owner and kept.there else None
    if not await matches(data.password[:256], known) or owner is None:
        raise WrongHandleOrPassword
    await db.write(throttle.right, guess)
    await db.write(codes.finish, keys, data.flow, now=now)
    return await ask_second_or_let_in(request, db, keys, owner, data.want)


@post("/api/v1/me/contacts/codes", status_code=200, responses=shows(Sent))
async def ask_for_mine(
    data: JSONBody[AskCode],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    keys: HouseKeys,
    carrier: HouseCarrier,
    door_settings: HouseDoors,
) -> Response[bytes]:
    """Ask for a code to an address or number that one wants to come in by."""
    login = await proved_login(request, db, me)
    sender = Sender(request, db, keys, carrier, door_settings)
    return await sender.send(data, lang=me.ui_lang, member=login)


@put("/api/v1/me/contacts/{by:str}", status_code=204)
async def keep(
    by: FromPath[str],
    data: JSONBody[Proved],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    keys: HouseKeys,
) -> None:
    """Come in by what was proved from now on, and no longer by the one before.

    Raises:
        NotFound: `by` is neither mail nor phone. ContactTaken: it opens another account.
    """
    login = await proved_login(request, db, me)
    kind = _kind(by)
    now = now_us()

    async def take(tx: WriteTx) -> None:
        await keep_proved(tx, keys, login, data.flow, kind, now=now, asked_by=login)

    await db.write(take)


def _kind(by: str) -> contacts.Kind:
    if by == "mail":
        return "mail"
    if by == "phone":
        return "phone"
    raise NotFound


async def keep_proved(
    tx: WriteTx,
    keys: Keyring,
    login: str,
    flow: str,
    kind: contacts.Kind,
    *,
    now: Micros,
    asked_by: str = "",
) -> None:
    """Keep the contact of a flow; `asked_by`: whoever asked for it signed in, else ""."""
    contact = await codes.proved(tx, keys, flow, kind, member=asked_by, now=now)
    await codes.finish(tx, keys, flow, now=now)
    await contacts.keep(tx, keys, login, contact, now=now)


@delete("/api/v1/me/contacts/{by:str}", status_code=204)
async def drop(by: FromPath[str], request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Come in by it no longer; raises NotFound, LastWayIn."""
    await db.write(ways.drop_contact, await proved_login(request, db, me), _kind(by))


@post("/api/v1/me/proof/codes", status_code=200, responses=shows(Sent))
async def ask_to_prove(
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    keys: HouseKeys,
    carrier: HouseCarrier,
    door_settings: HouseDoors,
) -> Response[bytes]:
    """Ask for a code to one's own address, to prove who one is; raises NotFound without one."""
    login = await login_of(db, me)
    async with db.read() as tx:
        address = (await contacts.of(tx, keys, login)).get("mail")
    if not address:
        raise NotFound
    sender = Sender(request, db, keys, carrier, door_settings)
    return await sender.send(AskCode(address), lang=me.ui_lang, member=login)


ROUTES = [doors, ask, check, enter, enter_by_phone, ask_for_mine, keep, drop, ask_to_prove]
