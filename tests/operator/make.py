"""A web app of review's and the operator's pages alone, and somebody who does the worker's part."""

import uuid
from collections.abc import Sequence
from typing import Any

import httpx
from litestar import Litestar
from litestar.di import Provide

from qiao.kit.db import Database, events_after
from qiao.kit.http import PROBLEMS
from qiao.operator import api as operator
from qiao.operator.reads import StoredReads
from qiao.people import door
from qiao.people.commands import open_session
from qiao.people.models import Caller
from qiao.review import api as review
from qiao.translate.api import Desk
from qiao.translate.commands import store
from qiao.translate.events import TranslationWanted
from qiao.translate.memory import Key
from qiao.translate.models import Engine, Lang, Translation
from qiao.translate.queries import wanted_passage
from qiao.translate.slang import shipped
from qiao.translate.waiting import Waiting
from qiao.web.app import HEADERS
from tests.review.make import LATER, LIMITS


def app(db: Database) -> Litestar:
    """Build the app as the house does."""

    def hand(thing: object) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

    return Litestar(
        [*review.ROUTES, *operator.ROUTES],
        response_headers=HEADERS,  # handlers remember the first app that has them
        dependencies={
            "db": hand(db),
            "desk": hand(Desk(Waiting(), [], shipped(), 0.0, "default")),
            "reads": hand(StoredReads(db, "default")),
            "review_settings": hand(LIMITS),
            "reader": Provide(door.reader),
            "me": Provide(door.signed_in),
            "operator": Provide(door.operator),
        },
        exception_handlers=PROBLEMS,
        openapi_config=None,
    )


class Browser:
    """Somebody at the app: signed in, or a visitor."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @classmethod
    async def of(cls, db: Database, who: Caller | None) -> "Browser":
        """Open the app as `who`, signed in since just now."""
        from qiao.kit.clock import now_us

        headers = {}
        if who is not None:
            token = await db.write(open_session, who.id, now=now_us())
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(app(db))  # type: ignore[arg-type]
        client = httpx.AsyncClient(
            transport=transport, base_url="http://square.test/api/v1", headers=headers
        )
        return cls(client)

    async def get(self, path: str, status: int = 200) -> Any:
        """Look at a page."""
        answer = await self._client.get(path)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def post(
        self, path: str, body: object, status: int = 201, *, key: str | None = None
    ) -> Any:
        """Make something; `key` "" sends none."""
        key = uuid.uuid4().hex if key is None else key
        headers = {"Idempotency-Key": key} if key else {}
        answer = await self._client.post(path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()


async def translate_what_is_wanted(db: Database) -> Sequence[Key]:
    """Do the worker's part: every text comes back in brackets with the language's name."""
    async with db.read() as tx:
        told = await events_after(tx, 0)
        keys = [
            Key.told(TranslationWanted.read(line.body))
            for line in told
            if line.name == TranslationWanted.__name__
        ]
        passages = [await wanted_passage(tx, key) for key in keys]
    for key, passage in zip(keys, passages, strict=True):
        assert passage is not None
        made = Translation(
            "done",
            Lang(key.source),
            Lang(key.target),
            title=passage.title,
            body=f"[{key.target}] {passage.body}",
            engine=Engine("machine", "brackets"),
        )
        await db.write(store, key, made, LATER)
    return keys
