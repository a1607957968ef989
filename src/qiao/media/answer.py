"""Reading what the child said and believing none of it: a captured codec may have written it."""

import struct
from dataclasses import dataclass
from typing import Final

import msgspec

_MAX_HEAD_BYTES: Final = 16 << 10
_MAX_SIDE: Final = 2048


class AnswerBroken(Exception):
    """The child died, or said something that no child of ours says."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The frame's header, as `child.main` writes it."""

    ok: bool
    kind: str = ""
    w: int = 0
    h: int = 0
    card: int = 0
    full: int = 0
    code: str = ""
    facts: dict[str, int] = {}
    why: str = ""
    done: bool = False
    said: str = ""
    holds: dict[str, int] = {}
    modules: list[str] = []


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child said: two pictures, or a refusal, or (to a probe) how its attempt went."""

    head: Head
    card: bytes = b""
    full: bytes = b""


def parse_answer(frame: bytes) -> Answer:
    """Take a whole frame apart.

    Raises:
        AnswerBroken.
    """
    if len(frame) < 4:
        raise AnswerBroken("no answer")
    (head_bytes,) = struct.unpack_from(">I", frame)
    if head_bytes > _MAX_HEAD_BYTES:
        raise AnswerBroken("no header")
    try:
        head = msgspec.json.decode(frame[4 : 4 + head_bytes], type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise AnswerBroken("a header that is not one") from None
    body = frame[4 + head_bytes :]
    if head.card < 0 or head.card + head.full != len(body):
        raise AnswerBroken("pictures cut short")
    if not body:
        return Answer(head)
    card, full = body[: head.card], body[head.card :]
    if not (_is_webp(card) and _is_webp(full)):
        raise AnswerBroken("pictures that are none")
    if not (0 < head.w <= _MAX_SIDE and 0 < head.h <= _MAX_SIDE):
        raise AnswerBroken("sizes that cannot be")
    return Answer(head, card, full)


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:15] == b"WEBPVP8" and _size(data) == len(data)


def _size(data: bytes) -> int:
    return int.from_bytes(data[4:8], "little") + 8
