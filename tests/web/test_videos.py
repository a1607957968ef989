"""Videos over HTTP: sent over a bad line, made playable, shown in a note, given out by ranges."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import events_after
from qiao.media.video.events import VideoReady
from qiao.media.video.jobs import Workshop
from qiao.notes import waiting
from qiao.notes.gate import OpenGate
from qiao.settings import Settings
from qiao.web.films import span_of
from tests.media.video import clips
from tests.web.square import Person, Square, opened

PIECE = 20_000


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return clips.clip(tmp_path_factory.mktemp("clips") / "in.mp4").read_bytes()


class Worker:
    """Does what the worker does about videos, up to now."""

    def __init__(self, square: Square) -> None:
        self.db = square.house.database
        self.shop = Workshop(self.db, square.house.blobs, clips.studio())
        self._seen = 0

    async def works(self) -> None:
        while await self.shop.work():
            pass
        async with self.db.read() as tx:
            told = await events_after(tx, self._seen)
        for line in told:
            self._seen = line.seq
            event = line.event()
            if isinstance(event, VideoReady):
                await self.db.write(waiting.publish_waiting, event.video, OpenGate(), now=now_us())


@pytest.fixture
def worker(square: Square) -> Worker:
    return Worker(square)


async def piece(person: Person, id_: str, offset: int, data: bytes, **headers: str) -> Any:
    path = f"/videos/{id_}/bytes?offset={offset}"
    return await person.ask("PUT", path, content=data, headers=headers)


async def send(person: Person, data: bytes, **whole: Any) -> str:
    id_ = (await person.does("POST", "/videos", {"bytes": len(data)}, status=201))["id"]
    for offset in range(0, len(data), PIECE):
        part = data[offset : offset + PIECE]
        answer = await piece(person, id_, offset, part, **{"X-Sha256": sha(part)})
        assert answer.json()["got"] == offset + len(part)
    await person.does("PUT", f"/videos/{id_}/sent", {"sha256": sha(data), **whole})
    return str(id_)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def test_a_video_is_sent_made_playable_and_stands_in_a_note(
    square: Square, ana: Person, bo: Person, worker: Worker, clip: bytes
):
    id_ = await send(ana, clip)
    before = await ana.does("GET", f"/videos/{id_}")
    await worker.works()
    video = await ana.does("GET", f"/videos/{id_}")

    sent = {"title": "Bread", "media": [{"id": id_, "alt": "Dough is kneaded"}]}
    note = await ana.does("POST", "/notes", sent, status=201)

    assert (before["state"], before["src"]) == ("waiting", None)
    assert (video["state"], video["sound"], video["w"], video["h"]) == ("ready", True, 320, 180)
    assert (note["kind"], note["photos"]) == ("video", 1)
    assert 1_900 < note["video_ms"] < 2_200
    (poster,) = note["photos_list"]
    assert poster["film"]["src"] == video["src"]
    assert poster["film"] | {"src": "", "bytes": 0, "ms": 0} == {
        "src": "", "type": "video/mp4", "bytes": 0, "ms": 0, "w": 320, "h": 180, "sound": True,
    }  # fmt: skip
    assert note["cover"]["card"] == video["card"]
    card = (await square.visitor.does("GET", "/feeds/explore"))["items"][0]
    assert (card["kind"], card["video_ms"]) == ("video", note["video_ms"])
    assert "film" not in card["cover"]
    await bo.is_refused("POST", "/notes", sent, status=404)
    assert (await ana.does("GET", "/videos"))["items"] == []


async def test_a_line_that_breaks_goes_on_where_it_broke(ana: Person, worker: Worker, clip: bytes):
    id_ = (await ana.does("POST", "/videos", {"bytes": len(clip)}, status=201))["id"]
    await piece(ana, id_, 0, clip[:PIECE])

    lost = await piece(ana, id_, 0, clip[:PIECE])
    gap = await piece(ana, id_, PIECE + 1, b"x")
    early = await ana.is_refused("PUT", f"/videos/{id_}/sent", {}, status=409)
    at = (await ana.does("GET", f"/videos/{id_}"))["got"]
    await piece(ana, id_, at, clip[at:])
    await ana.does("PUT", f"/videos/{id_}/sent", {"sha256": sha(clip)})
    await worker.works()

    assert (lost.status_code, lost.json()["code"], lost.json()["facts"]) == (
        409, "video_at", {"got": PIECE},
    )  # fmt: skip
    assert gap.json()["facts"] == early["facts"] == {"got": PIECE}
    assert (await ana.does("GET", f"/videos/{id_}"))["state"] == "ready"


async def test_what_is_garbled_on_its_way_is_sent_again(ana: Person, clip: bytes):
    id_ = (await ana.does("POST", "/videos", {"bytes": len(clip)}, status=201))["id"]

    garbled = await piece(ana, id_, 0, clip[:PIECE], **{"X-Sha256": sha(b"other")})
    await piece(ana, id_, 0, clip)
    whole = await ana.is_refused("PUT", f"/videos/{id_}/sent", {"sha256": sha(b"x")}, status=422)

    assert garbled.json()["code"] == whole["code"] == "video_garbled"
    assert (await ana.does("GET", f"/videos/{id_}"))["got"] == 0
    await piece(ana, id_, 0, clip)
    sent = await ana.does("PUT", f"/videos/{id_}/sent", {"sha256": sha(clip)})
    again = await ana.does("PUT", f"/videos/{id_}/sent", {"sha256": sha(clip)})
    assert sent["state"] == again["state"] == "waiting"


async def test_what_is_no_video_is_told_by_its_first_bytes(ana: Person):
    data = b"#EXTM3U\nhttp://127.0.0.1/" + b"x" * 100
    id_ = (await ana.does("POST", "/videos", {"bytes": len(data)}, status=201))["id"]

    answer = await piece(ana, id_, 0, data)

    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_video")
    too_much = await piece(ana, id_, 0, b"\0\0\0\x10ftyp" + b"x" * 200)
    assert too_much.json()["code"] == "video_garbled"
    too_large = await ana.is_refused("POST", "/videos", {"bytes": 10**12}, status=413)
    assert too_large["code"] == "video_too_large"


async def test_a_note_posted_early_comes_out_when_its_video_is_ready(
    square: Square, ana: Person, bo: Person, worker: Worker, clip: bytes
):
    id_ = await send(ana, clip)
    note = {"title": "Early", "media": [{"id": id_, "alt": "dough"}], "topics": ["bread"]}

    early = await ana.is_refused("POST", "/notes", note, status=404)
    posted = await ana.does("PUT", f"/videos/{id_}/note", note)
    waits = (await ana.does("GET", "/videos"))["items"]
    await bo.is_refused("PUT", f"/videos/{id_}/note", note, status=404)
    assert (await square.visitor.does("GET", "/members/ana/notes"))["items"] == []
    await worker.works()

    assert early["code"] == "media_not_found"
    assert posted == {"note": None}
    assert [each["waits"] for each in waits] == [True]
    (shown,) = (await square.visitor.does("GET", "/members/ana/notes"))["items"]
    assert (shown["title"], shown["kind"], shown["topics"]) == ("Early", "video", ["bread"])
    await ana.is_refused("PUT", f"/videos/{id_}/note", note, status=409)


async def test_a_note_posted_late_comes_out_at_once(ana: Person, worker: Worker, clip: bytes):
    id_ = await send(ana, clip)
    await worker.works()

    posted = await ana.does("PUT", f"/videos/{id_}/note", {"media": [{"id": id_}]})

    assert (await ana.does("GET", f"/notes/{posted['note']}"))["kind"] == "video"


async def test_what_waits_may_be_taken_back(
    square: Square, ana: Person, worker: Worker, clip: bytes
):
    first, second = await send(ana, clip), await send(ana, clip)
    for id_ in (first, second):
        await ana.does("PUT", f"/videos/{id_}/note", {"media": [{"id": id_}]})

    await ana.does("DELETE", f"/videos/{first}/note", status=204)
    await ana.does("DELETE", f"/videos/{second}", status=204)
    await worker.works()

    assert (await square.visitor.does("GET", "/members/ana/notes"))["items"] == []
    assert [each["id"] for each in (await ana.does("GET", "/videos"))["items"]] == [first]


async def test_a_note_has_one_video_or_photos(ana: Person, worker: Worker, clip: bytes):
    from tests.media import gallery

    first, second = await send(ana, clip), await send(ana, clip)
    await worker.works()
    jpeg = {"Content-Type": "image/jpeg"}
    photo = await ana.ask("POST", "/media", content=gallery.jpeg_from_a_phone(), headers=jpeg)

    for other in (second, photo.json()["id"]):
        sent = {"media": [{"id": first}, {"id": other}]}
        refused = await ana.is_refused("POST", "/notes", sent, status=422)
        assert refused["code"] == "video_alone"


async def test_the_same_film_ties_no_momo_to_a_name(ana: Person, worker: Worker, clip: bytes):
    """Another moment on the card makes another picture of it; the film is the same."""
    first, second = await send(ana, clip, poster_ms=0), await send(ana, clip, poster_ms=1_500)
    await worker.works()
    await ana.does("POST", "/notes", {"media": [{"id": first}]}, status=201)

    as_momo = {"media": [{"id": second}], "momo": True}
    refused = await ana.is_refused("POST", "/notes", as_momo, status=422)

    assert refused["code"] == "momo_photo_known"


async def test_others_videos_are_not_there(ana: Person, bo: Person, square: Square, clip: bytes):
    id_ = await send(ana, clip)

    for method, path, body in (
        ("GET", f"/videos/{id_}", None),
        ("PUT", f"/videos/{id_}/sent", {}),
        ("PUT", f"/videos/{id_}/poster", {"at_ms": 0}),
        ("PUT", f"/videos/{id_}/note", {"media": [{"id": id_}]}),
        ("DELETE", f"/videos/{id_}/note", None),
        ("DELETE", f"/videos/{id_}", None),
    ):
        await bo.is_refused(method, path, body, status=404)
        await square.visitor.is_refused(method, path, body, status=401)
    assert (await piece(bo, id_, 0, clip)).status_code == 404


async def test_films_are_given_out_by_ranges(
    square: Square, ana: Person, worker: Worker, clip: bytes
):
    id_ = await send(ana, clip)
    await worker.works()
    src = (await ana.does("GET", f"/videos/{id_}"))["src"]

    whole = await square.client.get(src)
    film = whole.content
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["content-length"] == str(len(film))
    assert "immutable" in whole.headers["cache-control"]
    assert "sandbox" in whole.headers["content-security-policy"]
    assert whole.headers["accept-ranges"] == "bytes"
    assert sha(film) in src
    etag = whole.headers["etag"]

    async def part(span: str, **more: str) -> Any:
        return await square.client.get(src, headers={"Range": span, **more})

    for span, start, end in (
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, len(film) - 1),
        ("bytes=-7", len(film) - 7, len(film) - 1),
        (f"bytes=5-{len(film) * 2}", 5, len(film) - 1),
    ):
        got = await part(span)
        assert got.status_code == 206
        assert got.headers["content-range"] == f"bytes {start}-{end}/{len(film)}"
        assert got.content == film[start : end + 1]
    beyond = await part(f"bytes={len(film)}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(film)}")
    for odd in ("bytes=0-1,4-5", "bytes=9-2", "items=0-1", "bytes=-"):
        assert (await part(odd)).status_code == 200
    assert (await part("bytes=0-9", **{"If-Range": '"other"'})).status_code == 200
    assert (await part("bytes=0-9", **{"If-Range": etag})).status_code == 206
    same = await square.client.get(src, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    head = await square.client.head(src)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(film))
    for wrong in ("0" * 64, "x", "..%2f" + "0" * 64, src.split("/")[2].upper()):
        assert (await square.client.get(f"/media/{wrong}/film.mp4")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "span"),
    [(None, None), ("bytes=0-0", (0, 0)), ("bytes=-100", (0, 9)), ("bytes= 1-2", None)],
)
def test_spans(asked: str | None, span: tuple[int, int] | None):
    assert span_of(asked, 10) == span


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0", "bytes=999-1000"])
def test_spans_of_which_nothing_is_there(asked: str):
    with pytest.raises(IndexError):
        span_of(asked, 10)


async def test_a_square_without_ffmpeg_says_so(sqlite_template: Path, tmp_path: Path):
    import shutil

    shutil.copy(sqlite_template, tmp_path / "square.db")
    settings = Settings(data_dir=tmp_path, video={"ffmpeg": "no-such-program"})  # type: ignore[arg-type]
    async with opened(settings) as square:
        ana = await square.person("ana")
        desk = await ana.does("GET", "/videos")
        refused = await ana.is_refused("POST", "/videos", {"bytes": 100}, status=503)

    assert desk["offered"] is False
    assert refused["code"] == "no_video"
