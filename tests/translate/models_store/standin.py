"""A mirror on this machine that behaves as mirrors do, the bad ones too."""

import hashlib
import random
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from qiao.translate.models import Lang
from qiao.translate.models_store.manifest import Manifest, Model, ModelFile

PREFIX = "main-workspace/translations-models"


def some_bytes(size: int, seed: str) -> bytes:
    """Make bytes that no codec makes smaller."""
    return random.Random(seed).randbytes(size)


def model(source: str, target: str, files: dict[str, bytes]) -> Model:
    """Pin these contents for a direction."""
    return Model(
        Lang(source),
        Lang(target),
        "1.0",
        tuple(
            ModelFile(
                name,
                f"{PREFIX}/{source}-{target}-{name}",
                len(content),
                hashlib.sha256(content).hexdigest(),
            )
            for name, content in files.items()
        ),
    )


def small(source: str, target: str, *, size: int = 300_000) -> tuple[Model, dict[str, bytes]]:
    """Make a small model of three files; return it, and contents by path."""
    code = f"{source[:2]}{target[:2]}"
    files = {
        f"model.{code}.intgemm.alphas.bin": some_bytes(size, f"{source}{target}m"),
        f"lex.50.50.{code}.s2t.bin": some_bytes(size // 4, f"{source}{target}l"),
        f"vocab.{code}.spm": some_bytes(size // 8, f"{source}{target}v"),
    }
    made = model(source, target, files)
    return made, {file.path: files[file.name] for file in made.files}


def pinned(*models: Model) -> Manifest:
    """Make a list of these models."""
    return Manifest("Somebody", "MPL-2.0", "https://www.mozilla.org/MPL/2.0/", models)


@dataclass
class StandIn:
    """What the mirror serves, how it fails, and what it was asked.

    `faults`: for a path, what happens to the next requests, in order, one each: "404", "500",
    "429", "page", "cut", "no_range", "other_range", "redirect", "away", "long", "hang_up", "gzip".
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    faults: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent_bytes: int = 0
    address: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.lstrip("/").removeprefix("moved/")
        ranged = handler.headers.get("Range", "")
        self.asked.append((path, ranged))
        fault = self.faults[path].pop(0) if self.faults[path] else ""
        content = self.contents.get(path)
        if fault == "hang_up":
            handler.close_connection = True
            return
        if content is None or fault.isdecimal():
            handler.send_response(int(fault or 404))
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        if fault in ("redirect", "away", "circle"):
            there = {
                "redirect": f"/moved/{path}",
                "away": f"http://elsewhere.test/{path}",
                "circle": f"/{path}",
            }
            handler.send_response(302)
            handler.send_header("Location", there[fault])
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            if fault == "circle":
                self.faults[path].append("circle")
            return
        if fault == "page":
            content = b"<!doctype html><title>Sign in to this hotel's network</title>"
        start = int(ranged.removeprefix("bytes=").rstrip("-")) if ranged else 0
        if fault in ("no_range", "page"):
            start = 0
        self._send(handler, content, start, ranged=bool(ranged) and start > 0, fault=fault)

    def _send(
        self,
        handler: BaseHTTPRequestHandler,
        content: bytes,
        start: int,
        *,
        ranged: bool,
        fault: str,
    ) -> None:
        body = content[start:] + (b"more" if fault == "long" else b"")
        handler.send_response(206 if ranged else 200)
        handler.send_header(
            "Content-Type", "text/html" if fault == "page" else "application/octet-stream"
        )
        if fault != "long":
            handler.send_header("Content-Length", str(len(body)))
        if ranged:
            shown = start - 1 if fault == "other_range" else start
            handler.send_header("Content-Range", f"bytes {shown}-{len(content) - 1}/{len(content)}")
        handler.end_headers()
        if fault == "cut":
            body = body[: len(body) // 2]
        handler.close_connection = fault in ("cut", "long")
        handler.wfile.write(body)
        self.sent_bytes += len(body)


@contextmanager
def serving(mirror: StandIn | None = None) -> Iterator[StandIn]:
    """Serve on a free port of this machine."""
    mirror = mirror or StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            mirror.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mirror.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
