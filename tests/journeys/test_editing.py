"""Living with what one wrote: edited, labelled, drafted; and a talk that is pinned and ordered."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"editing-{name}.png")


def in_menu(page: Page, lang: str, key: str) -> None:
    page.get_by_role("button", name=say(lang, "notes.more"), exact=True).first.click()
    page.get_by_role("dialog").get_by_text(say(lang, key), exact=True).click()


def test_a_note_is_edited_and_readers_see_what_it_said(demo: Square, browser: Browser):
    demo.member("mends_words", "ar")
    reader = demo.member("reads_closely", "en")

    with person(browser, "ar-EG", phone=True) as page:
        sign_in(page, demo, "mends_words")
        page.goto(f"{demo.address}/new")
        page.locator("textarea").first.fill("أخبز الخبز كل يوم أحد")
        page.get_by_label(say("ar", "label.ai")).check()
        look(page, "compose-ar")
        page.get_by_role("button", name=say("ar", "compose.post"), exact=True).click()
        page.wait_for_url("**/n/*")
        note = page.url.rsplit("/", 1)[1]
        expect(page.get_by_text(say("ar", "label.ai"), exact=True)).to_be_visible()

        in_menu(page, "ar", "edit.do")
        page.wait_for_url("**/edit")
        area = page.locator("textarea").first
        expect(area).to_have_value("أخبز الخبز كل يوم أحد")
        save = page.get_by_role("button", name=say("ar", "edit.save"), exact=True)
        expect(save).to_be_disabled()
        area.fill("أخبز الخبز كل يوم جمعة")
        page.get_by_label(say("ar", "label.paid")).check()
        save.click()
        page.wait_for_url(f"**/n/{note}")
        page.get_by_role("button", name=say("ar", "edit.mark"), exact=True).click()
        expect(page.get_by_role("dialog").get_by_text("كل يوم أحد")).to_be_visible()
        look(page, "history-ar")

    found = reader.get(f"/api/v1/notes/{note}")
    assert (found["labels"], found["body"]) == (["paid", "ai"], "أخبز الخبز كل يوم جمعة")
    assert found["edited"]
    [before] = reader.get(f"/api/v1/notes/{note}/edits")["items"]
    assert (before["body"], before["labels"]) == ("أخبز الخبز كل يوم أحد", ["ai"])


def test_a_draft_is_there_after_the_page_crashed(demo: Square, browser: Browser, tmp_path: Path):
    from PIL import Image

    demo.member("types_a_lot", "en")
    picture = tmp_path / "loaf.png"
    Image.new("RGB", (320, 240), "peru").save(picture)
    with person(browser, "en-US") as page:
        sign_in(page, demo, "types_a_lot")
        page.goto(f"{demo.address}/new")
        page.locator("textarea").first.fill("First thought")
        page.get_by_role("button", name=say("en", "drafts.new")).click()
        expect(page.locator("textarea").first).to_have_value("")
        page.locator("textarea").first.fill("Second thought, with a loaf")
        page.locator("input[type=file]").set_input_files(picture)
        kept = "() => JSON.parse(localStorage['qiao.draft'] ?? '{}').photos?.length === 1"
        page.wait_for_function(kept)

        with page.expect_event("crash"), suppress(Error):
            page.goto("chrome://crash")

        again = page.context.new_page()
        again.goto(f"{demo.address}/new")
        expect(again.locator("textarea.body")).to_have_value("Second thought, with a loaf")
        expect(again.locator("ol.photos img")).to_have_count(1)
        shelf = again.get_by_role("region", name=say("en", "drafts.title"))
        look(again, "drafts")
        shelf.get_by_text("First thought").click()
        expect(again.locator("textarea.body")).to_have_value("First thought")
        expect(again.locator("ol.photos img")).to_have_count(0)
        shelf.get_by_text("Second thought").click()
        again.get_by_role("button", name=say("en", "compose.post"), exact=True).click()
        again.wait_for_url("**/n/*")
        expect(again.get_by_text("with a loaf").first).to_be_visible()


def test_a_host_pins_readers_order_and_people_are_named(demo: Square, browser: Browser):
    host = demo.member("hosts_talk", "en")
    guest = demo.member("guest_of_talk", "en")
    demo.member("guessed_wrong", "en")
    note = host.post("/api/v1/notes", {"body": "Which flour do you use?"})["id"]
    path = f"/api/v1/notes/{note}/comments"
    said = [guest.post(path, {"body": body})["id"] for body in ("Rye", "Spelt", "Wheat")]

    with person(browser, "en-US") as page:
        sign_in(page, demo, "hosts_talk")
        page.goto(f"{demo.address}/n/{note}")
        comments = page.locator("article.comment")
        expect(comments).to_have_count(3)
        spelt = comments.filter(has_text="Spelt")
        spelt.get_by_role("button", name=say("en", "comments.pin"), exact=True).click()
        expect(comments.first).to_contain_text("Spelt")
        expect(comments.first).to_contain_text(say("en", "comments.pinned"))

        page.get_by_role("button", name=say("en", "comments.sort_new"), exact=True).click()
        expect(comments.nth(1)).to_contain_text("Wheat")
        expect(comments.nth(2)).to_contain_text("Rye")
        expect(comments.first).to_contain_text("Spelt")

        # by keyboard alone: who talks here comes before who does not
        page.get_by_role("button", name=say("en", "comments.say"), exact=True).last.click()
        area = page.locator("form.box textarea")
        area.press_sequentially("Thank you @gue")
        options = page.get_by_role("listbox", name=say("en", "mention.list")).get_by_role("option")
        expect(options).to_have_count(2)
        expect(options.first).to_contain_text("@guest_of_talk")
        look(page, "naming")
        area.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        area.press("ArrowUp")
        area.press("Enter")
        expect(area).to_have_value("Thank you @guest_of_talk ")
        area.press_sequentially("for the spelt")
        area.press("Control+Enter")
        mine = comments.filter(has_text="for the spelt")
        expect(mine).to_be_visible()
        mine.get_by_role("button", name=say("en", "comments.edit"), exact=True).click()
        page.locator("article.comment textarea").fill("Thank you @guest_of_talk for the rye")
        comments.get_by_role("button", name=say("en", "settings.save"), exact=True).click()
        again = comments.filter(has_text="for the rye")
        expect(again.get_by_text(say("en", "edit.mark"), exact=True)).to_be_visible()
        look(page, "talk")
    assert [one["id"] for one in guest.get(path)["items"]][:2] == [said[1], said[0]]
