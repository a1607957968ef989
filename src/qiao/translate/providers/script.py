"""Simplified to Traditional Chinese and back by OpenCC: a change of characters, not of language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from opencc import OpenCC
from pydantic import BaseModel

from qiao.translate.models import ZH_HANS, ZH_HANT, Lang
from qiao.translate.translator import Kind, Translator, Unsupported

_CONFIGS = {(ZH_HANS, ZH_HANT): "s2twp", (ZH_HANT, ZH_HANS): "tw2sp"}


class Options(BaseModel, extra="forbid", frozen=True):
    """Nothing to set."""


class ScriptConversion(Translator):
    """Keeps the `Translator` promise for the two sets of Chinese characters."""

    name = "conversion"
    kind: Kind = "conversion"

    def __init__(self, options: Options | None = None) -> None:
        del options

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) in _CONFIGS

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        if not self.speaks(source, target):
            raise Unsupported(f"{source}-{target}")
        converter = _converter(_CONFIGS[source, target])
        return [converter.convert(text) for text in texts]


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


build = ScriptConversion
