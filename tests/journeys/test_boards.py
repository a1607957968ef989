"""A board gets another name, and the one it had again."""

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("locale", "lang"), [("en-US", "en"), ("zh-CN", "zh-Hans"), ("ar-EG", "ar")]
)
def test_a_board_is_renamed(demo: Square, browser: Browser, locale: str, lang: str) -> None:
    with person(browser, locale, phone=lang == "ar") as page:
        join(page, demo, f"keeps_{lang[:2]}", lang)
        made = page.request.post(
            f"{demo.address}/api/v1/boards",
            headers={"Idempotency-Key": str(uuid.uuid4()), "Origin": demo.address},
            data={"title": "bread"},
        )
        board = made.json()["id"]
        page.goto(f"{demo.address}/boards/{board}")
        page.get_by_role("button", name=say(lang, "collect.rename"), exact=True).click()
        name = page.get_by_label(say(lang, "collect.name"))
        expect(name).to_be_focused()
        expect(name).to_have_value("bread")
        assert wrong(page) == []
        name.fill("خبز 面包")
        name.press("Enter")
        expect(page.get_by_role("heading", name="خبز 面包")).to_be_visible()
        expect(
            page.get_by_role("button", name=say(lang, "collect.rename"), exact=True)
        ).to_be_focused()
        page.get_by_role("button", name=say(lang, "ui.undo"), exact=True).click()
        expect(page.get_by_role("heading", name="bread")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="bread")).to_be_visible()
