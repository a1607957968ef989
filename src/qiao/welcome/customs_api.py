"""Customs of the place over HTTP: reading, proposing, deciding, translating, reporting."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.kit.refusals import Forbidden
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Operator, Reader, SignedIn
from qiao.people.models import Caller, Face
from qiao.people.queries import faces
from qiao.people.quiet import quiet_of
from qiao.review.api import Limits
from qiao.review.views import Filed
from qiao.translate.api import TranslationDesk, TranslationView, translate
from qiao.translate.memory import RETRY_MS
from qiao.translate.models import Passage
from qiao.welcome import customs
from qiao.welcome.customs_seen import PAGE, Custom, Listed, custom, texts
from qiao.welcome.customs_seen import customs as listed_customs


class PutCustom(msgspec.Struct, frozen=True):
    """A custom of the place, in the language `lang`, with an example of how it is done."""

    lang: str
    title: str
    body: str
    example: str = ""


class ProposeCustom(PutCustom, frozen=True):
    """The same, new; `changes` names the custom that it puts into better words."""

    changes: str = ""


class CustomView(msgspec.Struct, frozen=True):
    """A custom. `state`: proposed, accepted, declined, or merged into the one it `changes`.

    `reason`: why it was declined, for who proposed it and for operators. `removed`: review took it
    down; only they still see it. `texts`: how many lines its history has.
    """

    id: str
    lang: str
    title: str
    body: str
    example: str
    state: str
    by: Face | None
    changes: str
    reason: str
    at: str
    mine: bool
    removed: bool
    texts: int


class CustomPage(msgspec.Struct, frozen=True):
    """Customs, oldest first."""

    items: list[CustomView]
    cursor: str | None


class TextView(msgspec.Struct, frozen=True):
    """What was done to a custom, and what it said from then on."""

    did: str
    lang: str
    title: str
    body: str
    example: str
    reason: str
    at: str


class CustomTexts(msgspec.Struct, frozen=True):
    """What a custom said, oldest first."""

    items: list[TextView]


class DecideCustom(msgspec.Struct, frozen=True):
    """Whether a custom is taken in, or not, or out again; who proposed it reads `reason`."""

    action: Literal["accept", "decline"]
    reason: str = ""


class ReportCustom(msgspec.Struct, frozen=True):
    """Which rule a custom breaks."""

    rule: str
    text: str = ""


class AskCustom(msgspec.Struct, frozen=True):
    """Into which language."""

    to: str


def _id(reader: Caller | None) -> str | None:
    return reader.id if reader else None


def _runs(reader: Caller | None) -> bool:
    return bool(reader and reader.operator)


async def _views(tx: ReadTx, rows: list[Custom], reader: Caller | None) -> list[CustomView]:
    known = await faces(tx, list({row.by for row in rows if row.by}))
    return [
        CustomView(
            id=row.id,
            lang=row.lang,
            title=row.title,
            body=row.body,
            example=row.example,
            state=row.state,
            by=known.get(row.by),
            changes=row.changes,
            reason=row.reason if row.mine or _runs(reader) else "",
            at=rfc3339(row.at_us),
            mine=bool(row.mine),
            removed=bool(row.removed),
            texts=row.texts,
        )
        for row in rows
    ]


async def _one(tx: ReadTx, id: str, me: Caller) -> CustomView:
    found = await custom(tx, id, reader=me.id, operator=me.operator)
    return (await _views(tx, [found], me))[0]


@get("/api/v1/customs", responses=shows(CustomPage))
async def list_customs(
    reader: Reader,
    db: Db,
    which: Annotated[Listed, QueryParameter(name="state")] = "accepted",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List what is so here; for members what is proposed, and their own; for operators the rest."""
    if which == "declined" and not _runs(reader):
        raise Forbidden
    async with db.read() as tx:
        found = await listed_customs(
            tx, which, reader=_id(reader), operator=_runs(reader), after=cursor_of(cursor) or ""
        )
        quiet = None
        if reader is not None and which == "proposed" and not reader.operator:
            quiet = await quiet_of(tx, reader.id)
        heard = [
            row
            for row in found
            if quiet is None or not quiet.hushes(row.by, f"{row.title}\n{customs.told(row)}")
        ]
        shown = await _views(tx, heard, reader)
    return json(CustomPage(shown, found[-1].id if len(found) == PAGE else None))


@post("/api/v1/customs", status_code=201, responses=shows(CustomView, status=201))
async def propose_custom(
    data: JSONBody[ProposeCustom], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Propose a custom, or better words for one; it is so here once an operator takes it in."""
    said = customs.checked_wording(data.lang, data.title, data.body, data.example)

    async def make(tx: WriteTx) -> bytes:
        made = await customs.propose(tx, me.id, said, changes=data.changes, now=now_us())
        return msgspec.json.encode(await _one(tx, made, me))

    return json(await created(request, db, me.id, make), status=201)


@put("/api/v1/customs/{entry:str}", responses=shows(CustomView))
async def edit_custom(
    entry: FromPath[str], data: JSONBody[PutCustom], me: SignedIn, db: Db
) -> Response[bytes]:
    """Put a custom into other words: one's own while it waits; operators any. All are kept."""
    said = customs.checked_wording(data.lang, data.title, data.body, data.example)
    await db.write(customs.edit, me, entry, said, now=now_us())
    async with db.read() as tx:
        return json(await _one(tx, entry, me))


@delete("/api/v1/customs/{entry:str}", status_code=204)
async def withdraw_custom(entry: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take back a proposal of one's own."""
    await db.write(customs.withdraw, me, entry, now=now_us())


@get("/api/v1/customs/{entry:str}/texts", responses=shows(CustomTexts))
async def custom_texts(entry: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show what a custom said before, and what was done to it."""
    async with db.read() as tx:
        found = await custom(tx, entry, reader=_id(reader), operator=_runs(reader))
        said = await texts(tx, entry)
    told = found.mine or _runs(reader)
    items = [
        TextView(
            one.did, one.lang, one.title, one.body, one.example, one.reason if told else "",
            rfc3339(one.at_us),
        )
        for one in said
    ]  # fmt: skip
    return json(CustomTexts(items))


@post("/api/v1/customs/{entry:str}/reports", status_code=201, responses=shows(Filed, status=201))
async def report_custom(
    entry: FromPath[str],
    data: JSONBody[ReportCustom],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    review_settings: Limits,
) -> Response[bytes]:
    """Report a custom to the operators; reporting it again gives the same receipt."""

    async def make(tx: WriteTx) -> bytes:
        made = await customs.report(
            tx, me, entry, data.rule, data.text, review_settings, now=now_us()
        )
        return msgspec.json.encode(Filed(made))

    return json(await created(request, db, me.id, make), status=201)


@post(
    "/api/v1/customs/{entry:str}/translations",
    status_code=200,
    responses=shows(TranslationView),
)
async def translate_custom(
    entry: FromPath[str],
    data: JSONBody[AskCustom],
    request: AnyRequest,
    reader: Reader,
    db: Db,
    desk: TranslationDesk,
) -> Response[bytes]:
    """Translate a custom with its example. One that only waits stays on the square's machines."""
    target = checked_lang(data.to, field="to")
    async with db.read() as tx:
        found = await custom(tx, entry, reader=_id(reader), operator=_runs(reader))
    passage = Passage(customs.told(found), found.title)
    if found.state == "accepted" and not found.removed:
        asked = desk.public(request, reader, author=found.by)
        answer = await translate(db, desk, passage, found.lang, target, asked=asked)
    else:
        answer = await translate(db, desk, passage, found.lang, target)
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__}
    pending = answer.state == "pending"
    return json(TranslationView(**fields, retry_ms=RETRY_MS if pending else None))


@post(
    "/api/v1/operator/customs/{entry:str}/decisions",
    status_code=201,
    responses=shows(CustomView, status=201),
)
async def decide_custom(
    entry: FromPath[str],
    data: JSONBody[DecideCustom],
    request: AnyRequest,
    operator: Operator,
    db: Db,
) -> Response[bytes]:
    """Take a custom in, or not, or out again with a reason."""

    async def make(tx: WriteTx) -> bytes:
        await customs.decide(tx, operator, entry, data.action, data.reason, now=now_us())
        return msgspec.json.encode(await _one(tx, entry, operator))

    return json(await created(request, db, operator.id, make), status=201)


ROUTES = [
    list_customs,
    propose_custom,
    edit_custom,
    withdraw_custom,
    custom_texts,
    report_custom,
    translate_custom,
    decide_custom,
]
