"""Films of a file from elsewhere: what plays comes with its still; what only says so does not."""

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.db import Database, Sql
from qiao.media.models import Sha
from qiao.media.providers.folder import Folder
from qiao.media.video.models import Made, Work
from qiao.media.video.settings import VideoSettings
from qiao.media.video.studio import Studio
from qiao.people.models import Caller
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking import films, keeping
from qiao.travel.unpacking.jobs import attend
from qiao.travel.unpacking.models import Arrival, Wanted
from tests import make
from tests.media.video import clips
from tests.travel.things import InThisProcess, painted
from tests.travel.unpacking.test_equal import arrive
from tests.travel.unpacking.test_hostile import media_line, note, parcel

HEAD = b"\0\0\0\x10ftypisom\0\0\0\0"
CAPTIONS = {"media": "m0", "lang": "en", "state": "published", "at": "2025-01-01T00:00:00Z"}


class Watched(Studio):
    """A studio that remembers how each film was come by."""

    def __init__(self, **settings: int) -> None:
        super().__init__(clips.ffmpeg(), VideoSettings(**settings))  # type: ignore[arg-type]
        self.works: list[Work] = []

    async def make(self, *args: Any, **more: Any) -> Made:
        made = await super().make(*args, **more)
        self.works.append(made.work)
        return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brought.zip"


@pytest.fixture
def blobs(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return clips.clip(tmp_path_factory.mktemp("film") / "film.mp4", seconds=1).read_bytes()


def with_film(path: Path, content: bytes, *, still: bytes | None = None, **more: bytes) -> Path:
    """Make a file with a note that shows a film, as an export holds one."""
    files = {
        "qiao/media.jsonl": media_line("m0", "media/m0.webp", "video").encode(),
        "media/m0.webp": painted(3) if still is None else still,
        "media/m0.mp4": content,
    } | {name.replace("__", "/").replace("_jsonl", ".jsonl"): text for name, text in more.items()}
    return parcel(path, [note(photos=[{"media": "m0", "alt": "a loaf"}])], **files)


async def bring(
    db: Database,
    blobs: Folder,
    folder: Path,
    ana: Caller,
    path: Path,
    maker: films.FilmMaker | None = None,
) -> Arrival:
    return await arrive(db, blobs, folder, ana, path, Wanted("as_was"), maker or Watched())


async def rows(db: Database, sql: str) -> list[tuple[Any, ...]]:
    async with db.read() as tx:
        return await tx.all(tuple, Sql(sql))


async def shown(db: Database) -> list[tuple[Any, ...]]:
    """Return what notes there are: their kinds, and of what kind their pictures are."""
    return await rows(
        db,
        "select n.kind, m.kind from notes n join note_media p on p.note_id = n.id"
        " join media m on m.id = p.media_id order by n.id, p.pos",
    )


def films_of(folder: Path) -> list[Path]:
    return [file for file in (folder / "media").rglob("*") if file.suffix == ".mp4"]


def zipped(path: Path) -> bytes:
    return path.read_bytes()


def rooms_of(folder: Path) -> list[Path]:
    rooms = folder / "media" / "rooms"
    return list(rooms.iterdir()) if rooms.is_dir() else []


# ---- What only says that it is a film


def _garbled(whole: bytes) -> bytes:
    return whole[:200] + bytes(byte ^ (n * 73 % 251) for n, byte in enumerate(whole[200:]))


@pytest.mark.parametrize(
    "lie",
    [
        lambda whole: b"",
        lambda whole: b"MZ<script>alert(1)</script>",
        lambda whole: painted(5),
        lambda whole: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        lambda whole: HEAD + b"\n#EXTM3U\nfile:///etc/passwd\n",
        lambda whole: HEAD + b"x" * 1_000,
        lambda whole: whole[: len(whole) // 2],
        _garbled,
        lambda whole: b"\x1a\x45\xdf\xa3" + whole,
    ],
)
async def test_what_is_no_film_stays_a_picture(
    lie: Callable[[bytes], bytes], film: bytes, sqlite: Database, blobs: Folder, path: Path,
    tmp_path: Path,
):  # fmt: skip
    ana = await make.member(sqlite, "ana_q")
    with_film(path, lie(film))

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    assert arrival.state == "here"
    assert arrival.plan.left == {"films_broken": 1}
    assert await shown(sqlite) == [("photo", "png")]
    assert await rows(sqlite, "select id from videos") == []
    assert (films_of(tmp_path), rooms_of(tmp_path)) == ([], [])


async def test_what_is_larger_or_longer_than_an_upload_may_be_does_not_come(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    with_film(path, HEAD + os.urandom(3_000_000))
    large = await bring(sqlite, blobs, tmp_path, ana, path, Watched(max_bytes=1_000_000))
    long = clips.clip(tmp_path / "long.mp4", seconds=7, rate=5).read_bytes()
    with_film(path, long)
    bo = await make.member(sqlite, "bob")
    too_long = await bring(sqlite, blobs, tmp_path, bo, path, Watched(max_s=5))

    assert large.plan.left == {"films_too_large": 1}
    assert too_long.plan.left == {"films_too_large": 1}
    assert (films_of(tmp_path), rooms_of(tmp_path)) == ([], [])


async def test_a_film_that_is_a_bomb_is_counted_while_it_inflates(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    with_film(path, HEAD + b"\0" * 30_000_000)
    assert len(zipped(path)) < 100_000

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    assert (arrival.state, arrival.reason) == ("failed", "too_large_inside")
    assert (films_of(tmp_path), rooms_of(tmp_path)) == ([], [])
    assert await rows(sqlite, "select id from notes") == []


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "a/b", "..", "x\0y", "x" * 300])
async def test_no_path_is_a_film(
    name: str, film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    parcel(
        path,
        [note(photos=[{"media": name}])],
        **{
            "qiao/media.jsonl": media_line(name, "media/m0.webp", "video").encode(),
            "media/m0.webp": painted(3),
            f"media/{name}.mp4": film,
        },
    )

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    assert arrival.plan.films == 0
    assert arrival.plan.left == {"films_missing": 1}
    assert await shown(sqlite) == [("photo", "png")]
    assert not list(tmp_path.parent.rglob("evil*"))
    assert films_of(tmp_path) == []


async def test_a_film_that_is_a_link_is_refused(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    with_film(path, film)
    with zipfile.ZipFile(path) as opened:
        files = {name: opened.read(name) for name in opened.namelist() if ".mp4" not in name}
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
        link = zipfile.ZipInfo("media/m0.mp4")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    assert (arrival.state, arrival.reason) == ("failed", "no_plain_file")
    assert (films_of(tmp_path), rooms_of(tmp_path)) == ([], [])


async def test_films_are_encoded_only_so_long_for_one_file(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Ten thousand small films that must be encoded would keep a processor for days."""
    monkeypatch.setattr(films, "MAX_ANEW_MS", 1_500)
    ana = await make.member(sqlite, "ana_q")
    codec = ("-c:v", "mpeg4", "-q:v", "20", "-c:a", "aac")
    odd = [
        clips.clip(tmp_path / f"{n}.mp4", seconds=1, rate=5, size=f"{64 + 2 * n}x64", codec=codec)
        for n in range(3)
    ]
    parcel(
        path,
        [note(n, photos=[{"media": f"m{n}"}]) for n in range(3)],
        **{
            "qiao/media.jsonl": "\n".join(
                media_line(f"m{n}", f"media/m{n}.webp", "video") for n in range(3)
            ).encode()
        },
        **{f"media/m{n}.webp": painted(n) for n in range(3)},
        **{f"media/m{n}.mp4": odd[n].read_bytes() for n in range(3)},
    )
    maker = Watched()

    arrival = await bring(sqlite, blobs, tmp_path, ana, path, maker)

    assert maker.works == [Work.ANEW]
    assert arrival.plan.left == {"films_too_much": 2}
    assert sorted(await shown(sqlite)) == [("photo", "png"), ("photo", "png"), ("video", "video")]


async def test_captions_come_as_words_alone(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    good = (
        "WEBVTT\n\nSTYLE\n::cue { background: url(//evil.example) }\n\nNOTE <script>\n\n"
        "00:00:00.000 --> 00:00:01.000 position:10%\n"
        "<v Bo><b onclick=x>Fold</b> <script>alert(1)</script>\n"
    )
    broken = "<script>alert(1)</script>"
    lines = [CAPTIONS | {"vtt": good}, CAPTIONS | {"lang": "fr", "vtt": broken}]
    with_film(path, film, qiao__captions_jsonl="\n".join(map(json.dumps, lines)).encode())

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    [(lang, state, vtt)] = await rows(sqlite, "select lang, state, vtt from captions")
    assert arrival.plan.left == {"captions_broken": 1}
    assert (lang, state) == ("en", "published")
    assert "Fold" in vtt
    for mark in ("<b", "<script", "<v", "STYLE", "evil", "onclick", "position"):
        assert mark not in vtt


async def test_a_film_stands_alone_or_as_its_still(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    """Beside other pictures, below a note, or as somebody's face, there is no film."""
    ana = await make.member(sqlite, "ana_q")
    lines = [media_line("m0", "media/m0.webp", "video"), media_line("m1", "media/m1.webp")]
    profile = {"handle": "ana_q", "avatar": "m0", "joined": "2025-01-01T00:00:00Z"}
    parcel(
        path,
        [note(photos=[{"media": "m0"}, {"media": "m1"}])],
        **{
            "qiao/media.jsonl": "\n".join(lines).encode(),
            "qiao/member.jsonl": json.dumps(profile).encode(),
            "media/m0.webp": painted(3),
            "media/m1.webp": painted(4),
            "media/m0.mp4": film,
        },
    )

    arrival = await arrive(
        sqlite, blobs, tmp_path, ana, path, Wanted("as_was", profile=True), Watched()
    )

    assert arrival.plan.left == {}
    assert await shown(sqlite) == [("photo", "png"), ("photo", "png")]
    assert films_of(tmp_path) == []


# ---- What is one


async def test_a_film_comes_as_it_plays_with_its_still_and_its_dates(
    film: bytes, database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    sent = {"id": "m0", "state": "ready", "at": "2024-12-31T00:00:00Z"}
    with_film(
        path, film, still=still_of(film, tmp_path), qiao__videos_jsonl=json.dumps(sent).encode()
    )
    maker = Watched()

    arrival = await bring(database, blobs, tmp_path, ana, path, maker)

    [video] = await rows(
        database,
        "select v.state, v.w, v.h, v.sound, v.film_sha, v.film_bytes, v.created_us, m.created_us,"
        " m.kind, m.w, m.h, m.used from videos v join media m on m.id = v.id",
    )
    kept = blobs.film_path(Sha(video[4]))
    assert kept is not None
    assert arrival.plan.films == 1
    assert arrival.plan.photos == 0
    assert arrival.plan.left == {}
    assert video[:4] == ("ready", 320, 180, 1)
    assert kept.stat().st_size == video[5]
    assert video[7] - video[6] == 86_400_000_000
    assert video[8:] == ("video", 320, 180, 1)
    # it played before: nothing is encoded twice
    assert maker.works == [Work.COPY]
    assert await shown(database) == [("video", "video")]
    # nobody is told, and no note waits for it
    told = {row[0] for row in await rows(database, "select name from events")}
    assert not told & {"VideoReady", "VideoSent", "NotePublished"}
    assert rooms_of(tmp_path) == []


def still_of(film: bytes, folder: Path) -> bytes:
    """Return a frame, as a still of the film."""
    (folder / "of.mp4").write_bytes(film)
    clips.draw("-i", str(folder / "of.mp4"), "-frames:v", "1", str(folder / "still.png"))
    return (folder / "still.png").read_bytes()


@pytest.mark.parametrize("still", [b"<svg/>", painted(3)])
async def test_a_still_that_is_none_of_the_films_is_made_anew(
    still: bytes, film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    with_film(path, film, still=still)

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    assert arrival.plan.left == {}
    assert await rows(sqlite, "select kind, w, h from media") == [("video", 320, 180)]


async def test_where_there_are_no_films_the_still_comes(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    with_film(path, film)

    arrival = await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was"))

    assert (arrival.plan.films, arrival.plan.photos) == (0, 1)
    assert arrival.plan.left == {"films_not_here": 1}
    assert await shown(sqlite) == [("photo", "png")]


async def test_twice_is_once_and_undone_nothing_is_left(
    film: bytes, database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    vtt = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nFold\n"
    captions = json.dumps(CAPTIONS | {"vtt": vtt})
    with_film(path, film, qiao__captions_jsonl=captions.encode())
    first = await bring(database, blobs, tmp_path, ana, path)
    maker = Watched()
    again = await bring(database, blobs, tmp_path, ana, path, maker)
    assert again.plan.already == 1
    assert maker.works == []
    assert len(await rows(database, "select id from videos")) == 1
    assert len(films_of(tmp_path)) == 1

    await database.write(keeping.take_back, first.id, ana.id)
    shelf = Shelf(tmp_path / "travel")
    await attend(database, blobs, shelf, InThisProcess(), first.id, films=maker, pause_s=0)

    for table in ("videos", "media", "note_media", "captions", "brought", "notes"):
        assert await rows(database, f"select 1 from {table}") == [], table
    assert not [file for file in (tmp_path / "media").rglob("*") if file.is_file()]


async def test_a_film_that_another_has_too_stays_hers(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana, bo = await make.member(sqlite, "ana_q"), await make.member(sqlite, "bob")
    with_film(path, film)
    hers = await bring(sqlite, blobs, tmp_path, ana, path)
    await bring(sqlite, blobs, tmp_path, bo, path)
    assert len(films_of(tmp_path)) == 1

    await sqlite.write(keeping.take_back, hers.id, ana.id)
    shelf = Shelf(tmp_path / "travel")
    await attend(sqlite, blobs, shelf, InThisProcess(), hers.id, pause_s=0)

    assert await rows(sqlite, "select owner_id from videos") == [(bo.id,)]
    assert len(films_of(tmp_path)) == 1


async def test_a_film_whose_note_does_not_come_leaves_no_file(
    film: bytes, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    files = {
        "qiao/media.jsonl": media_line("m0", "media/m0.webp", "video").encode(),
        "media/m0.webp": painted(3),
        "media/m0.mp4": film,
    }
    parcel(path, [note(photos=[{"media": "m0"}], title="x" * 400)], **files)

    arrival = await bring(sqlite, blobs, tmp_path, ana, path)

    assert arrival.plan.left == {"text_too_long": 1}
    assert await rows(sqlite, "select id from videos") == []
    assert not [file for file in (tmp_path / "media").rglob("*") if file.is_file()]
