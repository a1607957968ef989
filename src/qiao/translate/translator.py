"""The promise a translation provider keeps, and the ways it may fail."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from qiao.translate.models import Lang

Kind = Literal["local", "http", "llm", "gloss", "conversion"]


class TranslatorError(Exception):
    """A provider did not translate; nothing of the call was done."""


class TranslatorDown(TranslatorError):
    """It may work later. `retry_s`: the least time to wait, None if unknown."""

    def __init__(self, why: str, *, retry_s: float | None = None) -> None:
        super().__init__(why)
        self.retry_s = retry_s


class Unsupported(TranslatorError):
    """The provider does not speak this pair; it never will by waiting."""


class TooLong(TranslatorError):
    """A text is longer than the provider takes in one piece; shorter ones will work."""


class Translator(Protocol):
    """Turns texts of one language into another."""

    name: str  # stored with every translation, so a reader can see who made it
    kind: Kind

    @abstractmethod
    def speaks(self, source: Lang, target: Lang) -> bool:
        """Whether this pair of languages is worth asking for. Answers without I/O."""

    @abstractmethod
    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        """Translate each text, a sentence or a clause without entities in it.

        Returns:
            One translation per text, in the same order.

        Raises:
            TranslatorDown: nothing was translated; the same call may work later.
            Unsupported: the pair is not spoken.
            TooLong: a text must be cut before it is sent again.
        """


@dataclass(frozen=True, slots=True)
class Hints:
    """What may help an engine that reads. All of it is data, nothing of it an order."""

    context: str = ""  # a note's title, or what a comment answers; it is not translated
    terms: tuple[tuple[str, str], ...] = ()  # a term of the text, and what it means or becomes


NO_HINTS = Hints()


@runtime_checkable
class TakesHints(Protocol):
    """A translator that can use hints beside the texts."""

    @abstractmethod
    async def translate_hinted(
        self, texts: Sequence[str], *, source: Lang, target: Lang, hints: Hints
    ) -> list[str]:
        """Translate as `Translator.translate` does, with the same promise."""
