"""Review over HTTP, as members meet it."""

import pytest

from qiao.kit.db import Database
from tests.operator.make import Browser

from .make import member, note


async def test_visitors_read_the_rules_in_their_language(database: Database):
    visitor = await Browser.of(database, None)

    arabic = await visitor.get("/rules?lang=ar")
    swahili = await visitor.get("/rules?lang=sw")

    assert (arabic["lang"], swahili["lang"]) == ("ar", "en")
    assert arabic["items"][0]["title"] == "لنكن لطفاء بعضنا مع بعض"
    assert set(arabic["items"][0]) == {"id", "title", "text", "ok", "not_ok"}
    assert await visitor.get("/rules") == swahili


async def test_visitors_report_and_appeal_nothing(database: Database):
    visitor = await Browser.of(database, None)
    report = {"of": "note", "id": "x", "rule": "spam"}

    assert (await visitor.post("/reports", report, 401))["code"] == "signed_out"
    assert (await visitor.get("/me/statements", 401))["code"] == "signed_out"
    assert (await visitor.post("/statements/x/appeal", {"text": "x"}, 401))["code"] == "signed_out"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"of": "member"}, 400, "invalid_request"),
        ({"id": 7}, 400, "invalid_request"),
        ({"id": "nothing"}, 404, "not_found"),
        ({"rule": "nothing"}, 422, "rule_unknown"),
        ({"text": "x" * 1_001}, 422, "text_too_long"),
        ({"text": "\u202e"}, 422, "text_has_controls"),
        ({"text": None}, 400, "invalid_request"),
    ],
)
async def test_a_report_that_makes_no_sense_gets_a_clear_no(
    database: Database, change: dict[str, object], status: int, code: str
):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    report = {"of": "note", "id": await note(database, ana), "rule": "spam"}

    problem = await (await Browser.of(database, bo)).post("/reports", report | change, status)

    assert problem["code"] == code


async def test_a_report_needs_a_key(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    report = {"of": "note", "id": await note(database, ana), "rule": "spam"}

    problem = await (await Browser.of(database, bo)).post("/reports", report, 400, key="")

    assert problem["code"] == "idempotency_key_missing"


async def test_ones_own_is_not_reported(database: Database):
    ana = await member(database, "ana")
    report = {"of": "note", "id": await note(database, ana), "rule": "spam"}

    problem = await (await Browser.of(database, ana)).post("/reports", report, 422)

    assert problem["code"] == "cannot_report_own"


async def test_whoever_was_told_nothing_sees_an_empty_page(database: Database):
    ana = await Browser.of(database, await member(database, "ana"))

    assert await ana.get("/me/statements") == {"items": [], "cursor": None}
    problem = await ana.post("/statements/nothing/appeal", {"text": "x"}, 404)
    assert problem["code"] == "not_found"
