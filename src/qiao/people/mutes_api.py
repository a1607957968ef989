"""Muting members and words over HTTP."""

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath, FromQuery

from qiao.kit.clock import now_us
from qiao.kit.http import Db, json, shows
from qiao.people import mutes
from qiao.people.door import SignedIn
from qiao.people.models import Face
from qiao.people.momo import number_in, thread_of
from qiao.people.queries import faces, id_of


class MutedMomo(msgspec.Struct, frozen=True):
    """A momo, by her number in the thread of a note."""

    note: str
    number: int


class MutePage(msgspec.Struct, frozen=True):
    """All that one mutes, the last one first; topics are muted beside the feed's dials."""

    members: list[Face]
    words: list[str]
    momos: list[MutedMomo]


@get("/api/v1/me/mutes", responses=shows(MutePage))
async def muted(me: SignedIn, db: Db) -> Response[bytes]:
    """List whom and what one mutes."""
    async with db.read() as tx:
        rows = await mutes.mutes_of(tx, me.id)
        ids = [row.value for row in rows if row.kind == "member"]
        shown = await faces(tx, ids)
    return json(
        MutePage(
            [shown[member] for member in ids if member in shown and not number_in(member)],
            [row.value for row in rows if row.kind == "word"],
            [MutedMomo(thread_of(each), number) for each in ids if (number := number_in(each))],
        )
    )


@put("/api/v1/members/{handle:str}/mute", status_code=204)
async def mute_member(handle: FromPath[str], me: SignedIn, db: Db) -> None:
    """Mute a member: nothing of hers in one's feeds, her comments folded."""
    async with db.read() as tx:
        of = await id_of(tx, handle, reader=me.id)
    await db.write(mutes.mute_member, me.id, of, now=now_us())


@delete("/api/v1/members/{handle:str}/mute", status_code=204)
async def unmute_member(handle: FromPath[str], me: SignedIn, db: Db) -> None:
    """Mute a member no longer."""
    async with db.read() as tx:
        # also one whom a block has come between since
        of = await id_of(tx, handle, reader=None)
    await db.write(mutes.unmute_member, me.id, of)


@put("/api/v1/me/muted-words", status_code=204)
async def mute_word(word: FromQuery[str], me: SignedIn, db: Db) -> None:
    """Mute a word or phrase."""
    await db.write(mutes.mute_word, me.id, word, now=now_us())


@delete("/api/v1/me/muted-words", status_code=204)
async def unmute_word(word: FromQuery[str], me: SignedIn, db: Db) -> None:
    """Mute a word no longer."""
    await db.write(mutes.unmute_word, me.id, word)


ROUTES = [muted, mute_member, unmute_member, mute_word, unmute_word]
