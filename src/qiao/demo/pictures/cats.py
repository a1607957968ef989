"""Pictures of cats: on the sill, very close, curled up, watching the world."""

from __future__ import annotations

from random import Random

from .faces import cat_head
from .greenery import pot_plant
from .light import view, window_light
from .palette import mix
from .scene import Scene
from .shapes import arc, blob, leaf, moved, oval, rect, slab, taper
from .sheet import Sheet

_COATS = ("#E39A4E", "#4A4550", "#F5EBDD", "#A8A4A8", "#C98F62", "#7B6A62", "#EFD3A8")


def _room_behind(s: Sheet, rng: Random, sill: float) -> None:
    """A wall with a window, or a sunny wall with a plant, down to the sill."""
    p = s.palette
    s.wash(p.lit(p.wall, 0.2), p.wall)
    if rng.random() < 0.6:
        left = rng.uniform(-12, 14)
        s.fill(p.cream, rect(left - 3, -5, left + 88, sill))
        view(s, left, -5, left + 85, sill - 3, rng)
        s.fill(p.cream, rect(left + 40, -5, left + 43, sill))
    else:
        window_light(s, rng, 0.55)
        pot_plant(s, rng.choice((15.0, 84.0)), sill, rng.uniform(44, 60), rng)
    s.wash(p.cream, mix(p.cream, p.wood, 0.4), sill, s.h)
    s.wash(p.wood, p.deep(p.wood, 0.35), sill + 5, s.h)
    s.shadow(rect(-5, sill + 5, 105, sill + 7), alpha=0.35, soft=1.2)


def _cat(s: Sheet, rng: Random) -> None:
    p = s.palette
    coat = p.tone(rng.choice(_COATS))
    asleep = rng.random() < 0.4
    pose = rng.randrange(4)
    if pose == 0:  # a loaf on the window sill
        sill = s.h * rng.uniform(0.74, 0.8)
        _room_behind(s, rng, sill)
        x, w, side = rng.uniform(44, 58), rng.uniform(27, 31), rng.choice((-1, 1))
        s.shadow(oval(x + 3, sill + 1, w * 1.15, 3), alpha=0.5, soft=1.6)
        tail = [
            (x - side * w * 0.8, sill - 4),
            (x - side * w * 1.3, sill - 1),
            (x - side * w * 1.1, sill + 15),
            (x - side * w * 1.25, sill + 24),
        ]
        s.form(coat, taper(tail, 6, 4.5), oval(*tail[-1], 2.4), depth=0.35)
        body = blob(
            (x - side * w, sill - 8),
            (x - side * w * 0.75, sill - 24),
            (x, sill - 31),
            (x + side * w * 0.75, sill - 26),
            (x + side * w, sill - 6),
            (x + side * w * 0.8, sill + 1),
            (x - side * w * 0.85, sill + 1),
        )
        patch = s.form(coat, body, depth=0.55, glint=0.35)
        if rng.random() < 0.5:
            s.fill(
                mix(coat, p.dark, 0.3),
                *(
                    leaf(x - side * (w * 0.75 - i * 9), sill - 34 + i, 17, 3.4, 95)
                    for i in range(4)
                ),
                inside=patch,
            )
        for k in (0.34, 0.72):
            s.form(
                p.lit(coat, 0.3),
                rect(x + side * w * k - 4.5, sill - 5, x + side * w * k + 4.5, sill + 1.4, 3),
                depth=0.3,
            )
        cat_head(
            s,
            x + side * w * 0.52,
            sill - 27,
            15.5,
            coat,
            rng,
            asleep=asleep,
            tilt=rng.uniform(-7, 7),
        )
    elif pose == 1:  # very close
        s.wash(p.lit(p.wall, 0.3), p.wall)
        window_light(s, rng, 0.5)
        x, y, r = (
            rng.uniform(44, 56),
            s.h * rng.uniform(0.5, 0.56),
            rng.uniform(31, 36) * min(1.0, s.h / 105),
        )
        chest = s.form(
            coat,
            blob((x - 30, y + 18), (x + 30, y + 18), (x + 48, s.h + 12), (x - 48, s.h + 12)),
            depth=0.6,
        )
        s.fill(p.cream, oval(x, y + r * 1.5, r * 0.5, r * 0.8), alpha=0.8, inside=chest)
        s.shadow(oval(x, y + r * 0.72, r * 0.8, r * 0.24), alpha=0.4, soft=2.5, inside=chest)
        cat_head(s, x, y, r, coat, rng, asleep=asleep, tilt=rng.uniform(-12, 12))
        s.line(p.a, arc(x, y + r * 0.42, r * 0.74, r * 0.56, 40, 140), 3.2)
        s.form(p.b, oval(x, y + r * 1.03, 3.6), depth=0.6, glint=0.5)
    elif pose == 2:  # curled up, seen from above
        base = rng.choice((p.cloth, p.table, mix(p.wall, p.c, 0.4)))
        s.wash(p.lit(base, 0.2), p.deep(base, 0.1))
        x, y, spin = 50, s.h * 0.51, rng.choice((0, 50, 120, -60))
        cushion = rng.choice((p.a, p.c, p.b))
        s.shadow(oval(x + 3, y + 4, 45, 43), alpha=0.45, soft=4)
        pad = s.form(cushion, oval(x, y, 45, 43), depth=0.45, glint=0.3)
        s.fill(
            p.lit(cushion, 0.4),
            *(slab(x, y, 2.4, 100, 0, k * 22.5) for k in range(8)),
            alpha=0.5,
            inside=pad,
        )
        s.shadow(oval(x + 2, y + 3, 34, 32), alpha=0.4, soft=3)
        s.form(coat, oval(x, y, 33, 31), depth=0.55, glint=0.4)
        bands = [
            moved(taper([(6, 30 - i), (7, 18)], 2.6, 0.6), x, y, turn=spin + 150 + i * 24)
            for i in range(5)
        ]
        s.fill(p.deep(mix(coat, p.dark, 0.25), 0.1), *bands, alpha=0.75)
        s.form(
            p.lit(coat, 0.12),
            moved(oval(-9, 10, 15, 12, 25), x, y, turn=spin),
            turn=spin + 200,
            depth=0.5,
        )
        tail = moved(arc(0, 0, 27, 25, 185, 30), x, y, turn=spin)[::4]
        s.shadow(taper(tail, 7, 6.4), alpha=0.35, soft=1.4)
        s.form(p.lit(coat, 0.06), taper(tail, 7, 6.4), oval(*tail[-1], 3.2), depth=0.5, glint=0.3)
        s.form(p.lit(coat, 0.5), oval(*tail[-1], 3.2), depth=0.4)
        hx, hy = moved([(15, 8)], x, y, turn=spin)[0]
        s.shadow(oval(hx + 1, hy + 2, 15, 13), alpha=0.35, soft=2)
        cat_head(
            s, hx, hy, 15, mix(coat, p.cream, 0.1), rng, asleep=True, tilt=rng.uniform(-25, 25)
        )
        window_light(s, rng, 0.3)
    else:  # from behind, watching the world
        sill = s.h * 0.82
        s.wash(p.lit(p.wall, 0.1), p.wall)
        s.fill(p.cream, rect(6, -5, 94, sill, 0))
        view(s, 10, -5, 90, sill - 4, rng)
        s.wash(p.wood, p.deep(p.wood, 0.4), sill, s.h)
        x, side = rng.uniform(36, 64), rng.choice((-1, 1))
        s.shadow(oval(x + 3, sill + 2, 27, 3), alpha=0.5, soft=1.6)
        s.form(
            coat,
            taper(
                [
                    (x + side * 14, sill - 4),
                    (x + side * 34, sill),
                    (x + side * 36, sill - 16),
                    (x + side * 29, sill - 24),
                ],
                8,
                5,
            ),
            depth=0.4,
        )
        body = blob(
            (x - 11, sill - 48),
            (x + 11, sill - 48),
            (x + 21, sill - 18),
            (x + 20, sill + 2),
            (x - 20, sill + 2),
            (x - 21, sill - 18),
        )
        patch = s.form(coat, body, depth=0.55, glint=0.4)
        stripes = [
            leaf(x + k * 20, sill - 38 + i * 11, 15, 3.6, 180 if k > 0 else 0)
            for i in range(3)
            for k in (-1, 1)
        ]
        s.fill(mix(coat, p.dark, 0.3), *stripes, inside=patch)
        for k in (-1, 1):
            s.form(
                coat,
                moved([(k * 15, 2), (k * 14, -17), (k * 11, -18), (k * 2, -10)], x, sill - 56),
                depth=0.35,
            )
        s.form(coat, oval(x, sill - 54, 16.5, 13.5), depth=0.5, glint=0.4)


SCENES = {"cat": Scene(_cat)}
