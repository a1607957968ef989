"""One neural model in a process of its own: frames in on stdin, frames out on stdout.

Run as `python -m qiao.translate.providers.neural_child MODEL SRC_VOCAB TRG_VOCAB SHORTLIST`.
The engine holds the interpreter while it works and panics past `except Exception`; here that
costs nobody else anything.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from qiao.translate.providers.vocabulary import Vocabulary, read_vocabulary, translate_keeping

HEADER = struct.Struct(">I")
MAX_FRAME_BYTES = 4_000_000


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """Texts to translate."""

    texts: list[str]


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """Their translations in order, or what went wrong."""

    texts: list[str]
    error: str = ""


def frame(message: Ask | Answer) -> bytes:
    """Write a message with its length before it."""
    body = msgspec.msgpack.encode(message)
    return HEADER.pack(len(body)) + body


def main(arguments: list[str]) -> int:
    """Load a model, say so with an empty answer, then answer until stdin ends."""
    asks = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print of a library must not look like an answer
    try:
        translate, vocabulary = _load(arguments)
        _send(answers, Answer([]))
        while (ask := _receive(asks)) is not None:
            made = [translate_keeping(t, vocabulary, translate) for t in ask.texts]
            _send(answers, Answer(made))
    except BaseException as error:  # noqa: BLE001  # the engine's PanicException is no Exception
        _send(answers, Answer([], f"{type(error).__name__}: {error}"))
        return 3
    return 0


def _load(arguments: list[str]) -> tuple[Callable[[str], str], Vocabulary]:
    """Build the engine; what was read for it is freed on return (it keeps a copy)."""
    from fxtranslate import Translator

    model, source, target, shortlist = (Path(a).read_bytes() if a else None for a in arguments)
    if model is None or source is None or target is None:
        raise ValueError("a model and its vocabularies are needed")
    return Translator(model, source, target, shortlist).translate_long, read_vocabulary(source)


def _send(answers: BinaryIO, answer: Answer) -> None:
    answers.write(frame(answer))
    answers.flush()


def _receive(asks: BinaryIO) -> Ask | None:
    header = asks.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    if size > MAX_FRAME_BYTES:
        raise ValueError("frame too large")
    return msgspec.msgpack.decode(asks.read(size), type=Ask)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
