"""Giving one's account up over HTTP, and having it back."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, put
from litestar.params import JSONBody

from qiao.kit.clock import DAY, Micros, now_us, rfc3339
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, json, shows
from qiao.people.commands import count_guess, forgive
from qiao.people.door import AnyRequest, SignedIn
from qiao.people.keys.entering import HouseKeys
from qiao.people.keys.logins import pass_on
from qiao.people.keys.models import WrongProof
from qiao.people.keys.proving import Proof, prove
from qiao.people.queries import handle_of
from qiao.travel import leaving
from qiao.travel.models import NotThisPassword
from qiao.travel.settings import TravelSettings

HouseTravel = Annotated[TravelSettings, Injected]


class LeavingShown(msgspec.Struct, frozen=True):
    """When the account is erased; null where it stays.

    `handle`: the one to sign in with from now on, where others of one's identities stay.
    """

    due: str | None
    handle: str | None = None


@get("/api/v1/me/leaving", responses=shows(LeavingShown))
async def shown(me: SignedIn, db: Db) -> Response[bytes]:
    """Say whether one's account is given up, and when it is erased."""
    async with db.read() as tx:
        found = await leaving.leaving_of(tx, me.id)
    return json(LeavingShown(rfc3339(found.due_us) if found else None))


@put("/api/v1/me/leaving", responses=shows(LeavingShown))
async def leave(
    data: JSONBody[Proof],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    keys: HouseKeys,
    travel_settings: HouseTravel,
) -> Response[bytes]:
    """Give one's account up: signed out everywhere at once, erased when the days of grace are over.

    Who one is has to be proved once more, by any of the ways in: a session left open somewhere is
    not enough to erase somebody. Signing in again in the meantime keeps the account.

    Raises:
        NotThisPassword: it is another one. WrongProof: so is what was to prove it.
    """
    guess = f"{me.handle} leaves"
    await db.write(count_guess, guess, now=now_us())
    try:
        await prove(request, db, keys, me, data)
    except WrongProof:
        if data.code or data.passkey or data.mail:
            raise
        raise NotThisPassword(field="password") from None
    await db.write(forgive, guess)
    now = now_us()
    due = Micros(now + int(travel_settings.grace_days * DAY))

    async def go(tx: WriteTx) -> str | None:
        heir = await pass_on(tx, me.id)
        await leaving.ask_to_leave(tx, me.id, now=now, due=due)
        return await handle_of(tx, heir) if heir is not None else None

    return json(LeavingShown(rfc3339(due), await db.write(go)))


@delete("/api/v1/me/leaving", status_code=204)
async def stay(me: SignedIn, db: Db) -> None:
    """Keep one's account after all."""
    await db.write(leaving.stay, me.id)


ROUTES = [shown, leave, stay]
