"""Customs of the place: one is proposed, taken in by an operator, and met where others write."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import wrong
from tests.journeys.browser import chromium, person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Member, Square, serving

pytestmark = pytest.mark.journey

SAYS = {
    "en": ("en-US", False, "Reply in any language", "Nobody has to write English here."),
    "zh-Hans": ("zh-CN", False, "新人先晒猫", "刚来的人发一张猫的照片，大家就认识了。"),
    "ar": ("ar-EG", True, "سلّم أولًا", "قل مرحبًا بلغتك قبل أن تسأل."),
}


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory, _sockets: None) -> Iterator[Square]:
    """A square of its own: what its operator takes in is shown to no other test."""
    chromium()
    with serving(tmp_path_factory.mktemp("customs"), demo=False) as square:
        yield square


@pytest.fixture(scope="module")
def operator(quiet: Square) -> Member:
    runs = quiet.member("takes_in", "en")
    runs.post("/api/v1/operator-claims", {"token": quiet.claim_token()})
    return runs


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("lang", SAYS)
def test_a_custom_is_written_taken_in_and_met(
    quiet: Square, operator: Member, browser: Browser, lang: str
):
    locale, phone, title, body = SAYS[lang]
    writer, reader = f"knows_how_{lang[:2]}", f"is_told_{lang[:2]}"
    quiet.member(writer, lang)
    with person(browser, locale, phone=phone) as page:
        sign_in(page, quiet, writer)
        page.goto(f"{quiet.address}/customs")
        page.get_by_role("button", name=say(lang, "customs.propose")).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(say(lang, "customs.title")).fill(title)
        dialog.get_by_label(say(lang, "customs.body")).fill(body)
        dialog.get_by_label(say(lang, "customs.example")).fill("🐈 🐈")
        look(page, f"customs-form-{lang}")
        dialog.get_by_role("button", name=say(lang, "customs.send"), exact=True).click()
        mine = page.locator("article").filter(has_text=title)
        expect(mine.get_by_text(say(lang, "customs.state_proposed"))).to_be_visible()
        entry = mine.get_attribute("data-custom")

    if lang == "en":
        with person(browser, locale) as page:
            sign_in(page, quiet, "takes_in")
            page.goto(f"{quiet.address}/customs")
            page.get_by_role("button", name=say(lang, "customs.tab_proposed")).click()
            waits = page.locator(f"[data-custom='{entry}']")
            waits.get_by_role("button", name=say(lang, "customs.accept")).click()
            expect(waits).to_have_count(0)
    else:
        operator.post(f"/api/v1/operator/customs/{entry}/decisions", {"action": "accept"})

    quiet.member(reader, lang)
    with person(browser, locale, phone=phone) as page:
        sign_in(page, quiet, reader)
        page.goto(f"{quiet.address}/new")
        beside = page.locator("[data-customs]")
        beside.locator("summary").click()
        expect(beside.get_by_text(body)).to_be_visible()
        look(page, f"customs-beside-{lang}")
        beside.get_by_role("link", name=say(lang, "customs.all")).click()
        shown = page.locator(f"[data-custom='{entry}']")
        expect(shown.get_by_text(title, exact=True)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
        shown.get_by_text(say(lang, "customs.history")).click()
        expect(shown.get_by_text(say(lang, "customs.done_accepted"))).to_be_visible()
        look(page, f"customs-{lang}")
        assert wrong(page) == []
        shown.get_by_role("button", name=say(lang, "review.report")).click()
        page.get_by_role("dialog").locator("input[type=radio]").first.check()
        page.get_by_role("button", name=say(lang, "review.send")).click()
        expect(page.get_by_text(say(lang, "review.thanks"))).to_be_visible()
    cases = operator.get("/api/v1/operator/cases")["items"]
    assert any(one["id_of"] == entry and one["of"] == "custom" for one in cases)
