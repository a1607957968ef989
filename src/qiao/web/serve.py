"""Running a square: the web process, and the worker beside it, kept alive."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import structlog
import uvicorn

from qiao.assemble import open_house
from qiao.settings import Settings
from qiao.web.app import create_app

log = structlog.get_logger()

RESTART_S = 1.0


class _Server(uvicorn.Server):
    """Lets those who wait for news go as soon as it is told to stop, so that it can stop."""

    on_exit: Callable[[], None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.on_exit is not None:
            self.on_exit()
        super().handle_exit(sig, frame)


async def serve(settings: Settings, worker_arguments: list[str] | None) -> None:
    """Serve until told to stop. The worker hangs on a pipe: it ends when this process does.

    `worker_arguments`: None for no worker beside it.
    """
    house = await open_house(settings)
    app = create_app(house)
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=bool(settings.public_url),
            timeout_keep_alive=30,
            timeout_graceful_shutdown=10,
        )
    )
    server.on_exit = app.state.let_go
    if worker_arguments is None:
        await server.serve()
        return
    worker = asyncio.create_task(_keep_worker(worker_arguments))
    try:
        await server.serve()
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def _keep_worker(arguments: list[str]) -> None:
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "qiao",
            "work",
            "--until-input-ends",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            # models come and go: glibc's many arenas would keep a third as much again
            env={**os.environ, "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"},
            # a Ctrl-C in the terminal is for the server, which then lets the worker finish
            start_new_session=True,
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            if process.stdin is not None:
                process.stdin.close()
            try:
                async with asyncio.timeout(8):
                    await process.wait()
            except TimeoutError:
                process.send_signal(signal.SIGKILL)
                await process.wait()
            raise
        log.warning("worker_ended", code=code)
        await asyncio.sleep(RESTART_S)
