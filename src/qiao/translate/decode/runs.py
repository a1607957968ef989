"""Stretches of a text in code, read in place."""

from __future__ import annotations

import re
from collections.abc import Callable

from qiao.translate.models import SpanKind
from qiao.translate.spans import spans

_CLOSED = frozenset({SpanKind.LINK, SpanKind.MENTION, SpanKind.TOPIC, SpanKind.STICKER})
_EDGES = " \t\r\n\"'“”‘’「」()（）[]<>.,!?。，！？:：*~"

Reader = Callable[[str, bool], "str | None"]
"""Reads one stretch; the flag says that it is not the whole text, so that more doubt is due."""


def read_runs(text: str, pattern: re.Pattern[str], read: Reader) -> tuple[str, str] | None:
    """Replace every stretch that `pattern` finds and `read` can read; None if there is none.

    Links, mentions and topics are left alone: their letters are addresses.
    """
    if not pattern.search(text):
        return None
    closed = [(s.start, s.end) for s in spans(text) if s.kind in _CLOSED]
    out: list[str] = []
    at = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        if any(begin <= start and end <= stop for begin, stop in closed):
            continue
        rest = text[:start] + text[end:]
        made = read(found[0], bool(rest.strip(_EDGES)))
        if made is not None:
            out += [text[at:start], made]
            at = end
    if not out:
        return None
    return "".join([*out, text[at:]]), ""
