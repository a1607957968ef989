"""Moving house from the command line: a member's things out into a file, and in from one."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from qiao.cli.common import (
    Data,
    Failure,
    Json,
    must_be_current,
    run_async,
    set_up_logs,
    settings_with,
)

if TYPE_CHECKING:
    from qiao.settings import Settings
    from qiao.travel.unpacking.models import Arrival


def export(handle: str, file: Path, *, data: Data = None) -> None:
    """Pack everything a member has here into a ZIP: for her, or for another square.

    It holds what she wrote for few, too: give it to nobody else.
    """
    set_up_logs(level=logging.WARNING)
    settings = settings_with(data)
    size = run_async(_export(settings, handle.removeprefix("@"), file))
    sys.stdout.write(f"{file}: {size / 1e6:.1f} MB\n")


async def _export(settings: "Settings", handle: str, file: Path) -> int:
    from qiao.assemble import open_house
    from qiao.kit.clock import now_us
    from qiao.travel.packing.pack import pack

    await must_be_current(settings)
    house = await open_house(settings)
    try:
        member = await _member(house.database, handle)
        return await pack(
            house.database,
            house.blobs,
            member,
            file,
            square=settings.address,
            now=now_us(),
            letters=house.letters,
        )
    finally:
        await house.database.close()


def import_(
    kind: Literal["qiao", "tiktok", "mastodon", "instagram"],
    file: Path,
    *,
    as_: Annotated[str, Parameter(name="--as", help="The member whose things these are.")],
    audience: Annotated[
        Literal["as-was", "private"], Parameter(help="For whom the notes are here.")
    ] = "private",
    profile: Annotated[bool, Parameter(negative="", help="Name, picture and choices too.")] = False,
    yes: Annotated[bool, Parameter(negative="", help="Do it, not only say what it would.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Bring a member's things from a file: of another square, or another place.

    Without --yes nothing comes: what would is said. Doing it twice changes nothing. Of TikTok's,
    Mastodon's and Instagram's files only her own posts are let in, for her eyes alone.
    """
    set_up_logs(level=logging.WARNING)
    settings = settings_with(data)
    if not file.is_file():
        raise Failure(f"There is no file {file}.", "Give the path of the file that was downloaded.")
    wanted = ("private" if audience == "private" else "as_was", profile)
    found = run_async(_bring(settings, kind, file, as_.removeprefix("@"), wanted, yes=yes))
    if json:
        said = {"id": found.id, "state": found.state, "plan": found.plan}
        sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
        return
    _say(found, yes=yes)


def _say(found: "Arrival", *, yes: bool) -> None:
    plan = found.plan
    sys.stdout.write(
        f"{'came' if yes else 'would come'}: {plan.notes} notes ({plan.already} of them were here),"
        f" {plan.photos} pictures, {plan.films} films, {plan.comments} comments,"
        f" {plan.boards} boards\n"
    )
    for why, count in sorted(plan.left.items()):
        sys.stdout.write(f"{why}: {count}\n")
    if not yes:
        sys.stdout.write("Nothing was written. Add --yes to bring them.\n")


async def _bring(
    settings: "Settings", kind: str, file: Path, handle: str, wanted: tuple[str, bool], *, yes: bool
) -> "Arrival":
    from qiao.assemble import open_house, shelf, studio
    from qiao.kit.clock import now_us
    from qiao.kit.refusals import Refusal
    from qiao.media.sandbox import Sandbox
    from qiao.travel.unpacking import keeping
    from qiao.travel.unpacking.jobs import attend
    from qiao.travel.unpacking.models import Kind, Wanted

    await must_be_current(settings)
    house = await open_house(settings)
    db, place = house.database, shelf(settings)
    try:
        member = await _member(db, handle)
        now = now_us()
        id_ = keeping.new_arrival_id(now)
        await _lay(kind, file, place.path(id_))
        chosen_kind = msgspec.convert(kind, Kind)
        await db.write(keeping.add, id_, member, chosen_kind, now=now, by_hand=True)
        sandbox, films = Sandbox(), studio(settings)

        async def step() -> "Arrival":
            await attend(db, house.blobs, place, sandbox, id_, films=films, pause_s=0.0)
            async with db.read() as tx:
                found = await keeping.one(tx, id_)
            assert found is not None
            if found.state == "failed":
                raise Failure(f"This file cannot be brought: {found.reason}.")
            return found

        planned = await step()
        if not yes:
            await db.write(keeping.take_back, id_, member)
            await place.drop(id_)
            return planned
        chosen = msgspec.convert({"audience": wanted[0], "profile": wanted[1]}, Wanted)
        await db.write(keeping.start, id_, member, chosen, by_hand=True)
        return await step()
    except Refusal as refusal:
        facts = ", ".join(f"{name} {value}" for name, value in refusal.facts.items())
        raise Failure(f"This file cannot be brought: {refusal.code} ({facts}).") from refusal
    finally:
        await db.close()


async def _lay(kind: str, file: Path, path: Path) -> None:
    """Lay the file where files of arrivals lie; another place's is sifted first."""
    import asyncio
    import shutil

    from qiao.kit.clock import now_us
    from qiao.travel.unpacking.foreign import sift

    if kind != "qiao":
        content = await asyncio.to_thread(file.read_bytes)
        await sift(
            msgspec.convert(kind, Literal["tiktok", "mastodon", "instagram"]),
            content,
            path,
            now=now_us(),
        )
        return
    await asyncio.to_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    await asyncio.to_thread(shutil.copyfile, file, path)


async def _member(database: object, handle: str) -> str:
    from typing import cast

    from qiao.kit.db import Database
    from qiao.kit.refusals import NotFound
    from qiao.people.queries import id_of

    async with cast("Database", database).read() as tx:
        try:
            return await id_of(tx, handle, reader=None)
        except NotFound:
            raise Failure(f"There is no member @{handle}.", "Handles are on profiles.") from None
