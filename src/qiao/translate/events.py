"""What has happened to translations."""

from __future__ import annotations

from qiao.kit.db import Event


class TranslationWanted(Event, frozen=True):
    """A text was asked for in a language it is not stored in; told once per key.

    `clearance`: "public" or "private"; `author`, `by`, `network`: whose budgets pay, hashed.
    """

    text_hash: str
    source: str
    target: str
    policy: str
    clearance: str = "private"
    author: str = ""
    by: str = ""
    network: str = ""


class TranslationHandedOn(Event, frozen=True):
    """No engine of the square's own makes this one: it needs a provider that may be slow."""

    text_hash: str
    source: str
    target: str
    policy: str
    clearance: str = "private"
    author: str = ""
    by: str = ""
    network: str = ""


class TranslationMade(Event, frozen=True):
    """A wanted translation is stored, or cannot be made; who waits may look again."""

    text_hash: str
    source: str
    target: str
    policy: str


class ModelWanted(Event, frozen=True):
    """An operator asked for a translation model; `pair` is a direction's name, "zh-en"."""

    pair: str


class ModelUnwanted(Event, frozen=True):
    """An operator asked to take a model away."""

    pair: str


class ModelsChanged(Event, frozen=True):
    """A model came or went: whoever keeps a list of what is spoken looks again."""

    pair: str


class TranslationForgotten(Event, frozen=True):
    """A stored translation no longer stands: a word in it, or a sentence, has a better one."""

    text_hash: str
    source: str
    target: str
    policy: str


class WordsChanged(Event, frozen=True):
    """The square's glossary or slang has changed. `terms`: what is written differently now.

    `source` and `target` are languages or "*".
    """

    terms: tuple[str, ...]
    source: str
    target: str


class SlangProposed(Event, frozen=True):
    """A member proposed what a term means here."""

    entry: str
    member: str


class SlangAccepted(Event, frozen=True):
    """An operator took a proposed term into the square's slang."""

    entry: str


class SlangRefused(Event, frozen=True):
    """An operator did not take a proposed term, or took one out again."""

    entry: str


class SuggestionMade(Event, frozen=True):
    """A reader suggested a better translation. `to`: the author who decides, "" for operators."""

    suggestion: str
    of: str
    id: str
    note: str
    to: str


class SuggestionDecided(Event, frozen=True):
    """A suggested translation was taken or not."""

    suggestion: str
    of: str
    id: str
    note: str
    accepted: bool
