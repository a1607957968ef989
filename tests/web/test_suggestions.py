"""A better translation: suggested by a reader, decided by who can tell, seen by everybody."""

import asyncio
from typing import Any

import pytest

from qiao.settings import Settings
from tests.translate.make import Fake
from tests.web.square import Person, Square
from tests.web.working import Worker, opened_here

BODY = "The bread is still warm. My cat is asleep."
WORDS = {
    "The bread is still warm.": "O pão ainda está morno.",
    "My cat is asleep.": "O meu gato dorme.",
    "The bread is still warm": "O pão ainda está morno",
}


def translator() -> Fake:
    return Fake(("en", "pt"), how=lambda text: WORDS.get(text, "não sei dizer isto"))


@pytest.fixture
def worker(square: Square) -> Worker:
    return Worker(square, translator())


async def a_note(square: Square, author: Person, body: str = BODY, **more: Any) -> str:
    """A note whose language is known, as the worker would have found it."""
    from qiao.notes.commands import set_language

    note = await author.publishes(body=body, **more)
    await square.house.database.write(set_language, "note", note, "en")
    return note


async def reads(reader: Person, worker: Worker, note: str, to: str = "pt") -> dict[str, Any]:
    ask = {"of": "note", "id": note, "to": to}
    await reader.does("POST", "/translations", ask)
    await worker.works()
    made: dict[str, Any] = await reader.does("POST", "/translations", ask)
    return made


def suggestion(note: str, **more: Any) -> dict[str, Any]:
    return {
        "of": "note",
        "id": note,
        "to": "pt",
        "original": "My cat is asleep.",
        "shown": "O meu gato dorme.",
        "better": "A minha gata está dormindo.",
    } | more


async def test_an_author_who_reads_both_decides_and_the_line_is_hers(
    square: Square, bo: Person, worker: Worker
) -> None:
    ana = await square.person("ana", langs=("en", "pt"))
    note = await a_note(square, ana)
    await reads(bo, worker, note)

    made = await bo.does("POST", "/translations/suggestions", suggestion(note), status=201)
    assert (made["decides"], made["state"]) == ("author", "waiting")
    [waiting] = (await ana.does("GET", "/me/suggestions"))["items"]
    assert (waiting["id"], waiting["by_handle"]) == (made["id"], "bob")
    await ana.does(
        "POST", f"/me/suggestions/{made['id']}/decisions", {"action": "accept"}, status=201
    )

    after = await reads(bo, worker, note)
    assert after["body"] == "O pão ainda está morno. A minha gata está dormindo."
    # only one line is a person's, and that is what is said
    assert (after["engine"]["kind"], after["engine"]["name"]) == ("machine", "fake en-pt, people")
    assert (await ana.does("GET", "/me/suggestions"))["items"] == []


async def test_her_whole_text_becomes_her_version(
    square: Square, bo: Person, worker: Worker
) -> None:
    ana = await square.person("ana", langs=("en", "pt"))
    note = await a_note(square, ana, title="The bread is still warm")
    await reads(bo, worker, note)
    whole = suggestion(note, original="", shown="", better="O pão quentinho. A gata dorme.")
    made = await bo.does("POST", "/translations/suggestions", whole, status=201)
    path = f"/me/suggestions/{made['id']}/decisions"

    await ana.does("POST", path, {"action": "accept"}, status=201)

    seen = await reads(bo, worker, note)
    assert (seen["engine"]["kind"], seen["body"]) == ("person", "O pão quentinho. A gata dorme.")
    assert seen["title"] == "O pão ainda está morno"
    refused = await ana.is_refused("POST", path, {"action": "refuse"}, status=409)
    assert refused["code"] == "already_decided"


async def test_a_line_of_her_own_version_is_replaced(
    square: Square, bo: Person, worker: Worker
) -> None:
    ana = await square.person("ana")
    note = await a_note(square, ana)
    await ana.does(
        "PUT", f"/notes/{note}/versions/pt", {"title": "", "body": "Pão quente. Gato dormindo."}
    )
    given = suggestion(note, shown="Gato dormindo.", better="A gata dorme.")

    made = await bo.does("POST", "/translations/suggestions", given, status=201)
    assert made["decides"] == "author"  # it is her text, whatever she says she reads
    await ana.does(
        "POST", f"/me/suggestions/{made['id']}/decisions", {"action": "accept"}, status=201
    )

    assert (await reads(bo, worker, note))["body"] == "Pão quente. A gata dorme."


async def test_what_an_author_suggests_of_her_own_holds_at_once(
    square: Square, ana: Person, worker: Worker
) -> None:
    note = await a_note(square, ana)
    made = await ana.does("POST", "/translations/suggestions", suggestion(note), status=201)

    assert made["state"] == "accepted"
    assert "A minha gata" in (await reads(ana, worker, note))["body"]


async def test_operators_decide_for_an_author_who_cannot_tell_and_for_every_text(
    square: Square, ana: Person, bo: Person, worker: Worker
) -> None:
    operator = await square.person("olga", operator=True)
    note = await a_note(square, ana)
    other = await a_note(square, bo, "My cat is asleep.")
    for each in (note, other):
        await reads(bo, worker, each)
    made = await bo.does("POST", "/translations/suggestions", suggestion(note), status=201)
    assert made["decides"] == "operators"
    assert (await ana.does("GET", "/me/suggestions"))["items"] == []
    path = f"/operator/suggestions/{made['id']}/decisions"
    await ana.is_refused("POST", path, {"action": "accept"}, status=403)
    mine = f"/me/suggestions/{made['id']}/decisions"
    await ana.is_refused("POST", mine, {"action": "accept"}, status=404)

    [waiting] = (await operator.does("GET", "/operator/suggestions"))["items"]
    assert waiting["better"] == "A minha gata está dormindo."
    await operator.does("POST", path, {"action": "accept"}, status=201)
    await worker.works()

    assert (await reads(bo, worker, note))["body"].endswith("A minha gata está dormindo.")
    alone = await reads(bo, worker, other)
    assert (alone["body"], alone["engine"]["kind"]) == ("A minha gata está dormindo.", "person")


async def test_operators_may_replace_a_whole_text(
    square: Square, ana: Person, bo: Person, worker: Worker
) -> None:
    operator = await square.person("olga", operator=True)
    note = await a_note(square, ana)
    await reads(bo, worker, note)
    whole = suggestion(note, original="", better="Pão quentinho, gata dormindo.")
    made = await bo.does("POST", "/translations/suggestions", whole, status=201)

    await operator.does(
        "POST", f"/operator/suggestions/{made['id']}/decisions", {"action": "accept"}, status=201
    )

    seen = await reads(bo, worker, note)
    assert (seen["engine"]["kind"], seen["body"]) == ("person", "Pão quentinho, gata dormindo.")


async def test_what_is_refused_changes_nothing(square: Square, bo: Person, worker: Worker) -> None:
    ana = await square.person("ana", langs=("en", "pt"))
    note = await a_note(square, ana)
    before = await reads(bo, worker, note)
    made = await bo.does("POST", "/translations/suggestions", suggestion(note), status=201)

    await ana.does(
        "POST", f"/me/suggestions/{made['id']}/decisions", {"action": "refuse"}, status=201
    )

    assert (await reads(bo, worker, note))["body"] == before["body"]
    again = await bo.is_refused("POST", "/translations/suggestions", suggestion(note), status=409)
    assert again["code"] == "already_decided"


async def test_suggesting_again_changes_what_was_suggested(
    square: Square, ana: Person, bo: Person
) -> None:
    operator = await square.person("olga", operator=True)
    note = await a_note(square, ana)
    await bo.does("POST", "/translations/suggestions", suggestion(note), status=201)
    better = suggestion(note, better="Minha gata dorme.")

    await bo.does("POST", "/translations/suggestions", better, status=201)

    [waiting] = (await operator.does("GET", "/operator/suggestions"))["items"]
    assert waiting["better"] == "Minha gata dorme."


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"better": "Veja https://evil.example agora"}, "entities_added"),
        ({"better": "Oi @admin"}, "entities_added"),
        ({"better": "<b>gata</b>"}, "entities_added"),
        ({"better": "[gata](javascript:alert(1))"}, "entities_added"),
        ({"better": "a" * 300}, "suggestion_too_long"),
        ({"better": "O meu gato dorme."}, "suggestion_nothing_new"),
        ({"better": "  "}, "text_empty"),
        ({"better": "gata \u202e dorme"}, "text_has_controls"),
        ({"original": "Buy my cream."}, "suggestion_not_in_text"),
        ({"to": "en"}, "suggestion_same_language"),
        ({"to": "klingon-as-it-were"}, "lang_unknown"),
        ({"original": "x" * 600}, "text_too_long"),
    ],
)
async def test_what_would_do_harm_is_refused(
    square: Square, ana: Person, bo: Person, given: dict[str, str], code: str
) -> None:
    note = await a_note(square, ana)

    no = await bo.is_refused(
        "POST", "/translations/suggestions", suggestion(note, **given), status=422
    )

    assert no["code"] == code


async def test_links_mentions_and_emoji_must_stay(square: Square, ana: Person, bo: Person) -> None:
    note = await a_note(square, ana, "Ask @ana 😂 about https://qiao.example please")
    whole = suggestion(note, original="", better="Pergunte por favor")

    no = await bo.is_refused("POST", "/translations/suggestions", whole, status=422)

    assert no["code"] == "entities_dropped"


async def test_what_one_cannot_see_one_cannot_correct(
    square: Square, ana: Person, bo: Person
) -> None:
    from qiao.notes.commands import set_standing
    from qiao.notes.models import Standing

    note = await a_note(square, ana)
    await square.house.database.write(set_standing, "note", note, Standing.HELD)

    await bo.is_refused("POST", "/translations/suggestions", suggestion(note), status=404)
    await square.visitor.is_refused(
        "POST", "/translations/suggestions", suggestion(note), status=401
    )


async def test_comments_are_corrected_too(square: Square, bo: Person, worker: Worker) -> None:
    from qiao.notes.commands import set_language

    ana = await square.person("ana", langs=("en", "pt"))
    note = await a_note(square, ana)
    said = await ana.does(
        "POST", f"/notes/{note}/comments", {"body": "My cat is asleep."}, status=201
    )
    await square.house.database.write(set_language, "comment", said["id"], "en")
    given = suggestion(said["id"], of="comment")

    made = await bo.does("POST", "/translations/suggestions", given, status=201)
    await ana.does(
        "POST", f"/me/suggestions/{made['id']}/decisions", {"action": "accept"}, status=201
    )

    [shown] = (await bo.does("GET", f"/notes/{note}/comments"))["items"]
    assert shown["versions"]["pt"]["body"] == "A minha gata está dormindo."


async def test_what_is_being_made_while_a_line_is_corrected_is_made_again(
    square: Square, ana: Person, worker: Worker
) -> None:
    note = await a_note(square, ana)
    before = worker.fake.translate
    given = suggestion(note)

    async def slow(*args: Any, **kwargs: Any) -> list[str]:
        worker.fake.translate = before  # type: ignore[method-assign]
        await ana.does("POST", "/translations/suggestions", given, status=201)
        return await before(*args, **kwargs)

    worker.fake.translate = slow  # type: ignore[method-assign]

    assert "A minha gata" in (await reads(ana, worker, note))["body"]


async def test_a_corrected_line_reaches_every_reader_within_five_seconds(
    settings: Settings,
) -> None:
    """A second reader has the note open and does nothing; the promise is five seconds."""
    async with opened_here(settings) as square:
        await _reaches(square)


async def _reaches(square: Square) -> None:
    worker = Worker(square, translator())
    bo = await square.person("bob")
    ana = await square.person("ana", langs=("en", "pt"))
    cy = await square.person("cyd")
    note = await a_note(square, ana)
    await reads(bo, worker, note)
    made = await bo.does("POST", "/translations/suggestions", suggestion(note), status=201)
    path = f"/changes?notes={note}"

    async def sees() -> str:
        ask = {"of": "note", "id": note, "to": "pt"}
        body = str((await cy.does("POST", "/translations", ask))["body"])
        seq = (await cy.does("GET", path))["seq"]
        while "gata" not in body:
            told = await cy.does("GET", f"{path}&since={seq}")
            seq = told["seq"]
            if not any(each["what"] == "translation" for each in told["changed"]):
                continue
            while (answer := await cy.does("POST", "/translations", ask))["state"] == "pending":
                await asyncio.sleep(0)
            body = str(answer["body"])
        return body

    async with worker.at_work():
        open_note = asyncio.create_task(sees())
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await ana.does(
                "POST", f"/me/suggestions/{made['id']}/decisions", {"action": "accept"}, status=201
            )
            assert (await open_note).endswith("A minha gata está dormindo.")
