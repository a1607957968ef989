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
