"""The sheet of paper a scene is painted on: flat forms, grainy shading, soft shadows and light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .grain import halo, ramp, stipple, tooth
from .palette import Color, Palette, mix
from .shapes import Point, Shape, Stroke, oval, rect


@dataclass(frozen=True)
class Patch:
    """A form cut out of the sheet: where it is (pixels), and how much of each pixel it covers."""

    at: tuple[int, int]
    mask: Image.Image


class Sheet:
    """A picture in the making. Lengths are hundredths of the width; y grows downwards to `h`.

    The camera decides how much of it is seen: `zoom` (1 or more), and mirrored or not.
    """

    def __init__(
        self, size: tuple[int, int], palette: Palette, *, zoom: float = 1.0, mirrored: bool = False
    ) -> None:
        width, height = size
        self.h = 100 * height / width
        self.palette = palette
        self._size = size
        self._unit = width / 100 * zoom
        self._left, self._top = width * (zoom - 1) / 2, height * (zoom - 1) / 2
        self._mirrored = mirrored
        # three bands rather than one RGB image: Pillow pastes a value into a band five times faster
        self._bands = [Image.new("L", self._size, value) for value in palette.wall]

    def wash(self, top: Color, bottom: Color, y0: float = 0.0, y1: float | None = None) -> None:
        """Fill the whole width with a vertical gradient."""
        u, (width, height) = self._unit, self._size
        start = round(y0 * u - self._top)
        end = height if y1 is None else round(y1 * u - self._top)
        start, end = max(0, start), min(height, end)
        if start >= end:
            return
        colors = [mix(top, bottom, i / 11) for i in range(12)]
        for i, band in enumerate(self._bands):
            steps = Image.frombytes("L", (1, 12), bytes(color[i] for color in colors))
            column = steps.resize((1, end - start), Image.Resampling.BICUBIC)
            band.paste(column.resize((width, end - start), Image.Resampling.NEAREST), (0, start))

    def cut(self, *shapes: Shape, inside: Patch | None = None, soft: float = 0.0) -> Patch:
        """Cut forms out together, drawn larger than they are so that their edges come out smooth.

        `soft` is how far the edge fades, `inside` a patch they may not leave.
        """
        u, (width, height) = self._unit, self._size
        xs: list[float] = []
        ys: list[float] = []
        for shape in shapes:
            path, pad = (shape.points, shape.width) if isinstance(shape, Stroke) else (shape, 0.0)
            xs += [f(x for x, _ in path) + d for f, d in ((min, -pad), (max, pad))] if path else []
            ys += [f(y for _, y in path) + d for f, d in ((min, -pad), (max, pad))] if path else []
        pad_px = soft * u * 2 + 1
        left, top = self._left + pad_px, self._top + pad_px
        right, below = pad_px - self._left + 1, pad_px - self._top + 1
        x0, x1 = max(0, int(min(xs, default=0) * u - left)), int(max(xs, default=0) * u + right)
        y0, y1 = max(0, int(min(ys, default=0) * u - top)), int(max(ys, default=0) * u + below)
        w, h = min(width, x1) - x0, min(height, y1) - y0
        if w <= 0 or h <= 0:
            return Patch((0, 0), Image.new("L", (0, 0)))
        ox, oy = (x0 + self._left) / u, (y0 + self._top) / u
        if soft > 0:
            scale = min(1.0, 4.0 / (soft * u))
            small = (max(1, round(w * scale)), max(1, round(h * scale)))
            mask = _draw(shapes, small, u * small[0] / w, u * small[1] / h, ox, oy)
            mask = mask.filter(ImageFilter.GaussianBlur(soft * u * scale * 0.7))
            mask = mask.resize((w, h), Image.Resampling.BILINEAR)
        else:
            times = _times(shapes, w * h)
            mask = _draw(shapes, (w * times, h * times), u * times, u * times, ox, oy)
            mask = mask.reduce(times) if times > 1 else mask
        if inside is not None:
            mask = ImageChops.multiply(mask, _window(inside, x0, y0, w, h))
        return Patch((x0, y0), mask)

    def tint(self, patch: Patch, color: Color, alpha: float = 1.0) -> None:
        """Lay colour over a patch."""
        if 0 in patch.mask.size:
            return
        mask = patch.mask
        if alpha < 1.0:
            mask = mask.point([round(v * alpha) for v in range(256)])
        self._lay(color, patch.at, mask)

    def _lay(self, color: Color, at: tuple[int, int], mask: Image.Image) -> None:
        for band, value in zip(self._bands, color, strict=True):
            band.paste(value, at, mask)

    def fill(
        self,
        color: Color,
        *shapes: Shape,
        alpha: float = 1.0,
        inside: Patch | None = None,
        soft: float = 0.0,
    ) -> Patch:
        """Cut forms and lay one flat colour over them."""
        patch = self.cut(*shapes, inside=inside, soft=soft)
        self.tint(patch, color, alpha)
        return patch

    def shade(
        self,
        patch: Patch,
        color: Color,
        turn: float = 60,
        *,
        start: float = 0.35,
        strength: float = 0.6,
    ) -> None:
        """Brush colour over one side of a patch, thinning out in grains; `turn` is that side."""
        w, h = patch.mask.size
        if 0 in (w, h):
            return
        slope = ramp(round(turn / 15) * 15 % 360, round(start * 100), round(strength * 100))
        seen = slope.getbbox()
        if seen is None:
            return
        # work only where the ramp is not nothing; cells are the ramp's pixels
        cw, ch = w / slope.width, h / slope.height
        x0, y0 = max(0, int((seen[0] - 1) * cw)), max(0, int((seen[1] - 1) * ch))
        x1, y1 = min(w, int((seen[2] + 1) * cw) + 1), min(h, int((seen[3] + 1) * ch) + 1)
        x, y = patch.at[0] + x0, patch.at[1] + y0
        cells = (x0 / cw, y0 / ch, x1 / cw, y1 / ch)
        mask = slope.resize((x1 - x0, y1 - y0), Image.Resampling.BILINEAR, box=cells)
        grain = stipple(self._size).crop((x, y, x + x1 - x0, y + y1 - y0))
        mask = ImageChops.multiply(mask, patch.mask.crop((x0, y0, x1, y1)))
        self._lay(color, (x, y), ImageChops.multiply(mask, grain))

    def form(
        self,
        color: Color,
        *shapes: Shape,
        turn: float = 60,
        depth: float = 0.45,
        glint: float = 0.0,
        inside: Patch | None = None,
    ) -> Patch:
        """A rounded thing: a flat colour, shaded on the side `turn`, lit opposite by `glint`."""
        patch = self.fill(color, *shapes, inside=inside)
        self.shade(patch, self.palette.deep(color, 0.55), turn, start=0.3, strength=depth)
        if glint:
            self.shade(patch, self.palette.lit(color, 0.7), turn + 180, start=0.5, strength=glint)
        return patch

    def shadow(
        self, *shapes: Shape, alpha: float = 0.3, soft: float = 2.0, inside: Patch | None = None
    ) -> None:
        """A soft shadow in the palette's shade."""
        self.fill(self.palette.shade, *shapes, alpha=alpha, soft=soft, inside=inside)

    def glow(self, x: float, y: float, rx: float, ry: float, color: Color, alpha: float) -> None:
        """A round light (or darkness) that fades to nothing."""
        patch = self.cut(rect(x - rx, y - ry, x + rx, y + ry))
        w, h = patch.mask.size
        if 0 in (w, h):
            return
        u = self._unit
        left, top = (x - rx) * u - self._left, (y - ry) * u - self._top
        kx, ky = 48 / (2 * rx * u), 48 / (2 * ry * u)
        (px, py) = patch.at
        seen = ((px - left) * kx, (py - top) * ky, (px + w - left) * kx, (py + h - top) * ky)
        seen = (max(0, seen[0]), max(0, seen[1]), min(48, seen[2]), min(48, seen[3]))
        mask = halo(round(alpha * 100)).resize((w, h), Image.Resampling.BILINEAR, box=seen)
        self._lay(color, patch.at, mask)

    def dot(self, color: Color, x: float, y: float, r: float, alpha: float = 1.0) -> Patch:
        """A round spot."""
        return self.fill(color, oval(x, y, r), alpha=alpha)

    def line(
        self,
        color: Color,
        points: Sequence[Point],
        width: float,
        *,
        alpha: float = 1.0,
        inside: Patch | None = None,
    ) -> Patch:
        """A line of even width with round ends."""
        return self.fill(color, Stroke(points, width), alpha=alpha, inside=inside)

    def jpeg(self) -> bytes:
        """The finished picture, with the paper's tooth showing through."""
        image = ImageChops.add(Image.merge("RGB", self._bands), tooth(self._size), 1, -128)
        if self._mirrored:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        out = BytesIO()
        image.save(out, "JPEG", quality=88)
        return out.getvalue()


def _times(shapes: tuple[Shape, ...], area_px: int) -> int:
    """How many times larger to draw a mask: small forms finest, large plain rectangles as is."""
    if area_px > 200_000 and all(_upright(shape) for shape in shapes):
        return 1
    return 4 if area_px < 40_000 else 3 if area_px < 130_000 else 2


def _upright(shape: Shape) -> bool:
    if isinstance(shape, Stroke) or len(shape) != 4:
        return False
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = shape
    return ay == by and bx == cx and cy == dy and dx == ax


def _draw(
    shapes: tuple[Shape, ...], size: tuple[int, int], kx: float, ky: float, x0: float, y0: float
) -> Image.Image:
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for shape in shapes:
        path = shape.points if isinstance(shape, Stroke) else shape
        points = [((x - x0) * kx, (y - y0) * ky) for x, y in path]
        if isinstance(shape, Stroke):
            width = shape.width * kx
            pen.line(
                points,
                fill=255,
                width=max(1, round(width)),
                joint="curve" if len(points) < 9 else None,
            )
            for x, y in (points[0], points[-1]):
                r = width / 2
                pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
        elif len(points) > 2:
            pen.polygon(points, fill=255)
    return mask


def _window(patch: Patch, x: int, y: int, w: int, h: int) -> Image.Image:
    """The patch's mask as seen through another patch's frame."""
    left, top = x - patch.at[0], y - patch.at[1]
    return patch.mask.crop((left, top, left + w, top + h))
