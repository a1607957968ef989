"""The nouns of words in pictures: a line as it was read, a block as it is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

State = Literal["wanted", "read", "no_reader", "failed"]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text where it stands, in pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float  # 0..1

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


class Block(msgspec.Struct, frozen=True):
    """Lines that are read together. `box`: left, top, width and height as shares of the picture."""

    box: tuple[float, float, float, float]
    text: str
    lang: str
    confidence: float
    lines: int = 1


class PictureText(msgspec.Struct, frozen=True):
    """What was read in a picture; no blocks where it has no words."""

    state: State
    w: int = 0
    h: int = 0
    blocks: tuple[Block, ...] = ()
    at_us: int = 0


class ReaderMissing(Exception):
    """The extra that reads pictures is not installed here."""


class ReaderFailed(Exception):
    """A picture could not be read, or not in time; another attempt may work."""
