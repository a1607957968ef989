"""Opaque ids that sort by time: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
ID_CHARS = 26


def new_id(at_us: int) -> str:
    """Make an id of 26 characters; ids made in a later millisecond sort after earlier ones."""
    number = ((at_us // 1_000) & 0xFFFF_FFFF_FFFF) << 80 | secrets.randbits(80)
    return "".join(_PAIRS[(number >> shift) & 0x3FF] for shift in range(120, -1, -10))


def is_id(text: str) -> bool:
    """Say whether `text` has the form of an id; anything else cannot name a row."""
    return len(text) == ID_CHARS and all(c in _ALPHABET for c in text)
