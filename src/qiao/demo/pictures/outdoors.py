"""Pictures of weather and open land: mountains, sea, park, garden, rain, snow, sunset."""

from __future__ import annotations

from random import Random

from .palette import Color, mix
from .props import sprig
from .scene import Scene
from .shapes import (
    Path,
    Shape,
    arc,
    blob,
    cloud,
    curve,
    leaf,
    oval,
    pebble,
    petals,
    rect,
    ridge,
    slab,
    taper,
)
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


def person(
    s: Sheet, x: float, foot: float, size: float, rng: Random, *, umbrella: bool = False
) -> None:
    """A small figure with its back half turned; `size` is its height."""
    p = s.palette
    coat, trousers, k = rng.choice((p.a, p.b, p.c, p.cream)), mix(p.dark, p.c, 0.3), size
    s.shadow(oval(x + k * 0.1, foot, k * 0.26, k * 0.035), alpha=0.4, soft=k * 0.03)
    for leg in (-0.06, 0.07):
        s.fill(
            trousers,
            rect(x + (leg - 0.045) * k, foot - k * 0.36, x + (leg + 0.045) * k, foot, k * 0.03),
        )
    s.form(
        coat,
        blob(
            (x - k * 0.12, foot - k * 0.74),
            (x + k * 0.12, foot - k * 0.74),
            (x + k * 0.19, foot - k * 0.3),
            (x, foot - k * 0.27),
            (x - k * 0.19, foot - k * 0.3),
        ),
        turn=15,
        depth=0.5,
        glint=0.3,
    )
    s.form(
        p.tone(rng.choice(("#F0C3A0", "#C98F6A", "#8A5A44", "#F5D2B4"))),
        oval(x, foot - k * 0.84, k * 0.095),
        depth=0.3,
    )
    hair = p.tone(rng.choice(("#3A2A2E", "#6B4634", "#C98A4A", "#B9B0AC")))
    s.fill(hair, arc(x, foot - k * 0.86, k * 0.108, k * 0.105, 150, 390))
    if umbrella:
        top = foot - k * 1.02
        s.line(p.dark, [(x + k * 0.1, foot - k * 0.5), (x + k * 0.1, top - k * 0.2)], k * 0.022)
        shade = rng.choice((p.a, p.b, p.c, p.cream))
        dome = s.form(
            shade,
            [*arc(x + k * 0.1, top + k * 0.04, k * 0.44, k * 0.34, 180, 360)],
            turn=45,
            depth=0.5,
            glint=0.4,
        )
        s.fill(
            p.deep(shade, 0.25),
            leaf(x + k * 0.1, top + k * 0.06, k * 0.4, k * 0.14, -90),
            inside=dome,
        )


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


def _boat(s: Sheet, x: float, y: float, k: float, color: Color) -> None:
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
        _boat(
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
        dome = s.form(p.cream, moved_dome(x + 3, y - 20, 18), turn=30, depth=0.4)
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


def moved_dome(x: float, y: float, r: float) -> Path:
    """The half disc of a parasol."""
    return arc(x, y, r, r * 0.82, 180, 360)


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
        _boat(
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
    for i in range(rng.randint(0, 3)):
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


SCENES = {
    "mountain": Scene(_mountain),
    "sea": Scene(_sea, "day"),
    "park": Scene(_park, "day"),
    "garden": Scene(_garden, "day"),
    "rain": Scene(_rain),
    "snow": Scene(_snow),
    "sunset": Scene(_sunset),
}
