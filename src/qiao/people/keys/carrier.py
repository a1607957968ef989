"""Sending codes after the answer has gone, so that no answer tells by its time who is known."""

import asyncio
import secrets
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from qiao.kit.refusals import Conflict, Unavailable

log = structlog.get_logger()

MAX_WAITING = 200
AT_ONCE = 4
TRIES = 3
PAUSE_S = 2.0


class CodesUnavailable(Conflict):
    """This square sends no codes this way. Facts: by."""

    code = "codes_unavailable"


class NotTaken(Exception):
    """What was to be sent was not taken. `again`: whether trying again is worth it."""

    def __init__(self, why: str, *, again: bool, after_s: float = PAUSE_S) -> None:
        super().__init__(why)
        self.again = again
        self.after_s = after_s


class Letters(Protocol):
    """Who takes codes to mail addresses."""

    @abstractmethod
    async def send(self, to: str, lang: str, code: str) -> None:
        """Send a code to an address. Raises NotTaken."""


class Texts(Protocol):
    """Who takes codes to telephone numbers."""

    @abstractmethod
    async def send(self, to: str, lang: str, code: str, *, reference: str) -> None:
        """Send a code to a number, as +49…. Raises NotTaken."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of what is held open."""


class Carrier:
    """Sends in the background, a few at once; what cannot be sent in three tries is given up.

    Nothing that waits survives the process: whoever waits asks again, as for a lost letter.
    """

    def __init__(self, letters: Letters | None, text_messages: Texts | None = None) -> None:
        self.letters = letters
        self.text_messages = text_messages
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting: set[asyncio.Task[None]] = set()

    @property
    def texts(self) -> bool:
        """Whether codes go out as text messages."""
        return self.text_messages is not None

    @property
    def mails(self) -> bool:
        """Whether codes go out by mail."""
        return self.letters is not None

    def mail(self, to: str, lang: str, code: str) -> None:
        """Send a code by mail, soon; raises CodesUnavailable, Unavailable."""
        letters = self.letters
        if letters is None:
            raise CodesUnavailable(by="mail")
        self._soon("mail", lambda: letters.send(to, lang, code))

    def text(self, to: str, lang: str, code: str) -> None:
        """Send a code as a text message, soon; raises CodesUnavailable, Unavailable."""
        texts = self.text_messages
        if texts is None:
            raise CodesUnavailable(by="phone")
        reference = secrets.token_hex(16)
        self._soon("phone", lambda: texts.send(to, lang, code, reference=reference))

    def _soon(self, by: str, send: Callable[[], Awaitable[None]]) -> None:
        """Do it soon, and again where it was not taken; raises Unavailable where much waits."""
        if len(self._waiting) >= MAX_WAITING:
            raise Unavailable(retry_s=60)
        task = asyncio.get_running_loop().create_task(self._carry(by, send))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _carry(self, by: str, send: Callable[[], Awaitable[None]]) -> None:
        for tried in range(1, TRIES + 1):
            try:
                async with self._turns:
                    await send()
            except NotTaken as error:
                log.warning("code_not_taken", by=by, why=str(error), tried=tried)
                if not error.again or tried == TRIES:
                    return
                await asyncio.sleep(error.after_s)
            except Exception:
                # a bug of ours; nobody waits for this task who could be told
                log.exception("code_not_sent", by=by)
                return
            else:
                return

    async def settle(self) -> None:
        """Wait until nothing waits to be sent."""
        while self._waiting:
            await asyncio.gather(*self._waiting)

    async def close(self) -> None:
        """Give up what waits."""
        for task in self._waiting:
            task.cancel()
        if self.text_messages is not None:
            await self.text_messages.close()
