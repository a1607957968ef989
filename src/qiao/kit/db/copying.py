"""A copy of a SQLite database as it stands at one moment, while others go on writing."""

from contextlib import closing
from pathlib import Path

import apsw

from qiao.kit.db.sqlite import connect

ALL_PAGES = -1


class Damaged(ValueError):
    """A file is no whole database. The message says what SQLite found."""


def copy_file(source: Path, to: Path) -> None:
    """Copy the database at `source` into the new file `to`, in one look at it.

    Raises:
        Damaged: the source cannot be read.
        OSError: the disk is full, or fails.
    """
    try:
        with (
            closing(connect(source, readonly=True)) as read,
            closing(_made(to)) as made,
            made.backup("main", read, "main") as backup,
        ):
            # in several steps it would begin again with every commit of another process
            backup.step(ALL_PAGES)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise Damaged(str(error)) from error
    except (apsw.FullError, apsw.IOError, apsw.CantOpenError) as error:
        raise OSError(str(error)) from error


def _made(path: Path) -> apsw.Connection:
    """Open a new file, which nobody but its owner may read."""
    path.touch(mode=0o600, exist_ok=False)
    return apsw.Connection(str(path))


def must_be_whole(path: Path) -> None:
    """Look through a database that nobody writes to, page by page.

    Raises:
        Damaged: it is no database, or not a whole one.
    """
    try:
        # a backup may lie where nothing can be written, and nothing is to be written beside it
        file = apsw.Connection(
            f"{path.resolve().as_uri()}?immutable=1",
            flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
        )
        try:
            found = [str(row[0]) for row in file.execute("pragma quick_check")]
        finally:
            file.close()
    except apsw.Error as error:
        raise Damaged(str(error)) from error
    if found != ["ok"]:
        raise Damaged("; ".join(found[:3]))
