"""Push and mail over HTTP: who may ask for them, and the links in letters."""

from pathlib import Path

import pytest

from qiao.notices.mail.links import Link, Links
from qiao.notices.mail.store import address_of
from qiao.settings import Settings, secret_of
from tests.notices.push.browser import Browser
from tests.web.square import Person, Square

ENDPOINT = "https://fcm.googleapis.com/fcm/send/one"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A square that sends mail."""
    chosen = {"smtp_host": "127.0.0.1", "mail_from": "square@square.example"}
    notices = settings.notices.model_copy(update=chosen)
    return settings.model_copy(update={"notices": notices})


async def link(square: Square, who: Person, purpose: str) -> str:
    async with square.house.database.read() as tx:
        found = await address_of(tx, who.id)
    assert found is not None
    links = Links(secret_of(Path(square.house.settings.data_dir)))
    return links.written(Link(purpose, who.id, found.about))  # type: ignore[arg-type]


async def test_a_browser_is_taken_with_the_squares_key(square: Square, ana: Person):
    key = (await square.visitor.does("GET", "/push-key"))["key"]
    assert len(key) == 87
    body = {"endpoint": ENDPOINT, "keys": Browser().keys}

    await ana.does("PUT", "/me/push", body, status=204)

    await ana.does("DELETE", f"/me/push?endpoint={ENDPOINT}", status=204)
    wrong = await ana.is_refused(
        "PUT", "/me/push", {**body, "endpoint": "https://127.0.0.1/"}, status=422
    )
    assert wrong["code"] == "push_unknown"
    await ana.is_refused(
        "PUT", "/me/push", {**body, "keys": {"p256dh": "AAAA", "auth": "AAAA"}}, status=422
    )
    await square.visitor.is_refused("PUT", "/me/push", body, status=401)


async def test_an_address_is_confirmed_and_letters_end_with_one_request(
    square: Square, ana: Person
):
    asked = await ana.does("PUT", "/me/mail", {"address": "ana@post.example"})
    assert asked == {"available": True, "address": "ana@post.example", "confirmed": False}
    confirm, stop = [await link(square, ana, purpose) for purpose in ("confirm", "stop")]

    await square.visitor.does("PUT", "/mail/confirm", {"token": confirm}, status=204)
    assert (await ana.does("GET", "/me/mail"))["confirmed"]
    # as a mail program sends it: no cookie, no key, a form
    answer = await square.client.post(
        f"/api/v1/mail/stop?token={stop}", data={"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 204
    assert (await ana.does("GET", "/me/notices/choices"))["digest"] == "off"
    await square.visitor.is_refused("PUT", "/mail/confirm", {"token": stop}, status=403)
    await square.visitor.is_refused("POST", "/mail/stop?token=none", status=403)
    await ana.does("DELETE", "/me/mail", status=204)
    await square.visitor.is_refused("POST", f"/mail/stop?token={stop}", status=403)


async def test_nobody_sees_the_address_of_another(square: Square, ana: Person, bo: Person):
    await ana.does("PUT", "/me/mail", {"address": "ana@post.example"})

    assert (await bo.does("GET", "/me/mail"))["address"] == ""
    await square.visitor.is_refused("GET", "/me/mail", status=401)
    shown = await bo.ask("GET", "/members/ana")
    assert "post.example" not in shown.text
