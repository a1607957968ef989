"""Pictures of towns: houses, streets, lights at night, trains, bicycles, markets, bridges."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from .outdoors import person, sky, tree
from .palette import Color, mix
from .props import sprig
from .scene import Scene
from .shapes import Shape, arc, curve, oval, pebble, rect, ridge, slab, taper
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
    for k in range(9):
        sprig(
            s,
            wx - 15 + k * 3.8,
            s.h * 0.36,
            rng.uniform(9, 15),
            rng.uniform(-120, -60),
            rng,
            p.leaf,
        )
    for k in range(7):
        s.form(
            (p.a, p.b, p.cream)[k % 3],
            pebble(wx - 14 + k * 4.6, s.h * 0.36 - rng.uniform(3, 9), 2.1, 2, rng),
            depth=0.4,
        )
    if rng.random() < 0.6:
        for k in range(6):
            sprig(
                s,
                50 - side * 50 + k * side * 2,
                s.h * 0.05 * k,
                rng.uniform(22, 34),
                90 - side * rng.uniform(10, 60),
                rng,
                mix(p.leaf, p.c, 0.12 * (k % 3)),
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
        x, y = 16 + i * 23, top + 15
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


SCENES = {
    "city": Scene(_city),
    "street": Scene(_street),
    "night_city": Scene(_night_city, "night"),
    "train": Scene(_train),
    "bicycle": Scene(_bicycle),
    "market": Scene(_market),
    "bridge": Scene(_bridge),
}
