"""The square's engines in their order: guarded where they are outside, and out of reach by rule."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import structlog

from qiao.translate.breaker import Breaker, RetryBudget
from qiao.translate.budgets import Budgets
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.models import Lang
from qiao.translate.translator import (
    Hints,
    Kind,
    TakesHints,
    TooLong,
    Translator,
    TranslatorDown,
    Unsupported,
)

log = structlog.get_logger(__name__)

_OUTSIDE: tuple[Kind, ...] = ("http", "llm")
_MAX_WAITING = 64
_RETRY_PAUSE_S = (0.05, 0.15)


def is_outside(translator: Translator) -> bool:
    """Whether asking it means asking another program over a network: it may be slow, and cost."""
    return translator.kind in _OUTSIDE


class Guarded:
    """What all calls to one outside provider share: its circuit, its retries, its turns.

    It is no `Translator`: only `for_asked` gives one, to whom the text's clearance allows it.
    """

    def __init__(
        self,
        provider: Translator,
        *,
        private: bool,
        at_once: int = 4,
        deadline_s: float = 10.0,
        budgets: Budgets | None = None,
    ) -> None:
        self._provider = provider
        self.private = private
        self._deadline_s = deadline_s
        self._budgets = budgets
        self._turns = asyncio.Semaphore(at_once)
        self._opened = asyncio.Event()
        self._waiting = 0
        self._retries = RetryBudget()
        self.breaker = Breaker()

    def for_asked(self, asked: Asked) -> Translator:
        """Return the provider as this text may use it.

        Raises:
            PermissionError: the text is private and the provider is not. A bug of the caller.
        """
        if not self.private and asked.clearance is not Clearance.PUBLIC:
            raise PermissionError(self._provider.name)
        return _ForAsked(self, self._provider, asked)

    async def call(
        self, texts: Sequence[str], source: Lang, target: Lang, asked: Asked, hints: Hints
    ) -> list[str]:
        """Ask the provider in turn, and once more if that is cheap and likely to help."""
        loop = asyncio.get_running_loop()
        self.breaker.check(loop.time())
        async with self._turn():
            started_s = loop.time()
            self._retries.called()
            try:
                return await self._once(texts, source, target, asked, hints)
            except TranslatorDown as error:
                quick = loop.time() - started_s < self._deadline_s / 4
                again = error.retry_s is None and quick and not self.breaker.pause_s
                if not again or not self._retries.take():
                    raise
            await asyncio.sleep(random.uniform(*_RETRY_PAUSE_S))
            return await self._once(texts, source, target, asked, hints)

    async def _once(
        self, texts: Sequence[str], source: Lang, target: Lang, asked: Asked, hints: Hints
    ) -> list[str]:
        loop = asyncio.get_running_loop()
        provider = self._provider
        self.breaker.enter(loop.time())
        try:
            if self._budgets is not None:
                await self._budgets.take(
                    asked, provider=provider.name, target=target, chars=sum(map(len, texts))
                )
        except BaseException:
            self.breaker.leave()
            raise
        started_s = loop.time()
        try:
            async with asyncio.timeout(self._deadline_s):
                if isinstance(provider, TakesHints):
                    made = await provider.translate_hinted(
                        texts, source=source, target=target, hints=hints
                    )
                else:
                    made = await provider.translate(texts, source=source, target=target)
            if len(made) != len(texts):
                raise TranslatorDown(f"answered {len(made)} of {len(texts)}")
        except (Unsupported, TooLong):
            self.breaker.worked()  # it said so itself
            raise
        except TranslatorDown as error:
            slowly = loop.time() - started_s > self._deadline_s / 2
            self._failed(str(error), error.retry_s, slowly=slowly)
            raise
        except TimeoutError as error:
            self._failed("deadline", None, slowly=True)
            raise TranslatorDown("deadline") from error
        except BaseException:
            self.breaker.leave()
            raise
        self.breaker.worked()
        return made

    def _failed(self, why: str, wait_s: float | None, *, slowly: bool) -> None:
        was_open = self.breaker.pause_s
        now_s = asyncio.get_running_loop().time()
        self.breaker.failed(now_s, wait_s=wait_s, slowly=slowly)
        if self.breaker.pause_s != was_open:
            # who waits for a turn need not: there is none
            self._opened.set()
            self._opened = asyncio.Event()
            log.warning(
                "translator_left_alone",
                provider=self._provider.name,
                why=why,
                pause_s=self.breaker.pause_s,
            )

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= _MAX_WAITING:
            raise TranslatorDown("queue full", retry_s=1.0)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._deadline_s):
                await self._turn_or_opened()
        except TimeoutError as error:
            raise TranslatorDown("queue slow", retry_s=1.0) from error
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    async def _turn_or_opened(self) -> None:
        """Take a turn; raises CircuitOpen as soon as the circuit opens meanwhile."""
        if not self._turns.locked():
            await self._turns.acquire()
            return
        turn = asyncio.ensure_future(self._turns.acquire())
        opened = asyncio.ensure_future(self._opened.wait())
        try:
            await asyncio.wait((turn, opened), return_when=asyncio.FIRST_COMPLETED)
            if not turn.done():
                self.breaker.check(asyncio.get_running_loop().time())
                await turn
        finally:
            opened.cancel()
            if not turn.done():
                turn.cancel()
            elif not turn.cancelled() and sys.exception() is not None:
                self._turns.release()  # got a turn and was cancelled in the same moment


class _ForAsked(Translator, TakesHints):
    """One text's way to a guarded provider."""

    def __init__(self, guard: Guarded, provider: Translator, asked: Asked) -> None:
        self.name = provider.name
        self.kind = provider.kind
        self._spoken = provider.speaks
        self._guard = guard
        self._asked = asked

    def speaks(self, source: Lang, target: Lang) -> bool:
        return self._spoken(source, target)

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        return await self.translate_hinted(texts, source=source, target=target, hints=Hints())

    async def translate_hinted(
        self, texts: Sequence[str], *, source: Lang, target: Lang, hints: Hints
    ) -> list[str]:
        if not texts:
            return []
        if not self.speaks(source, target):
            raise Unsupported(f"{source}-{target}")
        return await self._guard.call(texts, source, target, self._asked, hints)


class _OutOfReach(Translator):
    """Tells what a provider speaks, and cannot ask it."""

    def __init__(self, provider: Translator) -> None:
        self.name = provider.name
        self.kind = provider.kind
        self._spoken = provider.speaks

    def speaks(self, source: Lang, target: Lang) -> bool:
        return self._spoken(source, target)

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        del texts, source, target
        raise PermissionError(self.name)


class NeedsOutside(Exception):
    """The next engine of the chain is outside: the work belongs to the lane that may wait."""


class _HandsOn(Translator):
    """Stands for an outside provider where nothing may wait for one."""

    def __init__(self, provider: Translator) -> None:
        self.name = provider.name
        self.kind = provider.kind
        self._spoken = provider.speaks

    def speaks(self, source: Lang, target: Lang) -> bool:
        return self._spoken(source, target)

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        del texts, source, target
        raise NeedsOutside(self.name)


def indoors(translators: Sequence[Translator]) -> tuple[Translator, ...]:
    """Return these engines with NeedsOutside in place of a call that leaves the house."""
    return tuple(_HandsOn(t) if is_outside(t) else t for t in translators)


@dataclass(frozen=True)
class Engines:
    """Every engine of a square, best first, and the rule of what may be sent where."""

    providers: tuple[Translator, ...]
    guards: Mapping[int, Guarded]  # by place in `providers`; who has none runs in the house
    may_leave: Literal["nothing", "public"] = "nothing"

    @classmethod
    def of(
        cls,
        providers: Sequence[Translator],
        *,
        may_leave: Literal["nothing", "public"] = "nothing",
        budgets: Budgets | None = None,
    ) -> Engines:
        """Put a guard before each provider that is outside, as its own options say."""
        guards: dict[int, Guarded] = {}
        for place, provider in enumerate(providers):
            if not is_outside(provider):
                continue
            options = getattr(provider, "options", None)
            guards[place] = Guarded(
                provider,
                private=bool(getattr(options, "private", False)),
                at_once=getattr(options, "at_once", 4),
                deadline_s=getattr(options, "total_s", 10.0),
                budgets=budgets if getattr(options, "budgeted", True) else None,
            )
        return cls(tuple(providers), guards, may_leave)

    def reach(self, asked: Asked) -> tuple[Translator, ...]:
        """Return the engines that a text may be given to, in their order."""
        found: list[Translator] = []
        for place, provider in enumerate(self.providers):
            guard = self.guards.get(place)
            if guard is None:
                found.append(provider)
            elif guard.private or (
                self.may_leave == "public" and asked.clearance is Clearance.PUBLIC
            ):
                found.append(guard.for_asked(asked))
        return tuple(found)

    def spoken(self) -> tuple[Translator, ...]:
        """Return all engines as what can be asked which pairs they speak, and nothing else."""
        return tuple(_OutOfReach(provider) for provider in self.providers)

    async def close(self) -> None:
        """End processes and close connections."""
        for provider in self.providers:
            if close := getattr(provider, "close", None):
                await close()
