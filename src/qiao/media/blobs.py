"""Where pictures lie: a protocol, kept by the files in `providers/`."""

import re
from abc import abstractmethod
from pathlib import Path
from typing import Final, Protocol

from qiao.media.models import Decoded, Sha, Size

_SHA: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class BlobMissing(LookupError):
    """Nothing is kept under this sha."""


def parse_sha(text: str) -> Sha | None:
    """Answer `text` as a sha, or None; so no address from outside becomes a path."""
    return Sha(text) if _SHA.fullmatch(text) else None


class BlobStore(Protocol):
    """Keeps pairs of pictures by the hash of the full one. What is kept never changes."""

    @abstractmethod
    async def put(self, picture: Decoded) -> Sha:
        """Keep both sizes; when this returns they survive a power cut. Safe to run twice."""

    @abstractmethod
    async def get(self, sha: Sha, size: Size) -> bytes:
        """Read one size.

        Raises:
            BlobMissing.
        """

    @abstractmethod
    def path(self, sha: Sha, size: Size) -> Path | None:
        """Where a server may read the file itself; None where there are no files or no such one."""

    @abstractmethod
    async def exists(self, sha: Sha) -> bool:
        """Whether both sizes are kept."""

    @abstractmethod
    async def delete(self, sha: Sha) -> None:
        """Forget both sizes. The caller knows that no row names them. Safe to run twice."""
