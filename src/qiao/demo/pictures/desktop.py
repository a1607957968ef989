"""Pictures of things on a table, seen from above: makeup, letter, receipt."""

from __future__ import annotations

from random import Random

from .greenery import blooms, sprig
from .light import window_light
from .palette import mix
from .props import paper, pen, writing
from .scene import Scene
from .shapes import Path, Shape, arc, curve, leaf, moved, oval, pebble, petals, rect, slab, taper
from .sheet import Sheet
from .tableware import bowl, scatter, tabletop


def _makeup(s: Sheet, rng: Random) -> None:
    p = s.palette
    tabletop(s, rng)
    k = min(1.0, s.h / 110)
    shades = [mix(p.a, p.cream, t) for t in (0.0, 0.25, 0.5, 0.7)] + [
        p.b,
        mix(p.c, p.cream, 0.4),
        p.wood,
    ]
    rng.shuffle(shades)
    turn = rng.uniform(-14, 14)
    x, y = rng.uniform(34, 42), s.h * 0.34
    s.shadow(slab(x + 2, y + 3, 48 * k, 34 * k, 4, turn), alpha=0.45, soft=2)
    s.form(p.dark, slab(x, y, 48 * k, 34 * k, 4, turn), depth=0.3, glint=0.25)
    for i in range(6):
        px, py = moved([((i % 3 - 1) * 14.6 * k, (i // 3 - 0.5) * 15 * k)], x, y, turn=turn)[0]
        pan = s.form(
            shades[i], slab(px, py, 12.4 * k, 12.4 * k, 1.6, turn), turn=240, depth=0.4, glint=0.35
        )
        s.line(
            p.lit(shades[i], 0.5),
            moved(arc(0, 0, 4, 2.4, 200, 330), px, py),
            0.7,
            alpha=0.8,
            inside=pan,
        )
    lip = rng.choice((p.a, mix(p.a, p.shade, 0.3)))
    for i in range(rng.randint(1, 3)):
        lx, ly, a = 76 + i * 9 * k, s.h * 0.28 + i * 5, rng.uniform(-14, 14)
        color = mix(lip, p.cream, i * 0.25)

        def at(path: Path, lx: float = lx, ly: float = ly, a: float = a) -> Path:
            return moved(path, lx, ly, turn=a, grow=k)

        s.shadow(at(slab(1.5, 2, 8, 34, 3)), alpha=0.4, soft=1.2)
        s.form(
            color,
            at([(-2.6, 0), (-2.6, -15), *curve([(-2.6, -15), (0.6, -19.5), (2.6, -18)]), (2.6, 0)]),
            turn=0,
            depth=0.4,
            glint=0.4,
        )
        s.form(p.b, at(rect(-3.2, -6, 3.2, 4, 0.6)), turn=0, depth=0.55, glint=0.5)
        s.form(p.dark, at(rect(-4, 2, 4, 20, 1)), turn=0, depth=0.3, glint=0.3)
    mx, my, r = rng.uniform(28, 36), s.h * 0.73, 19 * k
    s.shadow(oval(mx + 2, my + 3, r), alpha=0.45, soft=2)
    s.form(p.b, oval(mx, my, r), depth=0.5, glint=0.4)
    if rng.random() < 0.5:  # a mirror
        glass = s.form(mix(p.sky, p.cream, 0.5), oval(mx, my, r * 0.86), depth=0.3)
        s.fill(
            p.cream,
            *(slab(mx - 4 + j * 7, my, 3 - j, 60, 0, 40) for j in (0, 1)),
            alpha=0.6,
            inside=glass,
        )
    else:  # powder and its puff
        s.form(shades[6], oval(mx, my, r * 0.84), turn=240, depth=0.3)
        s.shadow(oval(mx + 4, my + 5, r * 0.55), alpha=0.3, soft=1.5)
        s.form(
            mix(p.a, p.cream, 0.75),
            pebble(mx + 3, my + 3, r * 0.55, r * 0.53, rng, 0.05),
            depth=0.35,
        )
        s.form(p.a, slab(mx + 3, my + 3, r * 0.9, 2.4, 1, -25), depth=0.3)
    for i in range(rng.randint(2, 3)):
        bx, by, a = 62 + i * 11, s.h * (0.7 + 0.03 * i), -78 + rng.uniform(-16, 10)
        grip, tip = (
            moved(taper([(-24, 0), (4, 0)], 1.6, 3), bx, by, turn=a, grow=k),
            moved(leaf(7, 0, 19, 9.6, 0), bx, by, turn=a, grow=k),
        )
        s.shadow(moved(grip, 1.4, 1.8), moved(tip, 1.4, 1.8), alpha=0.35, soft=1)
        s.form(mix(p.wood, p.dark, 0.3), grip, turn=0, depth=0.5)
        s.form(mix(shades[i], p.wood, 0.3), tip, turn=a + 180, depth=0.5, glint=0.3)
        s.form(
            p.b, moved(rect(3, -2, 9, 2, 0.4), bx, by, turn=a, grow=k), turn=0, depth=0.5, glint=0.5
        )
    for fx, fy in scatter(rng, 92, s.h * 0.93, 14, 4):
        s.fill(mix(p.a, p.cream, 0.6), *petals(fx, fy, 4.4, 5, fx * 9))
        s.dot(p.b, fx, fy, 1)
    window_light(s, rng, 0.3)


def _letter(s: Sheet, rng: Random) -> None:
    p = s.palette
    tabletop(s, rng)
    k, turn, x, y = min(1.0, s.h / 105), rng.uniform(-18, 18), 50 + rng.uniform(-5, 5), s.h * 0.5
    paper(s, x + 4, y - 14 * k, 54 * k, 62 * k, turn + rng.uniform(3, 12), p.cream)
    tilt = turn + rng.uniform(3, 12)
    paper(s, x - 2, y - 18 * k, 54 * k, 60 * k, tilt, mix(p.cream, (255, 255, 255), 0.4))
    writing(s, x - 2, y - 22 * k, 42 * k, 9, 4.6 * k, tilt, rng)
    envelope = rng.choice(
        (mix(p.b, p.cream, 0.5), mix(p.a, p.cream, 0.5), mix(p.c, p.cream, 0.5), p.wood)
    )
    ex, ey, w, h = x + 5, y + 25 * k, 62 * k, 40 * k

    def on(path: Path) -> Path:
        return moved(path, ex, ey, turn=turn - 4)

    s.shadow(moved(on(slab(0, 0, w, h, 1)), 1.6, 2.4), alpha=0.45, soft=1.8)
    s.form(envelope, on(slab(0, 0, w, h, 1)), depth=0.25)
    if rng.random() < 0.5:
        s.form(
            p.deep(envelope, 0.12),
            on([(-w / 2, h / 2), (0, -2), (w / 2, h / 2)]),
            turn=270,
            depth=0.3,
        )
        s.shadow(on([(-w / 2, -h / 2 + 1), (w / 2, -h / 2 + 1), (0, 6)]), alpha=0.3, soft=1)
        s.form(
            p.lit(envelope, 0.2),
            on([(-w / 2, -h / 2), (w / 2, -h / 2), (0, 3)]),
            turn=90,
            depth=0.3,
        )
        sx, sy = on([(0, 2)])[0]
        s.form(p.a, pebble(sx, sy, 5 * k, 4.8 * k, rng, 0.1), depth=0.5, glint=0.5)
        s.line(p.deep(p.a, 0.4), oval(sx, sy, 3 * k), 0.5)
    else:
        edges: list[Shape] = [
            on(slab(-w / 2 + i * 6, j * (h / 2 - 1), 3, 2, 0, 0))
            for i in range(1, int(w / 6))
            for j in (-1, 1)
        ]
        s.fill(p.a, *edges[::2])
        s.fill(p.c, *edges[1::2])
        lx, ly = on([(-4, 6)])[0]
        writing(s, lx, ly, 28 * k, 3, 5 * k, turn - 4, rng)
        stamp = on(rect(w / 2 - 14, -h / 2 + 4, w / 2 - 4, -h / 2 + 16))
        s.fill(p.cream, stamp)
        s.form(p.c, on(rect(w / 2 - 13, -h / 2 + 5, w / 2 - 5, -h / 2 + 15)), depth=0.3)
        s.fill(p.b, on(oval(w / 2 - 9, -h / 2 + 9, 2.4)))
        sx, sy = on([(w / 2 - 17, -h / 2 + 12)])[0]
        for r in (5, 3.6):
            s.line(p.dark, oval(sx, sy, r), 0.4, alpha=0.5)
    pen(s, x - 32 * k, y + 22 * k, rng.uniform(-110, -60), p.dark)
    sprig(s, 104, -2, 34 * k, rng.uniform(120, 150), rng, p.leaf)
    for fx, fy in scatter(rng, x + 32 * k, y - 44 * k, 9, rng.randint(2, 4)):
        blooms(s, fx, fy, 5 * k, rng, rng.choice((p.a, p.b)))
    window_light(s, rng, 0.32)


def _receipt(s: Sheet, rng: Random) -> None:
    p = s.palette
    tabletop(s, rng)
    k, turn, x, y = min(1.0, s.h / 112), rng.uniform(-13, 13), 50 + rng.uniform(-9, 9), s.h * 0.5
    w, h = 38 * k, rng.uniform(84, 98) * k
    zig = [(-w / 2 + i * w / 16, h / 2 + (1.5 if i % 2 else 0)) for i in range(17)]
    strip: Path = [
        (-w / 2, -h / 2),
        (w / 2, -h / 2),
        *curve([(w / 2, -h / 2), (w / 2 + 1, 0), (w / 2, h / 2)]),
        *zig[::-1],
        *curve([(-w / 2, h / 2), (-w / 2 + 1, 0), (-w / 2, -h / 2)]),
    ]
    s.shadow(moved(strip, x + 2, y + 2.6, turn=turn), alpha=0.45, soft=2)
    slip = s.form(mix(p.cream, (255, 255, 255), 0.5), moved(strip, x, y, turn=turn), depth=0.25)
    s.shade(slip, p.deep(p.cream, 0.4), 90, start=0.75, strength=0.4)

    def on(path: Path) -> Path:
        return moved(path, x, y, turn=turn, grow=k)

    top = -h / k / 2
    s.form(rng.choice((p.a, p.c, p.leaf)), on(oval(0, top + 10, 5.4)), depth=0.4)
    s.fill(p.cream, on(leaf(-2.4, top + 11.6, 6, 3, -38)))
    ink: list[Shape] = [
        on(rect(-9, top + 19, 9, top + 20.6, 0.6)),
        on(rect(-6, top + 22.4, 6, top + 23.4, 0.5)),
    ]
    rows = rng.randint(6, 8)
    for i in range(rows):
        yy = top + 30 + i * 4.6
        ink += [
            on(rect(-15, yy, -15 + rng.uniform(8, 17), yy + 1.2, 0.5)),
            on(rect(15 - rng.uniform(4, 7), yy, 15, yy + 1.2, 0.5)),
        ]
    yy = top + 32 + rows * 4.6
    ink += [on(rect(-15 + i * 2.2, yy, -13.8 + i * 2.2, yy + 0.4)) for i in range(14)]
    ink += [on(rect(-15, yy + 4, -4, yy + 6.4, 0.6)), on(rect(5, yy + 4, 15, yy + 6.4, 0.6))]
    at = -13.0
    while at < 13:
        bar = rng.choice((0.5, 0.9, 1.5))
        ink.append(on(rect(at, yy + 12, at + bar, yy + 20)))
        at += bar + rng.choice((0.5, 0.9))
    s.fill(mix(p.dark, p.cream, 0.25), *ink)
    s.line(p.a, on(oval(10, yy + 5.2, 9, 4.4, -6)), 0.6, alpha=0.9)
    coins = scatter(
        rng, x + (30 if x < 50 else -30), s.h * rng.uniform(0.6, 0.74), 9, rng.randint(3, 6)
    )
    for i, (cx, cy) in enumerate(coins):
        r, metal = rng.uniform(4.2, 5.6), (p.b, p.tone("#C9CBD0"), p.wood)[i % 3]
        s.shadow(oval(cx + 0.8, cy + 1.2, r), alpha=0.4, soft=0.8)
        s.form(metal, oval(cx, cy, r), depth=0.4, glint=0.5)
        s.line(p.lit(metal, 0.5), oval(cx, cy, r * 0.76), 0.4)
        s.fill(
            p.deep(metal, 0.3), leaf(cx - r * 0.35, cy + r * 0.2, r * 0.8, r * 0.4, -30), alpha=0.7
        )
    side = 1 if x < 50 else -1
    kind = rng.randrange(3)
    if kind == 0:
        bowl(
            s,
            x + side * 38,
            s.h * 0.2,
            17 * k,
            rng.choice((p.a, p.cream, p.c)),
            p.tone("#8A5430"),
            rng,
        )
    elif kind == 1:  # keys
        kx, ky = x + side * 34, s.h * 0.24
        s.line(p.b, oval(kx, ky, 5), 1.3)
        s.line(p.b, [(kx + 2, ky + 5), (kx + 7, ky + 20)], 1.8)
        s.line(p.b, [(kx + 6, ky + 17), (kx + 9.5, ky + 16)], 1.6)
        s.form(p.a, pebble(kx - 6, ky + 11, 5, 6, rng), depth=0.4, glint=0.4)
    else:
        for fx, fy in scatter(rng, x + side * 36, s.h * 0.22, 8, 3):
            s.shadow(oval(fx + 1, fy + 1.5, 6), alpha=0.4, soft=1)
            s.form(p.tone("#F08A24"), pebble(fx, fy, 6.4, 6.2, rng, 0.04), depth=0.45, glint=0.5)
            s.fill(p.leaf, leaf(fx, fy - 3, 6, 3, -40))
    pen(s, x - side * 34, s.h * 0.72, rng.uniform(60, 110), rng.choice((p.a, p.c, p.dark)))
    window_light(s, rng, 0.3)


SCENES = {
    "makeup": Scene(_makeup, "day"),
    "letter": Scene(_letter),
    "receipt": Scene(_receipt, "day"),
}
