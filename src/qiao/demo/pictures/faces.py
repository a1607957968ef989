"""Heads and faces of furry animals."""

from __future__ import annotations

from random import Random

from .palette import Color, mix
from .shapes import arc, blob, leaf, moved, oval, taper
from .sheet import Sheet


def face(s: Sheet, x: float, y: float, r: float, *, asleep: bool, wide: float = 0.42) -> None:
    """Eyes and cheeks; `r` is half the head's width."""
    p = s.palette
    for side in (-1, 1):
        ex = x + side * r * wide
        s.fill(
            p.a,
            oval(ex + side * r * 0.18, y + r * 0.3, r * 0.17, r * 0.11),
            alpha=0.35,
            soft=r * 0.06,
        )
        if asleep:
            s.line(p.dark, arc(ex, y - r * 0.02, r * 0.15, r * 0.12, 15, 165), r * 0.055)
        else:
            s.fill(p.dark, oval(ex, y, r * 0.105, r * 0.135))
            s.dot(p.cream, ex + r * 0.035, y - r * 0.05, r * 0.036)


def muzzle(s: Sheet, x: float, y: float, r: float, nose: Color) -> None:
    p = s.palette
    s.fill(
        nose, blob((x - r * 0.09, y - r * 0.05), (x + r * 0.09, y - r * 0.05), (x, y + r * 0.06))
    )
    for side in (-1, 1):
        s.line(p.dark, arc(x + side * r * 0.1, y + r * 0.1, r * 0.1, r * 0.09, 0, 180), r * 0.035)


def cat_head(
    s: Sheet,
    x: float,
    y: float,
    r: float,
    coat: Color,
    rng: Random,
    *,
    asleep: bool,
    tilt: float = 0,
) -> None:
    p = s.palette
    dark = mix(coat, p.dark, 0.4)
    for side in (-1, 1):
        ear = [
            (side * r * 0.95, r * 0.05),
            (side * r * 0.86, -r * 1.02),
            (side * r * 0.72, -r * 1.06),
            (side * r * 0.12, -r * 0.62),
        ]
        s.form(coat, moved(ear, x, y, turn=tilt), depth=0.4)
        inner = [
            (side * r * 0.8, -r * 0.3),
            (side * r * 0.78, -r * 0.86),
            (side * r * 0.36, -r * 0.58),
        ]
        s.fill(mix(coat, p.a, 0.45), moved(inner, x, y, turn=tilt))
    head = s.form(
        coat,
        moved(
            blob(
                (0, -r * 0.8),
                (r * 0.72, -r * 0.6),
                (r * 1.05, r * 0.12),
                (r * 0.66, r * 0.66),
                (0, r * 0.8),
                (-r * 0.66, r * 0.66),
                (-r * 1.05, r * 0.12),
                (-r * 0.72, -r * 0.6),
            ),
            x,
            y,
            turn=tilt,
        ),
        depth=0.4,
        glint=0.3,
    )
    marks = rng.randrange(4)
    if marks == 0:
        stripes = [leaf(k * r * 0.2, -r * 0.85, r * 0.42, r * 0.1, 90) for k in (-1, 0, 1)]
        sides = [
            leaf(k * r * 1.08, r * (0.1 + j), r * 0.42, r * 0.09, 90 + k * 80)
            for k in (-1, 1)
            for j in (0, 0.22)
        ]
        s.fill(dark, *(moved(m, x, y, turn=tilt) for m in stripes + sides), inside=head)
    elif marks == 1:
        s.fill(
            p.cream,
            moved(
                blob(
                    (0, -r * 0.5),
                    (r * 0.28, r * 0.1),
                    (r * 0.66, r * 0.5),
                    (0, r * 0.9),
                    (-r * 0.66, r * 0.5),
                    (-r * 0.28, r * 0.1),
                ),
                x,
                y,
                turn=tilt,
            ),
            inside=head,
        )
    elif marks == 2:
        s.fill(
            dark,
            moved(oval(r * 0.62, -r * 0.5, r * 0.55, r * 0.5, 20), x, y, turn=tilt),
            inside=head,
        )
    if marks != 1:
        s.fill(
            mix(coat, p.cream, 0.6),
            moved(oval(0, r * 0.42, r * 0.42, r * 0.3), x, y, turn=tilt),
            alpha=0.9,
            inside=head,
        )
    fx, fy = moved([(0, r * 0.06)], x, y, turn=tilt)[0]
    face(s, fx, fy, r, asleep=asleep)
    muzzle(s, fx, fy + r * 0.24, r, mix(p.a, p.dark, 0.15))
    whiskers = [
        moved([(k * r * 0.5, r * (0.32 + j)), (k * r * 1.2, r * (0.24 + j * 2.4))], x, y, turn=tilt)
        for k in (-1, 1)
        for j in (0.0, 0.1)
    ]
    for w in whiskers:
        s.fill(p.cream, taper(w, r * 0.03, r * 0.008), alpha=0.9)
