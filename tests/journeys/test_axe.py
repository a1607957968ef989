"""Key pages, looked at by axe: nothing serious may be wrong with them, in any writing direction."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.axe import places, settled, wrong
from tests.journeys.browser import person, reach
from tests.journeys.coming import sign_in
from tests.journeys.square import Member, Square

pytestmark = pytest.mark.journey

OPEN = ["/", "/n/{note}", "/t/{topic}", "/u/{author}", "/search?q=bread", "/rules", "/signup",
        "/login", "/discover"]  # fmt: skip
SIGNED_IN = ["/following", "/new", "/settings", "/settings/ways", "/notices", "/me/audience",
             "/feed-settings", "/statements", "/slang"]  # fmt: skip

UNDER_A_BAR = """() => {
  const one = document.activeElement;
  if (!one.closest(".note .scroll")) return "";
  const box = one.getBoundingClientRect();
  const middle = (box.top + box.bottom) / 2;
  const covered = [...document.querySelectorAll(".note .bar, .note .by")]
    .map((bar) => bar.getBoundingClientRect())
    .some((bar) => bar.top < middle && middle < bar.bottom);
  return covered ? one.outerHTML.slice(0, 120) : "";
}"""


def visit(page: Page, square: Square, paths: list[str]) -> list[str]:
    found: list[str] = []
    names = places(square)
    for path in paths:
        reach(page, square.address, path.format(**names))
        settled(page)
        found += wrong(page)
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
def test_axe_itself_sees_what_is_wrong(demo: Square, browser: Browser, dark: bool):
    with person(browser, "en-US") as page:
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(f"{demo.address}/rules")
        settled(page)
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend',"
            ' \'<img src="/favicon.ico"><button></button>'
            '<div style="position: sticky; inset-block-start: 0; display: flex">'
            '<button style="all: unset; inline-size: 9px">o</button>'
            '<button style="all: unset; inline-size: 9px">p</button></div>\')'
        )

        found = wrong(page)
        for rule in ("image-alt", "button-name", "target-size"):
            assert any(rule in line for line in found)
        assert page.locator("main > div").last.evaluate("one => one.style.position") == "sticky"


@pytest.mark.parametrize(
    ("locale", "phone", "dark"),
    [("en-US", False, False), ("zh-CN", True, True), ("ar-EG", True, False)],
    ids=["en-desktop-light", "zh-phone-dark", "ar-phone-light"],
)
def test_nothing_serious_is_wrong_for_a_visitor(
    demo: Square, browser: Browser, locale: str, phone: bool, dark: bool
):
    with person(browser, locale, phone=phone) as page:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")

        assert visit(page, demo, OPEN) == []


@pytest.mark.parametrize(
    ("locale", "lang", "dark"), [("en-US", "en", True), ("ar-EG", "ar", False)], ids=["en", "ar"]
)
def test_nothing_serious_is_wrong_for_a_member(
    demo: Square, browser: Browser, locale: str, lang: str, dark: bool
):
    handle = f"axe_{lang}"
    somebody(demo, handle, lang)
    with person(browser, locale, phone=lang == "ar") as page:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        sign_in(page, demo, handle)

        assert visit(page, demo, SIGNED_IN) == []


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_is_reached_by_keys_is_not_under_the_bars_of_a_note(
    demo: Square, browser: Browser, key: str
):
    with person(browser, "en-US", phone=True) as page:
        page.goto(f"{demo.address}/n/{places(demo)['note']}")
        settled(page)
        # what is put in the reader's language when she comes to it is there: nothing grows later
        for comment in page.locator(".note .comment").all():
            comment.scroll_into_view_if_needed()
        settled(page)
        page.evaluate("scrollTo(0, 0)")
        if key == "Shift+Tab":
            page.locator(".note .say").focus()
        covered, reached = [], 0
        for _ in range(60):
            page.keyboard.press(key)
            covered += filter(None, [page.evaluate(UNDER_A_BAR)])
            reached += page.evaluate("document.activeElement.closest('.comment') !== null")

        assert reached > 20
        assert covered == []
