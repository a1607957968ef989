"""Instagram's file in two layouts: posts come with their photos, and nothing else of it."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from qiao.kit.db import Sql
from qiao.travel.unpacking.bare import NotBare, bare
from qiao.travel.unpacking.instagram import mended, sift
from qiao.travel.unpacking.jobs import attend
from qiao.travel.unpacking.models import NotThisKind, ParcelRefused
from tests.travel.things import InThisProcess
from tests.web.square import Person, Square

POSTS = 60
SECRETS = (
    "SECRET-message",
    "SECRET-street-12",
    "203.0.113.77",
    "+15550100777",
    "SECRET-camera",
    "SECRET-story",
    "SECRET-deleted",
    "SECRET-saved",
    "SECRET-behind",
)
CAPTION = "Le pain doré 面包 🥖 #bread #面包"


def as_there(text: str) -> str:
    """Write words as the file does: each byte of their UTF-8 a letter of its own."""
    return text.encode().decode("latin-1")


def picture(number: int, kind: str = "JPEG") -> bytes:
    """Return a picture that tells where it was taken, by what, and has something behind it."""
    image = Image.new("RGB", (24, 18), (number * 37 % 256, number * 91 % 256, 90))
    exif = Image.Exif()
    exif[0x0110] = SECRETS[4]
    exif[0x010E] = SECRETS[1]
    out = BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue() + (SECRETS[8].encode() if kind == "JPEG" else b"")


def one(n: int, uri: str) -> dict[str, Any]:
    return {
        "uri": uri,
        "creation_timestamp": 1_600_000_000 + n * 7_919,
        "media_metadata": {"photo_metadata": {"exif_data": [{"device_id": SECRETS[4]}]}},
        "title": "",
    }


def others(folder: str) -> dict[str, Any]:
    said = [{"sender_name": "bo", "content": SECRETS[0], "media": [{"uri": "x.jpg"}]}]
    gone = [{"media": [{"uri": "a.jpg", "title": SECRETS[6]}], "creation_timestamp": 1}]
    return {
        f"{folder}/inbox/bo_1/message_1.json": {"messages": said},
        f"{folder}/inbox/bo_1/posts_1.json": gone,
        f"{folder}/media/stories.json": {"ig_stories": [{"uri": "s.jpg", "title": SECRETS[5]}]},
        f"{folder}/media/recently_deleted_content/posts_1.json": gone,
        f"{folder}/saved/saved_posts.json": {"saved": [{"title": SECRETS[7]}]},
        "personal_information/personal.json": {"phone": SECRETS[3], "street": SECRETS[1]},
        "login_activity.json": {"ip": SECRETS[2]},
    }  # fmt: skip


def older() -> tuple[dict[str, Any], dict[str, bytes]]:
    """One picture's words stand with it, those of several with the post; odd ones among them."""
    posts: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for n in range(POSTS):
        names = [f"media/posts/202009/{n:05d}_{k}.jpg" for k in range(1 + n % 3)]
        files |= {name: picture(n * 3 + k) for k, name in enumerate(names)}
        media = [one(n, name) for name in names]
        words = as_there(f"{n} {CAPTION}")
        if len(media) == 1:
            media[0]["title"] = words
            posts.append({"media": media})
        else:
            posts.append({"media": media, "title": words, "creation_timestamp": 1_600_000_000 + n})
        if n % 20 == 7:
            media.append(one(n, f"media/posts/202009/{n}.mp4"))
    return {"content/posts_1.json": posts} | others("messages"), files


def newer() -> tuple[dict[str, Any], dict[str, bytes]]:
    """Words are among things with labels, and the list lies elsewhere."""
    posts: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for n in range(POSTS):
        name = f"media/other/{n:017d}.webp"
        files[name] = picture(n, "WEBP")
        posts.append(
            {
                "timestamp": 1_700_000_000 + n * 7_919,
                "media": [{"uri": name}],
                "label_values": [
                    {"label": "URL", "value": "https://www.instagram.com/p/x/"},
                    {"label": "Caption", "value": as_there(f"{n} {CAPTION}")},
                    {"label": "Device ID", "value": SECRETS[4]},
                ],
            }
        )
    where = "your_instagram_activity/media/posts.json"
    return {where: posts} | others("your_instagram_activity"), files


def packed(jsons: dict[str, Any], files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, content in jsons.items():
            made.writestr(name, json.dumps(content))
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("layout", [older, newer])
def test_all_posts_of_each_layout_come_with_their_words(layout: Any):
    found = sift(packed(*layout()))

    assert len(found.notes) == POSTS
    assert all(note.audience == "private" and note.photos for note in found.notes)
    said = "".join(f"{note.title} {note.body}" for note in found.notes)
    assert said.count("Le pain doré 面包 🥖") == POSTS
    assert not [secret for secret in SECRETS if secret in said]
    assert found.notes[0].topics == ["bread", "面包"]
    assert found.notes[0].at.year in (2020, 2023)


def test_what_is_left_is_counted():
    jsons, files = older()
    files.pop("media/posts/202009/00001_1.jpg")

    assert sift(packed(jsons, files)).left == {"videos": 3, "photos_missing": 1}


@pytest.mark.parametrize("layout", [older, newer])
async def test_they_come_once_for_oneself_and_no_secret_with_them(
    square: Square, ana: Person, bo: Person, layout: Any
):
    house = square.house
    file = packed(*layout())
    for round_ in range(2):
        answer = await ana.ask(
            "POST", "/me/arrivals?kind=instagram", content=file,
            headers={"Content-Type": "application/octet-stream"},
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
        arrival = answer.json()["id"]
        await come(square, arrival)
        [shown] = [one for one in await planned(ana) if one["id"] == arrival]
        assert shown["plan"]["notes"] == POSTS
        assert shown["plan"]["already"] == (POSTS if round_ else 0)
        assert shown["plan"]["photos"] >= POSTS
        assert holding(house.settings.data_dir, *SECRETS) == []
        await ana.does("PUT", f"/me/arrivals/{arrival}", {"audience": "as_was"}, status=204)
        await come(square, arrival)

    async with house.database.read() as tx:
        hers = await tx.count(Sql("select count(*) from notes where author_id = :id"), id=ana.id)
    theirs = (await bo.does("GET", "/members/ana/notes"))["items"]
    notes = (await ana.does("GET", "/members/ana/notes"))["items"]
    assert (hers, theirs) == (POSTS, [])
    assert all(note["kind"] == "photo" for note in notes)
    assert notes[0]["at"] < datetime(2024, 1, 1, tzinfo=UTC).isoformat()
    assert (await bo.does("GET", "/feeds/explore"))["items"] == []
    assert holding(house.settings.data_dir, *SECRETS) == []


async def come(square: Square, arrival: str) -> None:
    house = square.house
    from qiao.assemble import shelf

    await attend(
        house.database, house.blobs, shelf(house.settings), InThisProcess(), arrival, pause_s=0
    )


async def planned(who: Person) -> list[dict[str, Any]]:
    return list((await who.does("GET", "/me/arrivals"))["items"])


def holding(folder: Path, *secrets: str) -> list[str]:
    """Return which secrets lie in which file of the square, inside ZIPs too."""
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parcel:
                whole += b"".join(parcel.read(name) for name in parcel.namelist())
        found += [f"{path.name} {one}" for one in secrets if one.encode() in whole]
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_bare_picture_is_the_picture_alone(kind: str):
    before = picture(3, kind)
    assert SECRETS[4].encode() in before

    after = bare(before)

    assert not [one for one in SECRETS if one.encode() in after]
    with Image.open(BytesIO(after)) as shown, Image.open(BytesIO(before)) as meant:
        assert shown.convert("RGB").tobytes() == meant.convert("RGB").tobytes()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\xff\xff", b"GIF89a",
                b"\xff\xd8" + b"\xff" * 50, b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffx"]
)  # fmt: skip
def test_what_is_no_picture_is_refused(content: bytes):
    with pytest.raises(NotBare):
        bare(content)


@pytest.mark.parametrize(
    "jsons", [{}, {"posts_1.json": 3}, {"posts_1.json": [1, None, {"media": 3}, {"media": [{}]}]},
              {"messages/posts_1.json": [{"media": [{"uri": "a.jpg"}], "timestamp": 1}]}]
)  # fmt: skip
def test_what_holds_no_posts_is_refused(jsons: dict[str, Any]):
    with pytest.raises(NotThisKind):
        sift(packed(jsons, {}))
    with pytest.raises((NotThisKind, ParcelRefused)):
        sift(b'{"media":' * 100_000)


def test_only_words_that_were_spoilt_are_mended():
    assert mended(as_there("Ünïcode 面包")) == "Ünïcode 面包"
    assert mended("déjà") == "déjà"
    assert mended("面包") == "面包"
