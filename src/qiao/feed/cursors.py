"""Cursors that only this square can make: a place in a session, signed."""

import base64
import hashlib
import hmac
from typing import NamedTuple

from qiao.feed.models import CursorInvalid

SIGNATURE_BYTES = 12


class Place(NamedTuple):
    """Where a reader is: a session and how many of its notes were served."""

    session: str
    served: int


class Cursors:
    """Writes and reads cursors with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, place: Place) -> str:
        """Return an opaque text, safe in an address."""
        body = f"{place.session}.{place.served}".encode()
        return base64.urlsafe_b64encode(self._sign(body) + body).rstrip(b"=").decode()

    def read(self, cursor: str) -> Place:
        """Return what was written.

        Raises:
            CursorInvalid: nobody here wrote it.
        """
        try:
            raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
            signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
            if not hmac.compare_digest(signature, self._sign(body)):
                raise CursorInvalid(field="cursor")
            session, served = body.decode().rsplit(".", 1)
            return Place(session, int(served))
        except ValueError as error:
            raise CursorInvalid(field="cursor") from error

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:SIGNATURE_BYTES]
