"""Links in mails: signed, so that they work without signing in, and for nothing else."""

import base64
import hashlib
import hmac
from typing import Literal, NamedTuple

import msgspec

from qiao.kit.refusals import Forbidden

Purpose = Literal["confirm", "stop"]


class LinkInvalid(Forbidden):
    """The link was not made here, was cut off, or is not the newest."""

    code = "link_invalid"


class Link(NamedTuple):
    """What a link is for. `about`: of which address, and asked for when."""

    purpose: Purpose
    member: str
    about: str


def about(address: str, asked_us: int) -> str:
    """Name an address without telling it."""
    return hashlib.sha256(f"{asked_us} {address}".encode()).hexdigest()[:24]


class Links:
    """Signs links, and reads those it signed."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"links in mails", "sha256")

    def written(self, link: Link) -> str:
        """Return the link's token."""
        body = base64.urlsafe_b64encode(msgspec.json.encode(link)).rstrip(b"=")
        return f"{body.decode()}.{self._mac(body)}"

    def read(self, token: str, purpose: Purpose) -> Link:
        """Return what a token is for; raises LinkInvalid."""
        body, _, mac = token[:600].partition(".")
        if not hmac.compare_digest(self._mac(body.encode()).encode(), mac.encode()):
            raise LinkInvalid
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        link = msgspec.json.decode(raw, type=Link)
        if link.purpose != purpose:
            raise LinkInvalid
        return link

    def _mac(self, body: bytes) -> str:
        mac = hmac.digest(self._key, body, "sha256")
        return base64.urlsafe_b64encode(mac[:24]).decode()
