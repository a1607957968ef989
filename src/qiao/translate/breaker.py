"""Leaving a provider alone that fails, and knowing when it works again. No clock of its own."""

from __future__ import annotations

from dataclasses import dataclass

from qiao.translate.translator import TranslatorDown

FAILURES_TO_OPEN = 5
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 30.0
"""With a deadline of ten seconds for the probe: whole again 40 s after an outage at the latest."""


class CircuitOpen(TranslatorDown):
    """The provider failed again and again and is left alone; nothing was sent."""


@dataclass(slots=True)
class Breaker:
    """One provider's circuit. Times are seconds of any clock that only goes forward."""

    failures: int = 0  # one after the other
    pause_s: float = 0.0  # 0: closed
    open_until_s: float = 0.0
    probing: bool = False

    def check(self, now_s: float) -> None:
        """Raise CircuitOpen if a call would be refused now."""
        if self.pause_s and (self.probing or now_s < self.open_until_s):
            raise CircuitOpen("left alone", retry_s=round(max(1.0, self.open_until_s - now_s), 1))

    def enter(self, now_s: float) -> None:
        """Begin a call; after a pause one is let through as a probe, the others are refused."""
        self.check(now_s)
        self.probing = self.pause_s > 0

    def leave(self) -> None:
        """End a call that told nothing about the provider."""
        self.probing = False

    def worked(self) -> None:
        """The provider answered."""
        self.failures, self.pause_s, self.probing = 0, 0.0, False

    def failed(self, now_s: float, *, wait_s: float | None = None, slowly: bool = False) -> None:
        """The provider failed. `wait_s`: it asked to be left alone, which is obeyed at once.

        `slowly`: by letting somebody wait for nothing, which counts twice.
        """
        was_probe, self.probing = self.probing, False
        self.failures += 2 if slowly else 1
        if self.pause_s and not was_probe:
            return  # a call from before the circuit opened
        if was_probe:
            self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)
        elif wait_s is not None or self.failures >= FAILURES_TO_OPEN:
            self.pause_s = FIRST_PAUSE_S
        if self.pause_s:
            least_s = min(wait_s or 0.0, LONGEST_PAUSE_S)
            self.open_until_s = now_s + max(self.pause_s, least_s)


@dataclass(slots=True)
class RetryBudget:
    """One retry for every ten calls: when everything fails, calls grow by a tenth, not twofold."""

    share: float = 0.1
    most: float = 3.0
    saved: float = 1.0

    def called(self) -> None:
        """A call was made for the first time."""
        self.saved = min(self.most, self.saved + self.share)

    def take(self) -> bool:
        """Whether a call may be made once more."""
        if self.saved < 1.0:
            return False
        self.saved -= 1.0
        return True
