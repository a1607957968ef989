"""Whether files are byte for byte what is pinned, and whether they safely reached the disk."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Literal

import msgspec

from qiao.translate.models_store.manifest import Model, ModelFile

READ_BYTES = 1 << 20

FileState = Literal["well", "missing", "damaged"]


class FileFinding(msgspec.Struct, frozen=True):
    """A file and how it was found."""

    name: str
    state: FileState


def sha256_of(path: Path) -> str:
    """Read a file and return its SHA-256 in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def look(folder: Path, model: Model) -> list[FileFinding]:
    """Compare every file of a model with what is pinned."""
    return [FileFinding(file.name, _state(folder / file.name, file)) for file in model.files]


def has_all(folder: Path, model: Model) -> bool:
    """Whether every file is there in its size. Reads no contents."""
    return all(size_of(folder / file.name) == file.bytes for file in model.files)


def size_of(path: Path) -> int | None:
    """Return a plain file's size, None if there is none."""
    try:
        return path.stat(follow_symlinks=False).st_size if path.is_file() else None
    except OSError:
        return None


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _state(path: Path, file: ModelFile) -> FileState:
    size = size_of(path)
    if size is None:
        return "missing"
    return "well" if size == file.bytes and sha256_of(path) == file.sha256 else "damaged"
