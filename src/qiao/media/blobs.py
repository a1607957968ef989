"""Where pictures and films lie: a protocol, kept by the files in `providers/`."""

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
    """Keeps pairs of pictures by the hash of the full one, and films by theirs.

    What is kept never changes.
    """

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
        """Whether something is kept: both sizes, or a film."""

    @abstractmethod
    async def delete(self, sha: Sha) -> None:
        """Forget both sizes, or a film; the caller knows that no row names it. May run twice."""

    @abstractmethod
    async def put_film(self, made: Path) -> Sha:
        """Take a film's file from a room; when this returns it survives a power cut."""

    @abstractmethod
    def film_path(self, sha: Sha) -> Path | None:
        """Where a film's file lies on this machine; None where there is no such one."""

    @abstractmethod
    def room(self, id_: str) -> Path:
        """A folder of one's own, made where it is not, for a film that comes in and is made."""

    @abstractmethod
    async def clear_room(self, id_: str) -> None:
        """Forget a room and what is in it. Safe to run twice."""
