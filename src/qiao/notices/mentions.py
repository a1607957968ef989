"""Who is mentioned in a text: one parser with what translations leave untouched.

The app links the same ones; `tests/notices/mentions.json` holds both to it.
"""

import re

from qiao.notices.models import MAX_MENTIONS
from qiao.translate.models import SpanKind
from qiao.translate.spans import spans

_HANDLE = re.compile(r"[@＠]([A-Za-z0-9_]{3,24})")


def mentioned(text: str) -> list[str]:
    """Return the handles that a text mentions, each once, in order; the first ten."""
    if "@" not in text and "＠" not in text:
        return []
    found: dict[str, None] = {}
    for span in spans(text):
        match = _HANDLE.fullmatch(span.text) if span.kind is SpanKind.MENTION else None
        # after a slash it is a part of an address
        if match and text[span.start - 1 : span.start] != "/":
            found[match[1].lower()] = None
    return list(found)[:MAX_MENTIONS]
