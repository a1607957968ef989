"""The rules speak up while one writes, say what to change, and keep nobody from posting."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

LANGS = [("en", "en-US", False), ("zh-Hans", "zh-CN", True), ("ar", "ar-EG", True)]
NUMBER = "+44 20 7946 0958"


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "locale", "phone"), LANGS)
def test_a_number_is_noticed_before_it_is_posted(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    handle = f"thinks_twice_{lang[:2]}"
    demo.member(handle, lang)
    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, handle)
        page.goto(f"{demo.address}/new")
        body = page.locator("textarea").first
        body.fill(f"☎ {NUMBER}")
        hint = page.get_by_text(say(lang, "before.phone"))
        expect(hint).to_be_visible()
        expect(page.locator("mark")).to_have_text(NUMBER)
        look(page, f"before-{lang}")
        page.get_by_role("button", name=say(lang, "before.meant")).click()
        expect(hint).to_have_count(0)

        body.fill("Use my code CAT10 🐱")
        paid = page.get_by_text(say(lang, "before.paid"))
        expect(paid).to_be_visible()
        page.get_by_label(say(lang, "label.paid")).check()
        expect(paid).to_have_count(0)
        page.get_by_role("button", name=say(lang, "compose.post"), exact=True).click()
        page.wait_for_url("**/n/*")

        page.get_by_role("button", name=say(lang, "comments.say")).first.click()
        page.locator("textarea").first.fill(f"☎ {NUMBER}")
        expect(page.get_by_text(say(lang, "before.phone"))).to_be_visible()
