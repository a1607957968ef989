"""Looking after what search keeps, from the command line."""

import cyclopts

from qiao.cli.common import Data, with_database

search = cyclopts.App(name="search", help="What notes, people and topics are found by.")


@search.command
def reindex(*, data: Data = None) -> None:
    """Go through every note and keep anew what is not as it should be.

    The square may run meanwhile. Needed only after changes to the database by other hands.
    """
    from qiao.search.indexing import reindex as go_through

    looked, changed = with_database(data, go_through)
    print(f"{looked} notes looked at, {changed} kept anew or dropped.")
