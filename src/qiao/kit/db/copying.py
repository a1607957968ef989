"""A copy of a SQLite database as it stands at one moment, while others go on writing."""

from pathlib import Path

import apsw

from qiao.kit.db.sqlite import connect

ALL_PAGES = -1


def copy_file(source: Path, to: Path) -> None:
    """Copy the database at `source` into the new file `to`, in one look at it."""
    read = connect(source, readonly=True)
    made = apsw.Connection(str(to))
    try:
        # in several steps it would begin again with every commit of another process
        with made.backup("main", read, "main") as backup:
            backup.step(ALL_PAGES)
    finally:
        made.close()
        read.close()
