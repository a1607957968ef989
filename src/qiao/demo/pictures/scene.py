"""What a scene is: a way to paint it, and the hours of the day that suit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .palette import Hour
from .sheet import Sheet


@dataclass(frozen=True)
class Scene:
    """`paint` draws on an empty sheet; it takes every choice from the `Random` it is given."""

    paint: Callable[[Sheet, Random], None]
    hour: Hour = "any"
