"""Looking at a page with axe, and waiting until there is a page to look at."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from qiao.demo.content import DemoNote, notes
from tests.journeys.square import Square

AXE = Path(__file__).parents[2] / "webapp" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = ("serious", "critical")

UNCOVERED = """async (rules) => {
  const sticks = (one) => getComputedStyle(one).position === "sticky";
  const stuck = [...document.querySelectorAll("body *")].filter(sticks);
  const were = stuck.map((one) => one.getAttribute("style"));
  for (const one of stuck) one.style.cssText += "; position: relative; inset: auto";
  try {
    return await axe.run(document, {runOnly: {type: "tag", values: rules}});
  } finally {
    stuck.forEach((one, at) => one.setAttribute("style", were[at] ?? ""));
  }
}"""
"""Let axe measure each thing whole: what has scrolled half under a bar that sticks counts as small,
though it need only be scrolled. (Bars that are fixed axe leaves out by itself.)"""


@cache
def axe() -> str:
    """Return axe's script; skips, and in CI fails, where it is missing."""
    if not AXE.exists():
        if os.environ.get("QIAO_CI"):
            pytest.fail("CI must have axe-core: the web app's packages bring it")
        pytest.skip("NO AXE HERE: pages were not looked at; script/setup brings the packages")
    return AXE.read_text(encoding="utf-8")


def fullest() -> DemoNote:
    """Return the demo's note with most on its page: photos, topics, comments that are answered."""

    def fullness(note: DemoNote) -> tuple[int, int, int, str]:
        answered = sum(said.to is not None for said in note.comments)
        return min(3, len(note.topics)), len(note.comments), answered, note.id

    return max((note for note in notes() if note.pictures), key=fullness)


def places(square: Square) -> dict[str, str]:
    """Return the demo's fullest note, its author and a topic of its: the same in every run."""
    full = fullest()
    for card in square.http.get(f"/api/v1/members/{full.author}/notes").json()["items"]:
        if card["title"] == full.title:
            return {"note": card["id"], "author": full.author, "topic": card["topics"][0]}
    raise AssertionError(f"{full.author} has no note called {full.title}")


SETTLED = """() => {
  const main = document.querySelector("main");
  // what is related comes when somebody scrolls near it
  const coming = [":scope > .sr[role=status]", ".skeleton:not(.related *)",
    "[aria-busy=true]:not(.related)"].join();
  return main !== null && main.children.length > 0 && main.querySelector(coming) === null;
}"""


def settled(page: Page) -> None:
    """Wait until the page has come and shows no place of something that is coming."""
    page.wait_for_function(SETTLED)
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
    arrived(page)
    found: Any = page.evaluate(UNCOVERED, RULES)
    return [
        f"{page.url} {broken['id']} ({broken['impact']}): {broken['help']}: "
        + json.dumps([node["html"][:160] for node in broken["nodes"][:3]], ensure_ascii=False)
        for broken in found["violations"]
        if broken["impact"] in SERIOUS
    ]
