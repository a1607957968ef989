"""Pictures of ways to go: train, bicycle, bridge."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from .greenery import sprig, tree
from .outdoors import sky
from .palette import mix
from .props import person
from .scene import Scene
from .shapes import Shape, arc, curve, oval, pebble, rect, ridge, slab, taper
from .sheet import Sheet


def _train(s: Sheet, rng: Random) -> None:
    p = s.palette
    track = s.h * rng.uniform(0.74, 0.8)
    sky(s, rng, track, clouds=3)
    s.fill(mix(p.haze, p.c, 0.4), ridge(s.h * 0.55, s.h * 0.16, s.h, rng, sharp=rng.random() < 0.5))
    s.form(mix(p.leaf, p.haze, 0.4), ridge(track - 12, 8, s.h, rng), turn=90, depth=0.4)
    for _ in range(8):
        tree(
            s,
            rng.uniform(0, 100),
            track - 6,
            rng.uniform(12, 22),
            rng,
            mix(p.leaf, p.haze, 0.2),
            rng.choice((0, 1, 2)),
        )
    color, band = rng.sample((p.a, p.b, p.c, p.leaf), 2)
    k, side, nose = min(1.15, s.h / 105), rng.choice((-1, 1)), rng.uniform(74, 92)

    def at(x: float) -> float:
        return x if side > 0 else 100 - x

    def part(x0: float, y0: float, x1: float, y1: float, r: float) -> list[tuple[float, float]]:
        return rect(min(at(x0), at(x1)), track + y0 * k, max(at(x0), at(x1)), track + y1 * k, r)

    s.shadow(rect(-4, track - 1, 104, track + 3), alpha=0.45, soft=1.2)
    for start in (nose - 42, nose - 86, nose - 130):
        body = s.form(
            color,
            part(start, -27, start + 41, -3, 9 if start > nose - 50 else 3),
            part(start, -14, start + 36, -3, 2),
            turn=90,
            depth=0.4,
            glint=0.3,
        )
        s.fill(p.cream, part(start, -11, start + 41, -7.4, 0), inside=body)
        s.fill(band, part(start, -6, start + 41, -4, 0), inside=body)
        panes: list[Shape] = [
            part(start + 4 + i * 8.6, -23, start + 10.4 + i * 8.6, -14, 1.6) for i in range(4)
        ]
        s.form(p.light if p.night else mix(p.sky, p.cream, 0.35), *panes, turn=60, depth=0.4)
        for i in range(4):
            if rng.random() < 0.5:
                s.fill(
                    p.deep(color, 0.5),
                    oval(at(start + 7.2 + i * 8.6), track - 16 * k, 1.7 * k),
                    alpha=0.8,
                )
        s.fill(p.dark, *(oval(at(start + w), track - 1.4 * k, 2.4 * k) for w in (7, 13, 28, 34)))
    s.glow(at(nose), track - 8, 12, 12, p.light, 0.7)
    s.dot(p.light, at(nose - 3), track - 8 * k, 1.5)
    s.fill(p.dark, rect(-1, track + 0.6, 101, track + 1.6))
    s.form(mix(p.wood, p.table, 0.4), ridge(track + 5, 3, s.h + 2, rng), turn=90, depth=0.4)
    front = s.form(
        mix(p.leaf, p.light, 0.15), ridge(track + 10, 4, s.h + 2, rng, peaks=3), turn=90, depth=0.5
    )
    for _ in range(26):
        x, y = rng.uniform(0, 100), rng.uniform(track + 12, s.h)
        s.fill(rng.choice((p.a, p.b, p.cream)), oval(x, y, rng.uniform(0.5, 1.1)), inside=front)


def _bicycle(s: Sheet, rng: Random) -> None:
    p = s.palette
    ground = s.h * rng.uniform(0.78, 0.83)
    wall = rng.choice(
        (p.wall, mix(p.a, p.cream, 0.5), mix(p.b, p.cream, 0.4), mix(p.c, p.cream, 0.4))
    )
    wall = mix(wall, p.shade, 0.3) if p.night else wall
    s.wash(p.lit(wall, 0.3), wall, 0, ground)
    side = rng.choice((-1, 1))
    wx = 50 + side * 22
    s.form(p.wood, rect(wx - 15, -4, wx + 15, s.h * 0.36, 1), depth=0.3)
    s.form(
        p.light if p.night else mix(p.sky, p.cream, 0.3),
        rect(wx - 12, -4, wx - 1, s.h * 0.33),
        rect(wx + 1, -4, wx + 12, s.h * 0.33),
        depth=0.3,
    )
    s.form(p.cream, rect(wx - 17, s.h * 0.36, wx + 17, s.h * 0.36 + 3, 1), turn=90, depth=0.4)
    for i in range(9):
        sprig(
            s,
            wx - 15 + i * 3.8,
            s.h * 0.36,
            rng.uniform(9, 15),
            rng.uniform(-120, -60),
            rng,
            p.leaf,
        )
    for i in range(7):
        s.form(
            (p.a, p.b, p.cream)[i % 3],
            pebble(wx - 14 + i * 4.6, s.h * 0.36 - rng.uniform(3, 9), 2.1, 2, rng),
            depth=0.4,
        )
    if rng.random() < 0.6:
        for i in range(6):
            sprig(
                s,
                50 - side * 50 + i * side * 2,
                s.h * 0.05 * i,
                rng.uniform(22, 34),
                90 - side * rng.uniform(10, 60),
                rng,
                mix(p.leaf, p.c, 0.12 * (i % 3)),
            )
    s.wash(mix(p.table, p.shade, 0.1), mix(p.table, p.shade, 0.3), ground, s.h)
    k, r = min(1.0, s.h / 100), 17.0 * min(1.0, s.h / 100)
    x, foot, color = 50.0, ground + 9, rng.choice((p.a, p.c, p.b, p.leaf))
    s.shadow(oval(x + 3, foot, 46 * k, 2.4), alpha=0.45, soft=1.3)
    hubs = [(x - 25 * k, foot - r), (x + 25 * k, foot - r)]
    for hx, hy in hubs:
        spokes: list[Shape] = [
            taper([(hx, hy), (hx + r * cos(a * pi / 7), hy + r * sin(a * pi / 7))], 0.22, 0.22)
            for a in range(14)
        ]
        s.fill(p.cream, *spokes, alpha=0.8)
        s.line(p.dark, oval(hx, hy, r), 1.5)
        s.line(p.lit(p.cream, 0.2), oval(hx, hy, r - 1.3), 0.6)
        s.line(p.deep(color, 0.2), arc(hx, hy, r + 1.6, r + 1.6, 190, 320), 1.2)
        s.dot(p.dark, hx, hy, 1.4)
    back, fore = (hubs[0], hubs[1]) if side > 0 else (hubs[1], hubs[0])
    seat, head, crank = (
        (x - side * 13 * k, foot - 37 * k),
        (x + side * 17 * k, foot - 41 * k),
        (x - side * 3 * k, foot - 14 * k),
    )
    for bone in (
        [back, crank],
        [back, seat],
        [seat, crank],
        [seat, (head[0] + side * 1, head[1] + 5 * k)],
        [crank, (head[0] + side * 2, head[1] + 9 * k)],
        [fore, head],
    ):
        s.line(color, list(bone), 1.8 * k)
    s.line(p.dark, [seat, (seat[0] - side * 1.4, seat[1] - 6 * k)], 1.3)
    s.form(
        p.wood, slab(seat[0] - side * 2, seat[1] - 7 * k, 13 * k, 3.4 * k, 1.7), turn=90, depth=0.4
    )
    s.line(
        p.dark,
        curve(
            [
                head,
                (head[0] + side * 1, head[1] - 8 * k),
                (head[0] - side * 6 * k, head[1] - 10 * k),
            ]
        ),
        1.3,
    )
    s.form(color, oval(crank[0], crank[1], 4.4 * k), depth=0.4)
    s.dot(p.cream, *crank, 2 * k)
    bx, by = head[0] + side * 9 * k, head[1] + 2 * k
    for i in range(7):
        s.form(
            (p.a, p.b, p.cream, p.c)[(i + side) % 4],
            pebble(bx - 6 * k + i * 2 * k, by - (5 + 3 * (i % 2)) * k, 3 * k, 2.9 * k, rng),
            depth=0.45,
            glint=0.3,
        )
    basket = s.form(
        p.tone("#C99A5E"),
        [
            (bx - 9 * k, by - 4 * k),
            (bx + 9 * k, by - 4 * k),
            (bx + 7 * k, by + 9 * k),
            (bx - 7 * k, by + 9 * k),
        ],
        turn=0,
        depth=0.5,
    )
    s.fill(
        p.deep(p.wood, 0.2),
        *(
            rect(bx - 10, by - 4 * k + j * 3 * k, bx + 10, by - 3.4 * k + j * 3 * k)
            for j in range(5)
        ),
        alpha=0.6,
        inside=basket,
    )


def _bridge(s: Sheet, rng: Random) -> None:
    p = s.palette
    water = s.h * rng.uniform(0.62, 0.68)
    sky(s, rng, water, clouds=2)
    s.fill(mix(p.haze, p.c, 0.35), ridge(s.h * 0.46, s.h * 0.13, s.h, rng))
    for i in range(9):
        tree(
            s,
            i * 13 + rng.uniform(-5, 5),
            water,
            rng.uniform(16, 28),
            rng,
            mix(rng.choice((p.leaf, p.leaf, p.b, mix(p.a, p.cream, 0.4))), p.haze, 0.25),
            rng.choice((0, 2)),
        )
    river = mix(p.c, p.sky, 0.35)
    s.wash(mix(river, p.haze, 0.35), p.deep(river, 0.2), water, s.h)
    stone = rng.choice((p.cream, p.a, p.wood, mix(p.b, p.cream, 0.3)))
    rise, deck = rng.uniform(17, 26), water - rng.uniform(8, 12)
    arches = rng.choice((1, 1, 3))

    def height(x: float) -> float:
        return deck - rise * (1 - ((x - 50) / 56) ** 2)

    top = [(x, height(x)) for x in range(-6, 107, 4)]
    shape: list[tuple[float, float]] = [*top, (106, water + 5)]
    for i in range(arches)[::-1]:
        half = 34 if arches == 1 else 14
        cx = 50 if arches == 1 else 17 + i * 33
        tall = (water - height(cx)) - 6
        shape += [(x, y) for x, y in arc(cx, water + 5, half, tall + 2, 360, 180)]
    shape.append((-6, water + 5))
    s.fill(p.deep(stone, 0.35), [(x, 2 * (water + 5) - y) for x, y in shape], alpha=0.3)
    span = s.form(stone, shape, turn=60, depth=0.5, glint=0.25)
    seams: list[Shape] = [
        slab(rng.uniform(0, 100), rng.uniform(deck - rise, water), rng.uniform(3, 6), 0.5, 0.2)
        for _ in range(26)
    ]
    s.fill(p.deep(stone, 0.25), *seams, alpha=0.5, inside=span)
    s.fill(p.dark, *(rect(x - 0.5, height(x) - 6, x + 0.5, height(x)) for x in range(2, 100, 7)))
    s.line(p.dark, [(x, y - 6) for x, y in top], 0.9)
    for _ in range(rng.randint(1, 3)):
        x = rng.uniform(22, 78)
        person(s, x, height(x) + 0.8, rng.uniform(12, 15), rng)
    s.line(p.deep(stone, 0.15), top, 2)
    for x in (20, 50, 80):
        y = height(x) - 6
        s.glow(x, y - 4, 9, 9, p.light, 0.6)
        s.form(p.light, oval(x, y - 3, 1.7, 2.2), depth=0.2)
    glints: list[Shape] = [
        slab(rng.uniform(0, 100), rng.uniform(water + 6, s.h), rng.uniform(4, 15), 0.5, 0.3)
        for _ in range(26)
    ]
    s.fill(p.cream, *glints, alpha=0.5)
    for side in (-1, 1):
        s.form(
            p.deep(p.leaf, 0.15),
            oval(50 + side * 52, s.h + 4, 30, rng.uniform(12, 22)),
            turn=90,
            depth=0.4,
        )
        for k in range(4):
            sprig(
                s,
                50 + side * (34 + k * 5),
                s.h + 1,
                rng.uniform(14, 26),
                -90 + rng.uniform(-25, 25),
                rng,
                p.deep(p.leaf, 0.1),
            )


SCENES = {"train": Scene(_train), "bicycle": Scene(_bicycle), "bridge": Scene(_bridge)}
