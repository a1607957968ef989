"""Things that grow: sprigs, pot plants, flowers, trees."""

from __future__ import annotations

from random import Random

from .palette import Color, mix
from .shapes import Shape, arc, blob, curve, leaf, moved, oval, pebble, petals, rect, taper
from .sheet import Sheet


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


def blooms(s: Sheet, x: float, y: float, size: float, rng: Random, color: Color) -> None:
    """One flower on its stem, its head at (x, y)."""
    p = s.palette
    kind, turn = rng.randrange(4), rng.uniform(0, 70)
    if kind == 0:
        s.form(color, *petals(x, y, size, rng.choice((6, 7, 8)), turn), depth=0.35, glint=0.3)
        s.form(p.b if color != p.b else p.wood, oval(x, y, size * 0.28), depth=0.5, glint=0.4)
    elif kind == 1:
        for k, share in ((1.0, 0.0), (0.72, 0.2), (0.42, 0.4)):
            s.form(
                mix(color, p.cream, share),
                pebble(x, y, size * k * 0.86, size * k * 0.82, rng, 0.1),
                depth=0.5,
            )
    elif kind == 2:
        cup = [
            (x - size * 0.55, y - size * 0.6),
            (x - size * 0.22, y - size * 0.25),
            (x, y - size * 0.75),
            (x + size * 0.22, y - size * 0.25),
            (x + size * 0.55, y - size * 0.6),
        ]
        s.form(
            color,
            [*cup, *arc(x, y - size * 0.1, size * 0.56, size * 0.75, 0, 180)],
            turn=30,
            depth=0.5,
            glint=0.3,
        )
    else:
        s.form(p.cream, *petals(x, y, size * 0.9, 9, turn, 0.8), depth=0.25)
        s.form(color, oval(x, y, size * 0.34), depth=0.5, glint=0.5)


def tree(
    s: Sheet, x: float, foot: float, size: float, rng: Random, color: Color, kind: int
) -> None:
    """A tree that stands on `foot`; kind 0 is round, 1 a conifer, 2 tall like a poplar."""
    p = s.palette
    s.shadow(oval(x + size * 0.1, foot, size * 0.3, size * 0.035), alpha=0.4, soft=size * 0.02)
    s.form(
        p.deep(p.wood, 0.2),
        taper([(x, foot), (x + size * 0.01, foot - size * 0.5)], size * 0.07, size * 0.03),
        turn=0,
    )
    if kind == 0:
        crown = [
            pebble(x + dx * size, foot - size * (0.62 + dy), size * r, size * r * 0.92, rng, 0.06)
            for dx, dy, r in ((-0.16, -0.02, 0.2), (0.17, 0.0, 0.19), (0.0, 0.16, 0.24))
        ]
        s.form(color, *crown, depth=0.6, glint=0.5)
        tufts: list[Shape] = [
            arc(
                x + rng.uniform(-0.26, 0.2) * size,
                foot - size * rng.uniform(0.5, 0.92),
                size * 0.05,
                size * 0.035,
                200,
                340,
            )
            for _ in range(8)
        ]
        s.fill(p.lit(color, 0.4), *tufts, alpha=0.8)
    elif kind == 1:
        for i in range(3):
            w, base = size * (0.3 - i * 0.065), foot - size * (0.16 + i * 0.24)
            s.form(
                mix(color, p.light, i * 0.06),
                blob(
                    (x - w, base),
                    (x - w * 0.3, base - size * 0.22),
                    (x, base - size * 0.4),
                    (x + w * 0.3, base - size * 0.22),
                    (x + w, base),
                    (x, base + size * 0.035),
                ),
                turn=30,
                depth=0.55,
                glint=0.3,
            )
    else:
        s.form(
            color,
            blob(
                (x - size * 0.13, foot - size * 0.22),
                (x - size * 0.12, foot - size * 0.65),
                (x, foot - size),
                (x + size * 0.12, foot - size * 0.65),
                (x + size * 0.13, foot - size * 0.22),
                (x, foot - size * 0.12),
            ),
            turn=15,
            depth=0.6,
            glint=0.45,
        )
