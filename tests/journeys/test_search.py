"""Looking for something: in one's own script, across languages, by keyboard, from right to left."""

import re
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


def search(page: Page, demo: Square, lang: str, query: str) -> None:
    page.goto(f"{demo.address}/search")
    box = page.get_by_role("combobox", name=say(lang, "search.label"))
    expect(box).to_be_focused()
    box.fill(query)
    box.press("Enter")
    expect(page).to_have_url(f"{demo.address}/search?q={quote_plus(query)}")


def test_a_chinese_query_finds_notes_in_other_languages_and_says_so(
    demo: Square, browser: Browser
) -> None:
    with person(browser, "zh-CN") as page:
        search(page, demo, "zh-Hans", "失眠的夜晚")
        same = page.locator(".hit", has_text=say("zh-Hans", "search.by_meaning"))
        expect(same.first).to_be_visible()

        search(page, demo, "zh-Hans", "蛋炒飯")
        first = page.locator(".hit").first
        expect(first.locator("mark").first).to_have_text("蛋炒饭")
        first.click()
        expect(page.locator("article.note")).to_be_visible()
        expect(page).to_have_url(re.compile("from=search"))


def test_suggestions_are_reached_by_keyboard_and_searches_are_ones_own(
    demo: Square, browser: Browser
) -> None:
    with person(browser, "en-US") as page:
        join(page, demo, "looks_for", "en")
        search(page, demo, "en", "sourduogh")
        expect(page.get_by_text(say("en", "search.meant", words="sourdough"))).to_be_visible()
        expect(page.locator(".hit").first).to_be_visible()

        page.goto(f"{demo.address}/search")
        kept = page.locator("section", has_text=say("en", "search.history"))
        expect(kept.get_by_role("button", name="sourduogh", exact=True)).to_be_visible()
        box = page.get_by_role("combobox", name=say("en", "search.label"))
        box.fill("tiktokref")
        topic = page.locator("[role=listbox] [role=option]").filter(has_text="tiktokrefugee")
        expect(topic.first).to_be_visible()
        box.press("ArrowDown")
        expect(page.locator("[role=listbox] [role=option]").first).to_have_attribute(
            "aria-selected", "true"
        )
        box.press("Enter")
        expect(page).to_have_url(f"{demo.address}/t/tiktokrefugee")

        page.goto(f"{demo.address}/search")
        kept.get_by_role("button", name=say("en", "search.take", query="sourduogh")).click()
        expect(kept.get_by_text(say("en", "search.history_none"))).to_be_visible()


def test_from_right_to_left_on_a_phone(demo: Square, browser: Browser) -> None:
    with person(browser, "ar-EG", phone=True) as page:
        page.goto(demo.address)
        page.get_by_role("link", name=say("ar", "page.search"), exact=True).first.click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        box = page.get_by_role("combobox", name=say("ar", "search.label"))
        box.fill("قهوه")
        box.press("Enter")
        expect(page.locator(".hit mark").first).to_be_visible()
        page.get_by_role("button", name=say("ar", "search.topics"), exact=True).click()
        expect(page.locator(".topic").first).to_contain_text("قهوة")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
