"""An authenticator in software: makes passkeys and signs with them, also as an attacker would."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Made:
    """A passkey on this authenticator."""

    id: bytes
    rp_id: str
    user: str
    key: ec.EllipticCurvePrivateKey
    counter: int


@dataclass
class Authenticator:
    """`counts`: whether it counts its uses, as hardware does and synced passkeys do not."""

    origin: str = "https://square.example"
    counts: bool = True
    verifies: bool = True
    passkeys: list[Made] = field(default_factory=list)

    def makes(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """Make a passkey as asked. `lies`: origin, rp_id, challenge instead of the right ones."""
        made = Made(
            os.urandom(32),
            lies.get("rp_id", options["rp"]["id"]),
            options["user"]["id"],
            ec.generate_private_key(ec.SECP256R1()),
            int(self.counts),
        )
        self.passkeys.append(made)
        numbers = made.key.public_key().public_numbers()
        cose = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )
        flags = 0x41 | (0x04 if self.verifies else 0)
        data = self._data(made, flags) + bytes(16) + len(made.id).to_bytes(2) + made.id + cose
        said = self._said("webauthn.create", options["challenge"], lies)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "id": b64(made.id),
            "rawId": b64(made.id),
            "type": "public-key",
            "response": {"clientDataJSON": b64(said), "attestationObject": b64(attested)},
            "clientExtensionResults": {},
        }

    def signs(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """Sign in with the newest passkey. `lies`: origin, rp_id, challenge, user, counter."""
        made = self.passkeys[-1]
        if self.counts:
            made.counter += 1
        made.counter = lies.get("counter", made.counter)
        seen = Made(made.id, lies.get("rp_id", made.rp_id), made.user, made.key, made.counter)
        data = self._data(seen, 0x01 | (0x04 if self.verifies else 0))
        said = self._said("webauthn.get", options["challenge"], lies)
        signature = made.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": b64(made.id),
            "rawId": b64(made.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": b64(said),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": lies.get("user", made.user),
            },
            "clientExtensionResults": {},
        }

    def _data(self, made: Made, flags: int) -> bytes:
        rp = hashlib.sha256(made.rp_id.encode()).digest()
        return rp + bytes([flags]) + made.counter.to_bytes(4)

    def _said(self, kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        return json.dumps(
            {
                "type": kind,
                "challenge": lies.get("challenge", challenge),
                "origin": lies.get("origin", self.origin),
                "crossOrigin": False,
            }
        ).encode()
