"""Pictures of weather: rain and snow."""

from __future__ import annotations

from random import Random

from .greenery import tree
from .outdoors import sky
from .palette import mix
from .props import person
from .scene import Scene
from .shapes import Shape, blob, leaf, oval, rect, ridge, slab, taper
from .sheet import Sheet


def _rain(s: Sheet, rng: Random) -> None:
    p = s.palette
    ground = s.h * rng.uniform(0.7, 0.76)
    grey = mix(p.sky, p.shade, 0.25)
    s.wash(mix(grey, p.shade, 0.1), mix(grey, p.haze, 0.6), 0, ground)
    for depth, share in ((0.0, 0.25), (5.0, 0.5)):
        x, houses, panes = -4.0, [], []
        while x < 102:
            w, tall = rng.uniform(11, 22), rng.uniform(24, 52) - depth * 2.6
            houses.append(rect(x, ground - tall, x + w, ground + 2, 0.8))
            panes += [
                rect(x + w * k, ground - tall + j, x + w * k + 2.2, ground - tall + j + 3)
                for k in (0.2, 0.6)
                for j in (5, 13)
                if rng.random() < 0.6
            ]
            x += w
        s.fill(mix(grey, p.dark, share), *houses)
        s.fill(p.light, *panes, alpha=0.75)
    s.wash(mix(grey, p.dark, 0.35), mix(grey, p.dark, 0.6), ground, s.h)
    for _ in range(14):
        x = rng.uniform(4, 96)
        s.fill(
            rng.choice((p.light, p.a, p.b)),
            slab(x, ground + rng.uniform(4, s.h - ground), rng.uniform(5, 12), 1.1, 0.5),
            alpha=0.35,
            soft=0.5,
        )
    people = rng.randint(1, 4)
    for i in range(people):
        x = 12 + (i + rng.uniform(0.3, 0.7)) * 76 / people
        size = rng.uniform(36, 46) if people < 3 else rng.uniform(26, 34)
        person(s, x, ground + (s.h - ground) * rng.uniform(0.35, 0.7), size, rng, umbrella=True)
    drops: list[Shape] = []
    for _ in range(120):
        x, y, n = rng.uniform(-4, 104), rng.uniform(-2, s.h), rng.uniform(2, 5.5)
        drops.append(taper([(x, y), (x - n * 0.22, y + n)], 0.08, 0.38))
    s.fill(p.cream, *drops, alpha=0.5)
    ripples = [
        oval(rng.uniform(0, 100), rng.uniform(ground + 4, s.h), rng.uniform(1.5, 4), 0.8)
        for _ in range(9)
    ]
    for ripple in ripples:
        s.line(p.cream, ripple, 0.28, alpha=0.5)


def _snow(s: Sheet, rng: Random) -> None:
    p = s.palette
    horizon = s.h * rng.uniform(0.52, 0.6)
    sky(s, rng, horizon, clouds=0)
    white = mix(p.cream, p.sky, 0.1 if not p.night else 0.3)
    s.fill(mix(p.haze, p.c, 0.4), ridge(horizon, 16, s.h, rng))
    for x in sorted(rng.uniform(-2, 102) for _ in range(11)):
        tree(s, x, horizon + 5, rng.uniform(13, 24), rng, mix(p.leaf, p.haze, 0.35), 1)
    s.form(mix(white, p.c, 0.14), ridge(horizon + 6, 6, s.h, rng), turn=90, depth=0.2)
    x = rng.uniform(28, 72)
    if rng.random() < 0.7:  # a house with a lit window
        y, w = horizon + 16, 15
        s.form(p.wood, rect(x - w, y - 19, x + w, y), turn=0, depth=0.5)
        s.fill(p.light, rect(x - 10, y - 14, x - 2, y - 6, 1), rect(x + 3, y - 13, x + 9, y, 1))
        s.glow(x - 4, y - 8, 18, 14, p.light, 0.4)
        s.form(p.a, [(x - w - 4, y - 17), (x, y - 36), (x + w + 4, y - 17)], turn=30, depth=0.4)
        s.form(
            white,
            blob(
                (x - w - 6, y - 16),
                (x - 7, y - 32),
                (x, y - 39),
                (x + 7, y - 32),
                (x + w + 6, y - 16),
                (x + 9, y - 23),
                (x, y - 29),
                (x - 9, y - 22),
            ),
            turn=90,
            depth=0.2,
        )
    s.form(white, ridge(horizon + 19, 5, s.h + 2, rng, peaks=3), turn=90, depth=0.22)
    for side in (-1, 1):
        size = s.h * rng.uniform(0.3, 0.45)
        tx, foot = 50 + side * rng.uniform(32, 44), s.h * rng.uniform(0.86, 0.96)
        tree(s, tx, foot, size, rng, p.deep(p.leaf, 0.2), 1)
        caps: list[Shape] = [
            leaf(
                tx - size * (0.2 - i * 0.05),
                foot - size * (0.22 + i * 0.24),
                size * (0.4 - i * 0.1),
                size * 0.07,
                -4,
            )
            for i in range(3)
        ]
        s.fill(white, *caps)
    if rng.random() < 0.6:  # a snowman
        x, y = 50 + rng.uniform(-12, 12), s.h * 0.92
        s.shadow(oval(x + 3, y, 13, 2), alpha=0.35, soft=1.5)
        for dy, r in ((8, 10.5), (22, 7.6), (33, 5.4)):
            s.form(white, oval(x, y - dy, r), depth=0.4)
        s.form(
            p.a,
            rect(x - 6, y - 29.5, x + 6, y - 26, 1.6),
            rect(x + 2, y - 28, x + 5, y - 17, 1.2),
            depth=0.4,
        )
        s.fill(
            p.dark,
            oval(x - 2, y - 34.5, 0.7),
            oval(x + 2, y - 34.5, 0.7),
            oval(x, y - 21, 0.7),
            oval(x, y - 16.5, 0.7),
        )
        s.fill(p.b, [(x, y - 33.4), (x + 6, y - 32), (x, y - 31.6)])
    else:
        person(s, 50 + rng.uniform(-12, 12), s.h * 0.88, 24, rng)
    s.fill(
        p.cream,
        *(
            oval(rng.uniform(0, 100), rng.uniform(0, s.h), rng.uniform(0.25, 0.9))
            for _ in range(110)
        ),
        alpha=0.9,
    )


SCENES = {"rain": Scene(_rain), "snow": Scene(_snow)}
