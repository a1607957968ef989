"""Passwords: what is accepted (NIST SP 800-63B-4), and how they are kept (argon2id)."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor

import argon2

from qiao.kit.refusals import Invalid

MIN_CHARS = 15
MIN_CHARS_BESIDE = 8
"""Enough where a second factor is asked for as well."""
MAX_CHARS = 256

# OWASP's argon2id floor for small machines: 19 MiB, 2 passes; about 25 ms
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# one at a time: a wave of sign-ups must not take the machine from the readers
_THREAD = ThreadPoolExecutor(1, "passwords")

_COMMON = (
    "1234567890", "0123456789", "9876543210", "0987654321", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "password", "passw0rd", "qwerty", "asdfgh", "zxcvbn", "letmein", "iloveyou", "welcome",
    "admin", "abc123", "abcdef", "123456", "654321", "111111", "000000", "woaini", "5201314",
    "changeme", "secret", "monkey", "dragon", "football", "baseball", "princess", "sunshine",
    "correcthorsebatterystaple", "qiao",
)  # fmt: skip


class PasswordTooShort(Invalid):
    """Facts: field, min_chars."""

    code = "password_too_short"


class PasswordTooLong(Invalid):
    """Facts: field, max_chars."""

    code = "password_too_long"


class PasswordTooCommon(Invalid):
    """Among the first that anybody would try. Facts: field."""

    code = "password_too_common"


def check_password(password: str, *, handle: str, min_chars: int = MIN_CHARS) -> None:
    """Refuse a password that is short, very long or among the first to be guessed.

    No rule asks for digits or signs: length is what helps.
    """
    if len(password) < min_chars:
        raise PasswordTooShort(field="password", min_chars=min_chars)
    if len(password) > MAX_CHARS:
        raise PasswordTooLong(field="password", max_chars=MAX_CHARS)
    rest = password.casefold()
    for word in (*_COMMON, handle):
        rest = rest.replace(word, "")
    if len(set(password)) < 5 or len(rest) < 6 or _is_run(rest):
        raise PasswordTooCommon(field="password")


def _is_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(text)}
    return steps <= {0, 1} or steps <= {0, -1}


NO_PASSWORD = "!"  # noqa: S105
"""Kept for a member who cannot sign in with a password; nothing matches it."""


async def hashed(password: str) -> str:
    """Hash off the event loop, one at a time."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, _HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Check a password; an unknown member costs the same time as a known one."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREAD, _verify, password, password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return password_hash is not None


_NOBODY = _HASHER.hash("nobody has this password")
