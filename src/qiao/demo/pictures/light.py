"""Windows, what is seen through them, and the light that falls in."""

from __future__ import annotations

from random import Random

from .palette import Color, mix
from .shapes import Shape, arc, oval, rect, ridge
from .sheet import Patch, Sheet


def window_light(s: Sheet, rng: Random, alpha: float = 0.35) -> None:
    """Sun through panes, falling slantwise over whatever has been painted."""
    lean = rng.choice((-1, 1)) * rng.uniform(14, 26)
    x, y, w, h = rng.uniform(8, 34), s.h * rng.uniform(-0.05, 0.15), 17.0, s.h * 0.42
    panes: list[Shape] = []
    for col in range(2):
        for row in range(2):
            left, top = x + col * (w + 3), y + row * (h + 3)
            slide = lean * row
            panes.append(
                [
                    (left + slide, top),
                    (left + w + slide, top),
                    (left + w + slide + lean, top + h),
                    (left + slide + lean, top + h),
                ]
            )
    s.fill(s.palette.light, *panes, alpha=alpha * (0.45 if s.palette.night else 1), soft=0.9)


def view(s: Sheet, x0: float, y0: float, x1: float, y1: float, rng: Random) -> Patch:
    """What is to be seen outside: sky, sun or moon, hills or roofs; gives back its area."""
    p = s.palette
    glass = s.fill(p.sky, rect(x0, y0, x1, y1))
    s.shade(glass, p.haze, 90, start=0.15, strength=0.95)
    w, h = x1 - x0, y1 - y0
    sx, sy, r = x0 + w * rng.uniform(0.2, 0.8), y0 + h * rng.uniform(0.2, 0.4), min(w, h) * 0.1
    s.fill(p.light, oval(sx, sy, r * 2.2), alpha=0.3, soft=r * 0.6, inside=glass)
    s.fill(p.cream if p.night else p.light, oval(sx, sy, r), inside=glass)
    if rng.random() < 0.5:
        for depth in (0.62, 0.76):
            hill = ridge(y0 + h * depth, h * 0.16, y1 + 1, rng, peaks=3)
            s.fill(mix(p.haze, p.leaf, depth), hill, inside=glass)
        return glass
    x = x0 - 2
    roofs: list[Shape] = []
    lamps: list[Shape] = []
    while x < x1:
        wide, tall = rng.uniform(0.12, 0.24) * w, rng.uniform(0.2, 0.48) * h
        roofs.append(rect(x, y1 - tall, x + wide, y1 + 1, 0.6))
        for _ in range(4):
            lx, ly = x + wide * rng.choice((0.2, 0.45, 0.7)), y1 - tall * rng.uniform(0.2, 0.85)
            lamps.append(rect(lx, ly, lx + wide * 0.12, ly + wide * 0.16))
        x += wide * rng.uniform(0.85, 1.1)
    s.fill(mix(p.haze, p.c if not p.night else p.dark, 0.55), *roofs, inside=glass)
    s.fill(p.light, *lamps, alpha=0.9, inside=glass)
    return glass


def frame(
    s: Sheet, x0: float, y0: float, x1: float, y1: float, rng: Random, *, bars: bool = True
) -> None:
    """A window in its frame, with its sill."""
    p = s.palette
    s.shadow(rect(x0 - 2, y0 - 1, x1 + 4, y1 + 5), alpha=0.25, soft=2)
    s.fill(p.cream, rect(x0 - 2.5, y0 - 2.5, x1 + 2.5, y1 + 2.5, 1))
    view(s, x0, y0, x1, y1, rng)
    if bars:
        mx, my = (x0 + x1) / 2, y0 + (y1 - y0) * 0.36
        s.fill(p.cream, rect(mx - 0.8, y0, mx + 0.8, y1), rect(x0, my - 0.8, x1, my + 0.8))
    s.form(p.lit(p.cream, 0.2), rect(x0 - 5, y1 + 2, x1 + 5, y1 + 5, 1), turn=90, depth=0.4)


def lamp(s: Sheet, x: float, y: float, size: float, color: Color) -> None:
    """A lamp hanging from above, lit; (x, y) is the middle of its rim."""
    p = s.palette
    s.line(p.dark, [(x, -2), (x, y - size * 0.5)], 0.5)
    s.glow(x, y + size * 0.4, size * 2.4, size * 2.2, p.light, 0.55)
    s.fill(p.light, oval(x, y, size * 0.3, size * 0.16))
    s.form(color, arc(x, y, size * 0.6, size * 0.62, 180, 360), turn=20, depth=0.5, glint=0.4)
