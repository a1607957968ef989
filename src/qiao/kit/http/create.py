"""Creating over HTTP: a request that is sent again makes nothing again."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request

from qiao.kit.clock import now_us
from qiao.kit.db import Database, WriteTx
from qiao.kit.idempotency import body_hash, checked_key, once


def key_of(request: Request[Any, Any, Any]) -> str:
    """Return the request's key; where creating costs much, ask for it first. Raises KeyMissing."""
    return checked_key(request.headers.get("idempotency-key"))


async def created(
    request: Request[Any, Any, Any],
    db: Database,
    caller: str,
    make: Callable[[WriteTx], Awaitable[bytes]],
) -> bytes:
    """Return what `make` answers, now or when the same request came before.

    Raises:
        KeyMissing, KeyReused, and whatever `make` raises.
    """
    key = key_of(request)
    fingerprint = body_hash(
        request.method.encode(), request.url.path.encode(), await request.body()
    )
    return await db.write(
        once, make, caller=caller, key=key, fingerprint=fingerprint, at_us=now_us()
    )
