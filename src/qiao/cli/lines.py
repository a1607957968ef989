"""Lines in, lines out: UTF-8 whatever the terminal says, and quiet when the reader has left."""

import io
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from qiao.translate.decode import Decoded


def lines() -> Iterator[str]:
    """Read standard input line by line; bytes that are no UTF-8 become replacement characters."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for line in sys.stdin:
        yield line.rstrip("\n")


def write(line: str) -> None:
    """Write a line at once; end where nobody reads on, as after `| head`."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # what the interpreter flushes at its end must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def write_json(answer: Any) -> None:
    """Write a line of JSON."""
    write(msgspec.json.encode(answer).decode())


def shown(decoded: "Decoded | None") -> dict[str, Any] | None:
    """Return what a code was and what it says, as it is shown; None where there was none."""
    return (
        {"kind": decoded.kind, "detail": decoded.detail, "text": decoded.text}
        if decoded is not None
        else None
    )
