"""Proving anew who one is: by the password, a code, a passkey, or a code sent by mail."""

import msgspec

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db
from qiao.people import queries
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest, session_token
from qiao.people.keys import codes, contacts, logins, passkeys, second, sittings, throttle, ways
from qiao.people.keys.entering import Answered, guess_of
from qiao.people.keys.flows import spend
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.models import FlowOver, PasskeyRefused, ProofNeeded, WrongProof
from qiao.people.models import Caller
from qiao.people.passwords import matches


class Proof(msgspec.Struct, frozen=True):
    """One of: the password, a code of the app or a recovery code, a passkey's answer, a mail's.

    `mail`: the flow of a code that was sent to one's own address and was right.
    """

    password: str = ""
    code: str = ""
    passkey: Answered | None = None
    mail: str = ""


def here(request: AnyRequest) -> bytes:
    """Return what the session that asks is kept as."""
    return token_hash(session_token(request) or "")


async def login_of(db: Db, me: Caller) -> str:
    """Return the member who holds the ways in of one's login."""
    async with db.read() as tx:
        return await logins.holder(tx, me.id)


async def proved_login(request: AnyRequest, db: Db, me: Caller) -> str:
    """Return the holder of one's login; raises ProofNeeded for a session that was not proved."""
    async with db.read() as tx:
        if not await sittings.is_proved(tx, me.id, here(request), now=now_us()):
            raise ProofNeeded
        return await logins.holder(tx, me.id)


async def prove(request: AnyRequest, db: Db, keys: Keyring, me: Caller, proof: Proof) -> None:
    """Check a proof, counted as guesses are; raises WrongProof and what passkeys are refused by."""
    now = now_us()
    async with db.read() as tx:
        login = await logins.holder(tx, me.id)
    if proof.passkey is not None:
        fine = await _by_passkey(request, db, keys, login, proof.passkey, now)
    elif proof.mail:
        fine = await _by_mail(db, keys, login, proof.mail, now)
    elif proof.code:
        name = f"second {login}"
        await db.write(throttle.count_in_a_row, name, now=now)

        async def use(tx: WriteTx) -> bool:
            right = await second.use(tx, keys, login, proof.code, now=now)
            if right:
                await throttle.forgive_row(tx, name)
            return right

        fine = await db.write(use)
    else:
        async with db.read() as tx:
            handle = await queries.handle_of(tx, login)
            kept = await ways.password_of(tx, login)
        guess = guess_of(request, keys, handle, login)
        await db.write(throttle.count, guess, now=now)
        fine = await matches(proof.password[:256], kept.password_hash)
        if fine:
            await db.write(throttle.right, guess)
    if not fine:
        raise WrongProof


async def _by_passkey(
    request: AnyRequest, db: Db, keys: Keyring, login: str, answered: Answered, now: Micros
) -> bool:
    flow = keys.read(answered.flow, "enter", now=now)
    async with db.read() as tx:
        known = await passkeys.find(tx, answered.credential)
    if known.member != login:
        raise PasskeyRefused
    counter = passkeys.used(keys.site(request), flow, answered.credential, known)

    async def use(tx: WriteTx) -> bool:
        await spend(tx, flow)
        return await passkeys.keep_use(tx, known, counter, now=now)

    return await db.write(use)


async def _by_mail(db: Db, keys: Keyring, login: str, flow: str, now: Micros) -> bool:
    async def use(tx: WriteTx) -> bool:
        # a short letter must not prove more than the second factor beside it does
        if await second.has_totp(tx, login):
            return False
        contact = await codes.proved(tx, keys, flow, "mail", member=login, now=now)
        await codes.finish(tx, keys, flow, now=now)
        return await contacts.owner(tx, contact) == login

    try:
        return await db.write(use)
    except FlowOver:
        return False
