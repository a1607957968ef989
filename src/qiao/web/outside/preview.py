"""The picture that other places show beside a link to a note without photos."""

import asyncio
import hashlib
import io
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont, features

from qiao.web.outside.fonts import font_file, script_of
from qiao.web.outside.markup import direction

WIDTH_PX, HEIGHT_PX = 1200, 630
MAX_KEPT = 128
_EDGE_PX = 90
_SIZES_PX = (84, 68, 54, 44)
_SMALL_PX = 34
_PAPERS = (
    ("#fdf3e1", "#33291f", "#c4401a", "#f6cf9f"),
    ("#eaf4e6", "#1f3328", "#2f7a55", "#b9d9bf"),
    ("#f7f0f8", "#33291f", "#7b4ea3", "#e3d2ec"),
    ("#dcebf8", "#1e2f45", "#2463a8", "#ffffff"),
    ("#3a3158", "#fff4e4", "#ffb37a", "#6b4d74"),
    ("#e9d6b8", "#3d2a17", "#8b3f12", "#d6bd95"),
)

Font = ImageFont.FreeTypeFont


class Run(NamedTuple):
    """Letters that one font writes in one direction; a space has none of its own."""

    words: str
    font: Font
    rtl: bool | None


@dataclass(frozen=True)
class Preview:
    """What a picture says."""

    title: str
    excerpt: str
    lang: str
    author: str
    square: str

    @property
    def key(self) -> str:
        """Two that say the same are one picture."""
        said = (self.title, self.excerpt, self.lang, self.author, self.square)
        return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True)
class Made:
    """A picture, and the tag it is known by."""

    png: bytes
    etag: str


class Previews:
    """Pictures that were drawn, the latest asked for first to stay; one is drawn at a time."""

    def __init__(self, max_kept: int = MAX_KEPT) -> None:
        self._max = max_kept
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._pen = asyncio.Semaphore(1)

    async def of(self, told: Preview) -> Made:
        """Return the picture; drawn in a thread, for a tenth of a second, when it is not kept."""
        if (kept := self._kept(told.key)) is not None:
            return kept
        async with self._pen:
            if (kept := self._kept(told.key)) is not None:
                return kept
            made = Made(await asyncio.to_thread(draw, told), f'"{told.key[:20]}"')
        self._made[told.key] = made
        if len(self._made) > self._max:
            self._made.popitem(last=False)
        return made

    def _kept(self, key: str) -> Made | None:
        made = self._made.get(key)
        if made is not None:
            self._made.move_to_end(key)
        return made


def draw(told: Preview) -> bytes:
    """Return the picture as PNG. What no font here can write is left out, not drawn as boxes."""
    paper, ink, accent, shade = _PAPERS[int(told.key[:8], 16) % len(_PAPERS)]
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), paper)
    pen = ImageDraw.Draw(image)
    rtl = direction(told.lang) == "rtl"
    middle_px = 0 if rtl else WIDTH_PX
    pen.ellipse((middle_px - 330, -330, middle_px + 330, 330), fill=shade)
    bar_px = WIDTH_PX - _EDGE_PX - 60 if rtl else _EDGE_PX
    pen.rounded_rectangle((bar_px, 84, bar_px + 60, 96), 6, fill=accent)
    big, small = (told.title, told.excerpt) if told.title else (told.excerpt, "")
    top_px = 130
    for size_px in _SIZES_PX:
        lines = _lines(big, size_px)
        if len(lines) * size_px * 1.4 <= 340 or size_px == _SIZES_PX[-1]:
            top_px = _write(pen, lines[:6], top_px, size_px, ink, rtl=rtl)
            break
    room = max(0, int((500 - top_px) // (_SMALL_PX * 1.4)))
    _write(pen, _lines(small, _SMALL_PX)[:room], top_px + 14, _SMALL_PX, ink, rtl=rtl)
    _write(pen, _lines(told.author, 30)[:1], 540, 30, accent, rtl=rtl)
    # in the other corner: two names of two directions side by side are hard to read
    _write(pen, _lines(told.square, 30)[:1], 540, 30, accent, rtl=not rtl)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


@cache
def _font(script: str, size_px: int) -> Font | None:
    path = font_file(script)
    if path is None:
        return None
    layout = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size_px, layout_engine=layout)


def _runs(words: str, size_px: int) -> list[Run]:
    """Cut words where another font must write; marks between go with what is before them."""
    marked: list[tuple[tuple[str, bool], str]] = []
    script = next((found for found in map(script_of, words) if found), "latin")
    for letter in words:
        found = script_of(letter)
        if found is None:
            continue
        script = found or script
        marked.append(((script, letter == " "), letter))
    runs = []
    for (name, space), letters in groupby(marked, key=lambda one: one[0]):
        font = _font(name, size_px)
        if font is not None:
            joined = "".join(letter for _, letter in letters)
            runs.append(Run(joined, font, None if space else name in _RTL))
    return runs


def _as_seen(runs: list[Run]) -> list[Run]:
    """Put the runs of a right-to-left line in the order they stand in, from the left."""
    groups: list[list[Run]] = []
    for at, run in enumerate(runs):
        after = runs[at + 1].rtl if at + 1 < len(runs) else None
        # what runs to the right keeps its own order, and the spaces between its words
        inside = run.rtl is False or (run.rtl is None and after is False)
        if groups and inside and groups[-1][-1].rtl is not True and groups[-1][0].rtl is False:
            groups[-1].append(run)
        else:
            groups.append([run])
    return [run for group in reversed(groups) for run in group]


def _width_px(runs: list[Run]) -> float:
    return sum(run.font.getlength(run.words) for run in runs)


def _lines(words: str, size_px: int) -> list[list[Run]]:
    """Break words into lines: between words, and between letters where a script has no spaces."""
    room_px = WIDTH_PX - 2 * _EDGE_PX
    lines: list[str] = [""]
    for piece in _pieces(words):
        longer = lines[-1] + piece
        if lines[-1].strip() and _width_px(_runs(longer.strip(), size_px)) > room_px:
            lines.append(piece.lstrip())
        else:
            lines[-1] = longer
    return [runs for line in lines if (runs := _runs(line.strip(), size_px))]


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for word in " ".join(words.split()).split(" "):
        pieces.append(" ")
        for unspaced, letters in groupby(word, key=lambda one: script_of(one) in _UNSPACED):
            joined = "".join(letters)
            # a word longer than a line is cut too
            step = 1 if unspaced else 24
            pieces += [joined[at : at + step] for at in range(0, len(joined), step)]
    return pieces


_UNSPACED = frozenset(("cjk",))
_RTL = frozenset(("arabic", "hebrew"))


def _write(
    pen: ImageDraw.ImageDraw,
    lines: list[list[Run]],
    top_px: int,
    size_px: int,
    colour: str,
    *,
    rtl: bool,
) -> int:
    """Write lines from `top_px`; return where the next would stand."""
    for runs in lines:
        at_px: float = WIDTH_PX - _EDGE_PX - _width_px(runs) if rtl else _EDGE_PX
        for run in _as_seen(runs) if rtl else runs:
            # one baseline for all fonts of a line
            pen.text((at_px, top_px + size_px), run.words, font=run.font, fill=colour, anchor="ls")
            at_px += run.font.getlength(run.words)
        top_px += int(size_px * 1.4)
    return top_px
