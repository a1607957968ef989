"""What is asked before something is published; who answers stands above."""

from typing import Protocol

from qiao.kit.clock import Micros
from qiao.kit.db import WriteTx
from qiao.notes.models import OfKind, Standing


class Gate(Protocol):
    """Decides at the door, within the transaction that publishes."""

    async def standing(
        self, tx: WriteTx, author: str, of: OfKind, text: str, *, now: Micros
    ) -> Standing:
        """Return the standing to publish with; raises a Refusal where nothing may be published."""


class OpenGate:
    """Lets everything in; for tests and imports."""

    async def standing(
        self, tx: WriteTx, author: str, of: OfKind, text: str, *, now: Micros
    ) -> Standing:
        return Standing.PUBLIC
