"""Key pages, looked at by axe: nothing serious may be wrong with them, in any writing direction."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person
from tests.journeys.square import Member, Square
from tests.journeys.test_notices import sign_in

pytestmark = pytest.mark.journey

AXE = Path(__file__).parents[2] / "webapp" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = ("serious", "critical")
OPEN = ["/", "/n/{note}", "/t/{topic}", "/u/{author}", "/search?q=bread", "/rules", "/signup",
        "/login", "/discover"]  # fmt: skip
SIGNED_IN = ["/following", "/new", "/settings", "/settings/ways", "/notices", "/me/audience",
             "/feed-settings", "/statements", "/slang"]  # fmt: skip


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        if os.environ.get("QIAO_CI"):
            pytest.fail("CI must have axe-core: the web app's packages bring it")
        pytest.skip("NO AXE HERE: pages were not looked at; script/setup brings the packages")
    return AXE.read_text(encoding="utf-8")


def places(square: Square) -> dict[str, str]:
    """Return a note with photos, its author and a topic of its."""
    for card in square.http.get("/api/v1/feeds/explore").json()["items"]:
        if card["photos"] and card["topics"]:
            topic = card["topics"][0]
            slug = topic if isinstance(topic, str) else topic["slug"]
            return {"note": card["id"], "author": card["author"]["handle"], "topic": slug}
    raise AssertionError("no note with a photo and a topic on the first page")


def settled(page: Page) -> None:
    """Wait until the page has come and shows no place of something that is coming."""
    expect(page.locator("main")).to_be_visible()
    # what is related comes when somebody scrolls near it
    expect(page.locator("main [aria-busy=true]:not(.related)")).to_have_count(0)
    page.evaluate("document.fonts.ready")


def wrong(page: Page, axe: str) -> list[str]:
    """Return what is seriously wrong with the page, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found: Any = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{page.url} {broken['id']} ({broken['impact']}): {broken['help']}: "
        + json.dumps([node["html"][:160] for node in broken["nodes"][:3]], ensure_ascii=False)
        for broken in found["violations"]
        if broken["impact"] in SERIOUS
    ]


def visit(page: Page, square: Square, paths: list[str], axe: str) -> list[str]:
    found: list[str] = []
    names = places(square)
    for path in paths:
        page.goto(square.address + path.format(**names))
        settled(page)
        found += wrong(page, axe)
    return found


def somebody(square: Square, handle: str, lang: str) -> Member:
    """Return a member who has something on each page: a note, an answer, a like."""
    member, other = square.member(handle, lang), square.member(f"{handle}_b", lang)
    note = member.post("/api/v1/notes", {"title": "خبز", "body": "ما زال دافئًا"})["id"]
    other.post(f"/api/v1/notes/{note}/comments", {"body": f"@{handle} شكرا"})
    other.like(note)
    square.wait_until_understood()
    return member


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_itself_sees_what_is_wrong(demo: Square, browser: Browser, axe: str, dark: bool):
    with person(browser, "en-US") as page:
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(f"{demo.address}/rules")
        settled(page)
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend',"
            " '<img src=\"/favicon.ico\"><button></button>')"
        )

        assert any("image-alt" in line for line in wrong(page, axe))
        assert any("button-name" in line for line in wrong(page, axe))


@pytest.mark.parametrize(
    ("locale", "phone", "dark"),
    [("en-US", False, False), ("zh-CN", True, True), ("ar-EG", True, False)],
    ids=["en-desktop-light", "zh-phone-dark", "ar-phone-light"],
)
def test_nothing_serious_is_wrong_for_a_visitor(
    demo: Square, browser: Browser, axe: str, locale: str, phone: bool, dark: bool
):
    with person(browser, locale, phone=phone) as page:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")

        assert visit(page, demo, OPEN, axe) == []


@pytest.mark.parametrize(
    ("locale", "lang", "dark"), [("en-US", "en", True), ("ar-EG", "ar", False)], ids=["en", "ar"]
)
def test_nothing_serious_is_wrong_for_a_member(
    demo: Square, browser: Browser, axe: str, locale: str, lang: str, dark: bool
):
    handle = f"axe_{lang}"
    somebody(demo, handle, lang)
    with person(browser, locale, phone=lang == "ar") as page:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        sign_in(page, demo, handle, lang)

        assert visit(page, demo, SIGNED_IN, axe) == []
