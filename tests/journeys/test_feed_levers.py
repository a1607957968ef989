"""The reader is in charge: why, less, never, begin again; the author sees her readers."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import join, sign_in
from tests.journeys.square import Square, serving
from tests.journeys.test_square import notes_that

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Square]:
    """A square of its own: what its operator switches is felt by no other test."""
    with serving(tmp_path_factory.mktemp("quiet"), demo=False) as square:
        yield square


@pytest.fixture(scope="module", autouse=True)
def read_by_four(quiet: Square) -> str:
    """Return a note that four readers opened, told when the module begins.

    Once a minute the worker looks who is to see a new note: the test of that is the module's last,
    and need not wait for it.
    """
    note: str = quiet.member("is_read", "en").post(
        "/api/v1/notes",
        {"title": "Bread in a pan", "body": "No oven, no problem.", "topics": ["bread"]},
    )["id"]
    for n in range(4):
        reader = quiet.member(f"reads_bread_{n}", "en")
        for kind in ("impression", "open"):
            told = {"kind": kind, "note": note, "feed": "topic", "position": n}
            reader.post("/api/v1/events", {"events": [told]})
    return note


def explore(page: Page, square: Square) -> list[dict[str, Any]]:
    """Return the first page of Explore as its reader would get it now."""
    answer = page.request.get(f"{square.address}/api/v1/feeds/explore")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def about(topic: str, cards: list[dict[str, Any]]) -> int:
    return sum(topic in card["topics"] for card in cards)


def likes(page: Page, square: Square, appeal: str, count: int = 8) -> None:
    """Let the reader like what demo writers judged to have most of an appeal."""
    for note in notes_that(appeal, square, count):
        answer = page.request.put(
            f"{square.address}/api/v1/notes/{note}/like", headers={"Origin": square.address}
        )
        assert answer.ok


def of_topic(topic: str) -> str:
    """Return what the choice of a topic is called; the topic stands isolated in its sentence."""
    return say("en", "wish.what_topic", label=f"\u2068#{topic}\u2069")


def on_ladder(page: Page, square: Square) -> bool:
    """Whether the reader's newest note has begun to look for its first audience."""
    told = page.request.get(f"{square.address}/api/v1/me/audience").json()
    return told["notes"][0]["ladder"] is not None


def open_menu(page: Page, note: str) -> Locator:
    """Open what can be said about a card; return the sheet."""
    card = page.locator(f'li[data-id="{note}"]')
    card.scroll_into_view_if_needed()
    card.locator(".menu-button").click()
    return page.get_by_role("dialog")


def answer_to(method: str, path: str) -> Any:
    def fits(response: Response) -> bool:
        return response.request.method == method and path in response.url

    return fits


def test_less_of_a_topic_changes_the_next_page_and_can_be_undone(demo: Square, browser: Browser):
    with person(browser, "en-US") as page:
        join(page, demo, "less_of_it", "en")
        likes(page, demo, "animals")
        demo.wait_until_understood()
        before = explore(page, demo)
        [(topic, many)] = Counter(label for card in before for label in card["topics"]).most_common(
            1
        )
        assert many >= 2

        page.goto(f"{demo.address}/")
        expect(page.locator("article.card").first).to_be_visible()
        note = next(card for card in explore(page, demo) if topic in card["topics"])
        shown = page.locator(f'li[data-id="{note["id"]}"]')
        sheet = open_menu(page, note["id"])
        sheet.get_by_role("button", name=say("en", "wish.less"), exact=True).click()
        with page.expect_response(answer_to("PUT", "/feeds/wishes/")):
            sheet.get_by_role("button", name=of_topic(topic), exact=True).click()

        expect(shown).to_have_count(0)
        demo.wait_until(lambda: about(topic, explore(page, demo)) * 2 <= many, 15)

        page.goto(f"{demo.address}/feed-settings")
        wished = page.locator("section", has_text=say("en", "feedset.wishes"))
        with page.expect_response(answer_to("DELETE", "/feeds/wishes/")):
            undo = say("en", "wish.undo_of", what=of_topic(topic))
            wished.get_by_role("button", name=undo, exact=True).click()
        expect(wished.get_by_text(say("en", "feedset.wishes_none"))).to_be_visible()
        demo.wait_until(lambda: about(topic, explore(page, demo)) * 2 > many, 15)


def test_why_is_told_from_what_weighed(demo: Square, browser: Browser):
    with person(browser, "en-US") as page:
        join(page, demo, "asks_why", "en")
        likes(page, demo, "animals")
        demo.wait_until_understood()
        page.goto(f"{demo.address}/")
        page.locator("article.card").first.hover()
        page.locator(".menu-button").first.press("Enter")

        sheet = page.get_by_role("dialog", name=say("en", "feed.why"))
        expect(sheet.locator(".reason")).not_to_be_empty()
        weighed = sheet.locator(".terms li")
        expect(weighed.first).to_be_visible()
        expect(weighed.first).to_contain_text("%")
        for lever in ("wish.more", "wish.less", "feed.hide", "review.report"):
            expect(sheet.get_by_role("button", name=say("en", lever), exact=True)).to_be_visible()

        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        expect(page.locator(".menu-button").first).to_be_focused()


def test_dials_stay_where_they_were_put_and_choose_what_opens_first(demo: Square, browser: Browser):
    with person(browser, "en-US") as page:
        join(page, demo, "turns_dials", "en")
        page.goto(f"{demo.address}/feed-settings")
        variety = page.get_by_role("slider", name=say("en", "dial.variety"))
        expect(variety).to_be_enabled()
        with page.expect_response(answer_to("PATCH", "/feeds/dials")):
            variety.press("End")
        expect(page.get_by_text(say("en", "dial.variety_4"))).to_be_visible()
        home = page.get_by_role("group", name=say("en", "dial.home"))
        with page.expect_response(answer_to("PATCH", "/feeds/dials")):
            home.get_by_text(say("en", "page.following"), exact=True).click()

        page.reload()
        expect(variety).to_have_value("1")
        expect(home.get_by_role("radio", name=say("en", "page.following"))).to_be_checked()
        opened = page.context.new_page()
        opened.goto(f"{demo.address}/")
        expect(opened).to_have_url(f"{demo.address}/following")


def test_a_topic_is_muted_from_right_to_left(demo: Square, browser: Browser):
    with person(browser, "ar-EG", phone=True) as page:
        join(page, demo, "mutes_topics", "ar")
        page.goto(demo.address)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("article.card").first).to_be_visible()
        note = next(card for card in explore(page, demo) if len(card["topics"]) > 1)
        topic = note["topics"][0]
        expect(page.locator(f'li[data-id="{note["id"]}"]')).to_have_count(1)

        sheet = open_menu(page, note["id"])
        sheet.get_by_role("button", name=say("ar", "wish.mute"), exact=True).click()
        with page.expect_response(answer_to("PUT", "/feeds/muted-topics/")):
            sheet.get_by_role("button", name=f"#{topic}", exact=True).click()
        expect(page.locator(f'li[data-id="{note["id"]}"]')).to_have_count(0)
        demo.wait_until(lambda: about(topic, explore(page, demo)) == 0, 15)

        page.goto(f"{demo.address}/feed-settings")
        muted = page.locator("section", has_text=say("ar", "feedset.muted"))
        expect(muted.get_by_text(topic)).to_be_visible()
        with page.expect_response(answer_to("DELETE", "/feeds/muted-topics/")):
            muted.get_by_role("button").first.click()
        expect(muted.get_by_text(say("ar", "feedset.muted_none"))).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reader_begins_again_and_changes_her_mind(demo: Square, browser: Browser):
    with person(browser, "en-US") as page:
        join(page, demo, "begins_again", "en")
        page.goto(f"{demo.address}/feed-settings")
        page.get_by_role("button", name=say("en", "reset.ask")).click()
        asked = page.get_by_role("dialog", name=say("en", "reset.sure"))
        expect(asked.get_by_text(say("en", "reset.keeps"))).to_be_visible()
        asked.get_by_role("button", name=say("en", "reset.do")).click()
        expect(asked).to_have_count(0)

        page.reload()
        again = page.locator("section", has_text=say("en", "reset.title"))
        with page.expect_response(answer_to("DELETE", "/feeds/reset")):
            again.get_by_role("button", name=say("en", "ui.undo")).click()
        expect(again.get_by_role("button", name=say("en", "reset.ask"))).to_be_visible()


def test_under_a_note_there_are_others_like_it(demo: Square, browser: Browser):
    note = notes_that("animals", demo, 1)[0]
    with person(browser, "en-US", phone=True) as page:
        page.goto(f"{demo.address}/n/{note}")
        strip = page.get_by_role("region", name=say("en", "related.title"))
        # it comes to stand under the talk once that is there: not before can one scroll to it
        strip.scroll_into_view_if_needed()
        first = strip.get_by_role("link").first
        expect(first).to_be_visible()
        assert note not in str(first.get_attribute("href"))
        first.click()
        page.wait_for_url(re.compile(r"from=related"))
        expect(page.locator("article.note")).to_be_visible()


def test_an_operator_stops_the_choosing_and_the_newest_come_first(quiet: Square, browser: Browser):
    writer = quiet.member("writes_a_lot", "en")
    for n in range(6):
        writer.post(
            "/api/v1/notes",
            {
                "title": f"Page {n}",
                "body": f"The {n}th page of a diary.",
                "topics": [],
                "media": [],
            },
        )
    quiet.wait_until_understood()
    with person(browser, "en-US") as page:
        join(page, quiet, "keeps_order", "en")
        page.goto(f"{quiet.address}/me/audience")
        expect(page.get_by_text(say("en", "audience.none"))).to_be_visible()
        page.goto(f"{quiet.address}/claim?token={quiet.claim_token()}")
        page.get_by_role("button", name=say("en", "claim.do")).click()
        page.get_by_role("link", name=say("en", "page.levers")).click()
        page.get_by_role("button", name=say("en", "kill.turn_off")).click()
        asked = page.get_by_role("dialog")
        act = asked.get_by_role("button", name=say("en", "kill.turn_off"), exact=True)
        expect(act).to_be_disabled()
        asked.get_by_label(say("en", "levers.reason")).fill("Somebody games the feed.")
        act.click()
        expect(page.get_by_text(say("en", "kill.is_off"))).to_be_visible()
        expect(page.get_by_text("Somebody games the feed.").last).to_be_visible()

        def newest_first() -> bool:
            times = [card["at"] for card in explore(page, quiet)]
            return len(times) >= 6 and times == sorted(times, reverse=True)

        quiet.wait_until(newest_first, 10)
        page.goto(f"{quiet.address}/")
        expect(page.locator("article.card").first).to_contain_text("Page 5")

        page.goto(f"{quiet.address}/operator/levers")
        page.get_by_role("button", name=say("en", "kill.turn_on")).click()
        page.get_by_label(say("en", "levers.reason")).fill("It is over.")
        asked.get_by_role("button", name=say("en", "kill.turn_on"), exact=True).click()
        expect(page.get_by_text(say("en", "kill.is_on"))).to_be_visible()


def test_an_author_sees_where_her_readers_came_from(
    quiet: Square, browser: Browser, read_by_four: str
):
    with person(browser, "en-US") as page:
        sign_in(page, quiet, "is_read")
        # the worker sets foot on the ladder once a minute
        quiet.wait_until(lambda: on_ladder(page, quiet), 90)

        page.goto(f"{quiet.address}/n/{read_by_four}")
        page.get_by_role("button", name=say("en", "notes.more"), exact=True).click()
        page.get_by_role("link", name=say("en", "audience.of_note")).click()
        expect(page.get_by_role("heading", name=say("en", "page.audience"))).to_be_visible()
        places = page.get_by_role("table", name=say("en", "audience.from"))
        topic = places.get_by_role("row", name=re.compile(say("en", "audience.from_topic")))
        expect(topic).to_contain_text("4 opened")
        expect(page.get_by_role("list", name=say("en", "audience.langs"))).to_contain_text(
            "English"
        )
        expect(
            page.locator("article", has_text="Bread in a pan").locator(".ladder")
        ).to_be_visible()
