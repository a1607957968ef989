"""Review over HTTP, for members: the rules, reports, statements, appeals."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, cursor_of, json, shows
from qiao.people.door import AnyRequest, SignedIn
from qiao.review import commands, queries, views
from qiao.review.reads import Read, Reads
from qiao.review.rules import language, rule, rules
from qiao.review.settings import ReviewSettings

PAGE = 20

HouseReads = Annotated[Reads, Injected]
Limits = Annotated[ReviewSettings, Injected]


class FileReport(msgspec.Struct, frozen=True):
    """What breaks which rule; `text` is for what an operator should know besides."""

    of: Literal["note", "comment"]
    id: str
    rule: str
    text: str = ""


class FileAppeal(msgspec.Struct, frozen=True):
    """Why the decision should be looked at again."""

    text: str


@get("/api/v1/rules", responses=shows(views.Rules))
async def rules_of_the_square(lang: FromQuery[str] = "en") -> Response[bytes]:
    """Show the rules of the square, in English where nobody has written them in `lang`."""
    return json(views.Rules(language(lang), rules(lang)))


@post("/api/v1/reports", status_code=201, responses=shows(views.Filed, status=201))
async def file_report(
    data: JSONBody[FileReport], request: AnyRequest, me: SignedIn, db: Db, review_settings: Limits
) -> Response[bytes]:
    """Report a note or comment to the operators; reporting it again gives the same receipt."""

    async def make(tx: WriteTx) -> bytes:
        report = await commands.report(
            tx, me, data.of, data.id, data.rule, data.text, review_settings, now=now_us()
        )
        return msgspec.json.encode(views.Filed(report))

    return json(await created(request, db, me.id, make), status=201)


async def _read(reads: Reads, text: str | None, source: str | None, target: str) -> Read | None:
    if not text or source == target:
        return None
    return await reads.translated(text, source=source, target=target)


@get("/api/v1/me/statements", responses=shows(views.StatementPage))
async def statements(
    me: SignedIn, db: Db, reads: HouseReads, cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """Show what one was told, in one's own language; from then on it counts as read."""
    async with db.read() as tx:
        told = await queries.statements_of(tx, me.id, before=cursor_of(cursor), limit=PAGE)
    shown = [
        views.statement(
            each,
            rule(each.rule, me.ui_lang),
            language(me.ui_lang),
            reason=await _read(reads, each.reason, each.lang, me.ui_lang),
            answer=await _read(reads, each.answer, each.answer_lang, me.ui_lang),
        )
        for each in told
    ]
    if any(not each.seen for each in shown):
        await db.write(commands.read_statements, me.id, [each.id for each in told], now=now_us())
    return json(views.StatementPage(shown, told[-1].id if len(told) == PAGE else None))


@post(
    "/api/v1/statements/{statement:str}/appeal",
    status_code=201,
    responses=shows(views.Filed, status=201),
)
async def file_appeal(
    statement: FromPath[str], data: JSONBody[FileAppeal], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Ask for a second look at a decision about one's own note or comment, once."""

    async def make(tx: WriteTx) -> bytes:
        appeal = await commands.appeal(tx, me.id, statement, data.text, now=now_us())
        return msgspec.json.encode(views.Filed(appeal))

    return json(await created(request, db, me.id, make), status=201)


ROUTES = [rules_of_the_square, file_report, statements, file_appeal]
