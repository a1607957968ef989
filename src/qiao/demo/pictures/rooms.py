"""Pictures of rooms: a kitchen and a living room."""

from __future__ import annotations

from random import Random

from .greenery import pot_plant
from .light import frame, lamp, window_light
from .palette import Color, mix
from .props import mug, steam
from .scene import Scene
from .shapes import Shape, arc, blob, leaf, oval, rect, slab, taper
from .sheet import Sheet


def row_of_books(s: Sheet, x: float, foot: float, width: float, tall: float, rng: Random) -> None:
    """Books standing on a shelf, the last one leaning."""
    p, at = s.palette, x
    while at < x + width:
        w, h = rng.uniform(0.1, 0.2) * tall, tall * rng.uniform(0.72, 1.0)
        color = rng.choice((p.a, p.b, p.c, p.leaf, p.cream, mix(p.a, p.cream, 0.4), p.wood))
        if at + w * 2 > x + width:
            s.form(color, slab(at + h * 0.2, foot - h * 0.48, w, h, 0.3, 16), turn=0, depth=0.45)
            return
        s.form(color, rect(at, foot - h, at + w, foot, 0.4), turn=0, depth=0.45)
        band = foot - h * rng.uniform(0.7, 0.85)
        s.fill(p.lit(color, 0.6), rect(at + w * 0.15, band, at + w * 0.85, band + h * 0.05))
        at += w + 0.15


def shelf(s: Sheet, x: float, y: float, width: float, rng: Random) -> None:
    """A plank on the wall with jars, books or a plant."""
    p = s.palette
    s.shadow(rect(x + 1, y + 1, x + width + 2, y + 4), alpha=0.3, soft=1.5)
    s.form(p.wood, rect(x, y, x + width, y + 2, 0.6), turn=90, depth=0.4)
    at = x + 4
    while at < x + width - 6:
        kind, color = rng.randrange(4), rng.choice((p.a, p.b, p.c, p.cream))
        if kind == 0:
            s.form(color, rect(at - 3, y - 9, at + 3, y, 1.4), turn=0, depth=0.5, glint=0.3)
            s.form(p.wood, rect(at - 2.6, y - 11, at + 2.6, y - 8.6, 0.8), turn=0)
        elif kind == 1:
            row_of_books(s, at - 3, y, 9, 12, rng)
            at += 7
        elif kind == 2:
            s.form(color, arc(at, y - 5, 4.5, 5, 0, 180), turn=0, depth=0.5)
        else:
            pot_plant(s, at, y, rng.uniform(13, 18), rng)
            at += 2
        at += rng.uniform(8, 11)


def _kitchen(s: Sheet, rng: Random) -> None:
    p = s.palette
    counter = s.h * rng.uniform(0.64, 0.7)
    s.wash(p.lit(p.wall, 0.3), p.wall, 0, counter)
    tile = mix(p.wall, rng.choice((p.cream, p.c, p.leaf)), 0.4)
    top = counter - 24
    s.fill(tile, rect(0, top, 100, counter))
    grid: list[Shape] = [rect(0, top + k * 8, 100, top + k * 8 + 0.4) for k in range(3)]
    grid += [rect(k * 10 + 3, top, k * 10 + 3.4, counter) for k in range(10)]
    s.fill(p.lit(p.cream, 0.1), *grid, alpha=0.8)
    left = rng.random() < 0.5
    wx = 8.0 if left else 54.0
    frame(s, wx, max(6.0, counter - 74), wx + 38, counter - 16, rng)
    sx = 54.0 if left else 6.0
    shelf(s, sx, counter - 34, 40, rng)
    if s.h > 95:
        shelf(s, sx, counter - 54, 40, rng)
    window_light(s, rng, 0.25)
    cupboard = rng.choice((p.a, p.c, p.leaf, p.b))
    s.wash(cupboard, p.deep(cupboard, 0.25), counter, s.h)
    for i in range(3):
        x = 2.0 + i * 33
        s.shade(
            s.cut(rect(x, counter + 9, x + 30, s.h + 8, 1.5)),
            p.lit(cupboard, 0.6),
            250,
            start=0.1,
            strength=0.4,
        )
        s.form(
            p.b if cupboard != p.b else p.cream,
            rect(x + 11, counter + 12, x + 19, counter + 13.6, 0.8),
            turn=90,
        )
    s.shadow(rect(-4, counter + 3, 104, counter + 7), alpha=0.4, soft=1.5)
    s.form(mix(p.cream, p.wood, 0.25), rect(-2, counter - 1, 102, counter + 4), turn=90, depth=0.35)
    pan, x = rng.choice((p.a, p.dark, p.b)), 50.0 + (18 if left else -18) + rng.uniform(-4, 4)
    s.shadow(oval(x + 3, counter + 1, 16, 1.6), alpha=0.4, soft=1)
    s.form(pan, rect(x - 13, counter - 15, x + 13, counter + 1, 3), turn=0, depth=0.5, glint=0.3)
    s.form(p.deep(pan, 0.2), rect(x - 18, counter - 12, x + 18, counter - 9.6, 1.2), turn=90)
    s.form(p.lit(pan, 0.2), arc(x, counter - 14.6, 13.6, 4.4, 180, 360), turn=90)
    s.dot(p.dark, x, counter - 19.4, 1.6)
    steam(s, x, counter - 18, 24, rng)
    bx = 26.0 if left else 74.0
    for i, (dx, color) in enumerate(((-9, p.b), (-1, p.a), (7, p.leaf))):
        s.form(color, oval(bx + dx, counter - 2.6, 4.4, 4), depth=0.5, glint=0.5)
        s.fill(p.leaf, leaf(bx + dx, counter - 6, 3.4, 1.6, -40 - i * 40))
    if rng.random() < 0.6:
        lamp(s, rng.uniform(38, 62), s.h * 0.14, 14, rng.choice((p.a, p.b, p.c)))


def _sofa(s: Sheet, x: float, foot: float, w: float, color: Color, rng: Random) -> None:
    p = s.palette
    s.shadow(oval(x + 4, foot + 2, w * 0.62, 3.4), alpha=0.45, soft=2)
    s.fill(
        p.deep(p.wood, 0.3),
        *(
            rect(x + k * w * 0.42 - 1, foot - 3, x + k * w * 0.42 + 1, foot + 3, 0.6)
            for k in (-1, 1)
        ),
    )
    s.form(
        p.deep(color, 0.12),
        rect(x - w * 0.46, foot - w * 0.5, x + w * 0.46, foot - 4, 6),
        turn=45,
        depth=0.4,
        glint=0.3,
    )
    for k in (-1, 1):
        s.form(
            p.lit(color, 0.1),
            rect(
                x + k * w * 0.22 - w * 0.22,
                foot - w * 0.25,
                x + k * w * 0.22 + w * 0.22,
                foot - 6,
                3,
            ),
            turn=75,
            depth=0.4,
            glint=0.3,
        )
        s.form(
            color,
            rect(
                x + k * w * 0.48 - w * 0.065,
                foot - w * 0.34,
                x + k * w * 0.48 + w * 0.065,
                foot - 1,
                4,
            ),
            turn=45,
            depth=0.45,
            glint=0.3,
        )
    s.form(color, rect(x - w * 0.46, foot - 9, x + w * 0.46, foot - 1, 2), turn=90, depth=0.45)
    for at, fill in ((-0.28, rng.choice((p.b, p.cream))), (0.26, rng.choice((p.a, p.c, p.cream)))):
        s.form(
            fill,
            slab(x + at * w, foot - w * 0.31, w * 0.19, w * 0.18, 2.4, rng.uniform(-20, 20)),
            depth=0.45,
            glint=0.3,
        )


def _art(s: Sheet, x: float, y: float, w: float, h: float, rng: Random) -> None:
    """A framed print on the wall."""
    p = s.palette
    s.shadow(rect(x + 0.8, y + 1, x + w + 1.2, y + h + 1.6), alpha=0.3, soft=1)
    s.fill(p.wood, rect(x - 1, y - 1, x + w + 1, y + h + 1))
    sheet = s.fill(p.cream, rect(x, y, x + w, y + h))
    one, two, three = p.accents(rng)
    kind = rng.randrange(3)
    if kind == 0:
        s.form(one, oval(x + w * 0.5, y + h * 0.38, w * 0.27), inside=sheet)
        s.form(two, oval(x + w * 0.3, y + h * 0.95, w * 0.5, h * 0.32), inside=sheet)
        s.form(three, oval(x + w * 0.85, y + h, w * 0.45, h * 0.3), inside=sheet)
    elif kind == 1:
        for i, color in enumerate((one, two, three)):
            s.line(
                color,
                arc(x + w / 2, y + h * 0.85, w * (0.38 - i * 0.11), h * (0.6 - i * 0.17), 180, 360),
                w * 0.08,
                inside=sheet,
            )
    else:
        for turn in (-130, -90, -50):
            s.form(p.leaf, leaf(x + w / 2, y + h * 0.9, h * 0.62, w * 0.22, turn), inside=sheet)


def _room(s: Sheet, rng: Random) -> None:
    p = s.palette
    floor = s.h * rng.uniform(0.7, 0.76)
    s.wash(p.lit(p.wall, 0.25), p.wall, 0, floor)
    s.wash(p.lit(p.wood, 0.2), p.wood, floor, s.h)
    s.fill(p.cream, rect(0, floor - 2.6, 100, floor))
    left = rng.random() < 0.5
    wx = 7.0 if left else 55.0
    if rng.random() < 0.7:
        frame(s, wx, s.h * 0.1, wx + 38, floor - 34, rng)
        drape = rng.choice((p.cloth, p.a, p.b))
        for cx in (wx - 6, wx + 44):
            s.form(
                drape,
                blob(
                    (cx - 5, s.h * 0.05),
                    (cx + 5, s.h * 0.05),
                    (cx + 3, floor * 0.5),
                    (cx + 6, floor - 6),
                    (cx - 6, floor - 6),
                    (cx - 3, floor * 0.5),
                ),
                turn=0,
                depth=0.5,
            )
    else:
        for i in range(2):
            _art(s, wx + i * 21, s.h * 0.16, 17, 23, rng)
    ox = 56.0 if left else 8.0
    for i in range(rng.randint(1, 2)):
        _art(s, ox + i * 20, s.h * rng.uniform(0.14, 0.2), 15, 20, rng)
    window_light(s, rng, 0.3)
    rug = rng.choice((p.a, p.c, p.b))
    mat = s.form(
        mix(rug, p.cream, 0.35),
        oval(50, floor + (s.h - floor) * 0.6, 46, (s.h - floor) * 0.36),
        depth=0.3,
    )
    s.line(
        p.cream, oval(50, floor + (s.h - floor) * 0.6, 40, (s.h - floor) * 0.29), 0.9, inside=mat
    )
    sofa = rng.choice([c for c in (p.a, p.c, p.leaf, p.b) if c != rug])
    x = rng.uniform(44, 56)
    _sofa(s, x, floor + 7, rng.uniform(58, 66), sofa, rng)
    pot_plant(s, rng.choice((8.0, 92.0)), floor + 9, rng.uniform(42, 56), rng)
    y = floor + (s.h - floor) * 0.62
    s.shadow(oval(x + 2, y + 9, 17, 2), alpha=0.4, soft=1.5)
    s.fill(
        p.deep(p.wood, 0.35),
        *(taper([(x + k * 10, y), (x + k * 12, y + 9)], 1.6, 1) for k in (-1, 1)),
    )
    s.form(mix(p.wood, p.cream, 0.3), oval(x, y, 18, 3.2), turn=90, depth=0.4, glint=0.4)
    mug(s, x - 6, y, 6, p.cream)
    s.form(p.a if sofa != p.a else p.b, rect(x + 2, y - 2, x + 13, y, 0.5), turn=90)
    if rng.random() < 0.6:
        lamp(s, rng.uniform(30, 70), s.h * 0.16, 15, rng.choice((p.b, p.cream, p.a)))


SCENES = {"kitchen": Scene(_kitchen), "room": Scene(_room)}
