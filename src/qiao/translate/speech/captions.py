"""Captions as WebVTT: read strictly, written plainly. Text is text: no tag, style or place is kept.

The format: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from qiao.kit.refusals import Refusal
from qiao.kit.text import clean
from qiao.translate.speech.models import CaptionsInvalid, Cue

MAX_CHARS = 400_000
MAX_CUES = 3_000
MAX_CUE_CHARS = 500
MAX_MS = 24 * 3_600_000

_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+.*)?", re.ASCII)
_TAG = re.compile(r"</?[a-z][^<>\n]{0,200}>|<\d[\d:.]{4,14}>|</?>", re.IGNORECASE)
_SKIPPED = re.compile(r"(NOTE|STYLE|REGION)(?:[ \t].*)?")


def parse(text: str) -> tuple[Cue, ...]:
    """Read WebVTT; what is no cue (notes, styles, places) is passed over.

    Raises:
        CaptionsInvalid: where, and what is wrong there.
    """
    if len(text) > MAX_CHARS:
        raise _wrong(1, "too_long")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _wrong(1, "no_header")
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cue is None:
            continue
        if cues and cue.start_ms < cues[-1].start_ms:
            raise _wrong(number, "out_of_order")
        if len(cues) == MAX_CUES:
            raise _wrong(number, "too_many_cues")
        cues.append(cue)
    return tuple(cues)


def serialise(cues: Sequence[Cue]) -> str:
    """Write WebVTT that every player reads, and `parse` reads back the same."""
    out = ["WEBVTT"]
    for cue in cues:
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        out.append(f"{_time(cue.start_ms)} --> {_time(cue.end_ms)}\n{text}")
    return "\n\n".join(out) + "\n"


def checked(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Keep of a machine's cues what can be captions: in order, with words, within bounds."""
    out: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms)):
        try:
            text = _text(0, cue.text[:MAX_CUE_CHARS])
        except CaptionsInvalid:
            continue
        if text and 0 <= cue.start_ms < cue.end_ms <= MAX_MS and len(out) < MAX_CUES:
            out.append(Cue(cue.start_ms, cue.end_ms, text))
    return tuple(out)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Stretches between empty lines, with the number of their first line (from 1)."""
    block: list[str] = []
    # what stands below the header up to the first empty line belongs to the header
    first = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    for at in range(first, len(lines) + 1):
        line = lines[at] if at < len(lines) else ""
        if line.strip():
            block.append(line)
        elif block:
            yield at + 1 - len(block), block
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    if "-->" not in block[0]:
        if _SKIPPED.fullmatch(block[0]):
            return None
        number, block = number + 1, block[1:]  # the line was the cue's name
    if not block or "-->" not in block[0]:
        raise _wrong(number, "no_times")
    times = _TIMING.fullmatch(block[0].strip())
    if times is None:
        raise _wrong(number, "times_unreadable")
    start_ms, end_ms = _ms(times.groups()[:4]), _ms(times.groups()[4:])
    if not start_ms < end_ms <= MAX_MS:
        raise _wrong(number, "times_backwards")
    if any("-->" in line for line in block[1:]):
        raise _wrong(number, "no_empty_line_between")
    text = _text(number + 1, unescape(_TAG.sub("", "\n".join(block[1:]))))
    return Cue(start_ms, end_ms, text) if text else None


def _text(number: int, text: str) -> str:
    rows = [" ".join(row.split()) for row in text.split("\n")]
    try:
        # an empty row would end the cue
        return clean(
            "\n".join(filter(None, rows)).replace("\u00a0", " "),
            field="vtt",
            max_chars=MAX_CUE_CHARS,
        )
    except Refusal as refusal:
        raise _wrong(number, refusal.code) from refusal


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, ms = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _time(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def _wrong(line: int, why: str) -> CaptionsInvalid:
    return CaptionsInvalid(field="vtt", line=line, why=why)
