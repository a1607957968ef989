"""The meaning chain as apps see it: what was shown comes back with its seal and is kept."""

import pytest

from qiao.kit.db import events_after
from qiao.notes.meaning import spoken
from qiao.translate.commands import store
from qiao.translate.events import TranslationWanted
from qiao.translate.memory import Key
from qiao.translate.models import Engine, Translation
from tests.web.square import Person, Square


async def translated(square: Square, reader: Person, of: str, id: str) -> dict[str, str]:
    """Return what an app showed of a text to a reader of Portuguese, as it says so."""
    asked = {"of": of, "id": id, "to": "pt"}
    await reader.does("POST", "/translations", asked)
    db = square.house.database
    async with db.read() as tx:
        told = [e for e in await events_after(tx, 0) if e.name == TranslationWanted.__name__]
    key = Key.told(TranslationWanted.read(told[-1].body))
    made = Translation(
        "done", key.source, key.target, "", "Pão quente!", engine=Engine("machine", "fake en-pt")
    )
    await db.write(store, key, made, 1)
    shown = await reader.does("POST", "/translations", asked)
    return {
        "of": of,
        "id": id,
        "lang": "pt",
        "shown": spoken(shown["title"], shown["body"]),
        "engine": shown["engine"]["name"],
        "proof": shown["proof"],
    }


async def test_an_answer_tells_what_its_writer_had_read(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(body="Warm bread!")
    read = await translated(square, bo, "note", note)

    said = {"body": "Que bom", "read": read}
    made = await bo.does("POST", f"/notes/{note}/comments", said, status=201)

    mark = {"of": "note", "id": note, "lang": "pt", "engine": "fake en-pt"}
    assert made["read"] == mark
    [shown] = (await ana.does("GET", f"/notes/{note}/comments"))["items"]
    assert shown["read"] == mark
    words = await square.visitor.does("GET", f"/comments/{made['id']}/read")
    assert words == mark | {
        "shown": "Pão quente!",
        "original": {"lang": "und", "title": "", "body": "Warm bread!"},
    }


async def test_nobody_puts_words_into_anothers_mouth(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(body="Warm bread!")
    read = await translated(square, bo, "note", note)
    forged = read | {"shown": "I hate all of you. https://spam.example"}

    said = {"body": "Que horror", "read": forged}
    made = await bo.does("POST", f"/notes/{note}/comments", said, status=201)

    words = await ana.does("GET", f"/comments/{made['id']}/read")
    assert (words["shown"], words["engine"]) == ("", "")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"shown": "x" * 2_001}, 422, "text_too_long"),
        ({"lang": "nothing at all"}, 422, "lang_unknown"),
        ({"of": "member"}, 400, "invalid_request"),
    ],
)
async def test_what_is_no_reading_is_refused(
    ana: Person, change: dict[str, str], status: int, code: str
):
    note = await ana.publishes()
    read = {"of": "note", "id": note, "lang": "pt", "shown": "Pão"} | change

    problem = await ana.is_refused(
        "POST", f"/notes/{note}/comments", {"body": "Oi", "read": read}, status=status
    )

    assert problem["code"] == code
    assert (await ana.does("GET", f"/notes/{note}/comments"))["items"] == []


async def test_a_comment_without_a_reading_has_nothing_to_show(ana: Person):
    note = await ana.publishes()
    made = await ana.does("POST", f"/notes/{note}/comments", {"body": "Oi"}, status=201)

    assert made["read"] is None
    await ana.is_refused("GET", f"/comments/{made['id']}/read", status=404)


async def test_a_member_keeps_how_she_reads(ana: Person):
    reading = {
        "default": {"mode": "automatic", "original": "beside"},
        "langs": {"pt-BR": {"mode": "never", "original": "hidden"}},
    }

    changed = await ana.does("PATCH", "/me", {"reading": reading})

    assert changed["reading"]["default"] == reading["default"]
    assert list(changed["reading"]["langs"]) == ["pt"]
    assert (await ana.does("GET", "/me"))["reading"] == changed["reading"]
    for broken in ({"default": {"mode": "loud"}}, {"langs": {"<b>": {}}}, "automatic"):
        answer = await ana.ask("PATCH", "/me", {"reading": broken})
        assert 400 <= answer.status_code < 500
