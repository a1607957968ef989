"""From a file that somebody sent to one that plays everywhere: wrapped anew, or made anew."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from qiao.media.video import posters
from qiao.media.video.child_process import Failed, OnTime, look, run
from qiao.media.video.models import (
    Made,
    Probe,
    VideoBroken,
    VideoTooLong,
    Work,
    kind_of,
    plays,
    work_for,
)
from qiao.media.video.program import Coding, codings
from qiao.media.video.settings import VideoSettings

log = structlog.get_logger()

MAX_PIXELS: Final = 4096 * 2304
"""The largest picture that is decoded: 4K. Larger ones are refused by the decoder."""

SOUND_HZ: Final = 16_000
_SPARE_MS: Final = 500
"""A video's last frame and last sound may end a little behind its length."""

_MUXERS: Final = {"mp4": "mov", "matroska": "matroska"}
_DECODERS: Final = (
    "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,mpeg4,h263,mjpeg,prores,"
    "aac,aac_latm,mp3float,mp3,opus,libopus,vorbis,libvorbis,ac3,eac3,alac,flac,amrnb,amrwb,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw"
)
# no larger than 1280 by 720, or 720 by 1280; even sides; square pixels
_FIT: Final = (
    "scale=w='trunc(iw*sar/2)*2':h=ih,setsar=1,"
    "scale=w='if(gte(iw,ih),min(1280,iw),min(720,iw))':h='if(gte(iw,ih),min(720,ih),min(1280,ih))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic,format=yuv420p"
)
_BARE: Final = (
    "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact",
    "-flags:v", "+bitexact", "-flags:a", "+bitexact",
)  # fmt: skip
_MP4: Final = ("-movflags", "+faststart", "-brand", "mp42", "-f", "mp4")
# what cameras write beside the pictures: captions, places, serial numbers (H.264, annex D)
_NO_SEI: Final = ("-bsf:v", "filter_units=remove_types=6")


@dataclass
class Studio:
    """Makes videos playable, with one ffmpeg."""

    program: Path
    settings: VideoSettings
    _coding: Coding | None = None
    _asked: bool = False

    async def probe(self, file: Path) -> Probe:
        """Look at a file that was sent.

        Raises:
            VideoBroken, VideoTooLong.
        """
        with file.open("rb") as opened:
            kind = kind_of(opened.read(12))
        if kind != "mp4":
            return Probe(kind or "mp4", file.stat().st_size)
        probe = await look(file)
        if not probe.first("vide"):
            raise VideoBroken
        self._ask_length(probe.ms)
        return probe

    async def make(
        self, file: Path, room: Path, probe: Probe, on_time: OnTime | None, *, anew: bool = True
    ) -> Made:
        """Make `film.mp4` in the folder `room`. `anew`: pictures may be encoded, which takes long.

        Raises:
            VideoBroken, VideoTooLong: for good.
        """
        film = room / "film.mp4"
        work = work_for(probe)
        if work is Work.ANEW and not anew:
            raise VideoBroken
        while True:
            try:
                await self._write(file, film, probe, work, on_time)
                made = await look(film)
            except Failed as failed:
                log.info("video_not_made", work=work, said=failed.said)
                if work is Work.ANEW or not anew:
                    raise VideoBroken from None
            else:
                self._ask_length(made.ms)
                if plays(made):
                    return _made(made, work)
                if work is Work.ANEW or not anew:
                    log.warning("video_does_not_play", made=made)
                    raise VideoBroken
            work = Work.ANEW

    async def _write(
        self, file: Path, film: Path, probe: Probe, work: Work, on_time: OnTime | None
    ) -> None:
        film.unlink(missing_ok=True)
        coding = await self._codings() if work is not Work.COPY else None
        if work is not Work.COPY and coding is None:
            raise Failed("this ffmpeg writes nothing that browsers play")
        threads = str(self.settings.threads)
        arguments = [
            *_SILENT, "-progress", "pipe:1", "-stats_period", "1",
            *self._input(probe.kind, threads), "-i", f"file:{file.resolve()}",
            "-map", "0:V:0", "-map", "0:a:0?", "-t", str(self.settings.max_s + 2), *_BARE,
        ]  # fmt: skip
        if work is Work.ANEW and coding is not None:
            arguments += ["-vf", _FIT, "-fpsmax", "30", "-filter_threads", "1",
                          "-threads", threads, *coding.pictures]  # fmt: skip
        else:
            arguments += ["-c:v", "copy", *_NO_SEI]
        arguments += ["-c:a", "copy"] if coding is None else coding.sound
        length_s = (probe.ms or self.settings.max_s * 1000) / 1000
        await self._run(
            [*arguments, *_MP4, "-y", f"file:{film.resolve()}"], file, film.parent,
            seconds=30 + length_s * self.settings.slowest, on_time=on_time,
        )  # fmt: skip

    async def sound(self, film: Path, room: Path) -> bytes | None:
        """Return the sound of a film as WAV, 16 kHz, one channel; None where it has none."""
        out = room / "sound.wav"
        arguments = [
            *_SILENT, *self._input("mp4", "1"), "-i", f"file:{film.resolve()}",
            "-map", "0:a:0", "-vn", *_BARE, "-ac", "1", "-ar", str(SOUND_HZ),
            "-c:a", "pcm_s16le", "-f", "wav", "-y", f"file:{out.resolve()}",
        ]  # fmt: skip
        try:
            await self._run(arguments, film, room, seconds=60)
            return out.read_bytes()
        except Failed as failed:
            log.info("video_without_sound", said=failed.said)
            return None
        finally:
            out.unlink(missing_ok=True)

    async def poster(self, film: Path, room: Path, length_ms: int, wanted_ms: int | None) -> bytes:
        """Return a frame of a film as PNG, full size: the one wanted, or one that shows something.

        Raises:
            VideoBroken.
        """
        try:
            return await posters.poster(partial(self._frame, film, room), length_ms, wanted_ms)
        except Failed as failed:
            log.warning("video_without_poster", said=failed.said)
            raise VideoBroken from None

    async def _frame(self, film: Path, room: Path, at_ms: int, how: tuple[str, ...]) -> bytes:
        out = room / "frame"
        out.unlink(missing_ok=True)
        arguments = [
            *_SILENT, *self._input("mp4", "1"), "-ss", f"{at_ms / 1000:.3f}",
            "-i", f"file:{film.resolve()}", "-map", "0:V:0", "-frames:v", "1", *_BARE, *how,
            "-y", f"file:{out.resolve()}",
        ]  # fmt: skip
        await self._run(arguments, film, room, seconds=30)
        return out.read_bytes() if out.exists() else b""

    def _input(self, kind: str, threads: str) -> list[str]:
        return [
            "-protocol_whitelist", "file", "-codec_whitelist", _DECODERS, "-max_streams", "32",
            "-probesize", "8M", "-analyzeduration", "8M", "-max_pixels", str(MAX_PIXELS),
            "-threads", threads, "-f", _MUXERS[kind],
        ]  # fmt: skip

    async def _run(
        self,
        arguments: list[str],
        read: Path,
        write: Path,
        *,
        seconds: float,
        on_time: OnTime | None = None,
    ) -> None:
        await run(
            self.program,
            arguments,
            read=read,
            write=write,
            memory_bytes=self.settings.memory_bytes,
            cpu_s=int(seconds * self.settings.threads) + 1,
            file_bytes=self.settings.max_bytes * 2,
            deadline_s=seconds,
            on_time=on_time,
        )

    async def _codings(self) -> Coding | None:
        if not self._asked:
            self._coding, self._asked = await codings(self.program), True
        return self._coding

    def _ask_length(self, ms: int) -> None:
        if ms > self.settings.max_s * 1000 + _SPARE_MS:
            raise VideoTooLong(max_s=self.settings.max_s)


_SILENT: Final = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "error")


def _made(probe: Probe, work: Work) -> Made:
    pictures = probe.first("vide")
    assert pictures is not None
    upright = pictures.turned in (0, 180)
    w, h = (pictures.w, pictures.h) if upright else (pictures.h, pictures.w)
    return Made(w, h, probe.ms, probe.bytes, probe.first("soun") is not None, work)
