"""The folder of models: putting one in place whole or not at all, verifying, removing."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qiao.translate.models_store.fetch import Mirror, Progress, disk_trouble
from qiao.translate.models_store.manifest import (
    Manifest,
    Model,
    pair_name,
    pair_of,
    shipped_manifest,
)
from qiao.translate.models_store.trouble import ModelBusy, ModelNotInstalled, ModelUnknown, NoRoom
from qiao.translate.models_store.verify import FileFinding, has_all, look, size_of, sync_folder

RESERVE_BYTES = 256 << 20
"""What stays free for the square itself: its database is on the same disk."""


async def _unwatched(_: int) -> None:
    """Nobody watches."""


class ModelStore:
    """Models in one folder, each direction in a folder of its own (`zh-en`)."""

    def __init__(self, folder: Path, manifest: Manifest | None = None) -> None:
        self.folder = folder
        self.manifest = manifest or shipped_manifest()

    def folders(self) -> list[str]:
        """Return the names of all directions that have a folder, the operator's own included."""
        if not self.folder.is_dir():
            return []
        found = []
        for entry in sorted(self.folder.iterdir()):
            with suppress(ModelUnknown):
                if entry.is_dir() and pair_of(entry.name):
                    found.append(entry.name)
        return found

    def installed(self, model: Model) -> bool:
        """Whether the pinned files are all there. Reads no contents."""
        return any(has_all(folder, model) for folder in self._places(model))

    def sound(self, model: Model) -> bool:
        """Whether the pinned files are all there, byte for byte."""
        folders = [folder for folder in self._places(model) if has_all(folder, model)]
        return any(all(file.state == "well" for file in look(folder, model)) for folder in folders)

    def bytes_here(self, model: Model) -> int:
        """How much of a model is here already, of one that is being fetched too."""
        return model.bytes if self.installed(model) else self._begun(model)

    def _begun(self, model: Model) -> int:
        folder = self._staging(model)
        here = 0
        for file in model.files:
            whole = size_of(folder / file.name)
            here += whole if whole is not None else size_of(folder / f"{file.name}.part") or 0
        return here

    async def add(self, model: Model, mirror: Mirror, progress: Progress = _unwatched) -> bool:
        """Fetch a model and put it in place; False if it is there already.

        `progress` is told how many bytes of the model are here. What came before a failure stays
        aside, to go on from.

        Raises:
            ModelBusy, NoRoom, FolderUnusable, and what `Mirror.fetch` raises.
        """
        staging = self._staging(model)
        with self.changing(model.name):
            if await asyncio.to_thread(self.sound, model):
                return False
            try:
                await asyncio.to_thread(self._make_ready, model, staging)
                await self._fetch_all(model, mirror, staging, progress)
                await asyncio.to_thread(self.put_in_place, staging, model)
            except NoRoom:
                # a full disk stops the square: its room matters more than going on from here
                await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
                raise
            except OSError as error:
                raise disk_trouble(error) from error
        return True

    async def _fetch_all(
        self, model: Model, mirror: Mirror, staging: Path, progress: Progress
    ) -> None:
        before = 0
        for file in model.files:
            if size_of(staging / file.name) != file.bytes:
                at = before

                async def told(here: int, at: int = at) -> None:
                    await progress(at + here)

                await mirror.fetch(file, staging, told)
            before += file.bytes
            await progress(before)

    def _make_ready(self, model: Model, staging: Path) -> None:
        staging.mkdir(parents=True, exist_ok=True)
        self.check_room(model.bytes - self._begun(model))

    def check_room(self, needed: int) -> None:
        """Raise NoRoom where `needed` bytes more would leave too little."""
        free = shutil.disk_usage(self.folder).free
        if free < needed + RESERVE_BYTES:
            raise NoRoom(needed_mb=(needed + RESERVE_BYTES) >> 20, free_mb=free >> 20)

    def put_in_place(self, staging: Path, model: Model) -> None:
        """Give verified files their place; a folder that stood there goes."""
        final, old = self.folder / model.name, self.folder / f".old-{model.name}"
        sync_folder(staging)
        _delete(old)
        if final.is_symlink() or final.exists():
            final.rename(old)
        staging.rename(final)
        sync_folder(self.folder)
        _delete(old)

    def verify(self, name: str) -> list[FileFinding]:
        """Compare every file of an installed model with what is pinned.

        Raises:
            ModelNotInstalled: there is no folder for it.
            ModelUnknown: it is the operator's own, nothing is pinned for it.
        """
        model = self.manifest.model(name)
        for folder in self._places(model):
            if folder.is_dir():
                return look(folder, model)
        raise ModelNotInstalled(pair=name)

    def remove(self, name: str) -> None:
        """Delete a model, and what was begun of it; raises ModelNotInstalled, ModelBusy."""
        pair = pair_of(name)
        folders = [self.folder / each for each in self.folders() if pair_of(each) == pair]
        begun = self.folder / f".fetching-{pair_name(pair)}"
        if not folders and not begun.exists():
            raise ModelNotInstalled(pair=name)
        with self.changing(pair_name(pair)):
            _delete(begun)
            for folder in folders:
                gone = self.folder / f".old-{folder.name}"
                _delete(gone)
                folder.rename(gone)
                _delete(gone)

    @contextmanager
    def changing(self, name: str) -> Iterator[None]:
        """Hold the lock of a direction; a process that dies lets go of it.

        Raises:
            ModelBusy: another process holds it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.folder / f".lock-{name}", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise disk_trouble(error) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ModelBusy(pair=name) from error
            yield
        finally:
            os.close(lock)

    def _staging(self, model: Model) -> Path:
        return self.folder / f".fetching-{model.name}"

    def _places(self, model: Model) -> list[Path]:
        """Return where a direction may be: an operator may have named it in full, `zh-Hans-en`."""
        names = (model.name, f"{model.source}-{model.target}")
        return [self.folder / name for name in dict.fromkeys(names)]


def _delete(folder: Path) -> None:
    """Delete a folder; of a link only the link."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
