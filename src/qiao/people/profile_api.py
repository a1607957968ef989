"""More of a profile over HTTP: a bio in each language, who follows whom."""

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.http import Db, cursor_of, json, shows
from qiao.people import bios, follow_lists
from qiao.people.door import Reader, SignedIn
from qiao.people.models import Caller, Face, Me
from qiao.people.queries import faces, profile
from qiao.people.queries import me as myself


class PutBio(msgspec.Struct, frozen=True):
    """What one says of oneself in a language; an empty text takes it away."""

    body: str


class PersonView(msgspec.Struct, frozen=True):
    """Somebody in a list of people."""

    member: Face
    followed: bool
    self: bool


class PersonPage(msgspec.Struct, frozen=True):
    """A page of people; `cursor` is null on the last one."""

    items: list[PersonView]
    cursor: str | None


@put("/api/v1/me/bios/{lang:str}", responses=shows(Me))
async def put_bio(
    lang: FromPath[str], data: JSONBody[PutBio], me: SignedIn, db: Db
) -> Response[bytes]:
    """Say in another language who one is; readers of it see these words, not a machine's."""
    await db.write(bios.put_bio, me.id, lang, data.body, now=now_us())
    async with db.read() as tx:
        return json(await myself(tx, me.id))


@get("/api/v1/members/{handle:str}/followers", responses=shows(PersonPage))
async def followers(
    handle: FromPath[str], reader: Reader, db: Db, cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """List who follows a member; 404 where she keeps that to herself."""
    return await _people(db, handle, "followers", reader, cursor_of(cursor))


@get("/api/v1/members/{handle:str}/following", responses=shows(PersonPage))
async def following(
    handle: FromPath[str], reader: Reader, db: Db, cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """List whom a member follows; 404 where she keeps that to herself."""
    return await _people(db, handle, "following", reader, cursor_of(cursor))


async def _people(
    db: Db, handle: str, which: follow_lists.Which, reader: Caller | None, cursor: str | None
) -> Response[bytes]:
    who = reader.id if reader else None
    async with db.read() as tx:
        member = await profile(tx, handle, reader=who)
        rows = await follow_lists.listed(
            tx, member.id, which, hides=member.hides, reader=who, before=cursor
        )
        shown = await faces(tx, [row.member for row in rows])
    items = [
        PersonView(shown[row.member], bool(row.followed), row.member == who)
        for row in rows
        if row.member in shown
    ]
    full = len(rows) == follow_lists.PAGE
    return json(PersonPage(items, rows[-1].member if full else None))


ROUTES = [put_bio, followers, following]
