"""Translation models over HTTP: what members need, and installing it with one tap."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, Injected, created, json, shows
from qiao.operator.mirrors import shown_address
from qiao.people.door import AnyRequest, Operator
from qiao.translate.models_store import commands, queries
from qiao.translate.models_store.jobs import look_again
from qiao.translate.models_store.manifest import Model, pair_name
from qiao.translate.models_store.need import Need, needs
from qiao.translate.models_store.store import ModelStore
from qiao.translate.models_store.trouble import MirrorUnset, ModelNotInstalled
from qiao.translate.translator import Translator

MIRROR_SETTING = "QIAO_TRANSLATE__MODELS_MIRROR"


@dataclass(frozen=True)
class Shelf:
    """What the edge needs: where models are kept, where they come from, what is spoken."""

    store: ModelStore
    mirror: str
    translators: Sequence[Translator]

    def spoken(self, model: Model) -> bool:
        """Whether a local engine has this direction, shipped ones included."""
        return any(t.kind == "local" and t.speaks(*model.pair) for t in self.translators)


ModelShelf = Annotated[Shelf, Injected]


class PairView(msgspec.Struct, frozen=True):
    """A direction: what it costs, how it stands, whom it would serve.

    `shipped`: it came with Qiao and cannot be removed. `error`: the code of why it failed.
    `members_who_read`: members for whom some note takes this way. `notes_waiting`: notes that
    somebody here could read only with it.
    """

    pair: str
    source: str
    target: str
    installed: bool
    shipped: bool
    size_bytes: int
    licence: str
    licence_url: str
    state: Literal["available", "wanted", "fetching", "ready", "failed", "removing"]
    done_bytes: int
    total_bytes: int
    error: str
    members_who_read: int
    notes_waiting: int


class ModelsView(msgspec.Struct, frozen=True):
    """All directions, what members need most first. `mirror` is null where none is set."""

    mirror: str | None
    setting: str
    publisher: str
    pairs: list[PairView]


class WantModel(msgspec.Struct, frozen=True):
    """Which direction, as "zh-en"."""

    pair: str


class ModelAsked(msgspec.Struct, frozen=True):
    """A receipt: what is being done."""

    pair: str
    state: str


async def _needs(tx: ReadTx, shelf: Shelf) -> dict[str, Need]:
    read, wrote = await queries.readers(tx), await queries.written(tx)
    pinned = [model.pair for model in shelf.store.manifest.models]
    found = await asyncio.to_thread(needs, read, wrote, shelf.translators, pinned)
    return {pair_name(pair): need for pair, need in found.items()}


def _shown(shelf: Shelf, model: Model, row: queries.ModelRow | None, need: Need) -> PairView:
    stored = shelf.store.installed(model)
    installed = stored or shelf.spoken(model)
    state: str = row.state if row is not None else "available"
    if installed and state in ("available", "failed"):
        state = "ready"
    elif not installed and state == "ready":
        state = "available"  # somebody deleted the folder
    busy = row if row is not None and state in ("wanted", "fetching") else None
    return PairView(
        pair=model.name,
        source=model.source,
        target=model.target,
        installed=installed,
        shipped=installed and not stored,
        size_bytes=model.bytes,
        licence=shelf.store.manifest.licence,
        licence_url=shelf.store.manifest.licence_url,
        state=state,  # type: ignore[arg-type]  # a row's states are among them
        done_bytes=busy.done_bytes if busy else shelf.store.bytes_here(model),
        total_bytes=model.bytes,
        error=row.error if row is not None and state == "failed" else "",
        members_who_read=need.members,
        notes_waiting=need.notes,
    )


@get("/api/v1/operator/models", responses=shows(ModelsView))
async def models(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
    shelf: ModelShelf,
) -> Response[bytes]:
    """List the translation models there are, what members need most first."""
    # word of one that the worker took away may not have come yet: it would seem to be shipped
    look_again(shelf.translators)
    async with db.read() as tx:
        rows = await queries.rows(tx)
        need = await _needs(tx, shelf)
    none = Need()

    def look() -> list[PairView]:
        found = sorted(
            shelf.store.manifest.models,
            key=lambda m: (-need.get(m.name, none).weight, -need.get(m.name, none).members, m.name),
        )
        return [_shown(shelf, m, rows.get(m.name), need.get(m.name, none)) for m in found]

    manifest = shelf.store.manifest
    pairs = await asyncio.to_thread(look)
    mirror = shown_address(shelf.mirror) if shelf.mirror else None
    return json(ModelsView(mirror, MIRROR_SETTING, manifest.publisher, pairs))


@post("/api/v1/operator/models", status_code=202, responses=shows(ModelAsked, status=202))
async def want_model(
    data: JSONBody[WantModel],
    request: AnyRequest,
    operator: Operator,
    db: Db,
    shelf: ModelShelf,
) -> Response[bytes]:
    """Ask for a model; the worker fetches it, and every reader has it without a restart."""
    model = shelf.store.manifest.model(data.pair)
    if shelf.store.installed(model):
        return json(ModelAsked(model.name, "ready"), status=202)
    if not shelf.mirror:
        raise MirrorUnset(setting=MIRROR_SETTING)
    here = shelf.store.bytes_here(model)

    async def make(tx: WriteTx) -> bytes:
        now = now_us()
        await commands.want_model(tx, model.name, done=here, total=model.bytes, now=now)
        return msgspec.json.encode(ModelAsked(model.name, "wanted"))

    return json(await created(request, db, operator.id, make), status=202)


@delete(
    "/api/v1/operator/models/{pair:str}",
    status_code=202,
    responses=shows(ModelAsked, status=202),
)
async def unwant_model(
    pair: FromPath[str],
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
    shelf: ModelShelf,
) -> Response[bytes]:
    """Take a model away, or stop fetching it. What is translated stays."""
    model = shelf.store.manifest.model(pair)
    async with db.read() as tx:
        row = await queries.row_of(tx, model.name)
    here = shelf.store.installed(model) or shelf.store.bytes_here(model)
    if not here and (row is None or row.state not in ("wanted", "fetching", "failed")):
        raise ModelNotInstalled(pair=model.name)
    await db.write(commands.unwant_model, model.name, now=now_us())
    return json(ModelAsked(model.name, "removing"), status=202)


ROUTES = [models, want_model, unwant_model]
