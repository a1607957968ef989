"""Inviting: a link with a hello, a newcomer who comes by it and may let it be known."""

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
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "locale", "phone"), LANGS)
def test_a_link_brings_somebody_who_lets_it_be_known(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    host, guest = f"has_friends_{lang[:2]}", f"is_a_friend_{lang[:2]}"
    demo.member(host, lang)
    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, host)
        page.goto(f"{demo.address}/invitations")
        page.locator("textarea").fill("🫖 42")
        page.get_by_role("button", name=say(lang, "invitations.make")).click()
        link = page.locator("code").inner_text()
        look(page, f"invitations-{lang}")

    with person(browser, locale, phone=phone) as page:
        page.goto(link)
        expect(page.get_by_text("🫖 42")).to_be_visible()
        look(page, f"invited-{lang}")
        page.locator("main").get_by_role("link", name=say(lang, "people.sign_up")).click()
        page.locator("input[name=username]").fill(guest)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator(".invited input[type=checkbox]").check()
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        page.wait_for_url("**/welcome")
        offered = page.locator(".invited")
        expect(offered.get_by_text(f"@{host}")).to_be_visible()
        offered.get_by_role("button", name=say(lang, "people.follow"), exact=True).click()
        expect(
            offered.get_by_role("button", name=say(lang, "people.following"), exact=True)
        ).to_be_visible()
        look(page, f"invited-welcome-{lang}")

    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, host)
        page.goto(f"{demo.address}/invitations")
        expect(page.get_by_text(f"@{guest}")).to_be_visible()
        page.goto(link)
        expect(page.get_by_text(say(lang, "invited.over"))).to_be_visible()
