"""Whom somebody followed elsewhere: names out of files in several layouts, and nothing else."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest

from qiao.travel.unpacking.following import names_in
from qiao.travel.unpacking.models import NotThisKind


def zipped(**files: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def test_tiktok_in_two_layouts():
    one: dict[str, Any] = {
        "Activity": {"Following List": {"Following": [{"Date": "2024", "UserName": "ana"}]}},
        "Direct Messages": {"Following": {"Following": [{"UserName": "secret"}]}},
    }
    other = {"Your Activity": {"Following": {"FollowingList": [{"user_name": "bo"}, {"x": 1}]}}}

    assert names_in("tiktok", json.dumps(one).encode()) == ["ana"]
    assert names_in("tiktok", zipped(**{"user_data.json": json.dumps(other)})) == ["bo"]


def test_mastodon_as_csv_alone_or_in_an_archive():
    text = "Account address,Show boosts\nana@social.example,true\n"

    assert names_in("mastodon", text.encode()) == ["ana@social.example"]
    packed = zipped(**{"following_accounts.csv": text, "blocked_accounts.csv": "foe@x.example\n"})
    assert names_in("mastodon", packed) == ["ana@social.example"]


def test_instagram_in_two_layouts():
    one = {
        "relationships_following": [
            {"title": "", "string_list_data": [{"href": "https://x", "value": "ana"}]}
        ]
    }
    other = [{"title": "bo", "string_list_data": [{"href": "https://x", "timestamp": 1}]}]

    assert names_in("instagram", json.dumps(one).encode()) == ["ana"]
    packed = zipped(
        **{
            "connections__followers_and_following__following.json": json.dumps(other),
            "connections__followers_and_following__blocked.json": json.dumps(one),
        }
    )
    assert names_in("instagram", packed) == ["bo"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_holds_no_names_is_refused(content: bytes):
    for platform in ("tiktok", "mastodon", "instagram"):
        with pytest.raises(Exception) as refused:
            names_in(platform, content)  # type: ignore[arg-type]
        assert type(refused.value).__name__ in ("NotThisKind", "ParcelRefused")


def test_of_other_places_we_know_no_file():
    with pytest.raises(NotThisKind):
        names_in("weibo", b"{}")
