"""What every way in shares: who guesses, what a passkey proved, and being let in."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.datastructures import Cookie

from qiao.kit.clock import DAY, SECOND, now_us
from qiao.kit.http import Db, Injected, json
from qiao.people import commands, queries
from qiao.people.door import AnyRequest, is_safe_place, session_cookie
from qiao.people.keys import passkeys, second
from qiao.people.keys.carrier import Carrier
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.models import Flow, FlowOver, SecondFactorNeeded
from qiao.people.keys.sittings import device_of
from qiao.people.keys.throttle import Guess
from qiao.people.models import Me

SECURE_DEVICE = "__Host-qiao-device"
PLAIN_DEVICE = "qiao-device"
DEVICE_US = 400 * DAY

HouseKeys = Annotated[Keyring, Injected]
HouseCarrier = Annotated[Carrier, Injected]
Want = Literal["cookie", "bearer"]


class Answered(msgspec.Struct, frozen=True):
    """What a browser answered (WebAuthn's own JSON), with the flow it was asked in."""

    flow: str
    credential: dict[str, Any]


class Welcome(Me, frozen=True, omit_defaults=True):
    """Oneself, with the bearer token where one was asked for."""

    token: str | None = None


def device_at(request: AnyRequest, keys: Keyring, member: str) -> str | None:
    """Return the name of the browser that asks, where `member` signed in on it before."""
    kept = request.cookies.get(SECURE_DEVICE) or request.cookies.get(PLAIN_DEVICE)
    return keys.device(kept, member)


def guess_of(request: AnyRequest, keys: Keyring, account: str, member: str | None) -> Guess:
    """Return who guesses, and at which account."""
    device = device_at(request, keys, member) if member else None
    return Guess(account, request.client.host if request.client else "", device)


def proved_passkey(
    request: AnyRequest, keys: Keyring, answered: Answered, purpose: str, member: str = ""
) -> tuple[Flow, passkeys.NewPasskey]:
    """Check a passkey made for `purpose`; the caller ends the flow as it keeps the passkey.

    Raises:
        FlowOver, PasskeyRefused, PasskeysUnavailable.
    """
    flow = keys.read(answered.flow, purpose, now=now_us())
    if member and flow.member != member:
        raise FlowOver
    return flow, passkeys.made(keys.site(request), flow, answered.credential)


async def ask_second_or_let_in(
    request: AnyRequest, db: Db, keys: Keyring, member: str, want: str
) -> Response[bytes]:
    """Let somebody in whose first factor was right; raises SecondFactorNeeded where she has one."""
    async with db.read() as tx:
        asked = await second.has_totp(tx, member)
    if asked:
        raise SecondFactorNeeded(flow=keys.begin("second", member, now=now_us())[0])
    return await let_in(request, db, keys, member, want)


async def let_in(
    request: AnyRequest, db: Db, keys: Keyring, member: str, want: str
) -> Response[bytes]:
    """Open a session and answer who one is."""
    device = device_of(request.headers.get("user-agent", ""))
    token = await db.write(commands.open_session, member, now=now_us(), device=device)
    return await opened_for(request, db, keys, member, token, want)


async def opened_for(
    request: AnyRequest, db: Db, keys: Keyring, member: str, token: str, want: str
) -> Response[bytes]:
    """Answer who one is, with the session that was opened."""
    async with db.read() as tx:
        me = await queries.me(tx, member)
    if want == "bearer":
        fields = {f: getattr(me, f) for f in me.__struct_fields__}
        return json(Welcome(**fields, token=token), status=201)
    answer = json(me, status=201)
    answer.set_cookie(session_cookie(request, token))
    answer.set_cookie(_device_cookie(request, keys.new_device(member)))
    return answer


def _device_cookie(request: AnyRequest, value: str) -> Cookie:
    secure = is_safe_place(request)
    return Cookie(
        key=SECURE_DEVICE if secure else PLAIN_DEVICE,
        value=value,
        path="/",
        max_age=DEVICE_US // SECOND,
        secure=secure,
        httponly=True,
        samesite="strict",
    )
