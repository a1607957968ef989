"""Pictures of plates seen from above: dumplings, salad, fruit."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

from .food import company, egg, greens, rings
from .greenery import sprig
from .light import window_light
from .palette import Color, mix
from .props import steam
from .scene import Scene
from .shapes import Shape, blob, curve, leaf, moved, oval, pebble, rect, slab, taper
from .sheet import Sheet
from .tableware import bowl, place, plate, scatter


def _dumpling(
    s: Sheet, x: float, y: float, r: float, turn: float, skin: Color, *, bun: bool
) -> None:
    p = s.palette
    fold = p.deep(skin, 0.32)
    if bun:
        s.shadow(oval(x + r * 0.1, y + r * 0.15, r), alpha=0.4, soft=r * 0.12)
        s.form(skin, oval(x, y, r, r * 0.97), depth=0.42, glint=0.4)
        for k in range(9):
            t = radians(turn + k * 40)
            pleat = [
                (x + r * d * cos(t + b), y + r * d * sin(t + b))
                for d, b in ((0.16, 0.0), (0.45, 0.25), (0.78, 0.3))
            ]
            s.fill(fold, taper(pleat, r * 0.07, 0), alpha=0.75)
        s.form(skin, oval(x, y, r * 0.17), depth=0.5)
        return
    crescent = blob(
        (-1.12, 0.32),
        (-0.75, -0.4),
        (0, -0.66),
        (0.75, -0.4),
        (1.12, 0.32),
        (0.6, 0.42),
        (0, 0.36),
        (-0.6, 0.42),
    )
    s.shadow(
        moved(crescent, x + r * 0.1, y + r * 0.16, turn=turn, grow=r), alpha=0.4, soft=r * 0.12
    )
    s.form(skin, moved(crescent, x, y, turn=turn, grow=r), turn=turn + 60, depth=0.45, glint=0.4)
    edge = curve([(-1.02, 0.2), (-0.62, -0.14), (0, -0.3), (0.62, -0.14), (1.02, 0.2)])
    s.line(fold, moved(edge, x, y, turn=turn, grow=r), r * 0.05, alpha=0.7)
    for k in range(-3, 4):
        nip = [(k * 0.26, -0.27 + abs(k) * 0.09), (k * 0.3, -0.55 + abs(k) * 0.11)]
        s.fill(fold, moved(taper(nip, 0.1, 0.02), x, y, turn=turn, grow=r), alpha=0.7)


def _dumplings(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (36, 43))
    company(s, rng, x, y, r)
    bun = rng.random() < 0.5
    skin = mix(p.tone("#FBEFD9"), rng.choice((p.cream, p.leaf, p.b)), rng.choice((0.0, 0.12)))
    if rng.random() < 0.6:  # in a bamboo steamer
        cane = p.tone("#D9A868")
        s.shadow(oval(x + 3, y + 4.5, r), alpha=0.5, soft=3.5)
        s.form(cane, oval(x, y, r), depth=0.5, glint=0.4)
        s.line(p.deep(cane, 0.4), oval(x, y, r * 0.95), 0.5)
        s.fill(p.deep(cane, 0.5), oval(x, y, r * 0.89))
        floor = s.fill(p.lit(cane, 0.3), oval(x, y + r * 0.02, r * 0.87))
        slats: list[Shape] = [
            rect(x - r + k * r * 0.17, y - r, x - r + k * r * 0.17 + 0.6, y + r) for k in range(12)
        ]
        s.fill(p.deep(cane, 0.35), *slats, inside=floor)
        s.shade(floor, p.deep(cane, 0.6), 240, start=0.4, strength=0.7)
    else:
        plate(s, x, y, r, rng.choice((p.c, p.b, p.a, p.dark)))
    count = rng.choice((5, 6, 7))
    start, turn0 = rng.uniform(0, 60), rng.uniform(0, 360)
    size = r * (0.27 if bun else 0.25)
    for i in range(count):
        t = radians(start + 360 * i / count)
        _dumpling(
            s,
            x + r * 0.54 * cos(t),
            y + r * 0.54 * sin(t),
            size,
            start + 360 * i / count + 90,
            skin,
            bun=bun,
        )
    _dumpling(s, x, y, size, turn0, skin, bun=bun)
    rings(s, scatter(rng, x, y, r * 0.6, 7), r * 0.028, p.leaf)
    steam(s, x, y - r * 0.2, r, rng)
    window_light(s, rng, 0.16)


def _slice(s: Sheet, kind: int, x: float, y: float, r: float) -> None:
    """A round slice: cucumber, tomato, radish, or lemon."""
    p = s.palette
    rim = (mix(p.leaf, p.dark, 0.2), p.a, mix(p.a, p.shade, 0.25), p.tone("#F2C230"))[kind]
    flesh = (p.tone("#DDE8B4"), p.lit(p.a, 0.3), p.cream, p.tone("#FBE48A"))[kind]
    s.shadow(oval(x + r * 0.12, y + r * 0.18, r), alpha=0.3, soft=r * 0.15)
    s.form(rim, oval(x, y, r), depth=0.35)
    s.form(flesh, oval(x, y, r * 0.84), depth=0.2)
    spots = [
        (x + r * 0.42 * cos(k * pi / 3 + r), y + r * 0.42 * sin(k * pi / 3 + r)) for k in range(6)
    ]
    if kind != 2:
        color = (p.lit(p.leaf, 0.5), p.tone("#F7C86A"), p.cream, p.cream)[kind]
        s.fill(
            color,
            *(oval(px, py, r * 0.17, r * 0.1, i * 60 + 57 * r) for i, (px, py) in enumerate(spots)),
        )


def _salad(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (36, 43))
    company(s, rng, x, y, r)
    if rng.random() < 0.5:
        bowl(s, x, y, r, rng.choice((p.cream, p.wood, p.c)), p.deep(p.leaf, 0.3), rng)
    else:
        plate(s, x, y, r, rng.choice((p.cream, p.b, p.c)))
    shades = [
        mix(p.leaf, c, k) for c, k in ((p.dark, 0.25), (p.light, 0.2), (p.light, 0.42), (p.a, 0.3))
    ]
    for i, (lx, ly) in enumerate(scatter(rng, x, y, r * 0.72, 34)[::-1]):
        turn = radians(rng.uniform(0, 360))
        size = r * rng.uniform(0.34, 0.48)
        greens(
            s,
            lx - cos(turn) * size / 2,
            ly - sin(turn) * size / 2,
            size,
            turn * 180 / pi,
            shades[(i * 7 + i // 3) % (4 if i % 3 else 3)],
        )
    kinds = rng.sample(range(4), 2)
    for i, (lx, ly) in enumerate(scatter(rng, x, y, r * 0.58, 9)):
        _slice(s, kinds[i % 2], lx, ly, r * rng.uniform(0.12, 0.16))
    if rng.random() < 0.6:
        for k in (-1, 1):
            egg(s, x + k * r * 0.26, y + rng.uniform(-0.2, 0.2) * r, r * 0.2, rng.uniform(0, 180))
    for lx, ly in scatter(rng, x + 2, y + 1, r * 0.6, 6):
        s.form(mix(p.cream, p.light, 0.3), slab(lx, ly, r * 0.1, r * 0.1, 0.5, lx * 9), depth=0.5)
    window_light(s, rng, 0.18)


def berry(s: Sheet, x: float, y: float, r: float, turn: float = 0) -> None:
    """A strawberry."""
    p = s.palette
    red = mix(p.tone("#E23D3D"), p.a, 0.3)
    form = blob((-0.8, -0.55), (0, -0.85), (0.8, -0.55), (0.62, 0.35), (0, 1.05), (-0.62, 0.35))
    s.shadow(moved(form, x + r * 0.15, y + r * 0.2, turn=turn, grow=r), alpha=0.35, soft=r * 0.15)
    s.form(red, moved(form, x, y, turn=turn, grow=r), depth=0.45, glint=0.5)
    seeds = [(i * 0.36 - 0.5 + j * 0.16, j * 0.36 - 0.4) for j in range(3) for i in range(4 - j)]
    s.fill(p.light, *(moved(oval(sx, sy, 0.05, 0.08), x, y, turn=turn, grow=r) for sx, sy in seeds))
    tops = [leaf(0, -0.72, 0.62, 0.3, a) for a in (-200, -150, -90, -30, 20)]
    s.form(p.leaf, *(moved(t, x, y, turn=turn, grow=r) for t in tops), depth=0.4)


def _one_fruit(s: Sheet, kind: int, x: float, y: float, r: float, rng: Random) -> None:
    p = s.palette
    if kind == 4:
        return berry(s, x, y, r * 0.8, rng.uniform(-60, 60))
    skin = p.tone(("#F08A24", "#E9C531", "#A9C24A", "#7A4A8A", "", "#D8483F", "#F2B48A")[kind])
    s.shadow(oval(x + r * 0.14, y + r * 0.2, r), alpha=0.45, soft=r * 0.14)
    if kind == 3:  # grapes
        for gx, gy in scatter(rng, x, y, r * 0.8, 11):
            s.form(skin, oval(gx, gy, r * 0.27), depth=0.5, glint=0.6)
        return None
    body = s.form(skin, pebble(x, y, r, r * 0.97, rng, 0.03), depth=0.45, glint=0.55)
    if kind in (0, 1, 2) and rng.random() < 0.6:  # cut open
        flesh = (p.lit(skin, 0.3), p.lit(skin, 0.45), p.tone("#8DB13C"))[kind]
        s.fill(p.cream, oval(x, y, r * 0.88))
        s.form(flesh, oval(x, y, r * 0.8), depth=0.3)
        spokes: list[Shape] = [
            taper(
                [(x, y), (x + r * 0.8 * cos(k * pi / 4), y + r * 0.8 * sin(k * pi / 4))],
                r * 0.03,
                r * 0.07,
            )
            for k in range(8)
        ]
        s.fill(p.cream, *(spokes if kind < 2 else [oval(x, y, r * 0.22)]), alpha=0.85)
        if kind == 2:
            s.fill(
                p.dark,
                *(
                    oval(
                        x + r * 0.36 * cos(k * 0.52),
                        y + r * 0.36 * sin(k * 0.52),
                        r * 0.05,
                        r * 0.03,
                        k * 30,
                    )
                    for k in range(12)
                ),
            )
        return None
    s.fill(p.deep(skin, 0.45), oval(x, y - r * 0.1, r * 0.12, r * 0.08), inside=body)
    s.line(p.wood, [(x, y - r * 0.1), (x + r * 0.14, y - r * 0.5)], r * 0.09)
    s.form(p.leaf, leaf(x + r * 0.06, y - r * 0.25, r * 0.75, r * 0.34, -28), depth=0.5)
    return None


def _fruit(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (38, 44))
    lay = rng.randrange(3)
    if lay == 0:
        bowl(s, x, y, r, rng.choice((p.c, p.cream, p.b)), p.deep(p.cream, 0.3), rng)
    elif lay == 1:
        plate(s, x, y, r, rng.choice((p.cream, p.c, p.a)))
    kinds = rng.sample(range(7), 4)
    spots = scatter(rng, x, y, r * (0.62 if lay < 2 else 1.25), 9 if lay < 2 else 15)
    for i, (fx, fy) in enumerate(spots[::-1]):
        _one_fruit(s, kinds[i % 4], fx, fy, r * rng.uniform(0.2, 0.26), rng)
    sprig(s, x - r * 1.3, y + r * 1.3, r * 0.8, rng.uniform(-70, -10), rng, p.leaf)
    window_light(s, rng, 0.28)


SCENES = {
    "dumplings": Scene(_dumplings),
    "salad": Scene(_salad, "day"),
    "fruit": Scene(_fruit, "day"),
}
