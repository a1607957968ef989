"""The promise of who writes down speech, and the ways it may fail."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from qiao.translate.models import Lang
from qiao.translate.speech.models import Transcript


class TranscriberDown(Exception):
    """Nothing was written down; the same call may work later."""


class SoundUnreadable(Exception):
    """It is no sound, or more of it than is taken; another attempt will not work."""


class Transcriber(Protocol):
    """Writes down what is said, with times."""

    name: str  # kept with a draft, so that its author can see who made it
    private: bool  # the sound stays on machines of the operator's own

    @abstractmethod
    async def transcribe(self, sound: bytes, *, lang: Lang | None = None) -> Transcript:
        """Write down `sound`, a whole file. `lang`: what it is probably in.

        Returns:
            Cues in the order of their beginnings.

        Raises:
            TranscriberDown, SoundUnreadable
        """

    async def close(self) -> None:
        """Let go of what is held open."""
        return
