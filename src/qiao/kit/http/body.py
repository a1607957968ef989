"""A request whose body may be anything: what is no JSON is refused, not a bug of ours."""

from typing import Any

from litestar import Request

from qiao.kit.refusals import Refusal


class BodyUnreadable(Refusal):
    """The body is not UTF-8, or it is nested deeper than anything we ask for."""

    code = "body_unreadable"


class AskedRequest(Request[Any, Any, Any]):
    """Litestar's request, but for two failures of its JSON decoder that it lets through."""

    async def json(self) -> Any:
        """Return the body decoded; raises BodyUnreadable."""
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError) as error:
            raise BodyUnreadable from error
