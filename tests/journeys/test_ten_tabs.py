"""Ten tabs of one member: what is liked, read and said in one is so in all, without a reload."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square
from tests.journeys.test_messages import two, writes

pytestmark = pytest.mark.journey

TABS = 10
TOLD_MS = 30_000
"""Ten tabs share two slow cores with everything else here."""


def test_ten_tabs_tell_the_same(demo: Square, browser: Browser):
    ana, bo = two(demo, "tabs_ana", "tabs_bo", "en", "en")
    note = ana.post("/api/v1/notes", {"title": "Ten windows", "body": "All open"})["id"]
    conversation = writes(bo, "tabs_ana", "First")

    with person(browser, "en-US") as page:
        sign_in(page, demo, "tabs_ana")
        tabs = [page]
        page.goto(f"{demo.address}/messages/{conversation}")
        expect(page.locator("[data-message]")).to_have_count(1)
        for number in range(TABS - 1):
            tab = page.context.new_page()
            tab.set_default_timeout(TOLD_MS)
            where = f"/messages/{conversation}" if number % 2 else "/messages"
            tab.goto(demo.address + where)
            tabs.append(tab)
        unread = [
            tab.get_by_role("navigation", name=say("en", "nav.main")).locator(
                "a[href='/messages'] .badge"
            )
            for tab in tabs
        ]
        bells = [
            tab.get_by_role("navigation", name=say("en", "nav.main")).locator(
                "a[href='/notices'] .badge"
            )
            for tab in tabs
        ]
        for one in unread:
            expect(one).to_have_count(0, timeout=TOLD_MS)

        # a like, and a word to her, are told in each tab; one stream serves them all
        bo.like(note)
        for one in bells:
            expect(one).not_to_have_text("", timeout=TOLD_MS)
        counts = {one.inner_text() for one in bells}
        assert len(counts) == 1, counts

        # what she writes in one tab stands in all that show the conversation, once
        first, last = tabs[0], tabs[-2]
        first.bring_to_front()
        box = first.get_by_role("textbox", name=say("en", "messages.write"))
        for text in ("one", "two", "three"):
            box.fill(text)
            box.press("Enter")
        talking = [tab for tab in tabs if tab.url.endswith(conversation)]
        assert len(talking) == 5
        for tab in talking:
            expect(tab.locator("[data-message]")).to_have_count(4, timeout=TOLD_MS)
            said = [text.split("\n")[0] for text in tab.locator("[data-message]").all_inner_texts()]
            assert said == ["First", "one", "two", "three"]

        # taken back in one, it is a stub in all
        mine = last.locator("[data-message]", has_text="two")
        mine.hover()
        last.locator("li.mine", has=mine).get_by_role(
            "button", name=say("en", "messages.more")
        ).click()
        last.get_by_role("button", name=say("en", "messages.delete"), exact=True).click()
        last.get_by_role("dialog").get_by_role(
            "button", name=say("en", "messages.delete"), exact=True
        ).click()
        for tab in talking:
            expect(tab.get_by_text(say("en", "messages.gone_deleted"))).to_have_count(
                1, timeout=TOLD_MS
            )

        # seen in one tab, the bell is still in all
        first.goto(f"{demo.address}/notices")
        first.get_by_role("button", name=say("en", "notices.mark_all")).click()
        for one in bells:
            expect(one).to_have_count(0, timeout=TOLD_MS)
    page_of_bo = bo.get(f"/api/v1/conversations/{conversation}/messages")
    assert [one["gone"] for one in page_of_bo["items"]] == ["", "deleted", "", ""]
