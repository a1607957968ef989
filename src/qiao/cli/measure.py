"""`qiao measure`: what this machine holds, on a copy of this square."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with
from qiao.settings import Settings

if TYPE_CHECKING:
    from qiao.rehearsal.holds import Holds

console = Console()
beside = Console(stderr=True)
"""What is told meanwhile: programs read the other."""

FILE = "measured.json"
START_S = 120.0
TIMEOUT_S = 30.0
VISITORS = 500
"""So many members visit in turn, those who came last."""
OURS = ("QIAO_DATA_DIR", "QIAO_DATABASE_URL", "QIAO_PUBLIC_URL", "QIAO_HOST", "QIAO_PORT")
ROOM = 1.5
"""The copy needs its own size and what is written meanwhile."""


def measure(
    *,
    seconds: Annotated[float, Parameter(help="Ask for so long, 1 to 600.")] = 20.0,
    data: Data = None,
    json: Json = False,
) -> None:
    """Measure how many requests a second this machine holds, on a copy of this square.

    Copies the database beside it, serves the copy on this machine alone and without its background
    work, so that nobody hears of it, and asks for visits as fast as they are answered. Meanwhile
    it takes all this machine has: do it in a quiet hour. What was found is written to measured.json
    in the square's folder, where `qiao rehearse` looks; the copy is thrown away.
    """
    if not 1.0 <= seconds <= 600.0:
        raise Failure(f"{seconds} seconds?", "From 1 to 600.")
    settings = settings_with(data)
    if settings.database_url:
        raise Failure(
            "Only a square in SQLite is measured: its copy is a file.",
            "On PostgreSQL, give qiao rehearse what you measured yourself: --measured FILE.",
        )
    run_async(must_be_current(settings))
    found = _measured(settings, seconds)
    (settings.data_dir / FILE).write_bytes(msgspec.json.encode(found))
    if json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return
    console.print(
        f"This machine holds [bold]{found.requests_per_s:,.0f}[/bold] requests a second"
        f" ({found.requests:,} in {found.seconds} s, refused {found.refused});"
        f" pages of Explore took {found.page_p50_ms} ms, 99 of 100 at most {found.page_p99_ms}.",
        highlight=False,
    )
    console.print(f"qiao rehearse compares with it: {settings.data_dir / FILE}", highlight=False)


def _measured(settings: Settings, seconds: float) -> "Holds":
    from qiao.kit.db.copying import Damaged, copy_file
    from qiao.rehearsal.holds import ask

    source = settings.data_dir / "square.db"
    needs = int(ROOM * source.stat().st_size)
    if shutil.disk_usage(settings.data_dir).free < needs:
        raise Failure(
            f"There is no room for a copy: it needs {needs / 1e6:,.0f} MB.",
            "Make room on the disk of the square's folder.",
        )
    with tempfile.TemporaryDirectory(prefix="measure-", dir=settings.data_dir) as folder:
        copy = Path(folder)
        try:
            with beside.status("Copying the square ..."):
                copy_file(source, copy / "square.db")
        except (Damaged, OSError) as error:
            raise Failure(f"The square cannot be copied: {error}", "Look at the disk.") from error
        tokens = asyncio.run(_visitors(copy / "square.db"))
        if not tokens:
            raise Failure("Nobody is here yet.", "To look at one now: qiao demo --data FOLDER.")
        port = _free_port()
        server = _serve(copy, port)
        try:
            with beside.status("Starting a server on the copy ..."):
                _wait(server, port, tokens[0], copy)
            with Progress(
                TextColumn("asking"), BarColumn(), TimeRemainingColumn(), console=beside
            ) as bar:
                task = bar.add_task("asking", total=1.0)
                return ask(
                    port, tokens, seconds=seconds,
                    progress=lambda share: bar.update(task, completed=share),
                )  # fmt: skip
        except (OSError, HTTPException) as error:
            raise Failure(f"The server on the copy went away: {error}", _log(copy)) from error
        finally:
            server.terminate()
            server.wait(30)


async def _visitors(file: Path) -> list[str]:
    """Open sessions of those who came last, in the copy; return their tokens."""
    from qiao.kit.clock import now_us
    from qiao.kit.db import Sql, WriteTx, open_database
    from qiao.people.commands import open_session

    some = Sql("select id from members order by id desc limit :most")

    async def sessions(tx: WriteTx) -> list[str]:
        members = [str(row[0]) for row in await tx.rows(some, {"most": VISITORS})]
        return [await open_session(tx, member, now=now_us()) for member in members]

    database = await open_database(f"sqlite:///{file}")
    try:
        return await database.write(sessions)
    finally:
        await database.close()


def _serve(copy: Path, port: int) -> subprocess.Popen[bytes]:
    # what says where the real square is must not reach the copy
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    with (copy / "server.log").open("wb") as log:
        return subprocess.Popen(
            [
                sys.executable, "-P", "-m", "qiao", "serve", "--no-worker",
                "--data", str(copy), "--host", "127.0.0.1", "--port", str(port),
            ],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=copy, env=kept,
        )  # fmt: skip


def _wait(server: subprocess.Popen[bytes], port: int, token: str, copy: Path) -> None:
    """Wait for the first page, which reads all notes into memory."""
    url = f"http://127.0.0.1:{port}/api/v1/feeds/explore"
    until = time.monotonic() + START_S
    while server.poll() is None and time.monotonic() < until:
        with suppress(httpx.TransportError):
            hers = {"Authorization": f"Bearer {token}"}
            if httpx.get(url, headers=hers, timeout=TIMEOUT_S).is_success:
                return
        time.sleep(0.05)
    raise Failure("The server on the copy did not start.", _log(copy))


def _log(copy: Path) -> str:
    return (copy / "server.log").read_text(errors="replace")[-1_000:]


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])
