"""TikTok's file in two layouts and with drifting names: the posts come, and nothing else."""

import json
import logging
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import structlog

from qiao.travel.unpacking.models import NotThisKind, ParcelRefused
from qiao.travel.unpacking.tiktok import folded, sift
from tests.web.square import Person, Square

POSTS = 400
SECRETS = (
    "SECRET-message-see-you-at-nine",
    "SECRET-street-12",
    "203.0.113.77",
    "+15550100777",
    "secret.mail@example.org",
    "SECRET-device-Pixel",
    "SECRET-watched",
    "SECRET-searched",
    "SECRET-comment",
    "SECRET-deleted",
    "SECRET-birthday",
)


def posts(count: int = POSTS, *, title: str = "Title") -> list[dict[str, Any]]:
    """Make posts as the file has them, a few of them odd as they are there too."""
    made: list[dict[str, Any]] = []
    for n in range(count):
        post: dict[str, Any] = {
            "Date": f"20{20 + n % 5}-{n % 12 + 1:02d}-{n % 28 + 1:02d} {n % 24:02d}:30:07",
            "Link": f"https://www.tiktokv.com/share/video/70000000000{n:08d}/?token=abc",
            "Likes": str(n),
            "Location": "SECRET-street-12",
            title: f"My bread no {n} #bread #面包{n % 3} is done",
        }
        if n % 50 == 1:
            post.pop(title)  # nothing was said
        if n % 50 == 2:
            post[title] = "Two\nlines \u202e and a turn " + "x" * 6_000
        if n % 50 == 3:
            post["Date"] += " UTC"
        made.append(post)
    return made


def older() -> dict[str, Any]:
    return {
        "Activity": {
            "Video Browsing History": {
                "VideoList": [
                    {"Date": "2024-01-01 10:00:00", "Link": "https://x.example/SECRET-watched"}
                ]
            },
            "Login History": {
                "LoginHistoryList": [
                    {"Date": "2024-01-01 10:00:00", "IP": SECRETS[2], "DeviceModel": SECRETS[5]}
                ]
            },
            "Search History": {"SearchList": [{"Date": "2024", "SearchTerm": "SECRET-searched"}]},
            "Following List": {
                "Following": [{"Date": "2023-01-01 10:00:00", "UserName": "bo"}] * 7
            },
        },
        "Comment": {"Comments": {"CommentsList": [{"Date": "2024", "Comment": "SECRET-comment"}]}},
        "Direct Messages": {
            "Chat History": {
                "ChatHistory": {
                    "Chat History with bo:": [
                        {"Date": "2024-01-01 10:00:00", "From": "bo", "Content": SECRETS[0]}
                    ]
                }
            }
        },
        "Profile": {
            "Profile Information": {
                "ProfileMap": {
                    "emailAddress": SECRETS[4],
                    "telephoneNumber": SECRETS[3],
                    "birthDate": "SECRET-birthday",
                }
            }
        },
        "Video": {"Videos": {"VideoList": posts()}},
    }


def newer() -> dict[str, Any]:
    old = older()
    return {
        "Your Activity": {
            "Watch History": old["Activity"]["Video Browsing History"],
            "Login History": old["Activity"]["Login History"],
            "Searches": old["Activity"]["Search History"],
            "Following": old["Activity"]["Following List"],
        },
        "Comment": old["Comment"],
        "Direct Message": {"Direct Messages": old["Direct Messages"]["Chat History"]},
        "Profile And Settings": {"Autofill": {"Email": SECRETS[4], "Address": SECRETS[1]}},
        "Post": {
            "Posts": {"VideoList": posts()},
            "Recently Deleted Posts": {
                "PostList": [
                    {
                        "Date": "2024-01-01 10:00:00",
                        "Link": "https://x.example/v/1",
                        "Title": "SECRET-deleted",
                    }
                ]
            },
        },
    }


def drifted() -> dict[str, Any]:
    return {
        "your activity": {
            "VIDEO": {
                "videos": {
                    "Video List": [
                        {name.lower(): value for name, value in post.items()}
                        for post in posts(title="desc")
                    ]
                }
            }
        }
    }


def renamed() -> dict[str, Any]:
    """What the list is called is new: its things have a date and a link all the same."""
    return {
        "Post": {
            "Posts": {
                "AllMyPosts": [
                    {
                        "createTime": 1_700_000_000 + n * 977,
                        "shareUrl": post["Link"],
                        "Caption": post.get("Title"),
                    }
                    for n, post in enumerate(posts())
                ]
            }
        }
    }


@pytest.mark.parametrize("layout", [older, newer, drifted, renamed])
def test_all_posts_of_each_layout_come_and_nothing_else(layout: Any):
    found = sift(json.dumps(layout()).encode())

    assert len(found.notes) >= POSTS * 0.99
    assert all(note.audience == "private" for note in found.notes)
    assert found.notes == sorted(found.notes, key=lambda note: note.at)
    told = "".join(f"{note.title} {note.body} {note.topics}" for note in found.notes)
    assert not [secret for secret in SECRETS if secret in told]
    assert "token=" not in told
    assert "面包" in told


def test_the_zip_of_it_comes_too():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("TikTok/user_data_tiktok.json", json.dumps(newer()))
        packed.writestr("TikTok/readme.txt", "hello")

    assert len(sift(out.getvalue()).notes) == POSTS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"not json",
        b'{"Post": 3}',
        b'{"Post": {"Posts": {"VideoList": {}}}}',
        b'{"Post": {"Posts": {"VideoList": [1, null, "x", {}, {"Date": [], "Link": {}}]}}}',
        b"\xff\xfe",
        b'{"Direct Messages": {"VideoList": [{"Date": "2024-01-01", "Link": "https://x.example/1"}]}}',
    ],
)
def test_what_holds_no_posts_is_refused(content: bytes):
    with pytest.raises(NotThisKind):
        sift(content)


def test_what_is_nested_without_end_is_refused():
    with pytest.raises((ParcelRefused, NotThisKind)):
        sift(b'{"Post":' * 200_000)
    with pytest.raises((ParcelRefused, NotThisKind)):
        sift(b'{"Other":' + b"[" * 500_000)


def test_a_bomb_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("user_data.json", b" " * (300 << 20))

    with pytest.raises(ParcelRefused):
        sift(out.getvalue())


def test_names_are_compared_without_what_drifts():
    assert folded("Your  Activity") == folded("yourActivity") == "youractivity"


def all_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_no_secret_in_it_is_stored_or_logged_anywhere(
    square: Square, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    from qiao.travel.shelf import Shelf
    from qiao.travel.unpacking.jobs import attend
    from tests.travel.things import InThisProcess

    caplog.set_level(logging.DEBUG)
    body = json.dumps(newer()).encode()
    with structlog.testing.capture_logs() as logs:
        answer = await ana.ask("POST", "/me/arrivals?kind=tiktok", content=body)
        assert answer.status_code == 201, answer.text
        arrival = answer.json()["id"]
        house = square.house
        shelf = Shelf(house.settings.data_dir / "travel")
        await attend(house.database, house.blobs, shelf, InThisProcess(), arrival, pause_s=0)
        await ana.does("PUT", f"/me/arrivals/{arrival}", {"audience": "private"}, status=204)
        await attend(house.database, house.blobs, shelf, InThisProcess(), arrival, pause_s=0)

    shown = (await ana.does("GET", "/me/arrivals"))["items"][0]
    assert shown["state"] == "here"
    assert shown["plan"]["notes"] == POSTS
    assert shown["plan"]["left"] == {"people": 7}
    assert shown["plan"]["audiences"] == {"private": POSTS}
    told = json.dumps(logs) + caplog.text
    files = all_files(tmp_path)
    assert files
    for secret in SECRETS:
        assert secret not in told
        for file in files:
            assert secret.encode() not in file.read_bytes(), (secret, file)
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as parcel:
                    assert all(secret.encode() not in parcel.read(n) for n in parcel.namelist())
