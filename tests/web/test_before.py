"""A check before posting: for members, at the pace of somebody who writes, and kept nowhere."""

from qiao.kit.db import Sql
from qiao.welcome.before_api import CHARS_PER_MINUTE, LEAST_CHARS
from tests.web.square import Person, Square


async def test_what_the_rules_say_is_told_before_posting(ana: Person):
    found = await ana.does("POST", "/notes/check", {"body": "Call her: +1 555 010 9999"})

    assert found["hints"] == [
        {"code": "phone", "rule": "privacy", "field": "body", "found": "+1 555 010 9999",
         "retry_s": 0}
    ]  # fmt: skip
    assert (await ana.does("POST", "/notes/check", {"body": "Bread, still warm"}))["hints"] == []
    assert (await ana.does("POST", "/notes/check", {}))["hints"] == []


async def test_what_the_gate_would_say_is_told_too(ana: Person):
    for _ in range(2):
        await ana.publishes(body="Look at this")

    found = await ana.does("POST", "/notes/check", {"body": "Look at this"})

    assert [(hint["code"], hint["rule"]) for hint in found["hints"]] == [("repeated", "spam")]
    assert found["hints"][0]["retry_s"] > 0
    await ana.is_refused("POST", "/notes", {"body": "Look at this"}, status=429)


async def test_a_hint_refuses_nothing(ana: Person):
    await ana.publishes(body="Our shop: +1 555 010 9999")


async def test_nothing_of_it_is_kept(square: Square, ana: Person):
    words = "a sentence that was thought better of, +1 555 010 9999"
    await ana.does("POST", "/notes/check", {"body": words})

    async with square.house.database.read() as tx:
        names = await tx.all(str, Sql("select name from sqlite_master where type = 'table'"))
        for name in names:
            for row in await tx.rows(Sql(f'select * from "{name}"'), {}):
                assert not any("thought better" in str(cell) for cell in row), name


async def test_visitors_sign_in_first_and_nobody_asks_without_end(square: Square, ana: Person):
    await square.visitor.is_refused("POST", "/notes/check", {"body": "x"}, status=401)
    for _ in range(CHARS_PER_MINUTE // LEAST_CHARS):
        answer = await ana.ask("POST", "/notes/check", {"body": "x"})
        if answer.status_code != 200:
            break
    refused = await ana.is_refused("POST", "/notes/check", {"body": "x" * 5_000}, status=429)
    assert refused["facts"]["retry_s"] > 0
