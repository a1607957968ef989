"""Pictures of things people keep or carry: books, letters, flowers, a guitar, a suitcase."""

from __future__ import annotations

from math import cos, radians, sin
from random import Random

from .food import scatter
from .outdoors import blooms
from .palette import Color, mix
from .props import bowl, mug, pot_plant, sprig, steam, tabletop, window_light
from .rooms import frame, row_of_books, shelf
from .scene import Scene
from .shapes import (
    Path,
    Shape,
    arc,
    blob,
    curve,
    leaf,
    moved,
    oval,
    pebble,
    petals,
    rect,
    slab,
    squiggle,
    taper,
)
from .sheet import Patch, Sheet


def corner(s: Sheet, rng: Random) -> float:
    """A wall and the top of a table or a floor; gives back where they meet."""
    p = s.palette
    edge = s.h * rng.uniform(0.7, 0.78)
    s.wash(p.lit(p.wall, 0.3), p.wall, 0, edge)
    if rng.random() < 0.35:
        wx = rng.choice((6.0, 54.0))
        frame(s, wx, s.h * 0.08, wx + 40, edge - 18, rng)
    elif rng.random() < 0.5:
        s.fill(
            mix(p.wall, rng.choice((p.a, p.b, p.c)), 0.28),
            oval(50 + rng.uniform(-12, 12), edge - 36, 40),
        )
    window_light(s, rng, 0.45)
    s.wash(p.lit(p.table, 0.2), p.deep(p.table, 0.16), edge, s.h)
    return edge


def paper(s: Sheet, x: float, y: float, w: float, h: float, turn: float, color: Color) -> Patch:
    """A sheet of paper lying on the table."""
    s.shadow(slab(x + 1.2, y + 1.8, w, h, 0.6, turn), alpha=0.4, soft=1.4)
    return s.form(color, slab(x, y, w, h, 0.6, turn), depth=0.2)


def writing(
    s: Sheet, x: float, y: float, w: float, lines: int, gap: float, turn: float, rng: Random
) -> None:
    """Lines of handwriting about (x, y), the last one short."""
    for i in range(lines):
        length = w * (rng.uniform(0.35, 0.6) if i == lines - 1 else rng.uniform(0.82, 0.98))
        line = squiggle(-w / 2, (i - (lines - 1) / 2) * gap, length, gap * 0.34, rng)
        s.line(s.palette.dark, moved(line, x, y, turn=turn), 0.36, alpha=0.8)


def pen(s: Sheet, x: float, y: float, turn: float, color: Color) -> None:
    """A pen or pencil lying on the table."""
    s.shadow(moved(slab(0, 0, 30, 2.2, 1), x + 0.9, y + 1.3, turn=turn), alpha=0.4, soft=0.8)
    s.form(color, moved(slab(0, 0, 28, 2.2, 0.8), x, y, turn=turn), turn=90, depth=0.5, glint=0.4)
    s.fill(s.palette.cream, moved([(14, -1.1), (17.4, 0), (14, 1.1)], x, y, turn=turn))
    s.fill(s.palette.dark, moved([(16.2, -0.5), (17.8, 0), (16.2, 0.5)], x, y, turn=turn))


def _books(s: Sheet, rng: Random) -> None:
    p = s.palette
    if rng.random() < 0.5:  # a shelf
        s.wash(p.lit(p.wall, 0.2), p.deep(p.wall, 0.1))
        rows = 3 if s.h > 110 else 2
        gap = s.h / rows
        for i in range(rows):
            foot = gap * (i + 0.9)
            x = rng.uniform(-4, 6)
            row_of_books(s, x, foot, rng.uniform(50, 66), gap * 0.68, rng)
            pot_plant(s, 84, foot, gap * rng.uniform(0.45, 0.62), rng)
            s.form(p.wood, rect(-2, foot, 102, foot + gap * 0.07), turn=90, depth=0.4)
            s.shadow(rect(-2, foot + gap * 0.07, 102, foot + gap * 0.1), alpha=0.35, soft=1.2)
        window_light(s, rng, 0.25)
        return
    edge = corner(s, rng)
    foot, x = edge + (s.h - edge) * 0.4, rng.uniform(44, 56)
    s.shadow(oval(x + 3, foot, 36, 3), alpha=0.45, soft=2)
    y, count = foot, rng.randint(4, 7)
    colors = [p.a, p.b, p.c, p.leaf, p.cream, p.wood, mix(p.a, p.cream, 0.4)]
    rng.shuffle(colors)
    for i in range(count):
        tall, w = rng.uniform(5.4, 8.4), rng.uniform(24, 31)
        dx = x + rng.uniform(-3.5, 3.5)
        s.form(colors[i], rect(dx - w, y - tall, dx + w, y, 1), turn=90, depth=0.4, glint=0.25)
        side = rng.choice((-1, 1))
        s.fill(
            p.cream,
            rect(dx + (w - 6) * side - 5.4, y - tall + 1, dx + (w - 6) * side + 5.4, y - 1, 0.4),
        )
        s.fill(
            p.lit(colors[i], 0.6),
            rect(
                dx - side * w * 0.5 - 7,
                y - tall * 0.62,
                dx - side * w * 0.5 + 7,
                y - tall * 0.4,
                0.4,
            ),
        )
        y -= tall
    if rng.random() < 0.5:
        mug(s, x - 6, y, 15, rng.choice((p.a, p.b, p.cream)))
        steam(s, x - 6, y - 15, 16, rng)
    else:
        pot_plant(s, x + 4, y, min(34, y * 0.7), rng)
    pot_plant(s, rng.choice((9.0, 91.0)), foot - 3, rng.uniform(34, 46), rng)


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


def _letter(s: Sheet, rng: Random) -> None:
    p = s.palette
    tabletop(s, rng)
    k, turn, x, y = min(1.0, s.h / 105), rng.uniform(-18, 18), 50 + rng.uniform(-5, 5), s.h * 0.5
    paper(s, x + 4, y - 14 * k, 54 * k, 62 * k, turn + rng.uniform(3, 12), p.cream)
    tilt = turn + rng.uniform(3, 12)
    sheet = paper(s, x - 2, y - 18 * k, 54 * k, 60 * k, tilt, mix(p.cream, (255, 255, 255), 0.4))
    writing(s, x - 2, y - 22 * k, 42 * k, 9, 4.6 * k, tilt, rng)
    s.line(p.a, [(x - 3, y - 40), (x - 3, y - 40)], 0.1, inside=sheet)
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


def _suitcase(s: Sheet, rng: Random) -> None:
    p = s.palette
    edge = corner(s, rng)
    foot, k, x = edge + (s.h - edge) * 0.42, min(1.0, s.h / 112), 50 + rng.uniform(-8, 8)
    color = rng.choice((p.a, p.b, p.c, p.leaf))
    flat = rng.random() < 0.5
    w, tall = (35 * k, 46 * k) if flat else (25 * k, 66 * k)
    s.shadow(oval(x + 5, foot, w * 1.25, 3.4), alpha=0.5, soft=2)
    if flat:
        s.line(p.wood, arc(x, foot - tall - 1, 9 * k, 8 * k, 180, 360), 2.6 * k)
        s.form(color, rect(x - w, foot - tall, x + w, foot, 5 * k), turn=45, depth=0.5, glint=0.35)
        for dx in (-0.6, 0.6):
            s.form(
                p.wood,
                rect(x + dx * w - 2.6 * k, foot - tall, x + dx * w + 2.6 * k, foot),
                turn=0,
                depth=0.4,
            )
            s.form(
                p.b if color != p.b else p.cream,
                rect(
                    x + dx * w - 3.2 * k,
                    foot - tall * 0.7,
                    x + dx * w + 3.2 * k,
                    foot - tall * 0.56,
                    1,
                ),
                turn=0,
            )
        for sx, sy in ((-1, -1), (1, -1), (-1, 0), (1, 0)):
            s.form(
                p.wood,
                oval(x + sx * (w - 3 * k), foot - 3 * k + sy * (tall - 6 * k), 5 * k),
                depth=0.4,
            )
    else:
        s.line(
            p.dark,
            [
                (x - 8 * k, foot - tall),
                (x - 8 * k, foot - tall - 20 * k),
                (x + 8 * k, foot - tall - 20 * k),
                (x + 8 * k, foot - tall),
            ],
            1.5,
        )
        s.form(
            p.dark,
            rect(x - 10 * k, foot - tall - 22 * k, x + 10 * k, foot - tall - 18 * k, 2),
            turn=90,
        )
        s.fill(p.dark, *(oval(x + d * w * 0.75, foot, 2.6 * k) for d in (-1, 1)))
        body = s.form(
            color,
            rect(x - w, foot - tall, x + w, foot - 2 * k, 7 * k),
            turn=30,
            depth=0.5,
            glint=0.35,
        )
        s.fill(
            p.deep(color, 0.25),
            *(
                rect(x + d * w * 0.25 - 0.8, foot - tall, x + d * w * 0.25 + 0.8, foot)
                for d in (-3, -2, -1, 0, 1, 2, 3)
            ),
            alpha=0.5,
            inside=body,
        )
    stickers = scatter(rng, x, foot - tall * 0.5, min(w, tall) * 0.55, rng.randint(3, 5))
    for i, (sx, sy) in enumerate(stickers):
        tint, r, a = (
            rng.choice([c for c in (p.a, p.b, p.c, p.cream) if c != color]),
            rng.uniform(4.6, 6.6) * k,
            rng.uniform(-25, 25),
        )
        form = slab(sx, sy, r * 2.2, r * 1.6, 1, a) if i % 2 else oval(sx, sy, r)
        s.fill(p.cream, moved(moved(form, -sx, -sy), sx, sy, grow=1.16))
        patch = s.form(tint, form, depth=0.25)
        s.fill(
            p.deep(tint, 0.4),
            [(sx - r, sy + r), (sx - r * 0.1, sy - r * 0.4), (sx + r, sy + r)],
            inside=patch,
        )
        s.dot(p.light, sx + r * 0.35, sy - r * 0.35, r * 0.2)
    side = rng.choice((-1, 1))
    hx, hy = x + side * w * (0.2 if flat else 0.0), foot - tall - (1 if flat else 22) * k
    if flat and rng.random() < 0.7:
        straw = p.tone("#E6C07A")
        s.form(straw, oval(hx, hy, 20 * k, 3 * k), depth=0.4)
        s.form(straw, arc(hx, hy - 0.4, 11 * k, 11 * k, 180, 360), turn=30, depth=0.45, glint=0.4)
        s.fill(
            p.a if color != p.a else p.c, rect(hx - 10.8 * k, hy - 4 * k, hx + 10.8 * k, hy - 1 * k)
        )
    pot_plant(s, 50 - side * 42, foot, rng.uniform(38, 54), rng)
    bx, color2 = x + side * w * 1.35, rng.choice([c for c in (p.a, p.b, p.c) if c != color])
    s.shadow(oval(bx + 2, foot + 6, 13 * k, 2), alpha=0.4, soft=1.3)
    s.line(color2, arc(bx, foot - 12 * k, 6 * k, 9 * k, 180, 360), 1.4)
    s.form(
        color2,
        blob(
            (bx - 12 * k, foot - 10 * k),
            (bx, foot - 13 * k),
            (bx + 12 * k, foot - 10 * k),
            (bx + 13 * k, foot + 5),
            (bx, foot + 6.4),
            (bx - 13 * k, foot + 5),
        ),
        depth=0.5,
        glint=0.3,
    )


def _guitar(s: Sheet, rng: Random) -> None:
    p = s.palette
    edge = corner(s, rng)
    k, turn, side = min(1.0, s.h / 116), rng.uniform(6, 24), rng.choice((-1, 1))
    foot = edge + (s.h - edge) * 0.35
    if rng.random() < 0.6:
        rug = rng.choice((p.a, p.c, p.b))
        s.form(mix(rug, p.cream, 0.3), oval(50, foot + 5, 48, 7), depth=0.3)
    pot_plant(s, 50 - side * 38, foot - 1, rng.uniform(40, 56), rng)
    body = (
        p.tone(rng.choice(("#C9803F", "#8A4A34", "#E0A860")))
        if rng.random() < 0.6
        else rng.choice((p.a, p.c, p.b))
    )
    x, y = 50 + side * 4, foot - 27 * k

    def on(path: Path) -> Path:
        return moved(path, x, y, turn=turn * side, grow=k)

    s.shadow(oval(x + 4, foot + 1, 28 * k, 3), alpha=0.5, soft=2)
    outline = blob(
        (0, -33),
        (13, -31),
        (17, -22),
        (13, -11),
        (19, 0),
        (25, 14),
        (17, 28),
        (0, 31),
        (-17, 28),
        (-25, 14),
        (-19, 0),
        (-13, -11),
        (-17, -22),
        (-13, -31),
    )
    s.shadow(moved(on(outline), 3, 2), alpha=0.4, soft=2.4)
    s.form(p.deep(body, 0.45), moved(on(outline), 1.6 * side, 0.8))
    top = s.form(body, on(outline), turn=45, depth=0.45, glint=0.45)
    s.fill(p.dark, on(blob((6, -2), (16, 2), (18, 16), (9, 13))), alpha=0.75, inside=top)
    s.fill(p.cream, on(oval(0, -6, 9)), alpha=0.85)
    s.fill(p.dark, on(oval(0, -6, 7.6)))
    s.form(p.deep(p.wood, 0.35), on(rect(-3, -88, 3, -10, 0.5)), turn=0, depth=0.4)
    s.fill(
        p.cream,
        *(on(rect(-3, -84 + i * (7 - i * 0.22), 3, -83.5 + i * (7 - i * 0.22))) for i in range(10)),
        alpha=0.8,
    )
    s.form(
        body, on(blob((-3, -87), (3, -87), (5.4, -103), (0, -105), (-5.4, -103))), turn=0, depth=0.4
    )
    s.fill(
        p.b if body != p.b else p.cream,
        *(on(oval(d * 6, -92 - i * 4, 1.5)) for d in (-1, 1) for i in range(3)),
    )
    s.form(p.deep(p.wood, 0.3), on(rect(-9, 14, 9, 18, 1)), turn=90)
    strings: list[Shape] = [
        on(rect(d - 0.12, -92, d + 0.12, 16)) for d in (-2, -1.2, -0.4, 0.4, 1.2, 2)
    ]
    s.fill(p.cream, *strings, alpha=0.9)
    kind = rng.randrange(3)
    bx = 50 + side * 36
    if kind == 0:  # a stool with a mug
        s.fill(
            p.deep(p.wood, 0.2),
            *(taper([(bx + d * 7, foot - 18), (bx + d * 10, foot + 3)], 1.8, 1.4) for d in (-1, 1)),
        )
        s.form(p.wood, rect(bx - 12, foot - 21, bx + 12, foot - 17, 1.6), turn=90)
        mug(s, bx, foot - 21, 11, rng.choice((p.cream, p.b, p.c)))
        steam(s, bx, foot - 33, 14, rng)
    elif kind == 1:
        for i in range(4):
            s.form(
                (p.a, p.cream, p.c, p.b)[i],
                rect(bx - 11 + i, foot - 4 * i - 3, bx + 12 - i, foot - 4 * i + 1, 0.6),
                turn=90,
            )
    else:
        s.form(
            p.c if body != p.c else p.a,
            rect(bx - 11, foot - 24, bx + 11, foot + 2, 2),
            turn=30,
            depth=0.4,
        )
        s.fill(p.dark, oval(bx, foot - 9, 8))
        s.line(p.cream, arc(bx, foot - 9, 5, 5, 180, 290), 0.6)
        s.fill(p.cream, *(oval(bx - 7 + d * 4.6, foot - 20.6, 1.1) for d in range(4)))


SCENES = {
    "books": Scene(_books),
    "notebook": Scene(_notebook, "day"),
    "makeup": Scene(_makeup, "day"),
    "flowers": Scene(_flowers),
    "plant": Scene(_plant),
    "letter": Scene(_letter),
    "receipt": Scene(_receipt, "day"),
    "suitcase": Scene(_suitcase),
    "guitar": Scene(_guitar),
}
