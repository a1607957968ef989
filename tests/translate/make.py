"""Made-up translators and data for the tests of translation."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from qiao.translate.language import Detector
from qiao.translate.models import Lang
from qiao.translate.pipeline import Pipeline
from qiao.translate.slang import shipped
from qiao.translate.translator import Kind, Translator, TranslatorDown, Unsupported

DETECTOR = Detector()


class Fake(Translator):
    """Puts a text through a function of ours, and remembers what it was asked."""

    name = "fake"

    def __init__(
        self,
        *pairs: tuple[str, str],
        how: Callable[[str], str] = str.upper,
        kind: Kind = "local",
        down: int = 0,
    ) -> None:
        self._pairs = {(Lang(a), Lang(b)) for a, b in pairs}
        self._how = how
        self._down = down
        self.kind = kind
        self.calls: list[list[str]] = []

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) in self._pairs

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        if not self.speaks(source, target):
            raise Unsupported(f"{source}-{target}")
        self.calls.append(list(texts))
        if self._down:
            self._down -= 1
            raise TranslatorDown("as told", retry_s=1.0)
        return [self._how(text) for text in texts]


def pipeline(*translators: Translator) -> Pipeline:
    return Pipeline(translators, DETECTOR, shipped())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
