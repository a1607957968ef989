"""What stickers are drawn with: one line, one face, a few colours, a white rim around all."""

INK = "#3b2a20"
SUN, ROSE, LEAF, SKY, CREAM, CLAY = "#ffd35c", "#ff8f8f", "#7cc48a", "#8ec9ee", "#fff4dc", "#d9764a"
WHITE, BROWN, PLUM, RED = "#ffffff", "#a5714b", "#9a7fd1", "#e5484d"

_RIM = (
    '<filter id="rim" x="-10%" y="-10%" width="120%" height="120%">'
    '<feMorphology in="SourceAlpha" operator="dilate" radius="3.5" result="wide"/>'
    '<feFlood flood-color="#fff"/><feComposite in2="wide" operator="in" result="white"/>'
    '<feMerge><feMergeNode in="white"/><feMergeNode in="SourceGraphic"/></feMerge></filter>'
)


def svg(*shapes: str) -> bytes:
    """Return a drawing of 120 by 120 with a rim, so that it stands on light and on dark."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 120 120">'
        f"<defs>{_RIM}</defs>"
        f'<g filter="url(#rim)" stroke="{INK}" stroke-width="3.4" stroke-linecap="round"'
        f' stroke-linejoin="round" fill="none">{"".join(shapes)}</g></svg>'
    ).encode()


def circle(x: float, y: float, r: float, fill: str, *, line: bool = True) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"{_no(line=line)}/>'


def oval(
    x: float, y: float, rx: float, ry: float, fill: str, *, line: bool = True, turn: float = 0
) -> str:
    turned = f' transform="rotate({turn} {x} {y})"' if turn else ""
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"{_no(line=line)}{turned}/>'


def path(d: str, fill: str = "none", *, line: bool = True, ink: str = "", wide: float = 0) -> str:
    more = (f' stroke="{ink}"' if ink else "") + (f' stroke-width="{wide}"' if wide else "")
    return f'<path d="{d}" fill="{fill}"{_no(line=line)}{more}/>'


def box(x: float, y: float, w: float, h: float, r: float, fill: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}"/>'


def turned(degrees: float, *shapes: str) -> str:
    return f'<g transform="rotate({degrees} 60 60)">{"".join(shapes)}</g>'


def moved(x: float, y: float, scale: float, *shapes: str) -> str:
    return f'<g transform="translate({x} {y}) scale({scale})">{"".join(shapes)}</g>'


def head(fill: str = SUN) -> str:
    return circle(60, 62, 42, fill)


def eyes(x: float = 60, y: float = 56, apart: float = 16, size: float = 4.2) -> str:
    return circle(x - apart, y, size, INK, line=False) + circle(x + apart, y, size, INK, line=False)


def closed(x: float = 60, y: float = 56, apart: float = 16, *, up: bool = True) -> str:
    """Eyes that laugh (up) or sleep."""
    lift = -8 if up else 7
    return "".join(path(f"M{at - 7} {y}q7 {lift} 14 0") for at in (x - apart, x + apart))


def cheeks(x: float = 60, y: float = 68, apart: float = 27) -> str:
    return "".join(
        oval(at, y, 6.5, 4.2, ROSE, line=False) for at in (x - apart, x + apart)
    )  # fmt: skip


def smile(x: float = 60, y: float = 72, wide: float = 12, deep: float = 9) -> str:
    return path(f"M{x - wide} {y}q{wide} {deep * 1.6} {wide * 2} 0")


def laugh(x: float = 60, y: float = 70, wide: float = 18, deep: float = 20) -> str:
    return path(f"M{x - wide} {y}h{wide * 2}q0 {deep} -{wide} {deep}t-{wide} -{deep}z", "#8a2d2d")


def heart(x: float, y: float, size: float, fill: str = RED) -> str:
    d = f"M{x} {y + size}c-{size * 1.6} -{size} -{size * 1.2} -{size * 2.2} 0 -{size * 1.3}"
    return path(f"{d}c{size * 1.2} -{size * 0.9} {size * 1.6} {size * 0.3} 0 {size * 1.3}z", fill)


def steam(x: float, y: float) -> str:
    return path(f"M{x} {y}q-5 -6 0 -11t0 -11", ink="#b9aa9c", wide=3)


def _no(*, line: bool) -> str:
    return "" if line else ' stroke="none"'
