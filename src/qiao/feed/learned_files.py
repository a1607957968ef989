"""Where the versions of what was learnt lie: a file each, by the hash of what is in it."""

import asyncio
import os
import secrets
from hashlib import sha256
from pathlib import Path


class LearnedMissing(LookupError):
    """No such version is here, or not as it was written."""


class LearnedFiles:
    """One folder on a local disk. Several processes may share it. Not a place of the web's."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, kept: bytes) -> str:
        """Keep a version and return its sha; then it survives a power cut. Safe to run twice."""
        return await asyncio.to_thread(self._put, kept)

    async def get(self, sha: str) -> bytes:
        """Read a version.

        Raises:
            LearnedMissing: nothing is kept under this sha, or it was damaged.
        """
        return await asyncio.to_thread(self._get, sha)

    async def delete(self, sha: str) -> None:
        """Forget a version. Safe to run twice."""
        await asyncio.to_thread(self._file(sha).unlink, missing_ok=True)

    def shas(self) -> list[str]:
        """Return everything that is kept."""
        return sorted(file.stem for file in self.root.glob("*.npz"))

    def _file(self, sha: str) -> Path:
        return self.root / f"{sha}.npz"

    def _put(self, kept: bytes) -> str:
        sha = sha256(kept).hexdigest()
        self.root.mkdir(parents=True, exist_ok=True)
        made = self.root / f".{sha}-{secrets.token_hex(8)}"
        try:
            with made.open("xb") as out:
                out.write(kept)
                out.flush()
                os.fsync(out.fileno())
            made.rename(self._file(sha))
        finally:
            made.unlink(missing_ok=True)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            # a name in a folder survives a power cut only once the folder itself is synced
            os.fsync(folder)
        finally:
            os.close(folder)
        return sha

    def _get(self, sha: str) -> bytes:
        try:
            kept = self._file(sha).read_bytes()
        except FileNotFoundError:
            raise LearnedMissing(sha) from None
        if sha256(kept).hexdigest() != sha:
            raise LearnedMissing(f"{sha} was damaged")
        return kept
