"""What has happened to translations."""

from __future__ import annotations

from qiao.kit.db import Event


class TranslationWanted(Event, frozen=True):
    """A text was asked for in a language it is not stored in; told once per key."""

    text_hash: str
    source: str
    target: str
    policy: str


class TranslationMade(Event, frozen=True):
    """A wanted translation is stored, or cannot be made; who waits may look again."""

    text_hash: str
    source: str
    target: str
    policy: str
