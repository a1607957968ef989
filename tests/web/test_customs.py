"""Customs of the place: proposed and put better by members, taken in by operators, reported."""

from typing import Any

import pytest

from qiao.kit.db import Sql, events_after
from qiao.welcome.customs import MAX_WAITING
from qiao.welcome.events import CustomSettled
from qiao.welcome.jobs import tell_settled
from tests.web.square import Person, Square

TAX = {
    "lang": "en", "title": "Cat tax", "body": "Whoever is new shows a cat.",
    "example": "“Here is mine, she snores.”",
}  # fmt: skip


@pytest.fixture
async def operator(square: Square) -> Person:
    return await square.person("runs_it", operator=True)


@pytest.fixture
async def cy(square: Square) -> Person:
    return await square.person("cyril")


async def proposed(who: Person, **more: object) -> str:
    made = await who.does("POST", "/customs", TAX | more, status=201)
    return str(made["id"])


async def decided(operator: Person, entry: str, action: str, reason: str = "") -> Any:
    sent = {"action": action, "reason": reason}
    return await operator.does("POST", f"/operator/customs/{entry}/decisions", sent, status=201)


async def listed(who: Person, state: str = "accepted") -> list[str]:
    found = await who.does("GET", f"/customs?state={state}")
    return [str(one["id"]) for one in found["items"]]


# ---- what somebody with bad intentions tries


async def test_a_proposal_is_for_members_and_what_was_declined_for_its_writer(
    square: Square, ana: Person, bo: Person, operator: Person
):
    entry = await proposed(ana)
    assert await listed(square.visitor, "proposed") == []
    assert await listed(square.visitor, "mine") == []
    await square.visitor.is_refused("GET", f"/customs/{entry}/texts", status=404)
    await square.visitor.is_refused(
        "POST", f"/customs/{entry}/translations", {"to": "fr"}, status=404
    )

    await decided(operator, entry, "decline", "We have dogs too")

    await bo.is_refused("GET", "/customs?state=declined", status=403)
    await bo.is_refused("GET", f"/customs/{entry}/texts", status=404)
    await bo.is_refused("POST", f"/customs/{entry}/reports", {"rule": "spam"}, status=404)
    assert await listed(bo, "mine") == []
    [hers] = (await ana.does("GET", "/customs?state=mine"))["items"]
    assert (hers["state"], hers["reason"]) == ("declined", "We have dogs too")


async def test_nobody_changes_what_is_anothers_or_the_squares(
    ana: Person, bo: Person, operator: Person
):
    entry = await proposed(ana)
    await bo.is_refused("PUT", f"/customs/{entry}", TAX, status=403)
    await bo.is_refused("DELETE", f"/customs/{entry}", status=403)
    told = {"action": "accept"}
    await ana.is_refused("POST", f"/operator/customs/{entry}/decisions", told, status=403)

    await decided(operator, entry, "accept")

    await ana.is_refused("PUT", f"/customs/{entry}", TAX, status=403)
    await ana.is_refused("DELETE", f"/customs/{entry}", status=403)
    again = await operator.is_refused(
        "POST", f"/operator/customs/{entry}/decisions", told, status=409
    )
    assert again["code"] == "custom_decided"


async def test_nobody_fills_the_page_with_proposals(square: Square, ana: Person):
    for number in range(MAX_WAITING):
        await proposed(ana, title=f"Custom {number}")

    refused = await ana.is_refused("POST", "/customs", TAX, status=429)

    assert refused["code"] == "too_many_customs"


async def test_a_block_and_a_mute_keep_proposals_away(
    ana: Person, bo: Person, cy: Person, operator: Person
):
    entry, taken = await proposed(ana), await proposed(ana, title="Say hello first")
    await decided(operator, taken, "accept")
    await ana.does("PUT", "/members/bob/block", status=204)
    await cy.does("PUT", "/members/ana/mute", status=204)

    assert await listed(bo, "proposed") == []
    assert await listed(cy, "proposed") == []
    await bo.is_refused("GET", f"/customs/{entry}/texts", status=404)
    await bo.is_refused("POST", f"/customs/{entry}/reports", {"rule": "spam"}, status=404)
    [shown] = (await bo.does("GET", "/customs"))["items"]
    assert (shown["id"], shown["by"]) == (taken, None)


async def test_text_is_text_and_short(ana: Person):
    made = await ana.does("POST", "/customs", TAX | {"body": "<b>bold</b>"}, status=201)

    assert made["body"] == "<b>bold</b>"
    for wrong in ({"title": "x" * 61}, {"body": " "}, {"example": "y" * 201}, {"lang": "??"}):
        await ana.is_refused("POST", "/customs", TAX | wrong, status=422)
    await ana.is_refused("POST", "/customs", TAX | {"changes": "nothing"}, status=404)


# ---- what it is for


async def test_a_custom_is_proposed_and_taken_in(
    square: Square, ana: Person, bo: Person, operator: Person
):
    entry = await proposed(ana)
    assert await listed(bo, "proposed") == [entry]
    await ana.does("PUT", f"/customs/{entry}", TAX | {"body": "Whoever is new shows a pet."})

    await decided(operator, entry, "accept")

    [shown] = (await square.visitor.does("GET", "/customs"))["items"]
    assert (shown["id"], shown["body"]) == (entry, "Whoever is new shows a pet.")
    assert (shown["by"]["handle"], shown["example"]) == ("ana", TAX["example"])
    said = (await square.visitor.does("GET", f"/customs/{entry}/texts"))["items"]
    assert [(one["did"], one["body"]) for one in said] == [
        ("proposed", TAX["body"]),
        ("edited", "Whoever is new shows a pet."),
        ("accepted", "Whoever is new shows a pet."),
    ]


async def test_other_words_for_a_custom_go_into_it(bo: Person, ana: Person, operator: Person):
    entry = await proposed(ana)
    await decided(operator, entry, "accept")
    better = await proposed(bo, title="Pet tax", changes=entry)
    worse = await proposed(bo, title="Dog tax", changes=entry)

    await decided(operator, better, "accept")

    [shown] = (await ana.does("GET", "/customs"))["items"]
    assert (shown["id"], shown["title"]) == (entry, "Pet tax")
    said = (await ana.does("GET", f"/customs/{entry}/texts"))["items"]
    assert [(one["did"], one["title"]) for one in said][-2:] == [
        ("accepted", "Cat tax"), ("changed", "Pet tax"),
    ]  # fmt: skip
    states = {
        one["id"]: one["state"] for one in (await bo.does("GET", "/customs?state=mine"))["items"]
    }
    assert states == {better: "merged", worse: "proposed"}

    await decided(operator, entry, "decline", "Nobody does it any more")
    late = await operator.is_refused(
        "POST", f"/operator/customs/{worse}/decisions", {"action": "accept"}, status=409
    )
    assert late["facts"] == {"state": "declined"}
    assert await listed(ana) == []


async def test_declining_needs_a_reason_and_taking_back_leaves_nothing(
    square: Square, ana: Person, operator: Person
):
    entry = await proposed(ana)
    await operator.is_refused(
        "POST", f"/operator/customs/{entry}/decisions", {"action": "decline"}, status=422
    )

    await ana.does("DELETE", f"/customs/{entry}", status=204)

    async with square.house.database.read() as tx:
        left = await tx.value(Sql("select count(*) from custom_texts"))
    assert (await listed(ana, "mine"), left) == ([], 0)


async def test_a_custom_is_translated_with_its_example(ana: Person, bo: Person, operator: Person):
    entry = await proposed(ana)
    waits = await bo.does("POST", f"/customs/{entry}/translations", {"to": "zh-Hans"})
    await decided(operator, entry, "accept")

    read = await bo.does("POST", f"/customs/{entry}/translations", {"to": "zh-Hans"})

    assert {waits["state"], read["state"]} <= {"pending", "unavailable", "done"}
    assert (read["source"], read["target"]) == ("en", "zh-Hans")


async def test_a_report_is_a_case_and_what_is_decided_holds(
    square: Square, ana: Person, bo: Person, operator: Person
):
    entry = await proposed(ana)
    await decided(operator, entry, "accept")
    told = {"rule": "kindness", "text": "It mocks dogs"}
    own = await ana.is_refused("POST", f"/customs/{entry}/reports", told, status=422)
    first = await bo.does("POST", f"/customs/{entry}/reports", told, status=201)
    assert own["code"] == "cannot_report_own"
    assert await bo.does("POST", f"/customs/{entry}/reports", told, status=201) == first

    [case] = (await operator.does("GET", "/operator/cases"))["items"]
    assert (case["of"], case["title"], case["author"]["handle"]) == ("custom", "Cat tax", "ana")
    assert TAX["example"] in case["body"]
    decide = f"/operator/cases/{case['id']}/decisions"
    unfit = {"action": "limit", "rule": "kindness", "reason": "no"}
    assert (await operator.is_refused("POST", decide, unfit, status=422))["code"] == "action_unfit"
    gone = {"action": "remove", "rule": "kindness", "reason": "It mocks"}
    await operator.does("POST", decide, gone, status=201)

    assert (await listed(bo), await listed(square.visitor), await listed(ana)) == ([], [], [])
    await bo.is_refused("GET", f"/customs/{entry}/texts", status=404)
    [hers] = (await ana.does("GET", "/customs?state=mine"))["items"]
    [statement] = (await ana.does("GET", "/me/statements"))["items"]
    assert (hers["removed"], statement["of"], statement["action"]) == (True, "custom", "removed")

    back = {"action": "restore", "reason": "It was meant well", "after": ""}
    [closed] = (await operator.does("GET", "/operator/cases?state=decided"))["items"]
    back["after"] = closed["decisions"][-1]["id"]
    await operator.does("POST", decide, back, status=201)
    assert await listed(bo) == [entry]


# ---- its writer hears what became of it


async def told_of_customs(square: Square, who: Person) -> list[dict[str, Any]]:
    async with square.house.database.read() as tx:
        log = await events_after(tx, 0)
    settled = [event for line in log if isinstance(event := line.event(), CustomSettled)]
    await tell_settled(square.house.database, settled)
    page = await who.does("GET", "/me/notices?box=square")
    return [one for one in page["items"] if one["kind"] == "custom"]


async def test_its_writer_is_told_each_decision_once_with_its_reason(
    square: Square, ana: Person, bo: Person, operator: Person
):
    entry = await proposed(ana)
    await decided(operator, entry, "accept", "We all have cats")
    await told_of_customs(square, ana)
    await decided(operator, entry, "decline", "Dogs came")
    change = await proposed(ana, title="Better words")
    await decided(operator, change, "accept")
    mended = await proposed(bo, title="Cat or dog tax", changes=change)
    await decided(operator, mended, "accept")

    hers = await told_of_customs(square, ana)
    [his] = await told_of_customs(square, bo)

    assert [(one["custom"]["did"], one["custom"]["reason"]) for one in reversed(hers)] == [
        ("accepted", "We all have cats"), ("taken_out", "Dogs came"), ("accepted", ""),
    ]  # fmt: skip
    assert (his["custom"]["did"], his["custom"]["title"]) == ("merged", "Cat or dog tax")
    assert all(one["actors"] == [] for one in hers)  # who decided is not told
    assert (await ana.does("GET", "/me/notices/unread"))["square"] == 3


async def test_nobody_else_is_told_nor_who_decides_on_her_own(
    square: Square, ana: Person, bo: Person, operator: Person
):
    entry, own = await proposed(ana), await proposed(operator, title="Mine")
    await decided(operator, entry, "decline", "Not here")
    await decided(operator, own, "accept")

    assert await told_of_customs(square, bo) == await told_of_customs(square, operator) == []
    [hers] = await told_of_customs(square, ana)
    assert hers["custom"]["reason"] == "Not here"
