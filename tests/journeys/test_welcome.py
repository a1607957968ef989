"""Coming in: the welcome in a newcomer's language, left and taken up again, up to her hello."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import PASSWORD, sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

LANGS = [("en", "en-US", False), ("zh-Hans", "zh-CN", False), ("ar", "ar-EG", True)]


def look(page: Page, name: str) -> None:
    """Keep pictures where somebody asked for pictures: as it is, and in the dark."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.screenshot(path=Path(folder) / f"{name}-dark.png", full_page=True)
        page.evaluate("delete document.documentElement.dataset.theme")


def title(page: Page, lang: str, step: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(say(lang, f"welcome.{step}"))


@pytest.mark.parametrize(("lang", "locale", "phone"), LANGS)
def test_a_newcomer_is_shown_around_and_says_hello(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    handle = f"new_here_{lang[:2]}"
    writes = demo.member(f"in_two_langs_{lang[:2]}", "lo")
    made = writes.post("/api/v1/notes", {"body": "ສະບາຍດີ ຂ້ອຍຢູ່ວຽງຈັນ ມື້ນີ້ຝົນຕົກໜັກຫຼາຍ"})
    writes.put(f"/api/v1/notes/{made['id']}/versions/{lang}", {"body": "0421"})
    demo.wait_until_understood()
    with person(browser, locale, phone=phone) as page:
        page.goto(f"{demo.address}/signup")
        page.locator("input[name=username]").fill(handle)
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        page.wait_for_url("**/welcome")
        title(page, lang, "people")
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
        expect(page.locator("a.mini").first).to_be_visible()
        look(page, f"welcome-people-{lang}")
        go_on = page.get_by_role("button", name=say(lang, "welcome.next"), exact=True)
        go_on.click()

        title(page, lang, "words")
        sample = page.locator("[data-sample]")
        expect(sample).to_be_visible()
        before = sample.locator(".user-text").first.inner_text()
        sample.get_by_role("button").first.click()
        expect(sample.locator(".user-text").first).not_to_have_text(before)
        look(page, f"welcome-words-{lang}")
        go_on.click()

        title(page, lang, "rules")
        expect(page.locator("ol.rules > li").first).to_be_visible()
        look(page, f"welcome-rules-{lang}")
        go_on.click()

        title(page, lang, "topics")
        topic = page.locator("ul.topics button").first
        # a page that is left at once may leave before it has said so
        with page.expect_response(lambda answer: answer.request.method == "PUT"):
            topic.click()
        expect(topic).to_have_attribute("aria-pressed", "true")
        look(page, f"welcome-topics-{lang}")

        # left here, she comes back here, and what she picked is picked
        page.goto(f"{demo.address}/")
        page.goto(f"{demo.address}/u/{handle}")
        page.get_by_text(say(lang, "welcome.go_on"), exact=True).click()
        title(page, lang, "topics")
        expect(page.locator("ul.topics [aria-pressed=true]")).to_have_count(1)
        go_on.click()

        title(page, lang, "hello")
        look(page, f"welcome-hello-{lang}")
        page.get_by_role("link", name=say(lang, "compose.write"), exact=True).last.click()
        page.wait_for_url("**/new?hello=1")
        page.get_by_role("button", name=say(lang, "welcome.begin_place")).click()
        body = page.locator("textarea").first
        expect(body).to_have_value(f"{say(lang, 'welcome.begin_place')} ")
        look(page, f"welcome-compose-{lang}")
        body.fill(f"{say(lang, 'welcome.begin_place')} 42")
        page.get_by_role("button", name=say(lang, "compose.post"), exact=True).click()
        page.wait_for_url("**/n/*")
        note = page.url.split("/n/")[1].split("?")[0]

        page.goto(f"{demo.address}/welcome")
        expect(page.get_by_text(say(lang, "welcome.out"), exact=True)).to_be_visible()
        local = demo.member(f"greets_{lang[:2]}", lang)
        local.post(f"/api/v1/notes/{note}/comments", {"body": "👋 42!"})
        expect(page.get_by_text("👋 42!")).to_be_visible(timeout=30_000)
        look(page, f"welcome-answered-{lang}")


def test_nobody_is_kept_from_the_square(demo: Square, browser: Browser):
    demo.member("in_a_hurry", "en")
    with person(browser, "en-US") as page:
        sign_in(page, demo, "in_a_hurry")
        page.goto(f"{demo.address}/welcome")
        title(page, "en", "people")
        page.get_by_role("button", name=say("en", "welcome.skip"), exact=True).click()
        title(page, "en", "hello")
        page.get_by_role("button", name=say("en", "welcome.leave"), exact=True).first.click()
        page.wait_for_url(f"{demo.address}/")
        expect(page.locator("article.card").first).to_be_visible()
