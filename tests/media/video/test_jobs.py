"""The workshop: from what was sent to what may stand in a note."""

import asyncio
import hashlib
from pathlib import Path

from qiao.kit.db import Database
from qiao.media.models import Sha
from qiao.media.providers.folder import Folder
from qiao.media.queries import is_kept
from qiao.media.video import store
from qiao.media.video.jobs import Workshop
from qiao.media.video.settings import VideoSettings
from tests import make

from . import clips

NOW = make.NOW


def workshop(db: Database, folder: Path, **settings: int) -> Workshop:
    return Workshop(db, Folder(folder / "media"), clips.studio(**settings))


def laborious(folder: Path) -> bytes:
    """Quickly drawn, and slow to make anew."""
    codec = ("-c:v", "mjpeg", "-q:v", "12", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le")
    file = clips.clip(folder / "in.mov", size="1280x720", rate=10, seconds=24, codec=codec)
    return file.read_bytes()


async def sent(shop: Workshop, owner: str, data: bytes, poster_ms: int | None = None) -> str:
    db = shop.database
    id_ = (await db.write(store.begin, owner, len(data), VideoSettings(), now_us=NOW)).id
    (shop.blobs.room(id_) / "sent").write_bytes(data)
    await db.write(store.have_got, owner, id_, 0, len(data), now_us=NOW)
    await db.write(store.have_all, owner, id_, poster_ms, now_us=NOW)
    return id_


async def found(shop: Workshop, id_: str) -> store.Video:
    async with shop.database.read() as tx:
        video = await store.video(tx, id_)
    assert video is not None
    return video


async def test_it_is_kept_by_its_hash_and_its_room_is_empty(sqlite: Database, tmp_path: Path):
    ana = await make.member(sqlite)
    shop = workshop(sqlite, tmp_path)
    id_ = await sent(shop, ana.id, clips.clip(tmp_path / "in.mp4").read_bytes())

    assert await shop.work()
    assert not await shop.work()

    video = await found(shop, id_)
    assert (video.state, video.w, video.h, video.sound) == ("ready", 320, 180, True)
    film = shop.blobs.film_path(Sha(video.film_sha))
    assert film is not None
    assert hashlib.sha256(film.read_bytes()).hexdigest() == video.film_sha
    assert film.stat().st_size == video.film_bytes
    assert not (tmp_path / "media" / "rooms" / id_).exists()
    note = await make.note(sqlite, ana, photos=[id_])  # type: ignore[list-item]
    assert note


async def test_what_is_no_film_fails_by_name(sqlite: Database, tmp_path: Path):
    ana = await make.member(sqlite)
    shop = workshop(sqlite, tmp_path, max_s=5)
    long = clips.clip(tmp_path / "long.mp4", seconds=7, rate=5).read_bytes()
    ids = [
        await sent(shop, ana.id, b"\0\0\0\x10ftypisom\0\0\0\0" + b"x" * 100),
        await sent(shop, ana.id, long),
    ]

    while await shop.work():
        pass

    videos = [await found(shop, id_) for id_ in ids]
    assert [(v.state, v.reason) for v in videos] == [
        ("failed", "video_broken"),
        ("failed", "video_too_long"),
    ]
    assert list((tmp_path / "media" / "rooms").iterdir()) == []


async def test_the_moment_for_the_card_may_be_chosen_again(sqlite: Database, tmp_path: Path):
    ana = await make.member(sqlite)
    shop = workshop(sqlite, tmp_path)
    id_ = await sent(shop, ana.id, clips.clip(tmp_path / "in.mp4").read_bytes(), poster_ms=0)
    await shop.work()
    before = await _poster(sqlite, id_)

    await sqlite.write(store.choose_poster, ana.id, id_, 1_500, now_us=NOW)
    await shop.work()

    after = await _poster(sqlite, id_)
    assert before != after
    assert not await shop.blobs.exists(before)
    assert await shop.blobs.exists(after)
    assert (await found(shop, id_)).state == "ready"


async def test_taking_it_away_stops_the_work(sqlite: Database, tmp_path: Path):
    ana = await make.member(sqlite)
    shop = workshop(sqlite, tmp_path)
    data = laborious(tmp_path)
    id_ = await sent(shop, ana.id, data)

    async def take_away() -> None:
        while (await found(shop, id_)).done_permille == 0:
            await asyncio.sleep(0.02)
        await sqlite.write(store.remove, ana.id, id_)

    await asyncio.gather(shop.work(), take_away())

    async with sqlite.read() as tx:
        assert await store.video(tx, id_) is None
    assert list((tmp_path / "media" / "rooms").iterdir()) == []
    assert not [file for file in (tmp_path / "media").rglob("*") if file.is_file()]


async def test_what_a_crash_interrupted_is_made_after_it(sqlite: Database, tmp_path: Path):
    """Cancelled in the middle, as at the end of the process; then another process comes."""
    ana = await make.member(sqlite)
    data = laborious(tmp_path)
    shop = workshop(sqlite, tmp_path)
    id_ = await sent(shop, ana.id, data)
    work = asyncio.create_task(shop.work())
    while (await found(shop, id_)).done_permille == 0:
        await asyncio.sleep(0.02)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert (await found(shop, id_)).state == "working"

    assert await workshop(sqlite, tmp_path).work()

    assert (await found(shop, id_)).state == "ready"


async def test_its_sound_is_there_for_those_who_write_it_down(sqlite: Database, tmp_path: Path):
    ana = await make.member(sqlite)
    shop = workshop(sqlite, tmp_path)
    heard = await sent(shop, ana.id, clips.clip(tmp_path / "a.mp4").read_bytes())
    quiet = clips.clip(tmp_path / "b.mp4", sound=False, codec=clips.H264).read_bytes()
    silent = await sent(shop, ana.id, quiet)
    while await shop.work():
        pass
    picture = await make.picture(sqlite, ana)

    async with sqlite.read() as tx:
        from qiao.media.queries import by_ids

        media = await by_ids(tx, [heard, silent, picture])  # type: ignore[list-item]

    assert (await shop.sound_of(media[heard]) or b"")[:4] == b"RIFF"  # type: ignore[index]
    assert await shop.sound_of(media[silent]) is None  # type: ignore[index]
    assert await shop.sound_of(media[picture]) is None


async def _poster(db: Database, id_: str) -> Sha:
    async with db.read() as tx:
        sha = Sha(str(await tx.value(store.Sql("select sha from media where id = :id"), id=id_)))
        assert await is_kept(tx, sha)
    return sha
