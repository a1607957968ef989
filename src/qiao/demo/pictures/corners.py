"""Pictures of the corners people sit in: at the window, at a desk, over a notebook."""

from __future__ import annotations

from random import Random

from .greenery import pot_plant, sprig
from .light import frame, window_light
from .palette import mix
from .props import mug, pen, steam, writing
from .rooms import shelf
from .scene import Scene
from .shapes import Path, Shape, blob, curve, moved, oval, petals, rect, slab, taper
from .sheet import Sheet
from .tableware import bowl, tabletop


def _window(s: Sheet, rng: Random) -> None:
    p = s.palette
    s.wash(p.lit(p.wall, 0.2), p.wall)
    x0, x1, top, sill = (
        rng.uniform(10, 18),
        rng.uniform(82, 90),
        s.h * 0.09,
        s.h * rng.uniform(0.74, 0.79),
    )
    frame(s, x0, top, x1, sill, rng, bars=rng.random() < 0.6)
    if rng.random() < 0.5:  # rain on the glass
        drops: list[Shape] = [
            oval(rng.uniform(x0, x1), rng.uniform(top, sill), 0.5, rng.uniform(0.6, 1.4))
            for _ in range(44)
        ]
        s.fill(p.cream, *drops, alpha=0.55)
    kind = rng.randrange(3)
    if kind < 2:
        drape = mix(rng.choice((p.cloth, p.a, p.b, p.c)), p.cream, 0.3)
        for side in (-1, 1):
            edge = x0 - 6 if side < 0 else x1 + 6
            inner = edge - side * rng.uniform(14, 22)
            hang = [
                (edge + side * 9, -3),
                (inner, -3),
                (inner - side * -3, sill * 0.5),
                (edge - side * 3, sill * 0.72),
                (inner + side * 6, s.h * 0.92),
                (edge + side * 9, s.h * 0.92),
            ]
            cloth = s.form(drape, blob(*hang), turn=0 if side > 0 else 180, depth=0.5)
            folds = [
                taper(
                    [
                        (edge - side * k, -2),
                        (edge - side * k * 0.4, sill * 0.7),
                        (edge - side * k * 0.9, s.h),
                    ],
                    0.4,
                    1.6,
                )
                for k in (3, 8, 13)
            ]
            s.fill(p.deep(drape, 0.3), *folds, alpha=0.5, inside=cloth)
    s.form(mix(p.wood, p.cream, 0.3), rect(-2, sill + 3, 102, sill + 10), turn=90, depth=0.45)
    s.wash(p.lit(p.wall, 0.05), p.deep(p.wall, 0.15), sill + 10, s.h)
    s.shadow(rect(-4, sill + 9, 104, sill + 12), alpha=0.35, soft=1.4)
    spots = [20.0, 40.0, 62.0, 82.0]
    rng.shuffle(spots)
    pot_plant(s, spots[0], sill + 5, rng.uniform(30, 44), rng)
    pot_plant(s, spots[1], sill + 5, rng.uniform(20, 30), rng)
    mug(s, spots[2], sill + 5.5, 12, rng.choice((p.a, p.b, p.c)))
    steam(s, spots[2], sill - 7, 13, rng)
    for i in range(rng.randint(1, 4)):
        y = sill + 5.5 - i * 3
        s.form(
            (p.c, p.a, p.cream, p.b)[i],
            rect(spots[3] - 9 + i, y - 3, spots[3] + 9 - i * 0.6, y, 0.6),
            turn=90,
            depth=0.4,
        )
    if kind == 2:  # paper lights along the top
        for i in range(6):
            x, y = 8 + i * 17, top + 5 + (i % 2) * 3
            s.glow(x, y, 9, 9, p.light, 0.55)
            s.form((p.a, p.b, p.cream)[i % 3], oval(x, y, 3.2, 3.8), depth=0.4, glint=0.5)


def _desk(s: Sheet, rng: Random) -> None:
    p = s.palette
    edge = s.h * rng.uniform(0.66, 0.72)
    s.wash(p.lit(p.wall, 0.25), p.wall, 0, edge)
    left = rng.random() < 0.5
    wx = 50.0 if left else 8.0
    if rng.random() < 0.6:
        frame(s, wx, s.h * 0.08, wx + 42, edge - 24, rng)
    else:
        for i in range(5):
            x, y = wx + (i % 3) * 15, s.h * 0.12 + (i // 3) * 21
            s.form(
                (p.cream, p.a, p.b, p.c, p.cream)[i],
                slab(x + 6, y + 7, 11, 14, 0.4, rng.uniform(-7, 7)),
                depth=0.25,
            )
            s.dot(p.dark, x + 6, y + 1, 0.8)
    shelf(s, 4.0 if left else 56.0, edge - 42, 38, rng)
    window_light(s, rng, 0.3)
    s.wash(p.lit(p.wood, 0.3), p.wood, edge, s.h)
    foot = edge + (s.h - edge) * 0.35
    side = 1 if left else -1
    x = 50 + side * rng.uniform(4, 10)
    s.shadow(rect(x - 22, foot, x + 26, foot + 5), alpha=0.4, soft=2)
    s.form(p.deep(p.c, 0.35), rect(x - 20, foot - 30, x + 20, foot, 2), depth=0.3)
    screen = s.form(
        mix(p.sky, p.cream, 0.4), rect(x - 18, foot - 28, x + 18, foot - 3, 0.8), turn=45, depth=0.3
    )
    s.fill(p.a, oval(x - 8, foot - 18, 6), inside=screen)
    s.fill(p.leaf, oval(x - 2, foot - 2, 16, 10), inside=screen)
    s.fill(
        p.dark,
        *(
            rect(x + 5, foot - 25 + i * 2.6, x + 15 - i % 3 * 2, foot - 24 + i * 2.6, 0.5)
            for i in range(5)
        ),
        alpha=0.5,
    )
    s.form(
        mix(p.cream, p.c, 0.3),
        [(x - 20, foot), (x + 20, foot), (x + 24, foot + 8), (x - 24, foot + 8)],
        turn=90,
        depth=0.35,
    )
    s.fill(
        p.dark,
        *(
            rect(
                x - 16 + k * 3.3,
                foot + 1.4 + j * 1.7,
                x - 13.6 + k * 3.3,
                foot + 2.4 + j * 1.7,
                0.3,
            )
            for k in range(10)
            for j in range(2)
        ),
        alpha=0.45,
    )
    lx = 50 - side * 38
    s.form(p.dark, oval(lx, foot + 2, 7, 1.6), turn=90)
    for bone in (
        [(lx, foot + 2), (lx - side * 4, foot - 18)],
        [(lx - side * 4, foot - 18), (lx + side * 8, foot - 31)],
    ):
        s.line(p.dark, bone, 1.1)
    s.glow(lx + side * 14, foot - 16, 24, 22, p.light, 0.6)
    s.form(
        rng.choice((p.a, p.b)),
        taper([(lx + side * 6, foot - 34), (lx + side * 13, foot - 27)], 4, 13),
        depth=0.4,
        glint=0.4,
    )
    mug(s, x + side * 30, foot + 6, 10, rng.choice((p.a, p.b, p.cream)), flip=left)
    steam(s, x + side * 30, foot - 5, 12, rng)
    y = foot + (s.h - foot) * 0.62
    s.shadow(slab(lx + side * 8 + 1, y + 1.4, 24, 13, 0.6, 6 * side), alpha=0.35, soft=1)
    s.form(p.cream, slab(lx + side * 8, y, 24, 13, 0.6, 6 * side), depth=0.25)
    s.form(p.b, taper([(lx + side * 14, y + 6), (lx + side * 26, y - 5)], 1.6, 0.8), depth=0.4)
    if rng.random() < 0.7:
        pot_plant(s, 50 + side * 45, foot + 3, rng.uniform(24, 34), rng)


def _notebook(s: Sheet, rng: Random) -> None:
    p = s.palette
    tabletop(s, rng)
    x, y, turn = 50 + rng.uniform(-5, 5), s.h * 0.5, rng.uniform(-16, 16)
    k = min(1.0, s.h / 100)
    w, h, cover = 34 * k, 56 * k, rng.choice((p.a, p.b, p.c, p.leaf))

    def on(path: Path) -> Path:
        return moved(path, x, y, turn=turn)

    s.shadow(moved(slab(0, 0, w * 2 + 4, h + 4, 2, turn), x + 2, y + 3), alpha=0.45, soft=2.4)
    s.form(cover, on(slab(0, 0, w * 2 + 4, h + 4, 2)), depth=0.3)
    for side in (-1, 1):
        s.form(
            p.cream,
            on(rect(min(0, side * w), -h / 2, max(0, side * w), h / 2, 1)),
            turn=180 if side > 0 else 0,
            depth=0.35,
        )
    lines: list[Shape] = [
        on(rect(sx, -h / 2 + 7 + i * 4.4, sx + w - 7, -h / 2 + 7.25 + i * 4.4))
        for sx in (-w + 4, 4)
        for i in range(int((h - 12) / 4.4))
    ]
    s.fill(p.c, *lines, alpha=0.4)
    lx, ly = on([(-w / 2, -h * 0.06)])[0]
    writing(s, lx, ly, w * 0.7, int(h / 6), 4.4, turn, rng)
    kind = rng.randrange(3)
    if kind == 0:
        for i in range(5):
            fx, fy = on([(w * (0.3 + 0.1 * i), -h * (0.05 + 0.1 * (i % 3)))])[0]
            s.line(p.leaf, curve([on([(w * 0.5, h * 0.32)])[0], (fx + 1, fy + 8), (fx, fy)]), 0.5)
            s.fill((p.a, p.b, p.c)[i % 3], *petals(fx, fy, 4.2 * k, 5, i * 20))
            s.dot(p.cream, fx, fy, 1)
    elif kind == 1:
        s.form(
            mix(p.sky, p.haze, 0.3),
            on(rect(w * 0.16, -h * 0.36, w * 0.84, h * 0.02, 0.6)),
            depth=0.3,
        )
        s.fill(p.b, on(oval(w * 0.62, -h * 0.24, 4)))
        s.fill(
            p.leaf,
            on(
                [
                    (w * 0.16, h * 0.02),
                    (w * 0.4, -h * 0.2),
                    (w * 0.6, -h * 0.06),
                    (w * 0.7, -h * 0.12),
                    (w * 0.84, h * 0.02),
                ]
            ),
        )
        lx, ly = on([(w * 0.5, h * 0.2)])[0]
        writing(s, lx, ly, w * 0.66, 4, 4.4, turn, rng)
    else:
        for i in range(5):
            cx, cy = on([(w * 0.18, -h * 0.3 + i * 8.8)])[0]
            s.line(p.dark, slab(cx, cy, 3, 3, 0.6, turn), 0.4)
            if i < 3:
                s.line(p.a, [(cx - 1, cy), (cx, cy + 1.4), (cx + 2.4, cy - 2)], 0.7)
            wx, wy = on([(w * 0.55, -h * 0.3 + i * 8.8)])[0]
            writing(s, wx, wy, w * 0.52, 1, 4.4, turn, rng)
    s.fill(p.deep(p.cream, 0.4), on(rect(-0.5, -h / 2, 0.5, h / 2)), alpha=0.7, soft=0.5)
    pen(s, x + w * 0.5, y + h * 0.36, turn - rng.uniform(30, 60), rng.choice((p.b, p.dark, p.a)))
    bowl(s, rng.choice((12.0, 88.0)), s.h * 0.1, 15 * k, p.cream, p.tone("#8A5430"), rng)
    sprig(s, -2, s.h - 6, 34 * k, rng.uniform(-60, -20), rng, p.leaf)
    window_light(s, rng, 0.28)


SCENES = {"window": Scene(_window), "desk": Scene(_desk), "notebook": Scene(_notebook, "day")}
