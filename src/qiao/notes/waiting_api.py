"""Posting a note whose video is still being made playable."""

import msgspec
from litestar import Response, delete, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, json, shows
from qiao.media.video.store import own_video
from qiao.notes import waiting
from qiao.notes.api import NoteGate, PublishNote, draft_from
from qiao.people.door import SignedIn


class PostedWith(msgspec.Struct, frozen=True):
    """The note's id, null while it waits for its video."""

    note: str | None


@put("/api/v1/videos/{id:str}/note", responses=shows(PostedWith))
async def post_with_video(
    id: FromPath[str], data: JSONBody[PublishNote], me: SignedIn, db: Db, gate: NoteGate
) -> Response[bytes]:
    """Publish a note with one's own video: now where it is ready, else as soon as it is."""
    draft = await draft_from(data)
    note = await db.write(waiting.post_with, me.id, id, draft, gate, now=now_us())
    return json(PostedWith(note))


@delete("/api/v1/videos/{id:str}/note", status_code=204)
async def take_back(id: FromPath[str], me: SignedIn, db: Db) -> None:
    """Let a note that waits for its video not be published."""

    async def drop(tx: WriteTx) -> None:
        await own_video(tx, me.id, id)
        await waiting.forget(tx, [id])

    await db.write(drop)


ROUTES = [post_with_video, take_back]
