"""Without a network: what was read can be read again, what is written is sent later, once.

And without scripts: a note's page can be read as it comes.
"""

import re
import uuid

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

WAIT_S = 20
PASSWORD = "a lantern for every bridge"


def joins(page: Page, square: Square, handle: str, lang: str) -> None:
    """Sign up in the browser itself, so that it has the cookie."""
    page.goto(square.address)
    made = page.request.post(
        f"{square.address}/api/v1/members",
        headers={"Idempotency-Key": str(uuid.uuid4()), "Origin": square.address},
        data={"handle": handle, "password": PASSWORD, "langs": [lang], "ui_lang": lang},
    )
    assert made.status == 201, made.text()
    page.goto(square.address)
    works_offline(page, square)


def works_offline(page: Page, square: Square) -> None:
    """Wait until the service worker has the app and what was read so far."""
    square.wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), WAIT_S)
    square.wait_until(lambda: any("/feeds/explore" in url for url in kept(page)), WAIT_S)


def kept(page: Page, name: str = "qiao-read") -> list[str]:
    found: list[str] = page.evaluate(
        "async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)", name
    )
    return found


def first_card(page: Page) -> str:
    card = page.locator("a[href^='/n/']").first
    expect(card).to_be_visible()
    href = card.get_attribute("href")
    assert href is not None
    return href.split("?")[0]


def test_the_last_feed_and_an_opened_note_can_be_read_again(browser: Browser, demo: Square):
    for lang in ("zh-CN", "ar"):
        ui = "zh-Hans" if lang == "zh-CN" else lang
        with person(browser, lang, phone=True, offline=True) as page:
            joins(page, demo, f"reads_{ui[:2]}", ui)
            note = first_card(page)
            page.goto(demo.address + note)
            expect(page.locator("article, .note").first).to_be_visible()
            opened = f"/api/v1/notes/{note.removeprefix('/n/')}"
            demo.wait_until(lambda: any(url.endswith(opened) for url in kept(page)), WAIT_S)  # noqa: B023

            page.context.set_offline(True)
            page.goto(demo.address)
            expect(page.locator("a[href^='/n/']").first).to_be_visible()
            expect(page.get_by_text(say(ui, "offline.line"))).to_be_visible()
            page.goto(demo.address + note)
            expect(page.locator(".user-text").first).to_be_visible()
            page.goto(demo.address + "/t/never-opened")
            expect(page.get_by_text(say(ui, "error.offline")).first).to_be_visible()

            page.context.set_offline(False)
            expect(page.get_by_text(say(ui, "offline.line"))).to_be_hidden()


def test_what_one_member_read_is_gone_when_she_signs_out(browser: Browser, demo: Square):
    with person(browser, "en", offline=True) as page:
        joins(page, demo, "goes_away", "en")
        assert any(url.endswith("/api/v1/me") for url in kept(page))

        page.goto(demo.address + "/settings")
        page.get_by_role("button", name=say("en", "people.sign_out")).click()
        demo.wait_until(
            lambda: not any(url.endswith(("/api/v1/me", "/goes_away")) for url in kept(page)),
            WAIT_S,
        )

        page.context.set_offline(True)
        page.goto(demo.address + "/u/goes_away")
        expect(page.get_by_text("@goes_away")).to_have_count(0)
        page.context.set_offline(False)


def test_a_note_written_offline_is_posted_once_when_the_network_is_back(
    browser: Browser, demo: Square
):
    with person(browser, "en", offline=True) as page:
        joins(page, demo, "writes_offline", "en")
        page.context.set_offline(True)
        page.goto(demo.address + "/new")
        page.get_by_label(say("en", "compose.title")).fill("From the train")
        page.get_by_label(say("en", "compose.body")).fill("No signal between the hills.")
        page.get_by_role("button", name=say("en", "compose.post"), exact=True).click()
        expect(page.get_by_text(say("en", "offline.waits"))).to_be_visible()

        # the browser is closed and opened again before there is a network
        page.reload()
        page.context.set_offline(False)
        page.reload()
        expect(page.get_by_text(say("en", "offline.sent"))).to_be_visible()
        page.reload()

        notes = demo.http.get("/api/v1/members/writes_offline/notes").json()["items"]
        assert [one["title"] for one in notes] == ["From the train"]
        assert page.evaluate("localStorage.getItem('qiao.outbox')") is None


def test_what_another_app_shares_is_in_the_composer(browser: Browser, demo: Square):
    with person(browser, "en", offline=True) as page:
        joins(page, demo, "shares", "en")
        page.evaluate(
            """() => {
                const form = document.createElement("form");
                form.method = "post"; form.action = "/new"; form.enctype = "multipart/form-data";
                for (const [name, value] of [["title", "A bridge"], ["text", "<b>See</b>"], ["url", "https://example.org/"]]) {
                    const field = document.createElement("input");
                    field.name = name; field.value = value; form.append(field);
                }
                document.body.append(form); form.submit();
            }"""  # noqa: E501
        )

        expect(page.get_by_label(say("en", "compose.title"))).to_have_value("A bridge")
        expect(page.get_by_label(say("en", "compose.body"))).to_have_value(
            re.compile(r"<b>See</b>\nhttps://example\.org/")
        )
        assert demo.http.get("/api/v1/members/shares/notes").json()["items"] == []


def test_a_note_can_be_read_without_scripts(browser: Browser, demo: Square):
    note = demo.http.get("/api/v1/feeds/explore").json()["items"][0]
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{demo.address}/n/{note['id']}")
        expect(page.get_by_role("article")).to_be_visible()
        if note["title"]:
            expect(page.get_by_role("heading", level=1)).to_have_text(note["title"])
        expect(page.get_by_role("link", name=note["author"]["name"]).first).to_be_visible()
    finally:
        context.close()


def test_the_app_can_be_installed(demo: Square):
    manifest = demo.http.get("/manifest.webmanifest").json()
    worker = demo.http.get("/sw.js").text

    assert {"512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    for icon in manifest["icons"]:
        assert demo.http.get(icon["src"]).headers["content-type"].startswith("image/")
    assert manifest["share_target"]["action"] == "/new"
    [files] = re.findall(r"const files = (\[.+\]);", worker)
    assert "/index.html" in files
    for name in re.findall(r'"(/[^"]+)"', files):
        answer: httpx.Response = demo.http.get(name)
        assert answer.status_code == 200
        assert name == "/index.html" or "text/html" not in answer.headers["content-type"]
