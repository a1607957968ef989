"""Coming in over HTTP, otherwise than by a password: passkeys, second factors, recovery codes."""

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, json, shows
from qiao.kit.ids import new_id
from qiao.people import commands, queries
from qiao.people.door import AnyRequest, refuse_other_origin
from qiao.people.keys import passkeys, second, throttle
from qiao.people.keys.entering import (
    Answered,
    HouseKeys,
    Want,
    Welcome,
    guess_of,
    let_in,
)
from qiao.people.keys.flows import spend
from qiao.people.keys.models import Begun, WrongCode
from qiao.people.passwords import NO_PASSWORD


class Newcomer(msgspec.Struct, frozen=True):
    """What a device is to call the passkey."""

    handle: str
    name: str = ""


class Enter(Answered, frozen=True):
    """A passkey's answer."""

    want: Want = "cookie"


class SecondCode(msgspec.Struct, frozen=True):
    """The flow that the first factor began, and a code of the app or a recovery code."""

    flow: str
    code: str
    want: Want = "cookie"


class Recover(msgspec.Struct, frozen=True):
    """A handle and one of its recovery codes."""

    handle: str
    code: str
    want: Want = "cookie"


@post("/api/v1/passkeys/options", status_code=200, responses=shows(Begun))
async def begin_enter(request: AnyRequest, keys: HouseKeys) -> Response[bytes]:
    """Begin signing in with a passkey; who it is, the passkey says."""
    refuse_other_origin(request)
    site = keys.site(request)
    token, flow = keys.begin("enter", "", now=now_us())
    return json(passkeys.asked_to_use(site, token, flow))


@post("/api/v1/passkeys/newcomer-options", status_code=200, responses=shows(Begun))
async def begin_join(
    data: JSONBody[Newcomer], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Begin signing up with a passkey; it is sent with what one joins with.

    Raises:
        HandleInvalid, HandleTaken: before the device keeps a passkey for nothing.
    """
    refuse_other_origin(request)
    site, now = keys.site(request), now_us()
    joining = commands.checked_joining(
        handle=data.handle, name=data.name, langs=[], region="", ui_lang="en"
    )
    async with db.read() as tx:
        if await queries.sign_in_row(tx, joining.handle) is not None:
            raise commands.HandleTaken(field="handle")
    token, flow = keys.begin("join", new_id(now), now=now)
    return json(
        passkeys.asked_to_make(
            keys, site, token, flow, handle=joining.handle, name=joining.name, known=[]
        )
    )


@post("/api/v1/sessions/passkey", status_code=201, responses=shows(Welcome, status=201))
async def enter(
    data: JSONBody[Enter], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Sign in with a passkey alone."""
    refuse_other_origin(request)
    site, now = keys.site(request), now_us()
    flow = keys.read(data.flow, "enter", now=now)
    async with db.read() as tx:
        known = await passkeys.find(tx, data.credential)
    counter = passkeys.used(site, flow, data.credential, known)

    async def use(tx: WriteTx) -> bool:
        await spend(tx, flow)
        return await passkeys.keep_use(tx, known, counter, now=now)

    passkeys.raise_if_cloned(fine=await db.write(use))
    return await let_in(request, db, keys, known.member, data.want)


@post("/api/v1/sessions/second", status_code=201, responses=shows(Welcome, status=201))
async def second_factor(
    data: JSONBody[SecondCode], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Finish signing in with a code; the flow is kept when the code was wrong."""
    refuse_other_origin(request)
    now = now_us()
    flow = keys.read(data.flow, "second", now=now)
    name = f"second {flow.member}"
    await db.write(throttle.count_in_a_row, name, now=now)

    async def use(tx: WriteTx) -> bool:
        if not await second.use(tx, keys, flow.member, data.code, now=now):
            return False
        await spend(tx, flow)
        await throttle.forgive_row(tx, name)
        return True

    if not await db.write(use):
        raise WrongCode
    return await let_in(request, db, keys, flow.member, data.want)


@post("/api/v1/sessions/recovery", status_code=201, responses=shows(Welcome, status=201))
async def recover(
    data: JSONBody[Recover], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Sign in with a recovery code alone, where there is no password that it would pass over."""
    refuse_other_origin(request)
    handle = data.handle.strip().casefold()[:64]
    async with db.read() as tx:
        row = await queries.sign_in_row(tx, handle)
    guess = guess_of(request, keys, handle, row.id if row else None)
    await db.write(throttle.count, guess, now=now_us())
    alone = row is not None and row.password_hash == NO_PASSWORD

    async def use(tx: WriteTx) -> bool:
        # an unknown handle costs the same
        return await second.use_recovery(tx, keys, row.id if row and alone else "", data.code)

    if not await db.write(use) or row is None:
        raise commands.WrongHandleOrPassword
    await db.write(throttle.right, guess)
    return await let_in(request, db, keys, row.id, data.want)


ROUTES = [begin_enter, begin_join, enter, second_factor, recover]
