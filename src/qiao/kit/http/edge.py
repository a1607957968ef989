"""Small words for handlers: an encoded answer, its documented shape, a dependency, a cursor."""

import re
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import Dependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidationMarker

from qiao.kit.db import Database
from qiao.kit.refusals import Invalid


class _Injected(Dependency, SkipValidationMarker):
    """Both marks in one, so that an annotation needs one word."""


Injected = _Injected()
"""Marks an argument that the house puts in; nothing a caller sends reaches it."""

Db = Annotated[Database, Injected]

NO_CONTENT: Response[None] = Response(None, status_code=204)

_encode = msgspec.json.Encoder().encode
_CURSOR = re.compile(r"[A-Za-z0-9_.~-]{1,200}")


class CursorInvalid(Invalid):
    """Not a cursor that this list has given."""

    code = "cursor_invalid"
    status = 400


def json(
    body: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """Answer with JSON; bytes are taken as encoded already."""
    content = body if isinstance(body, bytes) else _encode(body)
    return Response(content, status_code=status, media_type="application/json", headers=headers)


def shows(shape: Any, *, status: int = 200, description: str = "") -> dict[int, ResponseSpec]:
    """Document what a handler that answers encoded bytes shows."""
    return {
        status: ResponseSpec(
            data_container=shape, description=description or "As asked.", generate_examples=False
        )
    }


def cursor_of(cursor: str | None) -> str | None:
    """Check the form of a cursor; raises CursorInvalid."""
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise CursorInvalid(field="cursor")
    return cursor


__all__ = ["NO_CONTENT", "Db", "Injected", "cursor_of", "json", "shows"]
