"""One's ways to sign in, and one's sessions, over HTTP."""

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, json, shows
from qiao.people import queries
from qiao.people.door import AnyRequest, SignedIn
from qiao.people.keys import contacts, logins, passkeys, second, sittings, ways
from qiao.people.keys.entering import Answered, HouseCarrier, HouseKeys, proved_passkey
from qiao.people.keys.flows import spend
from qiao.people.keys.models import (
    Begun,
    Codes,
    Passkey,
    PasskeysUnavailable,
    Sitting,
    Totp,
    Ways,
)
from qiao.people.keys.proving import Proof, here, login_of, proved_login
from qiao.people.keys.proving import prove as prove_who
from qiao.people.passwords import MIN_CHARS, MIN_CHARS_BESIDE, check_password, hashed


class NewPassword(Proof, frozen=True):
    """The new password, and a proof beside it: being signed in is not enough."""

    new: str = ""


class AddPasskey(Answered, frozen=True):
    """The passkey a browser made, and what to call it."""

    name: str = ""


class Name(msgspec.Struct, frozen=True):
    """What to call it."""

    name: str


class Code(msgspec.Struct, frozen=True):
    """The code that the app shows."""

    code: str


class Passkeys(msgspec.Struct, frozen=True):
    """One's passkeys."""

    items: list[Passkey]


class Sittings(msgspec.Struct, frozen=True):
    """One's sessions, the last seen first."""

    items: list[Sitting]


@get("/api/v1/me/ways", responses=shows(Ways))
async def show(
    request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys, carrier: HouseCarrier
) -> Response[bytes]:
    """Show one's ways to sign in."""
    try:
        keys.site(request)
        work_here = True
    except PasskeysUnavailable:
        work_here = False
    async with db.read() as tx:
        login = await logins.holder(tx, me.id)
        known = await contacts.of(tx, keys, login)
        found = Ways(
            handle=await queries.handle_of(tx, login),
            password=(await ways.password_of(tx, login)).there,
            totp=await second.has_totp(tx, login),
            recovery_left=await second.codes_left(tx, login),
            passkeys=await passkeys.of(tx, login),
            passkeys_work_here=work_here,
            proved=await sittings.is_proved(tx, me.id, here(request), now=now_us()),
            mail=known.get("mail"),
            mail_works_here=carrier.mails,
            phone=known.get("phone"),
            phone_works_here=carrier.texts,
        )
    return json(found)


@put("/api/v1/me/proof", status_code=204)
async def prove(
    data: JSONBody[Proof], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> None:
    """Prove anew who one is, so that for a quarter of an hour the ways in may be changed."""
    await prove_who(request, db, keys, me, data)
    await db.write(sittings.prove, here(request), now=now_us())


@post("/api/v1/me/passkeys/options", status_code=200, responses=shows(Begun))
async def begin_passkey(
    request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Begin adding a passkey."""
    login = await proved_login(request, db, me)
    site = keys.site(request)
    async with db.read() as tx:
        known = await passkeys.credentials_of(tx, login, site.rp_id)
        handle = await queries.handle_of(tx, login)
    token, flow = keys.begin("add", login, now=now_us())
    return json(
        passkeys.asked_to_make(keys, site, token, flow, handle=handle, name="", known=known)
    )


@post("/api/v1/me/passkeys", status_code=201, responses=shows(Passkeys, status=201))
async def add_passkey(
    data: JSONBody[AddPasskey], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Add the passkey that the browser made."""
    login = await proved_login(request, db, me)
    flow, new = proved_passkey(request, keys, data, "add", login)

    async def keep(tx: WriteTx) -> list[Passkey]:
        await spend(tx, flow)
        await passkeys.keep(tx, login, new, data.name, now=now_us())
        return await passkeys.of(tx, login)

    return json(Passkeys(await db.write(keep)), status=201)


@patch("/api/v1/me/passkeys/{id:str}", status_code=204)
async def name_passkey(id: FromPath[str], data: JSONBody[Name], me: SignedIn, db: Db) -> None:
    """Call a passkey something else."""
    await db.write(passkeys.rename, await login_of(db, me), id, data.name)


@delete("/api/v1/me/passkeys/{id:str}", status_code=204)
async def drop_passkey(id: FromPath[str], request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Take a passkey away."""
    login = await proved_login(request, db, me)
    await db.write(ways.drop_passkey, login, id)


@put("/api/v1/me/password", status_code=204)
async def set_password(
    data: JSONBody[NewPassword], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> None:
    """Change one's password, with the old one or another proof; all other sessions end.

    Who has none yet sets one as she changes any other way in: with a session proved of late.
    """
    async with db.read() as tx:
        login = await logins.holder(tx, me.id)
        handle = await queries.handle_of(tx, login)
        beside = await second.has_totp(tx, login)
        there = (await ways.password_of(tx, login)).there
    least = MIN_CHARS_BESIDE if beside else MIN_CHARS
    check_password(data.new, handle=handle, min_chars=least)
    if there or data.code or data.passkey or data.mail:
        await prove_who(request, db, keys, me, data)
    else:
        await proved_login(request, db, me)
    password_hash = await hashed(data.new)

    async def change(tx: WriteTx) -> None:
        await ways.set_password(tx, login, password_hash, len(data.new))
        await sittings.end_others(tx, await logins.together(tx, login), here(request))

    await db.write(change)


@delete("/api/v1/me/password", status_code=204)
async def drop_password(request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Sign in with passkeys alone."""
    login = await proved_login(request, db, me)
    await db.write(ways.drop_password, login)


@post("/api/v1/me/totp", status_code=200, responses=shows(Totp))
async def begin_totp(request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys) -> Response[bytes]:
    """Begin using an authenticator app: its secret, shown this once."""
    login = await proved_login(request, db, me)
    async with db.read() as tx:
        handle = await queries.handle_of(tx, login)
    return _once(json(await db.write(second.begin_totp, keys, login, handle)))


@put("/api/v1/me/totp", responses=shows(Codes))
async def confirm_totp(
    data: JSONBody[Code], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Show that the app works; from now on its code is asked for. Answers new recovery codes."""
    login = await proved_login(request, db, me)

    async def confirm(tx: WriteTx) -> list[str]:
        await second.confirm_totp(tx, keys, login, data.code, now=now_us())
        return await second.new_codes(tx, keys, login)

    return _once(json(Codes(await db.write(confirm))))


@delete("/api/v1/me/totp", status_code=204)
async def drop_totp(request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Ask for no code any more."""
    login = await proved_login(request, db, me)
    await db.write(ways.drop_totp, login)


@post("/api/v1/me/recovery-codes", status_code=200, responses=shows(Codes))
async def recovery_codes(
    request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Make ten new recovery codes, shown this once; those before open nothing any more."""
    login = await proved_login(request, db, me)
    return _once(json(Codes(await db.write(second.new_codes, keys, login))))


def _once(answer: Response[bytes]) -> Response[bytes]:
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get("/api/v1/me/sessions", responses=shows(Sittings))
async def sessions(request: AnyRequest, me: SignedIn, db: Db) -> Response[bytes]:
    """Show on which devices one is signed in."""
    async with db.read() as tx:
        everybody = await logins.together(tx, me.id)
        return json(Sittings(await sittings.of(tx, everybody, here(request), now=now_us())))


@delete("/api/v1/me/sessions/{id:str}", status_code=204)
async def end_session(id: FromPath[str], me: SignedIn, db: Db) -> None:
    """Sign out on one device; what it has open is closed within seconds."""
    async with db.read() as tx:
        everybody = await logins.together(tx, me.id)
    await db.write(sittings.end, everybody, id, now=now_us())


@delete("/api/v1/me/sessions", status_code=204)
async def end_others(request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Sign out on all devices but this one."""
    async with db.read() as tx:
        everybody = await logins.together(tx, me.id)
    await db.write(sittings.end_others, everybody, here(request))


ROUTES = [
    show, prove, begin_passkey, add_passkey, name_passkey, drop_passkey, set_password,
    drop_password, begin_totp, confirm_totp, drop_totp, recovery_codes, sessions, end_session,
    end_others,
]  # fmt: skip
