"""An operator makes another, she a third, and the third takes the role back from the first."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import wrong
from tests.journeys.browser import chromium, person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square, serving

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, _sockets: None) -> Iterator[Square]:
    """A square of its own, whose operator is `first`."""
    chromium()
    with serving(tmp_path_factory.mktemp("team"), demo=False) as square:
        first = square.member("first", "en")
        first.post("/api/v1/operator-claims", {"token": square.claim_token()})
        square.member("second", "zh-Hans")
        square.member("third", "ar")
        yield square


def opens(page: Page, run: Square, handle: str, lang: str) -> None:
    sign_in(page, run, handle)
    page.goto(f"{run.address}/operator/team")
    expect(page.get_by_role("heading", name=say(lang, "page.team"), exact=True)).to_be_visible()


def makes(page: Page, lang: str, handle: str) -> None:
    page.get_by_label(say(lang, "people.handle"), exact=True).fill(f"@{handle}")
    page.get_by_label(say(lang, "levers.reason"), exact=True).fill("reads what I cannot")
    page.get_by_role("button", name=say(lang, "team.make"), exact=True).click()
    expect(page.locator(".people")).to_contain_text(f"@{handle}")


def test_the_role_is_handed_on_and_taken_back(run: Square, browser: Browser) -> None:
    with person(browser, "en-US") as page:
        opens(page, run, "first", "en")
        # as long as she is the only one there is nothing to take
        expect(page.get_by_role("button", name=say("en", "team.give_up"))).to_have_count(0)
        makes(page, "en", "second")

    with person(browser, "zh-CN") as page:
        opens(page, run, "second", "zh-Hans")
        expect(page.locator("ol")).to_contain_text("reads what I cannot")
        makes(page, "zh-Hans", "third")
        assert wrong(page) == []

    with person(browser, "ar-EG", phone=True) as page:
        opens(page, run, "third", "ar")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        first = page.locator(".people > li", has_text="@first")
        first.get_by_role("button", name=say("ar", "team.take"), exact=True).click()
        first.get_by_role("textbox").fill("سافرت")
        assert wrong(page) == []
        first.get_by_role("button", name=say("ar", "team.take"), exact=True).click()
        expect(page.locator(".people")).not_to_contain_text("@first")
        expect(page.locator("ol")).to_contain_text("سافرت")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    with person(browser, "en-US") as page:
        sign_in(page, run, "first")
        page.goto(f"{run.address}/operator/team")
        expect(page.get_by_text(say("en", "operator.not"), exact=True)).to_be_visible()
