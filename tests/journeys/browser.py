"""A real browser for journeys: the system's Chromium with an empty profile."""

import os
import shutil
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright

LOCALES = Path(__file__).parents[2] / "webapp" / "src" / "locales"
MOST_LOOKS = 30
"""A page that asks the same this often within a few seconds goes round in a circle."""
LOOKS_WITHIN_S = 10.0
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@cache
def chromium() -> str:
    """Return the browser's path; skips, and in CI fails, where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if os.environ.get("QIAO_CI"):
        pytest.fail("CI must have a browser: .ci/run installs one")
    pytest.skip("NO BROWSER HERE: journeys were not tried; install Chromium to run them")


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def person(
    browser: Browser, locale: str, *, phone: bool = False, offline: bool = False
) -> Iterator[Page]:
    """Somebody with a browser of her own, who asked for less motion.

    `offline`: her browser keeps the app for when there is no line. It takes some ninety files to do
    so, and to draw what moves takes a processor; a journey about neither is spared both.

    An error in the page's own code fails the journey, and so does a page that asks without end.
    """
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 860}
    context = browser.new_context(
        locale=locale,
        viewport=size,
        reduced_motion="reduce",
        service_workers="allow" if offline else "block",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    unanswered: dict[Request, float] = {}
    looks: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_LOOKS))

    def asks(request: Request) -> None:
        now = unanswered[request] = time.monotonic()
        at = looks[request.url]
        at.append(now)
        if len(at) == MOST_LOOKS and now - at[0] < LOOKS_WITHIN_S:
            broken.append(f"asks without end: {request.method} {request.url}")
            at.clear()

    page.on("request", asks)
    page.on("requestfinished", lambda asked: unanswered.pop(asked, None))
    page.on("requestfailed", lambda asked: unanswered.pop(asked, None))
    try:
        yield page
        assert not broken, broken
    except BaseException:
        _tell(page, unanswered)
        raise
    finally:
        context.close()


def _tell(page: Page, unanswered: dict[Request, float]) -> None:
    """Print what a page that failed a journey shows, and what it waits for."""
    now = time.monotonic()
    print("at", page.url)
    for asked, since in unanswered.items():
        print(f"waits {now - since:.1f} s for", asked.method, asked.url)
    with suppress(Error):
        print(page.locator("body").inner_text(timeout=5_000)[:2_000])


def reach(page: Page, address: str, path: str) -> None:
    """Open a page of the app; from another one as its links do, without loading all anew."""
    if not page.url.startswith(address):
        page.goto(address + path)
        return
    page.evaluate(
        "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }",
        path,
    )


@cache
def sentences(lang: str) -> dict[str, str]:
    """Return all that the app says in a language, by its key."""
    catalog = read_po(BytesIO((LOCALES / f"{lang}.po").read_bytes()))
    return {str(m.id): str(m.string) for m in catalog if m.id}


def say(lang: str, key: str, **facts: str) -> str:
    """Return what the app says for `key` in a language."""
    text = sentences(lang)[key]
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text
