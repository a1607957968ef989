"""An operator looks at the night: what is well, what is not, and what to do about it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.axe import arrived, settled, wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import join, sign_in
from tests.journeys.square import Square, serving

pytestmark = pytest.mark.journey

NIGHT = "/operator/tonight"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Square]:
    """A square of its own, whose operator wants a disk that lasts a century."""
    settings = {"QIAO_OPERATOR__THRESHOLDS": '{"disk": [40000, 36500]}'}
    folder = tmp_path_factory.mktemp("watched")
    with serving(folder, demo=False, settings=settings) as square:
        yield square


def board(page: Page, name: str) -> Locator:
    return page.locator(f'[data-board="{name}"]')


def test_an_operator_sees_what_is_wrong_and_what_to_do(watched: Square, browser: Browser):
    with person(browser, "en-US") as page:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        join(page, watched, "night_watch", "en")
        page.goto(f"{watched.address}/claim?token={watched.claim_token()}")
        page.get_by_role("button", name=say("en", "claim.do"), exact=True).click()
        page.get_by_role("link", name=say("en", "page.tonight"), exact=True).click()

        disk = board(page, "disk")
        expect(disk.get_by_text(say("en", "tonight.state_alarm"))).to_be_visible()
        expect(disk.get_by_text(say("en", "tonight.do_disk"))).to_be_visible()
        expect(board(page, "backlog").get_by_text(say("en", "tonight.state_ok"))).to_be_visible()
        expect(
            board(page, "audience").get_by_text(say("en", "tonight.state_quiet"))
        ).to_be_visible()

        groups = page.get_by_role("heading", name=say("en", "groups.title"), exact=True)
        expect(groups).to_be_visible()
        chart = board(page, "arrivals").get_by_role("slider")
        expect(chart.locator("canvas")).to_be_visible()
        chart.focus()
        page.keyboard.press("End")
        expect(chart).to_have_attribute("aria-valuenow", "143")
        page.keyboard.press("ArrowLeft")
        expect(chart).to_have_attribute("aria-valuenow", "142")

        disk.locator("summary").click()
        expect(disk.get_by_role("table")).to_contain_text(say("en", "tonight.years"))
        page.get_by_role("button", name=say("en", "tonight.span_week"), exact=True).click()
        expect(chart).to_have_attribute("aria-valuemax", "167")
        settled(page)
        arrived(page)
        assert wrong(page) == []


@pytest.mark.parametrize(
    ("locale", "lang", "phone"), [("zh-CN", "zh-Hans", False), ("ar-EG", "ar", True)]
)
def test_it_is_readable_in_other_languages_and_on_a_phone(
    watched: Square, browser: Browser, locale: str, lang: str, phone: bool
):
    with person(browser, locale, phone=phone) as page:
        sign_in(page, watched, "night_watch")
        speaks = page.request.patch(
            f"{watched.address}/api/v1/me",
            data={"ui_lang": lang},
            headers={"Origin": watched.address},
        )
        assert speaks.ok
        page.goto(watched.address + NIGHT)

        disk = board(page, "disk")
        expect(disk.get_by_text(say(lang, "tonight.state_alarm"))).to_be_visible()
        expect(disk.locator("canvas")).to_be_visible()
        assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        settled(page)
        arrived(page)
        assert wrong(page) == []


def test_a_member_is_told_that_it_is_for_operators(watched: Square, browser: Browser):
    watched.member("just_curious", "en")
    with person(browser, "en-US") as page:
        sign_in(page, watched, "just_curious")
        page.goto(watched.address + NIGHT)

        expect(page.get_by_text(say("en", "operator.not"), exact=True)).to_be_visible()
        expect(page.locator("[data-board]")).to_have_count(0)
