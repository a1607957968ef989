"""Bringing one's people: one wants to be found, another follows all of a list and thinks again."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

LANGS = [("en", "en-US", False), ("zh-Hans", "zh-CN", False), ("ar", "ar-EG", True)]


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.locator("[data-people]").screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize(("lang", "locale", "phone"), LANGS)
def test_who_wants_to_be_found_is_found(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    sought, seeker = f"was_there_{lang[:2]}", f"looks_for_{lang[:2]}"
    there = f"bakes.{lang[:2].lower()}"
    demo.member(sought, lang)
    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, sought)
        page.goto(f"{demo.address}/settings/things")
        panel = page.locator("[data-people]")
        panel.get_by_label(say(lang, "elsewhere.handle")).fill(f"@{there}")
        panel.get_by_label(say(lang, "elsewhere.found")).check()
        panel.get_by_label(say(lang, "elsewhere.shown")).check()
        panel.get_by_role("button", name=say(lang, "settings.save")).click()
        expect(panel.get_by_text(there, exact=True)).to_be_visible()

    demo.member(seeker, lang)
    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, seeker)
        page.goto(f"{demo.address}/settings/things")
        panel = page.locator("[data-people]")
        panel.get_by_label(say(lang, "elsewhere.list"), exact=True).fill(f"@{there}\nnobody_{lang}")
        panel.get_by_role("button", name=say(lang, "elsewhere.seek")).click()
        expect(panel.get_by_text(f"@{sought}")).to_be_visible()
        follow = panel.get_by_role("button", name=say(lang, "people.follow"), exact=True)
        expect(follow).to_be_visible()
        look(page, f"elsewhere-{lang}")
        assert wrong(page) == []
        panel.get_by_role("button", name=say(lang, "elsewhere.follow_all")).click()
        following = panel.get_by_role("button", name=say(lang, "people.following"), exact=True)
        expect(following).to_be_visible()
        page.get_by_role("button", name=say(lang, "ui.undo"), exact=True).click()
        expect(follow).to_be_visible()
        panel.get_by_role("link", name=f"@{sought}").click()
        expect(page.locator("[data-elsewhere]")).to_contain_text(there)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
