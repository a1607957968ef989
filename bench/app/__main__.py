"""How soon a page stands on a mid-range phone, and whether it moves: LCP and layout shift.

python -m bench.app [--rounds 5] [--slower 4] [--port 8792]
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from tests.journeys.browser import ARGUMENTS
from tests.journeys.square import Square, serving

AIM_LCP_MS = 1_500
SETTLES_MS = 6_000
PHONE = {"width": 412, "height": 823}
WATCH = """
  window.seen = { lcp: 0, shift: 0, what: "", moved: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.seen.lcp = entry.startTime;
      window.seen.what = entry.element?.tagName + "." + entry.element?.className;
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      window.seen.shift += entry.value;
      window.seen.moved.push(entry.sources.map((s) => s.node?.nodeName + "." + s.node?.className));
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


def look(browser: Browser, address: str, slower: float) -> dict[str, Any]:
    """Open a page with an empty cache on a processor that much slower; return what was seen."""
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=2.6, is_mobile=True, has_touch=True, locale="en-US",
        service_workers="block",
    )  # fmt: skip
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(address)
        # the line for news stays open, so the network is never silent: what is late has this long
        page.wait_for_timeout(SETTLES_MS)
        return dict(page.evaluate("window.seen"))
    finally:
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slower", type=float, default=4.0, help="how much slower the phone is")
    asked = parser.parse_args()
    path = shutil.which("chromium") or sys.exit("needs Chromium")
    with (
        tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder,
        serving(Path(folder), demo=True) as square,
        sync_playwright() as playwright,
    ):
        square.wait_until_understood()
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        report = {
            name: _rounds(browser, square.address + page, asked)
            for name, page in _pages(square).items()
        }
        browser.close()
    print(json.dumps({"load": os.getloadavg()[0], "slower": asked.slower, **report}, indent=2))


def _pages(square: Square) -> dict[str, str]:
    cards = square.http.get("/api/v1/feeds/explore").json()["items"]
    note = next(card for card in cards if card["photos"])
    return {
        "explore": "/",
        "note": f"/n/{note['id']}",
        "profile": f"/u/{note['author']['handle']}",
        "topic": f"/t/{note['topics'][0]}" if note["topics"] else "/rules",
    }


def _rounds(browser: Browser, address: str, asked: argparse.Namespace) -> dict[str, Any]:
    seen = [look(browser, address, asked.slower) for _ in range(asked.rounds)]
    return {
        "lcp_ms": [round(each["lcp"]) for each in seen],
        "lcp_median_ms": round(statistics.median(each["lcp"] for each in seen)),
        "aim_ms": AIM_LCP_MS,
        "largest": seen[-1]["what"],
        "shift": max(round(each["shift"], 4) for each in seen),
        "moved": [each["moved"] for each in seen if each["moved"]][:1],
    }


if __name__ == "__main__":
    main()
