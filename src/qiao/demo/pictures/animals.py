"""Pictures of animals other than cats: dogs, rabbits and birds."""

from __future__ import annotations

from random import Random

from .faces import face, muzzle
from .greenery import sprig
from .light import window_light
from .palette import Color, mix
from .scene import Scene
from .shapes import Path, Shape, arc, blob, leaf, moved, oval, petals, rect, ridge, slab, taper
from .sheet import Sheet


def _dog(s: Sheet, rng: Random) -> None:
    p = s.palette
    coat = p.tone(rng.choice(("#D9A066", "#F3E6D2", "#6B5048", "#3F3B44", "#C9764A", "#E9C892")))
    second = rng.choice((mix(coat, p.dark, 0.35), p.cream, p.tone("#8A5A3C")))
    ground = s.h * 0.76
    if rng.random() < 0.5:
        s.wash(p.sky, p.haze, 0, ground)
        s.glow(rng.uniform(10, 90), s.h * 0.2, 40, 40, p.light, 0.7)
        s.fill(mix(p.leaf, p.haze, 0.45), ridge(s.h * 0.62, 9, s.h + 2, rng))
        s.form(p.leaf, ridge(ground, 5, s.h + 2, rng, peaks=2), turn=90, depth=0.5)
    else:
        s.wash(p.lit(p.wall, 0.25), p.wall)
        s.fill(mix(p.wall, rng.choice((p.a, p.b, p.c)), 0.35), oval(50, s.h * 0.46, 42))
        window_light(s, rng, 0.45)
        s.wash(p.table, p.deep(p.table, 0.2), ground, s.h)
    x, y, r = (
        rng.uniform(44, 56),
        s.h * rng.uniform(0.4, 0.46),
        rng.uniform(22, 26) * min(1.0, s.h / 105),
    )
    foot, tilt = s.h + 6, rng.uniform(-11, 11)
    s.shadow(oval(x + 6, foot - 2, 42, 7), alpha=0.5, soft=3)
    body = s.form(
        coat,
        blob(
            (x - r * 0.8, y + r * 0.4),
            (x + r * 0.8, y + r * 0.4),
            (x + r * 1.25, s.h * 0.8),
            (x + r * 1.3, foot),
            (x - r * 1.3, foot),
            (x - r * 1.25, s.h * 0.8),
        ),
        depth=0.55,
        glint=0.3,
    )
    s.fill(mix(coat, p.cream, 0.7), oval(x, y + r * 1.7, r * 0.62, r * 0.95), inside=body)
    scarf = rng.choice((p.a, p.b, p.c))
    s.form(
        scarf,
        slab(x, y + r * 0.92, r * 1.7, r * 0.36, r * 0.18),
        [(x - r * 0.5, y + r), (x + r * 0.5, y + r), (x, y + r * 1.75)],
        depth=0.5,
    )
    s.fill(
        p.cream,
        *(oval(x + k * r * 0.22, y + r * (1.22 + 0.16 * (k % 2)), r * 0.05) for k in (-1, 0, 1)),
    )
    up = rng.random() < 0.35
    for side in (-1, 1):
        if up:
            ear = [
                (side * r * 0.3, -r * 0.7),
                (side * r * 0.95, -r * 1.35),
                (side * r * 1.0, -r * 0.1),
            ]
            s.form(second, moved(ear, x, y, turn=tilt), depth=0.4)
    head = s.form(
        coat,
        moved(
            blob(
                (0, -r * 0.95),
                (r * 0.75, -r * 0.68),
                (r * 0.92, r * 0.1),
                (r * 0.55, r * 0.82),
                (0, r * 0.98),
                (-r * 0.55, r * 0.82),
                (-r * 0.92, r * 0.1),
                (-r * 0.75, -r * 0.68),
            ),
            x,
            y,
            turn=tilt,
        ),
        depth=0.4,
        glint=0.35,
    )
    if rng.random() < 0.55:
        s.fill(
            second,
            moved(
                oval(rng.choice((-1, 1)) * r * 0.42, -r * 0.12, r * 0.34, r * 0.42), x, y, turn=tilt
            ),
            inside=head,
        )
    s.fill(
        mix(coat, p.cream, 0.75),
        moved(
            blob(
                (0, -r * 0.7),
                (r * 0.14, 0),
                (r * 0.5, r * 0.42),
                (0, r * 1.05),
                (-r * 0.5, r * 0.42),
                (-r * 0.14, 0),
            ),
            x,
            y,
            turn=tilt,
        ),
        inside=head,
    )
    if not up:
        for side in (-1, 1):
            ear = blob(
                (side * r * 0.6, -r * 0.82),
                (side * r * 1.12, -r * 0.42),
                (side * r * 1.2, r * 0.5),
                (side * r * 0.9, r * 0.62),
                (side * r * 0.72, r * 0.1),
            )
            s.form(second, moved(ear, x, y, turn=tilt), depth=0.5, glint=0.3)
    fx, fy = moved([(0, r * 0.02)], x, y, turn=tilt)[0]
    face(s, fx, fy, r, asleep=rng.random() < 0.2, wide=0.4)
    nx, ny = moved([(0, r * 0.4)], x, y, turn=tilt)[0]
    if rng.random() < 0.65:
        s.form(
            mix(p.a, p.cream, 0.15),
            moved(rect(-r * 0.15, r * 0.62, r * 0.15, r * 1.0, r * 0.15), x, y, turn=tilt),
            turn=270,
            depth=0.5,
        )
    for side in (-1, 1):
        s.line(
            p.dark, arc(nx + side * r * 0.16, ny + r * 0.16, r * 0.16, r * 0.14, 0, 180), r * 0.05
        )
    s.fill(
        p.dark,
        blob((nx - r * 0.19, ny - r * 0.09), (nx + r * 0.19, ny - r * 0.09), (nx, ny + r * 0.16)),
    )
    s.fill(p.cream, oval(nx - r * 0.06, ny - r * 0.07, r * 0.055, r * 0.03), alpha=0.8)


def _rabbit(s: Sheet, rng: Random) -> None:
    p = s.palette
    coat = p.tone(rng.choice(("#F6EEE4", "#C9A27E", "#A39A9C", "#E8CDA8", "#6E6066")))
    ground = s.h * 0.62
    s.wash(p.sky, p.haze, 0, ground)
    s.glow(rng.uniform(15, 85), s.h * 0.18, 46, 46, p.light, 0.75)
    s.fill(mix(p.leaf, p.haze, 0.5), ridge(ground, 8, s.h, rng))
    field = s.form(
        mix(p.leaf, p.haze, 0.12), ridge(ground + 10, 4, s.h + 1, rng, peaks=2), turn=90, depth=0.6
    )
    side, x, foot, k = (
        rng.choice((-1, 1)),
        rng.uniform(46, 54),
        s.h * 0.88,
        rng.uniform(0.95, 1.12) * min(1.0, s.h / 112),
    )
    s.shadow(oval(x + 4, foot, 36 * k, 4), alpha=0.5, soft=2, inside=field)
    asleep = rng.random() < 0.25

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return moved(points, x, foot, grow=k, flip=side < 0)

    s.form(mix(coat, p.cream, 0.5), oval(*at((-33, -12))[0], 8 * k), depth=0.35)
    s.form(
        coat,
        at(*blob((-31, -6), (-30, -26), (-10, -40), (14, -34), (26, -14), (24, 1), (-24, 1))),
        depth=0.55,
        glint=0.35,
    )
    s.form(p.deep(coat, 0.08), at(*oval(-14, -13, 16, 13.5)), depth=0.45, glint=0.4)
    s.form(coat, at(*rect(-22, -5, 4, 1.5, 3.2)), at(*rect(12, -6, 27, 1.5, 3.2)), depth=0.4)
    lop = rng.random() < 0.3
    for i, back in enumerate((True, False)):
        turn = (-100 if back else -78) + (rng.uniform(-6, 6) if not lop else (-55 if back else 80))
        ear = moved(leaf(14 + i * 6, -52, 36, 13, turn, 0.06), 0, 0)
        s.form(coat, at(*ear), depth=0.45)
        s.fill(mix(coat, p.a, 0.4), at(*leaf(14 + i * 6, -54, 28, 7, turn, 0.06)))
    s.form(
        coat,
        at(*blob((2, -44), (12, -58), (28, -57), (38, -42), (33, -29), (18, -25), (5, -31))),
        depth=0.4,
        glint=0.4,
    )
    fx, fy = at((23, -43))[0]
    face(s, fx, fy, 16 * k, asleep=asleep, wide=0.46)
    muzzle(s, fx + side * 0.6, fy + 4.4 * k, 16 * k, mix(p.a, p.dark, 0.1))
    blades: list[Shape] = [
        leaf(rng.uniform(0, 100), s.h + 1, rng.uniform(8, 19), 1.8, -90 + rng.uniform(-22, 22))
        for _ in range(46)
    ]
    s.fill(p.deep(p.leaf, 0.3), *blades[:23])
    s.fill(p.lit(p.leaf, 0.25), *blades[23:])
    for _ in range(rng.randint(5, 11)):
        bx, by = rng.uniform(3, 97), s.h * rng.uniform(0.84, 0.98)
        s.fill(rng.choice((p.cream, p.a, p.b)), *petals(bx, by, 2.6, 5, rng.uniform(0, 70)))
        s.dot(p.b, bx, by, 0.8)


def _bird_body(
    s: Sheet, x: float, y: float, k: float, side: int, color: Color, wing: Color
) -> None:
    p = s.palette

    def at(path: Path) -> Path:
        return moved(path, x, y, grow=k, flip=side < 0)

    s.form(p.deep(wing, 0.15), at(taper([(-10, -4), (-30, 8)], 7, 4.5)), depth=0.4)
    for leg in (-2, 4):
        s.line(p.dark, at([(leg, 10), (leg + 1, 16)]), 0.8 * k)
    body = s.form(
        color,
        at(blob((-16, 2), (-8, -12), (6, -21), (18, -17), (20, -5), (12, 9), (-2, 13))),
        depth=0.5,
        glint=0.35,
    )
    s.fill(mix(color, p.cream, 0.75), at(oval(11, 3, 10, 10)), inside=body, soft=0.5)
    s.fill(p.deep(color, 0.3), at(oval(9, -21, 11, 6, 14)), inside=body)
    s.form(wing, at(blob((-22, 7), (-10, -8), (4, -6), (5, 2), (-6, 8))), depth=0.5, glint=0.35)
    s.fill(p.lit(wing, 0.35), at(leaf(-17, 5, 17, 2, -22)), at(leaf(-14, 7.4, 14, 1.8, -16)))
    s.fill(p.b, at([(19, -12.5), (26.5, -9.5), (19.4, -7)]))
    ex, ey = at([(13.5, -12)])[0]
    s.dot(p.dark, ex, ey, 1.7 * k)
    s.dot(p.cream, ex + 0.5, ey - 0.6 * k, 0.55 * k)
    s.fill(p.a, oval(*at([(12, -6.5)])[0], 2.2 * k, 1.4 * k), alpha=0.4)


def _bird(s: Sheet, rng: Random) -> None:
    p = s.palette
    s.wash(p.sky, p.haze)
    s.glow(rng.uniform(20, 80), s.h * rng.uniform(0.2, 0.4), 38, 38, p.light, 0.8)
    s.dot(p.cream, rng.uniform(25, 75), s.h * 0.3, rng.uniform(14, 22), 0.55)
    count, lean = rng.choice((1, 1, 2, 3)), rng.uniform(-0.14, 0.14)
    y = s.h * rng.uniform(0.58, 0.7)
    branch = [
        (-5, y - 50 * lean),
        (30, y - 19 * lean + 1),
        (65, y + 15 * lean - 1),
        (105, y + 55 * lean),
    ]
    s.form(p.wood, taper(branch, 5.5, 2.4), turn=90, depth=0.6)
    for i in range(6):
        bx = rng.uniform(2, 98)
        turn = rng.choice((-1, 1)) * rng.uniform(30, 75)
        by = y + (bx - 50) * lean
        sprig(s, bx, by, rng.uniform(12, 24), turn, rng, mix(p.leaf, p.c, 0.1 * i))
    blossom = rng.random() < 0.6
    k = {1: rng.uniform(1.35, 1.65), 2: 0.95, 3: 0.72}[count]
    colors = p.accents(rng)
    for i in range(count):
        x = 50 if count == 1 else 14 + (i + 0.5) * 76 / count
        side = rng.choice((-1, 1))
        _bird_body(
            s, x, y + (x - 50) * lean - 16 * k + 0.5, k, side, colors[i], colors[(i + 1) % 3]
        )
    if blossom:
        for _ in range(rng.randint(9, 16)):
            bx = rng.uniform(0, 100)
            by = y + (bx - 50) * lean + rng.uniform(2, 14)
            r = rng.uniform(2.2, 4)
            s.fill(
                mix(p.a, p.cream, rng.uniform(0.45, 0.85)),
                *petals(bx, by, r, 5, rng.uniform(0, 70)),
            )
            s.dot(p.b, bx, by, r * 0.24)


SCENES = {"dog": Scene(_dog), "rabbit": Scene(_rabbit, "day"), "bird": Scene(_bird)}
