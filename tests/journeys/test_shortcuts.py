"""Keys that work anywhere: to the search field, to the list of keys, and not while one types."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import wrong
from tests.journeys.browser import person, say
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


def test_a_slash_goes_to_the_search_field_and_a_question_mark_tells_the_keys(
    demo: Square, browser: Browser
) -> None:
    with person(browser, "en-US") as page:
        page.goto(demo.address)
        expect(page.locator("html[data-keys]")).to_be_attached()
        box = page.get_by_role("combobox", name=say("en", "search.label"))

        page.keyboard.press("?")
        told = page.get_by_role("dialog", name=say("en", "shortcuts.title"))
        expect(told).to_contain_text(say("en", "shortcuts.search"))
        assert wrong(page) == []
        page.keyboard.press("/")
        page.keyboard.press("Escape")
        expect(told).to_be_hidden()
        expect(page).to_have_url(f"{demo.address}/")

        page.keyboard.press("/")
        expect(page).to_have_url(f"{demo.address}/search")
        expect(box).to_be_focused()
        page.keyboard.type("tea/rice?")
        expect(box).to_have_value("tea/rice?")
        box.blur()
        page.keyboard.press("/")
        expect(box).to_be_focused()
        expect(box).to_have_value("tea/rice?")

        # switched off, a key is a key and no more
        page.goto(f"{demo.address}/settings")
        expect(page.locator("html[data-keys]")).to_be_attached()
        page.get_by_role("button", name=say("en", "shortcuts.show"), exact=True).click()
        told.get_by_role("checkbox").uncheck()
        page.keyboard.press("Escape")
        expect(told).to_be_hidden()
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(page).to_have_url(f"{demo.address}/settings")
        expect(told).to_be_hidden()


def test_keys_of_other_keyboards_and_from_right_to_left(demo: Square, browser: Browser) -> None:
    with person(browser, "ar-EG") as page:
        page.goto(demo.address)
        expect(page.locator("html[data-keys]")).to_be_attached()
        page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', "
                      "{key: '؟', bubbles: true, cancelable: true}))")  # fmt: skip
        told = page.get_by_role("dialog", name=say("ar", "shortcuts.title"))
        expect(told).to_be_visible()
        page.keyboard.press("Escape")
        expect(told).to_be_hidden()
        page.keyboard.press("/")
        expect(page.get_by_role("combobox", name=say("ar", "search.label"))).to_be_focused()
