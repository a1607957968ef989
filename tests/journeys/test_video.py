"""A short video: sent, posted before it plays, watched with captions in one's own language."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square
from tests.media.video import clips

pytestmark = pytest.mark.journey

VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n{}\n"
MINUTE_MS = 60_000
SHOWING = """
    [...(document.querySelector('.player video')?.textTracks ?? [])]
      .filter((track) => track.mode === 'showing').map((track) => track.language).join()
"""


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.clip(tmp_path_factory.mktemp("clips") / "kneading.mp4", size="360x640", seconds=3)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a browser records it: it has to be made anew."""
    return clips.webm(tmp_path_factory.mktemp("clips") / "steam.webm", seconds=3)


def choose(page: Page, square: Square, lang: str, file: Path, title: str) -> None:
    page.goto(f"{square.address}/new")
    page.locator("input.title").fill(title)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=say(lang, "video.add"), exact=True).click()
    chooser.value.set_files(file)
    # until it is taken, what is written so far could be posted without it
    expect(page.locator(".clip.there")).to_be_visible()


def is_ready(page: Page, lang: str) -> None:
    start = say(lang, "video.ready").split("{")[0].strip(" (（")
    expect(page.locator(".clip .good").filter(has_text=start)).to_be_visible(timeout=MINUTE_MS)


def test_sent_described_posted_watched_and_captioned(demo: Square, browser: Browser, plays: Path):
    with person(browser, "en-US") as page:
        join(page, demo, "films_in_en", "en")
        choose(page, demo, "en", plays, "Kneading, one take")
        is_ready(page, "en")
        page.get_by_label(say("en", "video.alt")).fill("Hands knead dough on a floured table")

        # another moment for the card, chosen where the player stands
        before = page.locator("img.poster").get_attribute("src")
        page.locator(".clip video").evaluate("player => (player.currentTime = 2)")
        page.get_by_role("button", name=say("en", "video.choose_poster"), exact=True).click()
        poster = page.locator("img.poster")
        expect(poster).not_to_have_attribute("src", before or "", timeout=MINUTE_MS)

        page.get_by_role("button", name=say("en", "compose.post"), exact=True).click()
        page.wait_for_url(lambda url: "/n/" in url)
        note = page.url.rsplit("/", 1)[1]
        player = page.locator(".player video")
        expect(player).to_have_attribute("aria-label", "Hands knead dough on a floured table")
        expect(player).to_have_js_property("readyState", 4, timeout=MINUTE_MS)
        box = player.bounding_box()
        assert box is not None
        assert abs(box["height"] / box["width"] - 640 / 360) < 0.03, "its box is its shape"

        # captions, beside the video itself
        page.get_by_role("link", name=say("en", "video.write_captions"), exact=True).click()
        page.wait_for_url(lambda url: "/captions/" in url)
        media = page.url.rsplit("/", 1)[1]
        expect(page.locator("video")).to_have_js_property("readyState", 4, timeout=MINUTE_MS)
        page.get_by_role("button", name=say("en", "captions.add"), exact=True).click()
        page.get_by_label(say("en", "captions.words", at="1"), exact=True).fill("Fold, turn, fold")
        page.get_by_role("button", name=say("en", "captions.publish"), exact=True).click()
        expect(page.get_by_text(say("en", "captions.is_published"))).to_be_visible()
        answer = page.request.put(
            f"{demo.address}/api/v1/media/{media}/captions/zh-Hans",
            data={"vtt": VTT.format("折，转，再折"), "publish": True},
            headers={"Origin": demo.address},
        )
        assert answer.ok, answer.text()

    # a reader of Chinese sees the Chinese ones by themselves, and the card says how long it is
    with person(browser, "zh-CN", phone=True) as page:
        page.goto(f"{demo.address}/u/films_in_en")
        expect(page.locator(".card .count")).to_contain_text("0:03")
        page.goto(f"{demo.address}/n/{note}")
        demo.wait_until(lambda: page.evaluate(SHOWING) == "zh-Hans", 60)
    with httpx.Client(base_url=demo.address) as visitor:
        read = visitor.get(f"/n/{note}").text
        assert '<video src="/media/' in read
        assert 'srclang="zh-Hans"' in read
        assert 'property="og:video"' in read
        assert 'rel="enclosure" type="video/mp4"' in visitor.get("/u/films_in_en/feed.atom").text


@pytest.mark.parametrize(("lang", "locale"), [("zh-Hans", "zh-CN"), ("ar", "ar-EG")])
def test_posted_before_it_plays_it_comes_out_by_itself(
    demo: Square, browser: Browser, recorded: Path, lang: str, locale: str
):
    handle = "films_in_" + lang[:2]
    with person(browser, locale, phone=True) as page:
        join(page, demo, handle, lang)
        choose(page, demo, lang, recorded, "蒸汽" if lang == "zh-Hans" else "بخار")
        post = page.get_by_role("button", name=say(lang, "compose.post"), exact=True)
        expect(post).to_be_enabled(timeout=MINUTE_MS)
        post.click()
        page.wait_for_url(lambda url: "/n/" in url or "/u/" in url, timeout=MINUTE_MS)
        demo.wait_until(lambda: published(demo, handle), 120)

        page.goto(f"{demo.address}/u/{handle}")
        page.locator("a.open").first.click()
        expect(page.locator(".player video")).to_have_js_property(
            "readyState", 4, timeout=MINUTE_MS
        )
        assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")


def published(square: Square, handle: str) -> bool:
    items = square.http.get(f"/api/v1/members/{handle}/notes").json()["items"]
    return [item["kind"] for item in items] == ["video"]


def test_a_line_that_breaks_and_a_page_that_is_closed_lose_nothing(
    demo: Square, browser: Browser, plays: Path, tmp_path: Path
):
    # padded behind its end, so that it is sent in several pieces
    long = tmp_path / "kneading.mp4"
    pad = 5_000_000
    box = (8 + pad).to_bytes(4, "big") + b"free" + b"\0" * pad
    long.write_bytes(plays.read_bytes() + box)
    with person(browser, "en-US") as page:
        join(page, demo, "films_on_a_train", "en")
        sent: list[str] = []

        def break_off(route: object) -> None:
            sent.append(route.request.url)  # type: ignore[attr-defined]
            if len(sent) == 1:
                route.continue_()  # type: ignore[attr-defined]
            else:
                route.abort()  # type: ignore[attr-defined]

        page.route("**/bytes?offset=*", break_off)
        choose(page, demo, "en", long, "From the train")
        kept = "localStorage.getItem('qiao.draft')?.includes('kneading.mp4') ?? false"
        demo.wait_until(lambda: page.evaluate(kept) and len(sent) >= 2, 60)
        page.unroute("**/bytes?offset=*")
        page.reload()

        expect(page.get_by_text(say("en", "video.lost", name="kneading.mp4"))).to_be_visible()
        offsets: list[str] = []
        page.on("request", lambda request: offsets.append(request.url.rpartition("=")[2])
                if "bytes?offset=" in request.url else None)  # fmt: skip
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=say("en", "video.choose_again"), exact=True).click()
        chooser.value.set_files(long)
        is_ready(page, "en")

        assert "0" not in offsets, "it went on where it broke"
        assert page.locator("input.title").input_value() == "From the train"
