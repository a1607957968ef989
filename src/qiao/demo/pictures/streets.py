"""Pictures of towns: a city, a street, a city at night."""

from __future__ import annotations

from random import Random

from .greenery import tree
from .outdoors import sky
from .palette import Color, mix
from .props import person
from .scene import Scene
from .shapes import Shape, arc, curve, oval, rect, slab, taper
from .sheet import Sheet


def house(
    s: Sheet, x: float, foot: float, w: float, tall: float, color: Color, rng: Random
) -> None:
    """A town house with rows of windows, a roof or a parapet."""
    p = s.palette
    s.form(color, rect(x, foot - tall, x + w, foot), turn=0, depth=0.35)
    roof = rng.randrange(3)
    if roof == 0:
        s.form(
            mix(p.a, p.wood, 0.4),
            [(x - 1, foot - tall), (x + w * 0.5, foot - tall - w * 0.5), (x + w + 1, foot - tall)],
            turn=30,
            depth=0.5,
        )
    elif roof == 1:
        s.form(
            p.deep(color, 0.3),
            rect(x - 1, foot - tall - 2, x + w + 1, foot - tall + 1, 0.5),
            turn=90,
        )
    else:
        s.form(
            p.deep(color, 0.2), arc(x + w / 2, foot - tall + 0.2, w / 2, w * 0.3, 180, 360), turn=0
        )
    cols = max(2, round(w / 7))
    cell = w / cols
    lit: list[Shape] = []
    dark: list[Shape] = []
    y = foot - tall + 4
    while y < foot - 16:
        for c in range(cols):
            left = x + (c + 0.24) * cell
            pane = rect(
                left, y, left + cell * 0.52, y + cell * 0.72, cell * rng.choice((0.0, 0.26))
            )
            (lit if rng.random() < (0.62 if p.night else 0.12) else dark).append(pane)
        y += cell * 1.25
    s.fill(mix(p.dark, p.c, 0.55) if p.night else mix(p.c, p.sky, 0.5), *dark, alpha=0.85)
    s.fill(p.light, *lit)


def shop(s: Sheet, x: float, foot: float, w: float, rng: Random) -> None:
    """A shop front with a striped awning."""
    p = s.palette
    color, stripe = rng.choice((p.wood, p.c, p.leaf)), rng.choice((p.a, p.b, p.c))
    s.form(color, rect(x, foot - 17, x + w, foot), turn=0, depth=0.4)
    s.fill(
        p.light,
        rect(x + 1.6, foot - 12, x + w * 0.62, foot - 3, 0.6),
        rect(x + w * 0.7, foot - 12, x + w - 1.6, foot, 0.6),
        alpha=0.95,
    )
    for k in range(4):
        s.form(
            rng.choice((p.a, p.b, p.leaf)),
            oval(x + w * (0.12 + k * 0.13), foot - 4.4, 1.7, 1.9),
            depth=0.4,
        )
    awning = s.form(
        p.cream,
        [(x, foot - 18), (x + w, foot - 18), (x + w + 2, foot - 12), (x - 2, foot - 12)],
        turn=90,
        depth=0.35,
    )
    n = max(3, round(w / 5))
    s.fill(
        stripe,
        *(
            rect(x - 2 + (w + 4) * k / n, foot - 19, x - 2 + (w + 4) * (k + 0.5) / n, foot - 11)
            for k in range(n)
        ),
        inside=awning,
    )


def _walls(s: Sheet, rng: Random) -> list[Color]:
    p = s.palette
    tints = [
        p.cream,
        mix(p.a, p.cream, 0.3),
        mix(p.b, p.cream, 0.25),
        mix(p.c, p.cream, 0.35),
        mix(p.leaf, p.cream, 0.4),
    ]
    rng.shuffle(tints)
    return [mix(t, p.shade, 0.5) for t in tints] if p.night else tints


def _city(s: Sheet, rng: Random) -> None:
    p = s.palette
    ground = s.h * rng.uniform(0.84, 0.9)
    sky(s, rng, s.h * 0.85, clouds=3)
    for depth, share in ((0, 0.25), (1, 0.5)):
        towers: list[Shape] = []
        x = -3.0
        while x < 102:
            w, tall = rng.uniform(7, 14), s.h * rng.uniform(0.3, 0.62 - depth * 0.16)
            towers.append(rect(x, ground - tall, x + w, ground, 0.5))
            if rng.random() < 0.25:
                towers.append(
                    rect(x + w / 2 - 0.4, ground - tall - 7, x + w / 2 + 0.4, ground - tall)
                )
            x += w * rng.uniform(0.9, 1.2)
        patch = s.fill(mix(p.haze, mix(p.c, p.shade, 0.4), share), *towers)
        s.shade(patch, p.haze, 90, start=0.4, strength=0.7)
    walls, x, i = _walls(s, rng), -4.0, 0
    while x < 102:
        w = rng.uniform(15, 24)
        house(s, x, ground, w, s.h * rng.uniform(0.24, 0.42), walls[i % 5], rng)
        x, i = x + w, i + 1
    for k in range(rng.randint(3, 6)):
        tree(
            s,
            4 + k * 19 + rng.uniform(-4, 4),
            ground + 1,
            rng.uniform(15, 21),
            rng,
            p.leaf,
            rng.choice((0, 2)),
        )
    s.wash(mix(p.table, p.shade, 0.15), mix(p.table, p.shade, 0.35), ground, s.h)


def _street(s: Sheet, rng: Random) -> None:
    p = s.palette
    ground = s.h * rng.uniform(0.74, 0.8)
    sky(s, rng, ground, clouds=3)
    walls, x, i = _walls(s, rng), rng.uniform(-9, -3), 0
    while x < 102:
        w = rng.uniform(22, 31)
        house(s, x, ground, w, s.h * rng.uniform(0.4, 0.6), walls[i % 5], rng)
        shop(s, x + 1.5, ground, w - 3, rng)
        x, i = x + w, i + 1
    s.wash(mix(p.cream, p.table, 0.5), mix(p.table, p.shade, 0.2), ground, s.h)
    s.fill(mix(p.table, p.shade, 0.45), [(0, ground + 9), (100, ground + 9), (100, s.h), (0, s.h)])
    s.fill(
        p.cream,
        *(slab(k * 22 + 6, ground + (s.h - ground) * 0.72, 11, 1, 0.4) for k in range(5)),
        alpha=0.8,
    )
    for k in range(rng.randint(2, 4)):
        person(
            s,
            12 + k * 24 + rng.uniform(-6, 6),
            ground + rng.uniform(4, 9),
            rng.uniform(17, 21),
            rng,
        )
    for x in (rng.uniform(2, 14), rng.uniform(84, 98)):
        tree(
            s,
            x,
            ground + 6,
            rng.uniform(36, 50),
            rng,
            mix(p.leaf, rng.choice((p.b, p.leaf)), 0.4),
            0,
        )
    line = curve([(-4, s.h * 0.13), (50, s.h * 0.22), (104, s.h * 0.11)])
    s.line(p.dark, line, 0.3)
    for i, (x, y) in enumerate(line[1::2]):
        color = (p.a, p.b, p.cream, p.c)[i % 4]
        if p.night:
            s.glow(x, y + 3, 7, 7, p.light, 0.5)
            s.form(color, oval(x, y + 3, 2.2, 2.7), depth=0.4, glint=0.4)
        else:
            s.form(color, [(x - 2.2, y), (x + 2.2, y), (x, y + 5.4)], depth=0.3)


def _night_city(s: Sheet, rng: Random) -> None:
    p = s.palette
    water = s.h * rng.uniform(0.68, 0.76)
    sky(s, rng, water, clouds=1)
    for depth in range(3):
        towers: list[Shape] = []
        lamps: list[Shape] = []
        x = -5.0
        while x < 103:
            w, tall = rng.uniform(8, 17), s.h * rng.uniform(0.2, 0.6 - depth * 0.13)
            towers.append(rect(x, water - tall, x + w, water, rng.choice((0.5, 0.5, 3.0))))
            if rng.random() < 0.2:
                towers.append(
                    taper([(x + w / 2, water - tall + 1), (x + w / 2, water - tall - 12)], 1.4, 0.2)
                )
            cell = 2.6
            for c in range(int(w / cell)):
                for r in range(int(tall / 3.6)):
                    if rng.random() < 0.3:
                        lx, ly = x + 0.8 + c * cell, water - tall + 2.4 + r * 3.6
                        lamps.append(rect(lx, ly, lx + 1.3, ly + 1.8))
            x += w * rng.uniform(0.85, 1.1)
        s.form(
            mix(mix(p.haze, p.sky, 0.5), p.dark, 0.3 + depth * 0.25), *towers, turn=270, depth=0.2
        )
        s.fill(p.light, *lamps, alpha=0.55 + depth * 0.18)
    s.glow(50, water, 70, 20, p.b, 0.35)
    s.wash(mix(p.sky, p.dark, 0.2), p.dark, water, s.h)
    for _ in range(34):
        x, y = rng.uniform(0, 100), water + (s.h - water) * rng.random()
        s.fill(
            rng.choice((p.light, p.b, p.a, p.c)),
            slab(x, y, rng.uniform(3, 11), rng.uniform(0.4, 0.9), 0.4),
            alpha=0.5,
        )
    for i in range(rng.randint(2, 5)):
        x, y = rng.uniform(6, 94), rng.uniform(s.h * 0.1, water * 0.6)
        k = rng.uniform(1.6, 3.4)
        s.glow(x, y, k * 4, k * 4, p.light, 0.55)
        s.form((p.a, p.b)[i % 2], oval(x, y, k, k * 1.25), turn=270, depth=0.35, glint=0.6)


SCENES = {"city": Scene(_city), "street": Scene(_street), "night_city": Scene(_night_city, "night")}
