"""The square's own stickers: drawn by code, named in ten languages, given out as SVG."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qiao.media.stickers import faces, objects

SET = "qiao"


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker; `names` by language say what it shows, for those who cannot see it."""

    id: str
    src: str
    names: dict[str, str]


DRAWN: dict[str, Callable[[], bytes]] = {
    "laughing-tears": faces.laughing_tears,
    "thanks": faces.thanks,
    "hug": faces.hug,
    "heart-eyes": faces.heart_eyes,
    "wow": faces.wow,
    "shy": faces.shy,
    "thumb": faces.thumb,
    "party": faces.party,
    "melon": faces.melon,
    "thinking": faces.thinking,
    "cool": faces.cool,
    "peeking": faces.peeking,
    "sleepy": faces.sleepy,
    "sad": faces.sad,
    "puffed": faces.puffed,
    "cat-tax": objects.cat_tax,
    "puppy": objects.puppy,
    "bridge": objects.bridge,
    "tea": objects.tea,
    "noodles": objects.noodles,
    "bun": objects.bun,
    "flower": objects.flower,
    "star": objects.star,
    "lantern": objects.lantern,
    "umbrella": objects.umbrella,
    "book": objects.book,
}


@cache
def picture(name: str) -> bytes | None:
    """Return a sticker of the square's own as SVG; None where there is no such one."""
    draw = DRAWN.get(name)
    return draw() if draw else None


@cache
def own() -> dict[str, Sticker]:
    """Return the square's own stickers by id, in the order they are offered."""
    named = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))
    return {
        f"{SET}/{name}": Sticker(f"{SET}/{name}", f"/stickers/{name}.svg", named[name])
        for name in DRAWN
    }
