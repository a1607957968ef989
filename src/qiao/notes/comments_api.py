"""Comments over HTTP."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, cursor_of, json, shows
from qiao.notes import comment_edits, comments, meaning, views
from qiao.notes.api import DraftPhoto, Follow, NoteCards, NoteGate, entry_for
from qiao.notes.cards import Cards
from qiao.notes.models import checked_things
from qiao.notes.thread_order import Sort
from qiao.notes.threads import Threads
from qiao.people.door import AnyRequest, Reader, SignedIn

NoteThreads = Annotated[Threads, Injected]


class PublishComment(msgspec.Struct, frozen=True):
    """A comment to publish; `parent` is the comment it answers.

    `read`: what its writer had read of the note or the parent, where it was not the original; of
    what is said as momo it is not kept, since it would tell what its writer reads.
    `momo`: not in her own name, but with a number in this thread.
    `media`: up to three pictures she sent; `sticker`: the id of one that is offered. Beside either
    the body may be empty.
    """

    body: str
    parent: str | None = None
    read: meaning.Shown | None = None
    momo: bool = False
    media: list[DraftPhoto] = []
    sticker: str = ""


class PutComment(msgspec.Struct, frozen=True):
    """One's own comment, written anew."""

    body: str


class PutCommentVersion(msgspec.Struct, frozen=True):
    """A comment in another language, written by its author."""

    body: str


@get("/api/v1/notes/{note:str}/comments", responses=shows(views.CommentPage))
async def comments_of(
    note: FromPath[str],
    reader: Reader,
    db: Db,
    cards: NoteCards,
    threads: NoteThreads,
    follower: Follow,
    sort: FromQuery[Sort] = Sort.OLD,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the comments below a note, what its author pinned first, each with its answers."""
    await follower.catch_up()
    async with db.read() as tx:
        entry = await entry_for(cards, tx, note, reader)
        return json(
            await threads.page(
                tx,
                note,
                author=entry.known,
                reader=reader.id if reader else None,
                reviewer=bool(reader and reader.operator),
                after=cursor_of(cursor) or "",
                sort=sort,
            )
        )


@get("/api/v1/comments/{comment:str}/answers", responses=shows(views.CommentPage))
async def answers_to(
    comment: FromPath[str],
    reader: Reader,
    db: Db,
    cards: NoteCards,
    threads: NoteThreads,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the answers to a comment, oldest first."""
    await follower.catch_up()
    async with db.read() as tx:
        note = await comments.note_of(
            tx,
            comment,
            reader=reader.id if reader else None,
            reviewer=bool(reader and reader.operator),
        )
        entry = await entry_for(cards, tx, note, reader)
        return json(
            await threads.answers(
                tx,
                comment,
                note=note,
                author=entry.known,
                reader=reader.id if reader else None,
                reviewer=bool(reader and reader.operator),
                after=cursor_of(cursor) or "",
            )
        )


@post(
    "/api/v1/notes/{note:str}/comments", status_code=201, responses=shows(views.Comment, status=201)
)
async def publish_comment(
    note: FromPath[str],
    data: JSONBody[PublishComment],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    gate: NoteGate,
    seal: meaning.ReadSeal,
) -> Response[bytes]:
    """Comment on a note, or answer a comment."""
    things = checked_things([(photo.id, photo.alt) for photo in data.media], data.sticker)

    async def make(tx: WriteTx) -> bytes:
        comment = await comments.publish_comment(
            tx,
            me.id,
            note,
            data.body,
            gate,
            now=now_us(),
            parent=data.parent,
            momo=data.momo,
            things=things,
        )
        if data.read is not None and not data.momo:
            await meaning.keep_read(tx, seal, comment, note, me.id, data.read, now=now_us())
        entry = (await Cards().get(tx, [note]))[note]
        return await Threads().one(tx, comment, note=note, author=entry.known, reader=me.id)

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/comments/{comment:str}/read", responses=shows(meaning.WhatWasRead))
async def what_was_read(comment: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show what the writer of a comment had read when she wrote it, beside the original."""
    async with db.read() as tx:
        return json(
            await meaning.what_was_read(
                tx,
                comment,
                reader=reader.id if reader else None,
                reviewer=bool(reader and reader.operator),
            )
        )


@put("/api/v1/comments/{comment:str}", responses=shows(views.Comment))
async def edit_comment(
    comment: FromPath[str], data: JSONBody[PutComment], me: SignedIn, db: Db, gate: NoteGate
) -> Response[bytes]:
    """Write one's own comment anew, within ten minutes."""

    async def make(tx: WriteTx) -> bytes:
        note = await comment_edits.edit_comment(tx, me.id, comment, data.body, gate, now=now_us())
        entry = (await Cards().get(tx, [note]))[note]
        return await Threads().one(tx, comment, note=note, author=entry.known, reader=me.id)

    return json(await db.write(make))


@put("/api/v1/comments/{comment:str}/pin", status_code=204)
async def pin_comment(comment: FromPath[str], me: SignedIn, db: Db) -> None:
    """Put a comment first below one's own note, instead of any other."""
    await db.write(comment_edits.pin_comment, me.id, comment)


@delete("/api/v1/comments/{comment:str}/pin", status_code=204)
async def unpin_comment(comment: FromPath[str], me: SignedIn, db: Db) -> None:
    """Put a comment first no longer."""
    await db.write(comment_edits.unpin_comment, me.id, comment)


@delete("/api/v1/comments/{comment:str}", status_code=204)
async def delete_comment(comment: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take one's own comment away."""
    await db.write(comments.delete_comment, me.id, comment)


@put("/api/v1/comments/{comment:str}/versions/{lang:str}", status_code=204)
async def put_comment_version(
    comment: FromPath[str],
    lang: FromPath[str],
    data: JSONBody[PutCommentVersion],
    me: SignedIn,
    db: Db,
) -> None:
    """Keep a version of one's own comment in another language."""
    await db.write(comments.put_comment_version, me.id, comment, lang, data.body, now=now_us())


@put("/api/v1/comments/{comment:str}/like", responses=shows(views.Liked))
async def like_comment(comment: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Like a comment."""
    likes = await db.write(comments.like_comment, me.id, comment, now=now_us())
    return json(views.Liked(likes, liked=True))


@delete("/api/v1/comments/{comment:str}/like", status_code=200, responses=shows(views.Liked))
async def unlike_comment(comment: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Like a comment no longer."""
    likes = await db.write(comments.unlike_comment, me.id, comment)
    return json(views.Liked(likes, liked=False))


ROUTES = [
    comments_of,
    answers_to,
    edit_comment,
    pin_comment,
    unpin_comment,
    publish_comment,
    what_was_read,
    delete_comment,
    put_comment_version,
    like_comment,
    unlike_comment,
]
