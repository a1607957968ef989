"""Being told: a bell that rings by itself, a mention, likes in sum, and what one need not hear."""

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Member, Square

pytestmark = pytest.mark.journey

RINGS_MS = 5_000


def told(lang: str, kind: str, *, who: str, what: str) -> str:
    """Return a notice's sentence as it stands on the page, names and titles set apart."""
    name = say(lang, "people.momo_of", handle=who)
    return say(lang, f"notices.say_{kind}", who=f"\u2068{name}\u2069", what=f"\u2068{what}\u2069")


def comments(member: Member, note: str, body: str, parent: str | None = None) -> str:
    made = member.post(f"/api/v1/notes/{note}/comments", {"body": body, "parent": parent})
    return str(made["id"])


def test_the_bell_rings_without_a_reload_and_leads_to_what_was_said(demo: Square, browser: Browser):
    ana, bo = demo.member("told_ana", "en"), demo.member("told_bo", "en")
    note = ana.post("/api/v1/notes", {"title": "Bread at dawn", "body": "Still warm"})["id"]

    with person(browser, "en-US") as page:
        # the line stands when its answer has begun
        sign_in(page, demo, "told_ana")
        with page.expect_response("**/api/v1/me/live*"):
            page.goto(demo.address)
        bell = page.get_by_role("navigation").locator("a[href='/notices']")
        expect(bell).to_be_visible()

        comment = comments(bo, note, "How long did it rest? @told_ana")

        expect(bell.locator(".badge")).to_have_text("1", timeout=RINGS_MS)
        expect(page.get_by_role("status").get_by_text("Bread at dawn")).to_be_visible()
        bell.click()
        row = page.locator("article.notice")
        expect(row).to_have_count(1)
        expect(row).to_contain_text(
            told("en", "mention_comment", who="told_bo", what="Bread at dawn")
        )
        expect(row).to_contain_text(say("en", "notices.first"))
        expect(bell.locator(".badge")).to_have_count(0)
        row.get_by_role("link").click()
        expect(page.locator(f"[data-comment='{comment}']")).to_be_visible()

        page.goto(f"{demo.address}/u/told_ana")
        expect(page.get_by_text(say("en", "notices.first_back"))).to_be_visible()


def test_likes_are_told_in_sum_and_a_second_window_knows_what_was_seen(
    demo: Square, browser: Browser
):
    author = demo.member("told_liked", "en")
    note = author.post("/api/v1/notes", {"title": "Seven boats", "body": "At the quay"})["id"]

    with person(browser, "en-US") as page:
        sign_in(page, demo, "told_liked")
        with page.expect_request("**/api/v1/me/live*"):
            page.goto(f"{demo.address}/rules")
        other = page.context.new_page()
        other.goto(f"{demo.address}/rules")
        for number in range(5):
            demo.member(f"told_likes_{number}", "en").like(note)

        for window in (page, other):
            badge = window.get_by_role("navigation").locator("a[href='/notices'] .badge")
            expect(badge).to_have_text("1", timeout=RINGS_MS)
        page.goto(f"{demo.address}/notices")
        row = page.locator("article.notice")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("Seven boats")
        expect(row).to_contain_text(say("en", "notices.others").split("other {# ")[1][:6])
        expect(badge).to_have_count(0, timeout=RINGS_MS)


def test_what_is_switched_off_is_not_counted(demo: Square, browser: Browser):
    author, fan = demo.member("told_quiet", "en"), demo.member("told_fan", "en")
    note = author.post("/api/v1/notes", {"title": "Quiet please", "body": "Shh"})["id"]

    with person(browser, "en-US") as page:
        sign_in(page, demo, "told_quiet")
        page.goto(f"{demo.address}/settings")
        name = f"{say('en', 'notices.kind_likes')}, {say('en', 'notices.channel_bell')}"
        with page.expect_response("**/me/notices/choices"):
            page.get_by_role("checkbox", name=name).uncheck()
        fan.like(note)
        demo.wait_until_understood()

        page.goto(f"{demo.address}/notices")
        page.get_by_role("button", name=say("en", "notices.box_likes")).click()

        expect(page.locator("article.notice")).to_have_count(1)
        expect(page.locator("a[href='/notices'] .badge")).to_have_count(0)


def test_it_is_read_from_right_to_left(demo: Square, browser: Browser):
    author, fan = demo.member("told_nadia", "ar"), demo.member("told_lin", "zh-Hans")
    note = author.post("/api/v1/notes", {"title": "خبز الصباح", "body": "ما زال دافئًا"})["id"]
    comments(fan, note, "看起来好香！@told_nadia你好")
    fan.like(note)
    demo.wait_until_understood()

    with person(browser, "ar-EG", phone=True) as page:
        sign_in(page, demo, "told_nadia")
        page.goto(f"{demo.address}/notices")

        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        row = page.locator("article.notice")
        expect(row).to_contain_text(
            told("ar", "mention_comment", who="told_lin", what="خبز الصباح")
        )
        expect(row.locator("p[lang=zh-Hans]")).to_contain_text("看起来好香")
        row.get_by_role("link").click()
        # her name stands over her note too: what is looked for is the mention in the comment
        mention = page.locator(".user-text a[href='/u/told_nadia']")
        expect(mention.get_by_text("@told_nadia")).to_be_visible()


def test_the_app_links_whom_the_server_tells(demo: Square, browser: Browser):
    cases = json.loads(
        (Path(__file__).parents[1] / "notices" / "mentions.json").read_text(encoding="utf-8")
    )
    member = demo.member("told_cases", "en")
    texts = "\n".join(f"{number}: {text}" for number, (text, _) in enumerate(cases))
    note = member.post("/api/v1/notes", {"title": "Cases", "body": texts})["id"]

    with person(browser, "en-US") as page:
        page.goto(f"{demo.address}/n/{note}")
        body = page.locator(".user-text", has_text="0: ").first
        found: dict[int, list[str]] = {}
        for text in body.inner_html().split("\n"):
            number = int(text.split(":")[0].rsplit(">", 1)[-1])
            handles = [part.split('"')[0] for part in text.split('href="/u/')[1:]]
            found[number] = list(dict.fromkeys(handles))

    assert found == {number: handles for number, (_, handles) in enumerate(cases)}


def test_nobody_listens_without_a_session(demo: Square):
    answer = httpx.get(f"{demo.address}/api/v1/me/live")

    assert answer.status_code == 401


def test_a_closed_app_rings_and_a_tap_on_it_leads_there(demo: Square, browser: Browser):
    told_now = {"title": "Bo commented", "body": "How long?", "url": "/rules", "tag": "one"}
    context = browser.new_context(locale="en-US")
    context.grant_permissions(["notifications"], origin=demo.address)
    page = context.new_page()
    page.goto(f"{demo.address}/rules")
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    cdp = context.new_cdp_session(page)
    workers: list[str] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: workers.extend(r["registrationId"] for r in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    demo.wait_until(lambda: page.evaluate("1") and workers, 10)
    shown = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
        .then((all) => all.map((one) => [one.title, one.body, one.tag]))"""

    page.goto("about:blank")
    cdp.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": demo.address, "registrationId": workers[-1], "data": json.dumps(told_now)},
    )
    page.goto(f"{demo.address}/rules")

    demo.wait_until(lambda: page.evaluate(shown), 10)
    assert page.evaluate(shown) == [["Bo commented", "How long?", "one"]]
    context.close()
