"""Videos as rows: how much one may send, and what becomes of those nobody wants."""

import pytest

from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import Database
from qiao.media.models import Decoded, Sha
from qiao.media.queries import is_kept
from qiao.media.video import store
from qiao.media.video.models import (
    Made,
    State,
    VideoAt,
    VideoBroken,
    VideoBusy,
    VideoNotFound,
    VideoTooLarge,
    VideoTooLong,
    VideoTooMuch,
    Work,
)
from qiao.media.video.settings import VideoSettings
from tests import make

SETTINGS = VideoSettings(per_day=4, bytes_per_day=1_000_000, max_bytes=1_000_000)
MADE = Made(320, 180, 2_000, 90, sound=True, work=Work.COPY)
POSTER = Decoded(b"card", b"poster", 320, 180, "png")
NOW = make.NOW


async def begun(db: Database, owner: str, size: int = 100, at_us: int = NOW) -> str:
    return (await db.write(store.begin, owner, size, SETTINGS, now_us=at_us)).id


async def waiting(db: Database, owner: str, size: int = 100, at_us: int = NOW) -> str:
    id_ = await begun(db, owner, size, at_us)
    await db.write(store.have_got, owner, id_, 0, size, now_us=at_us)
    await db.write(store.have_all, owner, id_, None, now_us=at_us)
    return id_


async def ready(db: Database, owner: str, sha: str = "f" * 64, at_us: int = NOW) -> str:
    id_ = await waiting(db, owner, at_us=at_us)
    assert await db.write(store.start, id_, now_us=at_us)
    assert await db.write(store.keep_film, id_, Sha(sha), MADE)
    await db.write(store.finish, id_, POSTER, now_us=at_us)
    return id_


async def video(db: Database, id_: str) -> store.Video | None:
    async with db.read() as tx:
        return await store.video(tx, id_)


async def test_from_the_first_byte_to_the_card(database: Database):
    ana = await make.member(database)

    id_ = await ready(database, ana.id)

    found = await video(database, id_)
    assert found is not None
    assert (found.state, found.film_sha, found.ms, found.sound) == ("ready", "f" * 64, 2_000, True)
    async with database.read() as tx:
        assert await is_kept(tx, Sha("f" * 64))
        assert await is_kept(tx, POSTER.sha)
        assert [each.id for each in await store.unused_videos(tx, ana.id)] == [id_]
    note = await make.note(database, ana, photos=[id_])  # type: ignore[list-item]
    async with database.read() as tx:
        assert await store.unused_videos(tx, ana.id) == []
    with pytest.raises(VideoBusy):
        await database.write(store.remove, ana.id, id_)
    with pytest.raises(VideoBusy):
        await database.write(store.choose_poster, ana.id, id_, 0, now_us=NOW)
    assert note


async def test_pieces_come_one_after_the_other(database: Database):
    ana = await make.member(database)
    id_ = await begun(database, ana.id)
    await database.write(store.have_got, ana.id, id_, 0, 60, now_us=NOW)

    for offset in (0, 59, 61):
        with pytest.raises(VideoAt) as refused:
            await database.write(store.have_got, ana.id, id_, offset, 10, now_us=NOW)
        assert refused.value.facts == {"got": 60}
    with pytest.raises(VideoAt):
        await database.write(store.have_all, ana.id, id_, None, now_us=NOW)


async def test_others_videos_are_not_there(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    id_ = await ready(database, ana.id)

    for attempt in (
        database.write(store.have_got, bo.id, id_, 0, 1, now_us=NOW),
        database.write(store.have_all, bo.id, id_, None, now_us=NOW),
        database.write(store.choose_poster, bo.id, id_, 0, now_us=NOW),
        database.write(store.remove, bo.id, id_),
        database.write(store.begin_again, bo.id, id_, now_us=NOW),
    ):
        with pytest.raises(VideoNotFound):
            await attempt


async def test_nobody_sends_more_than_a_day_holds(database: Database):
    ana = await make.member(database)

    with pytest.raises(VideoTooLarge):
        await begun(database, ana.id, 1_000_001)
    for _ in range(3):
        await begun(database, ana.id)
    with pytest.raises(VideoTooMuch) as unfinished:
        await begun(database, ana.id)
    bo = await make.member(database, "bob")
    for number in range(4):
        id_ = await waiting(database, bo.id, at_us=NOW + number)
        await database.write(store.start, id_, now_us=NOW)
        await database.write(store.give_up, id_, VideoTooLong(max_s=5), now_us=NOW)
    with pytest.raises(VideoTooMuch) as day:
        await begun(database, bo.id, at_us=NOW + HOUR)
    caro = await make.member(database, "caro")
    await begun(database, caro.id, 600_000)
    with pytest.raises(VideoTooMuch):
        await begun(database, caro.id, 600_000)

    assert unfinished.value.facts == {"retry_s": 60}
    assert day.value.facts == {"retry_s": 23 * 3_600}
    assert await begun(database, bo.id, at_us=NOW + DAY + 10)


async def test_why_it_cannot_be_is_kept(database: Database):
    ana = await make.member(database)
    id_ = await waiting(database, ana.id)
    await database.write(store.start, id_, now_us=NOW)

    await database.write(store.give_up, id_, VideoTooLong(max_s=5), now_us=NOW)

    found = await video(database, id_)
    assert found is not None
    assert (found.state, found.reason, found.facts) == ("failed", "video_too_long", '{"max_s":5}')
    assert await database.write(store.start, id_, now_us=NOW) is None


async def test_a_crash_leaves_it_to_be_taken_up_again(database: Database):
    ana = await make.member(database)
    first, second = await waiting(database, ana.id), await waiting(database, ana.id, at_us=NOW + 1)
    await database.write(store.start, first, now_us=NOW)

    async with database.read() as tx:
        assert await store.next_to_make(tx) == first
    again = await database.write(store.start, first, now_us=NOW)

    assert again is not None
    assert again.state is State.WORKING
    await database.write(store.give_up, first, VideoBroken(), now_us=NOW)
    async with database.read() as tx:
        assert await store.next_to_make(tx) == second


async def test_what_was_taken_away_is_made_no_further(database: Database):
    ana = await make.member(database)
    id_ = await waiting(database, ana.id)
    await database.write(store.start, id_, now_us=NOW)

    await database.write(store.remove, ana.id, id_)

    assert not await database.write(store.have_come, id_, 500)
    assert not await database.write(store.keep_film, id_, Sha("f" * 64), MADE)
    assert await database.write(store.finish, id_, POSTER, now_us=NOW) is None
    assert await video(database, id_) is None


async def test_another_moment_on_the_card_lets_the_first_picture_go(database: Database):
    ana = await make.member(database)
    id_ = await ready(database, ana.id)

    await database.write(store.choose_poster, ana.id, id_, 900, now_us=NOW)
    await database.write(store.start, id_, now_us=NOW)
    other = Decoded(b"card", b"another poster", 320, 180, "png")
    before = await database.write(store.finish, id_, other, now_us=NOW)

    found = await video(database, id_)
    assert found is not None
    assert (found.state, found.poster_ms, found.film_sha) == ("ready", 900, "f" * 64)
    assert before == POSTER.sha
    async with database.read() as tx:
        assert not await is_kept(tx, POSTER.sha)
        assert await is_kept(tx, other.sha)


async def test_what_nobody_came_back_for_is_lost(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    left, kept = await begun(database, ana.id), await begun(database, ana.id, at_us=NOW + HOUR)
    shown = await ready(database, ana.id, "a" * 64)
    gone = await ready(database, bo.id, "b" * 64)
    await make.note(database, ana, photos=[shown])  # type: ignore[list-item]
    await database.write(_forget_media, gone)

    lost = await database.write(store.remove_lost, before_us=NOW + HOUR)

    assert sorted(lost) == sorted([(left, ""), (gone, "b" * 64)])
    assert await video(database, kept)
    assert await video(database, shown)


async def _forget_media(tx: store.WriteTx, id_: str) -> None:
    await tx.run(store.Sql("delete from media where id = :id"), id=id_)
