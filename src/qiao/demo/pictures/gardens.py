"""Pictures of green places: a park, a garden."""

from __future__ import annotations

from random import Random

from .greenery import blooms, sprig, tree
from .outdoors import sky
from .palette import mix
from .props import person
from .scene import Scene
from .shapes import Shape, leaf, oval, pebble, rect, ridge, taper
from .sheet import Sheet


def _park(s: Sheet, rng: Random) -> None:
    p = s.palette
    horizon = s.h * rng.uniform(0.5, 0.58)
    sky(s, rng, horizon, clouds=2)
    hues = rng.choice(
        ((p.leaf, p.leaf, p.c), (p.leaf, p.b, p.a), (p.leaf, mix(p.a, p.cream, 0.45), p.leaf))
    )
    s.fill(mix(p.leaf, p.haze, 0.5), ridge(horizon, 9, s.h, rng))
    for i in range(7):
        tree(
            s,
            i * 17 + rng.uniform(-6, 4),
            horizon + 4,
            rng.uniform(22, 32),
            rng,
            mix(rng.choice(hues), p.haze, 0.35),
            rng.choice((0, 2)),
        )
    lawn = s.form(
        mix(p.leaf, p.light, 0.25),
        ridge(horizon + 5, 3, s.h + 2, rng, peaks=2),
        turn=90,
        depth=0.55,
    )
    end = rng.uniform(30, 70)
    path = taper(
        [
            (end, horizon + 4),
            (end + rng.uniform(-14, 14), s.h * 0.72),
            (rng.uniform(25, 75), s.h + 6),
        ],
        4,
        42,
    )
    s.form(mix(p.cream, p.b, 0.25), path, turn=90, depth=0.25, inside=lawn)
    for _ in range(rng.randint(1, 3)):
        person(s, end + rng.uniform(-9, 9), horizon + rng.uniform(10, 24), rng.uniform(13, 19), rng)
    side = rng.choice((-1, 1))
    x, y = 50 + side * rng.uniform(20, 26), s.h * rng.uniform(0.78, 0.84)
    if rng.random() < 0.55:  # a bench
        s.shadow(oval(x, y + 7, 19, 2), alpha=0.4, soft=1.2)
        for k in range(3):
            s.form(
                p.wood,
                rect(x - 16, y - 9 + k * 3.4, x + 16, y - 6.6 + k * 3.4, 1),
                turn=90,
                depth=0.5,
            )
        s.form(p.wood, rect(x - 17, y + 1.6, x + 17, y + 3.4, 0.8), turn=90, depth=0.5)
        s.fill(p.dark, *(rect(x + k - 0.6, y - 8, x + k + 0.6, y + 8, 0.5) for k in (-13, 13)))
    else:  # a picnic
        s.form(
            p.a,
            [(x - 17, y + 8), (x - 10, y - 2), (x + 15, y - 2), (x + 18, y + 8)],
            turn=90,
            depth=0.3,
        )
        s.form(p.wood, rect(x - 7, y - 4, x + 4, y + 4, 1.6), depth=0.5)
        s.form(p.b, oval(x + 9, y + 2, 2.4), oval(x + 12, y + 4, 2), depth=0.5, glint=0.5)
    tree(
        s, 50 - side * 34, s.h * 0.94, s.h * rng.uniform(0.66, 0.8), rng, hues[rng.randrange(3)], 0
    )
    tufts: list[Shape] = [
        leaf(rng.uniform(0, 100), s.h + 1, rng.uniform(4, 9), 1.4, -90 + rng.uniform(-20, 20))
        for _ in range(30)
    ]
    s.fill(p.deep(p.leaf, 0.25), *tufts)


def _garden(s: Sheet, rng: Random) -> None:
    p = s.palette
    horizon = s.h * rng.uniform(0.32, 0.42)
    sky(s, rng, horizon + 6, clouds=2)
    if rng.random() < 0.6:  # a cottage behind the hedge
        x, w = rng.uniform(28, 72), 20
        s.form(p.cream, rect(x - w, horizon - 16, x + w, horizon + 8), turn=0, depth=0.3)
        s.form(
            p.a,
            [
                (x - w - 5, horizon - 14),
                (x - w * 0.5, horizon - 32),
                (x + w * 0.5, horizon - 32),
                (x + w + 5, horizon - 14),
            ],
            turn=30,
            depth=0.5,
        )
        for k in (-0.55, 0.55):
            s.fill(
                p.light if p.night else p.c,
                rect(x + k * w - 4, horizon - 11, x + k * w + 4, horizon - 2, 1),
            )
    hedge = [pebble(i * 11, horizon + 6, 10, 9, rng) for i in range(10)]
    s.form(p.deep(p.leaf, 0.15), *hedge, rect(-2, horizon + 6, 102, s.h), turn=90, depth=0.4)
    colors = [p.a, p.b, mix(p.a, p.cream, 0.5), p.c, p.cream]
    rng.shuffle(colors)
    rows = 5
    for row in range(rows):
        t = row / (rows - 1)
        y = horizon + 14 + (s.h - horizon - 8) * t
        bed: list[Shape] = [
            leaf(
                rng.uniform(-4, 104),
                y + 14,
                rng.uniform(12, 20) * (0.6 + t),
                2 + 2.4 * t,
                -90 + rng.uniform(-30, 30),
            )
            for _ in range(26)
        ]
        s.form(
            mix(p.leaf, p.light if row % 2 else p.c, 0.14 + 0.1 * (row % 2)),
            *bed,
            turn=90,
            depth=0.3,
        )
        count = 11 - row
        for i in range(count):
            size = (2.4 + 5.2 * t) * rng.uniform(0.8, 1.2)
            blooms(
                s,
                (i + rng.uniform(0.1, 0.9)) * 100 / count,
                y + rng.uniform(-4, 3),
                size,
                rng,
                colors[(row + i // 4) % 4],
            )
    if rng.random() < 0.6:
        sprig(s, rng.choice((-2.0, 70.0)), s.h + 2, 40, -60, rng, p.deep(p.leaf, 0.2))


SCENES = {"park": Scene(_park, "day"), "garden": Scene(_garden, "day")}
