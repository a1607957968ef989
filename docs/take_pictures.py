"""Takes the pictures of the guide "what it looks like" from a real square in a real browser.

    .venv/bin/python docs/take_pictures.py       # needs Chromium and fonts for Chinese and Arabic

Every page three times: English on a desktop in daylight, Chinese on a phone in the dark, Arabic on
a phone in daylight. Writes docs/pictures/*.webp and docs/guides/what-it-looks-like.md.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.axe import settled  # noqa: E402
from tests.journeys.browser import browsing, person  # noqa: E402
from tests.journeys.coming import sign_in  # noqa: E402
from tests.journeys.square import Square, serving  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
GUIDE = ROOT / "docs" / "guides" / "what-it-looks-like.md"
HEAD = """# What it looks like

The demo community, taken by `docs/take_pictures.py`: English on a desktop, Chinese on a phone in
the dark, Arabic on a phone."""
LOOKS = (
    ("en", "en-US", False, False),
    ("zh-Hans", "zh-CN", True, True),
    ("ar", "ar-EG", True, False),
)
"""Language, the browser's own, whether a phone, whether dark."""

PAGES = (
    ("explore", "/", "Explore: notes from everywhere, in words the reader knows"),
    ("note", "/n/{note}", "A note, and the talk beneath it"),
    ("question", "/n/{question}", "A question with figures from several places"),
    ("profile", "/u/{author}", "A member"),
    ("topic", "/t/{topic}", "A topic, with its last fourteen days"),
    ("compose", "/new", "Writing a note, with the rules beside it"),
    ("notices", "/notices", "What others did"),
    ("messages", "/messages", "Messages, and requests of strangers"),
    ("search", "/search?q={word}", "Search by words and by meaning"),
    ("welcome", "/welcome", "The welcome after signing up"),
    ("settings", "/settings", "Settings"),
)
PHONES = (("in Chinese, dark", "zh"), ("in Arabic", "ar"))
WORDS = {
    "en": ("bread", "Fresh bread on the sill. Who bakes too?", "Me! Every Sunday.", "Swap?"),
    "zh-Hans": ("猫", "窗台上刚出炉的面包，还有谁也在烤？", "我！每个星期天。", "要不要交换酵种？"),
    "ar": ("خبز", "خبز طازج على النافذة. من يخبز مثلي؟", "أنا! كل جمعة.", "نتبادل الخميرة؟"),
}
"""What is searched for, a note, a comment below it, a message."""


def furnish(square: Square, handle: str, lang: str) -> dict[str, str]:
    """Give a member a life to show; return the places that pages are made of."""
    word, body, answer, message = WORDS[lang]
    member, friend = square.member(handle, lang, "en"), square.member(f"{handle}_friend", lang)
    cards = some_cards(square)
    photo = next(card for card in cards if card["photos"] > 1 and card["topics"])
    asked = next((card for card in cards if card.get("asks")), photo)
    topic = photo["topics"][0]
    for card in cards[:6]:
        member.like(card["id"])
    mine = member.post("/api/v1/notes", {"title": "", "body": body})["id"]
    friend.post(f"/api/v1/notes/{mine}/comments", {"body": answer})
    friend.like(mine)
    friend.post(f"/api/v1/members/{handle}/messages", {"body": message})
    square.wait_until_understood()
    return {
        "note": photo["id"],
        "question": asked["id"],
        "author": photo["author"]["handle"],
        "topic": topic if isinstance(topic, str) else topic["slug"],
        "word": word,
    }


def some_cards(square: Square) -> list[Any]:
    """Return the cards of the first pages of Explore."""
    found: list[Any] = []
    cursor = ""
    for _ in range(4):
        page = square.http.get(f"/api/v1/feeds/explore{cursor}").json()
        found += page["items"]
        cursor = f"?cursor={page['cursor']}"
    return found


def shoot(page: Page, name: str) -> None:
    """Write what the window shows, small enough to be kept."""
    shot = Image.open(BytesIO(page.screenshot()))
    shot.convert("RGB").save(PICTURES / f"{name}.webp", quality=72, method=6)


def take(browser: Browser, square: Square) -> None:
    """Take all pictures."""
    for lang, locale, phone, dark in LOOKS:
        handle = f"look_{lang[:2]}"
        places = furnish(square, handle, lang)
        with person(browser, locale, phone=phone) as page:
            page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
            sign_in(page, square, handle)
            for name, path, _ in PAGES:
                page.goto(square.address + path.format(**places))
                settled(page)
                page.wait_for_function(
                    "() => [...document.images].every((i) => i.complete || i.loading === 'lazy')"
                )
                page.wait_for_timeout(1_500)  # pictures, fonts and fades; this is no test
                shoot(page, f"{name}-{lang[:2]}")
                print(f"{name}-{lang[:2]}", file=sys.stderr)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), demo=True) as square:
        square.wait_until_understood()
        with browsing() as browser:
            take(browser, square)
    parts = [HEAD]
    for name, _, title in PAGES:
        shown = f"../pictures/{name}"
        phones = [f"![{title}, {how}]({shown}-{lang}.webp)" for how, lang in PHONES]
        parts += [
            f"## {title}",
            f"![{title}, in English on a desktop]({shown}-en.webp)",
            "| | |\n| --- | --- |\n| " + " | ".join(phones) + " |",
        ]
    GUIDE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
