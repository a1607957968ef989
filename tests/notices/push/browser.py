"""A browser that subscribes, and a push service that keeps what it is sent for it."""

import json
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qiao.notices.push.sealing import from_unpadded, public_point, read_point, unpadded

AUTH = bytes(range(16))


class Browser:
    """Reads what only it can read: RFC 8291 from the other side."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes = AUTH):
        self._private = private or ec.generate_private_key(ec.SECP256R1())
        self._auth = auth
        self.point = public_point(self._private.public_key())

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": unpadded(self.point), "auth": unpadded(self._auth)}

    def opened(self, sealed: bytes) -> bytes:
        salt, size = sealed[:16], sealed[20]
        theirs = sealed[21 : 21 + size]
        shared = self._private.exchange(ec.ECDH(), read_point(theirs))

        def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
            return HKDF(hashes.SHA256(), length, salt, info).derive(secret)

        secret = derived(shared, self._auth, b"WebPush: info\0" + self.point + theirs, 32)
        key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, sealed[21 + size :], None).rstrip(b"\0")[:-1]


class PushService:
    """Answers as it is told to; `sent` is what came."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.answers: list[int | Exception] = []
        self.headers: dict[str, str] = {}
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        answer = self.answers.pop(0) if self.answers else 201
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer, headers=self.headers)

    def read_by(self, browser: Browser) -> list[dict[str, Any]]:
        return [json.loads(browser.opened(request.content)) for request in self.sent]


def claims(authorization: str) -> dict[str, Any]:
    """Return what a VAPID header claims."""
    token = authorization.removeprefix("vapid t=").split(",")[0]
    found: dict[str, Any] = json.loads(from_unpadded(token.split(".")[1]))
    return found
