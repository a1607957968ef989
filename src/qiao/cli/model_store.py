"""Translation models: listing, adding, importing, verifying and removing them."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import cyclopts
import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from qiao.cli.common import Data, Failure, Json, run_async, set_up_logs, settings_with
from qiao.cli.models_say import failure, name_of, printable, size, table
from qiao.cli.models_square import look, rows, store_of, tell_square
from qiao.kit.refusals import Refusal
from qiao.settings import Settings

if TYPE_CHECKING:
    from qiao.translate.models_store.manifest import Model
    from qiao.translate.models_store.store import ModelStore

console = Console(stderr=True, highlight=False)

Yes = Annotated[bool, Parameter(name=["--yes", "-y"], negative="", help="Do not ask first.")]

models = cyclopts.App(
    name="models",
    help="""Translation models that run on this machine: list, add, import, verify, remove.

Nothing that members write leaves the machine, and no key is needed. A running square uses a new
model at once.""",
)


@models.command(name="list")
def list_(*, json: Json = False, data: Data = None) -> None:
    """List the models: what is here, what there is, and what the square's members would use.

    `members` are those for whom some note takes this way, `notes waiting` the notes that somebody
    could read only with it. Example:

        qiao models list
    """
    settings = settings_with(data)
    square = run_async(look(settings))
    found = rows(settings, square)
    if json:
        manifest = store_of(settings).manifest
        _write(
            {
                "mirror": settings.translate.models_mirror or None,
                "licence": manifest.licence,
                "licence_url": manifest.licence_url,
                "publisher": manifest.publisher,
                "models": found,
            }
        )
        return
    Console().print(table(found, with_needs=square.there))


@models.command
def add(
    *pairs: Annotated[str, Parameter(help="Directions, as zh-en en-zh.")],
    mirror: Annotated[str | None, Parameter(help="Fetch from this address instead.")] = None,
    yes: Yes = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Fetch models from the mirror, verify and install them.

    What breaks off goes on from there when the command is given again. Example:

        qiao models add zh-en en-zh
    """
    set_up_logs(level=logging.WARNING)
    settings = settings_with(data)
    address = mirror or settings.translate.models_mirror
    done: dict[str, list[str]] = {"installed": [], "already": []}
    try:
        store, wanted = _wanted(settings, pairs)
        missing = [model for model in wanted if not store.sound(model)]
        done["already"] = [model.name for model in wanted if model not in missing]
        if missing:
            _show_plan(store, missing, address)
            _confirm("Fetch and install?", yes=yes or not address, json=json)
            run_async(_add_all(settings, store, missing, address, done))
    except Refusal as refusal:
        _fail(refusal, json=json, so_far=done)
    if json:
        _write(done)
    else:
        _say("Installed", done["installed"])
        _say("Here already", done["already"])


@models.command(name="import")
def import_(
    offer: Annotated[Path, Parameter(name="FILE", help="A folder or a tar archive.")],
    *,
    json: Json = False,
    data: Data = None,
) -> None:
    """Install models from a folder or a tar archive, for a machine without a network.

    Only files that are pinned are taken, and only if their SHA-256 is right; their place in the
    archive does not matter. Example:

        qiao models import models.tar
    """
    from qiao.translate.models_store.archive import take

    settings = settings_with(data)
    try:
        with console.status("Reading ..."):
            taken = take(store_of(settings), offer)
    except Refusal as refusal:
        _fail(refusal, json=json)
    run_async(tell_square(settings, came=taken.installed))
    if json:
        _write(taken)
    else:
        _say("Installed", taken.installed)
        _say("Here already", taken.already)
        for pair, files in taken.incomplete.items():
            console.print(f"Not complete: {pair} lacks {', '.join(files)}")
        for passed in taken.passed:
            console.print(f"Passed over: {printable(passed.name)} ({passed.why.replace('_', ' ')})")
    if not taken.installed and not taken.already:
        if json:
            sys.exit(1)
        raise Failure(
            "No model was complete.", "qiao models list --json names the files each one needs."
        )


@models.command
def verify(*pairs: str, json: Json = False, data: Data = None) -> None:
    """Compare installed models (all, if none is named) with what is pinned.

    Ends with 1 if one is damaged.
    """
    from qiao.translate.models_store.manifest import pair_of
    from qiao.translate.models_store.trouble import ModelUnknown

    store = store_of(settings_with(data))
    found: list[dict[str, Any]] = []
    try:
        for name in pairs or store.folders():
            pair_of(name)
            with console.status(f"Reading {name} ..."):
                try:
                    files = store.verify(name)
                except ModelUnknown:
                    if pairs:
                        raise
                    found.append({"pair": name, "state": "own", "files": []})
                    continue
            sound = all(file.state == "well" for file in files)
            found.append({"pair": name, "state": "well" if sound else "damaged", "files": files})
    except Refusal as refusal:
        _fail(refusal, json=json)
    damaged = [row["pair"] for row in found if row["state"] == "damaged"]
    if json:
        _write(found)
    else:
        _show_found(found)
    if damaged:
        if json:
            sys.exit(1)
        raise Failure("Damaged.", f"Fetch again what is damaged: qiao models add {damaged[0]}")


@models.command
def remove(*pairs: str, yes: Yes = False, json: Json = False, data: Data = None) -> None:
    """Remove models, and what was begun of them. What is translated already stays."""
    settings = settings_with(data)
    if not pairs:
        raise Failure("Which models?", "qiao models list shows what is installed.")
    _confirm(f"Remove {', '.join(pairs)}?", yes=yes, json=json)
    store, removed = store_of(settings), list[str]()
    try:
        for name in pairs:
            store.remove(name)
            removed.append(name)
    except Refusal as refusal:
        _fail(refusal, json=json, so_far={"removed": removed})
    finally:
        run_async(tell_square(settings, gone=removed))
    if json:
        _write({"removed": removed})
    else:
        _say("Removed", removed)


def _wanted(settings: Settings, pairs: Sequence[str]) -> "tuple[ModelStore, list[Model]]":

    if not pairs:
        raise Failure("Which models?", "qiao models list shows what there is, as zh-en en-zh.")
    store = store_of(settings)
    return store, list(dict.fromkeys(store.manifest.model(name) for name in pairs))


def _show_plan(store: "ModelStore", missing: "list[Model]", address: str) -> None:
    for model in missing:
        here = store.bytes_here(model)
        begun = f", {size(here)} of it here" if here else ""
        console.print(
            f"[bold]{model.name}[/] {name_of(model.source)} → {name_of(model.target)}, "
            f"version {model.version}, {size(model.bytes)}{begun}"
        )
        for file in model.files:
            console.print(f"  {file.name}  {size(file.bytes)}")
    manifest = store.manifest
    console.print(f"by {manifest.publisher}, licence {manifest.licence} ({manifest.licence_url})")
    if address:
        console.print(f"from {address.rpartition('@')[2]} into {store.folder}")


async def _add_all(
    settings: Settings,
    store: "ModelStore",
    missing: "list[Model]",
    address: str,
    done: dict[str, list[str]],
) -> None:
    from qiao.translate.models_store.fetch import Mirror, open_client
    from qiao.translate.models_store.trouble import MirrorUnset

    if not address:
        raise MirrorUnset(setting="QIAO_TRANSLATE__MODELS_MIRROR")
    columns = (
        TextColumn("{task.description:>12}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        async with open_client() as client:
            for model in missing:
                task = bar.add_task(model.name, total=model.bytes)

                async def show(here: int, task: Any = task) -> None:
                    bar.update(task, completed=here)

                await store.add(model, Mirror(address, client), show)
                done["installed"].append(model.name)
                # one by one: what is here serves readers while the next is on its way
                await tell_square(settings, came=[model.name])


def _show_found(found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("No models are installed besides those that ship with Qiao.")
    for row in found:
        said = {"well": "[green]well[/]", "damaged": "[red]damaged[/]"}.get(
            row["state"], "your own, nothing to compare it with"
        )
        console.print(f"{row['pair']}: {said}")
        for file in row["files"]:
            if file.state != "well":
                console.print(f"  {file.name} is {file.state}")


def _confirm(question: str, *, yes: bool, json: bool) -> None:
    if yes:
        return
    if json or not sys.stdin.isatty():
        raise Failure("This asks first, and there is nobody to ask.", "Say --yes.")
    if console.input(f"{question} \\[y/N] ").strip().lower() not in ("y", "yes"):
        sys.exit(1)


def _fail(refusal: Refusal, *, json: bool, so_far: object = None) -> NoReturn:
    said = failure(refusal)
    if not json:
        raise said from refusal
    answer = dict(so_far) if isinstance(so_far, dict) else {}
    answer["refused"] = {
        "code": refusal.code, "facts": refusal.facts,
        "say": str(said), "what_next": said.what_next,
    }  # fmt: skip
    _write(answer)
    sys.exit(1)


def _say(what: str, names: Sequence[str]) -> None:
    if names:
        console.print(f"{what}: {', '.join(names)}")


def _write(answer: object) -> None:
    sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
