"""What the house's secret is used for when people sign in: nothing of it can be read from the data.

Flows are signed rather than stored: whoever only begins something leaves nothing behind.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from litestar import Request

from qiao.kit.clock import SECOND, Micros
from qiao.people.keys.models import Flow, FlowOver, PasskeysUnavailable

FLOW_US = 600 * SECOND
MAX_TOKEN_CHARS = 700


@dataclass(frozen=True)
class Site:
    """Where passkeys belong to: the name browsers bind them to, and the page that may ask."""

    rp_id: str
    origin: str


@dataclass(frozen=True)
class Keyring:
    """Signs flows and devices, seals secrets, hashes codes. `public_url`: "" where none is set."""

    secret: bytes = field(repr=False)
    name: str = "Qiao"
    public_url: str = ""

    def begin(
        self, purpose: str, member: str, *, now: Micros, lasts_us: int = FLOW_US
    ) -> tuple[str, Flow]:
        """Begin something; return its token, and what it holds."""
        flow = Flow(purpose, member, secrets.token_bytes(32), now + lasts_us)
        body = _b64(msgspec.msgpack.encode(flow))
        return f"{body}.{self._mac(b'flow', body)}", flow

    def read(self, token: str, purpose: str, *, now: Micros) -> Flow:
        """Return what was begun for `purpose`; raises FlowOver."""
        body, _, mac = token[:MAX_TOKEN_CHARS].partition(".")
        if not hmac.compare_digest(self._mac(b"flow", body).encode(), mac.encode()):
            raise FlowOver
        flow = msgspec.msgpack.decode(_unb64(body), type=Flow)
        if flow.purpose != purpose or flow.until_us < now:
            raise FlowOver
        return flow

    def new_device(self, member: str) -> str:
        """Return what a browser keeps after signing in, so that others' guesses do not bind it."""
        nonce = secrets.token_urlsafe(16)
        return f"{nonce}.{self._mac(b'device', f'{member} {nonce}')}"

    def device(self, kept: str | None, member: str) -> str | None:
        """Return the device's name where `member` signed in on it before."""
        nonce, _, mac = (kept or "")[:200].partition(".")
        mine = self._mac(b"device", f"{member} {nonce}")
        return nonce if hmac.compare_digest(mine.encode(), mac.encode()) else None

    def sealed(self, plain: bytes, member: str) -> bytes:
        """Encrypt something of a member's; it opens for her alone."""
        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self._key(b"seal")).encrypt(nonce, plain, member.encode())

    def opened(self, sealed: bytes, member: str) -> bytes | None:
        """Decrypt; None where the house's secret is not the one it was sealed with."""
        try:
            return AESGCM(self._key(b"seal")).decrypt(sealed[:12], sealed[12:], member.encode())
        except InvalidTag:
            return None

    def code_hash(self, code: str, about: str) -> bytes:
        """Hash a code; without the house's secret it cannot even be guessed at."""
        return hmac.digest(self._key(b"codes"), f"{about} {code}".encode(), "sha256")

    def site(self, request: Request[Any, Any, Any]) -> Site:
        """Return where the passkeys of a request belong to; raises PasskeysUnavailable.

        Where the operator said what the square's address is, it is that one alone.
        """
        if self.public_url:
            said = urlsplit(self.public_url)
            scheme, netloc, host = said.scheme, said.netloc, said.hostname or ""
        else:
            scheme, netloc = request.url.scheme, request.headers.get("host", "")
            host = urlsplit(f"//{netloc}").hostname or ""
        if not (host == "localhost" or (scheme == "https" and _is_name(host))):
            raise PasskeysUnavailable
        return Site(host, f"{scheme}://{netloc}")

    def _key(self, use: bytes) -> bytes:
        return hmac.digest(self.secret, b"signing in: " + use, "sha256")

    def _mac(self, use: bytes, text: str) -> str:
        return _b64(hmac.digest(self._key(use), text.encode(), "sha256"))


def _is_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return bool(host)
    return False


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
