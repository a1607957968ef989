"""A message only one browser can read (RFC 8291), and who sends it (VAPID, RFC 8292).

Written on the primitives of `cryptography`: the packages that do this bring two HTTP libraries we
do not use. The example of RFC 8291 is a test.
"""

import base64
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RECORD_BYTES = 4_096
MAX_PLAIN_BYTES = 3_800
"""What fits into one record of 4,096 bytes, with room to spare: push services take no more."""

_CURVE = ec.SECP256R1()


def unpadded(data: bytes) -> str:
    """Write bytes as base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_unpadded(text: str) -> bytes:
    """Read base64 for addresses; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def public_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as 65 bytes."""
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    """Read a public key of 65 bytes; raises ValueError where it is not on the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def sealed(
    plain: bytes,
    p256dh: bytes,
    auth: bytes,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Encrypt for the browser with this key and secret; `key` and `salt` are new each time.

    Raises:
        ValueError: the browser's key is none, or the message too long.
    """
    if len(plain) > MAX_PLAIN_BYTES:
        raise ValueError("a push message is one record")
    theirs = read_point(p256dh)
    key = key or ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    mine = public_point(key.public_key())
    secret = _derived(key.exchange(ec.ECDH(), theirs), auth, b"WebPush: info\0" + p256dh + mine, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4) + bytes([len(mine)]) + mine
    return header + AESGCM(content_key).encrypt(nonce, plain + b"\x02", None)


@dataclass(frozen=True)
class Sender:
    """The square as push services know it: a key, and how to reach whoever runs it."""

    key: ec.EllipticCurvePrivateKey
    contact: str

    @cached_property
    def public_key(self) -> str:
        """What a browser is given when it subscribes."""
        return unpadded(public_point(self.key.public_key()))

    def authorization(self, origin: str, *, now_s: int, lasts_s: int = 12 * 3_600) -> str:
        """Return the header that says to a push service who sends."""
        claims = {"aud": origin, "exp": now_s + lasts_s, "sub": self.contact}
        head = unpadded(b'{"typ":"JWT","alg":"ES256"}')
        signed = f"{head}.{unpadded(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = unpadded(r.to_bytes(32) + s.to_bytes(32))
        return f"vapid t={signed}.{signature}, k={self.public_key}"


def sender_of(data_dir: Path, address: str) -> Sender:
    """Return the square's own sender; its key is made at the first use, for its user alone."""
    path = data_dir / "push-key.pem"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = ec.generate_private_key(_CURVE).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        # whole or not at all: another process may be looking for it
        own = path.with_suffix(f".{os.getpid()}")
        handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    contact = address if address.startswith("https://") else "mailto:operator@localhost.invalid"
    return Sender(key, contact)
