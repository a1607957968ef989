"""Where files of members who move lie for a while, each under the id of its row."""

import asyncio
import time
from collections.abc import Collection
from pathlib import Path

from qiao.kit.ids import is_id

SUFFIX = ".zip"
COMING = ".coming"

_YOUNG_S = 60.0
"""A file is whole a moment before its row is written."""
_MAKING_S = 12 * 3_600.0
"""One that is still being made or sent after that has been given up."""


class Shelf:
    """A folder of the square's own; nothing in it has a name that somebody outside chose."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, id: str) -> Path:
        """Return where the file of a row lies or will lie."""
        assert is_id(id)
        return self._root / f"{id}{SUFFIX}"

    async def drop(self, id: str) -> None:
        """Take a file away, whole or not; doing so twice is fine."""
        path = self.path(id)
        await asyncio.to_thread(path.unlink, missing_ok=True)
        await asyncio.to_thread(path.with_suffix(COMING).unlink, missing_ok=True)

    async def keep_only(self, ids: Collection[str]) -> int:
        """Take away what belongs to no row any more; return how many files."""
        return await asyncio.to_thread(self._keep_only, frozenset(ids), time.time())

    def _keep_only(self, ids: frozenset[str], now_s: float) -> int:
        gone = 0
        for file in self._root.iterdir() if self._root.is_dir() else ():
            age_s = now_s - file.stat().st_mtime
            if file.stem in ids or age_s < (_YOUNG_S if file.suffix == SUFFIX else _MAKING_S):
                continue
            file.unlink(missing_ok=True)
            gone += 1
        return gone
