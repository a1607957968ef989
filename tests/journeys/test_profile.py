"""A profile as others find it: bios by language, what one learns, boards and lists opened."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

LANGS = [("en", "en-US", False), ("zh-Hans", "zh-CN", False), ("ar", "ar-EG", True)]


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "locale", "phone"), LANGS)
def test_she_says_who_she_is_and_what_of_it_is_for_whom(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    handle, friend = f"shows_herself_{lang[:2]}", f"her_friend_{lang[:2]}"
    owner = demo.member(handle, lang)
    demo.member(friend, lang, "lo").put(f"/api/v1/members/{handle}/follow", None)
    note = owner.post("/api/v1/notes", {"body": f"🍞 {lang}"})["id"]
    board = owner.post("/api/v1/boards", {"title": f"📌 {lang}"})["id"]
    owner.put(f"/api/v1/notes/{note}/collect", {"board": board})

    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, handle)
        page.goto(f"{demo.address}/settings")
        form = page.locator("form").filter(has=page.locator("textarea"))
        form.locator("textarea").first.fill("毎週日曜日にパンを焼いています")
        learns = form.get_by_role("group", name=say(lang, "people.learns"))
        learns.get_by_role("searchbox").fill("한국어")
        learns.get_by_role("searchbox").press("Enter")
        form.get_by_role("button", name=say(lang, "settings.save"), exact=True).click()
        bios = page.get_by_role("region", name=say(lang, "people.bios"))
        bios.get_by_role("combobox").select_option("lo")
        bios.locator("textarea").fill("ຂ້ອຍເຮັດເຂົ້າຈີ່")
        bios.get_by_role("button", name=say(lang, "settings.save")).click()
        expect(page.get_by_text(say(lang, "settings.saved")).last).to_be_visible()
        # a page that is left at once may leave before it has said so
        with page.expect_response(lambda answer: answer.request.method in ("PATCH", "PUT")):
            page.get_by_label(say(lang, "people.hide_following"), exact=True).check()
        look(page, f"profile-settings-{lang}")
        page.goto(f"{demo.address}/boards/{board}")
        page.get_by_role("button", name=say(lang, "collect.open_do")).click()
        expect(page.get_by_text(say(lang, "collect.open"), exact=True)).to_be_visible()
        look(page, f"profile-board-{lang}")

    demo.wait_until_understood()
    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, friend)
        page.goto(f"{demo.address}/u/{handle}")
        # her own words for whoever reads Lao, not a machine's
        expect(page.get_by_text("ຂ້ອຍເຮັດເຂົ້າຈີ່")).to_be_visible()
        counts = page.locator("dl.counts")
        expect(counts.locator("a[href$='/followers']")).to_be_visible()
        expect(counts.get_by_role("link", name=say(lang, "people.count_following"))).to_have_count(
            0
        )
        look(page, f"profile-{lang}")
        page.get_by_role("button", name=say(lang, "people.tab_boards"), exact=True).click()
        page.get_by_role("link", name=f"📌 {lang}").click()
        expect(page.get_by_text(f"🍞 {lang}").first).to_be_visible()
        page.goto(f"{demo.address}/u/{handle}")
        counts.locator("a[href$='/followers']").click()
        expect(page.locator("ul.people").get_by_text(f"@{friend}")).to_be_visible()
        look(page, f"profile-followers-{lang}")
