"""Refusals and failures as problem documents (RFC 9457): a stable code and facts."""

import re
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from qiao.kit.refusals import Refusal

log = structlog.get_logger()

_TITLES = {
    400: "Bad request", 401: "Signed out", 403: "Forbidden", 404: "Not found",
    405: "Method not allowed", 409: "Conflict", 413: "Too large", 415: "Unsupported media type",
    422: "Not acceptable", 429: "Too many requests", 500: "Our mistake", 503: "Not available now",
}  # fmt: skip
_CODES = {
    400: "invalid_request", 401: "signed_out", 403: "forbidden", 404: "not_found",
    405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type", 429: "too_many",
    503: "unavailable",
}  # fmt: skip
_LACKS = re.compile(r"missing required field `([^`]+)`")


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field."""

    field: str
    code: str
    facts: dict[str, Any]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer that says no. `code` is stable; `facts` fill the sentence that a client shows."""

    type: str
    title: str
    status: int
    code: str
    facts: dict[str, Any]
    fields: list[FieldProblem] = []


def problem(
    status: int,
    code: str,
    facts: dict[str, Any] | None = None,
    fields: list[FieldProblem] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """Make the response of a problem."""
    facts = facts or {}
    # the app's own headers are put on what handlers answer, not on what they raise
    headers = {**(headers or {}), "X-Content-Type-Options": "nosniff"}
    if "retry_s" in facts:
        headers["Retry-After"] = str(facts["retry_s"])
    document = Problem(
        type=f"https://qiao.invalid/problems/{code}",
        title=_TITLES.get(status, "Refused"),
        status=status,
        code=code,
        facts=facts,
        fields=fields or [],
    )
    return Response(
        msgspec.json.encode(document),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


def _refused(_: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    facts = dict(refusal.facts)
    fields = []
    if isinstance(name := facts.get("field"), str):
        fields = [
            FieldProblem(name, refusal.code, {k: v for k, v in facts.items() if k != "field"})
        ]
    return problem(refusal.status, refusal.code, facts, fields)


def _invalid(_: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    fields = []
    for each in error.extra or []:
        if not isinstance(each, dict):
            continue
        message, name = str(each.get("message", "")), str(each.get("key", ""))
        if lacks := _LACKS.search(message):
            name = f"{name}.{lacks[1]}".strip(".")
            fields.append(FieldProblem(name, "missing", {}))
        else:
            fields.append(FieldProblem(name, "wrong_type", {"message": message}))
    return problem(400, "invalid_request", {}, fields)


def _http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    status = error.status_code
    code = "invalid_request" if status == 400 else _CODES.get(status, f"http_{status}")
    return problem(status, code, headers=dict(error.headers or {}))


def _bug(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    # never a note's text or a person's name: the path's pattern and the error's place are enough
    log.error("request_failed", method=request.method, path=request.url.path[:80], exc_info=error)
    return problem(500, "our_mistake")


PROBLEMS: dict[Any, Any] = {
    Refusal: _refused,
    ValidationException: _invalid,
    HTTPException: _http,
    Exception: _bug,
}
