"""Whom one means a note for, and whom one need not see: an audience, a block, its undoing."""

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
        page.screenshot(path=Path(folder) / f"safety-{name}.png")


def test_a_note_for_one_reader_is_opened_to_everybody_later(demo: Square, browser: Browser):
    demo.member("keeps_close", "en")
    friend = demo.member("close_friend", "en")
    stranger = demo.member("not_so_close", "en")

    with person(browser, "en-US") as page:
        sign_in(page, demo, "keeps_close")
        page.goto(f"{demo.address}/new")
        page.locator("textarea").first.fill("Only you should read this first.")
        page.get_by_text(say("en", "see.chosen"), exact=True).click()
        who = page.get_by_label(say("en", "see.whom"))
        who.fill("@nobody_here")
        who.press("Enter")
        page.get_by_role("button", name=say("en", "compose.post"), exact=True).click()
        expect(
            page.get_by_text(say("en", "error.chosen_unknown", handle="nobody_here"))
        ).to_be_visible()
        page.get_by_role("button", name=say("en", "see.drop", handle="nobody_here")).click()
        who.fill("close_friend")
        who.press("Enter")
        look(page, "compose")
        page.get_by_role("button", name=say("en", "compose.post"), exact=True).click()
        page.wait_for_url("**/n/*")
        expect(page.locator("#main").get_by_text(say("en", "see.now_chosen"))).to_be_visible()
        note = page.url.rsplit("/", 1)[1]

        assert friend.status(f"/api/v1/notes/{note}") == 200
        assert stranger.status(f"/api/v1/notes/{note}") == 404
        assert demo.http.get(f"/api/v1/notes/{note}").status_code == 404

        page.get_by_role("button", name=say("en", "notes.more")).first.click()
        page.get_by_role("button", name=say("en", "see.title")).click()
        expect(page.get_by_text("@close_friend")).to_be_visible()
        look(page, "dialog")
        page.get_by_role("dialog").get_by_text(say("en", "see.public"), exact=True).click()
        page.get_by_role("button", name=say("en", "settings.save"), exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text(say("en", "see.now_chosen"))).to_have_count(0)
    assert stranger.status(f"/api/v1/notes/{note}") == 200


def test_who_is_blocked_is_gone_at_once_and_can_come_back(demo: Square, browser: Browser):
    demo.member("wants_calm", "ar")
    loud = demo.member("is_loud", "en")
    host = demo.member("has_guests", "en")
    note = host.post("/api/v1/notes", {"title": "Tea for everybody", "body": "Come in."})["id"]
    loud.post(f"/api/v1/notes/{note}/comments", {"body": "My tea is better than yours."})

    with person(browser, "ar-EG", phone=True) as page:
        sign_in(page, demo, "wants_calm")
        page.goto(f"{demo.address}/n/{note}")
        said = page.locator("article.comment", has_text="My tea is better")
        expect(said).to_be_visible()
        said.get_by_role("button", name=say("ar", "block.do"), exact=True).click()
        look(page, "block-ar")
        page.get_by_role("dialog").get_by_role(
            "button", name=say("ar", "block.do"), exact=True
        ).click()
        expect(said).to_have_count(0)
        page.goto(f"{demo.address}/n/{note}")
        expect(page.get_by_role("heading", name="Tea for everybody")).to_be_visible()
        expect(said).to_have_count(0)
        assert loud.status("/api/v1/members/wants_calm") == 404

        page.goto(f"{demo.address}/settings")
        row = page.locator("li", has_text="@is_loud")
        row.scroll_into_view_if_needed()
        look(page, "settings-ar")
        row.get_by_role("button", name=say("ar", "block.undo")).click()
        expect(page.get_by_text(say("ar", "block.none"))).to_be_visible()
        page.goto(f"{demo.address}/n/{note}")
        expect(said).to_be_visible()
    assert loud.status("/api/v1/members/wants_calm") == 200


def test_a_muted_word_is_folded_and_can_be_opened(demo: Square, browser: Browser):
    demo.member("hates_spoilers", "zh-Hans")
    host = demo.member("watches_films", "en")
    note = host.post("/api/v1/notes", {"title": "The film", "body": "Who saw it?"})["id"]
    host.post(f"/api/v1/notes/{note}/comments", {"body": "剧透：他活下来了"})

    with person(browser, "zh-CN") as page:
        page.emulate_media(color_scheme="dark")
        sign_in(page, demo, "hates_spoilers")
        page.goto(f"{demo.address}/settings")
        page.get_by_placeholder(say("zh-Hans", "mute.word")).fill("剧透")
        page.get_by_role("button", name=say("zh-Hans", "mute.add"), exact=True).click()
        chip = page.locator("li.chip", has_text="剧透")
        expect(chip).to_be_visible()
        chip.scroll_into_view_if_needed()
        look(page, "muted-zh-dark")

        page.goto(f"{demo.address}/n/{note}")
        expect(page.get_by_text(say("zh-Hans", "mute.folded")).first).to_be_visible()
        expect(page.get_by_text("他活下来了")).to_have_count(0)
        look(page, "folded-zh-dark")
        page.get_by_role("button", name=say("zh-Hans", "mute.show"), exact=True).click()
        expect(page.get_by_text("他活下来了").first).to_be_visible()
