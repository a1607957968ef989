"""Pictures of things people keep or carry: books, a suitcase, a guitar."""

from __future__ import annotations

from random import Random

from .greenery import pot_plant
from .light import frame, window_light
from .palette import mix
from .props import mug, steam
from .rooms import row_of_books
from .scene import Scene
from .shapes import Path, Shape, arc, blob, moved, oval, rect, slab, taper
from .sheet import Sheet
from .tableware import scatter


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
    places = scatter(rng, x, foot - tall * 0.5, min(w, tall) * 0.55, rng.randint(3, 5))
    for i, (tx, ty) in enumerate(places):
        tint, r, a = (
            rng.choice([c for c in (p.a, p.b, p.c, p.cream) if c != color]),
            rng.uniform(4.6, 6.6) * k,
            rng.uniform(-25, 25),
        )
        form = slab(tx, ty, r * 2.2, r * 1.6, 1, a) if i % 2 else oval(tx, ty, r)
        s.fill(p.cream, moved(moved(form, -tx, -ty), tx, ty, grow=1.16))
        patch = s.form(tint, form, depth=0.25)
        s.fill(
            p.deep(tint, 0.4),
            [(tx - r, ty + r), (tx - r * 0.1, ty - r * 0.4), (tx + r, ty + r)],
            inside=patch,
        )
        s.dot(p.light, tx + r * 0.35, ty - r * 0.35, r * 0.2)
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


SCENES = {"books": Scene(_books), "suitcase": Scene(_suitcase), "guitar": Scene(_guitar)}
