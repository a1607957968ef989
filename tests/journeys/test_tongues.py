"""The app in each of its languages: whole, in its own direction, and inside a small phone."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from qiao.translate.api import UI_LANGS
from tests.journeys.axe import settled
from tests.journeys.browser import person, reach, say, sentences
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey

SPEAKERS = {
    "en": "en-GB", "zh-Hans": "zh-CN", "zh-Hant": "zh-HK", "ja": "ja-JP", "ko": "ko-KR",
    "es": "es-419", "fr": "fr-CA", "pt": "pt-BR", "ar": "ar-EG", "lo": "lo-LA",
}  # fmt: skip
"""What a browser says, for each language of the app."""
OPEN = ["/", "/signup", "/n/{note}", "/rules", "/search?q=bread", "/nowhere"]
SIGNED_IN = ["/settings", "/settings/ways", "/new", "/notices", "/feed-settings", "/me/audience"]
SMALL = {"width": 360, "height": 760}

# The app's own words: what is in the page's language, not what people wrote in theirs.
OWN_WORDS = """() => {
  const own = (element) => element && element.closest("[lang]") === document.documentElement
    && !element.closest("bdi, .user-text, [data-user]");
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data.replace(/\\s+/g, " ").trim();
    if (words && own(walker.currentNode.parentElement)) found.push(words);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
    if (!own(element)) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt"]) {
      if (element.getAttribute(name)) found.push(element.getAttribute(name).trim());
    }
  }
  return [...new Set(found)];
}"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  const cuts = (one) => /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX);
  const body = document.body;
  const scrolls = (one) => one && one !== body && (cuts(one) || scrolls(one.parentElement));
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.right > room + 1 || box.left < -1)
      && !scrolls(one.parentElement);
  });
  const words = (one) => one.textContent.trim().slice(0, 60);
  return out.map((one) => `${one.tagName}.${one.className}: ${words(one)}`);
}"""
CUT_OFF = """() => [...document.querySelectorAll("main button, main a.button, nav a, nav button")]
  .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 2)
  .map((one) => one.textContent.trim())"""
BY_INTL = re.compile(
    r".*\b(?:\d+ (?:sec|min|hr|wk|mo|yr)\. ago|yesterday|(?:January|February|April|June|July"
    r"|August|September|October|November|December) \d).*|(?:English|French|Japanese|Korean) ?.*"
)
"""What a browser says in English when it does not know a language's days and names."""


@cache
def leftovers(lang: str) -> set[str]:
    """Return what may not be read in the app by who reads it in `lang`: keys, and English."""
    english, own = sentences("en"), sentences(lang)
    whole = {said for said in english.values() if "{" not in said}
    # "Emoji" and "Notes" are words of other languages too
    return set(english) | (whole - set(own.values()) if lang != "en" else set())


@cache
def patterns(lang: str) -> list[re.Pattern[str]]:
    """Return English sentences with places in them, as what could be read."""
    found = []
    for said in sentences("en").values():
        if "{" in said and "plural" not in said and len(re.sub(r"\{.*?\}", "", said)) > 12:
            parts = re.split(r"\{[^{}]*\}", said)
            found.append(re.compile(".+?".join(re.escape(part) for part in parts)))
    return found if lang != "en" else []


def check(page: Page, lang: str, where: str) -> list[str]:
    """Return what is wrong with a page, a line each."""
    words: list[str] = page.evaluate(OWN_WORDS)
    assert words, where
    bad = [f"{where}: {one!r} is left" for one in words if one in leftovers(lang)]
    english = patterns(lang)
    bad += [
        f"{where}: {one!r} is English" for one in words if any(p.fullmatch(one) for p in english)
    ]
    if lang != "en":
        bad += [f"{where}: {one!r} is English by Intl" for one in words if BY_INTL.fullmatch(one)]
    bad += [f"{where}: too wide: {one}" for one in page.evaluate(TOO_WIDE)]
    bad += [f"{where}: cut off: {one}" for one in page.evaluate(CUT_OFF)]
    return bad


def look(page: Page, lang: str, path: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("QIAO_PICTURES"):
        name = re.sub(r"\W+", "-", path).strip("-")[:12] or "explore"
        page.screenshot(path=Path(folder) / f"tongues-{name}-{lang}.png")


def opened(page: Page, square: Square, lang: str, path: str) -> list[str]:
    reach(page, square.address, path)
    settled(page)
    html = page.locator("html")
    expect(html).to_have_attribute("lang", lang)
    expect(html).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
    look(page, lang, path)
    return check(page, lang, "/n" if path.startswith("/n/") else path)


def note_with_words(square: Square) -> str:
    cards: list[Any] = square.http.get("/api/v1/feeds/explore").json()["items"]
    return str(next(card["id"] for card in cards if card["comments"] and card["topics"]))


def test_every_language_that_the_square_names_has_a_speaker_here():
    assert set(UI_LANGS) == set(SPEAKERS)


@pytest.mark.parametrize("lang", SPEAKERS)
def test_the_app_is_whole_in_a_language(demo: Square, browser: Browser, lang: str):
    handle = f"speaks_{lang.replace('-', '_').lower()}"
    demo.member(handle, lang)
    places = {"note": note_with_words(demo)}
    wrong: list[str] = []
    with person(browser, SPEAKERS[lang], phone=True) as page:
        page.set_viewport_size(SMALL)
        for path in OPEN:
            wrong += opened(page, demo, lang, path.format(**places))
        sign_in(page, demo, handle)
        for path in SIGNED_IN:
            wrong += opened(page, demo, lang, path)
    assert not wrong, "\n".join(wrong)


def test_a_reader_finds_her_language_by_its_own_name(demo: Square, browser: Browser):
    with person(browser, "lo-LA", phone=True) as page:
        page.goto(f"{demo.address}/settings")
        menu = page.locator("main").get_by_label(say("lo", "settings.ui_lang"))
        expect(menu.locator("option")).to_have_text(
            ["English", "简体中文", "繁體中文", "日本語", "한국어", "Español", "Français",
             "Português", "العربية", "ລາວ"]
        )  # fmt: skip
        menu.select_option(label="繁體中文")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
        expect(page.get_by_role("heading", name=say("zh-Hant", "page.settings"))).to_be_visible()
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
