"""Outlines: rounded forms as lists of points, in hundredths of the picture's width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from random import Random

Point = tuple[float, float]
Path = list[Point]


@dataclass(frozen=True)
class Stroke:
    """A line of even width with round ends."""

    points: Sequence[Point]
    width: float


Shape = Path | Stroke


def moved(
    path: Sequence[Point],
    dx: float = 0.0,
    dy: float = 0.0,
    *,
    turn: float = 0.0,
    grow: float = 1.0,
    squash: float = 1.0,
    flip: bool = False,
) -> Path:
    """Scale and turn about the origin (degrees, clockwise on screen), then shift."""
    c, s = cos(radians(turn)) * grow, sin(radians(turn)) * grow
    side = -1.0 if flip else 1.0
    return [
        (dx + x * side * c - y * squash * s, dy + x * side * s + y * squash * c) for x, y in path
    ]


def oval(cx: float, cy: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Path:
    """An ellipse; a circle if `ry` is left out."""
    ry = rx if ry is None else ry
    n = max(16, min(72, int((rx + ry) * 3)))
    ring = [(rx * cos(2 * pi * i / n), ry * sin(2 * pi * i / n)) for i in range(n)]
    return moved(ring, cx, cy, turn=turn)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Path:
    """Part of an ellipse's outline, degrees clockwise from three o'clock."""
    n = max(6, int(abs(end - start) / 8))
    steps = [radians(start + (end - start) * i / n) for i in range(n + 1)]
    return [(cx + rx * cos(t), cy + ry * sin(t)) for t in steps]


def rect(x0: float, y0: float, x1: float, y1: float, r: float = 0.0) -> Path:
    """A rectangle with corners rounded by `r`."""
    r = max(0.0, min(r, (x1 - x0) / 2, (y1 - y0) / 2))
    if r == 0.0:
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    corners = (
        (x1 - r, y0 + r, 270),
        (x1 - r, y1 - r, 0),
        (x0 + r, y1 - r, 90),
        (x0 + r, y0 + r, 180),
    )
    return [p for x, y, start in corners for p in arc(x, y, r, r, start, start + 90)]


def slab(cx: float, cy: float, w: float, h: float, r: float = 0.0, turn: float = 0.0) -> Path:
    """A rounded rectangle about its middle, turned."""
    return moved(rect(-w / 2, -h / 2, w / 2, h / 2, r), cx, cy, turn=turn)


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 7) -> Path:
    """A smooth line through the points (Catmull-Rom)."""
    n = len(points)
    out: Path = []
    for i in range(n if closed else n - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[max(0, min(n - 1, i + k))] for k in (-1, 0, 1, 2))
        for k in range(steps):
            t = k / steps
            a, b = t * t, t * t * t
            w0, w1 = -0.5 * t + a - 0.5 * b, 1 - 2.5 * a + 1.5 * b
            w2, w3 = 0.5 * t + 2 * a - 1.5 * b, 0.5 * (b - a)
            out.append(
                (
                    w0 * p0[0] + w1 * p1[0] + w2 * p2[0] + w3 * p3[0],
                    w0 * p0[1] + w1 * p1[1] + w2 * p2[1] + w3 * p3[1],
                )
            )
    if not closed:
        out.append(points[-1])
    return out


def blob(*points: Point) -> Path:
    """A smooth closed form through the points."""
    return curve(points, closed=True)


def pebble(cx: float, cy: float, rx: float, ry: float, rng: Random, wobble: float = 0.08) -> Path:
    """An ellipse drawn by a hand that is not quite steady."""
    n = 9
    start = rng.random() * 2 * pi
    reach = [1 + rng.uniform(-wobble, wobble) for _ in range(n)]
    ring = [
        (cx + rx * k * cos(start + 2 * pi * i / n), cy + ry * k * sin(start + 2 * pi * i / n))
        for i, k in enumerate(reach)
    ]
    return curve(ring, closed=True, steps=5)


def taper(points: Sequence[Point], w0: float, w1: float, belly: float = 0.0) -> Path:
    """A line as a form: width `w0` at its start, `w1` at its end, `belly` more in the middle."""
    line = curve(points) if len(points) > 2 else list(points)
    if len(line) == 2:
        (x0, y0), (x1, y1) = line
        line = [(x0 + (x1 - x0) * i / 10, y0 + (y1 - y0) * i / 10) for i in range(11)]
    left: Path = []
    right: Path = []
    last = len(line) - 1
    for i, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(0, i - 1)], line[min(last, i + 1)]
        length = hypot(bx - ax, by - ay) or 1.0
        t = i / last
        half = (w0 + (w1 - w0) * t + belly * 4 * t * (1 - t)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def leaf(x: float, y: float, length: float, width: float, turn: float, bend: float = 0.0) -> Path:
    """A leaf or petal that starts at (x, y) and points along `turn` (0 is right)."""
    tip = (length, bend * length)
    return moved(
        taper([(0, 0), (length * 0.5, -bend * length * 0.4), tip], 0, 0, width), x, y, turn=turn
    )


def petals(
    x: float, y: float, reach: float, count: int, turn: float, fat: float = 0.9
) -> list[Path]:
    """The petals of a flower seen from the front."""
    size = reach * 2.2 / count * fat
    ring = [radians(turn + 360 * i / count) for i in range(count)]
    return [
        oval(
            x + reach * 0.55 * cos(t),
            y + reach * 0.55 * sin(t),
            reach * 0.52,
            size,
            turn * 0 + t * 180 / pi,
        )
        for t in ring
    ]


def cloud(cx: float, cy: float, w: float, rng: Random) -> list[Path]:
    """A heap of round puffs with a flat foot."""
    puffs = [rect(cx - w / 2, cy - w * 0.09, cx + w / 2, cy + w * 0.02, w)]
    for i in range(4):
        x = cx - w * 0.3 + w * 0.2 * i
        r = w * rng.uniform(0.1, 0.17) * (1.25 if i in (1, 2) else 0.9)
        puffs.append(oval(x, cy - w * 0.06, r, r * 0.86))
    return puffs


def ridge(
    base: float, rise: float, foot: float, rng: Random, *, peaks: int = 4, sharp: bool = False
) -> Path:
    """Land that crosses the picture: its skyline around `base`, filled down to `foot`."""
    n = peaks * 2
    tops = [
        (
            -8 + 116 * i / n,
            base - (rise * rng.uniform(0.55, 1) if i % 2 else rise * rng.uniform(0, 0.3)),
        )
        for i in range(n + 1)
    ]
    line = tops if sharp else curve(tops)
    return [*line, (108, foot), (-8, foot)]


def squiggle(x: float, y: float, length: float, height: float, rng: Random) -> Path:
    """A stretch of handwriting that says nothing."""
    points: Path = [(x, y)]
    at = x
    while at < x + length:
        at += rng.uniform(0.35, 0.7) * height
        points.append(
            (at, y + rng.choice((-0.5, 0.4, -0.15, 0.1)) * height * rng.uniform(0.5, 1.1))
        )
    return curve(points, steps=4)
