"""The operator's pages over HTTP: cases in the operator's language, and decisions."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.messages import reports
from qiao.operator import reading, views
from qiao.people.door import AnyRequest, Operator
from qiao.people.models import Caller
from qiao.review import decisions, queries
from qiao.review.api import HouseReads
from qiao.review.models import Action, Queue
from qiao.review.reads import Reads
from qiao.translate.api import TranslationDesk

PAGE = 20


class Decide(msgspec.Struct, frozen=True):
    """A decision, and why; the author reads `reason` beside the rule.

    `lang` is the language of `reason`, the app's own language if it is not given. `after` is the
    newest decision that was shown: with it a case that is closed can be decided anew.
    """

    action: Action
    rule: str = ""
    reason: str = ""
    lang: str | None = None
    after: str = ""


async def _shown(
    files: Sequence[queries.CaseFile],
    reader: Caller,
    db: Db,
    desk: TranslationDesk,
    reads: Reads,
) -> list[views.Case]:
    translated = await reading.translations(db, files, reader, desk)
    words = await asyncio.gather(*(reading.words(reads, file, reader.ui_lang) for file in files))
    async with db.read() as tx:
        found = await reports.copies(tx, [file.row.id for file in files])
    return [
        views.case(file, translation, said, found.get(file.row.id, ()))
        for file, translation, said in zip(files, translated, words, strict=True)
    ]


@get("/api/v1/operator/cases", responses=shows(views.CasePage))
async def cases(
    operator: Operator,
    db: Db,
    desk: TranslationDesk,
    reads: HouseReads,
    queue: Annotated[Queue, QueryParameter(name="state")] = "open",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the cases of a queue: those that wait by harm, those that are decided newest first."""
    async with db.read() as tx:
        files = await queries.cases(tx, queue, operator, cursor=cursor_of(cursor), limit=PAGE)
    shown = await _shown(files, operator, db, desk, reads)
    return json(views.CasePage(shown, files[-1].cursor if len(files) == PAGE else None))


@get("/api/v1/operator/cases/{case:str}", responses=shows(views.Case))
async def case(
    case: FromPath[str], operator: Operator, db: Db, desk: TranslationDesk, reads: HouseReads
) -> Response[bytes]:
    """Show a case with its history."""
    async with db.read() as tx:
        file = await queries.case(tx, case, operator)
    return json((await _shown([file], operator, db, desk, reads))[0])


@post(
    "/api/v1/operator/cases/{case:str}/decisions",
    status_code=201,
    responses=shows(views.Decided, status=201),
)
async def decide(
    case: FromPath[str], data: JSONBody[Decide], request: AnyRequest, operator: Operator, db: Db
) -> Response[bytes]:
    """Decide a case; the author is told in the same moment."""

    async def make(tx: WriteTx) -> bytes:
        decision = await decisions.decide(
            tx,
            operator,
            case,
            data.action,
            rule=data.rule,
            reason=data.reason,
            lang=data.lang,
            after=data.after,
            now=now_us(),
        )
        return msgspec.json.encode(views.Decided(decision))

    return json(await created(request, db, operator.id, make), status=201)


ROUTES = [cases, case, decide]
