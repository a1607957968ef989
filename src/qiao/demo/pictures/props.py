"""Things that stand in more than one scene: tables, light, bowls, steam, sprigs, windows."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

from .palette import Color, mix
from .shapes import Path, Shape, arc, curve, leaf, moved, oval, pebble, rect, ridge, slab, taper
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


def steam(s: Sheet, x: float, y: float, size: float, rng: Random, alpha: float = 0.42) -> None:
    """Three soft wisps that rise from (x, y)."""
    for i in (-1, 0, 1):
        at, sway = x + i * size * 0.27, rng.choice((-1, 1)) * size * 0.1
        top = size * rng.uniform(0.8, 1.2)
        line = [
            (at, y),
            (at + sway, y - top * 0.3),
            (at - sway, y - top * 0.65),
            (at + sway * 0.7, y - top),
        ]
        wisp = taper(line, size * 0.03, 0, size * 0.13)
        s.fill(s.palette.cream, wisp, alpha=alpha, soft=max(0.6, size * 0.042))


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


def chopsticks(s: Sheet, x: float, y: float, turn: float, color: Color) -> None:
    """A pair lying on the table, their tips towards `turn`."""
    for gap in (-1.6, 1.6):
        stick = moved(taper([(-34, gap), (34, gap * 0.35)], 2.0, 1.0), x, y, turn=turn)
        s.shadow(moved(stick, 1.0, 1.4), alpha=0.35, soft=0.8)
        s.form(color, stick, turn=90, depth=0.5)
        s.fill(s.palette.b, moved(slab(-29, gap, 3, 2.05), x, y, turn=turn))


def spoon(s: Sheet, x: float, y: float, turn: float, color: Color) -> None:
    """A spoon lying on the table, its bowl towards `turn`."""
    parts: list[Path] = [taper([(-24, 0), (14, 0)], 2.6, 1.5), oval(18, 0, 6.4, 4.4)]
    placed = [moved(part, x, y, turn=turn) for part in parts]
    s.shadow(*[moved(part, 0.9, 1.3) for part in placed], alpha=0.35, soft=0.8)
    s.form(color, *placed, depth=0.45, glint=0.4)
    s.fill(s.palette.deep(color, 0.28), moved(oval(18, 0, 5, 3.1), x, y, turn=turn))


def sprig(
    s: Sheet,
    x: float,
    y: float,
    length: float,
    turn: float,
    rng: Random,
    color: Color,
    fat: float = 0.2,
) -> None:
    """A stem with leaves on both sides."""
    bend = rng.uniform(-0.14, 0.14) * length
    stem = curve([(0, 0), (length * 0.5, bend), (length, bend * 0.4)])
    s.line(s.palette.deep(color, 0.2), moved(stem, x, y, turn=turn), max(0.4, length * 0.018))
    dark: list[Shape] = []
    light: list[Shape] = []
    count = rng.randint(5, 7)
    for i in range(count):
        px, py = stem[round((i + 1) / (count + 0.5) * (len(stem) - 1))]
        size = length * (0.42 - 0.22 * i / count)
        one = leaf(px, py, size, size * fat * 2, -38 + i * 2, -0.1)
        two = leaf(px, py, size * 0.95, size * fat * 2, 40 - i * 2, 0.1)
        light.append(moved(one, x, y, turn=turn))
        dark.append(moved(two, x, y, turn=turn))
    light.append(
        moved(leaf(length * 0.93, bend * 0.4, length * 0.26, length * 0.1, 0), x, y, turn=turn)
    )
    s.fill(s.palette.deep(color, 0.22), *dark)
    s.form(color, *light, depth=0.3, glint=0.35)


def pot_plant(s: Sheet, x: float, foot: float, size: float, rng: Random) -> None:
    """A plant in a pot that stands on `foot`; `size` is its whole height."""
    p = s.palette
    w, h = size * 0.2, size * 0.32
    pot = rng.choice((p.a, p.b, p.cream, p.c, p.tone("#C9714B")))
    s.shadow(oval(x + w * 0.5, foot, w * 1.3, size * 0.035), alpha=0.45, soft=size * 0.03)
    kind, top = rng.randrange(4), foot - h
    green = mix(p.leaf, rng.choice((p.c, p.b, p.leaf, p.dark)), 0.22)
    if kind == 0:  # long blades
        for i in range(11):
            side = (i - 5) / 5 + rng.uniform(-0.1, 0.1)
            tall = size * rng.uniform(0.5, 0.68) * (1.08 - abs(side) * 0.35)
            tip = x + side * size * 0.4
            blade = taper(
                [
                    (x + side * w * 0.5, top),
                    (x + side * size * 0.16, top - tall * 0.6),
                    (tip, top - tall),
                ],
                size * 0.03,
                0,
                size * 0.05,
            )
            s.form(mix(green, p.light, 0.08 * (i % 3)), blade, turn=rng.choice((0, 90)), depth=0.4)
    elif kind == 1:  # round leaves on thin stems
        for i in range(9):
            side = rng.uniform(-1, 1) if i > 2 else (-0.8, 0.8, 0.0)[i]
            px, py = (
                x + side * size * 0.3,
                top - size * rng.uniform(0.12, 0.6) * (1.1 - abs(side) * 0.3),
            )
            s.line(
                p.deep(green, 0.3),
                curve([(x, top), (x + side * size * 0.08, (top + py) / 2), (px, py)]),
                size * 0.012,
            )
            r = size * rng.uniform(0.075, 0.105)
            s.form(
                mix(green, p.light, 0.1 * (i % 3)),
                pebble(px, py, r, r * 0.92, rng, 0.05),
                depth=0.45,
                glint=0.4,
            )
    elif kind == 2:  # a little bush of sprigs
        for turn in (-150, -30, -125, -60, -105, -80):
            sprig(
                s,
                x + (turn + 90) * 0.02,
                top + 1,
                size * rng.uniform(0.48, 0.64),
                turn + rng.uniform(-8, 8),
                rng,
                mix(green, p.light, rng.uniform(0, 0.18)),
            )
    else:  # a cactus family
        for dx, tall, fat in ((-0.09, 0.34, 0.075), (0.1, 0.24, 0.065), (0.01, 0.5, 0.1)):
            body = rect(
                x + size * (dx - fat), top - size * tall, x + size * (dx + fat), top + 2, size * fat
            )
            patch = s.form(green, body, turn=0, depth=0.5, glint=0.3)
            for k in (-0.45, 0, 0.45):
                s.line(
                    p.deep(green, 0.35),
                    [
                        (x + size * (dx + fat * k), top - size * tall * 0.9),
                        (x + size * (dx + fat * k), top),
                    ],
                    size * 0.007,
                    alpha=0.6,
                    inside=patch,
                )
        s.fill(
            p.a,
            *(
                oval(x + size * (0.01 + 0.025 * k), top - size * 0.5, size * 0.025)
                for k in (-1, 0, 1)
            ),
        )
    body = [(x - w, top), (x + w, top), (x + w * 0.74, foot), (x - w * 0.74, foot)]
    s.form(pot, body, turn=0, depth=0.55, glint=0.25)
    s.form(
        p.lit(pot, 0.15),
        rect(x - w * 1.12, top - h * 0.1, x + w * 1.12, top + h * 0.16, h * 0.08),
        turn=0,
        depth=0.45,
    )


def mug(s: Sheet, x: float, foot: float, size: float, color: Color, *, flip: bool = False) -> None:
    """A mug from the side, standing on `foot`; `size` is its height."""
    w, side = size * 0.42, -1 if flip else 1
    s.shadow(oval(x + w * 0.4, foot, w * 1.25, size * 0.07), alpha=0.4, soft=size * 0.05)
    s.line(
        s.palette.deep(color, 0.2),
        arc(
            x + side * w * 0.95,
            foot - size * 0.52,
            size * 0.24,
            size * 0.25,
            -95 if side > 0 else 85,
            95 if side > 0 else 275,
        ),
        size * 0.1,
    )
    body = s.form(
        color,
        rect(x - w, foot - size, x + w, foot, size * 0.2),
        rect(x - w, foot - size, x + w, foot - size * 0.5),
        turn=0,
        depth=0.5,
        glint=0.3,
    )
    s.fill(
        s.palette.lit(color, 0.5),
        rect(x - w, foot - size * 0.62, x + w, foot - size * 0.5),
        rect(x - w, foot - size * 0.45, x + w, foot - size * 0.42),
        alpha=0.6,
        inside=body,
    )
    s.fill(s.palette.deep(color, 0.4), oval(x, foot - size, w, size * 0.09))


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
