"""The folder keeps the contract, and leaves nothing half made where anyone looks."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from qiao.media.blobs import BlobStore
from qiao.media.models import Size
from qiao.media.providers import folder
from qiao.media.providers.folder import Folder

from ..blob_contract import PICTURE, BlobStoreContract


class TestFolder(BlobStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> BlobStore:
        return Folder(tmp_path / "media")


def test_a_picture_lies_where_its_hash_says(tmp_path: Path) -> None:
    sha = asyncio.run(Folder(tmp_path).put(PICTURE))

    assert Folder(tmp_path).path(sha, Size.CARD) == (
        tmp_path / sha[:2] / sha[2:4] / sha / "card.webp"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="names descriptors by /proc")
def test_the_order_is_write_sync_move_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut between any two of these leaves the whole pair or none of it."""
    done: list[str] = []
    sync, rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        done.append("sync " + (name if name.endswith(".webp") else "folder"))
        sync(descriptor)

    def move(self: Path, target: Path) -> Path:
        done.append("move")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", move)

    asyncio.run(Folder(tmp_path).put(PICTURE))

    moved = done.index("move")
    assert done[:3] == ["sync card.webp", "sync full.webp", "sync folder"]
    assert done[moved + 1 :] == ["sync folder"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "_write", full)

    with pytest.raises(OSError, match="No space"):
        asyncio.run(Folder(tmp_path).put(PICTURE))

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
    assert not asyncio.run(Folder(tmp_path).exists(PICTURE.sha))


def test_what_a_crash_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    left = tmp_path / "incoming" / "half"
    left.mkdir(parents=True)
    (left / "card.webp").write_bytes(b"half")
    made_s = left.stat().st_mtime
    store = Folder(tmp_path)

    young = asyncio.run(store.sweep(older_than_s=3600, now_s=made_s + 10))
    old = asyncio.run(store.sweep(older_than_s=3600, now_s=made_s + 4000))

    assert (young, old) == (0, 1)
    assert not left.exists()
