"""Pictures over HTTP: through the sandbox, or refused by name."""

import pytest

from tests.media import gallery
from tests.web.square import Person, Square


async def upload(person: Person, data: bytes, **more: object):
    return await person.ask(
        "POST", "/media", content=data, headers={"Content-Type": "image/jpeg"}, **more
    )  # type: ignore[arg-type]


async def test_a_picture_is_taken_in_shown_in_a_note_and_given_out_for_ever(
    square: Square, ana: Person, bo: Person
):
    answer = await upload(ana, gallery.jpeg_from_a_phone())
    assert answer.status_code == 201
    media = answer.json()
    sent = {"title": "Bread", "media": [{"id": media["id"], "alt": "A loaf"}]}

    note = await ana.does("POST", "/notes", sent, status=201)

    cover = {name: media[name] for name in ("card", "full", "w", "h")} | {"alt": "A loaf"}
    assert (note["kind"], note["photos"], note["cover"]) == ("photo", 1, cover)
    (photo,) = note["photos_list"]
    assert photo.items() - cover.items() == {("media", media["id"]), ("film", None)}
    await bo.is_refused("POST", "/notes", sent, status=404)
    for size in ("card", "full"):
        given = await square.client.get(media[size])
        assert given.status_code == 200
        assert given.headers["content-type"] == "image/webp"
        assert "immutable" in given.headers["cache-control"]
        assert given.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in given.headers["content-security-policy"]
        assert given.content[:4] == b"RIFF"
        assert b"Exif" not in given.content


async def test_the_same_upload_again_is_the_same_picture(ana: Person):
    data = gallery.encoded(gallery.picture(), "PNG")

    first, second = [await upload(ana, data, key="one-key-for-it") for _ in range(2)]

    assert first.json() == second.json()


async def test_a_face_is_shown_with_what_one_writes(ana: Person):
    media = (await upload(ana, gallery.encoded(gallery.picture(), "PNG"))).json()

    me = await ana.does("PATCH", "/me", {"avatar": media["id"]})
    note = await ana.does("POST", "/notes", {"body": "Bread"}, status=201)

    assert me["member"]["avatar"] == {"card": media["card"], "full": media["full"]}
    assert note["author"]["avatar"] == me["member"]["avatar"]
    assert not note["author"]["momo"]


@pytest.mark.parametrize(
    ("make", "status", "code"),
    [
        (gallery.png_60_megapixels, 422, "media_too_many_pixels"),
        (lambda: b"a text that is called a picture", 422, "media_not_an_image"),
        (lambda: b"", 422, "media_not_an_image"),
        (gallery.jpeg_cut_short, 422, "media_broken"),
        (gallery.svg, 422, "media_not_an_image"),
        (lambda: b"\xff\xd8\xff" + bytes(20 << 20), 413, "media_too_large"),
        (lambda: b"\xff\xd8\xff" + bytes(22 << 20), 413, "media_too_large"),
    ],
    ids=["60 megapixels", "text", "nothing", "cut short", "svg", "20 MB and 3", "22 MB"],
)
async def test_what_is_no_good_picture_is_refused_by_name(ana, make, status: int, code: str):  # type: ignore[no-untyped-def]
    problem = await ana.is_refused(
        "POST", "/media", status=status, content=make(), headers={"Content-Type": "image/jpeg"}
    )

    assert problem["code"] == code


async def test_an_upload_without_key_or_member_is_not_even_decoded(
    square: Square, ana: Person, monkeypatch: pytest.MonkeyPatch
):
    async def never(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("qiao.web.pictures.take_in", never)
    data = gallery.encoded(gallery.picture(), "PNG")

    assert (await upload(ana, data, key=None)).status_code == 400
    assert (await upload(square.visitor, data)).status_code == 401
