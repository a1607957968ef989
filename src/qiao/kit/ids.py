"""Opaque ids that sort by time: 48 bits of milliseconds, 80 of chance, in base 32."""

import hashlib
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
ID_CHARS = 26


def new_id(at_us: int) -> str:
    """Make an id of 26 characters; ids made in a later millisecond sort after earlier ones."""
    return _written(at_us, secrets.randbits(80))


def named_id(at_us: int, name: str) -> str:
    """Make the id that `name` always has at this time: for what is made anew from a file."""
    digest = hashlib.blake2b(name.encode(), digest_size=10).digest()
    return _written(at_us, int.from_bytes(digest))


def _written(at_us: int, chance: int) -> str:
    number = ((at_us // 1_000) & 0xFFFF_FFFF_FFFF) << 80 | chance
    return "".join(_PAIRS[(number >> shift) & 0x3FF] for shift in range(120, -1, -10))


def is_id(text: str) -> bool:
    """Say whether `text` has the form of an id; anything else cannot name a row."""
    return len(text) == ID_CHARS and all(c in _ALPHABET for c in text)
