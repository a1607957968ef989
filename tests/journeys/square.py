"""A real square for journeys: `qiao serve --demo` in a folder and on a port of its own."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

START_S = 480
DRAIN_S = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    folder: Path, *, demo: bool, settings: Mapping[str, str] | None = None
) -> Iterator["Square"]:
    """Serve until the block ends; the log is shown when the square does not come up.

    `settings`: variables of the environment, as an operator sets them.
    """
    port = free_port()
    log = (folder / "log").open("w+")
    process = subprocess.Popen(
        [
            sys.executable,
            *("-m", "qiao", "serve", "--data", str(folder / "square"), "--port", str(port)),
            *(["--demo"] if demo else []),
        ],
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(settings or {})},
    )
    square = Square(f"http://localhost:{port}", folder / "log")
    try:
        square.wait_until(lambda: process.poll() is not None or square.up(), START_S)
        assert process.poll() is None, (folder / "log").read_text()[-3000:]
        yield square
    finally:
        square.http.close()
        process.terminate()
        process.wait(timeout=30)
        log.close()


def demo_data(run: Path) -> Path:
    """Return the data of a square with the demo community, everything in it understood.

    Made once in `run`, the folder of all processes of a run; it is for copying. Half a minute of
    drawing, reading and translating is spared to every process but the first.
    """
    made = run / "demo-made"
    with (run / "demo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = run / "demo-making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            with serving(making, demo=True) as square:
                square.wait_until_understood()
            (making / "square").rename(made)
    return made


class Square:
    """A square that is running."""

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self.log = log
        self.http = httpx.Client(base_url=address, timeout=20)

    def up(self) -> bool:
        try:
            return self.http.get("/api/health").status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until(self, true: Any, seconds: float) -> None:
        """Wait for something to become true; fails when it does not."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"waited {seconds} s in vain"
            time.sleep(0.1)

    def wait_until_understood(self) -> None:
        """Wait until the worker has looked at everything that was told."""
        self.wait_until(
            lambda: all(
                lane["depth"] == 0 for lane in self.http.get("/api/health").json()["lanes"]
            ),
            DRAIN_S,
        )

    def claim_token(self) -> str:
        """Return the token of the one-time link that the server printed."""
        text = self.log.read_text()
        return text.split("/claim?token=")[1].split()[0]

    def member(self, handle: str, *langs: str) -> "Member":
        """Sign somebody up over HTTP."""
        joined = self.http.post(
            "/api/v1/members",
            headers={"Idempotency-Key": str(uuid.uuid4())},
            json={
                "handle": handle,
                "password": "a lantern for every bridge",
                "langs": list(langs),
                "ui_lang": langs[0],
                "want": "bearer",
            },
        )
        assert joined.status_code == 201, joined.text
        return Member(self, joined.json()["token"])


class Member:
    """Somebody who uses the API."""

    def __init__(self, square: Square, token: str) -> None:
        self._http = square.http
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        answer = self._http.get(path, headers=self._headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self, path: str) -> int:
        return self._http.get(path, headers=self._headers).status_code

    def post(self, path: str, body: Any) -> Any:
        headers = self._headers | {"Idempotency-Key": str(uuid.uuid4())}
        answer = self._http.post(path, headers=headers, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def put(self, path: str, body: Any) -> None:
        answer = self._http.put(path, headers=self._headers, json=body)
        assert answer.status_code < 300, answer.text

    def like(self, note: str) -> None:
        assert (
            self._http.put(f"/api/v1/notes/{note}/like", headers=self._headers).status_code == 200
        )

    def first_page(self) -> list[str]:
        return [card["id"] for card in self.get("/api/v1/feeds/explore")["items"]]

    def pages(self, count: int) -> list[str]:
        """Return the notes of the first pages of Explore, in order."""
        found: list[str] = []
        cursor = None
        for _ in range(count):
            page = self.get("/api/v1/feeds/explore" + (f"?cursor={cursor}" if cursor else ""))
            found += [card["id"] for card in page["items"]]
            cursor = page["cursor"]
            if cursor is None:
                break
        return found
