"""A real server over a filled folder, and a process that asks it."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
from bench.http import machine
from bench.http.ground import token
from bench.http.ops import Chain

CONNECTIONS = 4
START_S = 60.0
DRAIN_S = 120.0


class Square:
    """A real server over the filled folder, and the process that asks it."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        self._file = data / "square.db"
        log = (data / "server.log").open("ab")
        began = time.monotonic()
        self.server = subprocess.Popen(
            [sys.executable, "-m", "qiao", "serve", "--data", str(data), "--port", str(port)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        while time.monotonic() < began + START_S and not self._first_page():
            time.sleep(0.02)
        self.start_s = time.monotonic() - began
        self._load = subprocess.Popen(
            [sys.executable, "-m", "bench.http.load", str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _first_page(self) -> bool:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/feeds/explore",
            headers={"Authorization": f"Bearer {token(0)}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return len(json.load(answer)["items"]) == 20
        except OSError:
            return False

    def ask(
        self, chains: list[Chain], *, connections: int = CONNECTIONS, bodies: bool = False
    ) -> Any:
        """Ask for all of it; return what the loading process saw."""
        assert self._load.stdin is not None
        assert self._load.stdout is not None
        order = {"connections": connections, "chains": chains, "bodies": bodies}
        self._load.stdin.write(json.dumps(order) + "\n")
        self._load.stdin.flush()
        return json.loads(self._load.stdout.readline())

    def drain(self) -> None:
        """Wait until the worker has heard everything."""
        until = time.monotonic() + DRAIN_S
        with closing(apsw.Connection(str(self._file), flags=apsw.SQLITE_OPEN_READONLY)) as file:
            while time.monotonic() < until:
                behind = file.execute(
                    "select (select max(seq) from events) - (select min(seq) from reaction_cursors)"
                ).fetchall()[0][0]
                if not behind:
                    return
                time.sleep(0.01)
            behind = file.execute(
                "select reaction, (select max(seq) from events) - seq as behind"
                " from reaction_cursors where behind > 0"
            ).fetchall()
        raise TimeoutError(f"the worker does not get to the end of the log: {behind}")

    def cpu_s(self) -> dict[str, float]:
        return machine.cpu_s(self.server.pid)

    def close(self) -> None:
        if self._load.stdin is not None:
            self._load.stdin.close()
        self._load.wait(10)
        self.server.terminate()
        self.server.wait(30)
