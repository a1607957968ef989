"""Writing to each other: live, across languages, asked first, and closed by a block at once."""

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Member, Square

pytestmark = pytest.mark.journey

LIVE_MS = 8_000


def follows(member: Member, handle: str) -> None:
    answer = member._http.put(f"/api/v1/members/{handle}/follow", headers=member._headers)
    assert answer.status_code == 204, answer.text


def two(square: Square, one: str, other: str, *langs: str) -> tuple[Member, Member]:
    """Make two members who follow each other."""
    a, b = square.member(one, langs[0]), square.member(other, langs[1])
    follows(a, other)
    follows(b, one)
    return a, b


def writes(member: Member, handle: str, body: str) -> str:
    made = member.post(f"/api/v1/members/{handle}/messages", {"body": body})
    return str(made["conversation"])


def test_two_talk_live_and_each_reads_it(demo: Square, browser: Browser):
    two(demo, "talks_ana", "talks_lin", "en", "zh-Hans")

    with person(browser, "en-US") as ana, person(browser, "zh-CN", phone=True) as lin:
        sign_in(ana, demo, "talks_ana")
        sign_in(lin, demo, "talks_lin")
        with lin.expect_request("**/api/v1/me/live*"):
            lin.goto(f"{demo.address}/rules")
        ana.goto(f"{demo.address}/u/talks_lin")
        ana.get_by_role("button", name=say("en", "messages.do"), exact=True).click()
        ana.get_by_role("textbox", name=say("en", "messages.write")).fill("Is the kettle on?")
        ana.keyboard.press("Enter")
        expect(ana.locator("article.bubble", has_text="Is the kettle on?")).to_have_count(1)

        letters = lin.locator("header.top a[href='/messages']")
        expect(letters.locator(".badge")).to_have_text("1", timeout=LIVE_MS)
        letters.click()
        lin.get_by_role("link", name="talks_ana").click()
        expect(lin.locator("article.bubble", has_text="Is the kettle on?")).to_be_visible()
        expect(lin.locator("header.top .badge")).to_have_count(0)
        lin.get_by_role("textbox", name=say("zh-Hans", "messages.write")).fill("六点就烧好了")
        lin.get_by_role("button", name=say("zh-Hans", "messages.send"), exact=True).click()

        expect(ana.locator("article.bubble", has_text="六点就烧好了")).to_be_visible(
            timeout=LIVE_MS
        )


def test_a_character_that_is_being_composed_is_not_sent(demo: Square, browser: Browser):
    two(demo, "types_lin", "types_bo", "zh-Hans", "en")

    with person(browser, "zh-CN") as page:
        sign_in(page, demo, "types_lin")
        page.goto(f"{demo.address}/messages/with/types_bo")
        area = page.get_by_role("textbox", name=say("zh-Hans", "messages.write"))
        area.fill("你好")
        area.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
        area.press("Shift+Enter")
        expect(area).to_have_value("你好\n")
        expect(page.locator("article.bubble")).to_have_count(0)
        area.press("Enter")

        expect(page.locator("article.bubble", has_text="你好")).to_have_count(1)
        expect(area).to_have_value("")


def test_a_stranger_asks_and_is_let_in_from_right_to_left(demo: Square, browser: Browser):
    stranger = demo.member("asks_bo", "en")
    demo.member("asked_nadia", "ar")
    writes(stranger, "asked_nadia", "May I ask about https://bread.example ?")

    with person(browser, "ar-EG", phone=True) as page:
        sign_in(page, demo, "asked_nadia")
        page.goto(f"{demo.address}/messages")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.get_by_text(say("ar", "messages.none"))).to_be_visible()
        page.get_by_role("button", name=say("ar", "messages.box_requests")).click()
        page.get_by_role("link", name="asks_bo").click()
        bubble = page.locator("article.bubble")
        expect(bubble).to_contain_text("https://bread.example")
        expect(bubble.get_by_role("link")).to_have_count(0)
        assert stranger.get("/api/v1/conversations")["items"][0]["state"] == "asked"

        page.get_by_role("button", name=say("ar", "messages.accept")).click()

        expect(bubble.get_by_role("link", name="bread.example")).to_be_visible()
        page.get_by_role("textbox", name=say("ar", "messages.write")).fill("أهلًا بك، تفضّل")
        page.get_by_role("button", name=say("ar", "messages.send"), exact=True).click()
        expect(page.locator("article.bubble.mine", has_text="تفضّل")).to_be_visible()
    assert stranger.get("/api/v1/conversations")["items"][0]["state"] == "open"


def test_a_block_closes_what_is_open(demo: Square, browser: Browser):
    ana, _ = two(demo, "shuts_ana", "shuts_bo", "en", "en")
    conversation = writes(ana, "shuts_bo", "Hello")

    with person(browser, "en-US") as page:
        sign_in(page, demo, "shuts_bo")
        with page.expect_request("**/api/v1/me/live*"):
            page.goto(f"{demo.address}/messages/{conversation}")
        expect(page.locator("article.bubble")).to_have_count(1)

        ana._http.put("/api/v1/members/shuts_bo/block", headers=ana._headers)

        expect(page.get_by_text(say("en", "page.gone"), exact=True)).to_be_visible(timeout=LIVE_MS)
        expect(page.locator("article.bubble")).to_have_count(0)


def test_words_are_translated_in_the_house(demo: Square, browser: Browser):
    # comes with the package
    assert ["pt", "en"] in demo.http.get("/api/v1/languages").json()["pairs"]
    bea, _ = two(demo, "reads_bea", "reads_ana", "pt", "en")
    conversation = writes(bea, "reads_ana", "O pão ainda está quente e a janela está aberta.")
    demo.wait_until_understood()

    with person(browser, "en-US") as page:
        sign_in(page, demo, "reads_ana")
        page.goto(f"{demo.address}/messages/{conversation}")
        bubble = page.locator("article.bubble")
        bubble.get_by_role("button", name=say("en", "translate.ask")).click()

        house = say("en", "messages.by_house", language="Portuguese").split("{engine}")[0]
        expect(bubble).to_contain_text(house, timeout=60_000)
        expect(bubble).to_contain_text("bread")


def test_what_is_written_without_a_network_goes_when_it_is_back(demo: Square, browser: Browser):
    two(demo, "waits_ana", "waits_bo", "en", "en")

    with person(browser, "en-US") as page:
        sign_in(page, demo, "waits_ana")
        page.goto(f"{demo.address}/messages/with/waits_bo")
        area = page.get_by_role("textbox", name=say("en", "messages.write"))
        area.fill("Half a thought")
        page.reload()
        expect(area).to_have_value("Half a thought")
        page.context.set_offline(True)
        area.press("Enter")
        expect(page.get_by_text(say("en", "messages.offline"))).to_be_visible()

        page.context.set_offline(False)

        expect(page.locator("[data-message]", has_text="Half a thought")).to_have_count(1)
        expect(page.get_by_text(say("en", "messages.offline"))).to_have_count(0)


def test_what_one_wrote_can_be_said_otherwise_and_taken_back(demo: Square, browser: Browser):
    ana, bo = two(demo, "takes_ana", "takes_bo", "en", "en")
    conversation = writes(ana, "takes_bo", "See you Thrusday")

    with person(browser, "en-US") as page:
        sign_in(page, demo, "takes_ana")
        page.goto(f"{demo.address}/messages/{conversation}")
        bubble = page.locator("article.bubble")
        more = page.get_by_role("button", name=say("en", "messages.more"))
        more.click()
        page.get_by_role("button", name=say("en", "messages.edit"), exact=True).click()
        page.get_by_role("dialog").locator("textarea").fill("See you Thursday")
        page.get_by_role("button", name=say("en", "settings.save"), exact=True).click()
        expect(bubble).to_contain_text("See you Thursday")
        more.click()
        page.get_by_role("button", name=say("en", "messages.delete"), exact=True).click()
        page.get_by_role("dialog").get_by_role(
            "button", name=say("en", "messages.delete"), exact=True
        ).click()
        expect(bubble).to_contain_text(say("en", "messages.gone_deleted"))
    page_of_bo = bo.get(f"/api/v1/conversations/{conversation}/messages")
    assert [one["gone"] for one in page_of_bo["items"]] == ["deleted"]


def test_a_note_is_sent_and_opened(demo: Square, browser: Browser):
    ana, bo = two(demo, "sends_ana", "sends_bo", "en", "en")
    conversation = writes(ana, "sends_bo", "Look at this")
    title = f"Seven boats {uuid.uuid4().hex[:6]}"
    note = ana.post("/api/v1/notes", {"title": title, "body": "At the quay"})["id"]

    with person(browser, "en-US") as page:
        sign_in(page, demo, "sends_ana")
        page.goto(f"{demo.address}/n/{note}")
        page.get_by_role("button", name=say("en", "notes.more")).first.click()
        page.get_by_role("button", name=say("en", "messages.send_note")).click()
        page.get_by_role("dialog").get_by_role("button", name="sends_bo").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.goto(f"{demo.address}/messages/{conversation}")
        expect(page.get_by_role("link", name=title)).to_be_visible()
    assert (
        bo.get(f"/api/v1/conversations/{conversation}/messages")["items"][0]["note"]["id"] == note
    )


@pytest.mark.parametrize(
    ("locale", "lang", "phone", "dark"),
    [("en-US", "en", False, True), ("ar-EG", "ar", True, False)],
    ids=["en-desktop-dark", "ar-phone-light"],
)
def test_axe_finds_nothing_serious_in_messages(
    demo: Square, browser: Browser, locale: str, lang: str, phone: bool, dark: bool
):
    me, _ = two(demo, f"axe_letters_{lang}", f"axe_letters_{lang}_b", lang, "en")
    conversation = writes(me, f"axe_letters_{lang}_b", "Hello, you")
    stranger = demo.member(f"axe_letters_{lang}_c", "en")
    request = writes(stranger, f"axe_letters_{lang}", "May I ask something?")

    with person(browser, locale, phone=phone) as page:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        sign_in(page, demo, f"axe_letters_{lang}")
        found: list[str] = []
        for path in ("", "?box=requests", f"/{conversation}", f"/{request}"):
            page.goto(f"{demo.address}/messages{path}")
            expect(page.locator("a[href^='/messages/'] time, [data-message]").first).to_be_visible()
            found += wrong(page)

        assert found == []
