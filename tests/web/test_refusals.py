"""Bad input: a clear no with a stable code, nothing lost, nothing executed, no 5xx."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.web.square import Person, Square, problem_in

NESTED = b"[" * 100_000 + b"]" * 100_000


def field_of(problem: dict[str, Any]) -> tuple[str, str]:
    [field] = problem["fields"]
    return field["field"], field["code"]


@pytest.mark.parametrize(
    ("sent", "status", "field", "code"),
    [
        ({"body": 7}, 400, "body", "wrong_type"),
        ({"body": None}, 400, "body", "wrong_type"),
        ({"title": ["x"]}, 400, "title", "wrong_type"),
        ({"topics": "bread"}, 400, "topics", "wrong_type"),
        ({"body": "x", "media": [{"alt": "no id"}]}, 400, "media[0].id", "missing"),
        ({}, 422, "body", "note_empty"),
        ({"body": "\u200b \n"}, 422, "body", "note_empty"),
        ({"title": "x" * 61}, 422, "title", "text_too_long"),
        ({"body": "x" * 5_001}, 422, "body", "text_too_long"),
        ({"body": "a" + "\u0301" * 3_000}, 422, "body", "text_has_too_many_marks"),
        ({"body": "safe \u202e txt.exe"}, 422, "body", "text_has_controls"),
        ({"title": "\u2066open"}, 422, "title", "text_has_controls"),
        ({"body": "\u0000"}, 422, "body", "text_has_controls"),
        ({"body": "\x1b[31m"}, 422, "body", "text_has_controls"),
        ({"body": "x", "topics": ["x"] * 11}, 422, "topics", "too_many_topics"),
        ({"body": "x", "topics": ["x" * 41]}, 422, "topics", "text_too_long"),
        ({"media": [{"id": str(i)} for i in range(19)]}, 422, "media", "too_many_photos"),
    ],
)
async def test_a_note_that_may_not_be_is_refused_by_its_field(
    ana: Person, sent: dict[str, Any], status: int, field: str, code: str
):
    problem = await ana.is_refused("POST", "/notes", sent, status=status)

    assert field_of(problem) == (field, code)
    assert (await ana.does("GET", "/members/ana/notes"))["items"] == []


@pytest.mark.parametrize(
    ("path", "sent", "status", "code"),
    [
        ("/members", {"handle": "x", "password": "kettle sings at six"}, 422, "handle_invalid"),
        ("/members", {"handle": "cleo", "password": "short"}, 422, "password_too_short"),
        ("/members", {"handle": "cleo", "password": "x" * 257}, 422, "password_too_long"),
        (
            "/members",
            {"handle": "cleo", "password": "passwordpassword"},
            422,
            "password_too_common",
        ),
        ("/boards", {"title": " "}, 422, "text_empty"),
        ("/boards", {"title": "x" * 41}, 422, "text_too_long"),
        ("/reports", {"of": "note", "id": "nothing", "rule": "spam"}, 404, "not_found"),
        ("/statements/nothing/appeal", {"text": "No"}, 404, "not_found"),
        ("/notes/nothing/comments", {"body": "Warm?"}, 404, "not_found"),
        ("/translations", {"of": "note", "id": "nothing", "to": "pt"}, 404, "not_found"),
        ("/translations", {"of": "note", "id": "nothing", "to": "?"}, 422, "lang_unknown"),
        ("/operator-claims", {"token": "guessed"}, 403, "claim_invalid"),
    ],
)
async def test_each_refusal_has_its_code(
    ana: Person, path: str, sent: dict[str, Any], status: int, code: str
):
    assert (await ana.is_refused("POST", path, sent, status=status))["code"] == code


async def test_html_comes_back_as_the_text_it_is(square: Square, ana: Person):
    html = "<script>alert(1)</script><img src=x onerror='alert(2)'>"
    note = await ana.publishes(title="<b>", body=html, topics=["<i>"])

    answer = await square.visitor.ask("GET", f"/notes/{note}")

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    read = answer.json()
    assert (read["title"], read["body"], read["topics"]) == ("<b>", html, ["<i>"])


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b"'x'", b'{"body": "x"', b"\x80", b'{"body": "\xff"}',
        b'{"body": "\\ud800"}', b'{"body": ' + NESTED + b"}", b'{"other": ' + NESTED + b"}", NESTED,
        b"\x1f\x8b\x08", b"--x\r\nContent-Disposition: form-data\r\n\r\n",
    ],
    ids=lambda body: f"{len(body)} bytes, {body[:12]!r}",
)  # fmt: skip
async def test_a_body_that_cannot_be_read_is_refused(ana: Person, body: bytes):
    for path in ("/notes", "/boards", "/members"):
        problem = await ana.is_refused("POST", path, status=400, content=body)
        assert problem["code"] in ("invalid_request", "body_unreadable")


async def test_a_number_beyond_all_measure_is_cut(ana: Person):
    note = await ana.publishes()
    for odd in (10**30, -(10**30)):
        read = {"kind": "dwell", "note": note, "position": odd, "ms": odd}
        await ana.does("POST", "/events", {"events": [read]}, status=204)


async def test_a_huge_body_is_refused(ana: Person):
    problem = await ana.is_refused("POST", "/notes", status=413, content=b"x" * (256 * 1024 + 1))

    assert problem["code"] == "too_large"


@pytest.mark.parametrize(
    ("method", "path", "sent", "field"),
    [
        ("PUT", "/me/push", {"endpoint": "https://push.example/1", "keys": []}, "keys"),
        ("POST", "/notes/check", {"body": "Bread", "labels": 7}, "labels"),
    ],
)
async def test_a_wrong_field_is_the_senders_mistake_whatever_it_is_called(
    square: Square, ana: Person, method: str, path: str, sent: Any, field: str
):
    # what handlers are handed bears the same name
    assert field in square.app.dependencies

    refused = await ana.is_refused(method, path, sent, status=400)

    assert field_of(refused)[0] == field


async def test_a_body_without_end_is_refused_before_its_end(square: Square):
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536

    transport = httpx.ASGITransport(square.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://square.example") as client:
        answer = await client.post("/api/v1/sessions", content=endless())

    assert answer.status_code == 413
    assert problem_in(answer)["code"] == "too_large"


@pytest.mark.parametrize(
    "path",
    [
        "/notes",
        "/boards",
        "/members",
        "/media",
        "/reports",
        "/notes/x/comments",
        "/statements/x/appeal",
    ],
)
async def test_creating_needs_a_key(ana: Person, path: str):
    sent = {
        "handle": "cleo", "password": "the kettle sings at six", "title": "x", "body": "x",
        "of": "note", "id": "x", "rule": "spam", "text": "x",
    }  # fmt: skip
    for key in (None, "short"):
        headers = {"Idempotency-Key": key} if key else {}
        problem = await ana.is_refused("POST", path, sent, status=400, key=None, headers=headers)
        assert problem["code"] == "idempotency_key_missing"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"), ("PATCH", "/me"), ("POST", "/notes"), ("DELETE", "/notes/x"),
        ("PUT", "/notes/x/like"), ("PUT", "/notes/x/collect"), ("GET", "/boards"),
        ("POST", "/media"), ("GET", "/feeds/following"), ("POST", "/events"),
        ("GET", "/me/statements"), ("GET", "/operator/cases"), ("POST", "/reports"),
        ("PUT", "/members/ana/follow"), ("POST", "/notes/x/comments"), ("PUT", "/comments/x/like"),
    ],
)  # fmt: skip
async def test_visitors_are_asked_to_sign_in(square: Square, method: str, path: str):
    sent = (
        None
        if method == "GET"
        else {"body": "x", "events": [], "of": "note", "id": "x", "rule": "x"}
    )

    problem = await square.visitor.is_refused(method, path, sent, status=401)

    assert problem["code"] == "signed_out"


@pytest.mark.parametrize(
    "odd", ["nothing", "%00", "a%00b", "%F0%9F%92%A9", "..%2F..", "%FF", "x" * 3_000, "'%20or%201"]
)
async def test_an_id_that_names_nothing_finds_nothing(ana: Person, odd: str):
    for method, path in (
        ("GET", f"/notes/{odd}"), ("GET", f"/notes/{odd}/comments"), ("DELETE", f"/notes/{odd}"),
        ("PUT", f"/notes/{odd}/like"), ("PUT", f"/notes/{odd}/collect"),
        ("DELETE", f"/comments/{odd}"), ("PUT", f"/comments/{odd}/like"),
        ("GET", f"/members/{odd}"), ("PUT", f"/members/{odd}/follow"),
        ("GET", f"/boards/{odd}/notes"), ("GET", f"/topics/{odd}"),
    ):  # fmt: skip
        assert (await ana.is_refused(method, path, status=404))["code"] == "not_found"


async def test_a_cursor_that_no_list_gave_is_refused_or_the_end(square: Square, ana: Person):
    await ana.publishes(topics=["bread"], body="Bread")
    for path in (
        "/members/ana/notes", "/topics/bread/notes", "/feeds/explore", "/feeds/following",
        "/me/statements",
    ):  # fmt: skip
        for cursor in ("%00", "%20", "a%2Fb", "x" * 201, "", "<script>"):
            problem = await ana.is_refused("GET", f"{path}?cursor={cursor}", status=400)
            assert problem["code"] == "cursor_invalid"
        answer = await ana.ask("GET", f"{path}?cursor=zzz")
        assert answer.status_code in (200, 400)


async def test_a_session_that_is_none_is_a_visitors(square: Square, ana: Person):
    await ana.publishes()
    for token in ("", "x", "x" * 5_000, "%FF"):
        stranger = Person(square.client, token or " ", None)
        assert (await stranger.ask("GET", "/feeds/explore")).status_code == 200
        await stranger.is_refused("GET", "/me", status=401)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api/v2/notes/x", 404, "not_found"),
        ("GET", "/media/nothing", 404, "not_found"),
        ("GET", "/media/nothing/card.webp", 404, "not_found"),
        ("GET", f"/media/{'0' * 64}/card.webp", 404, "not_found"),
        ("GET", f"/media/{'0' * 64}/..%2Fsecret", 404, "not_found"),
        ("POST", "/", 405, "method_not_allowed"),
        ("PATCH", "/api/v1/notes", 405, "method_not_allowed"),
        ("DELETE", "/api/health", 405, "method_not_allowed"),
    ],
)
async def test_where_nothing_is_a_problem_is_told(
    square: Square, method: str, path: str, status: int, code: str
):
    answer = await square.client.request(method, path)

    assert answer.status_code == status
    assert problem_in(answer)["code"] == code
