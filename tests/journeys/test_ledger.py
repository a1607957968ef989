"""What Explore promised and kept, read by anybody; and one's own pages, read by oneself alone."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qiao.feed.ledger.counting import count_hours
from qiao.feed.records import Row, write_pages
from qiao.kit.clock import DAY, HOUR, now_us
from qiao.kit.db import Sql, open_database
from tests.feed.ledger.make import page as made
from tests.feed.ledger.make import row
from tests.journeys.axe import arrived, settled, wrong
from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square, serving

pytestmark = pytest.mark.journey

_ID = Sql("select id from members where handle = :handle")


def written(folder: Path, handle: str = "") -> None:
    """Put pages on record: of a week of readers, or of one member."""

    async def write() -> None:
        database = await open_database(f"sqlite:///{folder / 'square' / 'square.db'}")
        try:
            if handle:
                async with database.read() as tx:
                    member = str(await tx.value(_ID, handle=handle))
                at_us = now_us() - HOUR
                own = made(13, 3, outside=(41, 7))
                rows: list[Row] = [row(own, member=member, at_us=at_us)]
            else:
                today = now_us() // DAY * DAY
                rows = [
                    row(made(12 + (n + day) % 5, 2 + n % 3, group=("en", "zh", "ar")[n % 3]),
                        member=f"m{n}", at_us=today - day * DAY + 9 * HOUR)
                    for day in range(7, 0, -1) for n in range(21)
                ]  # fmt: skip
            await database.write(write_pages, rows)
            if not handle:
                while await count_hours(database, now_us()) < now_us() // HOUR - 2:
                    pass
        finally:
            await database.close()

    # the browser's own loop runs in this thread
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(write())).result()


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Square, Path]]:
    """A square of its own, in which a week was read."""
    folder = tmp_path_factory.mktemp("read")
    with serving(folder, demo=False) as square:
        written(folder)
        yield square, folder


def shot(page: Page, name: str) -> None:
    """Keep what it looks like, where somebody wants to see it."""
    if folder := os.environ.get("QIAO_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("locale", "lang", "phone"),
    [("en-US", "en", False), ("zh-CN", "zh-Hans", False), ("ar-EG", "ar", True)],
)
def test_what_was_promised_and_kept_is_everybodys_and_a_page_is_ones_own(
    read: tuple[Square, Path], browser: Browser, locale: str, lang: str, phone: bool
) -> None:
    square, folder = read
    handle = f"auditor_{lang[:2]}"
    with person(browser, locale, phone=phone) as page:
        dark = lang == "zh-Hans"
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.goto(f"{square.address}/ledger")
        expect(
            page.get_by_role("heading", name=say(lang, "page.ledger"), exact=True)
        ).to_be_visible()
        expect(
            page.get_by_role("heading", name=say(lang, "ledger.groups"), exact=True)
        ).to_be_visible()
        page.locator("summary").click()
        expect(page.locator("details tbody tr")).to_have_count(7)
        settled(page)
        arrived(page)
        shot(page, f"ledger_{lang}")
        assert wrong(page) == []

        join(page, square, handle, lang)
        written(folder, handle)
        page.goto(f"{square.address}/me/pages")
        expect(page.get_by_text(say(lang, "ownpages.kept"), exact=True)).to_be_visible()
        outside = say(lang, "ownpages.outside", home="41", newcomers="7")
        if lang != "ar":
            expect(page.get_by_text(outside)).to_be_visible()
        page.locator("summary").click()
        expect(page.locator("details ol li")).to_have_count(20)
        shot(page, f"pages_{lang}")
        assert wrong(page) == []
