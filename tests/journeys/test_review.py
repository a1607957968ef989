"""Being judged and heard: a report, a decision, a statement in one's language, an appeal."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

REASON = "It sells a phone and names a price, without saying that it is an advertisement."
PASSWORD = "a lantern for every bridge"


def by_the_form(page: Page, square: Square, handle: str, lang: str) -> None:
    page.goto(f"{square.address}/login")
    page.locator("input[name=username]").fill(handle)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name=say(lang, "people.log_in"), exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_an_author_reads_why_in_her_language_and_is_heard(demo: Square, browser: Browser):
    author = demo.member("sells_phones", "ar")
    neighbour = demo.member("looks_twice", "en")
    title = "هاتف جديد بنصف السعر"
    note = author.post("/api/v1/notes", {"title": title, "body": "تواصلوا معي اليوم!"})["id"]
    neighbour.post("/api/v1/reports", {"of": "note", "id": note, "rule": "scams"})

    with person(browser, "en-US") as page:
        join(page, demo, "first_operator", "en")
        page.goto(f"{demo.address}/claim?token={demo.claim_token()}")
        page.get_by_role("button", name=say("en", "claim.do")).click()
        case = page.locator("article.case", has_text=title)
        case.get_by_role("button", name=say("en", "operator.do_remove")).click()
        case.locator("textarea").fill(REASON)
        case.get_by_role("button", name=say("en", "operator.decide"), exact=True).click()
        expect(page.locator("article.case", has_text=title)).to_have_count(0)
    assert demo.http.get(f"/api/v1/notes/{note}").status_code == 404

    with person(browser, "ar-EG", phone=True) as page:
        by_the_form(page, demo, "sells_phones", "ar")
        page.goto(f"{demo.address}/statements")
        expect(page.get_by_text(say("ar", "statement.removed_note"))).to_be_visible()
        expect(page.get_by_text(title)).to_be_visible()
        expect(page.get_by_text(REASON)).to_be_visible()
        page.get_by_role("button", name=say("ar", "statement.appeal")).click()
        page.locator("textarea").fill("هو هاتفي القديم، ولا أتاجر بشيء.")
        page.get_by_role("button", name=say("ar", "statement.appeal_send")).click()
        expect(page.get_by_text(say("ar", "statement.appeal_waiting"))).to_be_visible()
