"""Better translations over HTTP: suggesting, and deciding as the author or an operator."""

from typing import Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.people.door import AnyRequest, Operator, SignedIn
from qiao.translate import suggestions
from qiao.translate.api import TranslationDesk
from qiao.translate.suggestions import Suggest, Suggestion


class SuggestionView(msgspec.Struct, frozen=True):
    """A suggested translation. `decides`: who is asked."""

    id: str
    of: str
    id_of: str
    by_handle: str
    source: str
    target: str
    original: str
    shown: str
    better: str
    state: str
    decides: Literal["author", "operators"]
    at: str


class SuggestionPage(msgspec.Struct, frozen=True):
    """What waits to be decided, oldest first."""

    items: list[SuggestionView]
    cursor: str | None


class DecideSuggestion(msgspec.Struct, frozen=True):
    """Whether it is better."""

    action: Literal["accept", "refuse"]


def _view(each: Suggestion) -> SuggestionView:
    return SuggestionView(
        each.id,
        each.of,
        each.of_id,
        each.by_handle,
        each.source,
        each.target,
        each.original,
        each.shown,
        each.better,
        each.state,
        "author" if each.author else "operators",
        rfc3339(each.at_us),
    )


def _page(found: list[Suggestion]) -> Response[bytes]:
    cursor = found[-1].id if len(found) == suggestions.PAGE else None
    return json(SuggestionPage([_view(each) for each in found], cursor))


@post(
    "/api/v1/translations/suggestions",
    status_code=201,
    responses=shows(SuggestionView, status=201),
)
async def suggest(
    data: JSONBody[Suggest], request: AnyRequest, me: SignedIn, db: Db, desk: TranslationDesk
) -> Response[bytes]:
    """Suggest a better translation of a sentence or a whole text.

    It goes to the author if she reads both languages, else to operators.
    """

    async def make(tx: WriteTx) -> bytes:
        made = await suggestions.suggest(tx, me, data, policy=desk.policy, now=now_us())
        return msgspec.json.encode(_view(made))

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/me/suggestions", responses=shows(SuggestionPage))
async def my_suggestions(
    me: SignedIn, db: Db, cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """List what readers suggested for one's own words."""
    async with db.read() as tx:
        return _page(await suggestions.for_author(tx, me.id, after=cursor_of(cursor) or ""))


@post(
    "/api/v1/me/suggestions/{suggestion:str}/decisions",
    status_code=201,
    responses=shows(SuggestionView, status=201),
)
async def decide_mine(
    suggestion: FromPath[str],
    data: JSONBody[DecideSuggestion],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    desk: TranslationDesk,
) -> Response[bytes]:
    """Take a suggestion for one's own words, or not; every reader sees it at once."""

    async def make(tx: WriteTx) -> bytes:
        decided = await suggestions.decide_own(
            tx, me, suggestion, accept=data.action == "accept", policy=desk.policy, now=now_us()
        )
        return msgspec.json.encode(_view(decided))

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/operator/suggestions", responses=shows(SuggestionPage))
async def waiting_suggestions(
    operator: Operator,  # noqa: ARG001 - to ask for one is what keeps others out
    db: Db,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List suggestions whose author does not read both languages, or has not answered."""
    async with db.read() as tx:
        after = cursor_of(cursor) or ""
        return _page(await suggestions.for_operators(tx, after=after, now=now_us()))


@post(
    "/api/v1/operator/suggestions/{suggestion:str}/decisions",
    status_code=201,
    responses=shows(SuggestionView, status=201),
)
async def decide_suggestion(
    suggestion: FromPath[str],
    data: JSONBody[DecideSuggestion],
    request: AnyRequest,
    operator: Operator,
    db: Db,
    desk: TranslationDesk,
) -> Response[bytes]:
    """Take a suggestion into the square's memory, or not."""

    async def make(tx: WriteTx) -> bytes:
        decided = await suggestions.decide_as_operator(
            tx,
            operator,
            suggestion,
            accept=data.action == "accept",
            policy=desk.policy,
            now=now_us(),
        )
        return msgspec.json.encode(_view(decided))

    return json(await created(request, db, operator.id, make), status=201)


ROUTES = [suggest, my_suggestions, decide_mine, waiting_suggestions, decide_suggestion]
