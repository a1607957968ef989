"""Pictures of meals, most of them seen from above: noodles, dumplings, soup, salad, rice."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

from .palette import Color, mix
from .props import bowl, chopsticks, plate, spoon, sprig, steam, tabletop, window_light
from .scene import Scene
from .shapes import Shape, Stroke, arc, blob, curve, leaf, moved, oval, pebble, rect, slab, taper
from .sheet import Patch, Sheet


def scatter(rng: Random, x: float, y: float, reach: float, count: int) -> list[tuple[float, float]]:
    """Places spread evenly over a disc, none on top of another."""
    start, spots = rng.random() * 2 * pi, []
    for i in range(count):
        far = reach * ((i + 0.5) / count) ** 0.5 * rng.uniform(0.9, 1.05)
        turn = start + i * 2.4 + rng.uniform(-0.2, 0.2)
        spots.append((x + far * cos(turn), y + far * sin(turn)))
    return spots


def place(s: Sheet, rng: Random, size: tuple[float, float]) -> tuple[float, float, float]:
    """Lay the table and say where the main dish stands and how large it is."""
    tabletop(s, rng)
    r = rng.uniform(*size) * min(1.15, s.h / 96)
    return 50 + rng.uniform(-11, 11), s.h * (0.5 + rng.uniform(-0.05, 0.06)), r


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


def _topping(s: Sheet, kind: int, x: float, y: float, r: float, turn: float, rng: Random) -> None:
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
    x, y, r = place(s, rng, (34, 42))
    company(s, rng, x, y, r)
    broth = p.tone(rng.choice(("#D98A3C", "#C4502E", "#E3B05A", "#9A5A34")))
    pool = bowl(s, x, y, r, rng.choice((p.cream, p.cream, p.c, p.dark, p.a)), broth, rng)
    noodle = p.tone("#F6D58A")
    for _ in range(7):
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
            s,
            kind,
            x + r * 0.47 * cos(radians(turn)),
            y + r * 0.47 * sin(radians(turn)),
            r,
            turn,
            rng,
        )
    rings(s, scatter(rng, x, y, r * 0.35, rng.randint(6, 11)), r * 0.05, mix(p.leaf, p.c, 0.1))
    if rng.random() < 0.6:
        rings(s, scatter(rng, x + r * 0.1, y, r * 0.45, 4), r * 0.045, p.a)
    steam(s, x, y - r * 0.1, r * 1.1, rng)
    window_light(s, rng, 0.16)


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


def _slice(s: Sheet, kind: int, x: float, y: float, r: float, rng: Random) -> None:
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
        _slice(s, kinds[i % 2], lx, ly, r * rng.uniform(0.12, 0.16), rng)
    if rng.random() < 0.6:
        for k in (-1, 1):
            egg(s, x + k * r * 0.26, y + rng.uniform(-0.2, 0.2) * r, r * 0.2, rng.uniform(0, 180))
    for lx, ly in scatter(rng, x + 2, y + 1, r * 0.6, 6):
        s.form(mix(p.cream, p.light, 0.3), slab(lx, ly, r * 0.1, r * 0.1, 0.5, lx * 9), depth=0.5)
    window_light(s, rng, 0.18)


def _grains(s: Sheet, pool: Patch, x: float, y: float, r: float, rng: Random) -> None:
    p = s.palette
    spots = scatter(rng, x, y, r * 0.84, 150)
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


SCENES = {
    "noodles": Scene(_noodles),
    "dumplings": Scene(_dumplings),
    "soup": Scene(_soup, "day"),
    "salad": Scene(_salad, "day"),
    "rice": Scene(_rice, "day"),
}
