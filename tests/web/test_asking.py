"""Answering with a note and asking over HTTP: who may, in every state, and what is shown."""

import pytest

from qiao.notes.commands import set_audience, set_standing
from qiao.notes.models import Audience, Standing
from tests.web.outside.conftest import _built  # noqa: F401
from tests.web.outside.test_pages import page_of
from tests.web.square import Person, Square
from tests.web.test_matrix import ACTS, OPENS, STATES

KEYS = {"items", "cursor", "total", "accepted"}


async def test_a_note_is_answered_and_shown_everywhere(square: Square, ana: Person, bo: Person):
    kitchen = await ana.publishes(title="Show me your kitchen")
    mine = await bo.publishes(title="Green tiles", answers=kitchen)

    page = await square.visitor.does("GET", f"/notes/{kitchen}/answers")
    assert page.keys() == KEYS
    assert (page["total"], page["accepted"], page["items"][0]["id"]) == (1, None, mine)
    shown = await square.visitor.does("GET", f"/notes/{mine}")
    assert shown["answers"]["title"] == "Show me your kitchen"
    assert shown["answers"]["author"]["handle"] == "ana"
    assert shown["quotes"] is None
    [card] = (await square.visitor.does("GET", "/members/bob/notes"))["items"]
    assert card["answers"]["id"] == kitchen

    below = await page_of(square, f"/n/{kitchen}")
    assert "Green tiles" in below.words
    assert below.all("a", href=f"/n/{mine}")
    assert (await page_of(square, f"/n/{mine}")).all("a", href=f"/n/{kitchen}")
    feed = (await square.client.get("/u/bob/feed.atom")).text
    assert "<thr:in-reply-to" in feed
    assert f'/n/{kitchen}" type="text/html"/>' in feed


async def test_what_nobody_may_see_is_in_no_page_of_what_quotes_it(
    square: Square, ana: Person, bo: Person
):
    kitchen = await ana.publishes(title="Secret kitchen")
    mine = await bo.publishes(title="Green tiles", quotes=kitchen)
    await ana.does("PUT", f"/notes/{kitchen}/audience", {"audience": "private"})
    for asked in (f"/api/v1/notes/{mine}", f"/n/{mine}", "/u/bob/feed.atom"):
        said = (await square.client.get(asked)).text
        assert "Green tiles" in said
        assert "Secret kitchen" not in said
        assert kitchen not in said
    shown = await square.visitor.does("GET", f"/notes/{mine}")
    assert shown["quotes"]["seen"] is False


async def test_what_a_mute_hides_is_not_quoted_in_lists(square: Square, ana: Person, bo: Person):
    kitchen = await ana.publishes(title="Kitchen of ana", topics=["tiles"])
    await bo.publishes(title="Green", answers=kitchen, topics=["tiles"])
    cy = await square.person("cyr")
    await cy.does("PUT", "/members/ana/mute", status=204)
    said = (await cy.ask("GET", "/topics/tiles/notes")).text
    assert "Green" in said
    assert "Kitchen of ana" not in said


@pytest.mark.parametrize("state", STATES)
async def test_a_question_is_answered_where_it_may_be_seen(square: Square, state: str):
    audience, standing = STATES[state]
    author = await square.person("is_author")
    member = await square.person("is_member")
    note = await author.publishes(body="Rent?", asks={"unit": "money"})
    db = square.house.database
    await db.write(set_audience, author.id, note, audience)
    await db.write(set_standing, "note", note, standing)
    given = {"value": 700, "place": "Lyon", "currency": "EUR"}
    for who, kind in ((member, "member"), (author, "author")):
        expected = 200 if state in ACTS[kind] else 404
        assert (await who.ask("PUT", f"/notes/{note}/figure", given)).status_code == expected
        listed = await who.ask("GET", f"/notes/{note}/figures")
        assert listed.status_code == (200 if state in OPENS[kind] else 404)
    for asked in (("PUT", "accepted", {"of": "comment", "id": "x"}), ("DELETE", "accepted", None)):
        assert (
            await member.ask(asked[0], f"/notes/{note}/{asked[1]}", asked[2])
        ).status_code == 404
    told = await member.ask("POST", f"/notes/{note}/outcome", {"body": "Well"})
    assert told.status_code == 404
    answered = await member.ask("POST", "/notes", {"body": "Mine", "answers": note})
    assert answered.status_code == (201 if state in ACTS["member"] else 404)


async def test_numbers_are_one_each_and_taken_back(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(body="Rent?", asks={"unit": "money"})
    for value in (700, 720):
        made = await bo.does(
            "PUT", f"/notes/{note}/figure", {"value": value, "place": "Lyon", "currency": "EUR"}
        )
        assert made["figure"] == {"value": value, "place": "Lyon", "currency": "EUR"}
    table = await bo.does("GET", f"/notes/{note}/figures")
    assert [group["n"] for group in table["groups"]] == [1]
    assert (table["mine"]["value"], table["mine"]["line"]) == (720, "")
    assert (await square.visitor.does("GET", f"/notes/{note}"))["comments"] == 1
    assert "Lyon: 720 EUR" in (await page_of(square, f"/n/{note}")).words
    await bo.does("DELETE", f"/notes/{note}/figure", status=204)
    assert (await bo.does("GET", f"/notes/{note}/figures"))["groups"] == []
    await square.visitor.is_refused(
        "PUT", f"/notes/{note}/figure", {"value": 1, "place": "x"}, status=401
    )


async def test_unanswered_questions_are_found(square: Square, ana: Person, bo: Person):
    from qiao.search.indexing import index_notes

    plain = await ana.publishes(body="Sourdough, no question")
    solved = await ana.publishes(body="Sourdough flour?", asks={})
    opened = await ana.publishes(body="Sourdough salt?", asks={})
    said = await bo.does("POST", f"/notes/{solved}/comments", {"body": "Rye"}, status=201)
    await ana.does(
        "PUT", f"/notes/{solved}/accepted", {"of": "comment", "id": said["id"]}, status=204
    )
    await index_notes(square.house.database, [plain, solved, opened])
    for asks, wanted in (
        ("", {plain, solved, opened}),
        ("all", {solved, opened}),
        ("open", {opened}),
    ):
        found = await square.visitor.does("GET", f"/search?q=sourdough&asks={asks}")
        assert {card["id"] for card in found["notes"]} == wanted


async def test_an_answer_of_a_momo_says_nothing_of_who_it_is(
    square: Square, ana: Person, bo: Person
):
    note = await ana.publishes(body="Rent?", asks={"unit": "money"})
    given = {"value": 1, "place": "Lyon", "currency": "EUR", "momo": True}
    made = await bo.does("PUT", f"/notes/{note}/figure", given)
    assert made["author"]["handle"] == ""
    mine = await bo.publishes(body="As momo", answers=note, momo=True)
    for path in (
        f"/notes/{note}/comments",
        f"/notes/{note}/figures",
        f"/notes/{note}/answers",
        f"/notes/{mine}",
    ):
        said = (await ana.ask("GET", path)).text
        assert "bob" not in said
        assert bo.id not in said


async def test_a_momo_asks_and_the_page_without_scripts_does_not_say_who(
    square: Square, ana: Person
):
    note = await ana.publishes(body="As momo", momo=True)
    await ana.does("POST", f"/notes/{note}/comments", {"body": "In my own name"}, status=201)
    await page_of(square, f"/n/{note}")
    [said] = (await square.visitor.does("GET", f"/notes/{note}/comments"))["items"]
    assert said["author_of_note"] is False


async def test_a_note_for_few_quotes_in_sight_of_few(square: Square, ana: Person, bo: Person):
    assert Audience.MUTUALS in {audience for audience, _ in STATES.values()}
    note = await ana.publishes(title="Open")
    mine = await bo.publishes(body="For me", quotes=note, audience="private")
    page = await ana.does("GET", f"/notes/{note}/answers")
    assert (page["total"], mine in str(page)) == (0, False)


async def test_an_answer_that_is_hidden_later_answers_nobody(
    square: Square, ana: Person, bo: Person
):
    async def shown(question: str) -> bool:
        card = await square.visitor.does("GET", f"/notes/{question}")
        return bool(card["asks"]["answered"])

    db = square.house.database
    asked = await ana.publishes(body="Flour for sourdough?", asks={})
    mine = await bo.publishes(body="Rye, always", answers=asked)
    await ana.does("PUT", f"/notes/{asked}/accepted", {"of": "note", "id": mine}, status=204)
    assert await shown(asked)

    await db.write(set_standing, "note", mine, Standing.HELD)
    assert not await shown(asked)
    await db.write(set_standing, "note", mine, Standing.PUBLIC)
    assert await shown(asked)
    await bo.does("PUT", f"/notes/{mine}/audience", {"audience": "private"})
    assert not await shown(asked)
    await bo.does("PUT", f"/notes/{mine}/audience", {"audience": "public"})
    assert await shown(asked)
    await bo.does("DELETE", f"/notes/{mine}", status=204)
    assert not await shown(asked)

    said = await bo.does("POST", f"/notes/{asked}/comments", {"body": "Spelt"}, status=201)
    given = {"of": "comment", "id": said["id"]}
    await ana.does("PUT", f"/notes/{asked}/accepted", given, status=204)
    assert await shown(asked)
    await db.write(set_standing, "comment", said["id"], Standing.REMOVED)
    assert not await shown(asked)
