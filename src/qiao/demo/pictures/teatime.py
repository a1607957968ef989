"""Pictures of a pause, seen from the table's edge or above: cake, tea and coffee."""

from __future__ import annotations

from math import cos, radians, sin
from random import Random

from .dishes import berry
from .greenery import pot_plant, sprig
from .light import view, window_light
from .palette import Color, mix
from .props import mug, spoon, steam
from .scene import Scene
from .shapes import Shape, arc, blob, leaf, moved, oval, pebble, rect, slab, taper
from .sheet import Sheet
from .tableware import bowl, place, plate, scatter, tabletop


def teatable(s: Sheet, rng: Random) -> float:
    """A wall and a table seen from the side; gives back the height of the table's edge."""
    p = s.palette
    edge = s.h * rng.uniform(0.72, 0.79)
    s.wash(p.lit(p.wall, 0.3), p.wall, 0, edge)
    kind = rng.randrange(3)
    if kind == 0:
        side = rng.choice((8, 42))
        s.fill(p.cream, rect(side - 3, -5, side + 53, edge - 10, 1))
        view(s, side, -5, side + 50, edge - 13, rng)
    elif kind == 1:
        s.fill(
            mix(p.wall, rng.choice((p.a, p.b, p.c)), 0.3),
            oval(50 + rng.uniform(-14, 14), edge - 34, 38),
        )
        window_light(s, rng, 0.4)
    else:
        window_light(s, rng, 0.6)
    if rng.random() < 0.55:
        pot_plant(s, rng.choice((10.0, 90.0)), edge + 2, rng.uniform(38, 52), rng)
    s.wash(p.lit(p.table, 0.25), p.deep(p.table, 0.14), edge, s.h)
    return edge


def _cake(s: Sheet, rng: Random) -> None:
    p = s.palette
    edge = teatable(s, rng)
    foot, x = edge + (s.h - edge) * 0.35, rng.uniform(46, 54)
    k = min(1.0, s.h / 112)
    icing = rng.choice(
        (p.cream, mix(p.a, p.cream, 0.6), mix(p.b, p.cream, 0.45), p.tone("#6B4434"))
    )
    sponge = p.tone(rng.choice(("#F1C77E", "#8A5A3F", "#E9B27C")))
    stand = rng.choice((p.cream, p.c, p.b))
    s.shadow(oval(x + 4, foot + 1, 34 * k, 4), alpha=0.45, soft=2)
    s.form(
        stand,
        [
            (x - 3 * k, foot - 13 * k),
            (x + 3 * k, foot - 13 * k),
            (x + 12 * k, foot),
            (x - 12 * k, foot),
        ],
        oval(x, foot, 12 * k, 2.2 * k),
        turn=0,
        depth=0.5,
    )
    s.form(stand, oval(x, foot - 14 * k, 38 * k, 4.6 * k), turn=60, depth=0.45, glint=0.3)
    base, w = foot - 15 * k, 29 * k
    tiers = rng.choice((1, 2))
    tall = (36 if tiers == 1 else 26) * k
    for tier in range(tiers):
        wide, top = w * (1 - tier * 0.38), base - tall
        body = s.form(
            sponge,
            rect(x - wide, top, x + wide, base, 2),
            oval(x, base, wide, 2.6 * k),
            turn=0,
            depth=0.55,
        )
        for j in (0.36, 0.66):
            s.fill(
                icing,
                rect(x - wide, top + tall * j, x + wide, top + tall * j + 2.2 * k),
                inside=body,
            )
        drip: list[Shape] = [rect(x - wide - 0.8, top - 3 * k, x + wide + 0.8, top + 4.5 * k, 3)]
        drips = 8 - tier * 3
        for i in range(drips):
            dx = x - wide + (i + 0.5) * 2 * wide / drips
            drip.append(
                rect(
                    dx - wide / drips * 0.62,
                    top,
                    dx + wide / drips * 0.62,
                    top + rng.uniform(6, 14) * k,
                    4,
                )
            )
        s.form(icing, *drip, oval(x, top - 1.6 * k, wide + 0.6, 3.4 * k), turn=0, depth=0.45)
        s.form(p.lit(icing, 0.25), oval(x, top - 2 * k, wide, 3 * k), depth=0.2)
        base, tall = top - 1 * k, 21 * k
    crown = rng.randrange(3)
    wide = w if tiers == 1 else w * 0.62
    if crown == 0:
        for i in range(3 if tiers == 2 else 5):
            n = 3 if tiers == 2 else 5
            berry(
                s,
                x + (i - (n - 1) / 2) * wide * 1.7 / n,
                base - 4.6 * k,
                5.2 * k,
                180 + rng.uniform(-16, 16),
            )
    elif crown == 1:
        for i in range(5):
            cx = x + (i - 2) * wide * 0.36
            s.form(
                (p.a, p.b, p.c, p.cream, p.a)[i],
                rect(cx - 0.9 * k, base - 13 * k, cx + 0.9 * k, base - 1, 0.6),
                turn=0,
            )
            s.fill(p.light, oval(cx, base - 15.4 * k, 4 * k), alpha=0.5, soft=1.4)
            s.fill(p.b, leaf(cx, base - 13 * k, 5 * k, 2.6 * k, -90))
    else:
        for i in range(5):
            cx = x + (i - 2) * wide * 0.36
            s.form(
                p.cream,
                oval(cx, base - 2 * k, 5 * k, 3.6 * k),
                oval(cx, base - 5 * k, 3 * k, 2.4 * k),
                depth=0.4,
            )
            s.form(p.a, oval(cx, base - 8.4 * k, 2.2 * k), depth=0.5, glint=0.7)
    bits: list[Shape] = [
        slab(bx, by, 1.5, 0.6, 0.3, bx * 31)
        for bx, by in scatter(rng, x, foot - 22 * k, 22 * k, 22)
    ]
    s.fill(rng.choice((p.a, p.c)), *bits[:11], alpha=0.9)
    s.fill(p.b, *bits[11:], alpha=0.9)


def _teapot(s: Sheet, x: float, foot: float, k: float, color: Color, side: int) -> None:
    p = s.palette
    s.shadow(oval(x + 4, foot, 25 * k, 3), alpha=0.45, soft=1.6)

    def at(path: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return moved(path, x, foot, grow=k, flip=side < 0)

    s.line(p.deep(color, 0.3), at(arc(-22, -18, 11, 11, 60, 300)), 3.4 * k)
    s.form(color, at(taper([(16, -12), (27, -18), (34, -30)], 9, 4)), turn=90, depth=0.4)
    body = s.form(
        color,
        at(blob((-23, -16), (-14, -31), (0, -34), (14, -31), (23, -16), (15, -1), (-15, -1))),
        depth=0.55,
        glint=0.5,
    )
    for i in range(5):
        s.fill(p.lit(color, 0.6), at(leaf(-8 + i * 4, -14, 9, 4, -150 + i * 30)), inside=body)
    s.form(p.lit(color, 0.12), at(arc(0, -32, 12, 6, 180, 360)), turn=90, depth=0.4)
    s.form(p.b, at(oval(0, -40, 3)), depth=0.5, glint=0.5)


def _tea(s: Sheet, rng: Random) -> None:
    p = s.palette
    pot, cup, tray = p.accents(rng)
    if rng.random() < 0.4:  # from above
        tabletop(s, rng)
        x, y, r = 50, s.h * 0.5, 40 * min(1, s.h / 100)
        s.shadow(oval(x + 3, y + 4, r), alpha=0.4, soft=3)
        s.form(mix(tray, p.wood, 0.5), oval(x, y, r), depth=0.4, glint=0.3)
        s.line(p.lit(p.wood, 0.4), oval(x, y, r * 0.92), 0.5, alpha=0.7)
        start = rng.uniform(0, 360)
        for i in range(3):
            t = radians(start + i * 85)
            cx, cy = x + r * 0.52 * cos(t), y + r * 0.52 * sin(t)
            bowl(s, cx, cy, r * 0.27, (cup, p.cream, cup)[i], p.tone("#CF9440"), rng)
            steam(s, cx, cy, r * 0.45, rng, 0.35)
        t = radians(start + 255)
        cx, cy = x + r * 0.5 * cos(t), y + r * 0.5 * sin(t)
        spout = moved(
            taper([(r * 0.2, 0), (r * 0.55, 0)], r * 0.16, r * 0.09), cx, cy, turn=start + 75
        )
        s.shadow(oval(cx + 2, cy + 3, r * 0.37), alpha=0.4, soft=2)
        s.form(pot, spout, oval(cx, cy, r * 0.36), depth=0.55, glint=0.5)
        s.form(p.lit(pot, 0.2), oval(cx, cy, r * 0.2), depth=0.35)
        s.form(p.b, oval(cx, cy, r * 0.07), depth=0.5, glint=0.6)
        sprig(s, 4, s.h - 4, r * 0.8, -40, rng, p.leaf)
        window_light(s, rng, 0.22)
        return
    edge = teatable(s, rng)
    side, k, foot = rng.choice((-1, 1)), min(1.12, s.h / 92), edge + (s.h - edge) * 0.3
    _teapot(s, 50 - side * 8, foot, k, pot, side)
    steam(s, 50 - side * 8 + side * 34 * k, foot - 33 * k, 20 * k, rng)
    x, y, w = 50 + side * 32, foot + 7, 12 * k
    s.shadow(oval(x + 2, y, w * 1.2, 2), alpha=0.4, soft=1.2)
    s.form(
        cup,
        [(x - w, y - w * 1.1), (x + w, y - w * 1.1), *arc(x, y - w * 0.9, w, w * 0.95, 0, 180)],
        turn=0,
        depth=0.5,
        glint=0.4,
    )
    s.fill(p.deep(cup, 0.4), oval(x, y - w * 1.1, w, w * 0.2))
    s.fill(p.tone("#CF9440"), oval(x, y - w * 1.07, w * 0.88, w * 0.14))
    steam(s, x, y - w * 1.2, 20 * k, rng)


def _coffee(s: Sheet, rng: Random) -> None:
    p = s.palette
    if rng.random() < 0.35:
        edge = teatable(s, rng)
        foot, size = edge + (s.h - edge) * 0.4, min(46, s.h * 0.42)
        x = rng.uniform(42, 58)
        mug(s, x, foot, size, rng.choice((p.a, p.b, p.c, p.cream)), flip=rng.random() < 0.5)
        steam(s, x, foot - size, size * 0.8, rng)
        for i in range(3):
            s.form(p.tone("#B97A44"), oval(x + 34, foot + 1 - i * 3.4, 9, 2.4), turn=90, depth=0.5)
        return
    x, y, r = place(s, rng, (25, 31))
    color = rng.choice((p.cream, p.a, p.c, p.dark, p.b))
    plate(s, x, y, r * 1.32, mix(color, p.cream, 0.3))
    turn = rng.uniform(-50, 50)
    s.form(color, moved(slab(r * 1.1, 0, r * 0.6, r * 0.22, r * 0.1), x, y, turn=turn), depth=0.4)
    drink = p.tone("#9A5E34")
    bowl(s, x, y, r, color, drink, rng)
    milk, art, spin = mix(p.cream, drink, 0.08), rng.randrange(3), rng.uniform(-30, 30)
    if art == 0:
        heart = blob(
            (0, -0.28),
            (0.3, -0.52),
            (0.58, -0.2),
            (0.34, 0.22),
            (0, 0.6),
            (-0.34, 0.22),
            (-0.58, -0.2),
            (-0.3, -0.52),
        )
        s.fill(milk, moved(heart, x, y, turn=spin, grow=r))
        s.fill(drink, moved(heart, x, y - r * 0.03, turn=spin, grow=r * 0.68))
        s.fill(milk, moved(heart, x, y - r * 0.03, turn=spin, grow=r * 0.46))
    elif art == 1:
        for i in range(5):
            w = 0.6 - i * 0.09
            layer = [leaf(0, 0.5 - i * 0.2, w, 0.17, a) for a in (-28, 208)]
            s.fill(milk, *(moved(f, x, y, turn=spin, grow=r) for f in layer))
        s.fill(milk, moved(taper([(0, 0.6), (0, -0.6)], 0.06, 0.03), x, y, turn=spin, grow=r))
    else:
        for i, q in enumerate((0.68, 0.54, 0.4, 0.26, 0.13)):
            s.fill(
                drink if i % 2 else milk,
                moved(oval(0, (0.68 - q) * 0.4, q, q * 0.95), x, y, turn=spin, grow=r),
            )
    steam(s, x, y - r * 0.3, r, rng, 0.32)
    spoon(s, x + r * 1.5, y + r * 0.6, rng.uniform(60, 110), p.b)
    for bx, by in scatter(rng, x - r * 1.35, y + r * 1.35, r * 0.5, 6):
        bean = p.tone("#5A3524")
        a = rng.uniform(0, 180)
        s.form(bean, oval(bx, by, r * 0.12, r * 0.085, a), depth=0.4, glint=0.4)
        s.line(p.deep(bean, 0.5), moved([(-r * 0.09, 0), (r * 0.09, 0)], bx, by, turn=a), 0.35)
    cx, cy = x + r * 1.2, y - r * 1.45
    s.shadow(oval(cx + 1.5, cy + 2, r * 0.46), alpha=0.4, soft=1.2)
    s.form(p.tone("#D29A58"), pebble(cx, cy, r * 0.46, r * 0.45, rng, 0.04), depth=0.45, glint=0.4)
    s.fill(
        p.tone("#5A3524"), *(oval(px, py, r * 0.05) for px, py in scatter(rng, cx, cy, r * 0.34, 8))
    )
    window_light(s, rng, 0.24)


SCENES = {"cake": Scene(_cake), "tea": Scene(_tea), "coffee": Scene(_coffee)}
