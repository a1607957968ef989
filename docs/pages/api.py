"""api.md: every route, who may call it, what it takes and shows."""

import ast
import asyncio
import inspect
import re
import tempfile
import textwrap
import typing
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from litestar.routes import HTTPRoute

from pages.words import bare, by_slice, doc, first_line, shape_name, slice_of, table, type_name
from qiao.assemble import open_house
from qiao.kit.http import Injected
from qiao.settings import Settings
from qiao.web.app import create_app

INTRO = """# HTTP API

JSON under `/api/v1`, UTF-8. The same as OpenAPI 3.1 is served by every square at
`/api/openapi.json`. Ids are opaque text that sorts by time; times are RFC 3339 in UTC; languages
are BCP 47 tags. Lists answer `items` and a `cursor`, null at the end: pass it back as `?cursor=`.

- **Who may call** is one of: anyone; anyone, and the answer depends on who asks; a member; an
  operator.
- **Signing in** sets a cookie (`__Host-qiao` over https and on localhost). A client that is no
  browser asks with `"want": "bearer"` and sends the token as `Authorization: Bearer …`. A change
  asked for with a cookie must come from the square's own pages.
- **Creating** needs the header `Idempotency-Key`, 8 to 64 printable characters of the client's
  own making: the same request sent again with the same key is answered with what was made the
  first time.
- **Refusals** are problem documents: [refusals.md](refusals.md).
"""

WHO = {"operator": "an operator", "me": "a member", "reader": "anyone; depends on who asks"}
HTTP_ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")
HTTP_STATUS_WITH_NOTHING = 204


@dataclass(frozen=True)
class Route:
    """One method on one path."""

    method: str
    path: str
    handler: Callable[..., Any]
    status: int
    shows: Any

    @property
    def slice(self) -> str:
        return slice_of(self.handler.__module__)


def page() -> str:
    """Write the page."""
    routes = sorted(
        asyncio.run(_routes()),
        key=lambda r: (r.path, HTTP_ORDER.index(r.method), r.handler.__name__),
    )
    shapes = _shapes(routes)
    names = Counter(shape.__name__ for shape in shapes)
    shared = {name for name, times in names.items() if times > 1}
    out = [INTRO, "\n## Routes\n\n"]
    out.append(
        table(
            ("", "who may call", "what it does"),
            [
                (f"[`{r.method} {r.path}`](#{_anchor(r)})", _who(r), first_line(r.handler)[0])
                for r in routes
            ],
        )
    )
    for route in routes:
        out += _told(route, shared)
    out.append("\n## Shapes\n")
    for slice_name, group in by_slice(shapes):
        out.append(f"\n### {slice_name}\n")
        for shape in group:
            out += _shape(shape, shared)
    return "".join(out)


async def _routes() -> list[Route]:
    """Build the app of an empty square and look at it."""
    with tempfile.TemporaryDirectory() as folder:
        # constructed, not read: this page must not depend on the environment
        house = await open_house(Settings.model_construct(data_dir=Path(folder)))
        try:
            app = create_app(house)
        finally:
            await house.database.close()
        found = []
        for route in app.routes:
            for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
                path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
                if handler.fn.__module__.startswith("qiao.") and path.startswith(
                    ("/api", "/media/")
                ):
                    shown = [spec.data_container for spec in (handler.responses or {}).values()]
                    found += [
                        Route(
                            method,
                            path,
                            handler.fn,
                            handler.status_code,
                            shown[0] if shown else None,
                        )
                        for method in handler.http_methods & set(HTTP_ORDER)
                    ]
        return found


def _told(route: Route, shared: set[str]) -> Iterator[str]:
    head, rest = first_line(route.handler)
    yield f"\n### {route.method} {route.path}\n\n{head}"
    if rest:
        yield f" {' '.join(rest.split())}"
    hints = typing.get_type_hints(route.handler, include_extras=True)
    yield f"\n\n- Who may call: {_who(route)}\n"
    if query := _query(route, hints):
        yield f"- Asked with: {query}\n"
    if "data" in hints:
        yield f"- Takes: {type_name(hints['data'], shared)}\n"
    if _calls(route.handler, "created"):
        yield "- Needs `Idempotency-Key`\n"
    answer = "nothing" if route.status == HTTP_STATUS_WITH_NOTHING else "bytes"
    if route.shows is not None:
        answer = type_name(route.shows, shared)
    yield f"- Answers: {route.status}, {answer}\n"


def _query(route: Route, hints: dict[str, Any]) -> str:
    """Return the query parameters: what is neither in the path nor put in by the house."""
    found = []
    for name, parameter in inspect.signature(route.handler).parameters.items():
        marks = getattr(hints[name], "__metadata__", ())
        given = {"data", "request", "scope"} | set(re.findall(r"\{(\w+)\}", route.path))
        if name in given or Injected in marks:
            continue
        called = next((q for m in marks if (q := getattr(m, "query", None))), name)
        default = parameter.default
        said = f"`{called}` ({type_name(hints[name]).replace(' | null', '')}"
        if default is not inspect.Parameter.empty and default not in (None, ""):
            said += f"; `{default}` if left out"
        found.append(said + ")")
    return ", ".join(found)


def _who(route: Route) -> str:
    takes = inspect.signature(route.handler).parameters
    return next((who for name, who in WHO.items() if name in takes), "anyone")


def _calls(handler: Callable[..., Any], name: str) -> bool:
    tree = ast.parse(textwrap.dedent(inspect.getsource(handler)))
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _anchor(route: Route) -> str:
    return re.sub(r"[^\w\- ]", "", f"{route.method} {route.path}".lower()).replace(" ", "-")


def _shapes(routes: list[Route]) -> list[type]:
    """Return every struct that is sent or shown, and those within them."""
    waiting: list[Any] = []
    for route in routes:
        waiting += [route.shows, typing.get_type_hints(route.handler).get("data")]
    seen: dict[type, None] = {}
    while waiting:
        kind = bare(waiting.pop())
        waiting += typing.get_args(kind)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
            seen[kind] = None
            waiting += typing.get_type_hints(kind).values()
    return list(seen)


def _shape(shape: Any, shared: set[str]) -> Iterator[str]:
    yield f"\n#### {shape_name(shape, shared)}\n\n{doc(shape)}\n\n"
    hints = typing.get_type_hints(shape)
    rows = []
    for field in msgspec.structs.fields(shape):
        default = ""
        if field.default_factory is not msgspec.NODEFAULT:
            default = "empty"
        elif field.default is msgspec.UNSET:
            default = "stays as it is"
        elif field.default is not msgspec.NODEFAULT:
            default = (
                "null"
                if field.default is None
                else f"`{field.default}`"
                if field.default != ""
                else "empty"
            )
        rows.append((f"`{field.encode_name}`", type_name(hints[field.name], shared), default))
    yield table(("field", "type", "if left out"), rows)
