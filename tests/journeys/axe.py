"""Looking at a page with axe, and waiting until there is a page to look at."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.square import Square

AXE = Path(__file__).parents[2] / "webapp" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = ("serious", "critical")


@cache
def axe() -> str:
    """Return axe's script; skips, and in CI fails, where it is missing."""
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


def arrived(page: Page) -> None:
    """Wait until nothing fades or slides in any more: it is fainter than it will be."""
    page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect.getTiming().iterations < 99)"
        ".map(one => one.finished.catch(() => null)))"
    )


def wrong(page: Page) -> list[str]:
    """Return what is seriously wrong with the page, a line each.

    Where axe is missing, a test that needs it is skipped, and in CI fails.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    found: Any = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{page.url} {broken['id']} ({broken['impact']}): {broken['help']}: "
        + json.dumps([node["html"][:160] for node in broken["nodes"][:3]], ensure_ascii=False)
        for broken in found["violations"]
        if broken["impact"] in SERIOUS
    ]
