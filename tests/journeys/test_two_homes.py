"""On the night a crowd arrives: a local and a newcomer, their first page, slider and audit."""

import os
import shutil
from collections.abc import Iterator

import apsw
import pytest
from playwright.sync_api import Browser, Page, expect

from qiao.kit.clock import DAY
from tests.journeys.axe import settled, wrong
from tests.journeys.browser import chromium, person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Member, Square, demo_data, serving

pytestmark = pytest.mark.journey

CATS = ("asleep on a drum", "in the fruit bowl", "under my coat", "and the neighbour's parrot")
MONTHS_US = 60 * DAY


def note_of(who: Member, number: int) -> None:
    cat = CATS[number % len(CATS)]
    body = f"She came with me across the sea, and this is cat number {number}. What do yours do?"
    who.post("/api/v1/notes", {"title": f"My cat {cat}", "body": body, "topics": ["mycat"]})


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, _sockets: None) -> Iterator[Square]:
    """The demo community, a local who joined two months ago, and forty newcomers' notes."""
    chromium()
    run, folder = tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("night")
    made = demo_data(run.parent if "PYTEST_XDIST_WORKER" in os.environ else run)
    shutil.copytree(made, folder / "square")
    with serving(folder, demo=True) as square:
        square.member("old_hand", "zh-Hans")
    database = apsw.Connection(str(folder / "square" / "square.db"))
    database.set_busy_timeout(30_000)
    database.execute(
        "update members set joined_us = joined_us - ? where handle = 'old_hand'", (MONTHS_US,)
    )
    database.close()
    with serving(folder, demo=True) as square:
        for number in range(20):
            newcomer = square.member(f"from_afar_{number}", "en")
            note_of(newcomer, 2 * number)
            note_of(newcomer, 2 * number + 1)
        for handle, lang in (("just_came", "en"), ("just_came_ar", "ar")):
            square.member(handle, lang)
        square.wait_until_understood()
        yield square


def shot(page: Page, name: str) -> None:
    """Keep what it looks like, where somebody wants to see it."""
    if folder := os.environ.get("QIAO_SHOTS"):
        settled(page)
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize(
    ("handle", "locale", "lang", "phone"),
    [
        ("old_hand", "zh-CN", "zh-Hans", False),
        ("just_came", "en-US", "en", False),
        ("just_came_ar", "ar-EG", "ar", True),
    ],
)
def test_each_has_a_home_that_night_and_can_look_beyond_it(
    night: Square, browser: Browser, handle: str, locale: str, lang: str, phone: bool
) -> None:
    with person(browser, locale, phone=phone) as page:
        sign_in(page, night, handle)
        page.goto(night.address)
        expect(page.locator("main article").first).to_be_visible()
        shot(page, f"night_{handle}")

        # her own record of that page says that it kept what was promised
        own = f"{night.address}/api/v1/me/pages"
        night.wait_until(lambda: page.request.get(own).json()["items"], 30)
        with page.expect_response(f"{own}*") as told:
            page.goto(f"{night.address}/me/pages")
        expect(page.get_by_text(say(lang, "ownpages.kept"), exact=True).first).to_be_visible()
        newest = told.value.json()["items"][0]
        drawn = page.locator("main li.panel").first.locator(".page")
        expect(drawn.locator("i")).to_have_count(len(newest["notes"]))
        expect(drawn.locator(".home, .both")).to_have_count(newest["home"])
        expect(drawn.locator(".new, .both")).to_have_count(newest["newcomers"])

        page.goto(f"{night.address}/feed-settings")
        dial = page.get_by_role("slider", name=say(lang, "dial.homeward"))
        expect(page.get_by_text(say(lang, "dial.homeward_2"), exact=True)).to_be_visible()
        promised = page.get_by_role("figure").filter(has_text=say(lang, "dial.promised"))
        expect(promised.locator(".page .home")).to_have_count(12)
        dial.press("End")
        expect(page.get_by_text(say(lang, "dial.homeward_4"), exact=True)).to_be_visible()
        expect(promised.locator(".page .home")).to_have_count(18)
        expect(promised.locator(".page .new")).to_have_count(2)
        promised.scroll_into_view_if_needed()
        page.mouse.wheel(0, 120)
        shot(page, f"night_dials_{handle}")
        assert wrong(page) == []

        page.get_by_role("link", name=say(lang, "outside.show"), exact=True).click()
        expect(
            page.get_by_role("heading", name=say(lang, "page.outside"), exact=True)
        ).to_be_visible()
        expect(page.locator("main article").first).to_be_visible()
        settled(page)
        assert wrong(page) == []
