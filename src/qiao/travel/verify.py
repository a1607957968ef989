"""Looking for a member in every store: each column of each table, and each file of the square."""

import mmap
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from qiao.kit.db import Database, Sql
from qiao.travel.models import Traces

AT_ONCE = 1_000
OWN_CHARS = 12
"""A text shorter than this may well be somebody else's too."""
MOST_TEXTS = 500
"""So many of the longest texts are looked for."""
MAX_FILE_BYTES = 1 << 30
_SKIPPED = frozenset(("models", "secret"))
"""Not looked into: translation models that came from outside; the square's own secret."""

_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
_TABLES = {
    "sqlite": Sql("select name from sqlite_master where type = 'table' order by name"),
    "postgresql": Sql("""
        select table_name from information_schema.tables
        where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name
    """),
}


class Found(NamedTuple):
    """Where something of a member still is, and in how many rows or files."""

    place: str
    times: int


class Needles:
    """What to look for, made so that a row is looked at once."""

    def __init__(self, member: str, traces: Traces) -> None:
        self._ids = {member, *traces.things}
        self._ids.discard("")
        self._handle = traces.handle
        own = {" ".join(text.split()) for text in traces.texts}
        texts = sorted((t for t in own if len(t) >= OWN_CHARS), key=len, reverse=True)
        self._hashes = {*traces.hashes, *traces.shas}
        self._texts = texts[:MOST_TEXTS]
        self._bytes = [id_.encode() for id_ in sorted(self._ids)]

    def within(self, cell: object) -> bool:
        """Say whether a cell names her, or holds something of hers."""
        if cell is None or isinstance(cell, int | float):
            return False
        text = bytes(cell).decode("utf-8", "replace") if not isinstance(cell, str) else cell  # type: ignore[call-overload]
        if self._handle and (text == self._handle or f'"{self._handle}"' in text):
            return True
        if not self._ids.isdisjoint(_ID.findall(text)) or text in self._hashes:
            return True
        said = " ".join(text.split())
        return any(own in said for own in self._texts)

    def within_bytes(self, path: Path) -> bool:
        """Say whether her ids or words are anywhere in a file's bytes, whatever its form."""
        with path.open("rb") as file:
            if not path.stat().st_size:
                return False
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                words = (text.encode() for text in self._texts)
                return any(content.find(own) >= 0 for own in (*self._bytes, *words))

    def within_file(self, path: Path) -> bool:
        """Say whether a file's name or content names her."""
        if path.parent.name in self._hashes or not self._ids.isdisjoint((path.stem, *path.parts)):
            return True
        if path.stat().st_size > MAX_FILE_BYTES:
            return False
        content = path.read_bytes()
        return any(id_ in content for id_ in self._bytes)


async def traces_left(
    db: Database, data_dir: Path, member: str, traces: Traces, *, bytes_too: bool = False
) -> list[Found]:
    """Return every place that still knows of a member; nothing where nothing does.

    `bytes_too`: the bytes of SQLite's files are searched as well. They keep what was deleted until
    the database is written anew.
    """
    needles = Needles(member, traces)
    found: Counter[str] = Counter()
    async with db.read() as tx:
        tables = [str(row[0]) for row in await tx.rows(_TABLES[db.engine], {})]
    for table in tables:
        start = 0
        page = Sql(f'select * from "{table}" order by 1 limit :most offset :start')
        while True:
            async with db.read() as tx:
                rows = await tx.rows(page, {"most": AT_ONCE, "start": start})
            for row in rows:
                if any(needles.within(cell) for cell in row):
                    found[table] += 1
            if len(rows) < AT_ONCE:
                break
            start += AT_ONCE
    for file in _database_files(data_dir) if bytes_too else ():
        if needles.within_bytes(file):
            found[file.name] += 1
    for file in _files(data_dir):
        if needles.within_file(file):
            found[str(file.relative_to(data_dir).parent)] += 1
    return [Found(*item) for item in sorted(found.items())]


def _database_files(root: Path) -> list[Path]:
    return sorted(root.glob("square.db*"))


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        inside = path.relative_to(root).parts[0]
        # the database was asked row by row: its file keeps deleted pages until they are used again
        if path.is_file() and inside not in _SKIPPED and not path.name.startswith("square.db"):
            yield path
