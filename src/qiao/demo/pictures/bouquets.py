"""Pictures of flowers in a vase and plants in pots."""

from __future__ import annotations

from math import cos, radians, sin
from random import Random

from .greenery import blooms, pot_plant, sprig
from .palette import mix
from .rooms import shelf
from .scene import Scene
from .shapes import arc, blob, curve, leaf, oval, rect, taper
from .sheet import Sheet
from .tableware import scatter
from .things import corner


def _flowers(s: Sheet, rng: Random) -> None:
    p = s.palette
    edge = corner(s, rng)
    foot, x, k = edge + (s.h - edge) * 0.4, 50 + rng.uniform(-6, 6), min(1.15, s.h / 108)
    vase, kind = rng.choice((p.c, p.cream, p.a, p.b)), rng.randrange(3)
    top = foot - 34 * k
    for _ in range(7):
        sprig(
            s,
            x,
            top + 4,
            rng.uniform(24, 40) * k,
            -90 + rng.uniform(-68, 68),
            rng,
            mix(p.leaf, p.c, rng.uniform(0, 0.3)),
        )
    colors = [c for c in (p.a, p.b, mix(p.a, p.cream, 0.5), p.cream, p.c) if c != vase]
    rng.shuffle(colors)
    count = rng.randint(8, 13)
    heads = []
    for i in range(count):
        a = radians(-90 + (i - (count - 1) / 2) * 128 / count + rng.uniform(-7, 7))
        reach = rng.uniform(20, 44) * k if i % 2 else rng.uniform(32, 52) * k
        heads.append((x + reach * cos(a) * 0.86, top + reach * sin(a), rng.uniform(6.4, 9.6) * k))
    for fx, fy, _ in heads:
        s.line(
            p.deep(p.leaf, 0.2),
            curve([(x, top + 6), (x + (fx - x) * 0.35, (top + fy) / 2), (fx, fy)]),
            0.7,
        )
    for i, (fx, fy, size) in enumerate(sorted(heads, key=lambda head: head[1])):
        blooms(s, fx, fy, size, rng, colors[i % 3])
    s.shadow(oval(x + 5, foot, 18 * k, 2.6), alpha=0.5, soft=1.6)
    body = (
        blob(
            (x - 6 * k, top),
            (x + 6 * k, top),
            (x + 7 * k, top + 9 * k),
            (x + 16 * k, foot - 11 * k),
            (x + 9 * k, foot),
            (x - 9 * k, foot),
            (x - 16 * k, foot - 11 * k),
            (x - 7 * k, top + 9 * k),
        ),
        rect(x - 11 * k, top, x + 11 * k, foot, 3),
        blob(
            (x - 13 * k, top),
            (x + 13 * k, top),
            (x + 11 * k, foot - 14 * k),
            (x + 6 * k, foot),
            (x - 6 * k, foot),
            (x - 11 * k, foot - 14 * k),
        ),
    )[kind]
    jar = s.form(vase, body, turn=0, depth=0.55, glint=0.4)
    s.fill(
        p.lit(vase, 0.5),
        *(
            rect(0, top + (12 + j * 4) * k, 100, top + (13 + j * 4) * k)
            for j in range(rng.randint(1, 3))
        ),
        alpha=0.7,
        inside=jar,
    )
    for fx, fy in scatter(rng, x + 20, foot + 6, 12, 4):
        s.form(colors[0], leaf(fx, fy, 4.4, 2.2, fx * 30), depth=0.35)


def _plant(s: Sheet, rng: Random) -> None:
    p = s.palette
    edge = corner(s, rng)
    foot = edge + (s.h - edge) * 0.45
    if rng.random() < 0.6:
        shelf(s, rng.choice((2.0, 58.0)), s.h * 0.3, 38, rng)
    for x in rng.sample((12.0, 30.0, 70.0, 88.0), rng.randint(1, 3)):
        pot_plant(s, x, foot - 3, rng.uniform(26, 42), rng)
    pot_plant(s, 50 + rng.uniform(-8, 8), foot + 4, min(s.h * 0.74, 86), rng)
    if rng.random() < 0.5:
        x, color = rng.choice((22.0, 80.0)), rng.choice((p.a, p.b, p.c))
        s.shadow(oval(x + 2, foot + 8, 11, 1.6), alpha=0.4, soft=1.2)
        s.line(color, arc(x - 8, foot + 1, 6, 7, 90, 270), 1.4)
        s.form(color, taper([(x + 6, foot + 4), (x + 17, foot - 8)], 4, 2), turn=90)
        s.form(color, rect(x - 8, foot - 7, x + 8, foot + 8, 3), turn=0, depth=0.5, glint=0.4)
    for x in (10.0, 88.0)[: rng.randint(0, 2)]:
        for turn in (70, 95, 118):
            sprig(s, x, -4, rng.uniform(22, 36), turn, rng, p.leaf)


SCENES = {"flowers": Scene(_flowers), "plant": Scene(_plant)}
