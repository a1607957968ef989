"""Things in notes and comments: pictures, stickers."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.axe import arrived, wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures; and let axe look."""
    arrived(page)
    if folder := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=Path(folder) / f"things-{name}.png")
    # what is scrolled below a bar that stays counts as covered
    page.evaluate("scrollTo(0, 0)")
    assert not wrong(page)


def drawn(folder: Path, name: str, colour: str) -> Path:
    from PIL import Image, ImageDraw

    path = folder / f"{name}.png"
    image = Image.new("RGB", (640, 480), colour)
    ImageDraw.Draw(image).ellipse((180, 100, 460, 380), fill="white")
    image.save(path)
    return path


@pytest.mark.parametrize(
    ("lang", "locale", "phone"), [("en", "en-US", False), ("ar", "ar-EG", True)]
)
def test_a_comment_shows_pictures_and_a_sticker(
    demo: Square, browser: Browser, tmp_path: Path, lang: str, locale: str, phone: bool
):
    host = demo.member(f"asks_for_cats_{lang}", "en")
    handle = f"pays_cat_tax_{lang}"
    demo.member(handle, lang)
    note = host.post("/api/v1/notes", {"title": "Cat tax, please", "body": "Show me"})["id"]
    files = [drawn(tmp_path, f"{at}", colour) for at, colour in enumerate(("peru", "teal"))]

    with person(browser, locale, phone=phone) as page:
        sign_in(page, demo, handle)
        page.goto(f"{demo.address}/n/{note}")
        page.get_by_role("button", name=say(lang, "comments.say"), exact=True).last.click()
        box = page.locator("form.box")
        box.locator("input[type=file]").first.set_input_files(files)
        expect(box.locator("ol.photos img")).to_have_count(2)
        expect(box.locator("progress")).to_have_count(0)
        box.locator("textarea.alt").first.fill("A cat on a roof")

        box.get_by_role("button", name=say(lang, "stickers.add"), exact=True).click()
        dialog = page.get_by_role("dialog", name=say(lang, "stickers.title"))
        expect(dialog.locator("img").first).to_be_visible()
        look(page, f"picker-{lang}")
        dialog.get_by_role("searchbox").fill("猫税")
        expect(dialog.locator("li")).to_have_count(1)
        dialog.get_by_role("searchbox").press("ArrowDown")
        page.keyboard.press("Enter")
        expect(box.locator("img.sticker")).to_be_visible()
        look(page, f"writing-{lang}")
        box.get_by_role("button", name=say(lang, "comments.send"), exact=True).click()

        shown = page.locator("article.comment")
        expect(shown.locator("ul.photos img")).to_have_count(2)
        expect(shown.locator("img.sticker")).to_be_visible()
        expect(box).to_have_count(0)
        shown.locator("ul.photos button").first.click()
        large = page.locator("dialog .carousel img").first
        expect(large).to_have_attribute("alt", "A cat on a roof")
        look(page, f"large-{lang}")
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open] .carousel")).to_have_count(0)
        shown.scroll_into_view_if_needed()
        look(page, f"comment-{lang}")

    [said] = host.get(f"/api/v1/notes/{note}/comments")["items"]
    assert (said["body"], said["sticker"]["id"]) == ("", "qiao/cat-tax")
    plain = demo.http.get(f"/n/{note}").text
    assert '<img src="/stickers/cat-tax.svg"' in plain
    assert 'alt="A cat on a roof"' in plain


@pytest.mark.parametrize(
    ("lang", "locale", "phone"), [("zh-Hans", "zh-CN", True), ("en", "en-US", False)]
)
def test_a_card_says_where_a_link_leads_and_its_author_takes_it_away(
    demo: Square, browser: Browser, lang: str, locale: str, phone: bool
):
    handle = f"links_to_tea_{lang[:2]}"
    writer = demo.member(handle, lang)
    body = "A tea house: https://tea.example/menu"
    note = writer.post("/api/v1/notes", {"title": "", "body": body})["id"]
    shown = next(
        card["cover"]
        for card in writer.get("/api/v1/feeds/explore")["items"]
        if card["cover"] is not None
    )
    card = {
        "url": "https://tea.example/menu",
        "host": "tea.example",
        "site": "",
        "title": "Tea house by the harbour",
        "about": "Open every day; bring somebody you cannot talk with yet.",
        "lang": "en",
        "picture": shown,
    }
    removed: list[str] = []

    with person(browser, locale, phone=phone) as page:
        # no net here: the card is what the worker would have made
        def answer(route: Route) -> None:
            answered = route.fetch()
            route.fulfill(response=answered, json=answered.json() | {"link": card})

        def remove(route: Route) -> None:
            removed.append(route.request.method)
            route.fulfill(status=204)

        page.route(f"**/api/v1/notes/{note}", answer)
        page.route(f"**/api/v1/notes/{note}/link", remove)
        sign_in(page, demo, handle)
        page.goto(f"{demo.address}/n/{note}")
        link = page.get_by_role("link", name="Tea house by the harbour")
        expect(link).to_have_attribute("href", "https://tea.example/menu")
        expect(link).to_have_attribute("rel", "nofollow noopener ugc")
        link.scroll_into_view_if_needed()
        look(page, f"link-{lang}")
        page.get_by_role("button", name=say(lang, "links.remove"), exact=True).click()
        expect(link).to_have_count(0)
    assert removed == ["DELETE"]


def test_a_note_says_where_it_is_about_by_name_alone(demo: Square, browser: Browser):
    writer = demo.member("walks_by_the_sea", "zh-Hans")
    other = demo.member("walks_by_the_river", "en")
    other.post("/api/v1/notes", {"title": "Bread by the river", "body": "Warm", "place": "Lisboa"})

    with person(browser, "zh-CN", phone=True) as page:
        sign_in(page, demo, "walks_by_the_sea")
        page.goto(f"{demo.address}/new")
        page.locator("textarea.body").fill("海边的早晨")
        field = page.get_by_role("combobox", name=say("zh-Hans", "place.label"), exact=True)
        post = page.get_by_role("button", name=say("zh-Hans", "compose.post"), exact=True)
        field.fill("38.7223, -9.1393")
        post.click()
        expect(page.get_by_text(say("zh-Hans", "error.place_is_numbers"))).to_be_visible()
        look(page, "numbers-zh")
        field.fill("里斯")
        page.get_by_role("option", name="里斯本").click()
        expect(field).to_have_value("里斯本")
        post.click()
        page.wait_for_url("**/n/*")
        note = page.url.rsplit("/", 1)[1]
        chip = page.get_by_role("link", name="里斯本", exact=True)
        look(page, "place-note-zh")
        chip.click()
        page.wait_for_url("**/p/lisbon")
        expect(page.get_by_role("heading", name="里斯本")).to_be_visible()
        expect(page.locator("main").get_by_text("Bread by the river").first).to_be_visible()
        look(page, "place-zh")

    with person(browser, "ar-EG") as page:
        page.goto(f"{demo.address}/p/lisbon")
        expect(page.get_by_role("heading", name="لشبونة")).to_be_visible()
        look(page, "place-ar")
    assert writer.get(f"/api/v1/notes/{note}")["place"]["slug"] == "lisbon"
    assert '<a href="/p/lisbon"' in demo.http.get(f"/n/{note}").text


def test_a_photo_is_cut_with_the_keyboard_alone(demo: Square, browser: Browser, tmp_path: Path):
    writer = demo.member("cuts_photos", "ar")
    with person(browser, "ar-EG", phone=True) as page:
        sign_in(page, demo, "cuts_photos")
        page.goto(f"{demo.address}/new")
        photos = page.locator("ol.photos li:not(.add)")
        page.locator("input[type=file]").set_input_files(drawn(tmp_path, "wide", "teal"))
        expect(photos).to_have_count(1)
        expect(page.locator("progress")).to_have_count(0)
        page.get_by_role("button", name=say("ar", "crop.do", at="١"), exact=True).or_(
            page.get_by_role("button", name=say("ar", "crop.do", at="1"), exact=True)
        ).press("Enter")
        dialog = page.get_by_role("dialog", name=say("ar", "crop.title"))
        status = dialog.get_by_role("status")
        expect(status).to_have_text("640 × 480")
        dialog.get_by_role("button", name=say("ar", "crop.shape_1_1"), exact=True).press("Enter")
        expect(status).to_have_text("480 × 480")
        part = dialog.get_by_role("group", name=say("ar", "crop.part"))
        part.press("Shift+ArrowLeft")
        expect(status).not_to_have_text("480 × 480")
        part.press("ArrowRight")
        look(page, "crop-ar")
        dialog.get_by_role("button", name=say("ar", "crop.done"), exact=True).press("Enter")
        expect(dialog).to_have_count(0)
        expect(page.locator("progress")).to_have_count(0)
        page.get_by_role("button", name=say("ar", "compose.post"), exact=True).click()
        page.wait_for_url("**/n/*")
        note = page.url.rsplit("/", 1)[1]
    [photo] = writer.get(f"/api/v1/notes/{note}")["photos_list"]
    assert photo["w"] == photo["h"] < 480
