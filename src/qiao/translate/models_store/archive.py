"""Taking models from a folder or a tar archive, for machines without a network.

Nothing is unpacked: a member is read only if its name and size are pinned, into a file that is
named by the list and not by the archive, and kept only if its SHA-256 is right.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import shutil
import tarfile
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

import msgspec

from qiao.translate.models_store.fetch import disk_trouble, write
from qiao.translate.models_store.manifest import Model, ModelFile
from qiao.translate.models_store.store import ModelStore
from qiao.translate.models_store.trouble import ArchiveUnreadable
from qiao.translate.models_store.verify import READ_BYTES

MAX_MEMBERS = 10_000
MAX_BYTES = 16 << 30

WhyNot = Literal["not_pinned", "not_a_file", "other_size", "other_checksum"]


class Passed(msgspec.Struct, frozen=True):
    """What was offered and not taken."""

    name: str
    why: WhyNot


class Taken(msgspec.Struct, frozen=True):
    """What came of it. `incomplete`: for each direction the files that were not there."""

    installed: list[str]
    already: list[str]
    incomplete: dict[str, list[str]]
    passed: list[Passed]


class _Offered(msgspec.Struct, frozen=True):
    """A file as it is offered; `source` is None for what is no plain file."""

    shown: str
    size_bytes: int
    source: BinaryIO | None

    @property
    def name(self) -> str:
        return self.shown.replace("\\", "/").rsplit("/", 1)[-1]


def take(store: ModelStore, offer: Path) -> Taken:
    """Install every model whose files are all in `offer`, a folder or a tar archive.

    Raises:
        ArchiveUnreadable, ModelBusy, NoRoom, FolderUnusable.
    """
    store.folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".importing-", dir=store.folder))
    passed: list[Passed] = []
    try:
        with _opened(offer) as offered:
            for file in offered:
                why = _copy(store, file, aside)
                if why is not None:
                    passed.append(Passed(file.shown, why))
        return _install(store, aside, passed)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _copy(store: ModelStore, offered: _Offered, aside: Path) -> WhyNot | None:
    """Copy a pinned file aside for every direction that has it; say why not."""
    named = [
        (model, file)
        for model in store.manifest.models
        for file in model.files
        if file.name == offered.name
    ]
    if not named:
        return "not_pinned"
    if offered.source is None:
        return "not_a_file"
    sized = [(model, file) for model, file in named if file.bytes == offered.size_bytes]
    if not sized:
        return "other_size"
    store.check_room(offered.size_bytes)
    copy, digest = aside / "copy", hashlib.sha256()
    with copy.open("wb") as out:
        left = offered.size_bytes
        while left and (chunk := offered.source.read(min(READ_BYTES, left))):
            digest.update(chunk)
            _write(out, chunk)
            left -= len(chunk)
    right = [pin for pin in sized if pin[1].sha256 == digest.hexdigest()]
    for model, file in right:
        _keep(copy, aside / model.name, file)
    copy.unlink()
    return None if right else "other_checksum"


def _write(out: BinaryIO, chunk: bytes) -> None:
    # said here, so that a full disk is not taken for a broken archive
    try:
        write(out, chunk)
        out.flush()
    except OSError as error:
        raise disk_trouble(error) from error


def _keep(copy: Path, folder: Path, file: ModelFile) -> None:
    folder.mkdir(exist_ok=True)
    (folder / file.name).unlink(missing_ok=True)
    (folder / file.name).hardlink_to(copy)


def _install(store: ModelStore, aside: Path, passed: list[Passed]) -> Taken:
    installed, already = [], []
    incomplete: defaultdict[str, list[str]] = defaultdict(list)
    for model in store.manifest.models:
        folder = aside / model.name
        if not folder.is_dir():
            continue
        if missing := [file.name for file in model.files if not (folder / file.name).exists()]:
            incomplete[model.name] = missing
        elif _put(store, folder, model):
            installed.append(model.name)
        else:
            already.append(model.name)
    return Taken(installed, already, dict(incomplete), passed)


def _put(store: ModelStore, folder: Path, model: Model) -> bool:
    with store.changing(model.name):
        if store.sound(model):
            return False
        for file in model.files:
            _sync(folder / file.name)
        store.put_in_place(folder, model)
    return True


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _shown(name: str) -> str:
    """Return a name that can be written down whatever bytes it was made of."""
    return name.encode(errors="replace").decode()


@contextmanager
def _opened(offer: Path) -> Iterator[Iterator[_Offered]]:
    if offer.is_dir():
        yield _in_folder(offer)
        return
    try:
        with tarfile.open(offer, "r|*") as archive:
            yield _in_archive(archive)
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if isinstance(error, OSError) and offer.is_file() and error.filename is None:
            # gzip and bzip2 call a broken stream an OSError without a file
            raise ArchiveUnreadable(why="not a tar archive, or a broken one") from error
        if isinstance(error, OSError):
            raise ArchiveUnreadable(why=error.strerror or "cannot be opened") from error
        raise ArchiveUnreadable(why="not a tar archive, or a broken one") from error


def _in_archive(archive: tarfile.TarFile) -> Iterator[_Offered]:
    read = 0
    for count, member in enumerate(archive):
        read += member.size
        if count >= MAX_MEMBERS or read > MAX_BYTES:
            raise ArchiveUnreadable(why="too much in it")
        plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
        if member.isdir():
            continue
        source = cast("BinaryIO", archive.extractfile(member)) if plain else None
        yield _Offered(_shown(member.name), member.size, source)


def _in_folder(folder: Path) -> Iterator[_Offered]:
    for count, path in enumerate(sorted(folder.rglob("*"))):
        if count >= MAX_MEMBERS:
            raise ArchiveUnreadable(why="too much in it")
        shown = _shown(str(path.relative_to(folder)))
        if path.is_symlink() or not path.is_file():
            if not path.is_dir():
                yield _Offered(shown, 0, None)
            continue
        with path.open("rb") as source:
            yield _Offered(shown, path.stat().st_size, source)
