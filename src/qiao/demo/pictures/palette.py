"""The limited palettes the pictures are painted with, and how their colours mix."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

Color = tuple[int, int, int]
Hour = Literal["day", "night", "any"]


def ink(code: str) -> Color:
    """Read a colour written as `#RRGGBB`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Color, other: Color, share: float) -> Color:
    """Mix two colours; `share` is how much of `other`, 0 to 1."""
    r, g, b = (round(x + (y - x) * share) for x, y in zip(one, other, strict=True))
    return r, g, b


@dataclass(frozen=True)
class Palette:
    """One evening's tubes of paint: every colour in a picture is one of these, or mixed of them."""

    name: str
    night: bool
    sky: Color
    haze: Color  # the sky near the horizon
    wall: Color
    table: Color
    cloth: Color  # textiles and paper that lie on the table
    dark: Color  # lines, eyes, the darkest dark
    cream: Color  # the lightest light
    a: Color  # the loudest accent
    b: Color  # the warm accent
    c: Color  # the cool accent
    leaf: Color
    wood: Color
    light: Color  # the colour light has
    shade: Color  # the colour shadows lean to

    def tone(self, code: str) -> Color:
        """A colour of the world (a cat's ginger, a yolk's yellow) as seen in this light."""
        color = mix(ink(code), self.light, 0.14)
        return mix(color, self.shade, 0.13) if self.night else color

    def deep(self, color: Color, share: float = 0.3) -> Color:
        """`color` in the shade."""
        return mix(color, self.shade, share)

    def lit(self, color: Color, share: float = 0.4) -> Color:
        """`color` in the light."""
        return mix(color, self.light, share)

    def accents(self, rng: Random) -> list[Color]:
        """The three accents, in an order drawn by `rng`."""
        return rng.sample([self.a, self.b, self.c], 3)


def _palette(name: str, hour: Literal["day", "night"], codes: str) -> Palette:
    return Palette(name, hour == "night", *(ink(f"#{code}") for code in codes.split()))


# Order of the codes: sky haze wall table cloth dark cream a b c leaf wood light shade.
PALETTES = (
    _palette(
        "apricot",
        "day",
        "9CC7CF FBE6CC F6D3B0 EDBE92 FFF1DC 4A2E3A FFF6E6 E0683F F2A65A 4F8583 7A9A5B B9734B"
        " FFE3B0 7A4A5A",
    ),
    _palette(
        "celadon",
        "day",
        "A9D3C6 F3F0DA CADDCB EADDC0 FFFDF2 1F4448 FBF7E8 E98A72 F0C36A 3F8F86 5E9B6B C2936A"
        " FFF4C8 2F6A6C",
    ),
    _palette(
        "persimmon",
        "day",
        "F3C083 FFE9C4 F7E3C4 E58B4E FFF1DA 1E2B4A FFF4E2 E25C2A F5B541 2F5E8C 4F8A6E A85F3A"
        " FFD995 5A2F4A",
    ),
    _palette(
        "plum",
        "day",
        "D3B4D0 FCE4DA F0CFCF E2B3B4 FFF4F0 4B1F3D FFF3EC C8476B F0A08C 7D6BA0 8A9A5B A9695F"
        " FFE0C8 7A3B66",
    ),
    _palette(
        "seaside",
        "day",
        "7CC4D6 E8F4EA CFE8E6 F3DFB8 FFFDF5 17395C FFFBEF F0745A F7C562 2A7FA5 4FA08A D2A06D"
        " FFF3C4 1F5A80",
    ),
    _palette(
        "butter",
        "day",
        "A8CBE8 FFF4CF FADF94 9CC0DE FFFBEA 2B3350 FFFAE8 E2543F F5A13C 4A78B5 5B8C4A C58B4E"
        " FFF2B0 5C5478",
    ),
    _palette(
        "dusk",
        "night",
        "3E4A7E EFA08B 5F5C92 474A7E 9A8FBE 1F1F45 FBE6D2 F08A6B FFC46B 7FA6D0 4F7E86 7D5468"
        " FFD08A 1E1B4A",
    ),
    _palette(
        "lantern",
        "night",
        "142548 44558F 28406B 22345C 3D5587 0D1630 FFE9C4 E5483F FFB347 4FA3A5 2F7468 75484A"
        " FFC75E 0A1030",
    ),
    _palette(
        "tide",
        "night",
        "0F3B4C 6DA59C 1F5560 1C4A55 3F7F83 08222C FDF0D5 FF7A59 FFC857 7CC6B8 4A9C78 8A6650"
        " FFD98A 06222E",
    ),
    _palette(
        "neon",
        "night",
        "2B1B4D D0628A 4A2E6E 3F2966 7A5499 160C2E FFE8D9 FF6B6B FFB86B 6FA8DC 4A8C84 7A4C66"
        " FFC98A 150A30",
    ),
)


def choose(rng: Random, hour: Hour) -> Palette:
    """Pick a palette that has this hour's light; `any` is mostly day."""
    night = hour == "night" or (hour == "any" and rng.random() < 0.24)
    return rng.choice([p for p in PALETTES if p.night is night])
