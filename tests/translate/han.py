"""Makes the tables of Chinese characters from OpenCC's: `python -m tests.translate.han`."""

from __future__ import annotations

from pathlib import Path

from opencc import OpenCC

FILE = Path(__file__).parents[2] / "src" / "qiao" / "translate" / "lists" / "han.tsv"
EVERY = "".join(map(chr, range(0x4E00, 0xA000)))
KOKUJI = "込働畑峠辻枠匂搾栃凪塀鱈雫噺々〆"
"""Made in Japan, found in no Chinese text."""


def tables_text() -> str:
    """The file as it should be."""
    to_hans, to_hant = OpenCC("t2s").convert(EVERY), OpenCC("s2t").convert(EVERY)
    to_jp = OpenCC("t2jp").convert(EVERY)
    hant = {c for c, s in zip(EVERY, to_hans, strict=True) if c != s}
    hans = {c for c, t in zip(EVERY, to_hant, strict=True) if c != t}
    shinjitai = {j for c, j in zip(EVERY, to_jp, strict=True) if c != j}
    # 吃, 里, 台, 著: in the tables of one set, in the everyday text of both
    rows = {
        "hans": sorted(c for c in hans - shinjitai if not encodes(c, "big5")),
        "hant": sorted(c for c in hant if not encodes(c, "gb2312")),
        "japanese": sorted(
            {c for c in shinjitai - hans - hant if not (encodes(c, "gb2312") or encodes(c, "big5"))}
            | set(KOKUJI)
        ),
        "simplified": [c + s for c, s in zip(EVERY, to_hans, strict=True) if c != s],
    }
    remark = "# From the character tables of OpenCC (Apache-2.0), see tests/translate/han.py"
    return "\n".join([remark, *(f"{name}\t{''.join(row)}" for name, row in rows.items()), ""])


def encodes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    FILE.write_text(tables_text(), encoding="utf-8")
