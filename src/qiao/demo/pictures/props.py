"""Small things that stand in more than one scene: cups, spoons, steam, paper, people."""

from __future__ import annotations

from random import Random

from .palette import Color, mix
from .shapes import Path, arc, blob, leaf, moved, oval, rect, slab, squiggle, taper
from .sheet import Patch, Sheet


def spoon(s: Sheet, x: float, y: float, turn: float, color: Color) -> None:
    """A spoon lying on the table, its bowl towards `turn`."""
    parts: list[Path] = [taper([(-24, 0), (14, 0)], 2.6, 1.5), oval(18, 0, 6.4, 4.4)]
    placed = [moved(part, x, y, turn=turn) for part in parts]
    s.shadow(*[moved(part, 0.9, 1.3) for part in placed], alpha=0.35, soft=0.8)
    s.form(color, *placed, depth=0.45, glint=0.4)
    s.fill(s.palette.deep(color, 0.28), moved(oval(18, 0, 5, 3.1), x, y, turn=turn))


def chopsticks(s: Sheet, x: float, y: float, turn: float, color: Color) -> None:
    """A pair lying on the table, their tips towards `turn`."""
    for gap in (-1.6, 1.6):
        stick = moved(taper([(-34, gap), (34, gap * 0.35)], 2.0, 1.0), x, y, turn=turn)
        s.shadow(moved(stick, 1.0, 1.4), alpha=0.35, soft=0.8)
        s.form(color, stick, turn=90, depth=0.5)
        s.fill(s.palette.b, moved(slab(-29, gap, 3, 2.05), x, y, turn=turn))


def steam(s: Sheet, x: float, y: float, size: float, rng: Random, alpha: float = 0.42) -> None:
    """Three soft wisps that rise from (x, y)."""
    for i in (-1, 0, 1):
        at, sway = x + i * size * 0.27, rng.choice((-1, 1)) * size * 0.1
        top = size * rng.uniform(0.8, 1.2)
        line = [
            (at, y),
            (at + sway, y - top * 0.3),
            (at - sway, y - top * 0.65),
            (at + sway * 0.7, y - top),
        ]
        wisp = taper(line, size * 0.03, 0, size * 0.13)
        s.fill(s.palette.cream, wisp, alpha=alpha, soft=max(0.6, size * 0.042))


def mug(s: Sheet, x: float, foot: float, size: float, color: Color, *, flip: bool = False) -> None:
    """A mug from the side, standing on `foot`; `size` is its height."""
    w, side = size * 0.42, -1 if flip else 1
    s.shadow(oval(x + w * 0.4, foot, w * 1.25, size * 0.07), alpha=0.4, soft=size * 0.05)
    s.line(
        s.palette.deep(color, 0.2),
        arc(
            x + side * w * 0.95,
            foot - size * 0.52,
            size * 0.24,
            size * 0.25,
            -95 if side > 0 else 85,
            95 if side > 0 else 275,
        ),
        size * 0.1,
    )
    body = s.form(
        color,
        rect(x - w, foot - size, x + w, foot, size * 0.2),
        rect(x - w, foot - size, x + w, foot - size * 0.5),
        turn=0,
        depth=0.5,
        glint=0.3,
    )
    s.fill(
        s.palette.lit(color, 0.5),
        rect(x - w, foot - size * 0.62, x + w, foot - size * 0.5),
        rect(x - w, foot - size * 0.45, x + w, foot - size * 0.42),
        alpha=0.6,
        inside=body,
    )
    s.fill(s.palette.deep(color, 0.4), oval(x, foot - size, w, size * 0.09))


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


def person(
    s: Sheet, x: float, foot: float, size: float, rng: Random, *, umbrella: bool = False
) -> None:
    """A small figure with its back half turned; `size` is its height."""
    p = s.palette
    coat, trousers, k = rng.choice((p.a, p.b, p.c, p.cream)), mix(p.dark, p.c, 0.3), size
    s.shadow(oval(x + k * 0.1, foot, k * 0.26, k * 0.035), alpha=0.4, soft=k * 0.03)
    for leg in (-0.06, 0.07):
        s.fill(
            trousers,
            rect(x + (leg - 0.045) * k, foot - k * 0.36, x + (leg + 0.045) * k, foot, k * 0.03),
        )
    s.form(
        coat,
        blob(
            (x - k * 0.12, foot - k * 0.74),
            (x + k * 0.12, foot - k * 0.74),
            (x + k * 0.19, foot - k * 0.3),
            (x, foot - k * 0.27),
            (x - k * 0.19, foot - k * 0.3),
        ),
        turn=15,
        depth=0.5,
        glint=0.3,
    )
    s.form(
        p.tone(rng.choice(("#F0C3A0", "#C98F6A", "#8A5A44", "#F5D2B4"))),
        oval(x, foot - k * 0.84, k * 0.095),
        depth=0.3,
    )
    hair = p.tone(rng.choice(("#3A2A2E", "#6B4634", "#C98A4A", "#B9B0AC")))
    s.fill(hair, arc(x, foot - k * 0.86, k * 0.108, k * 0.105, 150, 390))
    if umbrella:
        top = foot - k * 1.02
        s.line(p.dark, [(x + k * 0.1, foot - k * 0.5), (x + k * 0.1, top - k * 0.2)], k * 0.022)
        shade = rng.choice((p.a, p.b, p.c, p.cream))
        dome = s.form(
            shade,
            [*arc(x + k * 0.1, top + k * 0.04, k * 0.44, k * 0.34, 180, 360)],
            turn=45,
            depth=0.5,
            glint=0.4,
        )
        s.fill(
            p.deep(shade, 0.25),
            leaf(x + k * 0.1, top + k * 0.06, k * 0.4, k * 0.14, -90),
            inside=dome,
        )
