"""Notes that wait for their video: posted once, published when it plays, whoever has gone home."""

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import Refusal
from qiao.media.video.models import State, VideoBusy, VideoNotReady
from qiao.media.video.store import own_video, video
from qiao.notes.commands import publish
from qiao.notes.gate import Gate
from qiao.notes.models import Draft, NoteId
from qiao.notes.photos import VideoAlone

_PUT = Sql("""
    insert into waiting_notes (video_id, author_id, draft, reason, at_us)
    values (:video, :author, :draft, '', :now_us)
    on conflict (video_id) do update set draft = :draft, reason = '', at_us = :now_us
""")
_GET = Sql("select author_id, draft from waiting_notes where video_id = :video and reason = ''")
_WAITS = Sql("select count(*) from waiting_notes where video_id = :video and reason = ''")
_REFUSED = Sql("update waiting_notes set reason = :reason where video_id = :video")
_REASON = Sql("select reason from waiting_notes where video_id = :video")
_FORGET = Sql("delete from waiting_notes where video_id in (:videos...)")
_SHOWN = Sql("select count(*) from note_media where media_id = :video")
_LOST = Sql("""
    delete from waiting_notes where not exists (
      select 1 from videos v where v.id = waiting_notes.video_id
    )
""")

_encode = msgspec.json.Encoder().encode


async def post_with(
    tx: WriteTx, author: str, video_id: str, draft: Draft, gate: Gate, *, now: Micros
) -> NoteId | None:
    """Publish a note with one's own video, now where it is ready, else as soon as it is.

    Raises:
        VideoNotFound, VideoAlone
        VideoBusy: a note shows it already.
        VideoNotReady: it will never be ready.
        Refusal: whatever publishing refuses, where it is ready.
    """
    if [photo.media_id for photo in draft.photos] != [video_id]:
        raise VideoAlone(field="media")
    found = await own_video(tx, author, video_id)
    if found.state is State.READY:
        if await tx.count(_SHOWN, video=video_id):
            raise VideoBusy
        await forget(tx, [video_id])
        return await publish(tx, author, draft, gate, now=now)
    if found.state is State.FAILED:
        raise VideoNotReady(state=found.state)
    await tx.run(
        _PUT, video=video_id, author=author, draft=_encode(draft).decode(), now_us=now
    )  # fmt: skip
    return None


async def publish_waiting(tx: WriteTx, video_id: str, gate: Gate, *, now: Micros) -> None:
    """Publish what waited for a video; where that is refused, its author is told why.

    Safe to run twice: what is published waits no more.
    """
    row = await tx.one_or_none(tuple, _GET, video=video_id)
    found = await video(tx, video_id)
    if row is None or found is None or found.state is not State.READY:
        return
    author, kept = row
    await forget(tx, [video_id])
    await publish(tx, author, msgspec.json.decode(kept, type=Draft), gate, now=now)


async def refuse_waiting(tx: WriteTx, video_id: str, refusal: Refusal) -> None:
    """Write down why a note could not be published; its author may post it anew."""
    await tx.run(_REFUSED, video=video_id, reason=refusal.code)


async def waits(tx: ReadTx, video_id: str) -> bool:
    """Say whether a note comes out as soon as this video is ready."""
    return await tx.count(_WAITS, video=video_id) > 0


async def refused_for(tx: ReadTx, video_id: str) -> str:
    """Return the code of why a waiting note could not be published, "" where nothing was wrong."""
    return str(await tx.value(_REASON, video=video_id) or "")


async def forget(tx: WriteTx, videos: list[str]) -> None:
    """Let nothing wait for these videos."""
    if videos:
        await tx.run(_FORGET, videos=videos)


async def forget_lost(tx: WriteTx) -> None:
    """Forget notes whose video is gone."""
    await tx.run(_LOST)
