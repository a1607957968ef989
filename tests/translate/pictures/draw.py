"""Pictures drawn for tests, with the fonts this machine has."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from functools import cache
from shutil import which

import pytest
from PIL import Image, ImageDraw, ImageFont

LATIN = "DejaVu Sans"
HAN = "Noto Sans CJK SC"


@cache
def font_file(family: str, lang: str) -> tuple[str, int]:
    """The file of a font that can write `lang`, and its place in the file; skips without one."""
    if which("fc-match") is None:
        pytest.skip("no fontconfig here: cannot look for fonts")
    found = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}|%{lang}", f"{family}:lang={lang}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("|", 2)
    if lang not in found[2].split("|"):
        pytest.skip(f"NO FONT FOR {lang} HERE: what this test is about is not tested")
    return found[0], int(found[1])


def font(size: int, *, lang: str = "en") -> ImageFont.FreeTypeFont:
    """A font of this size in pixels."""
    family, fc_lang = (HAN, "zh-cn") if lang == "zh" else (LATIN, "en")
    file, index = font_file(family, fc_lang)
    return ImageFont.truetype(file, size, index=index & 0xFFFF)


def page(
    lines: Sequence[str],
    *,
    lang: str,
    size: int = 40,
    wide: int = 1080,
    ink: tuple[int, int, int] = (25, 25, 30),
    paper: tuple[int, int, int] = (246, 242, 235),
    gap: float = 2.2,
) -> bytes:
    """A WebP with these lines, far enough apart to be blocks of their own."""
    face = font(size, lang=lang)
    image = Image.new("RGB", (wide, int(size * gap * len(lines)) + 2 * size), paper)
    draw = ImageDraw.Draw(image)
    for at, text in enumerate(lines):
        draw.text((size, size + at * size * gap), text, font=face, fill=ink)
    return webp(image)


def webp(image: Image.Image) -> bytes:
    """As the sandbox keeps pictures: lossy."""
    out = io.BytesIO()
    image.save(out, "webp", quality=82)
    return out.getvalue()


def wordless() -> list[bytes]:
    """Pictures without a word: plain, a gradient, noise, stripes, shapes."""
    plain = Image.new("RGB", (900, 700), (120, 160, 190))
    gradient = Image.linear_gradient("L").resize((900, 700)).convert("RGB")
    noise = Image.effect_noise((640, 480), 90).convert("RGB")
    stripes = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(stripes)
    for x in range(0, 800, 40):
        draw.rectangle((x, 0, x + 18, 600), fill=(40, 40, 40))
    shapes = Image.new("RGB", (800, 600), (250, 240, 220))
    draw = ImageDraw.Draw(shapes)
    draw.ellipse((80, 80, 300, 300), fill=(200, 80, 60))
    draw.polygon([(450, 400), (600, 150), (740, 420)], fill=(60, 120, 90))
    draw.rounded_rectangle((100, 380, 380, 560), 30, fill=(70, 90, 160))
    return [webp(image) for image in (plain, gradient, noise, stripes, shapes)]
