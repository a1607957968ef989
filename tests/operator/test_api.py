"""From a report to the last word, over HTTP, among people who share no language."""

import asyncio

import pytest

from qiao.kit.db import Database
from qiao.notes.commands import delete_note, put_version
from qiao.people.models import Caller
from tests.review.make import NOW, comment, member, note

from .make import Browser, translate_what_is_wanted


@pytest.fixture
async def people(database: Database) -> tuple[Caller, Caller, Caller]:
    """Ana reads Arabic, Bo English; the operator reads Chinese."""
    return (
        await member(database, "ana", ui_lang="ar"),
        await member(database, "boo"),
        await member(database, "opp", operator=True, ui_lang="zh-Hans"),
    )


async def test_from_a_report_to_the_answer_to_an_appeal(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    ana, bo, op = [await Browser.of(database, who) for who in people]
    seen = await note(database, people[0], "اشتروا متابعين", lang="ar")

    report = {"of": "note", "id": seen, "rule": "scams", "text": "I paid and got nothing"}
    receipt = await bo.post("/reports", report)
    assert await bo.post("/reports", report | {"text": "again"}) == receipt

    # the operator reads everything in Chinese, a moment later
    (case,) = (await op.get("/operator/cases"))["items"]
    assert case["translation"]["state"] == "pending"
    await translate_what_is_wanted(database)
    (case,) = (await op.get("/operator/cases?state=open"))["items"]
    assert (case["body"], case["lang"], case["standing"]) == ("اشتروا متابعين", "ar", "public")
    assert case["translation"]["body"] == "[zh-Hans] اشتروا متابعين"
    assert case["translation"]["engine"] == {"kind": "machine", "name": "brackets"}
    assert (case["author"]["handle"], case["reports_total"]) == ("ana", 1)
    assert case["reports"][0] | {"at": ""} == {
        "at": "",
        "rule": "scams",
        "text": "I paid and got nothing",
        "text_translated": "[zh-Hans] I paid and got nothing",
        "by_handle": "boo",
    }

    decision = {"action": "remove", "rule": "scams", "reason": "这是骗人的"}
    decided = await op.post(f"/operator/cases/{case['id']}/decisions", decision)
    assert (await op.get("/operator/cases"))["items"] == []

    # the author reads which rule and why, in Arabic
    await ana.get("/me/statements")
    await translate_what_is_wanted(database)
    (statement,) = (await ana.get("/me/statements"))["items"]
    assert (statement["action"], statement["excerpt"]) == ("removed", "اشتروا متابعين")
    assert (statement["rule"], statement["rule_lang"]) == ("scams", "ar")
    assert statement["rule_title"] == "لا احتيال ولا إعلانات مخفية"
    assert (statement["reason"], statement["lang"]) == ("这是骗人的", "zh-Hans")
    assert statement["reason_translated"] == "[ar] 这是骗人的"
    assert (statement["can_appeal"], statement["seen"]) == (True, True)

    await ana.post(f"/statements/{statement['id']}/appeal", {"text": "كانت مزحة"})
    await op.get("/operator/cases?state=appeals")
    await translate_what_is_wanted(database)
    (case,) = (await op.get("/operator/cases?state=appeals"))["items"]
    assert case["appeal"]["text"] == "كانت مزحة"
    assert case["appeal"]["text_translated"] == "[zh-Hans] كانت مزحة"
    assert [each["id"] for each in case["decisions"]] == [decided["id"]]

    answer = {"action": "restore", "reason": "确实是玩笑", "after": decided["id"]}
    await op.post(f"/operator/cases/{case['id']}/decisions", answer)
    restored, removed = (await ana.get("/me/statements"))["items"]
    assert (restored["action"], removed["action"]) == ("restored", "removed")
    assert removed["appeal"]["state"] == "restored"
    assert removed["appeal"]["answer"] == "确实是玩笑"
    (case,) = (await op.get("/operator/cases?state=decided"))["items"]
    assert case["standing"] == "public"
    assert [each["mark"] for each in case["decisions"]] == ["", "same_operator"]


async def test_what_a_person_wrote_again_wins_over_an_engine(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    author, bo, op = people[0], *[await Browser.of(database, who) for who in people[1:]]
    seen = await note(database, author, "No cap, buy followers", lang="en")
    await database.write(put_version, author.id, seen, "zh-Hans", title="", body="买粉丝", now=NOW)
    await bo.post("/reports", {"of": "note", "id": seen, "rule": "spam"})

    (case,) = (await op.get("/operator/cases"))["items"]

    assert case["translation"]["state"] == "done"
    assert case["translation"]["body"] == "买粉丝"
    assert case["translation"]["engine"]["kind"] == "person"
    assert [each["term"].casefold() for each in case["translation"]["notes"]] == ["no cap"]


async def test_what_the_operator_reads_anyway_is_not_translated(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    author, bo, op = people[0], *[await Browser.of(database, who) for who in people[1:]]
    seen = await note(database, author, "买粉丝", lang="zh-Hans")
    await bo.post("/reports", {"of": "note", "id": seen, "rule": "spam"})

    (case,) = (await op.get("/operator/cases"))["items"]

    assert case["translation"] is None
    assert await translate_what_is_wanted(database) == []


async def test_a_note_that_was_taken_away_is_still_read_as_it_was_reported(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    author, bo, op = people[0], *[await Browser.of(database, who) for who in people[1:]]
    seen = await note(database, author, "Send me your password")
    await bo.post("/reports", {"of": "note", "id": seen, "rule": "scams"})
    await database.write(delete_note, author.id, seen)

    (case,) = (await op.get("/operator/cases"))["items"]

    assert (case["standing"], case["body"]) == ("gone", "Send me your password")
    assert case["translation"]["state"] == "pending"
    problem = await op.post(
        f"/operator/cases/{case['id']}/decisions",
        {"action": "remove", "rule": "scams", "reason": "x"},
        409,
    )
    assert problem["code"] == "thing_gone"


async def test_only_operators_come_in(database: Database, people: tuple[Caller, Caller, Caller]):
    bo, visitor = await Browser.of(database, people[1]), await Browser.of(database, None)
    decision = {"action": "remove", "rule": "spam", "reason": "x"}

    for who, status, code in ((bo, 403, "forbidden"), (visitor, 401, "signed_out")):
        for path in ("/operator/cases", "/operator/cases/x"):
            assert (await who.get(path, status))["code"] == code
        answer = await who.post("/operator/cases/x/decisions", decision, status)
        assert answer["code"] == code


async def test_of_two_operators_at_once_one_gets_a_conflict(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    author, bo, op = people[0], *[await Browser.of(database, who) for who in people[1:]]
    other = await Browser.of(database, await member(database, "opq", operator=True))
    seen = await note(database, author)
    await bo.post("/reports", {"of": "note", "id": seen, "rule": "spam"})
    (case,) = (await op.get("/operator/cases"))["items"]
    path = f"/operator/cases/{case['id']}/decisions"
    decision = {"action": "limit", "rule": "spam", "reason": "x"}

    await op.post(path, decision)
    problem = await other.post(path, decision | {"action": "remove"}, 409)

    assert (problem["code"], problem["facts"]) == ("case_decided_already", {"action": "limit"})


async def test_a_decision_sent_twice_is_made_once(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    author, bo, op = people[0], *[await Browser.of(database, who) for who in people[1:]]
    seen = await note(database, author)
    said = await comment(database, author, seen)
    await bo.post("/reports", {"of": "comment", "id": said, "rule": "kindness"})
    (case,) = (await op.get("/operator/cases"))["items"]
    path = f"/operator/cases/{case['id']}/decisions"
    decision = {"action": "hold", "rule": "kindness", "reason": "x"}

    answers = await asyncio.gather(*(op.post(path, decision, key="the same key") for _ in range(3)))

    assert len({answer["id"] for answer in answers}) == 1
    case = await op.get(f"/operator/cases/{case['id']}")
    assert (case["of"], case["note"], case["standing"]) == ("comment", seen, "held")
    assert len(case["decisions"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"action": "burn"}, 400, "invalid_request"),
        ({}, 400, "invalid_request"),
        ({"action": "remove", "rule": "spam", "reason": ""}, 422, "text_empty"),
        ({"action": "remove", "rule": "", "reason": "x"}, 422, "rule_unknown"),
        ({"action": "remove", "rule": ["spam"], "reason": "x"}, 400, "invalid_request"),
        ({"action": "keep", "lang": "not a language"}, 422, "lang_unknown"),
    ],
)
async def test_a_decision_that_makes_no_sense_gets_a_clear_no(
    database: Database,
    people: tuple[Caller, Caller, Caller],
    body: dict[str, object],
    status: int,
    code: str,
):
    author, bo, op = people[0], *[await Browser.of(database, who) for who in people[1:]]
    seen = await note(database, author)
    await bo.post("/reports", {"of": "note", "id": seen, "rule": "spam"})
    (case,) = (await op.get("/operator/cases"))["items"]

    problem = await op.post(f"/operator/cases/{case['id']}/decisions", body, status)

    assert problem["code"] == code


async def test_a_queue_that_is_none_gets_a_clear_no(
    database: Database, people: tuple[Caller, Caller, Caller]
):
    op = await Browser.of(database, people[2])

    assert (await op.get("/operator/cases?state=burning", 400))["code"] == "invalid_request"
    assert (await op.get("/operator/cases?cursor=%00", 400))["code"] == "cursor_invalid"
    assert (await op.get("/operator/cases/nothing", 404))["code"] == "not_found"
