"""What a query and a command are handed: a transaction that reads, or one that also writes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, TypeVar

from qiao.kit.db.sql import Engine, Param, Sql

Row = TypeVar("Row")


class ForeignAwait(RuntimeError):
    """A command on SQLite waited for something that is not its transaction. That is a bug."""


class ReadTx(ABC):
    """Reads. Each statement sees everything committed before it began."""

    engine: ClassVar[Engine]

    @abstractmethod
    async def rows(self, sql: Sql, params: Mapping[str, Param]) -> list[tuple[object, ...]]:
        """Run `sql` and return its rows as they come."""

    async def all(self, row: Callable[..., Row], sql: Sql, **params: Param) -> list[Row]:
        """Return every row, each made by `row(*columns)`."""
        found = await self.rows(sql, params)
        if row is tuple:
            return found  # type: ignore[return-value]
        return [row(*columns) for columns in found]

    async def one_or_none(self, row: Callable[..., Row], sql: Sql, **params: Param) -> Row | None:
        """Return the first row or None."""
        found = await self.all(row, sql, **params)
        return found[0] if found else None

    async def value(self, sql: Sql, **params: Param) -> object:
        """Return the first column of the first row, or None where there is no row."""
        found = await self.rows(sql, params)
        return found[0][0] if found else None

    async def count(self, sql: Sql, **params: Param) -> int:
        """Return the first column of the first row as a whole number; 0 where there is none."""
        found = await self.value(sql, **params)
        # PostgreSQL's sums are decimals
        return int(found) if isinstance(found, int | float | Decimal) else 0


class WriteTx(ReadTx):
    """Reads and writes. Nothing is kept unless the command that was given it returns."""

    @abstractmethod
    async def run(self, sql: Sql, **params: Param) -> int:
        """Run a statement that changes rows; return how many it changed."""

    @abstractmethod
    async def run_many(self, sql: Sql, many: Sequence[Mapping[str, Param]]) -> None:
        """Run one statement for each set of parameters."""

    @abstractmethod
    async def tell(self, name: str, body: str, at_us: int) -> None:
        """Append to the event log in this transaction."""
