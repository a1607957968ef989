"""The tooth of the paper and the soft gradients, made once and kept: what every sheet shares."""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians, sin
from random import Random

from PIL import Image, ImageChops, ImageFilter

_TILE_PX = 384


@lru_cache(maxsize=1)
def _tile() -> Image.Image:
    """Fine noise with a little of a coarser one, like the tooth of watercolour paper."""
    fine = Image.frombytes("L", (_TILE_PX, _TILE_PX), Random("paper").randbytes(_TILE_PX**2))
    coarse = ImageChops.offset(fine, 91, 57).filter(ImageFilter.GaussianBlur(2.2))
    coarse = coarse.point([max(0, min(255, 128 + (v - 128) * 5)) for v in range(256)])
    return Image.blend(fine.filter(ImageFilter.GaussianBlur(0.7)), coarse, 0.35)


@lru_cache(maxsize=8)
def _grain(size: tuple[int, int]) -> Image.Image:
    """The noise tile laid over a whole sheet."""
    field = Image.new("L", size)
    for y in range(0, size[1], _TILE_PX):
        for x in range(0, size[0], _TILE_PX):
            field.paste(_tile(), (x, y))
    return field


@lru_cache(maxsize=8)
def tooth(size: tuple[int, int]) -> Image.Image:
    """The grain as it shows in the finished picture: centred on 128, faint."""
    faint = _grain(size).point([round(128 + (v - 128) * 0.085) for v in range(256)])
    return Image.merge("RGB", (faint, faint, faint))


@lru_cache(maxsize=8)
def stipple(size: tuple[int, int]) -> Image.Image:
    """The grain as it breaks up a shaded edge: mostly white, with holes."""
    return _grain(size).point([max(0, min(255, round(190 + (v - 128) * 1.9))) for v in range(256)])


@lru_cache(maxsize=128)
def ramp(turn: int, start: int, strength: int) -> Image.Image:
    """A small gradient that grows along `turn` (degrees); other arguments in percent."""
    n = 24
    c, s = cos(radians(turn)), sin(radians(turn))
    reach = (abs(c) + abs(s)) / 2
    values = []
    for y in range(n):
        for x in range(n):
            t = ((x + 0.5) / n - 0.5) * c + ((y + 0.5) / n - 0.5) * s
            t = (t / reach + 1) / 2
            t = max(0.0, (t - start / 100) / (1 - start / 100))
            values.append(t * t * (3 - 2 * t) * strength * 2.55)
    return Image.frombytes("L", (n, n), bytes(min(255, round(v)) for v in values))


@lru_cache(maxsize=64)
def halo(strength: int) -> Image.Image:
    """A small round light that fades to nothing; `strength` in percent."""
    radial = Image.radial_gradient("L").resize((48, 48), Image.Resampling.BILINEAR)
    fade = [max(0.0, 1 - v / 180) for v in range(256)]
    return radial.point([round(t * t * (3 - 2 * t) * strength * 2.55) for t in fade])
