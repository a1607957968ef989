"""Pictures of bowls seen from above: noodles, soup, rice, and what floats in them."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

from .greenery import sprig
from .light import window_light
from .palette import Color, mix
from .props import chopsticks, spoon, steam
from .scene import Scene
from .shapes import Shape, Stroke, arc, leaf, moved, oval, pebble, slab, taper
from .sheet import Patch, Sheet
from .tableware import bowl, place, scatter


def company(s: Sheet, rng: Random, x: float, y: float, r: float) -> None:
    """What lies around the dish: a pair of chopsticks, a small dish, a cup, something green."""
    p = s.palette
    side = rng.choice((-1, 1))
    if rng.random() < 0.6:
        turn = rng.uniform(-30, 30) + 90
        chopsticks(s, x + side * (r + 8), y + rng.uniform(-4, 10), turn, mix(p.wood, p.dark, 0.4))
    else:
        spoon(s, x + side * (r + 8), y + 6, rng.uniform(70, 110), mix(p.wood, p.cream, 0.3))
    for px, py in ((x - side * r * 1.2, y - r * 1.25), (x + side * r * 1.05, y + r * 1.42)):
        kind = rng.randrange(4)
        if kind == 0:
            sauce = rng.choice((p.tone("#5B2A1E"), p.a, p.leaf))
            bowl(s, px, py, r * 0.36, p.cream, sauce, rng)
        elif kind == 1:
            tea = bowl(s, px, py, r * 0.34, rng.choice((p.a, p.b, p.c)), p.tone("#C98A3A"), rng)
            s.fill(p.cream, oval(px - r * 0.1, py - r * 0.1, r * 0.05), alpha=0.7, inside=tea)
        elif kind == 2:
            sprig(s, px - r * 0.4, py + r * 0.3, r * 0.9, rng.uniform(-70, 10), rng, p.leaf)
        else:
            for dx, dy in scatter(rng, px, py, r * 0.3, 3):
                s.shadow(oval(dx + 1, dy + 1.2, r * 0.12), alpha=0.35, soft=0.8)
                s.form(p.a, pebble(dx, dy, r * 0.12, r * 0.12, rng), glint=0.7)
                s.fill(p.leaf, leaf(dx, dy - r * 0.08, r * 0.1, r * 0.05, rng.uniform(-140, -30)))


def egg(s: Sheet, x: float, y: float, r: float, turn: float) -> None:
    """Half a boiled egg."""
    p = s.palette
    s.shadow(oval(x + r * 0.1, y + r * 0.18, r * 1.15, r * 0.9, turn), alpha=0.35, soft=r * 0.12)
    s.form(mix(p.cream, (255, 255, 255), 0.5), oval(x, y, r * 1.15, r * 0.88, turn), depth=0.25)
    s.form(p.tone("#F2A02C"), oval(x, y, r * 0.56), depth=0.4, glint=0.6)


def greens(s: Sheet, x: float, y: float, size: float, turn: float, color: Color) -> None:
    """One broad leaf with its rib."""
    s.shadow(leaf(x + size * 0.04, y + size * 0.08, size, size * 0.5, turn), alpha=0.25, soft=1)
    s.form(color, leaf(x, y, size, size * 0.5, turn), turn=turn + 90, depth=0.45, glint=0.35)
    rib = moved(taper([(0, 0), (size * 0.85, 0)], size * 0.06, 0.1), x, y, turn=turn)
    s.fill(s.palette.lit(color, 0.65), rib)


def rings(s: Sheet, spots: list[tuple[float, float]], r: float, color: Color) -> None:
    """Rings of spring onion or chilli."""
    outer: list[Shape] = [oval(x, y, r, r * 0.85) for x, y in spots]
    inner: list[Shape] = [oval(x, y, r * 0.5, r * 0.42) for x, y in spots]
    s.fill(color, *outer)
    s.fill(s.palette.lit(color, 0.75), *inner)


def _topping(s: Sheet, kind: int, x: float, y: float, r: float, turn: float) -> None:
    p = s.palette
    if kind == 0:
        egg(s, x, y, r * 0.25, turn)
    elif kind == 1:  # a sheet of seaweed
        s.shadow(slab(x + 1, y + 1, r * 0.52, r * 0.36, 1, turn), alpha=0.3, soft=0.8)
        s.form(p.tone("#24382F"), slab(x, y, r * 0.52, r * 0.36, 0.8, turn), depth=0.3, glint=0.35)
    elif kind == 2:  # a fish cake with its swirl
        s.shadow(oval(x + 0.8, y + 1, r * 0.19), alpha=0.3, soft=0.7)
        s.form(p.cream, oval(x, y, r * 0.19), depth=0.2)
        s.line(
            p.a,
            [
                (x + k * r * 0.009 * cos(k * 0.7), y + k * r * 0.009 * sin(k * 0.7))
                for k in range(14)
            ],
            r * 0.035,
        )
    elif kind == 3:  # greens
        for k in (-24, 0, 24):
            greens(
                s,
                x - r * 0.1 * cos(radians(turn)),
                y - r * 0.1 * sin(radians(turn)),
                r * 0.48,
                turn + k,
                mix(p.leaf, p.dark, 0.12 + abs(k) / 240),
            )
    elif kind == 4:  # slices of meat
        for k in (0, 1):
            mx, my = x + k * r * 0.16, y + k * r * 0.1
            s.shadow(oval(mx + 0.8, my + 1, r * 0.24, r * 0.2, turn), alpha=0.3, soft=0.8)
            s.form(p.tone("#A9583E"), oval(mx, my, r * 0.25, r * 0.21, turn), depth=0.3)
            meat = s.form(p.tone("#E7A98C"), oval(mx, my, r * 0.21, r * 0.17, turn), depth=0.3)
            s.line(
                p.cream, arc(mx, my, r * 0.12, r * 0.09, 20, 200), r * 0.03, alpha=0.7, inside=meat
            )
    else:  # mushrooms
        for k in (0, 1):
            mx, my = x + k * r * 0.17, y - k * r * 0.13
            s.form(p.cream, slab(mx, my + r * 0.09, r * 0.08, r * 0.18, r * 0.04), depth=0.4)
            s.form(
                p.tone("#B98556"),
                arc(mx, my + r * 0.03, r * 0.14, r * 0.13, 180, 360),
                turn=90,
                depth=0.4,
                glint=0.4,
            )


def _noodles(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (34, 39))
    company(s, rng, x, y, r)
    broth = p.tone(rng.choice(("#D98A3C", "#C4502E", "#E3B05A", "#9A5A34")))
    pool = bowl(s, x, y, r, rng.choice((p.cream, p.cream, p.c, p.dark, p.a)), broth, rng)
    noodle = p.tone("#F6D58A")
    for _ in range(6):
        cx, cy = x + rng.uniform(-0.34, 0.34) * r, y + rng.uniform(-0.34, 0.34) * r
        turn, strands = rng.uniform(0, 360), []
        for j in range(5):
            rr = r * (0.2 + j * 0.065)
            strands.append(arc(cx, cy, rr, rr * 0.9, turn, turn + rng.uniform(130, 210)))
        s.fill(
            p.deep(mix(noodle, broth, 0.5), 0.2),
            *(Stroke(c, r * 0.062) for c in strands),
            inside=pool,
        )
        s.fill(noodle, *(Stroke(c, r * 0.042) for c in strands), inside=pool)
    for fx, fy in scatter(rng, x, y, r * 0.75, 8):
        s.fill(p.light, oval(fx, fy, r * rng.uniform(0.02, 0.045)), alpha=0.5, inside=pool)
    start = rng.uniform(0, 360)
    for i, kind in enumerate(rng.sample(range(6), 4)):
        turn = start + i * 90
        _topping(
            s, kind, x + r * 0.47 * cos(radians(turn)), y + r * 0.47 * sin(radians(turn)), r, turn
        )
    rings(s, scatter(rng, x, y, r * 0.35, rng.randint(6, 11)), r * 0.05, mix(p.leaf, p.c, 0.1))
    if rng.random() < 0.6:
        rings(s, scatter(rng, x + r * 0.1, y, r * 0.45, 4), r * 0.045, p.a)
    steam(s, x, y - r * 0.1, r * 1.1, rng)
    window_light(s, rng, 0.16)


def _soup(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (34, 41))
    company(s, rng, x, y, r)
    soup = p.tone(rng.choice(("#E0662F", "#EFA23A", "#8DA84E", "#F0DDB0", "#B8434A")))
    pool = bowl(s, x, y, r, rng.choice((p.cream, p.c, p.dark, p.wood)), soup, rng)
    kind = rng.randrange(3)
    if kind == 0:  # a swirl of cream
        swirl = [
            (x + r * 0.052 * k * cos(k * 0.62), y + r * 0.052 * k * sin(k * 0.62))
            for k in range(2, 14)
        ]
        s.fill(p.cream, taper(swirl, r * 0.04, 0.2, r * 0.06), inside=pool)
    elif kind == 1:  # vegetables and beans
        for i, (vx, vy) in enumerate(scatter(rng, x, y, r * 0.68, 15)):
            color = (p.a, p.leaf, p.cream, p.b)[i % 4]
            part = (
                slab(vx, vy, r * 0.17, r * 0.17, r * 0.04, i * 37)
                if i % 2
                else oval(vx, vy, r * 0.1, r * 0.085, i * 50)
            )
            s.shadow(moved(part, 0.7, 1.0), alpha=0.35, soft=0.7)
            s.form(color, part, depth=0.4, glint=0.4)
    else:  # tofu, seaweed
        for i, (vx, vy) in enumerate(scatter(rng, x, y, r * 0.6, 7)):
            s.shadow(slab(vx + 1, vy + 1.4, r * 0.22, r * 0.22, 1, i * 40), alpha=0.35, soft=0.8)
            s.form(p.cream, slab(vx, vy, r * 0.22, r * 0.22, 1, i * 40), depth=0.35)
            s.form(
                mix(p.leaf, p.dark, 0.45),
                pebble(vx + r * 0.17, vy + r * 0.1, r * 0.1, r * 0.05, rng, 0.3),
                depth=0.3,
            )
    for hx, hy in scatter(rng, x, y, r * 0.42, rng.randint(4, 7)):
        turn = rng.uniform(0, 360)
        s.form(
            p.leaf,
            leaf(hx, hy, r * 0.16, r * 0.09, turn),
            leaf(hx, hy, r * 0.15, r * 0.08, turn + 75),
            depth=0.4,
        )
    s.fill(
        p.dark,
        *(oval(px, py, r * 0.012) for px, py in scatter(rng, x, y, r * 0.7, 22)),
        alpha=0.6,
        inside=pool,
    )
    steam(s, x, y, r * 1.1, rng)
    window_light(s, rng, 0.16)


def _grains(s: Sheet, pool: Patch, x: float, y: float, r: float, rng: Random) -> None:
    p = s.palette
    spots = scatter(rng, x, y, r * 0.84, 130)
    dark: list[Shape] = [
        oval(gx + 0.3, gy + 0.4, r * 0.045, r * 0.022, rng.uniform(0, 180)) for gx, gy in spots
    ]
    light: list[Shape] = [
        oval(gx, gy, r * 0.045, r * 0.022, rng.uniform(0, 180)) for gx, gy in spots
    ]
    s.fill(p.deep(p.cream, 0.25), *dark, alpha=0.55, inside=pool)
    s.fill(mix(p.cream, (255, 255, 255), 0.6), *light, inside=pool)


def _rice(s: Sheet, rng: Random) -> None:
    p = s.palette
    x, y, r = place(s, rng, (35, 42))
    company(s, rng, x, y, r)
    pool = bowl(s, x, y, r, rng.choice((p.dark, p.c, p.a, p.wood, p.cream)), p.tone("#F7EFDF"), rng)
    _grains(s, pool, x, y, r, rng)
    start, kinds = rng.uniform(0, 360), rng.sample(range(6), rng.choice((2, 4, 5)))
    for i, kind in enumerate(kinds):
        turn = radians(start + i * (62 if len(kinds) > 3 else 50))
        for k in range(4):
            d = 0.5 + (k % 2) * 0.2
            tx, ty = x + r * d * cos(turn + k * 0.2 - 0.3), y + r * d * sin(turn + k * 0.2 - 0.3)
            deg = turn * 180 / pi
            color = (
                p.tone("#F08A5E"),
                p.leaf,
                p.tone("#F2B33C"),
                p.tone("#8A5138"),
                p.a,
                p.tone("#7C4A6E"),
            )[kind]
            part = (
                slab(tx, ty, r * 0.3, r * 0.13, r * 0.05, deg),
                leaf(tx, ty, r * 0.26, r * 0.14, deg + 150 + k * 20),
                slab(tx, ty, r * 0.34, r * 0.06, r * 0.03, deg + k * 17),
                pebble(tx, ty, r * 0.14, r * 0.1, rng),
                oval(tx, ty, r * 0.11),
                arc(tx, ty, r * 0.16, r * 0.13, 150, 380),
            )[kind]
            s.shadow(moved(part, 0.6, 1.0), alpha=0.32, soft=0.7)
            s.form(color, part, depth=0.4, glint=0.45)
    if rng.random() < 0.7:
        white = pebble(x, y, r * 0.34, r * 0.31, rng, 0.14)
        s.shadow(moved(white, 1, 1.4), alpha=0.35, soft=1)
        s.form(mix(p.cream, (255, 255, 255), 0.6), white, depth=0.22)
        s.form(p.tone("#F5A623"), oval(x + r * 0.02, y - r * 0.01, r * 0.14), depth=0.4, glint=0.7)
    seeds: list[Shape] = [
        oval(px, py, r * 0.018, r * 0.011, px * 40) for px, py in scatter(rng, x, y, r * 0.5, 26)
    ]
    s.fill(p.dark, *seeds, alpha=0.85)
    steam(s, x, y - r * 0.1, r, rng, 0.3)
    window_light(s, rng, 0.16)


SCENES = {"noodles": Scene(_noodles), "soup": Scene(_soup, "day"), "rice": Scene(_rice, "day")}
