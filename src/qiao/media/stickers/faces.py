"""Faces: what people feel."""

from qiao.media.stickers.pen import (
    BROWN,
    CREAM,
    INK,
    LEAF,
    PLUM,
    RED,
    ROSE,
    SKY,
    SUN,
    WHITE,
    cheeks,
    circle,
    closed,
    eyes,
    head,
    heart,
    laugh,
    moved,
    oval,
    path,
    smile,
    svg,
    turned,
)

_HAND = "#ffc34a"


def _tear(x: float, y: float, size: float = 8) -> str:
    return path(
        f"M{x} {y - size}q{size} {size * 1.2} 0 {size * 1.9}"
        f"q-{size} -{size * 0.7} 0 -{size * 1.9}z",
        SKY,
    )


def laughing_tears() -> bytes:
    return svg(
        turned(-10, head(), closed(), cheeks(), laugh(), _tear(17, 66, 10), _tear(103, 66, 10))
    )


def thanks() -> bytes:
    hands = path("M60 112q-16 -12 -9 -34q5 -8 9 2q4 -10 9 -2q7 22 -9 34z", _HAND) + path(
        "M60 82v26"
    )
    return svg(turned(4, head(), closed(up=False), cheeks(), smile(y=68, wide=8, deep=5)), hands)


def hug() -> bytes:
    left = turned(-12, moved(-4, 14, 0.72, head(SUN), closed(), cheeks(), smile()))
    right = turned(12, moved(38, 14, 0.72, head(ROSE), closed(), smile()))
    return svg(
        left,
        right,
        path("M22 90q36 22 76 -2", ink=INK, wide=12),
        path("M22 90q36 22 76 -2", ink=_HAND, wide=6),
        heart(60, 22, 9),
    )


def heart_eyes() -> bytes:
    return svg(head(), heart(42, 53, 10), heart(78, 53, 10), laugh(y=74, wide=14, deep=15))


def wow() -> bytes:
    brows = path("M36 40q8 -7 15 -2M69 38q8 -5 15 2")
    return svg(head(), eyes(size=5.5), brows, oval(60, 82, 8.5, 11, "#8a2d2d"), cheeks(y=72))


def shy() -> bytes:
    finger = path("M48 108l10 -12M72 108l-10 -12", ink=INK, wide=12) + path(
        "M48 108l10 -12M72 108l-10 -12", ink=_HAND, wide=6
    )
    lines = path("M28 66l4 6M35 65l4 6M81 71l4 -6M88 72l4 -6", ink=RED, wide=2.4)
    return svg(head("#ffc9a6"), eyes(y=52), lines, path("M54 78q3 -4 6 0t6 0"), finger)


def sleepy() -> bytes:
    bubble = circle(86, 78, 13, "#d7eefb") + path("M80 72q2 -4 6 -4", ink=WHITE)
    moon = path("M96 12a16 16 0 1 0 14 22a13 13 0 0 1 -14 -22z", CREAM)
    return svg(head("#bcd3f7"), closed(up=False), path("M54 76q6 4 12 0"), bubble, moon)


def puffed() -> bytes:
    brows = path("M34 42l16 8M86 42l-16 8", wide=4.5)
    puffs = oval(29, 76, 12, 10, ROSE) + oval(91, 76, 12, 10, ROSE)
    cloud = path("M100 26q8 -8 12 2q8 2 2 10h-14q-6 -6 0 -12z", WHITE)
    return svg(head("#ff9b7d"), brows, eyes(y=58), puffs, path("M54 82q6 -6 12 0"), cloud)


def sad() -> bytes:
    cloud = path("M36 26q2 -16 18 -12q12 -12 22 2q14 0 12 14q-2 6 -10 6h-34q-10 -2 -8 -10z", SKY)
    rain = path("M44 42l-3 7M60 42l-3 7M76 42l-3 7", ink="#5b9fd6")
    face = moved(12, 26, 0.8, head(), eyes(y=58), path("M50 82q10 -10 20 0"), _tear(78, 72))
    return svg(face, cloud, rain)


def thinking() -> bytes:
    brows = path("M36 42q8 -6 14 0M70 38l14 -2")
    hand = path("M44 104q-2 -16 12 -18l14 -4q6 2 0 6l-8 3q10 2 6 8q2 6 -6 12q-12 4 -18 -7z", _HAND)
    return svg(head(), brows, eyes(x=62, y=54), path("M52 76q8 -3 15 1"), hand)


def melon() -> bytes:
    slice_ = path("M22 78h76q-4 34 -38 34t-38 -34z", LEAF) + path(
        "M28 78h64q-4 27 -32 27t-32 -27z", RED
    )
    seeds = "".join(oval(x, y, 2, 3.2, INK, line=False) for x, y in ((46, 88), (60, 94), (74, 88)))
    return svg(
        head(), eyes(x=64, y=50, size=5), cheeks(y=62), path("M52 68q8 6 16 0"), slice_, seeds
    )


def cool() -> bytes:
    lens = "M30 48h26q0 20 -13 20t-13 -20z"
    glasses = (
        path(lens, INK)
        + path("M64 48h26q0 20 -13 20t-13 -20z", INK)
        + path("M56 51h8M20 46l10 3M90 49l10 -3")
    )
    shine = path("M36 53l6 8M70 53l6 8", ink=WHITE, wide=2.4)
    return svg(head(), glasses, shine, path("M46 82q18 10 28 -4"))


def peeking() -> bytes:
    face = moved(
        13,
        30,
        0.78,
        head(PLUM),
        circle(44, 50, 8, WHITE),
        circle(76, 50, 8, WHITE),
        eyes(y=51, size=4.5),
    )
    wall = path("M6 88h108v24h-108z", CREAM)
    fingers = "".join(oval(x, 88, 5.5, 8, PLUM) for x in (20, 32, 88, 100))
    return svg(face, wall, fingers)


def party() -> bytes:
    hat = path("M60 2l18 30q-18 8 -36 0z", PLUM) + circle(60, 4, 5, SUN)
    bits = "".join(
        circle(x, y, 3.4, fill, line=False)
        for x, y, fill in (
            (14, 30, RED),
            (106, 24, LEAF),
            (12, 62, SKY),
            (108, 66, SUN),
            (24, 104, LEAF),
            (98, 106, RED),
        )
    )
    face = (head(), hat, closed(), cheeks(), laugh(y=72, wide=14, deep=16))
    return svg(bits, moved(5, 9, 0.92, *face))


def thumb() -> bytes:
    hand = path(
        "M40 56q14 -12 14 -32q2 -12 12 -8q8 6 2 30h24q10 2 6 12q6 6 0 13"
        "q3 8 -4 12q1 10 -10 11h-28q-12 -2 -16 -6z",
        SUN,
    )
    cuff = path("M16 54h22v46h-22z", SKY)
    return svg(
        hand,
        cuff,
        path("M80 58h14M82 71h14M80 83h12"),
        circle(27, 90, 3, WHITE, line=False),
        _wink(),
    )


def _wink() -> str:
    return path("M54 66l6 3l-6 3M68 66v6M56 80q7 6 14 0", ink=BROWN)
