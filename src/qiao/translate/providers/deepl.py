"""DeepL, or a service that speaks its protocol (version 2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiao.translate.models import ZH_HANS, ZH_HANT, Lang
from qiao.translate.providers.http import Line, Refused, batches, texts_in
from qiao.translate.settings import DeepLSettings
from qiao.translate.translator import Hints, Kind, TooLong, Translator, TranslatorDown, Unsupported

Options = DeepLSettings

_CODES_SPOKEN = (
    "ar bg cs da de el en es et fi fr he hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk"
    " vi zh"
)
_SOURCES = frozenset(_CODES_SPOKEN.split())
_TARGETS = {"en": "EN-US", "pt": "PT-BR", ZH_HANS: "ZH-HANS", ZH_HANT: "ZH-HANT"}
_CODES = {ZH_HANS: "zh", ZH_HANT: "zh", "no": "nb"}
MAX_TEXTS = 50  # what the protocol takes in one request
MAX_CHARS = 30_000


class DeepL(Translator):
    """Keeps the `Translator` promise over `POST /v2/translate`."""

    kind: Kind = "http"

    def __init__(self, options: DeepLSettings) -> None:
        self.options = options
        self.name = options.name
        key = options.api_key.get_secret_value()
        host = "https://api-free.deepl.com" if key.endswith(":fx") else "https://api.deepl.com"
        self._line = Line(
            options.url or host,
            connect_s=options.connect_s,
            total_s=options.total_s,
            headers={"authorization": f"DeepL-Auth-Key {key}"},
        )

    def speaks(self, source: Lang, target: Lang) -> bool:
        codes = {_CODES.get(source, source), _CODES.get(target, target)}
        return len(codes) == 2 and codes <= _SOURCES

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        return await self.translate_hinted(texts, source=source, target=target, hints=Hints())

    async def translate_hinted(
        self, texts: Sequence[str], *, source: Lang, target: Lang, hints: Hints
    ) -> list[str]:
        """Translate; DeepL reads the context and does not bill it."""
        if not self.speaks(source, target):
            raise Unsupported(f"{source}-{target}")
        out: list[str] = []
        for batch in batches(texts, max_texts=MAX_TEXTS, max_chars=MAX_CHARS):
            out += await self._batch(batch, source, target, hints.context)
        return out

    async def _batch(self, texts: list[str], source: Lang, target: Lang, context: str) -> list[str]:
        question: dict[str, Any] = {
            "text": texts,
            "source_lang": _CODES.get(source, source).upper(),
            "target_lang": _TARGETS.get(target, _CODES.get(target, target).upper()),
            "split_sentences": "0",
            "preserve_formatting": True,
        }
        if context:
            question["context"] = context
        try:
            answer = await self._line.ask("/v2/translate", question)
        except Refused as no:
            if "too long" in no.said or "size" in no.said:
                raise TooLong("over the service's limit") from no
            if "_lang" in no.said:
                raise Unsupported(f"{source}-{target}") from no
            raise TranslatorDown(str(no)) from no
        rows = answer.get("translations") if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise TranslatorDown("no translations")
        found = [row.get("text") if isinstance(row, dict) else None for row in rows]
        return texts_in(found, len(texts))

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()


build = DeepL
