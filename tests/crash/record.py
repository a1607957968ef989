"""What the writers asked for and were answered, kept on disk outside the server."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

Do = Literal[
    "join", "note", "comment", "like", "unlike", "like_comment", "unlike_comment", "collect",
    "uncollect", "follow", "unfollow", "delete_note", "delete_comment",
]  # fmt: skip


class Asked(msgspec.Struct, frozen=True, tag="asked", omit_defaults=True):
    """A request went out. `on`: the id (or handle) it is about. `mark`: what only its text has."""

    n: int
    writer: int
    do: Do
    on: str = ""
    mark: str = ""
    tries: int = 1


class Answered(msgspec.Struct, frozen=True, tag="answered", omit_defaults=True):
    """An answer came. `made`: the id of what was made; `token`: the session that was opened."""

    n: int
    status: int
    made: str = ""
    token: str = ""


Line = Asked | Answered


class Deed(msgspec.Struct):
    """One request with all its tries; `answer` is None while nobody knows what became of it."""

    asked: Asked
    answer: Answered | None = None

    @property
    def done(self) -> bool:
        """Whether the server said that it is done."""
        if self.answer is None:
            return False
        # gone when asked again: the try without an answer took it away
        again = self.asked.do in ("delete_note", "delete_comment") and self.asked.tries > 1
        return 200 <= self.answer.status < 300 or (again and self.answer.status == 404)


class Record:
    """Appends lines to a file; each is handed to the system before the next thing happens."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, line: Line) -> None:
        """Append one line."""
        os.write(self._file, msgspec.json.encode(line) + b"\n")

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def deeds(path: Path) -> list[Deed]:
    """Read a record back, in the order of asking."""
    found: dict[int, Deed] = {}
    for line in _lines(path):
        if isinstance(line, Answered):
            found[line.n].answer = line
        elif line.n in found:
            found[line.n].asked = line
        else:
            found[line.n] = Deed(line)
    return list(found.values())


def _lines(path: Path) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    for raw in path.read_bytes().splitlines():
        yield decoder.decode(raw)
