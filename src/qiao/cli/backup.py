"""`qiao backup` and `qiao restore`: a whole square in a folder, and back."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.progress import track

from qiao.cli.common import Data, Failure, no_square_yet, settings_with

console = Console()

DATABASE = "square.db"
FOLDERS = ("media", "letters", "learned")
"""What lies in them is known by its hash: a file never changes."""
FILES = ("secret", "push-key.pem")
PART = ".part"


def backup(
    to: Annotated[Path, Parameter(help="A folder; made where there is none.")],
    /,
    *,
    models: Annotated[
        bool, Parameter(negative="", help="Translation models too: large, and to be had again.")
    ] = False,
    data: Data = None,
) -> None:
    """Back up a square into a folder, while it runs.

    The database is copied as it stands at one moment and looked through before it takes the place
    of the one that was there; then pictures, what the feed learnt, and the square's own keys. Into
    the same folder again only what is new is copied, and what was erased in the square since goes
    from there too. Whoever can read the folder can read everything, messages included.
    """
    from qiao.kit.db.copying import Damaged, copy_file, must_be_whole

    settings = settings_with(data)
    if settings.database_url:
        raise Failure(
            "The database is not in the square's folder.",
            "Dump it with pg_dump first, then copy the folder.",
        )
    if no_square_yet(settings):
        raise Failure(f"There is no square in {settings.data_dir}.", "Name its folder: --data.")
    home, to = settings.data_dir.resolve(), to.resolve()
    if to == home or home in to.parents:
        raise Failure("A backup beside what it is of is none.", "Name a folder on another disk.")
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    _must_fit(home / DATABASE, to)
    part = to / f"{DATABASE}{PART}"
    part.unlink(missing_ok=True)
    try:
        with console.status("Copying the database ..."):
            copy_file(home / DATABASE, part)
            must_be_whole(part)
    except (Damaged, OSError) as error:
        part.unlink(missing_ok=True)
        why = "is damaged" if isinstance(error, Damaged) else "cannot be copied"
        raise Failure(
            f"The square's database {why}: {error}",
            f"What {to} held before stays as it was. Look at the disks.",
        ) from error
    part.replace(to / DATABASE)
    folders = FOLDERS + ("models",) * models
    copied = _bring(home, to, folders)
    gone = _take_away(home, to, folders)
    console.print(
        f"Backed up into {to}: the database, {copied} new files"
        + (f"; {gone} that were erased are gone." if gone else "."),
        highlight=False,
        soft_wrap=True,
    )


def restore(
    source: Annotated[Path, Parameter(name="FROM", help="What qiao backup wrote.")],
    /,
    *,
    data: Data = None,
) -> None:
    """Make a square of a backup, in a folder that has none.

    The backup is looked through first and stays as it is.
    """
    from qiao.kit.db.copying import Damaged, must_be_whole

    settings = settings_with(data)
    home = settings.data_dir
    if not (source / DATABASE).exists():
        raise Failure(f"There is no backup in {source}.", f"A backup has a file {DATABASE}.")
    if (source / f"{DATABASE}-wal").exists():
        raise Failure(
            f"Somebody serves the backup itself: there is a {DATABASE}-wal.",
            "Stop who does; the file goes when the last one closes it.",
        )
    # the log of another database would be played into this one
    if any((home / f"{DATABASE}{end}").exists() for end in ("", "-wal", "-shm")):
        raise Failure(
            f"There is a square in {home}, and it stays.",
            "Stop it and move its folder away, or name another one: --data.",
        )
    try:
        with console.status("Looking through the backup ..."):
            must_be_whole(source / DATABASE)
    except Damaged as damaged:
        raise Failure(f"The backup is damaged: {damaged}", "Take an older one.") from damaged
    home.mkdir(parents=True, exist_ok=True)
    _must_fit(source / DATABASE, home)
    _bring(source, home, (*FOLDERS, "models"))
    # the database last: a folder without one is no square yet, and can be restored into again
    _copy(source / DATABASE, home / DATABASE)
    console.print(
        f"Restored into {home}. Next: qiao serve --data {home}", highlight=False, soft_wrap=True
    )


def _must_fit(database: Path, to: Path) -> None:
    needs, free = database.stat().st_size, shutil.disk_usage(to).free
    if free < needs:
        raise Failure(
            f"The database alone needs {needs / 1e6:,.0f} MB, and {free / 1e6:,.0f} are free.",
            "Make room, or name another folder.",
        )


def _bring(source: Path, to: Path, folders: tuple[str, ...]) -> int:
    """Copy what `to` lacks; return how many files."""
    copied = 0
    for folder in folders:
        there = [path.relative_to(source) for path in _files(source / folder)]
        for name in track(
            sorted(there), folder, console=console, transient=True, disable=not there
        ):
            copied += _copy_new(source / name, to / name)
    for file in FILES:
        if (source / file).exists():
            _copy(source / file, to / file)
    return copied


def _take_away(source: Path, to: Path, folders: tuple[str, ...]) -> int:
    """Remove from `to` what `source` has no more; return how many files."""
    over = [
        path
        for folder in folders
        for path in _files(to / folder)
        if not (source / path.relative_to(to)).exists()
    ]
    for path in over:
        path.unlink()
    return len(over)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _copy_new(source: Path, to: Path) -> int:
    try:
        if to.exists() and to.stat().st_size == source.stat().st_size:
            return 0
        _copy(source, to)
    except FileNotFoundError:  # erased meanwhile
        return 0
    return 1


def _copy(source: Path, to: Path) -> None:
    """Copy a file whole or not at all, with the rights it has."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}{PART}")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)  # nobody reads a secret while it is copied
    shutil.copy2(source, part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(to)
