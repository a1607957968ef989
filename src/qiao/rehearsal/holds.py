"""How many requests a second a machine holds: a real server, asked as fast as it answers.

What is asked is a visit as the rehearsal reckons with it (`life.REQUESTS_A_VISIT`): the app opens,
two pages of Explore, three notes with their comments, a like, and twice what was seen.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle
from random import Random
from threading import Lock
from typing import Any

import msgspec

CONNECTIONS = 4
READ = 3
"""Notes that are opened in a visit."""
TIMEOUT_S = 30.0


class Holds(msgspec.Struct, frozen=True):
    """What was measured. `page_p50_ms`, `page_p99_ms`: of pages of Explore, at full speed."""

    requests_per_s: float
    requests: int
    refused: int
    seconds: float
    page_p50_ms: float
    page_p99_ms: float


class _Asker:
    """One connection, on which somebody visits after another."""

    def __init__(self, port: int, chance: Random) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self.chance = chance
        self.requests = self.refused = 0
        self.pages_s: list[float] = []

    def visit(self, token: str) -> None:
        self._ask("GET", "/me", token)
        cards, cursor = self._page(token, "")
        if cursor:
            cards += self._page(token, cursor)[0]
        self._tell(token, "impression", cards)
        opened = self.chance.sample(cards, min(READ, len(cards)))
        for card in opened:
            self._ask("GET", f"/notes/{card['id']}", token)
            self._ask("GET", f"/notes/{card['id']}/comments", token)
        self._tell(token, "open", opened)
        if opened:
            self._ask("PUT", f"/notes/{opened[0]['id']}/like", token)

    def _page(self, token: str, cursor: str) -> tuple[list[dict[str, Any]], str]:
        began = time.perf_counter()
        page = self._ask("GET", "/feeds/explore" + (f"?cursor={cursor}" if cursor else ""), token)
        self.pages_s.append(time.perf_counter() - began)
        return (page["items"], page["cursor"] or "") if page else ([], "")

    def _tell(self, token: str, kind: str, cards: Sequence[dict[str, Any]]) -> None:
        events = [
            {"kind": kind, "note": card["id"], "feed": "explore", "position": at}
            for at, card in enumerate(cards)
        ]
        if events:
            self._ask("POST", "/events", token, {"events": events})

    def _ask(self, method: str, path: str, token: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        if body is not None:
            key = f"{self.chance.getrandbits(96):x}"
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        content = None if body is None else json.dumps(body)
        self.connection.request(method, f"/api/v1{path}", content, headers)
        answer = self.connection.getresponse()
        told = answer.read()
        self.requests += 1
        if answer.status >= 300:
            self.refused += 1
            return None
        return json.loads(told) if told else {}


def ask(
    port: int,
    tokens: Sequence[str],
    *,
    seconds: float,
    progress: Callable[[float], None] = lambda _share: None,
) -> Holds:
    """Ask the server at a port of this machine for so many seconds over four connections.

    Args:
        tokens: of members who visit, in turn.
        progress: called with the share that is over, 0 to 1.

    Raises:
        OSError, HTTPException: the server went away, or never was there.
    """
    lock, turn = Lock(), cycle(tokens)
    began = time.perf_counter()
    until = began + seconds

    def work(number: int) -> _Asker:
        asker = _Asker(port, Random(number))
        while time.perf_counter() < until:
            with lock:
                token = next(turn)
            asker.visit(token)
            if not number:
                progress(min(1.0, (time.perf_counter() - began) / seconds))
        asker.connection.close()
        return asker

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        askers = list(pool.map(work, range(CONNECTIONS)))
    took_s = time.perf_counter() - began
    pages = sorted(page for asker in askers for page in asker.pages_s)
    requests = sum(asker.requests for asker in askers)
    return Holds(
        requests_per_s=round(requests / took_s, 1),
        requests=requests,
        refused=sum(asker.refused for asker in askers),
        seconds=round(took_s, 1),
        page_p50_ms=round(1_000 * pages[len(pages) // 2], 1),
        page_p99_ms=round(1_000 * pages[int(0.99 * len(pages))], 1),
    )
