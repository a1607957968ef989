"""The rules of the square, in each language that somebody wrote them in by hand."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import msgspec

from qiao.people.commands import LangUnknown, checked_lang
from qiao.review.models import RuleId, RuleUnknown

FALLBACK = "en"
LANGS = ("en", "zh-Hans", "zh-Hant", "ar", "ja", "fr", "es", "pt", "ko", "lo")

SEVERITY: Mapping[str, int] = MappingProxyType(
    {
        "kindness": 2,
        "threats": 4,
        "hate": 3,
        "sexual": 4,
        "scams": 3,
        "privacy": 4,
        "spam": 1,
        "sharing": 1,
        "disagreement": 2,
    }
)
"""The rules in the order they are shown, and how much harm breaking one does each hour (1 to 4)."""


class Rule(msgspec.Struct, frozen=True):
    """A rule in one language: `ok` is an example that is fine, `not_ok` one that is removed."""

    id: RuleId
    title: str
    text: str
    ok: str
    not_ok: str


@cache
def _written(lang: str) -> Mapping[str, Rule]:
    text = (resources.files("qiao.review") / "rules" / f"{lang}.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    # in one order everywhere; a rule that lacks a text is a bug and stops the house at its start
    return MappingProxyType({name: Rule(RuleId(name), **written[name]) for name in SEVERITY})


def language(asked: str) -> str:
    """Return the language in which the rules are shown to somebody who asked for `asked`."""
    if asked in LANGS:
        return asked
    try:
        known = checked_lang(asked, field="lang")
    except LangUnknown:
        return FALLBACK
    return known if known in LANGS else FALLBACK


def rules(lang: str) -> tuple[Rule, ...]:
    """Return the rules in `lang`, in English where nobody has written them in it yet."""
    return tuple(_written(language(lang)).values())


def rule(id: str, lang: str) -> Rule | None:
    """Return one rule in `lang` or English; None for one that this square no longer has."""
    return _written(language(lang)).get(id)


def checked_rule(id: str) -> RuleId:
    """Return a rule's id; raises RuleUnknown."""
    if id not in SEVERITY:
        raise RuleUnknown(field="rule", rule=id[:40])
    return RuleId(id)
