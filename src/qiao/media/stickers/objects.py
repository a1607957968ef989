"""Things and animals: what people bring along."""

from qiao.media.stickers.pen import (
    BROWN,
    CLAY,
    CREAM,
    INK,
    LEAF,
    PLUM,
    RED,
    ROSE,
    SKY,
    SUN,
    WHITE,
    box,
    cheeks,
    circle,
    closed,
    eyes,
    heart,
    oval,
    path,
    smile,
    steam,
    svg,
)


def cat_tax() -> bytes:
    ears = path("M24 46l2 -34l24 18zM96 46l-2 -34l-24 18z", "#f6a55b") + path(
        "M31 34l1 -12l9 8zM89 34l-1 -12l-9 8z", ROSE, line=False
    )
    face = oval(60, 58, 42, 36, "#f6a55b") + path("M60 24v12M50 25l2 9M70 25l-2 9", ink="#c9712b")
    nose = path("M56 64h8l-4 5z", RED) + path("M60 69q-6 8 -12 2M60 69q6 8 12 2")
    whiskers = path("M8 58l16 3M8 70l16 -2M112 58l-16 3M112 70l-16 -2", wide=2.4)
    card = box(30, 88, 60, 24, 6, CREAM) + heart(60, 100, 7)
    paws = oval(30, 92, 9, 8, "#f6a55b") + oval(90, 92, 9, 8, "#f6a55b")
    return svg(ears, face, eyes(y=54, size=5), nose, whiskers, card, paws)


def puppy() -> bytes:
    ears = path("M24 30q-18 10 -14 42q14 4 20 -16zM96 30q18 10 14 42q-14 4 -20 -16z", BROWN)
    face = oval(60, 58, 38, 38, "#f3dcc0") + oval(76, 50, 13, 16, BROWN, line=False)
    muzzle = (
        oval(60, 74, 19, 15, WHITE)
        + oval(60, 67, 7, 5, INK)
        + path("M60 72v6q-6 6 -10 1M60 78q6 6 10 1")
    )
    tongue = path("M54 84q6 22 13 0z", ROSE)
    return svg(face, ears, eyes(y=52), tongue, muzzle)


def bridge() -> bytes:
    water = path("M6 98q9 -9 18 0t18 0t18 0t18 0t18 0t18 0v14h-108z", SKY)
    arch = path("M8 96q0 -52 52 -52t52 52h-20q0 -30 -32 -30t-32 30z", CLAY)
    rail = path("M14 62q46 -50 92 0M32 46v10M60 34v10M88 46v10", wide=3)
    left = circle(44, 22, 8, SUN) + path("M44 30v14M44 34l14 2")
    right = circle(76, 22, 8, LEAF) + path("M76 30v14M76 34l-14 2")
    return svg(water, arch, rail, left, right, heart(60, 14, 5))


def tea() -> bytes:
    cup = path("M22 48h70q0 52 -35 52t-35 -52z", "#9ed4b4") + path(
        "M92 56q20 0 16 16t-24 12", wide=6
    )
    plate = oval(58, 104, 44, 7, CREAM)
    drink = oval(57, 48, 35, 8, "#c98b4a")
    face = closed(57, 70, 12) + smile(57, 78, 7, 5) + cheeks(57, 78, 20)
    return svg(plate, cup, drink, face, steam(44, 36), steam(60, 32), steam(76, 36))


def noodles() -> bytes:
    bowl = path("M12 58h96q-2 48 -48 50t-48 -50z", RED) + path("M20 72h80", ink=CREAM, wide=4)
    inside = oval(60, 58, 48, 11, "#f7d9a0")
    waves = path("M26 58q6 -7 12 0t12 0t12 0t12 0t12 0", ink="#d79b3f")
    egg = oval(80, 54, 11, 6, WHITE) + circle(81, 54, 4, SUN)
    leaf = path("M34 56q4 -12 18 -8q-4 10 -18 8z", LEAF)
    sticks = path("M62 54l34 -48M72 54l36 -44", ink=BROWN, wide=5)
    return svg(sticks, bowl, inside, waves, egg, leaf, steam(38, 40), steam(52, 36))


def bun() -> bytes:
    body = path("M12 84q-2 -38 38 -52q10 -16 20 0q40 14 38 52q0 20 -48 20t-48 -20z", CREAM)
    folds = path("M60 28q-4 12 -18 20M60 28q0 12 0 16M60 28q4 12 18 20", wide=2.6)
    return svg(body, folds, eyes(y=70), cheeks(y=80), smile(y=78, wide=8, deep=6), steam(60, 25))


def flower() -> bytes:
    stem = path("M60 66q4 26 -2 46", ink="#4c9a60", wide=5) + path(
        "M60 96q18 -16 28 -6q-8 14 -28 6z", LEAF
    )
    petals = "".join(
        f'<g transform="rotate({turn} 60 44)">{oval(60, 20, 12, 17, ROSE)}</g>'
        for turn in range(0, 360, 60)
    )
    middle = circle(60, 44, 16, SUN) + eyes(60, 42, 6, 2.4) + smile(60, 47, 5, 4)
    return svg(stem, petals, middle)


def umbrella() -> bytes:
    rain = path("M14 20l-4 9M36 10l-4 9M96 12l-4 9M110 34l-4 9", ink="#5b9fd6")
    cloth = path(
        "M10 62q2 -44 50 -46q48 2 50 46q-8 -9 -17 0q-8 -9 -16 0"
        "q-8 -9 -17 0q-9 -9 -17 0q-8 -9 -16 0q-9 -9 -17 0z",
        PLUM,
    )
    stick = path("M60 16v-8M60 60v40q0 10 9 10t9 -9", wide=4.6)
    drop = circle(32, 90, 19, SUN) + closed(32, 87, 8) + smile(32, 94, 6, 5)
    return svg(rain, stick, cloth, drop)


def star() -> bytes:
    shape = "M60 8l15 32l35 5l-26 25l7 36l-31 -18l-31 18l7 -36l-26 -25l35 -5z"
    return svg(
        path(shape, SUN), eyes(y=58, apart=12), cheeks(y=68, apart=20), smile(y=67, wide=8, deep=7)
    )


def lantern() -> bytes:
    body = oval(60, 56, 42, 34, RED) + path(
        "M60 22v68M38 28q-14 28 0 56M82 28q14 28 0 56", ink="#b12a30"
    )
    caps = box(42, 14, 36, 10, 3, SUN) + box(42, 88, 36, 10, 3, SUN) + path("M60 14v-8")
    tassel = path("M52 98v14M60 98v18M68 98v14", ink="#e0a52a", wide=4)
    return svg(tassel, body, caps, eyes(y=54, apart=10), smile(y=63, wide=6, deep=5))


def book() -> bytes:
    left = path("M60 34q-22 -14 -50 -6v66q28 -8 50 6z", CREAM)
    right = path("M60 34q22 -14 50 -6v66q-28 -8 -50 6z", CREAM)
    lines = path(
        "M20 44q14 -3 28 2M20 58q14 -3 28 2M20 72q14 -3 28 2M72 46q14 -5 28 -2M72 60q14 -5 28 -2",
        ink="#b9aa9c",
    )
    mark = path("M84 24v34l7 -6l7 7v-36z", RED)
    return svg(left, right, lines, mark, heart(60, 16, 7))
