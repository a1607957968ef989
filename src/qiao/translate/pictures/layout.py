"""From lines to blocks: what stands together is read, and translated, together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qiao.translate.language.scripts import script_of
from qiao.translate.pictures.models import Line

_SAME_ROW_OVERLAP = 0.6  # of the lower line's height
_SAME_ROW_GAP = 1.2  # of a line's height: wider is another column
_NEXT_ROW_GAP = 0.5  # of a line's height: wider is another paragraph
_HEIGHT_RATIO = 1.6  # a heading is not part of the text below it
_SHORT_ROW = 0.72  # of its block's width: a row that ends here ends a paragraph
_NO_SPACES = frozenset(("Han", "Kana"))


def blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Group lines into blocks of rows, both from top to bottom."""
    rows = _rows(lines)
    groups: list[list[Line]] = []
    for row in rows:
        near = [group for group in groups if _continues(group[-1], row)]
        if near:
            min(near, key=lambda group: abs(group[-1].left - row.left)).append(row)
        else:
            groups.append([row])
    return groups


def text_of(block: Sequence[Line]) -> str:
    """The words of a block: rows that run on are joined, those that end early keep their end."""
    left = min(row.left for row in block)
    width = max(row.right for row in block) - left
    out = block[0].text
    for before, row in pairwise(block):
        short = width > 0 and (before.right - left) < _SHORT_ROW * width
        if short:
            joint = "\n"
        elif out.endswith("-") and row.text[:1].islower():
            out, joint = out[:-1], ""
        else:
            joint = "" if _written_together(out[-1:], row.text[:1]) else " "
        out += joint + row.text
    return out


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Pieces of one row made one line, from left to right."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.left, line.top)):
        for at, row in enumerate(rows):
            if _same_row(row, line):
                rows[at] = _joined(row, line)
                break
        else:
            rows.append(line)
    return sorted(rows, key=lambda row: (row.top, row.left))


def _same_row(row: Line, line: Line) -> bool:
    overlap = min(row.bottom, line.bottom) - max(row.top, line.top)
    height = min(row.height, line.height)
    gap = line.left - row.right
    alike = max(row.height, line.height) <= _HEIGHT_RATIO * height
    return alike and overlap >= _SAME_ROW_OVERLAP * height and gap <= _SAME_ROW_GAP * height


def _joined(row: Line, line: Line) -> Line:
    joint = "" if _written_together(row.text[-1:], line.text[:1]) else " "
    chars = max(1, len(row.text) + len(line.text))
    weighed = row.confidence * len(row.text) + line.confidence * len(line.text)
    return Line(
        min(row.left, line.left),
        min(row.top, line.top),
        max(row.right, line.right),
        max(row.bottom, line.bottom),
        row.text + joint + line.text,
        weighed / chars,
    )


def _continues(above: Line, row: Line) -> bool:
    height = min(above.height, row.height)
    if max(above.height, row.height) > _HEIGHT_RATIO * height:
        return False
    gap = row.top - above.bottom
    if not -0.5 * height <= gap <= _NEXT_ROW_GAP * height:
        return False
    if _in_han(above.text) != _in_han(row.text):
        return False  # a sign in two languages says everything twice
    overlap = min(above.right, row.right) - max(above.left, row.left)
    return overlap >= 0.5 * min(above.width, row.width)


def _in_han(text: str) -> bool:
    letters = [script_of(char) for char in text if char.isalpha()]
    return 2 * sum(script in _NO_SPACES for script in letters) > len(letters)


def _written_together(before: str, after: str) -> bool:
    return any(
        char
        and (script_of(char) in _NO_SPACES or "\u3000" <= char <= "\u303f" or char in "，！？；：")
        for char in (before, after)
    )
