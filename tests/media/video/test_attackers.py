"""Files that lie, that want more than they give, and what a taken-over ffmpeg could reach."""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from qiao.kit.refusals import Refusal
from qiao.media.child import film_calls
from qiao.media.sandbox import Sandbox
from qiao.media.video.child_process import Failed, look, run
from qiao.media.video.models import VideoBroken, kind_of

from . import clips
from .test_studio import made

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the jail is Linux's")


async def ffmpeg(*arguments: str, read: Path | None, write: Path, **limits: int) -> None:
    given = {"memory_bytes": 2_000_000_000, "cpu_s": 60, "file_bytes": 50_000_000} | limits
    await run(
        clips.ffmpeg(), ("-hide_banner", "-nostdin", "-loglevel", "error", *arguments),
        read=read, write=write, deadline_s=60, **given,
    )  # fmt: skip


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I4s", 8 + len(data), kind) + data


@LINUX
async def test_it_reads_no_file_but_the_one_it_is_given(tmp_path: Path):
    held = await Sandbox().strength()
    if not held["landlock"]:
        pytest.skip("this kernel has no landlock")
    mine = clips.clip(tmp_path / "mine.mp4")
    other = clips.clip(tmp_path / "other.mp4")
    room = tmp_path / "room"
    room.mkdir()

    await ffmpeg("-i", f"file:{mine}", "-c", "copy", f"file:{room}/a.mp4", read=mine, write=room)
    with pytest.raises(Failed, match="Permission denied"):
        await ffmpeg("-i", f"file:{other}", f"file:{room}/b.mp4", read=mine, write=room)
    with pytest.raises(Failed, match="Permission denied"):
        await ffmpeg("-i", f"file:{mine}", f"file:{tmp_path}/c.mp4", read=mine, write=room)
    assert sorted(path.name for path in room.iterdir()) == ["a.mp4"]


@LINUX
async def test_it_reaches_nobody(tmp_path: Path):
    """Not even this machine: the call that makes a socket is not there."""
    with pytest.raises(Failed, match="Operation not permitted"):
        await ffmpeg("-i", "http://127.0.0.1:9/x", f"{tmp_path}/a.mp4", read=None, write=tmp_path)
    with pytest.raises(Failed, match="Operation not permitted"):
        await ffmpeg("-i", "unix:/run/x", f"{tmp_path}/a.mp4", read=None, write=tmp_path)


@LINUX
def test_a_program_in_its_place_can_neither_start_another_nor_look_around(tmp_path: Path):
    """What a codec that was taken over could try, tried by a shell."""
    house = Path(clips.__file__).parents[3] / "src"
    secret = Path(tempfile.gettempdir()) / f"secret-{os.getpid()}"
    secret.write_text("secret")
    boot = (
        "import sys; sys.path += sys.argv[1:2]; "
        "from qiao.media.child.film import main; main(sys.argv[2:])"
    )

    def shell(line: str) -> str:
        limits = ["2000000000", "10", "1000000"]
        command = [sys.executable, "-I", "-S", "-c", boot, str(house), "", str(tmp_path), *limits]
        done = subprocess.run(
            [*command, "/bin/sh", "-c", line], env={}, capture_output=True, text=True, timeout=30
        )
        return done.stdout

    try:
        assert shell("echo here").strip() == "here", "the shell itself runs"
        assert "secret" not in shell(f"read line < {secret}; echo $line")
        assert "root" not in shell("read line < /etc/passwd; echo $line")
        assert "child" not in shell("(echo child)")
        assert "bin" not in shell("exec /bin/ls /")
        shell(f"echo x > {secret}")
        assert secret.read_text() == "secret"
    finally:
        secret.unlink()


def test_the_filter_lets_no_socket_and_no_fork_through():
    """The list says what may be asked; that it holds is tried above."""
    named = set(film_calls._ALLOWED)

    assert not named & {"socket", "connect", "bind", "fork", "vfork", "ptrace", "kill", "unshare"}
    for machine in ("x86_64", "aarch64"):
        assert len(film_calls.program(machine)) < 256, "jumps are a byte long"


async def test_a_playlist_is_no_video(tmp_path: Path):
    """HLS and concat name other files; a playlist named .mp4 is told by its first bytes."""
    secret = tmp_path / "secret.mp4"
    clips.clip(secret)
    for text in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{secret}'\n",
        '<?xml version="1.0"?><MPD/>',
    ):
        assert kind_of(text.encode()[:12]) == ""
    # and one that hides behind the first bytes of a video is read as what they say
    file = tmp_path / "polyglot.mp4"
    file.write_bytes(box(b"ftyp", b"isom\0\0\0\0") + f"\n#EXTM3U\nfile://{secret}\n".encode())
    with pytest.raises(Refusal):
        await made(clips.studio(), file, tmp_path / "room")


async def test_an_index_that_points_to_another_file_is_not_followed(tmp_path: Path):
    """A MOV may keep its pictures elsewhere (dref "alis"/"url "): they stay there."""
    file = clips.clip(tmp_path / "in.mov", sound=False, codec=clips.H264)
    data = file.read_bytes()
    at = data.index(b"dref")
    # the one entry says "in this file" by flag 1; take the flag away and name a file instead
    entry = at + 12
    assert data[entry + 4 : entry + 8] in (b"url ", b"alis")
    file.write_bytes(data[: entry + 8] + b"\0\0\0\0" + data[entry + 12 :])

    try:
        got = await made(clips.studio(), file, tmp_path / "room")
    except VideoBroken:
        return
    assert got.w == 320


@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"\xff" * 64,
        box(b"trak", b"") * 65,
        box(b"trak", box(b"mdia", box(b"mdhd", b"\0"))),
        box(b"trak", struct.pack(">I4s", 0xFFFFFFFF, b"mdia")),
        box(b"trak", box(b"tkhd", b"\x01")),
        box(
            b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsz", b"\0" * 8 + b"\xff" * 4))))
        ),
    ],
)
async def test_an_index_that_lies_is_broken(tmp_path: Path, index: bytes):
    file = tmp_path / "in.mp4"
    file.write_bytes(box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", index) + box(b"mdat", b"x"))

    with pytest.raises(VideoBroken):
        await clips.studio().probe(file)


async def test_an_index_of_many_gigabytes_is_not_read(tmp_path: Path):
    file = tmp_path / "in.mp4"
    file.write_bytes(box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 1 << 40) + b"x" * 99)

    with pytest.raises(VideoBroken):
        await look(file)


async def test_ten_thousand_streams_are_not_looked_at_one_by_one(tmp_path: Path):
    """In Matroska each is a few bytes; ffmpeg stops at the thirty-third."""
    base = clips.webm(tmp_path / "in.webm", seconds=1).read_bytes()
    at = base.index(b"\x16\x54\xae\x6b")
    # Tracks with an unknown-length head replaced by ten thousand entries of nothing known
    entries = b"\xae\x88\xd7\x81\x01\x83\x81\x11\x86\x80" * 10_000
    file = tmp_path / "many.webm"
    size = (0x08 << 56 | len(entries)).to_bytes(8, "big")
    file.write_bytes(base[:at] + b"\x16\x54\xae\x6b" + b"\x01" + size[1:] + entries)

    with pytest.raises(VideoBroken):
        await made(clips.studio(), file, tmp_path / "room")


async def test_pictures_larger_than_any_screen_are_not_decoded(tmp_path: Path):
    file = clips.clip(
        tmp_path / "in.mov", size="8192x4320", seconds=0.1, rate=10, sound=False,
        codec=("-c:v", "mjpeg", "-q:v", "31", "-pix_fmt", "yuvj420p"),
    )  # fmt: skip

    with pytest.raises(VideoBroken):
        await made(clips.studio(), file, tmp_path / "room")


async def test_subtitles_attachments_and_chapters_stay_behind(tmp_path: Path):
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nSecretwords\n")
    attached = tmp_path / "attached.txt"
    attached.write_text("Secretattachment")
    clip = clips.clip(tmp_path / "clip.mp4")
    file = tmp_path / "in.mkv"
    clips.draw(
        "-i", str(clip), "-i", str(words), "-map", "0", "-map", "1", "-c", "copy", "-c:s", "srt",
        "-attach", str(attached), "-metadata:s:t", "mimetype=text/plain", str(file),
    )  # fmt: skip
    assert b"Secretattachment" in file.read_bytes()

    await made(clips.studio(), file, tmp_path / "room")

    probe = await look(tmp_path / "room" / "film.mp4")
    assert [track.of for track in probe.tracks] == ["vide", "soun"]
    assert b"Secret" not in (tmp_path / "room" / "film.mp4").read_bytes()


async def test_a_cover_picture_is_no_film(tmp_path: Path):
    """An audio file with a picture in it has a "video stream" of one frame."""
    song = tmp_path / "song.m4a"
    cover = tmp_path / "cover.png"
    clips.draw("-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-frames:v", "1", str(cover))
    clips.draw(
        "-f", "lavfi", "-i", "sine=d=1", "-i", str(cover), "-map", "0", "-map", "1",
        "-c:a", "aac", "-c:v", "copy", "-disposition:v:0", "attached_pic", str(song),
    )  # fmt: skip

    with pytest.raises(VideoBroken):
        await made(clips.studio(), song, tmp_path / "room")


async def test_random_bytes_behind_a_good_head_end_in_a_refusal(tmp_path: Path):
    whole = clips.clip(tmp_path / "in.mp4").read_bytes()
    rest = bytes(byte ^ (index * 73 % 251) for index, byte in enumerate(whole[200:]))
    file = tmp_path / "garbled.mp4"
    file.write_bytes(whole[:200] + rest)

    with pytest.raises(Refusal):
        await made(clips.studio(), file, tmp_path / "room")


async def test_what_does_not_end_is_ended(tmp_path: Path):
    with pytest.raises(Failed):
        await run(
            clips.ffmpeg(),
            ("-hide_banner", "-nostdin", "-f", "lavfi", "-i", "testsrc2=r=1000",
             "-f", "null", "-"),
            read=None, write=tmp_path, memory_bytes=2_000_000_000, cpu_s=60,
            file_bytes=1_000_000, deadline_s=0.5,
        )  # fmt: skip


async def test_it_writes_no_more_than_it_may(tmp_path: Path):
    with pytest.raises(Failed):
        await ffmpeg(
            "-f", "lavfi", "-i", "testsrc2=s=1280x720:d=30", "-c:v", "rawvideo", "-f", "rawvideo",
            f"file:{tmp_path}/a.raw", read=None, write=tmp_path, file_bytes=3_000_000,
        )  # fmt: skip

    assert (tmp_path / "a.raw").stat().st_size <= 3_000_000


def test_nothing_of_the_square_is_in_its_environment():
    """What an operator set, keys too, may stand there."""
    source = Path(run.__code__.co_filename).read_text()

    assert source.count("env={}") == source.count("create_subprocess_exec(")
