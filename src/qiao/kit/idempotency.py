"""A creating request that is sent twice happens once: its key is kept with what it made."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from qiao.kit.clock import DAY
from qiao.kit.db import Sql, WriteTx
from qiao.kit.refusals import Conflict, Invalid

KEEP_US = 2 * DAY


class KeyMissing(Invalid):
    """A creating request needs the header Idempotency-Key."""

    code = "idempotency_key_missing"
    status = 400


class KeyReused(Conflict):
    """The key was used before, with another request."""

    code = "idempotency_key_reused"
    status = 422


class Kept(NamedTuple):
    """What a request with this key was answered."""

    body_hash: str
    answer: bytes


_TAKE = Sql("""
    insert into idempotency (caller, key, body_hash, answer, at_us)
    values (:caller, :key, :body_hash, :answer, :at_us)
    on conflict (caller, key) do nothing
""")
_KEPT = Sql("select body_hash, answer from idempotency where caller = :caller and key = :key")
_FILL = Sql("update idempotency set answer = :answer where caller = :caller and key = :key")
_FORGET = Sql("delete from idempotency where at_us < :before_us")


def checked_key(key: str | None) -> str:
    """Return the key, or refuse one that is missing or not of 8 to 64 printable characters."""
    if key is None or not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise KeyMissing
    return key


def body_hash(*parts: bytes) -> str:
    """Return a short fingerprint of a request, so that a key cannot be used for another one."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


async def once(
    tx: WriteTx,
    make: Callable[[WriteTx], Awaitable[bytes]],
    *,
    caller: str,
    key: str,
    fingerprint: str,
    at_us: int,
) -> bytes:
    """Return what `make` answers, made now or when the same request came before.

    On PostgreSQL a second request with the key waits here for the first one's commit.

    Raises:
        KeyReused: the key came with another request.
    """
    taken = await tx.run(
        _TAKE, caller=caller, key=key, body_hash=fingerprint, answer=b"", at_us=at_us
    )
    if not taken:
        kept = await tx.one_or_none(Kept, _KEPT, caller=caller, key=key)
        if kept is None or kept.body_hash != fingerprint:
            raise KeyReused
        return bytes(kept.answer)
    answer = await make(tx)
    await tx.run(_FILL, answer=answer, caller=caller, key=key)
    return answer


async def forget_old_keys(tx: WriteTx, *, now_us: int) -> int:
    """Drop keys older than two days; return how many."""
    return await tx.run(_FORGET, before_us=now_us - KEEP_US)
