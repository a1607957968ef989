"""From untrusted bytes to two clean WebP pictures: decode, shrink, turn, flatten, encode."""

import io
import warnings
from collections.abc import Callable
from typing import Final, NamedTuple

from PIL import Image, WebPImagePlugin
from PIL.GifImagePlugin import GifImageFile
from PIL.Image import Resampling, Transpose
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from qiao.media.child import colour
from qiao.media.child.headers import read_header
from qiao.media.child.orientation import orientation

CARD_BOX: Final = (540, 1600)
FULL_BOX: Final = (1440, 2048)
CARD_QUALITY: Final = 78
FULL_QUALITY: Final = 80
WEBP_MAX_PIXELS: Final = 32_000_000
# libwebp's effort, 0-6. See bench/media/README.md for what the others cost.
_METHOD: Final = 2

_UPRIGHT: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class TooManyPixels(Exception):
    """The picture is larger than this square takes; `facts` says by which measure."""

    def __init__(self, **facts: int) -> None:
        super().__init__(facts)
        self.facts = facts


class Bounds(NamedTuple):
    max_pixels: int
    max_side: int
    max_frames_pixels: int


class Developed(NamedTuple):
    card: bytes
    full: bytes
    w: int
    h: int
    kind: str


class _Jpeg(JpegImageFile):
    def _read_dpi_from_exif(self) -> None:
        """Dots per inch are nobody's business here, and reading them imports a TIFF parser."""


# Opened by name: the loop of `Image.open` would offer the bytes to every codec there is.
_OPENERS: Final[dict[str, Callable[[io.BytesIO], Image.Image]]] = {
    "jpeg": _Jpeg,
    "png": PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "gif": GifImageFile,
}


def develop(data: bytes, bounds: Bounds) -> Developed:
    """Decode the first frame of `data` and make its card and its full picture.

    Raises:
        NotAnImage, Broken, TooManyPixels, and whatever Pillow raises on bytes that lie.
        MemoryError: it does not fit into this process.
    """
    header = read_header(data)
    _check(bounds, header.w, header.h, header.frames)
    if header.kind == "webp":
        # libwebp holds two canvases and Pillow two more, 16 bytes a pixel, in `jail.MEMORY_BYTES`.
        bounds = bounds._replace(max_pixels=min(bounds.max_pixels, WEBP_MAX_PIXELS))
        _check(bounds, header.w, header.h, header.frames)
    Image.MAX_IMAGE_PIXELS = bounds.max_pixels
    try:
        image = _OPENERS[header.kind](io.BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        # A GIF's frame may be larger than its screen; Pillow looks at each before decoding it.
        raise TooManyPixels(max_pixels=bounds.max_pixels) from None
    # A second look: this is the size Pillow will allocate, whatever the header said to us.
    _check(bounds, image.width, image.height, header.frames)

    if header.kind == "jpeg":
        # Decode at a half, quarter or eighth where that is still large enough: 3 times less work.
        image.draft(None, _fit(image.size, _box(image)))
    image.load()
    # Asked again after loading: a PNG may say it behind its pixels.
    turn, box = _turn(image), _box(image)
    profile = _bytes(image.info.get("icc_profile"))
    image = _plain(image)
    image = _shrunk(image, _fit(image.size, box))
    if profile:
        image = colour.to_srgb(image, profile)
    image = _on_white(image)
    if turn in _UPRIGHT:
        image = image.transpose(_UPRIGHT[turn])
    image.info.clear()

    card = _shrunk(image, _fit(image.size, CARD_BOX))
    return Developed(
        card=_webp(card, CARD_QUALITY),
        full=_webp(image, FULL_QUALITY),
        w=image.width,
        h=image.height,
        kind=header.kind,
    )


def _check(bounds: Bounds, w: int, h: int, frames: int) -> None:
    if max(w, h) > bounds.max_side:
        raise TooManyPixels(w=w, h=h, max_side=bounds.max_side)
    if w * h > bounds.max_pixels:
        raise TooManyPixels(w=w, h=h, max_pixels=bounds.max_pixels)
    if w * h * frames > bounds.max_frames_pixels:
        raise TooManyPixels(w=w, h=h, frames=frames, max_frames_pixels=bounds.max_frames_pixels)


def _turn(image: Image.Image) -> int:
    return orientation(_bytes(image.info.get("exif")))


def _box(image: Image.Image) -> tuple[int, int]:
    """The full picture's box as it lies before the photo is turned upright."""
    return FULL_BOX if _turn(image) < 5 else (FULL_BOX[1], FULL_BOX[0])


def _fit(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same shape inside `box`, never larger than it was."""
    w, h = size
    scale = min(1.0, box[0] / w, box[1] / h)
    return max(1, round(w * scale)), max(1, round(h * scale))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _plain(image: Image.Image) -> Image.Image:
    """A form whose values can be averaged: no palette, no single bits, no 16 bits a channel."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("P", "PA", "L", "RGB", "1") and image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("P", "PA"):
        return image.convert("RGB")
    if image.mode in ("1", "F"):
        return image.convert("L")
    return image


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Resampling.LANCZOS, reducing_gap=2.0)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "La", "RGBa"):
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(image, mask=image.getchannel("A"))
        return white
    # A copy is a plain picture, of which `save` does not ask where its file is.
    return image.copy() if image.mode == "RGB" else image.convert("RGB")


def _webp(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=_METHOD, exif=b"", xmp=b"", icc_profile=None)
    return out.getvalue()


def warm_up() -> None:
    """Touch every codec once, so that nothing is left to import when files are out of reach."""
    bounds = Bounds(100, 100, 100)
    # Nobody reads a warning here, and showing one would want to read source files.
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.preinit()
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (2, 2)).save(out, kind)
        develop(out.getvalue(), bounds)
