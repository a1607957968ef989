"""What providers over HTTP share: one bounded, deadlined question that fails in three ways only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec

from qiao.translate.translator import TooLong, TranslatorDown

MAX_ANSWER_BYTES = 1 << 20
_MAX_REASON_CHARS = 300
_KEY_REFUSED_S = 30.0
_BUSY_S = 5.0


class Refused(Exception):
    """The server said no to what was sent (400 and alike). `said`: the start of its answer."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.said = said


class Line:
    """A connection to one server, opened when it is first needed. Secrets stay in its headers."""

    def __init__(
        self, url: str, *, connect_s: float, total_s: float, headers: dict[str, str]
    ) -> None:
        parsed = httpx.URL(url)
        if parsed.scheme not in {"http", "https"} or not parsed.host or parsed.userinfo:
            raise ValueError("a provider's url is http(s)://host, without a password in it")
        self._url = url.rstrip("/")
        self._connect_s = connect_s
        self._total_s = total_s
        self._headers = headers
        self._client: httpx.AsyncClient | None = None

    async def ask(self, path: str, question: Any) -> Any:
        """Post a question as JSON and return the answer's JSON.

        Raises:
            TranslatorDown: there was no answer that can be used.
            TooLong: the server takes less at once.
            Refused: it does not want this question; its provider knows why.
        """
        try:
            async with asyncio.timeout(self._total_s):
                status, headers, body = await self._exchange(path, msgspec.json.encode(question))
        except TimeoutError as error:
            raise TranslatorDown("deadline") from error
        except (httpx.HTTPError, OSError) as error:
            raise TranslatorDown(type(error).__name__) from error
        if status == 200:
            try:
                return msgspec.json.decode(body)
            except (msgspec.DecodeError, RecursionError) as error:
                raise TranslatorDown("not JSON") from error
        if status == 413:
            raise TooLong("status 413")
        if status == 429:
            raise TranslatorDown("status 429", retry_s=_retry_s(headers.get("retry-after", "")))
        if status in {401, 402, 403, 456}:
            raise TranslatorDown(f"status {status}: key or quota", retry_s=_KEY_REFUSED_S)
        if status in {400, 404, 422}:
            raise Refused(status, body[:_MAX_REASON_CHARS].decode(errors="replace"))
        raise TranslatorDown(f"status {status}")

    async def _exchange(self, path: str, body: bytes) -> tuple[int, httpx.Headers, bytes]:
        client = self._opened()
        async with client.stream("POST", self._url + path, content=body) as answer:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise TranslatorDown("compressed, which was not asked for")
            taken = bytearray()
            async for part in answer.aiter_raw(1 << 16):
                taken += part
                if len(taken) > MAX_ANSWER_BYTES:
                    raise TranslatorDown("answer too large")
            return answer.status_code, answer.headers, bytes(taken)

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                # a proxy named by the environment would read what we send
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(self._total_s, connect=self._connect_s),
                headers={
                    "content-type": "application/json",
                    "accept": "application/json",
                    # a small answer must not unfold into a large one
                    "accept-encoding": "identity",
                    "user-agent": "qiao",
                    **self._headers,
                },
            )
        return self._client

    async def close(self) -> None:
        """Close the connections; the next question opens them again."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def texts_in(found: Any, count: int) -> list[str]:
    """Return `count` texts out of an answer, or say that it is none."""
    if not isinstance(found, list) or len(found) != count:
        raise TranslatorDown("wrong number of texts")
    if not all(isinstance(text, str) for text in found):
        raise TranslatorDown("not texts")
    return found


def batches(texts: Sequence[str], *, max_texts: int, max_chars: int) -> list[list[str]]:
    """Cut texts into batches; a text longer than a whole batch is too long."""
    out: list[list[str]] = []
    chars = 0
    for text in texts:
        if len(text) > max_chars:
            raise TooLong(f"more than {max_chars} characters in one piece")
        if not out or len(out[-1]) == max_texts or chars + len(text) > max_chars:
            out.append([])
            chars = 0
        out[-1].append(text)
        chars += len(text)
    return out


def _retry_s(header: str) -> float:
    """Seconds to wait; a date, or nonsense, is taken for a moment."""
    return min(float(header), 3600.0) if header.strip().isdigit() else _BUSY_S
