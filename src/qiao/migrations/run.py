"""Bringing a database up to date. Alembic is loaded only when something is to be done."""

import re
from pathlib import Path
from typing import Any

from qiao.kit.db import Database, Sql

HERE = Path(__file__).parent
_VERSION = Sql("select version_num from alembic_version")
_HAS_TABLE: dict[str, Sql] = {
    "sqlite": Sql("select 1 from sqlite_master where type = 'table' and name = 'alembic_version'"),
    "postgresql": Sql("select 1 from pg_class where relname = 'alembic_version'"),
}


def head() -> str:
    """Return the number of the newest step, read from the file names."""
    numbers = [
        m[1] for f in (HERE / "versions").iterdir() if (m := re.match(r"(\d{4})_.*\.py", f.name))
    ]
    return max(numbers)


async def behind(database: Database) -> bool:
    """Say whether the database lacks steps. Cheap: one look at one row."""
    async with database.read() as tx:
        if await tx.value(_HAS_TABLE[database.engine]) is None:
            return True
        return await tx.value(_VERSION) != head()


def migrate(url: str) -> None:
    """Take every missing step. Blocks; run it before serving.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database refused; no half step is left behind.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = _sqlalchemy_url(url)
    command.upgrade(config, "head")


def _sqlalchemy_url(url: str) -> str:
    scheme, rest = url.split("://", 1)
    if scheme == "sqlite":
        Path(rest.removeprefix("/")).parent.mkdir(parents=True, exist_ok=True)
        return url
    return f"postgresql+psycopg://{rest}"


def apply(op: Any, text: str) -> None:
    """Run a schema text, statement by statement, on the engine at hand. For the steps."""
    from qiao.kit.db.sql import ddl

    engine = op.get_bind().dialect.name
    for statement in ddl(text, engine).split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement.strip().rstrip(";"))
