"""A square as its web process serves it, and people who use it through the API alone."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
from litestar import Litestar
from litestar.testing import AsyncTestClient

from qiao.assemble import House, open_house
from qiao.kit.clock import now_us
from qiao.people.models import Caller
from qiao.settings import Settings
from qiao.web.app import Front
from tests import make

API = "/api/v1"


class Person:
    """Somebody with an app of her own: signed in by a bearer token, or a visitor."""

    def __init__(self, client: AsyncTestClient[Litestar], token: str | None, who: Caller | None):
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._keys = map("a-key-of-its-own-{}".format, itertools.count())
        self.who = who

    @property
    def id(self) -> str:
        assert self.who is not None
        return self.who.id

    async def ask(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        key: str | None = "",
    ) -> httpx.Response:
        """Send a request below /api/v1. `key`: "" makes one for each POST, None sends none."""
        sent = {**self._headers}
        if method == "POST" and key is not None:
            sent["Idempotency-Key"] = key or next(self._keys)
        body: dict[str, Any] = {"content": content} if content is not None else {}
        if json is not None:
            body = {"json": json}
        return await self._client.request(
            method, API + path, headers=sent | (headers or {}), **body
        )

    async def does(self, method: str, path: str, json: Any = None, *, status: int = 200) -> Any:
        """Send a request that succeeds with `status`; return what it answers."""
        answer = await self.ask(method, path, json)
        assert answer.status_code == status, answer.text
        if status == 204:
            assert answer.content == b""
            return None
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        return answer.json()

    async def is_refused(
        self, method: str, path: str, json: Any = None, *, status: int, **more: Any
    ) -> dict[str, Any]:
        """Send a request that is refused with `status`; return the problem."""
        answer = await self.ask(method, path, json, **more)
        assert answer.status_code == status, answer.text
        return problem_in(answer)

    async def publishes(self, **note: Any) -> str:
        """Publish a note; return its id."""
        made = await self.does("POST", "/notes", note or {"body": "Bread"}, status=201)
        return str(made["id"])


def problem_in(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document that a refusal is."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert found["type"].endswith("/" + found["code"])
    assert isinstance(found["facts"], dict)
    assert found["title"]
    for field in found.get("fields", []):
        assert set(field) == {"field", "code", "facts"}
    return found


class Square:
    """The app, its house, and a door for everybody."""

    def __init__(self, app: Litestar, house: House, client: AsyncTestClient[Litestar]) -> None:
        self.app = app
        self.house = house
        self.client = client
        self.visitor = Person(client, None, None)

    async def person(self, handle: str = "ana", **member: Any) -> Person:
        """Make a member and sign her in."""
        who = await make.member(self.house.database, handle, **member)
        token = await make.session(self.house.database, who, now=now_us())
        return Person(self.client, token, who)


_fronts: list[Front] = []
"""Routes that no house stands behind at the moment: laying them out takes most of a second."""


@contextmanager
def served(house: House) -> Iterator[Litestar]:
    """Give a house a front until the end of the block."""
    if _fronts:
        front = _fronts.pop()
        front.move_in(house)
    else:
        front = Front(house)
    try:
        yield front.app
    finally:
        _fronts.append(front)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Square]:
    """Serve a square until the end of the block; nobody works in its background."""
    house = await open_house(settings)
    with served(house) as app:
        async with AsyncTestClient(app, base_url="http://square.example") as client:
            yield Square(app, house, client)
