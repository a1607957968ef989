"""Reading and being read in another language: chosen once, corrected by anybody, seen by all."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from qiao.demo import content
from tests.journeys.browser import person, say
from tests.journeys.coming import join, sign_in
from tests.journeys.square import Square
from tests.journeys.test_square import open_note

pytestmark = pytest.mark.journey


def portuguese() -> content.DemoNote:
    """Return a demo note in Portuguese that nobody wrote again in another language."""
    return next(n for n in content.notes() if n.lang == "pt" and n.title and not n.versions)


def note_by(page: Page, square: Square, handle: str, title: str, body: str) -> str:
    """Write a note as somebody new; return its id."""
    author = square.member(handle, "pt", "en")
    made = author.post("/api/v1/notes", {"title": title, "body": body, "topics": [], "media": []})
    square.wait_until_understood()
    page.goto(f"{square.address}/n/{made['id']}")
    return str(made["id"])


def test_portuguese_comes_by_itself_for_who_wants_it_so(demo: Square, browser: Browser):
    note = portuguese()
    with person(browser, "en-US") as page:
        join(page, demo, "wants_pt", "en")
        page.goto(f"{demo.address}/settings")
        page.get_by_label(say("en", "reading.add")).select_option("pt")
        exception = page.locator(".exception")
        exception.get_by_text(say("en", "reading.mode_automatic"), exact=True).click()
        exception.get_by_text(say("en", "reading.original_under"), exact=True).click()
        expect(exception.locator("input[value=under]")).to_be_checked()

        open_note(page, demo, note.author, note.title)

        # nothing was tapped: the translation is there, and the original under it
        words = page.locator(".words.large")
        expect(words.get_by_text("neural pt-en").first).to_be_visible()
        expect(words.locator(".source").get_by_text(note.title)).to_be_visible()
        page.reload()
        expect(page.locator(".words.large .source")).to_be_visible()


def test_a_guest_chooses_for_this_browser(demo: Square, browser: Browser):
    note = portuguese()
    with person(browser, "en-US", phone=True) as page:
        page.goto(f"{demo.address}/settings")
        page.get_by_text(say("en", "reading.mode_never"), exact=True).first.click()
        open_note(page, demo, note.author, note.title)
        expect(page.get_by_role("heading", name=note.title)).to_be_visible()
        expect(
            page.get_by_role("button", name=say("en", "translate.ask"), exact=True)
        ).to_have_count(0)


def test_a_suggestion_reaches_the_author_and_then_every_reader(demo: Square, browser: Browser):
    better = "My cat is asleep on the keyboard again."
    with person(browser, "en-US") as reading, person(browser, "en-US") as suggesting:
        note = note_by(
            reading, demo, "author_pt", "A minha gata", "A minha gata dormiu outra vez no teclado."
        )
        for page in (reading, suggesting):
            page.goto(f"{demo.address}/n/{note}")
            page.get_by_role("button", name=say("en", "translate.ask"), exact=True).first.click()
            expect(page.get_by_text("neural pt-en").first).to_be_visible()
        join(suggesting, demo, "knows_better", "en")
        suggesting.goto(f"{demo.address}/n/{note}")
        suggesting.get_by_role("button", name=say("en", "translate.ask"), exact=True).first.click()
        suggesting.get_by_role("button", name=say("en", "translate.suggest")).first.click()
        dialog = suggesting.get_by_role("dialog", name=say("en", "translate.suggest"))
        dialog.locator("label", has_text="dormiu").click()
        dialog.get_by_label(say("en", "suggest.better")).fill(better)
        dialog.get_by_role("button", name=say("en", "suggest.send")).click()
        expect(suggesting.get_by_text(say("en", "suggest.thanks_author"))).to_be_visible()

        with person(browser, "en-US") as author:
            sign_in(author, demo, "author_pt")
            author.goto(f"{demo.address}/rules")
            # the menu says that somebody waits for an answer
            mark = author.locator("nav .badge")
            expect(mark).to_have_text("1")
            author.goto(f"{demo.address}/statements")
            expect(author.get_by_text(better)).to_be_visible()
            author.get_by_role("button", name=say("pt", "suggest.accept"), exact=True).click()
            expect(author.get_by_text(say("pt", "suggest.did_accept"))).to_be_visible()
            expect(mark).to_have_count(0)

        # the page was open all the time, and nobody touched it
        expect(reading.get_by_text(better).first).to_be_visible()


def test_the_writer_is_shown_what_the_others_will_read(demo: Square, browser: Browser):
    with person(browser, "en-US") as page:
        note = note_by(page, demo, "asks_pt", "Chuva", "Alguém gosta de chuva?")
        join(page, demo, "writes_across", "en")
        page.goto(f"{demo.address}/n/{note}")
        page.get_by_role("button", name=say("en", "comments.say")).first.click()
        page.get_by_placeholder(say("en", "comments.any_language")).first.fill(
            "I can't say I'm mad about rain, no cap. The tea here is 12 degrees."
        )
        page.get_by_role("button", name=say("en", "preview.ask")).click()

        preview = page.locator("section.preview")
        expect(preview.get_by_text("neural en-pt").first).to_be_visible()
        preview.get_by_text(say("en", "preview.back")).click()
        expect(preview.locator("details .user-text")).to_contain_text("12")
        expect(preview.get_by_text(say("en", "preview.private"))).to_be_visible()


def test_what_somebody_had_read_is_seen_beside_the_original(demo: Square, browser: Browser):
    body = "Estou com saudades da minha terra."
    with person(browser, "en-US") as page:
        note = note_by(page, demo, "far_away", "Saudades", body)
        join(page, demo, "reads_then_says", "en")
        page.goto(f"{demo.address}/n/{note}")
        page.get_by_role("button", name=say("en", "translate.ask"), exact=True).first.click()
        shown = page.locator(".words.large .user-text")
        expect(page.get_by_text("neural pt-en").first).to_be_visible()
        read = shown.first.inner_text()
        page.get_by_role("button", name=say("en", "comments.say")).first.click()
        page.get_by_placeholder(say("en", "comments.any_language")).first.fill(
            "I know that feeling."
        )
        page.get_by_role("button", name=say("en", "comments.send"), exact=True).click()
        expect(page.get_by_text("I know that feeling.").first).to_be_visible()

    with person(browser, "pt-BR", phone=True) as page:
        sign_in(page, demo, "far_away")
        page.goto(f"{demo.address}/n/{note}")
        mark = page.get_by_role("button", name=re.compile("neural pt-en"))
        mark.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(read)).to_be_visible()
        expect(dialog.get_by_text(body)).to_be_visible()


def test_an_arabic_reader_is_offered_a_persons_english(demo: Square, browser: Browser):
    note = next(
        n
        for n in content.notes()
        if n.lang == "pt" and n.title and "en" in n.versions and "ar" not in n.versions
    )
    with person(browser, "ar-EG") as page:
        page.add_init_script("Object.defineProperty(navigator, 'languages', {get: () => ['ar']})")
        open_note(page, demo, note.author, note.title)
        expect(page.get_by_role("heading", name=note.title)).to_be_visible()
        offer = page.get_by_role("button", name=re.compile("الإنجليزية")).first
        offer.click()
        expect(page.get_by_role("heading", name=note.versions["en"].title)).to_be_visible()
        page.get_by_role("button", name=say("ar", "translate.show_original")).first.click()
        expect(page.get_by_role("heading", name=note.title)).to_be_visible()
