"""A server that speaks LibreTranslate's protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiao.translate.models import Lang
from qiao.translate.providers.http import Line, Refused, batches, texts_in
from qiao.translate.settings import LibreTranslateSettings
from qiao.translate.translator import Kind, TooLong, Translator, TranslatorDown, Unsupported

Options = LibreTranslateSettings

_OLD_CODES = {"zh": "zh-Hans", "zt": "zh-Hant", "pb": "pt"}
MAX_TEXTS = 50
MAX_CHARS = 5_000


class LibreTranslate(Translator):
    """Keeps the `Translator` promise over `POST /translate`."""

    kind: Kind = "http"

    def __init__(self, options: LibreTranslateSettings) -> None:
        self.options = options
        self.name = options.name
        self._langs = frozenset(_OLD_CODES.get(lang, lang) for lang in options.langs)
        self._not_spoken: set[tuple[Lang, Lang]] = set()
        self._line = Line(
            options.url, connect_s=options.connect_s, total_s=options.total_s, headers={}
        )

    def speaks(self, source: Lang, target: Lang) -> bool:
        known = {source, target} <= self._langs and source != target
        return known and (source, target) not in self._not_spoken

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        if not self.speaks(source, target):
            raise Unsupported(f"{source}-{target}")
        out: list[str] = []
        for batch in batches(texts, max_texts=MAX_TEXTS, max_chars=MAX_CHARS):
            out += await self._batch(batch, source, target)
        return out

    async def _batch(self, texts: list[str], source: Lang, target: Lang) -> list[str]:
        question = {"q": texts, "source": source, "target": target, "format": "text"}
        if key := self.options.api_key.get_secret_value():
            question["api_key"] = key
        try:
            answer = await self._line.ask("/translate", question)
        except Refused as no:
            if "limit" in no.said or "too long" in no.said:
                raise TooLong("over the server's limit") from no
            if "not supported" in no.said or "not available" in no.said:
                # it says so for good: the next text need not ask
                self._not_spoken.add((source, target))
                raise Unsupported(f"{source}-{target}") from no
            raise TranslatorDown(str(no)) from no
        found: Any = answer.get("translatedText") if isinstance(answer, dict) else None
        return texts_in(found, len(texts))

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()


build = LibreTranslate
