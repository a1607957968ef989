"""Taking one's things along, bringing them from elsewhere, and leaving."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey
PLACES = [("en", "en-US"), ("zh-Hans", "zh-CN"), ("ar", "ar-EG")]


def things(page: Page, square: Square, lang: str) -> None:
    """Go there by the settings, as one would."""
    page.goto(f"{square.address}/settings")
    page.get_by_role("link", name=say(lang, "page.things")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say(lang, "page.things"))


def chooses(page: Page, lang: str, file: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=say(lang, "things.choose"), exact=True).first.click()
    chosen.value.set_files(file)


@pytest.mark.parametrize(("lang", "locale"), PLACES)
def test_one_takes_everything_along_and_unpacks_it_elsewhere(
    demo: Square, browser: Browser, tmp_path: Path, lang: str, locale: str
):
    tag = lang[:2]
    ana = demo.member(f"moves_{tag}", lang)
    ana.post("/api/v1/notes", {"title": f"Moving {tag}", "body": "Boxes everywhere"})
    demo.member(f"arrives_{tag}", lang)
    file = tmp_path / "things.zip"
    with person(browser, locale, phone=lang == "ar") as page:
        sign_in(page, demo, f"moves_{tag}")
        things(page, demo, lang)
        page.get_by_role("button", name=say(lang, "things.ask"), exact=True).click()
        fetch = page.get_by_role("button", name=say(lang, "things.fetch"), exact=True)
        expect(fetch).to_be_visible(timeout=60_000)
        with page.expect_download() as downloaded:
            fetch.click()
        downloaded.value.save_as(file)
    with zipfile.ZipFile(file) as opened:
        assert f"Moving {tag}" in opened.read("qiao/notes.jsonl").decode()

    with person(browser, locale, phone=lang == "ar") as page:
        sign_in(page, demo, f"arrives_{tag}")
        things(page, demo, lang)
        chooses(page, lang, file)
        start = page.get_by_role("button", name=say(lang, "things.start"), exact=True)
        expect(start).to_be_visible(timeout=60_000)
        expect(page.get_by_text(f"Moving {tag}")).to_be_visible()
        page.get_by_text(say(lang, "things.whom_as_was"), exact=True).click()
        start.click()
        undo = page.get_by_role("button", name=say(lang, "things.undo"), exact=True)
        expect(undo).to_be_visible(timeout=60_000)
        page.goto(f"{demo.address}/u/arrives_{tag}")
        expect(page.get_by_text(f"Moving {tag}").first).to_be_visible()

        things(page, demo, lang)
        undo.click()
        page.get_by_role("button", name=say(lang, "things.undo_do"), exact=True).click()
        expect(page.get_by_text(say(lang, "things.gone"), exact=True)).to_be_visible(timeout=60_000)
        page.goto(f"{demo.address}/u/arrives_{tag}")
        expect(page.get_by_text(f"Moving {tag}")).to_have_count(0)


def test_posts_of_tiktok_come_for_oneself_alone(demo: Square, browser: Browser, tmp_path: Path):
    file = tmp_path / "user_data_tiktok.json"
    made = [
        {"Date": f"2023-0{n}-01 10:00:00", "Link": f"https://www.tiktokv.com/share/video/700000{n}/",
         "Title": f"第{n}次包饺子 #饺子"}
        for n in range(1, 6)
    ]  # fmt: skip
    file.write_text(json.dumps({"Post": {"Posts": {"VideoList": made}}}))
    demo.member("from_tiktok", "zh-Hans")
    with person(browser, "zh-CN") as page:
        sign_in(page, demo, "from_tiktok")
        things(page, demo, "zh-Hans")
        page.get_by_role("group").get_by_text(say("zh-Hans", "things.from_tiktok")).click()
        expect(page.get_by_text(say("zh-Hans", "things.how_tiktok"))).to_be_visible()
        chooses(page, "zh-Hans", file)
        expect(page.get_by_text(say("zh-Hans", "things.for_me"))).to_be_visible(timeout=60_000)
        page.get_by_role("button", name=say("zh-Hans", "things.start"), exact=True).click()
        undo = page.get_by_role("button", name=say("zh-Hans", "things.undo"), exact=True)
        expect(undo).to_be_visible(timeout=60_000)
        page.goto(f"{demo.address}/u/from_tiktok")
        expect(page.get_by_text("第5次包饺子").first).to_be_visible()

    with person(browser, "zh-CN") as visitor:
        visitor.goto(f"{demo.address}/u/from_tiktok")
        expect(visitor.get_by_text("@from_tiktok").first).to_be_visible()
        expect(visitor.get_by_text("包饺子")).to_have_count(0)


def test_a_file_of_something_else_is_told_kindly(demo: Square, browser: Browser, tmp_path: Path):
    file = tmp_path / "holiday.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("beach.txt", "sand")
    demo.member("moves_wrong", "en")
    with person(browser, "en-US") as page:
        sign_in(page, demo, "moves_wrong")
        things(page, demo, "en")
        chooses(page, "en", file)
        expect(page.get_by_text(say("en", "error.not_this_kind"))).to_be_visible(timeout=60_000)
        # and one may try the right one
        button = page.get_by_role("button", name=say("en", "things.choose"), exact=True).first
        expect(button).to_be_visible()


@pytest.mark.parametrize(("lang", "locale"), [PLACES[0], PLACES[2]])
def test_one_leaves_and_comes_back_in_time(demo: Square, browser: Browser, lang: str, locale: str):
    handle = f"leaves_{lang}"
    demo.member(handle, lang)
    with person(browser, locale, phone=lang == "ar") as page:
        sign_in(page, demo, handle)
        things(page, demo, lang)
        page.get_by_role("button", name=say(lang, "leave.title"), exact=True).click()
        page.locator("input[type=password]").fill("not my password at all")
        page.get_by_role("button", name=say(lang, "leave.do"), exact=True).click()
        expect(page.get_by_text(say(lang, "error.not_this_password"))).to_be_visible()
        page.locator("input[type=password]").fill("a lantern for every bridge")
        with page.expect_response("**/me/leaving"):
            page.get_by_role("button", name=say(lang, "leave.do"), exact=True).click()
        page.wait_for_url(f"{demo.address}/")
        assert page.request.get(f"{demo.address}/api/v1/me").status == 401

        sign_in(page, demo, handle)
        page.goto(f"{demo.address}/settings/things")
        keep = page.get_by_role("button", name=say(lang, "leave.undo"), exact=True)
        keep.click()
        expect(keep).to_have_count(0)
        assert page.request.get(f"{demo.address}/api/v1/me/leaving").json()["due"] is None
