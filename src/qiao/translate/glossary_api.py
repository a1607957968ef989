"""The glossary over HTTP, for operators: entries, and whole files in and out."""

# ruff: noqa: ARG001 - to ask for an operator is what keeps others out

from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import NO_CONTENT, Db, created, json, shows
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Operator
from qiao.translate import glossary_keeping as keeping
from qiao.translate.glossary_csv import MAX_CSV_BYTES, checked_entry, parse, write, write_deepl
from qiao.translate.models import Lang
from qiao.translate.square_words import words_version


class EntryView(msgspec.Struct, frozen=True):
    """A line of the glossary; languages are tags or "*"."""

    id: str
    source_lang: str
    target_lang: str
    source: str
    target: str
    match: Literal["term", "keep", "slang"]
    case_sensitive: bool
    part_of_speech: str
    domain: str
    status: str
    note: str


class GlossaryView(msgspec.Struct, frozen=True):
    """The glossary. `version` counts its changes and those of the square's slang."""

    version: int
    items: list[EntryView]


class PutEntry(msgspec.Struct, frozen=True):
    """An entry to add, or to change where the same term of the same languages is there."""

    source_lang: str
    target_lang: str
    source: str
    target: str = ""
    match: Literal["term", "keep", "slang"] = "term"
    case_sensitive: bool = False
    part_of_speech: str = ""
    domain: str = ""
    status: str = "approved"
    note: str = ""


class RefusedLine(msgspec.Struct, frozen=True):
    """A line of a file that was left out."""

    line: int
    code: str
    field: str


class Imported(msgspec.Struct, frozen=True):
    """What a file has changed."""

    added: int
    changed: int
    same: int
    refused: list[RefusedLine]


def _view(kept: keeping.Kept) -> EntryView:
    return EntryView(kept.id, *kept.entry)


@get("/api/v1/operator/glossary", responses=shows(GlossaryView))
async def glossary(
    operator: Operator,
    db: Db,
    form: Annotated[Literal["json", "csv", "deepl"], QueryParameter(name="as")] = "json",
    source: FromQuery[str] = "",
    target: FromQuery[str] = "",
) -> Response[bytes]:
    """Show the glossary, or give it as a file: `as=csv`, or `as=deepl` for one pair as TSV."""
    async with db.read() as tx:
        kept = await keeping.entries(tx)
        version = await words_version(tx)
    if form == "csv":
        return _file(write(kept), "text/csv", "glossary.csv")
    if form == "deepl":
        pair = (
            Lang(checked_lang(source, field="source")),
            Lang(checked_lang(target, field="target")),
        )
        text = write_deepl([each.entry for each in kept], *pair)
        return _file(text, "text/tab-separated-values", f"{'-'.join(pair)}.tsv")
    return json(GlossaryView(version, [_view(each) for each in kept]))


@post("/api/v1/operator/glossary", status_code=201, responses=shows(EntryView, status=201))
async def put_entry(
    data: JSONBody[PutEntry], request: AnyRequest, operator: Operator, db: Db
) -> Response[bytes]:
    """Add or change an entry; translations of texts with the term in them are made anew."""
    entry = checked_entry(**msgspec.structs.asdict(data))

    async def make(tx: WriteTx) -> bytes:
        await keeping.put(tx, [entry], now_us=now_us())
        kept = await keeping.entry(tx, entry.source_lang, entry.target_lang, entry.source)
        assert kept is not None
        return msgspec.json.encode(_view(kept))

    return json(await created(request, db, operator.id, make), status=201)


@delete("/api/v1/operator/glossary/{entry:str}", status_code=204)
async def remove_entry(entry: FromPath[str], operator: Operator, db: Db) -> Response[None]:
    """Take an entry out; translations of texts with the term in them are made anew."""
    await db.write(keeping.remove, entry)
    return NO_CONTENT


@post(
    "/api/v1/operator/glossary/csv",
    status_code=200,
    responses=shows(Imported),
    request_max_body_size=MAX_CSV_BYTES + 1,
)
async def import_csv(request: AnyRequest, operator: Operator, db: Db) -> Response[bytes]:
    """Take a CSV file in; what it does not name stays, and the same file twice changes nothing."""
    parsed = parse(await request.body())
    outcome = await db.write(keeping.put, parsed.entries, now_us=now_us())
    return json(Imported(*outcome, [RefusedLine(*line) for line in parsed.refused]))


def _file(text: str, media_type: str, name: str) -> Response[bytes]:
    return Response(
        text.encode(),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


ROUTES = [glossary, put_entry, remove_entry, import_csv]
