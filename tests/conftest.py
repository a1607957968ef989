"""What tests are given: real databases of both engines, fresh for each test."""

import itertools
import os
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from qiao.kit.db import Database, open_database
from qiao.migrations import migrate
from tests.postgres import NoPostgres, Postgres

# as the program itself does, before anything brings numpy: processes that share the cores are
# not to spin on one another's
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

ENGINES = ("sqlite", "postgresql")
_ran: Counter[str] = Counter()
_number = itertools.count()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Public data beside the checkout; tests that need it are skipped where it is not."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no public data beside the checkout (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except NoPostgres:
        pytest.skip("no PostgreSQL here")
    server.start()
    try:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("create database template_qiao")
        migrate(server.url("template_qiao"))
        yield server
    finally:
        server.stop()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty square's database, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "square.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{next(_number)}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template template_qiao strategy wal_log")  # type: ignore[arg-type]
    yield server.url(name)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")  # type: ignore[arg-type]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty square's database, on each engine in turn."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an empty square's database on SQLite, for tests that are not about data."""
    path = tmp_path / "square.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    """An empty square's database on SQLite, for tests that are not about the data layer."""
    opened = await open_database(sqlite_url)
    yield opened
    await opened.close()


def pytest_runtest_logreport(report: Any) -> None:
    if report.when == "call" and report.passed:
        for engine in ENGINES:
            if re.search(rf"[\[-]{engine}[\]-]", report.nodeid):
                _ran[engine] += 1


def pytest_terminal_summary(terminalreporter: Any) -> None:
    counts = ", ".join(f"{_ran[engine]} on {engine}" for engine in ENGINES)
    terminalreporter.write_line(f"data-layer tests passed: {counts}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a run of everything that never met PostgreSQL has failed, whatever it says."""
    all_of_them = session.config.args_source.name != "ARGS"
    passed = exitstatus == pytest.ExitCode.OK
    if os.environ.get("QIAO_CI") and all_of_them and passed and not _ran["postgresql"]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
