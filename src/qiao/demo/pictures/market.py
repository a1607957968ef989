"""Pictures of what is sold in the street: bread, and stalls of fruit."""

from __future__ import annotations

from random import Random

from .greenery import sprig
from .light import window_light
from .palette import mix
from .props import person
from .scene import Scene
from .shapes import Shape, blob, curve, leaf, moved, oval, pebble, rect, slab
from .sheet import Sheet
from .tableware import bowl, place, scatter


def _loaf(
    s: Sheet, x: float, y: float, size: float, turn: float, rng: Random, *, long: bool
) -> None:
    p = s.palette
    crust = p.tone(rng.choice(("#C9813F", "#B56A32", "#D99A55")))
    rx, ry = (size * 1.25, size * 0.36) if long else (size * 0.82, size * 0.64)
    shape = oval(0, 0, rx, ry)
    s.shadow(moved(shape, x + 2, y + 3, turn=turn), alpha=0.45, soft=2)
    s.form(crust, moved(shape, x, y, turn=turn), depth=0.6, glint=0.5)
    cuts = 5 if long else 3
    for i in range(cuts):
        cx = (i - (cuts - 1) / 2) * rx * 1.5 / cuts
        tall = ry * 1.25 * (1 - (cx / rx) ** 2) ** 0.5
        mark = moved(leaf(-tall / 2, 0, tall, tall * 0.3, 0), cx, 0, turn=68)
        s.form(p.lit(crust, 0.65), moved(mark, x, y, turn=turn), depth=0.35)
    flour: list[Shape] = [
        oval(px, py, rng.uniform(0.2, 0.5)) for px, py in scatter(rng, x, y, size * 0.5, 18)
    ]
    s.fill(p.cream, *flour, alpha=0.6)


def _bread(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (33, 38))
    turn = rng.uniform(-24, 24)
    if rng.random() < 0.65:
        wood = mix(p.wood, p.cream, 0.25)
        s.shadow(slab(x + 2, y + 3, r * 1.75, r * 2.2, 6, turn), alpha=0.45, soft=2.5)
        board = s.form(wood, slab(x, y, r * 1.75, r * 2.2, 6, turn), depth=0.4, glint=0.3)
        for k in range(-3, 4):
            line = [(k * r * 0.27, -r * 1.2), (k * r * 0.27 + 1, 0), (k * r * 0.27, r * 1.2)]
            s.line(
                p.deep(wood, 0.25),
                moved(curve(line), x, y, turn=turn),
                0.35,
                alpha=0.6,
                inside=board,
            )
    else:
        cloth = mix(p.cloth, rng.choice((p.a, p.c, p.b)), 0.35)
        s.shadow(slab(x + 2, y + 3, r * 2, r * 2.1, 2, turn), alpha=0.3, soft=2)
        linen = s.form(cloth, slab(x, y, r * 2, r * 2.1, 2, turn), depth=0.3)
        s.fill(
            p.cream,
            *(slab(x + k, y, 1.2, r * 4, 0, turn) for k in (-20, -16, 16, 20)),
            alpha=0.7,
            inside=linen,
        )
    kind = rng.randrange(3)
    if kind == 0:  # one round loaf and slices
        _loaf(s, x - 2, y - r * 0.4, r * 0.95, turn + rng.uniform(-20, 20), rng, long=False)
        for k in (0, 1, 2):
            sx, sy = x - r * 0.5 + k * r * 0.46, y + r * 0.58
            toast = blob(
                (-0.3, -0.2),
                (-0.24, -0.42),
                (0, -0.36),
                (0.24, -0.42),
                (0.3, -0.2),
                (0.26, 0.34),
                (-0.26, 0.34),
            )
            s.shadow(
                moved(toast, sx + 1, sy + 1.6, turn=turn + k * 9, grow=r * 0.9), alpha=0.4, soft=1.2
            )
            s.form(
                p.tone("#C07A3E"), moved(toast, sx, sy, turn=turn + k * 9, grow=r * 0.9), depth=0.4
            )
            s.form(
                p.tone("#F7DDA8"), moved(toast, sx, sy, turn=turn + k * 9, grow=r * 0.78), depth=0.3
            )
    elif kind == 1:  # long loaves side by side
        for k in (-1, 0, 1):
            _loaf(s, x + k * r * 0.5, y + k * 3, r * 0.8, turn + 74 + k * 7, rng, long=True)
    else:  # rolls in a cluster
        for bx, by in scatter(rng, x, y, r * 0.62, 6):
            _loaf(s, bx, by, r * 0.42, rng.uniform(0, 180), rng, long=False)
    bowl(s, x + r * 1.0, y - r * 1.05, r * 0.3, p.cream, p.tone("#F6D873"), rng)
    sprig(s, x - r * 1.25, y + r * 1.25, r * 0.9, rng.uniform(-60, -10), rng, p.leaf)
    if rng.random() < 0.6:
        window_light(s, rng, 0.28)


def _market(s: Sheet, rng: Random) -> None:
    p = s.palette
    s.wash(p.lit(p.wall, 0.1), p.deep(p.wall, 0.12))
    ground = s.h * 0.92
    for i in range(6):
        person(s, 6 + i * 17 + rng.uniform(-4, 4), s.h * 0.62, rng.uniform(24, 30), rng)
    s.fill(mix(p.wall, p.haze, 0.5), rect(0, 0, 100, s.h * 0.64), alpha=0.35)
    top = s.h * rng.uniform(0.24, 0.3)
    stripe = rng.choice((p.a, p.c, p.leaf, p.b))
    s.fill(p.wood, rect(4, top, 6, ground), rect(94, top, 96, ground))
    person(s, rng.uniform(30, 70), s.h * 0.74, s.h * 0.34, rng)
    awning = s.form(
        p.cream,
        [(8, top - 17), (92, top - 17), (103, top + 2), (-3, top + 2)],
        *(oval(-3 + 10.6 * (k + 0.5), top + 2, 5.3, 4) for k in range(10)),
        turn=90,
        depth=0.3,
    )
    s.fill(
        stripe,
        *(
            [
                (8 + 8.4 * k, top - 18),
                (16.4 + 8.4 * k, top - 18),
                (-3 + 10.6 * (k + 1), top + 8),
                (-3 + 10.6 * k, top + 8),
            ]
            for k in range(0, 10, 2)
        ),
        inside=awning,
    )
    s.shadow(rect(-2, top + 6, 102, top + 10), alpha=0.3, soft=2.5)
    for i in range(4):
        x, y = 16.0 + i * 23, top + 15
        s.line(p.dark, [(x, top + 4), (x, y - 3)], 0.3)
        s.glow(x, y, 12, 12, p.light, 0.6)
        s.form((p.b, p.a)[i % 2], oval(x, y, 3.2, 3.6), depth=0.35, glint=0.6)
    rows, colors = 3, [p.a, p.b, p.leaf, p.tone("#7A4A8A"), p.tone("#F0C231"), p.tone("#E2542F")]
    rng.shuffle(colors)
    for row in range(rows):
        y = s.h * (0.6 + row * 0.135)
        shift = rng.uniform(-9, 0)
        for i in range(4):
            x, color = shift + i * 29, colors[(row * 3 + i) % 6]
            r = rng.uniform(2.4, 4.2)
            n = int(25 / (r * 1.55))
            for j in (1, 0):
                for c in range(n - j):
                    fx, fy = x + 2 + r * (0.8 + j * 0.75) + c * r * 1.55, y - j * r * 1.05
                    s.form(
                        mix(color, p.light, 0.1 * ((c + j) % 3)),
                        pebble(fx, fy, r, r * 0.95, rng, 0.05),
                        depth=0.5,
                        glint=0.5,
                    )
            s.form(p.tone("#C4935A"), rect(x, y, x + 27, y + s.h * 0.075, 0.8), turn=90, depth=0.4)
            s.fill(
                p.deep(p.wood, 0.2), rect(x, y + s.h * 0.034, x + 27, y + s.h * 0.038), alpha=0.6
            )
            s.form(
                p.cream, slab(x + 13.5, y + s.h * 0.02, 8, 4.4, 0.6, rng.uniform(-5, 5)), depth=0.2
            )
            s.line(
                p.dark,
                curve(
                    [
                        (x + 11, y + s.h * 0.02),
                        (x + 13, y + s.h * 0.015),
                        (x + 14.5, y + s.h * 0.024),
                        (x + 16, y + s.h * 0.018),
                    ]
                ),
                0.35,
            )


SCENES = {"bread": Scene(_bread, "day"), "market": Scene(_market)}
