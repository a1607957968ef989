"""The API's description is complete: each route, each with a documented answer."""

from typing import Any

import pytest
from litestar.routes import HTTPRoute

from tests.web.square import Square


@pytest.fixture
async def document(square: Square) -> dict[str, Any]:
    answer = await square.client.get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def registered(square: Square) -> set[tuple[str, str]]:
    """Return (method, path) of every API route the app has, but for the description's own."""
    return {
        (method.lower(), route.path_format)
        for route in square.app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS"
        and route.path_format.startswith("/api")
        and route.path_format not in ("/api", "/api/openapi.json", "/api/{path}")
    }


async def test_it_is_openapi_3_1(document: dict[str, Any]):
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Qiao"


async def test_each_route_of_the_app_is_described(square: Square, document: dict[str, Any]):
    described = {
        (method, path) for path, operations in document["paths"].items() for method in operations
    }

    assert described == registered(square)
    assert len(described) > 40


async def test_each_answer_is_described_by_its_shape(document: dict[str, Any]):
    names = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            names.add(operation["operationId"])
            assert operation["description"]
            good = {code: r for code, r in operation["responses"].items() if code < "300"}
            [(code, answer)] = good.items()
            if code == "204":
                continue
            [(kind, shown)] = answer["content"].items()
            if kind in ("application/zip", "image/webp"):
                continue  # a file
            shape = shown["schema"]
            assert shape["$ref"].startswith("#/components/schemas/")
    assert len(names) == sum(map(len, document["paths"].values()))


async def test_each_shape_that_is_named_is_there(document: dict[str, Any]):
    named: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                named.add(part["$ref"].rsplit("/", 1)[1])
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(document)

    assert named <= set(document["components"]["schemas"])
