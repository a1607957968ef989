"""Who is at the door: from a request's cookie or bearer token to a member."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.http import Injected
from qiao.kit.refusals import Forbidden, SignedOut
from qiao.people.commands import SESSION_US, token_hash
from qiao.people.keys.sittings import day_of, mark_seen
from qiao.people.models import Caller
from qiao.people.queries import caller_by_token

SECURE_COOKIE = "__Host-qiao"
PLAIN_COOKIE = "qiao"
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))

AnyRequest = Request[Any, Any, Any]


class OtherOrigin(Forbidden):
    """A page of another site may not act with this member's cookie."""

    code = "other_origin"


def session_token(request: AnyRequest) -> str | None:
    """Return the session token of a request, from a bearer header or a cookie.

    Raises:
        OtherOrigin: the cookie comes with a change asked for by another site's page.
    """
    authorization = request.headers.get("authorization")
    if authorization and authorization[:7].lower() == "bearer ":
        return authorization[7:].strip()
    token = request.cookies.get(SECURE_COOKIE) or request.cookies.get(PLAIN_COOKIE)
    if token and request.method not in _SAFE:
        refuse_other_origin(request)
    return token


def refuse_other_origin(request: AnyRequest) -> None:
    """Raise OtherOrigin where a page of another site asks: not even signing in is for it to do."""
    if not _same_origin(request):
        raise OtherOrigin


def _same_origin(request: AnyRequest) -> bool:
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site") in (None, "same-origin", "none")


async def reader(request: AnyRequest, db: Annotated[Database, Injected]) -> Caller | None:
    """Return the member behind a request, or None for a visitor."""
    token = session_token(request)
    if not token:
        return None
    hashed, now = token_hash(token), now_us()
    async with db.read() as tx:
        found = await caller_by_token(tx, hashed, now_us=now)
    if found is not None and found.seen_us < day_of(now):
        await db.write(mark_seen, hashed, now=now)  # once a day
    return found


async def signed_in(request: AnyRequest, db: Annotated[Database, Injected]) -> Caller:
    """Return the member behind a request; raises SignedOut for a visitor."""
    found = await reader(request, db)
    if found is None:
        raise SignedOut
    return found


async def operator(request: AnyRequest, db: Annotated[Database, Injected]) -> Caller:
    """Return the operator behind a request; raises SignedOut or Forbidden."""
    found = await signed_in(request, db)
    if not found.operator:
        raise Forbidden
    return found


Reader = Annotated[Caller | None, Injected]
SignedIn = Annotated[Caller, Injected]
Operator = Annotated[Caller, Injected]


def session_cookie(request: AnyRequest, token: str | None) -> Cookie:
    """Make the cookie that opens (or with None closes) a session.

    Browsers take `__Host-` cookies over https and on localhost; on a bare http address in a local
    network the plain name is all there is.
    """
    secure = is_safe_place(request)
    return Cookie(
        key=SECURE_COOKIE if secure else PLAIN_COOKIE,
        value=token or "",
        path="/",
        max_age=SESSION_US // 1_000_000 if token else 0,
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def is_safe_place(request: AnyRequest) -> bool:
    """Whether browsers take a secure cookie from this address."""
    host = request.url.hostname
    return request.url.scheme == "https" or host in ("localhost", "127.0.0.1", "::1")
