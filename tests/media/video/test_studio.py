"""What comes out plays everywhere and holds nothing but pictures and sound, whatever came in."""

from pathlib import Path

import pytest

from qiao.media.sandbox import Sandbox
from qiao.media.video.child_process import look
from qiao.media.video.models import Made, VideoBroken, VideoTooLong, Work, plays
from qiao.media.video.studio import Studio

from . import clips


async def nothing(_: int) -> None:
    return


async def made(studio: Studio, file: Path, room: Path) -> Made:
    room.mkdir(exist_ok=True)  # noqa: ASYNC240
    return await studio.make(file, room, await studio.probe(file), nothing)


async def test_what_plays_already_is_wrapped_anew_with_its_index_first(tmp_path: Path):
    file = clips.clip(tmp_path / "in.mp4")

    got = await made(clips.studio(), file, tmp_path / "room")

    assert (got.work, got.w, got.h, got.sound) == (Work.COPY, 320, 180, True)
    assert 1_900 < got.ms < 2_200
    probe = await look(tmp_path / "room" / "film.mp4")
    assert plays(probe)
    assert probe.index_first


@pytest.mark.parametrize(
    ("name", "more", "options"),
    [
        ("in.webm", {}, {}),
        ("full-chroma.mp4", {"codec": ("-c:v", "libx264", "-pix_fmt", "yuv444p", *clips.AAC)}, {}),
        ("large.mp4", {"size": "2560x1440", "seconds": 1}, {}),
        ("fast.mp4", {"rate": 120, "seconds": 1}, {}),
        ("old.mov", {"codec": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le")}, {}),
    ],
)
async def test_what_does_not_play_everywhere_is_made_anew(
    tmp_path: Path, name: str, more: dict[str, object], options: dict[str, int]
):
    write = clips.webm if name.endswith(".webm") else clips.clip
    file = write(tmp_path / name, **more)  # type: ignore[arg-type]

    got = await made(clips.studio(**options), file, tmp_path / "room")

    assert got.work is Work.ANEW
    assert got.sound
    assert max(got.w, got.h) <= 1280
    assert min(got.w, got.h) <= 720
    probe = await look(tmp_path / "room" / "film.mp4")
    assert plays(probe)
    assert [track.codec for track in probe.tracks] == ["avc1", "mp4a"]


async def test_sound_that_plays_nowhere_is_made_anew_and_the_pictures_are_kept(tmp_path: Path):
    file = clips.clip(tmp_path / "in.mp4", codec=(*clips.H264, "-c:a", "libmp3lame"))

    got = await made(clips.studio(), file, tmp_path / "room")

    assert (got.work, got.sound) == (Work.SOUND, True)


async def test_a_video_held_upright_stays_upright(tmp_path: Path):
    lying = clips.clip(tmp_path / "lying.mp4")
    clips.draw("-display_rotation", "90", "-i", str(lying), "-c", "copy", str(tmp_path / "in.mov"))

    kept = await made(clips.studio(), tmp_path / "in.mov", tmp_path / "room")
    png = await clips.studio().poster(
        tmp_path / "room" / "film.mp4", tmp_path / "room", kept.ms, None
    )
    shown = await Sandbox().decode(png)

    assert (kept.work, kept.w, kept.h) == (Work.COPY, 180, 320)
    assert (shown.w, shown.h) == (180, 320)


async def test_where_and_with_what_it_was_taken_is_taken_out(tmp_path: Path):
    file = clips.clip(
        tmp_path / "in.mov",
        "-metadata", "title=Mynameisinhere",
        "-metadata", "location=+48.8577+002.295/",
        "-metadata", "com.apple.quicktime.make=Cameramaker",
        "-metadata:s:v", "handler_name=Myhandler",
        "-movflags", "use_metadata_tags",
        "-bsf:v", "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+Serial4711",
    )  # fmt: skip
    before = file.read_bytes()
    assert all(word in before for word in (b"Mynameisinhere", b"+48.8577", b"Serial4711"))

    await made(clips.studio(), file, tmp_path / "room")

    after = (tmp_path / "room" / "film.mp4").read_bytes()
    for word in (
        b"Mynameisinhere",
        b"48.8577",
        b"Cameramaker",
        b"Myhandler",
        b"Serial4711",
        b"x264",
    ):
        assert word not in after


async def test_a_video_without_sound_has_none(tmp_path: Path):
    file = clips.clip(tmp_path / "in.mp4", sound=False, codec=clips.H264)

    got = await made(clips.studio(), file, tmp_path / "room")

    assert not got.sound
    assert await clips.studio().sound(tmp_path / "room" / "film.mp4", tmp_path / "room") is None


async def test_sound_is_taken_out_for_those_who_write_it_down(tmp_path: Path):
    await made(clips.studio(), clips.clip(tmp_path / "in.mp4"), tmp_path / "room")

    sound = await clips.studio().sound(tmp_path / "room" / "film.mp4", tmp_path / "room")

    assert sound is not None
    assert sound[:4] == b"RIFF"
    assert int.from_bytes(sound[24:28], "little") == 16_000
    assert 60_000 < len(sound) < 70_000


async def test_what_goes_on_too_long_is_refused_before_or_after(tmp_path: Path):
    """An MP4 says how long it is; a recorder's WebM does not."""
    said = clips.clip(tmp_path / "said.mp4", seconds=7, rate=5)
    silent = clips.webm(tmp_path / "silent.webm", seconds=7, rate=5)
    studio = clips.studio(max_s=5)

    for file in (said, silent):
        with pytest.raises(VideoTooLong) as refused:
            await made(studio, file, tmp_path / "room")
        assert refused.value.facts == {"max_s": 5}


async def test_the_card_shows_a_moment_with_something_in_it(tmp_path: Path):
    black = clips.clip(tmp_path / "black.mp4", picture="color", sound=False, codec=clips.H264)
    bright = clips.clip(tmp_path / "bright.mp4", sound=False, codec=clips.H264)
    (tmp_path / "list").write_text(f"file '{black}'\nfile '{bright}'\n")
    both = tmp_path / "both.mp4"
    clips.draw("-f", "concat", "-safe", "0", "-i", str(tmp_path / "list"), "-c", "copy", str(both))
    studio, room = clips.studio(), tmp_path / "room"
    got = await made(studio, both, room)

    chosen = await studio.poster(room / "film.mp4", room, got.ms, None)
    first = await studio.poster(room / "film.mp4", room, got.ms, 0)
    late = await studio.poster(room / "film.mp4", room, got.ms, 3_600_000)

    assert len(chosen) > 3 * len(first), "a black frame is small as a PNG"
    assert len(late) > 3 * len(first)


async def test_how_far_it_is_is_told(tmp_path: Path):
    heard: list[int] = []

    async def hear(ms: int) -> None:
        heard.append(ms)

    studio, file = clips.studio(), clips.webm(tmp_path / "in.webm")
    (tmp_path / "room").mkdir()
    await studio.make(file, tmp_path / "room", await studio.probe(file), hear)

    assert heard
    assert heard[-1] >= 1_800


async def test_without_an_encoder_only_what_plays_is_taken(tmp_path: Path):
    studio = clips.studio()
    studio._asked = True

    got = await made(studio, clips.clip(tmp_path / "in.mp4"), tmp_path / "room")
    with pytest.raises(VideoBroken):
        await made(studio, clips.webm(tmp_path / "in.webm"), tmp_path / "room")

    assert got.work is Work.COPY
