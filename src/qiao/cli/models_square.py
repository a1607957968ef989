"""Models and the square they serve: what its members need, and telling it what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console

from qiao.cli.common import no_square_yet
from qiao.cli.models_say import failure, size
from qiao.settings import Settings

if TYPE_CHECKING:
    from qiao.kit.db import Database
    from qiao.translate.models_store.need import Need
    from qiao.translate.models_store.queries import ModelRow
    from qiao.translate.models_store.store import ModelStore

OFFERED = 4
"""So many models at most are offered in one line."""


@dataclass
class Square:
    """What a square's database says about models; empty where there is no square."""

    there: bool = False
    rows: dict[str, "ModelRow"] = field(default_factory=dict)
    needs: dict[str, "Need"] = field(default_factory=dict)


def store_of(settings: Settings) -> "ModelStore":
    """Return where models are kept; raises Failure where the operator's list is wrong."""
    from qiao.assemble import model_store
    from qiao.translate.models_store.trouble import ManifestUnreadable

    try:
        return model_store(settings)
    except ManifestUnreadable as refusal:
        raise failure(refusal) from refusal


async def look(settings: Settings) -> Square:
    """Read what is being done about models, and what members need."""
    from qiao.assemble import translators
    from qiao.translate.models_store import queries
    from qiao.translate.models_store.manifest import pair_name
    from qiao.translate.models_store.need import needs

    database = await _opened(settings)
    if database is None:
        return Square()
    try:
        async with database.read() as tx:
            rows = await queries.rows(tx)
            read, wrote = await queries.readers(tx), await queries.written(tx)
    finally:
        await database.close()
    pinned = [model.pair for model in store_of(settings).manifest.models]
    found = needs(read, wrote, translators(settings), pinned)
    return Square(there=True, rows=rows, needs={pair_name(p): n for p, n in found.items()})


def rows(settings: Settings, square: Square) -> list[dict[str, Any]]:
    """Return every model there is, those that are here first, then by what members need."""
    from qiao.assemble import translators
    from qiao.translate.models_store.manifest import pair_of
    from qiao.translate.models_store.need import Need

    store, none = store_of(settings), Need()
    local = [t for t in translators(settings) if t.kind == "local"]
    out = []
    for model in store.manifest.models:
        need = square.needs.get(model.name, none)
        stored, here = store.installed(model), store.bytes_here(model)
        spoken = any(t.speaks(*model.pair) for t in local)
        state = "installed" if stored else "shipped" if spoken else "begun" if here else "available"
        row = square.rows.get(model.name)
        if row is not None and not stored and row.state in ("wanted", "fetching", "failed"):
            state = row.state
        out.append(
            {
                "pair": model.name, "source": model.source, "target": model.target,
                "state": state, "installed": stored or spoken, "size_bytes": model.bytes,
                "done_bytes": here, "version": model.version,
                "members_who_read": need.members, "notes_waiting": need.notes,
                "files": model.files,
            }
        )  # fmt: skip
    known = {model.pair for model in store.manifest.models}
    for name in store.folders():
        source, target = pair_of(name)
        if (source, target) not in known:
            out.append(
                {
                    "pair": name, "source": source, "target": target, "state": "own",
                    "installed": any(t.speaks(source, target) for t in local),
                    "size_bytes": 0, "done_bytes": 0, "version": "",
                    "members_who_read": 0, "notes_waiting": 0, "files": [],
                }
            )  # fmt: skip
    weight = {name: need.weight for name, need in square.needs.items()}
    return sorted(out, key=lambda r: (not r["installed"], -weight.get(r["pair"], 0), r["pair"]))


async def offer(settings: Settings) -> str:
    """Return a line that offers what members need most; empty where they need nothing."""

    square = await look(settings)
    store = store_of(settings)
    wanted = sorted(
        (m for m in store.manifest.models if square.needs.get(m.name, None) is not None),
        key=lambda m: -square.needs[m.name].weight,
    )
    wanted = [m for m in wanted if square.needs[m.name].notes and not store.installed(m)][:OFFERED]
    if not wanted:
        return ""
    names = " ".join(model.name for model in wanted)
    return (
        f"Your members would read more with: qiao models add {names}"
        f" ({size(sum(model.bytes for model in wanted))})"
    )


async def tell_square(
    settings: Settings, *, came: Sequence[str] = (), gone: Sequence[str] = ()
) -> bool:
    """Tell a square, running or not, which models came and went; False where there is none."""
    from qiao.kit.clock import now_us
    from qiao.translate.models_store import commands

    try:
        database = await _opened(settings)
        if database is None:
            return False
        manifest = store_of(settings).manifest
        try:
            for name in came:
                total = manifest.model(name).bytes
                await database.write(commands.have_model, name, total=total, now=now_us())
            for name in gone:
                await database.write(commands.lost_model, name, now=now_us())
        finally:
            await database.close()
    except Exception as error:  # noqa: BLE001 - the models are in place, whatever the database says
        Console(stderr=True, highlight=False).print(
            f"The square could not be told ({type(error).__name__}): start it again to use them."
        )
        return False
    return True


async def _opened(settings: Settings) -> "Database | None":
    from qiao.kit.db import open_database
    from qiao.migrations import behind

    if no_square_yet(settings):
        return None
    database = await open_database(settings.url)
    if await behind(database):
        await database.close()
        return None
    return database
