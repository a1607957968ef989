"""One's ways to sign in, and one's sessions, over HTTP."""

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, json, shows
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest, SignedIn, session_token
from qiao.people.keys import passkeys, second, sittings, throttle, ways
from qiao.people.keys.entering import Answered, HouseKeys, guess_of, proved_passkey
from qiao.people.keys.flows import spend
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.models import (
    Begun,
    Codes,
    Passkey,
    PasskeyRefused,
    PasskeysUnavailable,
    ProofNeeded,
    Sitting,
    Totp,
    Ways,
    WrongProof,
)
from qiao.people.models import Caller
from qiao.people.passwords import (
    MIN_CHARS,
    MIN_CHARS_BESIDE,
    check_password,
    hashed,
    matches,
)


class Proof(msgspec.Struct, frozen=True):
    """One of: the password, a code of the app or a recovery code, a passkey's answer."""

    password: str = ""
    code: str = ""
    passkey: Answered | None = None


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


def _here(request: AnyRequest) -> bytes:
    return token_hash(session_token(request) or "")


async def _want_proved(request: AnyRequest, db: Db, me: Caller) -> None:
    async with db.read() as tx:
        proved = await sittings.is_proved(tx, me.id, _here(request), now=now_us())
    if not proved:
        raise ProofNeeded


async def _prove(request: AnyRequest, db: Db, keys: Keyring, me: Caller, proof: Proof) -> None:
    """Check a proof, counted as guesses are; raises WrongProof."""
    now = now_us()
    if proof.passkey is not None:
        fine = await _passkey_proves(request, db, keys, me, proof.passkey, now)
    elif proof.code:
        name = f"second {me.id}"
        await db.write(throttle.count_in_a_row, name, now=now)

        async def use(tx: WriteTx) -> bool:
            right = await second.use(tx, keys, me.id, proof.code, now=now)
            if right:
                await throttle.forgive_row(tx, name)
            return right

        fine = await db.write(use)
    else:
        guess = guess_of(request, keys, me.handle, me.id)
        await db.write(throttle.count, guess, now=now)
        async with db.read() as tx:
            kept = await ways.password_of(tx, me.id)
        fine = await matches(proof.password[:256], kept.password_hash)
        if fine:
            await db.write(throttle.right, guess)
    if not fine:
        raise WrongProof


async def _passkey_proves(
    request: AnyRequest, db: Db, keys: Keyring, me: Caller, answered: Answered, now: Micros
) -> bool:
    flow = keys.read(answered.flow, "enter", now=now)
    async with db.read() as tx:
        known = await passkeys.find(tx, answered.credential)
    if known.member != me.id:
        raise PasskeyRefused
    counter = passkeys.used(keys.site(request), flow, answered.credential, known)

    async def use(tx: WriteTx) -> bool:
        await spend(tx, flow)
        return await passkeys.keep_use(tx, known, counter, now=now)

    return await db.write(use)


@get("/api/v1/me/ways", responses=shows(Ways))
async def show(request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys) -> Response[bytes]:
    """Show one's ways to sign in."""
    try:
        keys.site(request)
        work_here = True
    except PasskeysUnavailable:
        work_here = False
    async with db.read() as tx:
        found = Ways(
            password=(await ways.password_of(tx, me.id)).there,
            totp=await second.has_totp(tx, me.id),
            recovery_left=await second.codes_left(tx, me.id),
            passkeys=await passkeys.of(tx, me.id),
            passkeys_work_here=work_here,
            proved=await sittings.is_proved(tx, me.id, _here(request), now=now_us()),
        )
    return json(found)


@put("/api/v1/me/proof", status_code=204)
async def prove(
    data: JSONBody[Proof], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> None:
    """Prove anew who one is, so that for a quarter of an hour the ways in may be changed."""
    await _prove(request, db, keys, me, data)
    await db.write(sittings.prove, _here(request), now=now_us())


@post("/api/v1/me/passkeys/options", status_code=200, responses=shows(Begun))
async def begin_passkey(
    request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Begin adding a passkey."""
    await _want_proved(request, db, me)
    site = keys.site(request)
    async with db.read() as tx:
        known = await passkeys.credentials_of(tx, me.id, site.rp_id)
    token, flow = keys.begin("add", me.id, now=now_us())
    return json(
        passkeys.asked_to_make(keys, site, token, flow, handle=me.handle, name="", known=known)
    )


@post("/api/v1/me/passkeys", status_code=201, responses=shows(Passkeys, status=201))
async def add_passkey(
    data: JSONBody[AddPasskey], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Add the passkey that the browser made."""
    await _want_proved(request, db, me)
    flow, new = proved_passkey(request, keys, data, "add", me.id)

    async def keep(tx: WriteTx) -> list[Passkey]:
        await spend(tx, flow)
        await passkeys.keep(tx, me.id, new, data.name, now=now_us())
        return await passkeys.of(tx, me.id)

    return json(Passkeys(await db.write(keep)), status=201)


@patch("/api/v1/me/passkeys/{id:str}", status_code=204)
async def name_passkey(id: FromPath[str], data: JSONBody[Name], me: SignedIn, db: Db) -> None:
    """Call a passkey something else."""
    await db.write(passkeys.rename, me.id, id, data.name)


@delete("/api/v1/me/passkeys/{id:str}", status_code=204)
async def drop_passkey(id: FromPath[str], request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Take a passkey away."""
    await _want_proved(request, db, me)
    await db.write(ways.drop_passkey, me.id, id)


@put("/api/v1/me/password", status_code=204)
async def set_password(
    data: JSONBody[NewPassword], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> None:
    """Change one's password, with the old one or another proof; all other sessions end."""
    async with db.read() as tx:
        beside = await second.has_totp(tx, me.id)
    least = MIN_CHARS_BESIDE if beside else MIN_CHARS
    check_password(data.new, handle=me.handle, min_chars=least)
    await _prove(request, db, keys, me, data)
    password_hash = await hashed(data.new)

    async def change(tx: WriteTx) -> None:
        await ways.set_password(tx, me.id, password_hash, len(data.new))
        await sittings.end_others(tx, me.id, _here(request))

    await db.write(change)


@delete("/api/v1/me/password", status_code=204)
async def drop_password(request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Sign in with passkeys alone."""
    await _want_proved(request, db, me)
    await db.write(ways.drop_password, me.id)


@post("/api/v1/me/totp", status_code=200, responses=shows(Totp))
async def begin_totp(request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys) -> Response[bytes]:
    """Begin using an authenticator app: its secret, shown this once."""
    await _want_proved(request, db, me)
    return _once(json(await db.write(second.begin_totp, keys, me.id, me.handle)))


@put("/api/v1/me/totp", responses=shows(Codes))
async def confirm_totp(
    data: JSONBody[Code], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Show that the app works; from now on its code is asked for. Answers new recovery codes."""
    await _want_proved(request, db, me)

    async def confirm(tx: WriteTx) -> list[str]:
        await second.confirm_totp(tx, keys, me.id, data.code, now=now_us())
        return await second.new_codes(tx, keys, me.id)

    return _once(json(Codes(await db.write(confirm))))


@delete("/api/v1/me/totp", status_code=204)
async def drop_totp(request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Ask for no code any more."""
    await _want_proved(request, db, me)
    await db.write(ways.drop_totp, me.id)


@post("/api/v1/me/recovery-codes", status_code=200, responses=shows(Codes))
async def recovery_codes(
    request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Make ten new recovery codes, shown this once; those before open nothing any more."""
    await _want_proved(request, db, me)
    return _once(json(Codes(await db.write(second.new_codes, keys, me.id))))


def _once(answer: Response[bytes]) -> Response[bytes]:
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get("/api/v1/me/sessions", responses=shows(Sittings))
async def sessions(request: AnyRequest, me: SignedIn, db: Db) -> Response[bytes]:
    """Show on which devices one is signed in."""
    async with db.read() as tx:
        return json(Sittings(await sittings.of(tx, me.id, _here(request), now=now_us())))


@delete("/api/v1/me/sessions/{id:str}", status_code=204)
async def end_session(id: FromPath[str], me: SignedIn, db: Db) -> None:
    """Sign out on one device; what it has open is closed within seconds."""
    await db.write(sittings.end, me.id, id, now=now_us())


@delete("/api/v1/me/sessions", status_code=204)
async def end_others(request: AnyRequest, me: SignedIn, db: Db) -> None:
    """Sign out on all devices but this one."""
    await db.write(sittings.end_others, me.id, _here(request))


ROUTES = [
    show, prove, begin_passkey, add_passkey, name_passkey, drop_passkey, set_password,
    drop_password, begin_totp, confirm_totp, drop_totp, recovery_codes, sessions, end_session,
    end_others,
]  # fmt: skip
