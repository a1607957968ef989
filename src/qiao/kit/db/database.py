"""A database of either engine, opened by its address."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from qiao.kit.db.sql import Engine
from qiao.kit.db.tx import ReadTx, WriteTx

P = ParamSpec("P")
Result = TypeVar("Result")
Command = Callable[Concatenate[WriteTx, P], Awaitable[Result]]


class Database(ABC):
    """Where the square keeps its state."""

    engine: Engine

    @abstractmethod
    def read(self) -> AbstractAsyncContextManager[ReadTx]:
        """Open a reader. Each statement sees the newest committed state."""

    @abstractmethod
    async def write(
        self, command: Command[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Run `command` in a transaction and return its result once it is safely on disk.

        Whatever the command raises leaves nothing behind.
        """

    @abstractmethod
    def queued(self) -> int:
        """Return how many commands of this process wait for their turn; cheap to ask."""

    @abstractmethod
    def version(self) -> int:
        """Return a number that differs when anything was committed since; cheap to ask.

        On PostgreSQL what other processes did shows only after a `changed`.
        """

    @abstractmethod
    async def changed(self, since: int, timeout_s: float) -> int:
        """Wait until `version` differs from `since`, at most `timeout_s`; return the version."""

    @abstractmethod
    async def rewrite(self) -> None:
        """Write everything anew, so that nothing of what was deleted is left in the files.

        What others write meanwhile waits; it takes as long as copying the database does.
        """

    @abstractmethod
    async def close(self) -> None:
        """Finish what is queued and let go of every connection."""


async def open_database(url: str, *, gives_way: bool = False) -> Database:
    """Open the database at `url`: `sqlite:///path/to/file` or `postgresql://…`.

    `gives_way`: where processes take turns to write, others of this machine go first.

    Raises:
        ValueError: the address is of neither kind.
    """
    if url.startswith("sqlite:///"):
        from qiao.kit.db.sqlite import SqliteDatabase

        return SqliteDatabase(Path(url.removeprefix("sqlite:///")), gives_way=gives_way)
    if url.startswith(("postgresql://", "postgres://")):
        from qiao.kit.db.postgres import PostgresDatabase

        return await PostgresDatabase.open(url)
    raise ValueError("a database address starts with sqlite:/// or postgresql://")
