"""HEAD on pages: answered as GET is, without the body (RFC 9110, 9.3.2)."""

from typing import Any

from litestar import Litestar
from litestar.types import Message, Receive, Send


def answer_head(app: Litestar) -> None:
    """Let every page and file that answers GET answer HEAD; the API's streams have no use for it.

    Litestar chooses a handler by its method before any middleware runs, so this stands before it.
    """
    inner: Any = app.asgi_handler

    async def handler(scope: Any, receive: Receive, send: Send) -> None:
        if scope.get("method") != "HEAD" or scope["path"].startswith("/api/"):
            await inner(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await inner({**scope, "method": "GET"}, receive, bodiless)

    app.asgi_handler = handler
