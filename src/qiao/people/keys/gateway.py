"""Who carries text messages: what a gateway promises, and what every one of them shares."""

from abc import abstractmethod
from typing import Protocol

import httpx

from qiao.people.keys.carrier import NotTaken

MAX_AFTER_S = 30.0
_BUSY = frozenset((429, 502, 503, 504))


class SmsGateway(Protocol):
    """Hands text messages to the telephone network."""

    @abstractmethod
    async def send(self, number: str, text: str, *, reference: str) -> None:
        """Send a text to a number, as +49…; raises NotTaken.

        `reference` is the same each time one message is handed over anew, so that a gateway which
        knows it already does not send it twice.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of what is held open."""


async def handed_over(client: httpx.AsyncClient, request: httpx.Request) -> None:
    """Send a request that hands over one message; raises NotTaken.

    It is worth another try where the gateway said that it did not take it. Where it said nothing it
    may have sent it: a second one would cost a second time, so that is left to the person.
    """
    try:
        answer = await client.send(request)
    except httpx.ConnectError as error:
        raise NotTaken(type(error).__name__, again=True) from error
    except httpx.HTTPError as error:
        raise NotTaken(type(error).__name__, again=False) from error
    status = answer.status_code
    if 200 <= status < 300:
        return
    after = answer.headers.get("retry-after", "")
    after_s = min(float(after), MAX_AFTER_S) if after.isdecimal() else 2.0
    raise NotTaken(f"answered {status}", again=status in _BUSY, after_s=after_s)
