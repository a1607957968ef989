"""Slang of the square: proposed and voted for by members, used once an operator says so."""

from typing import Any

import pytest

from qiao.translate.square_slang import MAX_OPEN_A_MEMBER
from tests.translate.make import Fake
from tests.web.square import Person, Square
from tests.web.test_suggestions import a_note, reads
from tests.web.working import Worker


def term(**more: Any) -> dict[str, Any]:
    return {
        "lang": "en",
        "term": "blorbo",
        "normal": "favourite character",
        "gloss_en": "one's favourite character",
        "gloss_zh": "本命角色",
        "example": "He is my blorbo.",
    } | more


@pytest.fixture
async def operator(square: Square) -> Person:
    return await square.person("olga", operator=True)


async def test_a_proposal_is_listed_with_its_proposers_vote(
    square: Square, ana: Person, bo: Person
) -> None:
    made = await ana.does("POST", "/slang", term(), status=201)
    assert (made["state"], made["votes"], made["voted"], made["mine"]) == (
        "proposed",
        1,
        True,
        True,
    )

    assert await bo.does("PUT", f"/slang/{made['id']}/vote") == {"votes": 2, "voted": True}
    assert await bo.does("PUT", f"/slang/{made['id']}/vote") == {"votes": 2, "voted": True}
    assert await ana.does("DELETE", f"/slang/{made['id']}/vote") == {"votes": 1, "voted": False}
    assert await ana.does("DELETE", f"/slang/{made['id']}/vote") == {"votes": 1, "voted": False}

    [seen] = (await square.visitor.does("GET", "/slang?lang=en"))["items"]
    assert (seen["by_handle"], seen["voted"], seen["mine"]) == ("ana", False, False)
    assert (await bo.does("GET", "/slang?lang=pt"))["items"] == []
    await square.visitor.is_refused("POST", "/slang", term(), status=401)
    await ana.is_refused("PUT", "/slang/nothing/vote", status=404)


async def test_most_votes_come_first_and_pages_follow(
    square: Square, ana: Person, bo: Person
) -> None:
    from qiao.kit.clock import now_us
    from qiao.translate.square_slang import checked_proposal, propose

    people = [await square.person(f"member{n}") for n in range(4)]
    for number in range(60):
        given = checked_proposal(lang="en", term=f"word{number}x", gloss_en="a word")
        who = people[number % 4]
        await square.house.database.write(propose, who.id, given, now=now_us())
    first = await ana.does("GET", "/slang")
    last = first["items"][-1]["id"]
    await ana.does("PUT", f"/slang/{last}/vote")

    first = await ana.does("GET", "/slang")
    second = await ana.does("GET", f"/slang?cursor={first['cursor']}")

    assert first["items"][0]["id"] == last
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert (len(ids), len(set(ids)), second["cursor"]) == (60, 60, None)


async def test_an_accepted_term_is_used_without_a_restart_and_what_it_touched_is_made_anew(
    square: Square, ana: Person, bo: Person, operator: Person
) -> None:
    fake = Fake(("en", "pt"), how=lambda text: f"é {text.removeprefix('he is ')}")
    worker = Worker(square, fake)
    note = await a_note(square, ana, "he is my blorbo for sure")
    before = await reads(bo, worker, note)
    assert before["notes"] == []
    made = await ana.does("POST", "/slang", term(), status=201)
    path = f"/operator/slang/{made['id']}/decisions"
    await ana.is_refused("POST", path, {"action": "accept"}, status=403)

    await operator.does("POST", path, {"action": "accept"}, status=201)
    await worker.works()

    after = await reads(bo, worker, note)
    assert [note["term"] for note in after["notes"]] == ["blorbo"]
    assert fake.calls[-1] == ["he is my favourite character for sure"]
    desk = await square.app.dependencies["desk"]()
    assert desk.slang.has("en", "blorbo")

    await operator.does("POST", path, {"action": "refuse"}, status=201)
    await worker.works()
    assert (await reads(bo, worker, note))["notes"] == []


async def test_an_ambiguous_term_is_explained_and_not_replaced(
    square: Square, ana: Person, operator: Person
) -> None:
    fake = Fake(("en", "pt"), how=lambda text: f"é {text.removeprefix('he is ')}")
    worker = Worker(square, fake)
    made = await ana.does("POST", "/slang", term(ambiguous=True), status=201)
    path = f"/operator/slang/{made['id']}/decisions"
    await operator.does("POST", path, {"action": "accept"}, status=201)
    note = await a_note(square, ana, "he is my blorbo for sure")

    seen = await reads(ana, worker, note)

    assert fake.calls == [["he is my blorbo for sure"]]
    assert seen["notes"][0]["ambiguous"] is True


async def test_a_term_is_proposed_once_and_again_only_after_a_no(
    ana: Person, bo: Person, operator: Person
) -> None:
    made = await ana.does("POST", "/slang", term(), status=201)
    no = await bo.is_refused("POST", "/slang", term(gloss_en="other"), status=409)
    assert (no["code"], no["facts"]["id"]) == ("term_taken", made["id"])

    path = f"/operator/slang/{made['id']}/decisions"
    await operator.does("POST", path, {"action": "refuse"}, status=201)
    again = await bo.does("POST", "/slang", term(gloss_en="better said"), status=201)

    assert (again["id"], again["gloss_en"]) == (made["id"], "better said")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"term": "https://evil.example"}, "term_is_entity"),
        ({"term": "@admin"}, "term_is_entity"),
        ({"term": "#topic"}, "term_is_entity"),
        ({"term": "a"}, "term_is_entity"),
        ({"term": "!!!"}, "term_is_entity"),
        ({"term": ""}, "text_empty"),
        ({"term": "x" * 41}, "text_too_long"),
        ({"term": "a\nb"}, "text_has_controls"),
        ({"term": "blor\u202ebo"}, "text_has_controls"),
        ({"normal": "see https://evil.example"}, "term_is_entity"),
        ({"gloss_en": "<script>alert(1)</script>"}, "term_is_entity"),
        ({"gloss_zh": "@admin 说"}, "term_is_entity"),
        ({"gloss_en": "\u200b", "gloss_zh": " "}, "gloss_missing"),
        ({"example": "nothing of the kind"}, "example_without_term"),
        ({"example": "blorbo " * 60}, "text_too_long"),
        ({"lang": "not a language"}, "lang_unknown"),
    ],
)
async def test_what_would_do_harm_is_refused(ana: Person, given: dict[str, str], code: str) -> None:
    no = await ana.is_refused("POST", "/slang", term(**given), status=422)

    assert no["code"] == code


async def test_signs_of_regular_expressions_mean_themselves(
    square: Square, ana: Person, operator: Person
) -> None:
    for odd in ("(a+)+$", "[z", "a|b", "\\d+x", "?:x"):
        made = await ana.does("POST", "/slang", term(term=odd, example=""), status=201)
        path = f"/operator/slang/{made['id']}/decisions"
        await operator.does("POST", path, {"action": "accept"}, status=201)
    worker = Worker(square, Fake(("en", "pt"), how=lambda text: f"então {text[5:]}"))
    note = await a_note(square, ana, "well " + "a" * 500 + " 1x and x and b")

    assert (await reads(ana, worker, note))["notes"] == []


async def test_one_member_cannot_fill_the_list(ana: Person) -> None:
    for number in range(MAX_OPEN_A_MEMBER):
        given = term(term=f"word{number}x", example="")
        await ana.does("POST", "/slang", given, status=201)

    no = await ana.is_refused("POST", "/slang", term(), status=429)

    assert no["code"] == "too_many_proposals"
