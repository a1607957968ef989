"""What a translation has that its source has not: links, mark-up, orders of numbers, talk."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from qiao.translate.spans import spans

_KINDS = frozenset({"link", "mention", "topic", "sticker"})
# Signs that a page could take for mark-up; opening quotes of other scripts become brackets rightly.
_SIGNS = "<>{}`|\\^~*_#="
_BRACKETS = "[]"
_BRACKETS_OF_OTHERS = frozenset("【】「」『』〔〕［］《》〈〉[]")
_ANY_LINK = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?=[/:?#\s.,!)\]\"']|$)"
    r"|[a-z]{2,8}:\s?//|h[tx]{2}ps?\b|\bwww\b|\S+\s?(?:\[|\(|\{)\s?(?:\.|dot)\s?(?:\]|\)|\})\s?\S+"
    r"|\b\w+ (?:dot|ponto|punto|point) (?:com|net|org|io|cn)\b|(?:java|vb)script\s?:|data:\w+/",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&#?\w{2,8};")
_LONG_NUMBER = re.compile(r"\d+(?:[ .,'’-]\d+)*")  # "30, 2005" of a date is two
_NUMBER_WORDS = re.compile(
    r"[一二三四五六七八九十百千万億亿两零〇만억천]|thousand|million|billion|mil\b|milh|mill|mille|ألف|مليون",
    re.IGNORECASE,
)
# What models say of themselves; each is fine where the text itself speaks of it.
_TALK = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\bas an? (?:ai|language|large)\b|language model|modelo de l(?:inguagem|enguaje)"
            r"|modèle de langage|语言模型|語言模型|言語モデル|언어 모델|نموذج لغوي"
        ),
        (
            r"(?:here is|here's|sure[,!]? here) .{0,12}(?:translat|version)"
            r"|(?:aqui está|aquí está|voici) .{0,6}trad"
            r"|^(?:translation|translated text|tradução|traducción|traduction|译文|翻译|翻譯"
            r"|翻訳|번역|الترجمة)\s?[:：]"
        ),
        (
            r"system prompt|system message|prompt (?:do|del) sistema|invite système"
            r"|系统提示|系統提示|システムプロンプト|시스템 프롬프트"
            r"|(?:my|previous|your) instructions"
            r"|(?:minhas|suas|mis|tus|mes|vos) instru|instruç|instrucc|指令|指示|지시|تعليمات"
        ),
        (
            r"i(?:'m| am) sorry,? (?:but )?i|i can(?:'t|not) (?:assist|help|comply|translate)"
            r"|não posso (?:ajudar|traduzir)|no puedo (?:ayudar|traducir)"
            r"|我无法|我不能(?:提供|翻译)"
        ),
    )
)


def invented(source_text: str, made: str) -> str:
    """Name what a translation has that its source has not; empty if there is nothing."""
    had = Counter(s.text for s in spans(source_text) if s.kind in _KINDS)
    new = Counter(s.text for s in spans(made) if s.kind in _KINDS) - had
    if new or _links(made) - _links(source_text):
        return "invented_entity"
    folded, source = unicodedata.normalize("NFKC", made), unicodedata.normalize("NFKC", source_text)
    if any(folded.count(sign) > source.count(sign) for sign in _SIGNS) or (
        any(sign in folded for sign in _BRACKETS)
        and not any(sign in source_text for sign in _BRACKETS_OF_OTHERS)
    ):
        return "invented_markup"
    if _ENTITY.search(made) and not _ENTITY.search(source_text):
        return "invented_markup"
    if _long_numbers(made) - _long_numbers(source_text) and not _NUMBER_WORDS.search(source_text):
        return "invented_number"
    if any(talk.search(made) and not talk.search(source_text) for talk in _TALK):
        return "talk_of_itself" if not any(talk.search(source_text) for talk in _TALK) else ""
    return ""


def _links(text: str) -> Counter[str]:
    return Counter(found.casefold() for found in _ANY_LINK.findall(text))


def _long_numbers(text: str) -> set[str]:
    numbers = (re.sub(r"\D", "", found) for found in _LONG_NUMBER.findall(text))
    return {number for number in numbers if len(number) > 4}
