"""Subtitles: typed, kept, set right, translated, taken away as a file; or drafted by a machine."""

import json
import os
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qiao.demo import paint
from qiao.translate.speech.captions import parse, serialise
from qiao.translate.speech.models import Cue
from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square, serving
from tests.translate.speech.contract import SAID
from tests.translate.speech.test_captions import FILM

pytestmark = pytest.mark.journey

# What is written down here is about a picture, which is quiet: the worker of this test's square,
# and nothing else there, is told that everything sounds.
SOUNDS = """
import sys
if "work" in sys.orig_argv:
    from qiao.translate.speech import jobs
    async def sound(media):
        return b"sound"
    jobs.silent = sound
"""

# a transcriber that takes as long as the test wants: opening a pipe waits for who writes into it
WRITES_DOWN = """
import sys
with open(sys.argv[1]) as told:
    said = told.read()
if not said:
    sys.exit(1)
print(said)
"""


@pytest.fixture(scope="module")
def pipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("speech") / "told"
    os.mkfifo(path)
    return path


@pytest.fixture(scope="module")
def square(
    tmp_path_factory: pytest.TempPathFactory, _sockets: None, pipe: Path
) -> Iterator[Square]:
    """A square whose operator has set a program that writes down speech."""
    hook = tmp_path_factory.mktemp("hook")
    (hook / "sitecustomize.py").write_text(SOUNDS)
    paths = [str(hook), *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {
        "PYTHONPATH": os.pathsep.join(paths),
        "QIAO_VIDEO__OFFERED": "false",
        "QIAO_SPEECH__PROVIDER": "whisper_command",
        "QIAO_SPEECH__WHISPER_COMMAND__COMMAND": json.dumps(
            [sys.executable, "-c", WRITES_DOWN, str(pipe)]
        ),
    }
    with serving(tmp_path_factory.mktemp("captions"), demo=False, settings=settings) as square:
        yield square


def post_a_picture(page: Page, square: Square, folder: Path, lang: str = "en") -> None:
    """Publish a photo, and open its subtitles by the note's own menu."""
    picture = folder / "bread.webp"
    picture.write_bytes(paint.paint(("bread", 3)).full)
    page.goto(f"{square.address}/new")
    page.locator("input[type=file]").set_input_files(picture)
    page.locator("input.title").fill("Bread")
    page.get_by_role("button", name=say(lang, "compose.post"), exact=True).click()
    page.wait_for_url(lambda url: "/n/" in url)
    page.get_by_role("button", name=say(lang, "notes.more")).click()
    page.get_by_role("link", name=say(lang, "captions.title"), exact=True).click()
    page.wait_for_url(lambda url: "/captions/" in url)


def words(page: Page, line: int) -> object:
    return page.get_by_label(say("en", "captions.words", at=str(line)), exact=True)


def start(page: Page, line: int) -> object:
    return page.get_by_label(say("en", "captions.start", at=str(line)), exact=True)


def end(page: Page, line: int) -> object:
    return page.get_by_label(say("en", "captions.end", at=str(line)), exact=True)


def button(page: Page, key: str) -> object:
    return page.get_by_role("button", name=say("en", key), exact=True)


def test_typed_kept_set_right_translated_and_taken_along(
    square: Square, browser: Browser, tmp_path: Path
):
    with person(browser, "en-US") as page:
        page.on("dialog", lambda dialog: dialog.accept())  # leaving with something unsaved
        join(page, square, "writes_down", "en")
        post_a_picture(page, square, tmp_path)

        # typed by keyboard alone; a wrong time is said and loses nothing
        button(page, "captions.add").click()
        words(page, 1).fill("Good morning, my dear friends. The bread is still warm")
        words(page, 1).press("Control+Enter")
        expect(words(page, 2)).to_be_focused()
        page.keyboard.type("Come and eat with us")
        end(page, 2).fill("0:01")
        expect(page.get_by_text(say("en", "captions.wrong_backwards"))).to_be_visible()
        expect(button(page, "captions.save")).to_be_disabled()
        end(page, 2).fill("0:06.5")

        # unsaved words outlive the page
        page.reload()
        expect(page.get_by_text(say("en", "captions.taken_up"))).to_be_visible()
        expect(words(page, 2)).to_have_value("Come and eat with us")
        button(page, "captions.save").click()
        expect(page.get_by_text(say("en", "captions.is_edited"))).to_be_visible()
        page.reload()
        expect(words(page, 1)).to_have_value(
            "Good morning, my dear friends. The bread is still warm"
        )

        # edited: cut in two where the cursor is, the second joined with the third, one deleted
        words(page, 1).evaluate("area => { area.focus(); area.setSelectionRange(30, 30) }")
        page.keyboard.press("Alt+Enter")
        expect(words(page, 1)).to_have_value("Good morning, my dear friends.")
        expect(words(page, 2)).to_have_value("The bread is still warm")
        button(page, "captions.merge").nth(1).click()
        expect(words(page, 2)).to_have_value("The bread is still warm\nCome and eat with us")
        page.get_by_role("button", name=say("en", "captions.remove", at="2"), exact=True).click()
        expect(words(page, 2)).to_have_count(0)
        button(page, "ui.undo").click()
        expect(words(page, 2)).to_have_value("The bread is still warm\nCome and eat with us")
        button(page, "captions.publish").click()
        expect(page.get_by_text(say("en", "captions.is_published"))).to_be_visible()

        # drafted in Portuguese by the engine that comes along
        page.get_by_label(say("en", "captions.translate_into")).select_option("pt")
        button(page, "captions.translate").click()
        expect(words(page, 1)).to_have_value("Bom dia, meus queridos amigos.", timeout=30_000)
        expect(page.get_by_text("neural en-pt")).to_be_visible()
        words(page, 1).fill("Bom dia, meus amigos queridos!")
        button(page, "captions.publish").click()
        expect(page.get_by_text(say("en", "captions.is_published"))).to_be_visible()

        with page.expect_download() as download:
            page.get_by_role("button", name="Download .vtt").click()
        file = tmp_path / "kept.vtt"
        download.value.save_as(file)
        media = page.url.split("/captions/")[1]
        first, second = parse(file.read_text())
        assert first.text == "Bom dia, meus amigos queridos!"
        assert (second.end_ms, "pão" in second.text) == (6_500, True)
        # a stranger's player reads the same
        served = square.http.get(f"/api/v1/media/{media}/captions/pt.vtt")
        assert served.text == file.read_text()


def test_a_file_and_a_recording_help_and_neither_is_sent(
    square: Square, browser: Browser, tmp_path: Path
):
    recording, broken, file = (tmp_path / name for name in ("say.wav", "no.vtt", "yes.srt"))
    with wave.open(str(recording), "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8_000 * 5))
    broken.write_text("WEBVTT\n\n00:01.000 --> soon\nHello")
    file.write_text("1\n00:00:00,500 --> 00:00:02,000\n<i>Hello</i> &amp; welcome\n\n", "utf-8")
    with person(browser, "en-US") as page:
        sent: list[int] = []
        page.on("request", lambda asked: sent.append(len(asked.post_data_buffer or b"")))
        join(page, square, "brings_files", "en")
        post_a_picture(page, square, tmp_path)
        button(page, "captions.add").click()
        words(page, 1).fill("Mine")

        page.get_by_label(say("en", "captions.import")).set_input_files(broken)
        expect(page.get_by_text(say("en", "captions.file_times", line="3"))).to_be_visible()
        expect(words(page, 1)).to_have_value("Mine")
        page.get_by_label(say("en", "captions.import")).set_input_files(file)
        expect(words(page, 1)).to_have_value("Hello & welcome")

        sent.clear()
        page.get_by_label(say("en", "captions.open_recording")).set_input_files(recording)
        player = page.locator("audio")
        expect(player).to_have_js_property("readyState", 4)
        player.evaluate("player => { player.currentTime = 1.25 }")
        expect(page.locator("li[aria-current] textarea")).to_have_value("Hello & welcome")
        expect(page.locator(".said")).to_have_text("Hello & welcome")
        player.evaluate("player => { player.currentTime = 3.5 }")
        expect(page.locator("li[aria-current]")).to_have_count(0)
        button(page, "captions.end_here").click()
        expect(end(page, 1)).to_have_value("00:03.500")
        words(page, 1).press("Control+Enter")
        expect(start(page, 2)).to_have_value("00:03.500")
        assert sum(sent) < recording.stat().st_size / 4  # what was read and seen is told meanwhile


def test_the_app_reads_a_file_as_the_server_does(square: Square, browser: Browser, tmp_path: Path):
    odd = ["<script>alert(1)</script>", "a --> b", "&lt; &amp; 3 < 4", "صباح الخير", "one\ntwo"]
    cues = [Cue(3_700_000 + at, 3_700_900 + at, text) for at, text in enumerate(odd)]
    whole = FILM.split("\nlast\n")[0] + "\n" + serialise(cues).removeprefix("WEBVTT\n")
    file = tmp_path / "film.vtt"
    file.write_text(whole.replace("\n", "\r\n"), "utf-8", newline="")
    with person(browser, "en-US") as page:
        join(page, square, "brings_a_film", "en")
        post_a_picture(page, square, tmp_path)
        page.get_by_label(say("en", "captions.import")).set_input_files(file)
        button(page, "captions.publish").click()
        expect(page.get_by_text(say("en", "captions.is_published"))).to_be_visible()
        media = page.url.split("/captions/")[1]

    served = square.http.get(f"/api/v1/media/{media}/captions/en.vtt").text
    assert parse(served) == parse(whole)
    assert [cue.text for cue in parse(served)[2:]] == odd


def test_a_draft_arrives_while_one_waits(
    square: Square, browser: Browser, tmp_path: Path, pipe: Path
):
    with person(browser, "en-US") as page:
        join(page, square, "lets_write", "en")
        post_a_picture(page, square, tmp_path)

        button(page, "captions.draft").click()
        expect(page.get_by_text(say("en", "captions.drafting"))).to_be_visible()
        pipe.write_text("")  # it hears nothing this time, and fails
        expect(page.get_by_text(say("en", "captions.why_transcriber_down"))).to_be_visible()

        button(page, "captions.draft").click()
        expect(page.get_by_text(say("en", "captions.drafting"))).to_be_visible()
        pipe.write_text(serialise(SAID))
        # nobody touched the page
        expect(words(page, 2)).to_have_value(SAID[1].text)
        expect(page.get_by_text(say("en", "captions.is_draft"))).to_be_visible()
        words(page, 2).fill("The bread is warm, still!")
        button(page, "captions.save").click()
        expect(page.get_by_text(say("en", "captions.is_edited"))).to_be_visible()


def test_right_to_left_and_nobody_to_write_down(demo: Square, browser: Browser, tmp_path: Path):
    with person(browser, "ar-EG", phone=True) as page:
        join(page, demo, "writes_arabic", "ar")
        post_a_picture(page, demo, tmp_path, "ar")

        expect(page.get_by_text(say("ar", "error.no_transcriber"))).to_be_visible()
        page.get_by_role("button", name=say("ar", "captions.add"), exact=True).click()
        area = page.locator("ol textarea")
        area.fill("صباح الخير")
        expect(area).to_have_css("direction", "rtl")
        expect(page.locator("input.time").first).to_have_css("direction", "ltr")
        page.get_by_role("button", name=say("ar", "captions.save"), exact=True).click()
        expect(page.get_by_text(say("ar", "captions.is_edited"))).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_of_somebody_elses_only_what_is_published_is_there(
    square: Square, browser: Browser, tmp_path: Path
):
    with person(browser, "en-US") as page:
        join(page, square, "publishes_some", "en")
        post_a_picture(page, square, tmp_path)
        media = page.url.split("/captions/")[1]
        button(page, "captions.add").click()
        words(page, 1).fill("For everybody")
        button(page, "captions.publish").click()
        expect(page.get_by_text(say("en", "captions.is_published"))).to_be_visible()
    with person(browser, "en-US") as page:
        page.goto(f"{square.address}/captions/{media}")
        expect(page.get_by_text("For everybody")).to_be_visible()
        expect(button(page, "captions.save")).to_have_count(0)
