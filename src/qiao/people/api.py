"""People over HTTP: signing up, in and out, profiles, follows."""

from typing import Any, Literal

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, json, key_of, shows
from qiao.people import blocks, commands, queries
from qiao.people.circles import WhoMay
from qiao.people.door import (
    AnyRequest,
    Reader,
    SignedIn,
    refuse_other_origin,
    session_cookie,
    session_token,
)
from qiao.people.keys import passkeys, throttle
from qiao.people.keys.codes_api import keep_proved
from qiao.people.keys.entering import (
    Answered,
    HouseKeys,
    Welcome,
    ask_second_or_let_in,
    guess_of,
    let_in,
    proved_passkey,
)
from qiao.people.keys.flows import spend
from qiao.people.keys.models import FlowOver
from qiao.people.may import choose_who_may
from qiao.people.models import Hidden, Me, Profile, Reading
from qiao.people.passwords import NO_PASSWORD, check_password, hashed, matches
from qiao.people.reading import choose_reading


class Join(msgspec.Struct, frozen=True):
    """Who wants to join, with a password, a passkey or an address.

    `mail`, `phone`: the flow of a code that was right; a number is kept beside another way, and is
    none by itself. `want`: a cookie for the app, or a bearer token for other clients. `invitation`:
    the token of a link; `told`: whoever made it may know that she came by it.
    """

    handle: str
    password: str = ""
    passkey: Answered | None = None
    mail: str = ""
    phone: str = ""
    name: str = ""
    langs: list[str] = []
    region: str = ""
    ui_lang: str = "en"
    want: Literal["cookie", "bearer"] = "cookie"
    invitation: str = ""
    told: bool = False


class SignIn(msgspec.Struct, frozen=True):
    """A handle and its password."""

    handle: str
    password: str
    want: Literal["cookie", "bearer"] = "cookie"


class ChangeMe(msgspec.Struct, frozen=True):
    """What to change; what is not named stays. `avatar` null takes the picture away."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    bio: str | msgspec.UnsetType = msgspec.UNSET
    langs: list[str] | msgspec.UnsetType = msgspec.UNSET
    region: str | msgspec.UnsetType = msgspec.UNSET
    ui_lang: str | msgspec.UnsetType = msgspec.UNSET
    avatar: str | msgspec.UnsetType | None = msgspec.UNSET
    reading: Reading | msgspec.UnsetType = msgspec.UNSET
    who_may: WhoMay | msgspec.UnsetType = msgspec.UNSET
    learns: list[str] | msgspec.UnsetType = msgspec.UNSET
    hides: list[Hidden] | msgspec.UnsetType = msgspec.UNSET


class Claim(msgspec.Struct, frozen=True):
    """The token of the one-time link that makes the first operator."""

    token: str


async def _me(db: Db, member: str) -> Me:
    async with db.read() as tx:
        return await queries.me(tx, member)


@post("/api/v1/members", status_code=201, responses=shows(Welcome, status=201))
async def join(
    data: JSONBody[Join], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Sign up and be signed in."""
    refuse_other_origin(request)
    key_of(request)
    joining = commands.checked_joining(
        handle=data.handle,
        name=data.name,
        langs=data.langs or [data.ui_lang],
        region=data.region,
        ui_lang=data.ui_lang,
        invitation=data.invitation,
        told=data.told,
    )
    proved = proved_passkey(request, keys, data.passkey, "join") if data.passkey else None
    with_password = proved is None and (data.password != "" or not data.mail)
    if with_password:
        check_password(data.password, handle=joining.handle)
    password_hash = await hashed(data.password) if with_password else NO_PASSWORD
    fresh = False

    async def make(tx: WriteTx) -> bytes:
        nonlocal fresh
        fresh, now = True, now_us()
        flow, passkey = proved or (None, None)
        if flow is not None:
            await spend(tx, flow)
        id_ = flow.member if flow is not None else None
        member = await commands.join(tx, joining, password_hash, now=now, id=id_)
        if passkey is not None:
            await passkeys.keep(tx, member, passkey, "", now=now)
        if data.mail:
            await keep_proved(tx, keys, member, data.mail, "mail", now=now)
        if data.phone:
            await keep_proved(tx, keys, member, data.phone, "phone", now=now)
        return member.encode()

    # what is kept under the key is an id, never a session: sent again it opens a session anew
    member = (await created(request, db, "", make)).decode()
    if (proved is not None or data.mail or data.phone) and not fresh:
        raise FlowOver  # what was answered proves something once; it can sign in anew
    return await let_in(request, db, keys, member, data.want)


@post("/api/v1/sessions", status_code=201, responses=shows(Welcome, status=201))
async def sign_in(
    data: JSONBody[SignIn], request: AnyRequest, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Sign in with handle and password; who has a second factor is asked for it next."""
    refuse_other_origin(request)
    handle = data.handle.strip().casefold()[:64]
    async with db.read() as tx:
        row = await queries.sign_in_row(tx, handle)
    guess = guess_of(request, keys, handle, row.id if row else None)
    await db.write(throttle.count, guess, now=now_us())
    if not await matches(data.password[:256], row.password_hash if row else None) or row is None:
        raise commands.WrongHandleOrPassword
    await db.write(throttle.right, guess)
    return await ask_second_or_let_in(request, db, keys, row.id, data.want)


@delete("/api/v1/sessions/current", status_code=204)
async def sign_out(request: AnyRequest, db: Db) -> Response[None]:
    """Sign out here."""
    token = session_token(request)
    if token:
        await db.write(commands.close_session, token)
    answer: Response[None] = Response(None, status_code=204)
    answer.set_cookie(session_cookie(request, None))
    return answer


@get("/api/v1/me", responses=shows(Me))
async def me(me: SignedIn, db: Db) -> Response[bytes]:
    """Show oneself."""
    return json(await _me(db, me.id))


@patch("/api/v1/me", responses=shows(Me))
async def change_me(data: JSONBody[ChangeMe], me: SignedIn, db: Db) -> Response[bytes]:
    """Change one's profile and languages."""
    asked: dict[str, Any] = {
        name: value
        for name in data.__struct_fields__
        if (value := getattr(data, name)) is not msgspec.UNSET
    }
    if "avatar" in asked:
        asked["avatar"] = asked["avatar"] or ""
    for name in ("langs", "learns", "hides"):
        if name in asked:
            asked[name] = tuple(asked[name])
    reading = asked.pop("reading", None)
    who_may = asked.pop("who_may", None)

    async def change(tx: WriteTx) -> None:
        if asked:
            await commands.change_profile(tx, me.id, commands.ProfileChange(**asked))
        if reading is not None:
            await choose_reading(tx, me.id, reading)
        if who_may is not None:
            await choose_who_may(tx, me.id, who_may)

    await db.write(change)
    return json(await _me(db, me.id))


@post("/api/v1/operator-claims", status_code=200, responses=shows(Me))
async def claim(data: JSONBody[Claim], me: SignedIn, db: Db) -> Response[bytes]:
    """Become the square's operator with the one-time link that the server printed."""
    await db.write(commands.claim_operator, me.id, data.token[:100], now=now_us())
    return json(await _me(db, me.id))


@get("/api/v1/members/{handle:str}", responses=shows(Profile))
async def member(handle: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show a member."""
    async with db.read() as tx:
        found = await queries.profile(tx, handle, reader=reader.id if reader else None)
    return json(found)


@put("/api/v1/members/{handle:str}/follow", status_code=204)
async def follow(handle: FromPath[str], me: SignedIn, db: Db) -> None:
    """Follow a member."""
    async with db.read() as tx:
        followed = await queries.id_of(tx, handle, reader=me.id)
    await db.write(blocks.follow, me.id, followed, now=now_us())


@delete("/api/v1/members/{handle:str}/follow", status_code=204)
async def unfollow(handle: FromPath[str], me: SignedIn, db: Db) -> None:
    """Follow a member no longer."""
    async with db.read() as tx:
        followed = await queries.id_of(tx, handle, reader=me.id)
    await db.write(commands.unfollow, me.id, followed)


ROUTES = [join, sign_in, sign_out, me, change_me, claim, member, follow, unfollow]
