"""The square's translator for other people's tools: LibreTranslate's HTTP API.

Only a bearer token opens it, never a cookie: pages of other sites may call it, and must not be able
to with a member's session.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec
import structlog
from litestar import Response, get, post, route
from litestar.exceptions import HTTPException

from qiao.kit.clock import now_us
from qiao.kit.http import Db, Injected
from qiao.kit.http import json as answer_json
from qiao.kit.refusals import Refusal
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest
from qiao.people.models import Caller
from qiao.people.queries import caller_by_token
from qiao.translate import libre
from qiao.translate.api import Desk, TranslationDesk, translate
from qiao.translate.char_budget import CharBudget
from qiao.translate.clearance import Asked as Cleared
from qiao.translate.clearance import network_of
from qiao.translate.html_text import Markup
from qiao.translate.libre import Asked, LibreError, LibreRefusal, lang_of
from qiao.translate.models import UND, Lang, Passage, Translation
from qiao.translate.naming import NAMING
from qiao.translate.settings import TranslateSettings

log = structlog.get_logger(__name__)

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class LibreDoor:
    """Who may come in, and how much each may ask for."""

    settings: TranslateSettings
    budget: CharBudget

    @classmethod
    def of(cls, settings: TranslateSettings) -> LibreDoor:
        """The door the operator has set."""
        return cls(settings, CharBudget(settings.open_api_chars_per_min))

    def opened(self) -> TranslateSettings:
        """The settings of a door that is open at all; raises LibreRefusal."""
        if self.settings.open_api == "off":
            raise LibreRefusal(404, "This square does not lend its translator")
        return self.settings

    async def let_in(
        self, request: AnyRequest, db: Db, body: Mapping[str, Any], chars: int
    ) -> Caller | None:
        """Return the member whose key it is, None where none is needed.

        Raises LibreRefusal: the key is missing or wrong, or it is too much.
        """
        caller = None
        who = ["network " + network_of(request.client.host if request.client else "")]
        if self.settings.open_api == "members":
            caller = await _member(request, db, body)
            who.append("member " + caller.id)
        wait_s = self.budget.take(who, chars, now_s=time.monotonic())
        if wait_s:
            raise LibreRefusal(429, "slow down", retry_s=wait_s)
        return caller


Door = Annotated[LibreDoor, Injected]


async def _member(request: AnyRequest, db: Db, body: Mapping[str, Any]) -> Caller:
    """The member whose token was sent as `api_key` or in a bearer header."""
    authorization = request.headers.get("authorization") or ""
    key = body.get("api_key") or request.query_params.get("api_key")
    if authorization[:7].lower() == "bearer ":
        key = authorization[7:].strip()
    if not key or not isinstance(key, str):
        raise LibreRefusal(403, "An API key is needed: the token of a member of this square")
    async with db.read() as tx:
        caller = await caller_by_token(tx, token_hash(key[:200]), now_us=now_us())
    if caller is None:
        raise LibreRefusal(403, "Invalid API key")
    return caller


async def _body(request: AnyRequest) -> Mapping[str, Any]:
    """What was sent, as JSON or as a form."""
    kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.form()
        return {name: form.get(name) for name in form}
    try:
        body = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LibreRefusal(400, "Invalid JSON format") from None
    if not isinstance(body, dict):
        raise LibreRefusal(400, "Invalid JSON format")
    return body


def _answer(
    body: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    return answer_json(body, status=status, headers={**_CORS, **(headers or {})})


def _refused(_: AnyRequest, refusal: LibreRefusal) -> Response[bytes]:
    headers = {} if refusal.retry_s is None else {"Retry-After": str(int(refusal.retry_s) + 1)}
    return _answer(LibreError(refusal.message), status=refusal.status, headers=headers)


def _http(_: AnyRequest, error: HTTPException) -> Response[bytes]:
    return _answer(LibreError(error.detail or "Invalid request"), status=error.status_code)


def _refusal(_: AnyRequest, refusal: Refusal) -> Response[bytes]:
    return _answer(LibreError(refusal.code), status=refusal.status)


def _bug(request: AnyRequest, error: Exception) -> Response[bytes]:
    log.error("request_failed", method=request.method, path=request.url.path[:80], exc_info=error)
    return _answer(LibreError("Our mistake"), status=500)


_ERRORS: Any = {
    LibreRefusal: _refused, HTTPException: _http, Refusal: _refusal, Exception: _bug,
}  # fmt: skip


_STATUS = {"engine_down": 503, "budget_spent": 429}
"""Only what passes by itself is worth asking again. Of what stays so (`failed`, `no_engine`,
`may_not_leave`) the text is the reason and not the service: clients try a 5xx again, or take the
whole server for broken, over one sentence. 400 because it is one of the four that LibreTranslate
documents (400, 403, 429, 500), with which every client reads `error`."""


@dataclass(frozen=True, slots=True)
class _Hand:
    """One request's way to the translator."""

    db: Db
    desk: Desk
    cleared: Cleared
    wait_s: float

    async def made(self, passage: Passage, source: str, target: str) -> Translation:
        """A translation that is there, however it came out; raises LibreRefusal when it takes
        long."""
        desk = replace(self.desk, wait_s=self.wait_s)
        made = await translate(self.db, desk, passage, source, target, asked=self.cleared)
        if made.state == "pending":
            raise LibreRefusal(503, "It takes longer than usual; ask again", retry_s=2)
        return made

    async def named(self, texts: Sequence[str]) -> list[Translation]:
        """The language of each text."""
        return list(
            await asyncio.gather(*(self.made(Passage(text), UND, NAMING) for text in texts))
        )

    async def translated(self, text: str, words: list[str], source: Lang, ask: Asked) -> str:
        """One text of a request; as it was where there is nothing to translate."""
        if source in (ask.target, UND) or not any(words):
            return text
        passage = Passage("", alt=tuple(words)) if ask.html else Passage(text)
        answer = await self.made(passage, source, ask.target)
        if answer.state == "done":
            return Markup(text).with_texts(answer.alt) if ask.html else answer.body
        code = answer.reason.code if answer.reason else "failed"
        if code in ("same_language", "undetermined"):
            return text
        raise LibreRefusal(_STATUS.get(code, 400), f"Cannot translate text: {code}")


@post("/translate", status_code=200, include_in_schema=False, exception_handlers=_ERRORS)
async def libre_translate(
    request: AnyRequest, db: Db, desk: TranslationDesk, libre_door: Door
) -> Response[bytes]:
    """Translate a text or several."""
    body = await _body(request)
    settings = libre_door.opened()
    ask = libre.asked(
        body, max_chars=settings.open_api_max_chars, max_texts=settings.open_api_max_texts
    )
    libre.refuse_pair(ask.source or UND, ask.target, desk.pairs)
    caller = await libre_door.let_in(request, db, body, ask.chars)
    hand = _Hand(db, desk, desk.public(request, caller), settings.open_api_wait_s)
    words = [Markup(text).texts if ask.html else [text] for text in ask.texts]
    if ask.source is None:
        named = await hand.named(["\n".join(texts) for texts in words])
        sources = [answer.source for answer in named]
    else:
        named, sources = [], [ask.source] * len(ask.texts)
    for source in sources:
        libre.refuse_pair(source, ask.target, desk.pairs)
    made = await asyncio.gather(
        *(
            hand.translated(text, found, source, ask)
            for text, found, source in zip(ask.texts, words, sources, strict=True)
        )
    )
    out: dict[str, object] = {"translatedText": made if ask.many else made[0]}
    if named:
        found = [libre.detected(answer.source, answer.confidence or 0.0) for answer in named]
        out["detectedLanguage"] = found if ask.many else found[0]
    if ask.alternatives:
        # there is one translation for everyone, so there are no others to choose from
        out["alternatives"] = [[] for _ in made] if ask.many else []
    return _answer(out)


@post("/detect", status_code=200, include_in_schema=False, exception_handlers=_ERRORS)
async def libre_detect(
    request: AnyRequest, db: Db, desk: TranslationDesk, libre_door: Door
) -> Response[bytes]:
    """Name the language of a text; of an array, of its first text."""
    body = await _body(request)
    settings = libre_door.opened()
    texts, _ = libre.texts_asked(
        body, max_chars=settings.open_api_max_chars, max_texts=settings.open_api_max_texts
    )
    caller = await libre_door.let_in(request, db, body, sum(map(len, texts)))
    hand = _Hand(db, desk, desk.public(request, caller), settings.open_api_wait_s)
    named = await hand.named(texts[:1])
    return _answer([libre.detected(answer.source, answer.confidence or 0.0) for answer in named])


@get("/languages", include_in_schema=False, exception_handlers=_ERRORS)
async def libre_languages(desk: TranslationDesk, libre_door: Door) -> Response[bytes]:
    """List what can be translated into what."""
    libre_door.opened()
    return _answer(libre.languages((lang_of(a), lang_of(b)) for a, b in desk.pairs))


@get("/frontend/settings", include_in_schema=False, exception_handlers=_ERRORS)
async def libre_settings(desk: TranslationDesk, libre_door: Door) -> Response[bytes]:
    """Say what a client may ask for."""
    settings = libre_door.opened()
    target = desk.pairs[0][1] if desk.pairs else Lang("en")
    keys = settings.open_api == "members"
    return _answer(
        {
            "apiKeys": keys,
            "keyRequired": keys,
            "charLimit": settings.open_api_max_chars,
            "frontendTimeout": 500,
            "suggestions": False,
            "filesTranslation": False,
            "supportedFilesFormat": [],
            "language": {
                "source": {"code": "auto", "name": "Auto Detect"},
                "target": {"code": target, "name": libre.english_name(target)},
            },
        }
    )


@route(
    ["/translate", "/detect", "/languages", "/frontend/settings"],
    http_method="OPTIONS",
    include_in_schema=False,
)
async def libre_preflight() -> Response[None]:
    """Let pages of other sites ask: they hold no cookie that would count here."""
    return Response(None, status_code=204, headers=_CORS)


ROUTES = [libre_preflight, libre_translate, libre_detect, libre_languages, libre_settings]
"""The preflight first: Litestar makes one of its own for a path that comes without."""
