"""Readers who wait for a translation that is being made; the event log wakes them all at once."""

import asyncio
from collections.abc import Sequence

from qiao.kit.db import ReadTx, Told
from qiao.translate.events import TranslationMade
from qiao.translate.memory import Key


class Waiting:
    """Who waits for what in this process."""

    def __init__(self) -> None:
        self._made: dict[Key, asyncio.Event] = {}

    def for_key(self, key: Key) -> asyncio.Event:
        """Return what is set when `key` is made; take it before asking, so that none is missed."""
        return self._made.setdefault(key, asyncio.Event())

    async def follow(self, _: ReadTx, told: Sequence[Told]) -> None:
        """Wake those whose translation is stored."""
        for line in told:
            if line.name == TranslationMade.__name__:
                made = self._made.pop(Key.told(TranslationMade.read(line.body)), None)
                if made is not None:
                    made.set()

    def forget(self, key: Key) -> None:
        """Nobody waits for `key` any more."""
        self._made.pop(key, None)
