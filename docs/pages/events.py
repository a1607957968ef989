"""events.md: what the log tells, and who hears it in the worker."""

from typing import Any, cast, get_type_hints
from unittest.mock import MagicMock

from pages.words import by_slice, doc, subclasses, table, type_name
from qiao.kit.db import Event
from qiao.reactions import reactions
from qiao.search.embedder import Embedders

INTRO = """# Events

What has happened, in the past tense, with ids only. An event is written in the transaction that
made it so and has a sequence number; `src/qiao/reactions.py` says who hears it in the worker. The
web process follows the same log to keep its cards, threads, feeds and waiting readers up to date;
that is not listed here.
"""


def page() -> str:
    """Write the page."""
    heard: dict[type, list[str]] = {}
    # only who hears what is asked; nothing is heard, so what they need need not be there
    means: Any = MagicMock(embedders=Embedders([]))
    for reaction in reactions(cast("Any", means)):
        for event in reaction.events:
            heard.setdefault(event, []).append(f"{reaction.name} (lane `{reaction.lane}`)")
    out = [INTRO]
    for name, events in by_slice(subclasses(Event)):
        out.append(f"\n## {name}\n")
        for event in events:
            out.append(f"\n### {event.__name__}\n\n{doc(event)}\n\n")
            hints = get_type_hints(event)
            fields = cast("Any", event).__struct_fields__
            out.append(table(("field", "type"), [(f"`{f}`", type_name(hints[f])) for f in fields]))
            if event in heard:
                out.append(f"\nHeard by: {'; '.join(heard[event])}.\n")
    return "".join(out)
