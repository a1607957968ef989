"""Looking after what search keeps, from the command line."""

from typing import TYPE_CHECKING

import cyclopts

from qiao.cli.common import Data, must_be_current, run_async, settings_with

if TYPE_CHECKING:
    from qiao.settings import Settings

search = cyclopts.App(name="search", help="What notes, people and topics are found by.")


@search.command
def reindex(*, data: Data = None) -> None:
    """Go through every note and keep anew what is not as it should be.

    The square may run meanwhile. Needed only after changes to the database by other hands.
    """
    looked, changed = run_async(_reindex(settings_with(data)))
    print(f"{looked} notes looked at, {changed} kept anew or dropped.")


async def _reindex(settings: "Settings") -> tuple[int, int]:
    from qiao.kit.db import open_database
    from qiao.search.indexing import reindex as go_through

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        return await go_through(database)
    finally:
        await database.close()
