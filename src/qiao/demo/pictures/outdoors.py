"""Pictures of open land: mountains, sea, sunset."""

from __future__ import annotations

from random import Random

from .greenery import tree
from .palette import Color, mix
from .scene import Scene
from .shapes import Path, Shape, arc, blob, cloud, curve, leaf, oval, pebble, ridge, slab
from .sheet import Sheet


def sky(s: Sheet, rng: Random, horizon: float, *, sun: bool = True, clouds: int = 3) -> None:
    """Sky down to the horizon, with a sun or moon, stars at night, and clouds by day."""
    p = s.palette
    s.wash(p.sky, p.haze, 0, horizon)
    if p.night:
        stars: list[Shape] = [
            oval(rng.uniform(0, 100), rng.uniform(0, horizon * 0.7), rng.uniform(0.15, 0.42))
            for _ in range(46)
        ]
        s.fill(p.cream, *stars, alpha=0.85)
    if sun:
        x, y, r = rng.uniform(18, 82), horizon * rng.uniform(0.22, 0.5), rng.uniform(6, 10)
        s.glow(x, y, r * 5, r * 5, p.light, 0.6)
        s.dot(p.cream if p.night else mix(p.light, p.cream, 0.5), x, y, r)
        if p.night and rng.random() < 0.5:
            s.dot(mix(p.sky, p.haze, 0.3), x + r * 0.45, y - r * 0.2, r * 0.86)
    for _ in range(clouds):
        puff = cloud(
            rng.uniform(0, 100), horizon * rng.uniform(0.12, 0.72), rng.uniform(20, 42), rng
        )
        patch = s.fill(mix(p.cream, p.sky, 0.45 if p.night else 0.08), *puff, alpha=0.85)
        s.shade(patch, mix(p.haze, p.sky, 0.6), 90, start=0.3, strength=0.7)


def _mountain(s: Sheet, rng: Random) -> None:
    p = s.palette
    horizon = s.h * 0.74
    sky(s, rng, horizon, clouds=2)
    far = mix(p.haze, p.c, 0.38)
    s.form(far, ridge(s.h * 0.52, s.h * 0.14, s.h, rng, peaks=4, sharp=True), turn=90, depth=0.2)
    for cx, tall, k in (
        (rng.uniform(25, 42), s.h * 0.46, 0.6),
        (rng.uniform(60, 80), s.h * 0.34, 0.75),
    ):
        top, w = horizon - tall, tall * rng.uniform(0.62, 0.78)
        rock = mix(p.haze, mix(p.c, p.shade, 0.3), k)
        peak: Path = [
            (cx - w, horizon + 2),
            (cx - w * 0.42, top + tall * 0.4),
            (cx - w * 0.3, top + tall * 0.36),
            (cx - w * 0.05, top),
            (cx + w * 0.06, top + tall * 0.04),
            (cx + w * 0.36, top + tall * 0.42),
            (cx + w * 0.52, top + tall * 0.5),
            (cx + w, horizon + 2),
        ]
        body = s.form(rock, peak, turn=0, depth=0.3)
        s.fill(
            p.deep(rock, 0.35),
            [
                (cx, top),
                (cx + w * 0.06, top),
                (cx + w * 1.1, horizon + 3),
                (cx + w * 0.2, horizon + 3),
                (cx + w * 0.14, top + tall * 0.6),
                (cx + w * 0.02, top + tall * 0.34),
            ],
            alpha=0.7,
            inside=body,
        )
        y = top + tall * 0.27
        snow: Path = [
            (cx - w, top - 2),
            (cx + w, top - 2),
            (cx + w * 0.42, y + 3),
            (cx + w * 0.2, y - 2),
            (cx + w * 0.1, y + 5),
            (cx - w * 0.04, y - 1),
            (cx - w * 0.16, y + 4),
            (cx - w * 0.28, y - 1),
            (cx - w * 0.42, y + 2),
        ]
        s.fill(p.cream, snow, alpha=0.95, inside=body)
    s.glow(50, horizon, 80, 14, p.haze, 0.75)
    s.form(mix(p.leaf, p.haze, 0.35), ridge(horizon, 6, s.h, rng), turn=90, depth=0.4)
    if rng.random() < 0.5:  # a lake
        s.wash(mix(p.sky, p.c, 0.35), mix(p.haze, p.sky, 0.3), horizon + 4, s.h)
        s.fill(
            p.cream,
            *(
                slab(
                    rng.uniform(0, 100), rng.uniform(horizon + 6, s.h), rng.uniform(8, 24), 0.5, 0.3
                )
                for _ in range(12)
            ),
            alpha=0.5,
        )
    front = s.h * 0.93
    s.form(p.deep(p.leaf, 0.15), ridge(front, 7, s.h + 2, rng, peaks=2), turn=90, depth=0.5)
    for _ in range(rng.randint(6, 10)):
        side = rng.choice((rng.uniform(-2, 30), rng.uniform(66, 102)))
        tree(
            s,
            side,
            front + rng.uniform(0, 5),
            rng.uniform(16, 30),
            rng,
            p.deep(p.leaf, rng.uniform(0.1, 0.4)),
            1,
        )


def boat(s: Sheet, x: float, y: float, k: float, color: Color) -> None:
    p = s.palette
    s.fill(p.shade, slab(x, y + k * 0.16, k * 1.1, k * 0.14, k * 0.07), alpha=0.3, soft=k * 0.03)
    s.form(
        p.cream,
        [(x - k * 0.03, y - k * 0.1), (x - k * 0.03, y - k * 0.95), (x - k * 0.48, y - k * 0.16)],
        turn=180,
        depth=0.35,
    )
    s.form(
        color,
        [
            (x + k * 0.03, y - k * 0.1),
            (x + k * 0.03, y - k * 1.05),
            *curve([(x + k * 0.28, y - k * 0.6), (x + k * 0.44, y - k * 0.16)]),
        ],
        turn=0,
        depth=0.4,
    )
    s.form(
        p.wood,
        [
            (x - k * 0.55, y - k * 0.08),
            (x + k * 0.55, y - k * 0.08),
            (x + k * 0.36, y + k * 0.14),
            (x - k * 0.36, y + k * 0.14),
        ],
        turn=90,
        depth=0.5,
    )


def _sea(s: Sheet, rng: Random) -> None:
    p = s.palette
    horizon = s.h * rng.uniform(0.38, 0.46)
    sky(s, rng, horizon, clouds=rng.randint(2, 4))
    water = mix(p.c, p.sky, 0.25)
    s.wash(mix(water, p.haze, 0.35), mix(water, p.shade, 0.12), horizon, s.h)
    s.glow(rng.uniform(25, 75), horizon, 34, s.h * 0.3, p.light, 0.35)
    if rng.random() < 0.5:
        s.form(
            mix(p.leaf, p.haze, 0.5),
            blob((-6, horizon + 0.6), (8, horizon - 9), (26, horizon - 5), (42, horizon + 0.6)),
            turn=90,
            depth=0.3,
        )
    glints: list[Shape] = [
        slab(
            rng.uniform(0, 100),
            horizon + 2 + (s.h * 0.36) * rng.random() ** 1.5,
            rng.uniform(4, 16),
            rng.uniform(0.3, 0.7),
            0.3,
        )
        for _ in range(40)
    ]
    s.fill(p.cream, *glints, alpha=0.5)
    for _ in range(rng.randint(1, 3)):
        depth = rng.uniform(0.06, 0.4)
        boat(
            s,
            rng.uniform(14, 86),
            horizon + (s.h - horizon) * depth,
            7 + depth * 38,
            rng.choice((p.a, p.b)),
        )
    shore = s.h * rng.uniform(0.8, 0.88)
    sand = mix(p.b, p.cream, 0.62)
    for rise, color, alpha in (
        (-5.5, p.cream, 0.35),
        (-2.2, p.cream, 0.9),
        (0.0, mix(sand, p.wood, 0.22), 1.0),
        (2.4, sand, 1.0),
    ):
        line = curve(
            [
                (-5, shore + rise + 4),
                (20, shore + rise - 2),
                (48, shore + rise + 4),
                (76, shore + rise - 3),
                (105, shore + rise + 2),
            ]
        )
        s.fill(color, [*line, (106, s.h + 2), (-6, s.h + 2)], alpha=alpha)
    if rng.random() < 0.65:  # a parasol and a towel
        x, y = rng.uniform(22, 76), shore + (s.h - shore) * 0.55
        s.form(rng.choice((p.a, p.c)), slab(x + 13, y + 3, 22, 6, 1, -5), depth=0.3)
        s.line(p.wood, [(x, y + 3), (x + 3, y - 22)], 0.9)
        color = rng.choice((p.a, p.b))
        dome = s.form(p.cream, arc(x + 3, y - 20, 18, 14.8, 180, 360), turn=30, depth=0.4)
        s.fill(
            color,
            *(
                [(x + 3, y - 34), (x + 3 + k * 7, y - 18), (x + 3 + k * 7 + 7, y - 18)]
                for k in (-2.5, -0.5, 1.5)
            ),
            inside=dome,
        )
    for _ in range(6):
        s.form(
            p.lit(p.wood, 0.4),
            pebble(rng.uniform(0, 100), s.h - rng.uniform(1, 7), rng.uniform(1, 2.4), 1.1, rng),
            depth=0.5,
        )


def _sunset(s: Sheet, rng: Random) -> None:
    p = s.palette
    horizon = s.h * rng.uniform(0.56, 0.66)
    warm = mix(p.a, p.b, rng.uniform(0.25, 0.6))
    s.wash(mix(p.sky, p.a, 0.15 if p.night else 0.3), mix(warm, p.light, 0.55), 0, horizon)
    x, r = rng.uniform(28, 72), rng.uniform(11, 17)
    y = horizon - r * rng.uniform(0.1, 1.5)
    s.glow(x, y, 75, 62, mix(p.light, warm, 0.3), 0.75)
    s.form(mix(p.cream, p.light, 0.5), oval(x, y, r), turn=90, depth=0.0)
    for i in range(rng.randint(3, 6)):
        cy, w = horizon * rng.uniform(0.15, 0.85), rng.uniform(26, 60)
        band = leaf(rng.uniform(-20, 70), cy, w, rng.uniform(2, 5), 0)
        s.form(mix(warm, p.cream, 0.2 + 0.12 * (i % 4)), band, turn=90, depth=0.3)
    if rng.random() < 0.5:  # over water
        s.wash(mix(warm, p.shade, 0.25), mix(p.shade, p.a, 0.25), horizon, s.h)
        for i in range(16):
            t = i / 15
            w = r * (0.5 + t * 0.9) * rng.uniform(0.5, 1.2)
            s.fill(
                p.light,
                slab(
                    x + rng.uniform(-3, 3),
                    horizon + 1.5 + (s.h - horizon) * t * 0.9,
                    w * 1.6,
                    0.7 + t,
                    0.9,
                ),
                alpha=0.75 - t * 0.4,
            )
        boat(
            s, x + rng.choice((-1, 1)) * rng.uniform(14, 24), horizon + 9, 13, mix(p.a, p.dark, 0.4)
        )
        s.form(
            mix(p.shade, p.dark, 0.4),
            ridge(s.h * 0.95, 7, s.h + 2, rng, peaks=2),
            turn=90,
            depth=0.3,
        )
    else:
        for i, share in enumerate((0.3, 0.52, 0.74, 0.9)):
            s.form(
                mix(mix(warm, p.cream, 0.2), mix(p.shade, p.dark, 0.3), share),
                ridge(horizon + i * (s.h - horizon) * 0.22, 11, s.h + 2, rng),
                turn=270,
                depth=0.12,
            )
    for _ in range(rng.randint(0, 3)):
        tree(
            s,
            rng.choice((rng.uniform(0, 26), rng.uniform(74, 100))),
            s.h * 0.99,
            s.h * rng.uniform(0.22, 0.4),
            rng,
            mix(p.shade, p.dark, 0.5),
            rng.choice((1, 2)),
        )
    for _ in range(rng.randint(3, 7)):
        bx, by, k = rng.uniform(12, 88), horizon * rng.uniform(0.2, 0.65), rng.uniform(1.4, 2.8)
        s.line(
            mix(p.shade, p.dark, 0.4),
            curve(
                [
                    (bx - k, by - k * 0.4),
                    (bx - k * 0.4, by - k * 0.5),
                    (bx, by),
                    (bx + k * 0.4, by - k * 0.5),
                    (bx + k, by - k * 0.4),
                ]
            ),
            0.4,
        )


SCENES = {"mountain": Scene(_mountain), "sea": Scene(_sea, "day"), "sunset": Scene(_sunset)}
