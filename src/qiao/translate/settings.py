"""What an operator can set about translation."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel


class NeuralSettings(BaseModel, extra="forbid", frozen=True):
    """The local neural translator."""

    models_dir: Path | None = None
    """Folder with one folder per direction ("zh-en", "en-zh"); the shipped en-pt and pt-en models
    are always there besides."""

    max_waiting: int = 64
    """Requests that may wait for one direction; the next is refused at once and tried later."""

    deadline_s: float = 10.0
    """A request that takes longer is given up and its process replaced."""

    start_timeout_s: float = 20.0
    """A process that has not loaded its model by then is taken for broken."""

    idle_unload_s: float = 600.0
    """A direction nobody asked for this long is unloaded."""

    memory_budget_mb: int = 320
    """Loaded directions may use this much together; the one used longest ago goes first."""


class TranslateSettings(BaseModel, extra="forbid", frozen=True):
    """Reading what was written in a language you do not read."""

    providers: tuple[str, ...] = ("script", "neural")
    """Names of files in `translate/providers/`, tried in this order."""

    neural: NeuralSettings = NeuralSettings()
    """The local neural translator."""

    policy: str = "default"
    """Part of the key of every stored translation; a new name makes everything anew."""

    lease_s: float = 60.0
    """A translation being made is left to its maker this long before another may try."""

    max_attempts: int = 3
    """After this many failures a text is reported as untranslatable until it is asked for again."""

