"""What commands share: settings with what was typed, logs, failures that say what to do."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import structlog
from cyclopts import Parameter
from pydantic import ValidationError

from qiao.settings import Settings

if TYPE_CHECKING:
    from qiao.kit.db import Database

Result = TypeVar("Result")

Data = Annotated[Path | None, Parameter(name="--data", help="The folder of the square.")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Write JSON, for programs.")]


class Failure(Exception):
    """A command cannot go on. `what_next`: what the reader can do about it."""

    def __init__(self, what: str, what_next: str = "") -> None:
        super().__init__(what)
        self.what_next = what_next


def settings_with(data: Path | None = None, **typed: Any) -> Settings:
    """Return the settings, with what was typed before all else; raises Failure for wrong ones."""
    given = {name: value for name, value in typed.items() if value is not None}
    if data is not None:
        given["data_dir"] = data
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise Failure(
            "A setting is wrong:\n" + "\n".join(lines),
            "Settings are QIAO_... variables or stand in qiao.toml; docs/reference/settings.md.",
        ) from error


def no_square_yet(settings: Settings) -> bool:
    """Say whether there is no database file; looking for one with SQLite would make it."""
    return not settings.database_url and not (settings.data_dir / "square.db").exists()


async def must_be_current(settings: Settings) -> None:
    """Raise Failure where the database is missing or lacks steps."""
    from qiao.kit.db import open_database
    from qiao.migrations import behind

    what_next = "Run qiao migrate, or qiao serve, which does it by itself."
    if no_square_yet(settings):
        raise Failure(f"There is no square in {settings.data_dir}.", what_next)
    database = await open_database(settings.url)
    try:
        if await behind(database):
            raise Failure("The database is not the one of this version.", what_next)
    finally:
        await database.close()


def set_up_logs(*, level: int = logging.INFO) -> None:
    """Write events to standard error, a line each: for eyes on a terminal, JSON elsewhere."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=True)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def run_async(main: Coroutine[Any, Any, Result]) -> Result:
    """Run on uvloop where there is one."""
    if sys.platform == "win32":
        return asyncio.run(main)
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


def with_database(data: Any, use: Callable[["Database"], Awaitable[Result]]) -> Result:
    """Open the square's database, which must be up to date, use it and close it."""
    from qiao.kit.db import open_database

    settings = settings_with(data)

    async def opened() -> Result:
        await must_be_current(settings)
        database = await open_database(settings.url)
        try:
            return await use(database)
        finally:
            await database.close()

    return run_async(opened())
