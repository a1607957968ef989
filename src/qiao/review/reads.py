"""How review's words are read in another language; who keeps the promise stands above."""

from typing import Literal, Protocol

import msgspec


class Read(msgspec.Struct, frozen=True):
    """A text in the reader's language; `text` is empty unless `state` is "done"."""

    text: str
    engine: str
    state: Literal["done", "pending", "unavailable"]


class Reads(Protocol):
    """Reads a text for somebody who does not read its language."""

    async def translated(self, text: str, *, source: str | None, target: str) -> Read | None:
        """Return the text in `target`; None where nothing is to be translated.

        `source` None: the language is not known. Answers soon: "pending" means ask again.
        """
