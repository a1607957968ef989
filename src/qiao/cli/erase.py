"""Erasing a member from the command line, and proving it."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with

if TYPE_CHECKING:
    from qiao.settings import Settings
    from qiao.travel.verify import Found

HEARD_AFTER_S = 5.0
"""A running square reads the event log many times a second."""


def erase(
    handle: str,
    *,
    verify: Annotated[bool, Parameter(negative="", help="Then look for her everywhere.")] = False,
    rewrite: Annotated[
        bool, Parameter(help="Write the database anew after it, so that no deleted word is left.")
    ] = True,
    yes: Annotated[bool, Parameter(negative="", help="Say that there is no way back.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Erase a member at once, with all that was made from what she did.

    The square may run meanwhile. With --verify every column of every table and every file is
    searched for her ids, her handle and her texts; what is found is named, and the command ends
    with 1. Writing the database anew takes as long as copying it, and what others write waits
    meanwhile; with SQLite the bytes of its files are then searched, too. Backups are not touched.
    """
    settings = settings_with(data)
    if not yes:
        raise Failure(f"This erases @{handle} for good.", "Add --yes to do it.")
    rows, found = run_async(
        _erase(settings, handle.removeprefix("@"), verify=verify, rewrite=rewrite)
    )
    if json:
        said = {"handle": handle, "echoes": rows, "found": [place._asdict() for place in found]}
        sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
    else:
        sys.stdout.write(f"@{handle} is erased; {rows} lines of logs and stored texts went too.\n")
        for place in found:
            sys.stdout.write(f"still in {place.place}: {place.times}\n")
        if verify and not found:
            sys.stdout.write("Looked for in every table and file: nothing found.\n")
    if found:
        sys.exit(1)


async def _erase(
    settings: "Settings", handle: str, *, verify: bool, rewrite: bool
) -> "tuple[int, list[Found]]":
    from qiao.assemble import open_house, shelf
    from qiao.kit.clock import now_us
    from qiao.kit.refusals import NotFound
    from qiao.messages.pictures import sweep
    from qiao.people.queries import id_of
    from qiao.travel.echoes import silence
    from qiao.travel.erasing import erase as erase_member
    from qiao.travel.jobs import drop_files, rewrite_after, tidy
    from qiao.travel.verify import traces_left

    await must_be_current(settings)
    house = await open_house(settings)
    try:
        async with house.database.read() as tx:
            try:
                member = await id_of(tx, handle, reader=None)
            except NotFound:
                raise Failure(
                    f"There is no member @{handle}.", "Handles are on profiles."
                ) from None
        await drop_files(house.database, shelf(settings), member)
        traces = await erase_member(house.database, house.blobs, member, now=now_us())
        await asyncio.sleep(HEARD_AFTER_S)
        rows = await silence(house.database, house.blobs, member, now=now_us())
        await tidy(house.database, shelf(settings), now=now_us())
        await sweep(house.database, house.letters, now=now_us())
        if rewrite:
            await rewrite_after(house.database, 1, up_to_mib=sys.maxsize)
        found = []
        if verify:
            found = await traces_left(
                house.database, settings.data_dir, member, traces, bytes_too=rewrite
            )
        return rows, found
    finally:
        await house.database.close()
