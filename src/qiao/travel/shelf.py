"""Where files of members who move lie for a while, each under the id of its row."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from qiao.kit.ids import is_id

SUFFIX = ".zip"


class Shelf:
    """A folder of the square's own; nothing in it has a name that somebody outside chose."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, id: str) -> Path:
        """Return where the file of a row lies or will lie."""
        assert is_id(id)
        return self._root / f"{id}{SUFFIX}"

    async def drop(self, id: str) -> None:
        """Take a file away; doing so twice is fine."""
        await asyncio.to_thread(self.path(id).unlink, missing_ok=True)

    async def keep_only(self, ids: Collection[str]) -> int:
        """Take away what belongs to no row any more; return how many files."""
        return await asyncio.to_thread(self._keep_only, frozenset(ids))

    def _keep_only(self, ids: frozenset[str]) -> int:
        gone = 0
        for file in self._root.iterdir() if self._root.is_dir() else ():
            if file.name.split(".")[0] not in ids:
                file.unlink(missing_ok=True)
                gone += 1
        return gone
