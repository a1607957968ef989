"""Writing a note together, over HTTP."""

import json as plain_json

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, created, json, shows
from qiao.notes import joint_drafts, joint_notes
from qiao.notes.api import NoteGate
from qiao.notes.joint_drafts import Joint
from qiao.people.blocks import are_apart
from qiao.people.door import AnyRequest, SignedIn
from qiao.people.models import Face
from qiao.people.queries import faces


class Invite(msgspec.Struct, frozen=True):
    """Whom to write with, and in which language one writes oneself."""

    handle: str
    lang: str


class Join(msgspec.Struct, frozen=True):
    """In which language one writes."""

    lang: str


class SaveText(msgspec.Struct, frozen=True):
    """One's column; `base`: its revision that was written on from."""

    title: str
    body: str
    lang: str
    base: int


class PutTopics(msgspec.Struct, frozen=True):
    """The topics of both; `rev`: the revision of the whole that was looked at."""

    topics: list[str]
    rev: int


class SayYes(msgspec.Struct, frozen=True):
    """The revision of the whole that one has read."""

    rev: int


class PutOwn(msgspec.Struct, frozen=True):
    """One's own part of a note that two wrote, anew."""

    title: str = ""
    body: str = ""


class Column(msgspec.Struct, frozen=True):
    """What one of the two has written. `yes`: to the whole as it is now."""

    who: Face | None
    lang: str
    title: str
    body: str
    rev: int
    yes: bool
    saved: str | None


class JointView(msgspec.Struct, frozen=True):
    """A draft of two. `state`: invited, writing, published, closed; `note`: once it is out.

    `first`: the reader invited the other. `theirs` is null until the other joins.
    """

    id: str
    state: str
    rev: int
    topics: list[str]
    first: bool
    other: Face | None
    mine: Column | None
    theirs: Column | None
    note: str | None
    moved: str


class JointPage(msgspec.Struct, frozen=True):
    """Open drafts, the last one moved first."""

    items: list[JointView]


class PartView(msgspec.Struct, frozen=True):
    """One's part of a note that two wrote. `gone`: who wishes it gone."""

    first: bool
    gone_mine: bool
    gone_theirs: bool


class GoneView(msgspec.Struct, frozen=True):
    """Whether the note is gone: it goes when both wish it."""

    gone: bool


async def _view(tx: ReadTx, found: Joint, me: str) -> JointView:
    other = found.beside(me)
    apart = not other or await are_apart(tx, me, other)
    known = await faces(tx, [me] if apart else [me, other])
    columns = {
        text.member: Column(
            who=known.get(text.member),
            lang=text.lang,
            title=text.title,
            body=text.body,
            rev=text.rev,
            yes=text.yes_rev == found.rev,
            saved=rfc3339(text.saved_us) if text.saved_us else None,
        )
        for text in (await joint_drafts.texts(tx, found.id)).values()
    }
    return JointView(
        id=found.id,
        state="closed" if apart and found.state != "published" else found.state,
        rev=found.rev,
        topics=plain_json.loads(found.topics),
        first=found.by == me,
        other=None if apart else known.get(other),
        mine=columns.get(me),
        # what one gave up together the other reads no more
        theirs=None if apart or found.state == "closed" else columns.get(other),
        note=found.note or None,
        moved=rfc3339(found.moved_us),
    )


async def _shown(db: Db, draft: str, me: str) -> Response[bytes]:
    async with db.read() as tx:
        return json(await _view(tx, await joint_drafts.draft_of(tx, me, draft), me))


@get("/api/v1/together", responses=shows(JointPage))
async def drafts(me: SignedIn, db: Db) -> Response[bytes]:
    """List the notes that one writes with others."""
    async with db.read() as tx:
        found = await joint_drafts.drafts_of(tx, me.id)
        return json(JointPage([await _view(tx, one, me.id) for one in found]))


@post("/api/v1/together", status_code=201, responses=shows(JointView, status=201))
async def invite(
    data: JSONBody[Invite], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Invite a member to write a note together."""

    async def make(tx: WriteTx) -> bytes:
        draft = await joint_drafts.invite(tx, me.id, data.handle, data.lang, now=now_us())
        found = await joint_drafts.draft_of(tx, me.id, draft)
        return msgspec.json.encode(await _view(tx, found, me.id))

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/together/{draft:str}", responses=shows(JointView))
async def draft(draft: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Show a draft of one's own and another's."""
    return await _shown(db, draft, me.id)


@put("/api/v1/together/{draft:str}/joined", responses=shows(JointView))
async def join(draft: FromPath[str], data: JSONBody[Join], me: SignedIn, db: Db) -> Response[bytes]:
    """Take an invitation."""
    await db.write(joint_drafts.join, me.id, draft, data.lang, now=now_us())
    return await _shown(db, draft, me.id)


@delete("/api/v1/together/{draft:str}", status_code=204)
async def give_up(draft: FromPath[str], me: SignedIn, db: Db) -> None:
    """Decline an invitation, take it back, or give a draft up."""
    await db.write(joint_drafts.give_up, me.id, draft, now=now_us())


@put("/api/v1/together/{draft:str}/text", responses=shows(JointView))
async def save(
    draft: FromPath[str], data: JSONBody[SaveText], me: SignedIn, db: Db
) -> Response[bytes]:
    """Save one's own column; 409 with what is kept where it was saved from somewhere else."""
    await db.write(
        joint_drafts.save,
        me.id,
        draft,
        title=data.title,
        body=data.body,
        lang=data.lang,
        base=data.base,
        now=now_us(),
    )
    return await _shown(db, draft, me.id)


@put("/api/v1/together/{draft:str}/topics", responses=shows(JointView))
async def set_topics(
    draft: FromPath[str], data: JSONBody[PutTopics], me: SignedIn, db: Db
) -> Response[bytes]:
    """Set the topics of both."""
    await db.write(joint_drafts.set_topics, me.id, draft, data.topics, rev=data.rev, now=now_us())
    return await _shown(db, draft, me.id)


@put("/api/v1/together/{draft:str}/yes", responses=shows(JointView))
async def say_yes(
    draft: FromPath[str], data: JSONBody[SayYes], me: SignedIn, db: Db, gate: NoteGate
) -> Response[bytes]:
    """Say yes to what one has read; it is published when both have."""
    await db.write(joint_drafts.say_yes, me.id, draft, gate, rev=data.rev, now=now_us())
    return await _shown(db, draft, me.id)


@delete("/api/v1/together/{draft:str}/yes", status_code=204)
async def take_yes_back(draft: FromPath[str], me: SignedIn, db: Db) -> None:
    """Say yes no longer."""
    await db.write(joint_drafts.take_yes_back, me.id, draft)


@get("/api/v1/notes/{note:str}/together", responses=shows(PartView))
async def part(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Show one's part of a note that two wrote."""
    async with db.read() as tx:
        first, gone = await joint_notes.part_of(tx, me.id, note)
    return json(PartView(first, me.id in gone, bool(set(gone) - {me.id})))


@put("/api/v1/notes/{note:str}/together/text", status_code=204)
async def write_own(
    note: FromPath[str], data: JSONBody[PutOwn], me: SignedIn, db: Db, gate: NoteGate
) -> None:
    """Write one's own part anew, as the second of two."""
    await db.write(
        joint_notes.write_own, me.id, note, gate, title=data.title, body=data.body, now=now_us()
    )


@delete("/api/v1/notes/{note:str}/together", status_code=204)
async def leave(note: FromPath[str], me: SignedIn, db: Db) -> None:
    """Leave a note that one wrote with another; it stays with them."""
    await db.write(joint_notes.leave, me.id, note)


@put("/api/v1/notes/{note:str}/together/gone", responses=shows(GoneView))
async def wish_gone(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Wish a note gone that one wrote with another; it goes when both do."""
    return json(GoneView(await db.write(joint_notes.wish_gone, me.id, note, now=now_us())))


@delete("/api/v1/notes/{note:str}/together/gone", status_code=204)
async def keep(note: FromPath[str], me: SignedIn, db: Db) -> None:
    """Wish it gone no longer."""
    await db.write(joint_notes.keep, me.id, note)


ROUTES = [
    drafts,
    invite,
    draft,
    join,
    give_up,
    save,
    set_topics,
    say_yes,
    take_yes_back,
    part,
    write_own,
    leave,
    wish_gone,
    keep,
]
