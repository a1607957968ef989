"""Pages do not move under the reader's finger: what comes late has its place kept."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import places, settled
from tests.journeys.browser import person, say
from tests.journeys.coming import join, sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

STILL = 0.01
"""Layout shift: the share of the window that moved times how far, summed; 0.1 counts as good."""

WATCH = """
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const what = entry.sources.map((one) => one.node?.nodeName + "." + one.node?.className);
      window.moved.push([entry.value, what.join(", ")]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
SLOWLY = """
  const quick = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await quick(...asked);
    await new Promise((done) => setTimeout(done, 100 + 300 * Math.random()));
    return answer;
  };
"""
"""Answers come one after another and in any order, as on a poor network."""


SHOWN = "() => [...document.images].every((one) => one.complete || one.loading)"
"""A function: an expression would be evaluated anew each time, which the app's policy forbids."""


def moved(page: Page) -> list[Any]:
    """Return what moved, once nothing is on its way any more."""
    settled(page)
    page.wait_for_function(SHOWN)
    found: list[Any] = page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(moved), 0)))"
    )
    return found


def still(page: Page) -> None:
    found = moved(page)
    assert sum(share for share, _ in found) <= STILL, (page.url, found)


@pytest.mark.parametrize("poor", [False, True], ids=["quick", "slow"])
@pytest.mark.parametrize(
    ("locale", "phone"),
    [("en-US", False), ("zh-CN", True), ("ar-EG", True)],
    ids=["en", "zh", "ar"],
)
def test_nothing_moves_while_pages_come(
    demo: Square, browser: Browser, locale: str, phone: bool, poor: bool
):
    names = places(demo)
    with person(browser, locale, phone=phone) as page:
        page.emulate_media(reduced_motion="no-preference")
        page.add_init_script(WATCH + (SLOWLY if poor else ""))
        for path in ("/", "/t/{topic}", "/u/{author}", "/n/{note}"):
            page.goto(demo.address + path.format(**names))
            expect(page.locator("main article").first).to_be_visible()
            still(page)


def test_the_watch_sees_what_moves(demo: Square, browser: Browser):
    with person(browser, "en-US", phone=True) as page:
        page.emulate_media(reduced_motion="no-preference")
        page.add_init_script(WATCH)
        page.goto(f"{demo.address}/rules")
        settled(page)
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('afterbegin',"
            " '<p style=\"block-size: 200px\">late</p>')"
        )
        demo.wait_until(lambda: moved(page), 20)

        assert sum(share for share, _ in moved(page)) > STILL


def test_nothing_moves_for_a_member(demo: Square, browser: Browser):
    demo.member("still_mia", "en")
    with person(browser, "en-US", phone=True) as page:
        sign_in(page, demo, "still_mia")
        page.emulate_media(reduced_motion="no-preference")
        page.add_init_script(WATCH + SLOWLY)
        names = places(demo)
        for path in ("/", "/following", "/t/{topic}", "/u/{author}", "/n/{note}"):
            page.goto(demo.address + path.format(**names))
            settled(page)
            still(page)


def test_a_note_just_posted_begins_at_its_top(demo: Square, browser: Browser):
    with person(browser, "en-US", phone=True) as page:
        join(page, demo, "still_walking", "en")
        page.goto(f"{demo.address}/new")
        page.locator("input.title").fill("A very long walk")
        page.locator("textarea").first.fill("step by step\n" * 60)
        page.mouse.wheel(0, 2000)
        page.wait_for_function("() => scrollY > 100")
        page.evaluate(
            """() => {
              window.tops = [];
              const look = () => {
                if (location.pathname.startsWith("/n/")) window.tops.push(scrollY);
                requestAnimationFrame(look);
              };
              look();
            }"""
        )
        page.get_by_role("button", name=say("en", "compose.post"), exact=True).click()
        page.wait_for_url(lambda url: "/n/" in url)
        expect(page.locator("article.note")).to_be_visible()
        page.wait_for_function("() => window.tops.length > 30")
        assert max(page.evaluate("window.tops")) == 0
