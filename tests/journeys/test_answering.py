"""Answering with a note, asking, comparing numbers: in zh, in Arabic on a phone, in English."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import arrived, wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


def look(page: Page, name: str) -> None:
    """Let axe look, and keep a picture where somebody asked for pictures."""
    arrived(page)
    assert wrong(page) == [], name
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"answering-{name}.png")


def publish(page: Page, lang: str) -> str:
    page.get_by_role("button", name=say(lang, "compose.post"), exact=True).click()
    page.wait_for_url("**/n/*")
    return page.url.rsplit("/", 1)[1]


@pytest.mark.parametrize(
    ("lang", "locale", "phone"), [("zh-Hans", "zh-CN", False), ("ar", "ar-EG", True)]
)
def test_a_note_is_answered_with_a_note(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    host = demo.member(f"kitchen_of_{lang[:2]}", "en")
    demo.member(f"answers_{lang[:2]}", lang)
    kitchen = host.post("/api/v1/notes", {"title": "Show me your kitchen"})["id"]

    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, f"answers_{lang[:2]}")
        page.goto(f"{demo.address}/n/{kitchen}")
        page.get_by_role("button", name=say(lang, "notes.more"), exact=True).first.click()
        page.get_by_role("dialog").get_by_text(say(lang, "answers.do"), exact=True).click()
        page.wait_for_url(f"**/new?answers={kitchen}")
        expect(page.locator(".quoted")).to_contain_text("Show me your kitchen")
        look(page, f"compose-{lang}")
        page.locator("textarea").first.fill("绿色的瓷砖" if lang == "zh-Hans" else "بلاط أخضر")
        mine = publish(page, lang)
        quoted = page.locator("article.note a.quoted")
        expect(quoted).to_contain_text("Show me your kitchen")
        look(page, f"answering-{lang}")
        page.goto(f"{demo.address}/n/{kitchen}")
        strip = page.locator("section.answers")
        strip.scroll_into_view_if_needed()
        expect(strip.locator(f"a[href*='/n/{mine}']")).to_be_visible()
        look(page, f"answered-{lang}")

    demo.wait_until_understood()
    [told] = host.get("/api/v1/me/notices?box=words")["items"]
    assert (told["kind"], told["answer"]["id"]) == ("note_answer", mine)


def test_whoever_asks_marks_what_helped_and_tells_what_came_of_it(demo: Square, browser: Browser):
    demo.member("asks_about_bread", "en")
    helper = demo.member("knows_bread", "en")

    with person(browser, "en-US") as page:
        sign_in(page, demo, "asks_about_bread")
        page.goto(f"{demo.address}/new?ask")
        switch = page.get_by_role("switch", name=say("en", "ask.do"))
        expect(switch).to_be_checked()
        page.locator("textarea").first.fill("Why does my loaf not rise?")
        look(page, "ask-en")
        note = publish(page, "en")
        expect(page.locator("article.note").get_by_text(say("en", "ask.question"))).to_be_visible()

        path = f"/api/v1/notes/{note}/comments"
        for body in ("Buy a better oven", "The water was too hot for the yeast"):
            helper.post(path, {"body": body})
        comments = page.locator("article.comment")
        expect(comments).to_have_count(2)
        helped = comments.filter(has_text="too hot")
        helped.get_by_role("button", name=say("en", "ask.accept"), exact=True).click()
        expect(comments.first).to_contain_text("too hot")
        expect(comments.first).to_contain_text(say("en", "ask.accepted"))

        page.get_by_role("button", name=say("en", "ask.outcome_do"), exact=True).click()
        page.get_by_label(say("en", "ask.outcome"), exact=True).fill("It rose twice as high!")
        page.get_by_role("button", name=say("en", "ask.outcome_send"), exact=True).click()
        expect(comments.first).to_contain_text("twice as high")
        expect(comments.nth(1)).to_contain_text("too hot")
        look(page, "answered-question-en")

    demo.wait_until_understood()
    told = [one["kind"] for one in helper.get("/api/v1/me/notices?box=words")["items"]]
    assert sorted(told) == ["accepted", "outcome"]


def test_rents_are_compared_place_by_place(demo: Square, browser: Browser):
    asker = demo.member("asks_rents", "en")
    note = asker.post(
        "/api/v1/notes",
        {"title": "Rent in your city?", "body": "One room, a month.", "asks": {"unit": "money"}},
    )["id"]
    for number, (value, place, currency) in enumerate(
        ((720, "Lyon", "EUR"), (690, "Lyon", "EUR"), (3200, "成都", "CNY"))
    ):
        tenant = demo.member(f"tenant_{number}", "en")
        given = {"value": value, "place": place, "currency": currency, "line": "with a balcony"}
        tenant.put(f"/api/v1/notes/{note}/figure", given)
    demo.member("rents_in_cairo", "ar")

    with person(browser, "ar-EG", phone=True) as page:
        sign_in(page, demo, "rents_in_cairo")
        page.goto(f"{demo.address}/n/{note}")
        figures = page.locator("section.figures")
        expect(figures.get_by_role("row").filter(has_text="Lyon")).to_be_visible()
        figures.get_by_role("button", name=say("ar", "ask.give"), exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(say("ar", "ask.value_money"), exact=True).fill("٤٥٠٠")
        dialog.get_by_label(say("ar", "ask.currency"), exact=True).select_option("EGP")
        dialog.get_by_label(say("ar", "ask.place"), exact=True).fill("القاهرة")
        look(page, "figure-ar")
        dialog.get_by_role("button", name=say("ar", "settings.save"), exact=True).click()
        expect(dialog).to_be_hidden()
        expect(figures.get_by_role("row").filter(has_text="القاهرة")).to_be_visible()
        expect(figures.get_by_text(say("ar", "ask.not_converted"))).to_be_visible()
        figures.scroll_into_view_if_needed()
        look(page, "figures-ar")

    table = asker.get(f"/api/v1/notes/{note}/figures")["groups"]
    assert {(g["place"], g["median"]) for g in table} == {
        ("Lyon", 705), ("成都", 3200), ("القاهرة", 4500),
    }  # fmt: skip


def test_two_write_one_note_each_in_her_language(demo: Square, browser: Browser):
    ana, lin = demo.member("ana_writes_ar", "ar"), demo.member("lin_writes_zh", "zh-Hans")
    for one, other in ((ana, "lin_writes_zh"), (lin, "ana_writes_ar")):
        one.put(f"/api/v1/members/{other}/follow", None)

    with (
        person(browser, "ar-EG", phone=True) as hers,
        person(browser, "zh-CN") as theirs,
    ):
        sign_in(hers, demo, "ana_writes_ar")
        hers.goto(f"{demo.address}/together")
        hers.get_by_label(say("ar", "together.who"), exact=True).fill("@lin_writes_zh")
        look(hers, "invite-ar")
        hers.get_by_role("button", name=say("ar", "together.invite"), exact=True).click()
        hers.wait_for_url("**/together/*")
        address = hers.url
        hers.get_by_label(say("ar", "compose.body"), exact=True).fill("خبز الصباح")
        expect(hers.get_by_text(say("ar", "together.saved"), exact=True)).to_be_visible()

        sign_in(theirs, demo, "lin_writes_zh")
        theirs.goto(address)
        theirs.get_by_role("button", name=say("zh-Hans", "together.join"), exact=True).click()
        expect(theirs.get_by_text("خبز الصباح")).to_be_visible()
        theirs.get_by_label(say("zh-Hans", "compose.body"), exact=True).fill("早晨的面包")
        expect(theirs.get_by_text(say("zh-Hans", "together.saved"), exact=True)).to_be_visible()
        look(theirs, "together-zh")

        # what the other writes comes by itself
        expect(hers.get_by_text("早晨的面包")).to_be_visible()
        hers.get_by_role("button", name=say("ar", "together.yes"), exact=True).click()
        expect(hers.get_by_text(say("ar", "together.i_said_yes"), exact=True)).to_be_visible()
        look(hers, "together-ar")
        theirs.get_by_role("button", name=say("zh-Hans", "together.yes"), exact=True).click()
        theirs.wait_for_url("**/n/*")
        hers.wait_for_url("**/n/*")
        expect(theirs.locator("article.note").get_by_text("早晨的面包").first).to_be_visible()
        expect(theirs.locator("article.note .together")).to_contain_text("lin_writes_zh")
        expect(hers.locator("article.note").get_by_text("خبز الصباح").first).to_be_visible()
        look(theirs, "written-together-zh")
        note = hers.url.rsplit("/", 1)[1]

    shown = ana.get(f"/api/v1/notes/{note}")
    assert (shown["author"]["handle"], shown["together"]["handle"]) == (
        "ana_writes_ar",
        "lin_writes_zh",
    )
    assert shown["version_texts"]["zh-Hans"]["body"] == "早晨的面包"
    assert [one["id"] for one in lin.get("/api/v1/members/lin_writes_zh/notes")["items"]] == [note]
