"""The worker's part: one video after the other is made playable, again after a crash."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.refusals import Invalid
from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded, Media, MediaBusy, Sha
from qiao.media.queries import is_kept
from qiao.media.sandbox import Sandbox
from qiao.media.video import store
from qiao.media.video.child_process import OnTime
from qiao.media.video.events import VideoSent
from qiao.media.video.models import Probe, State, Video, VideoBroken
from qiao.media.video.studio import Studio

log = structlog.get_logger()

LOOK_EVERY_S: Final = 20.0
"""A video whose event was missed is found then."""

TELL_EVERY_S: Final = 1.0


class _Unwanted(Exception):
    """Whoever sent it has taken it away."""


@dataclass
class Workshop:
    """Takes the video that waited longest; rows say what waits, events only wake it."""

    database: Database
    blobs: BlobStore
    studio: Studio
    sandbox: Sandbox = field(default_factory=Sandbox)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, _: Sequence[VideoSent]) -> None:
        """There is something to do."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self.work():
                    pass
            except Exception:
                # the row stays as it is: the next look finds it again
                log.exception("video_work_failed")
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def sound_of(self, media: Media) -> bytes | None:
        """Return the sound of a video as WAV; None for a picture, and where it has none."""
        async with self.database.read() as tx:
            video = await store.video(tx, media.id)
        film = self.blobs.film_path(Sha(video.film_sha)) if video and video.film_sha else None
        if video is None or film is None or not video.sound:
            return None
        room = f"{video.id}-sound"
        try:
            return await self.studio.sound(film, self.blobs.room(room))
        finally:
            await self.blobs.clear_room(room)

    async def work(self) -> bool:
        """Make one video; False where none waits."""
        async with self.database.read() as tx:
            id_ = await store.next_to_make(tx)
        if id_ is None:
            return False
        video = await self.database.write(store.start, id_, now_us=now_us())
        if video is not None:
            await self._one(video)
        return True

    async def _one(self, video: Video) -> None:
        try:
            await self._make(video)
        except _Unwanted:
            log.info("video_unwanted")
        except MediaBusy:
            raise
        except Invalid as refusal:
            log.info("video_refused", code=refusal.code)
            await self.database.write(store.give_up, video.id, refusal, now_us=now_us())
        await self.blobs.clear_room(video.id)

    async def _make(self, video: Video) -> None:
        room = self.blobs.room(video.id)
        if not video.film_sha:
            await self._film(video)
        async with self.database.read() as tx:
            now = await store.video(tx, video.id)
        film = self.blobs.film_path(Sha(now.film_sha)) if now else None
        if now is None or now.state is not State.WORKING:
            raise _Unwanted
        if film is None:
            raise VideoBroken
        wanted_ms = now.poster_ms if now.poster_ms >= 0 else None
        png = await self.studio.poster(film, room, now.ms, wanted_ms)
        poster = await self._develop(png)
        before = await self.database.write(store.finish, video.id, poster, now_us=now_us())
        if before is not None:
            async with self.database.read() as tx:
                kept = await is_kept(tx, before)
            if not kept:
                await self.blobs.delete(before)
        log.info("video_ready", ms=now.ms, bytes=now.film_bytes)

    async def _film(self, video: Video) -> None:
        room = self.blobs.room(video.id)
        sent, made_in = room / "sent", room / "made"
        if not sent.exists():
            raise VideoBroken
        made_in.mkdir(exist_ok=True)
        probe = await self.studio.probe(sent)
        begun_s = time.perf_counter()
        made = await self.studio.make(sent, made_in, probe, self._on_time(video.id, probe))
        sha = await self.blobs.put_film(made_in / "film.mp4")
        if not await self.database.write(store.keep_film, video.id, sha, made):
            async with self.database.read() as tx:
                kept = await is_kept(tx, sha)
            if not kept:
                await self.blobs.delete(sha)
            raise _Unwanted
        log.info(
            "video_made", work=made.work, ms=made.ms, s=round(time.perf_counter() - begun_s, 1)
        )

    def _on_time(self, id_: str, probe: Probe) -> OnTime:
        told_s = 0.0
        whole_ms = probe.ms or self.studio.settings.max_s * 1000

        async def on_time(ms: int) -> None:
            nonlocal told_s
            now_s = time.monotonic()
            if now_s - told_s < TELL_EVERY_S:
                return
            told_s = now_s
            permille = min(990, ms * 1000 // whole_ms)
            if not await self.database.write(store.have_come, id_, permille):
                raise _Unwanted

        return on_time

    async def _develop(self, png: bytes) -> Decoded:
        poster = await self.sandbox.decode(png)
        await self.blobs.put(poster)
        return poster
