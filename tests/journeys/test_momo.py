"""Saying something as momo: two people talk without names, their numbers hold; once in Arabic."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"momo-{name}.png")


def comment(page: Page, lang: str, text: str, *, momo: bool) -> None:
    page.get_by_role("button", name=say(lang, "comments.say")).first.click()
    page.get_by_placeholder(say(lang, "comments.any_language")).first.fill(text)
    switch = page.get_by_role("switch", name=say(lang, "momo.as"))
    expect(switch).not_to_be_checked()
    if momo:
        page.get_by_text(say(lang, "momo.as"), exact=True).click()
        expect(switch).to_be_checked()
    page.get_by_role("button", name=say(lang, "comments.send"), exact=True).click()
    expect(page.locator("article.comment", has_text=text)).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "locale", "phone"), [("en", "en-US", False), ("ar", "ar-EG", True)]
)
def test_two_talk_as_momo(demo: Square, browser: Browser, lang: str, locale: str, phone: bool):
    writer, answerer = f"shy_writer_{lang}", f"shy_friend_{lang}"
    demo.member(writer, lang)
    friend = demo.member(answerer, lang)

    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, writer)
        page.goto(f"{demo.address}/new")
        page.locator("textarea").first.fill("I never learned to swim.")
        switch = page.get_by_role("switch", name=say(lang, "momo.as"))
        expect(switch).not_to_be_checked()
        page.get_by_text(say(lang, "momo.as"), exact=True).click()
        page.reload()  # what was chosen for a draft stays with it
        expect(switch).to_be_checked()
        switch.scroll_into_view_if_needed()
        look(page, f"compose-{lang}")
        page.get_by_role("button", name=say(lang, "compose.post"), exact=True).click()
        page.wait_for_url("**/n/*")
        note = page.url.rsplit("/", 1)[1]
        by = page.locator("article.note header.by .author")
        expect(by).to_contain_text("momo")
        assert by.evaluate("node => node.tagName") == "SPAN"

        friend.post(f"/api/v1/notes/{note}/comments", {"body": "Nor did I.", "momo": True})
        page.goto(f"{demo.address}/n/{note}")
        answer = page.locator("article.comment", has_text="Nor did I.")
        expect(answer.locator(".name")).to_have_text(say(lang, "people.momo_number", number="2"))
        comment(page, lang, "Shall we try?", momo=True)
        own = page.locator("article.comment", has_text="Shall we try?")
        expect(own.locator(".name")).to_have_text(say(lang, "people.momo_number", number="1"))
        expect(own.get_by_text(say(lang, "comments.author"), exact=True)).to_be_visible()
        comment(page, lang, "This one I sign.", momo=False)
        signed = page.locator("article.comment", has_text="This one I sign.")
        expect(signed.locator(f'a[href="/u/{writer}"]').first).to_be_attached()
        look(page, f"thread-{lang}")

        answer.get_by_role("button", name=say(lang, "momo.mute"), exact=True).click()
        expect(page.get_by_text(say(lang, "mute.folded")).first).to_be_visible()
        expect(answer).to_have_count(0)
        look(page, f"muted-{lang}")
