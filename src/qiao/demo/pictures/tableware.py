"""What a meal is laid on, seen from above: tables, plates, bowls, and places for things."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

from .palette import Color, mix
from .shapes import Shape, arc, curve, oval, rect, slab, taper
from .sheet import Patch, Sheet


def scatter(rng: Random, x: float, y: float, reach: float, count: int) -> list[tuple[float, float]]:
    """Places spread evenly over a disc, none on top of another."""
    start, spots = rng.random() * 2 * pi, []
    for i in range(count):
        far = reach * ((i + 0.5) / count) ** 0.5 * rng.uniform(0.9, 1.05)
        turn = start + i * 2.4 + rng.uniform(-0.2, 0.2)
        spots.append((x + far * cos(turn), y + far * sin(turn)))
    return spots


def tabletop(s: Sheet, rng: Random) -> None:
    """A table seen from above: bare, planked, checked, or with a runner."""
    p = s.palette
    plain = mix(p.wall, p.table, 0.4)
    base = rng.choice((p.table, p.table, plain, p.c if p.night else p.wood))
    base = mix(base, p.table, 0.35)
    s.wash(p.lit(base, 0.22), p.deep(base, 0.1))
    kind = rng.randrange(4)
    if kind == 0:
        gap = rng.uniform(19, 27)
        for i in range(1, 6):
            s.line(p.deep(base, 0.3), [(i * gap - 9, -2), (i * gap - 8, s.h + 2)], 0.4, alpha=0.7)
        for _ in range(9):
            x, y = rng.uniform(0, 100), rng.uniform(0, s.h)
            grain = curve([(x, y), (x + 0.7, y + 9), (x - 0.4, y + rng.uniform(16, 26))])
            s.fill(p.deep(base, 0.22), taper(grain[::4], 0, 0, 0.5), alpha=0.5)
    elif kind == 1:
        w = rng.uniform(7, 10)
        color = mix(base, rng.choice((p.cloth, p.a, p.c)), 0.42)
        across: list[Shape] = [rect(i * 2 * w, 0, i * 2 * w + w, s.h) for i in range(8)]
        down: list[Shape] = [rect(0, i * 2 * w, 100, i * 2 * w + w) for i in range(10)]
        s.fill(color, *across, alpha=0.5)
        s.fill(color, *down, alpha=0.5)
    elif kind == 2:
        turn, x = rng.uniform(-25, 25), rng.uniform(25, 75)
        cloth = mix(p.cloth, rng.choice((p.a, p.b, p.c, p.cloth)), 0.25)
        s.shadow(slab(x + 2, s.h / 2 + 2, 46, 190, 0, turn), alpha=0.25)
        s.fill(cloth, slab(x, s.h / 2, 46, 190, 0, turn))
        side = cos(radians(turn)) * 19, sin(radians(turn)) * 19
        for k in (-1, 1, 0.9, -0.9):
            edge = slab(x + side[0] * k, s.h / 2 + side[1] * k, 0.8, 190, 0, turn)
            s.fill(mix(cloth, p.c, 0.55), edge)
    s.glow(20, 5, 90, 90, p.light, 0.3)


def place(s: Sheet, rng: Random, size: tuple[float, float]) -> tuple[float, float, float]:
    """Lay the table and say where the main dish stands and how large it is."""
    tabletop(s, rng)
    r = rng.uniform(*size) * min(1.08, s.h / 98)
    return 50 + rng.uniform(-11, 11), s.h * (0.5 + rng.uniform(-0.05, 0.06)), r


def plate(s: Sheet, x: float, y: float, r: float, color: Color) -> Patch:
    """A plate seen from above; gives back its middle."""
    p = s.palette
    s.shadow(oval(x + r * 0.07, y + r * 0.1, r * 1.02), alpha=0.42, soft=r * 0.1)
    s.form(color, oval(x, y, r), turn=60, depth=0.25)
    s.fill(p.deep(color, 0.2), oval(x, y, r * 0.74), alpha=0.6)
    return s.form(
        p.lit(color, 0.25), oval(x + r * 0.01, y + r * 0.015, r * 0.72), turn=240, depth=0.22
    )


def bowl(
    s: Sheet, x: float, y: float, r: float, color: Color, filling: Color, rng: Random
) -> Patch:
    """A bowl seen from above, filled; gives back what is inside, for things to float in."""
    p = s.palette
    s.shadow(oval(x + r * 0.1, y + r * 0.14, r), alpha=0.5, soft=r * 0.12)
    rim = s.form(color, oval(x, y, r), turn=60, depth=0.4, glint=0.5)
    band, kind = mix(color, rng.choice((p.a, p.c, p.dark)), 0.7), rng.randrange(5)
    if kind == 0:  # dots
        n = rng.choice((24, 36))
        spots = [(cos(2 * pi * i / n) * r * 0.94, sin(2 * pi * i / n) * r * 0.94) for i in range(n)]
        s.fill(band, *(oval(x + dx, y + dy, r * 0.022) for dx, dy in spots), inside=rim)
    elif kind == 1:  # a painted line
        s.line(band, oval(x, y, r * 0.95), r * 0.025)
    elif kind == 2:  # waves
        for i in range(18):
            s.line(band, arc(x, y, r * 0.94, r * 0.94, i * 20, i * 20 + 11), r * 0.03)
    s.fill(p.deep(color, 0.5), oval(x, y, r * 0.9))
    inside = s.fill(filling, oval(x + r * 0.008, y + r * 0.02, r * 0.875))
    s.shade(inside, p.deep(filling, 0.5), 240, start=0.45, strength=0.75)
    s.shade(inside, p.lit(filling, 0.6), 60, start=0.45, strength=0.55)
    return inside
