"""What the square believes of somebody, from what, and her own word for it."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.journeys.axe import arrived, wrong
from tests.journeys.browser import person, say
from tests.journeys.square import Square
from tests.journeys.test_square import notes_that

pytestmark = pytest.mark.journey


def comes(page: Page, square: Square, handle: str, lang: str, *langs: str) -> None:
    """Join without the welcome, which has its own journeys."""
    answer = page.request.post(
        f"{square.address}/api/v1/members",
        headers={"Origin": square.address, "Idempotency-Key": f"joins-{handle}"},
        data={
            "handle": handle,
            "password": "a long enough password",
            "langs": [lang, *langs],
            "ui_lang": lang,
        },
    )
    assert answer.ok, answer.text()


def reads(page: Page, square: Square, *kinds: str, like: bool = False) -> None:
    """Open notes about animals and stay with them, as an app would tell it."""
    for note in notes_that("animals", square, 6):
        told = [{"kind": kind, "note": note, "feed": "explore", "ms": 9_000} for kind in kinds]
        headers = {"Origin": square.address}
        if like:
            page.request.put(f"{square.address}/api/v1/notes/{note}/like", headers=headers)
        answer = page.request.post(
            f"{square.address}/api/v1/events", headers=headers, data={"events": told}
        )
        assert answer.ok, answer.text()


def corrected(response: Response) -> bool:
    return response.request.method == "PATCH" and "/me/circle" in response.url


def section(page: Page, lang: str, key: str) -> Locator:
    return page.get_by_role("region", name=say(lang, key), exact=True)


def look(page: Page, name: str) -> None:
    """Keep a picture for eyes where somebody asked for them."""
    if folder := os.environ.get("QIAO_PICTURES"):
        arrived(page)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.screenshot(path=Path(folder) / f"{name}_{theme}.png", full_page=True)
        page.emulate_media(color_scheme="light")


def test_a_reader_finds_why_and_puts_a_topic_right(demo: Square, browser: Browser):
    with person(browser, "en-US") as page:
        comes(page, demo, "circle_en", "en", "fr")
        reads(page, demo, "open", "dwell", like=True)
        page.goto(f"{demo.address}/settings")
        page.get_by_role("link", name=re.compile(re.escape(say("en", "page.circle")))).click()

        langs = section(page, "en", "circle.langs")
        english = langs.get_by_role("listitem").filter(has_text="English").first
        expect(english).to_contain_text(say("en", "circle.why_declared"))
        expect(english).to_contain_text(say("en", "circle.why_app"))
        topics = section(page, "en", "circle.topics")
        expect(topics.get_by_text(re.compile("Notes you liked: "))).not_to_have_count(0)
        look(page, "en_desktop")
        assert wrong(page) == []

        first = topics.get_by_role("button").first
        name = str(first.get_attribute("aria-label"))
        with page.expect_response(corrected):
            first.click()
        said = section(page, "en", "circle.said")
        expect(said.get_by_role("listitem")).to_have_count(1)
        expect(topics.get_by_role("button", name=name)).to_have_count(0)
        with page.expect_response(corrected):
            said.get_by_role("button").click()
        expect(topics.get_by_role("button", name=name)).to_be_visible()
        expect(said.get_by_text(say("en", "circle.said_none"))).to_be_visible()


def test_a_language_is_added_and_another_taken_off_from_right_to_left(
    demo: Square, browser: Browser
):
    with person(browser, "ar-EG", phone=True) as page:
        comes(page, demo, "circle_ar", "ar", "en")
        reads(page, demo, "open", "translate")
        page.goto(f"{demo.address}/settings/circle")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        langs = section(page, "ar", "circle.langs")
        with page.expect_response(corrected):
            langs.get_by_role("combobox").select_option("fr")
        french = langs.get_by_role("listitem").filter(has_text="الفرنسية").first
        expect(french).to_contain_text(say("ar", "circle.said_yes"))
        english = langs.get_by_role("button", name=re.compile("الإنجليزية"))
        with page.expect_response(corrected):
            english.click()
        expect(section(page, "ar", "circle.said").get_by_role("listitem")).to_have_count(2)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        look(page, "ar_phone")
        assert wrong(page) == []


def test_a_guest_is_asked_in_and_a_newcomer_told_until_when(demo: Square, browser: Browser):
    with person(browser, "zh-CN", phone=True) as page:
        page.goto(f"{demo.address}/settings/circle")
        expect(page.get_by_text(say("zh-Hans", "feedset.guest"))).to_be_visible()
        comes(page, demo, "circle_zh", "zh-Hans")
        reads(page, demo, "open", "dwell", like=True)
        page.reload()
        here = section(page, "zh-Hans", "circle.here")
        expect(here.get_by_text(re.compile("新人"))).to_be_visible()
        expect(here.get_by_text(say("zh-Hans", "circle.region_none"))).to_be_visible()
        expect(section(page, "zh-Hans", "circle.langs").get_by_text("中文").first).to_be_visible()
        look(page, "zh_phone")
