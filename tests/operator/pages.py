"""A web app of the operator's pages about the feed alone, and asking it."""

import httpx
from litestar import Litestar
from litestar.di import Provide

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.http import PROBLEMS
from qiao.operator import clusters_api, levers_api, tonight_api
from qiao.operator.settings import OperatorSettings
from qiao.people import door
from qiao.people.commands import open_session
from qiao.people.models import Caller
from qiao.web.app import HEADERS


async def ask(
    db: Database, who: Caller | None, method: str, path: str, body: object = None
) -> httpx.Response:
    """Ask as a member, or as a visitor."""
    watching = OperatorSettings()
    app = Litestar(
        [*levers_api.ROUTES, *clusters_api.ROUTES, *tonight_api.ROUTES],
        response_headers=HEADERS,  # handlers remember the first app that has them
        dependencies={
            "db": Provide(lambda: db, sync_to_thread=False),
            "watching": Provide(lambda: watching, sync_to_thread=False),
            "reader": Provide(door.reader),
            "me": Provide(door.signed_in),
            "operator": Provide(door.operator),
        },
        exception_handlers=PROBLEMS,
        openapi_config=None,
    )
    headers = {}
    if who is not None:
        token = await db.write(open_session, who.id, now=now_us())
        headers["Authorization"] = f"Bearer {token}"
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    base = "http://square.test/api/v1/operator/"
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        return await client.request(method, path, json=body, headers=headers)
