"""Requests made up from the API's description by a machine."""

import asyncio
import itertools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from litestar.testing import TestClient

from qiao.assemble import open_house
from qiao.kit.clock import now_us
from qiao.kit.db import open_database
from qiao.notes import keeping
from qiao.settings import Settings
from tests import make
from tests.web.square import served

with warnings.catch_warnings():
    # pytest runs without its plugin; what its parts say about each other is not about this house
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.generation import GenerationMode

MANY = {GenerationMode.POSITIVE: 8, GenerationMode.NEGATIVE: 4}
"""Requests of each operation: to think of a wrong one takes five times as long."""


class Filled(NamedTuple):
    """A served square with something in it: real ids for addresses, and an operator's token."""

    client: TestClient[Litestar]
    token: str
    real: dict[str, str]


async def _fill(url: str) -> tuple[str, dict[str, str]]:
    db = await open_database(url)
    try:
        ana = await make.member(db, "ana", operator=True)
        bo = await make.member(db, "bob")
        note = await make.note(db, bo, topics=["bread"])
        comment = await make.comment(db, bo, note)
        board = await db.write(keeping.make_board, ana.id, "Bread", now=make.NOW)
        token = await make.session(db, ana, now=now_us())
    finally:
        await db.close()
    names = {"note": note, "comment": comment, "board": board, "handle": "bob"}
    return token, names | {"slug": "bread", "lang": "pt"}


@contextmanager
def filled(settings: Settings) -> Iterator[Filled]:
    """Serve a square that has something in it."""
    token, real = asyncio.run(_fill(settings.url))
    with served(asyncio.run(open_house(settings))) as app, TestClient(app) as client:
        yield Filled(client, token, real)


def _send(filled: Filled, case: Any, key: str, *, real: bool, signed_in: bool) -> int:
    if real and case.path_parameters:
        known = {name: filled.real.get(name, value) for name, value in case.path_parameters.items()}
        case.path_parameters = known
    sent = case.as_transport_kwargs(base_url="http://square.example")
    headers = {"Idempotency-Key": key, "Accept": "*/*"}
    if signed_in:
        headers["Authorization"] = f"Bearer {filled.token}"
    body: dict[str, Any] = {name: sent[name] for name in ("json",) if sent.get(name) is not None}
    if sent.get("data") is not None:
        body["content"] = sent["data"]
    return filled.client.request(
        sent["method"], sent["url"], params=sent.get("params"), headers=headers, **body
    ).status_code


def breaks(filled: Filled, methods: Sequence[str], mode: GenerationMode) -> dict[str, Any]:
    """Send made-up requests to every operation of some methods; return what answered 500."""
    schema = schemathesis.openapi.from_dict(filled.client.get("/api/openapi.json").json())
    keys = map("a-key-of-its-own-{}".format, itertools.count())
    broken: dict[str, Any] = {}
    tried: set[str] = set()
    known: set[str] = set()

    for made in schema.get_all_operations():
        operation = made.ok()
        if operation.method not in methods:
            continue
        if "text/event-stream" in str(operation.definition.raw["responses"]):
            continue  # a stream goes on for ever; test_notices reads it
        known.add(operation.label)

        @hypothesis_settings(
            max_examples=MANY[mode],
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(mode), st.booleans(), st.booleans())
        def ask(case: Any, real: bool, signed_in: bool) -> None:
            status = _send(filled, case, next(keys), real=real, signed_in=signed_in)
            tried.add(case.operation.label)
            if status >= 500:
                broken[case.operation.label] = (status, real, signed_in, case.body)

        # nothing wrong can be sent where nothing is taken
        with suppress(Unsatisfiable):
            ask()

    assert tried
    assert tried == known or mode is GenerationMode.NEGATIVE
    return broken
