"""News feeds: RFC 4287, one for each member and each topic, also in a reader's language."""

from collections.abc import Sequence

from qiao.web.outside.markup import called, paragraphs, spoken, text
from qiao.web.outside.reading import Shelf, Story

_THREADS = "http://purl.org/syndication/thread/1.0"  # RFC 4685
_EPOCH = "1970-01-01T00:00:00Z"


def feed(
    shelf: Shelf, stories: Sequence[Story], *, address: str, square: str, lang: str = ""
) -> bytes:
    """Return the feed of a list; `stories` are its notes in the language asked for."""
    home = address + shelf.path
    itself = f"{home}/feed.atom" + (f"?lang={lang}" if lang else "")
    newest = max((one.at for one in stories), default=_EPOCH)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="{_THREADS}"{_lang(lang)}>',
        f"<id>{text(itself)}</id><title>{text(shelf.title)}</title>",
        f"<subtitle{_lang(shelf.lang)}>{text(shelf.about)}</subtitle>" if shelf.about else "",
        f'<link rel="self" type="application/atom+xml" href="{text(itself)}"/>',
        f'<link rel="alternate" type="text/html" href="{text(home)}"/>',
        f"<updated>{newest}</updated><generator>{text(square)}</generator>",
        *(_entry(one, address) for one in stories),
        "</feed>",
    ]
    return "".join(parts).encode()


def _lang(lang: str) -> str:
    return f' xml:lang="{text(spoken(lang))}"' if spoken(lang) else ""


def _in_reply_to(one: Story, address: str) -> str:
    """Say what a note answers (RFC 4685) and quotes, where a visitor may see it."""
    made = ""
    if one.answers and one.answers.seen:
        to = f"{address}/n/{one.answers.id}"
        made += f'<thr:in-reply-to ref="{to}" href="{to}" type="text/html"/>'
    if one.quotes and one.quotes.seen:
        made += f'<link rel="related" type="text/html" href="{address}/n/{one.quotes.id}"/>'
    return made


def _entry(one: Story, address: str) -> str:
    here = f"{address}/n/{one.id}"
    photos = "".join(
        f'<p><img src="{address}{text(photo.full)}" alt="{text(photo.alt)}"'
        f' width="{photo.w}" height="{photo.h}"/></p>'
        for photo in one.photos_list
    )
    films = "".join(
        f'<link rel="enclosure" type="{film.type}" length="{film.bytes}"'
        f' href="{address}{text(film.src)}"/>'
        for photo in one.photos_list
        if (film := photo.film)
    )
    # whose words these are is said with them, as everywhere
    made = f"<p><small>{text(one.by)}</small></p>" if one.by else ""
    topics = "".join(f'<category term="{text(label)}"/>' for label in one.topics)
    who = one.author
    uri = f"<uri>{address}/u/{text(who.handle)}</uri>" if who.handle else ""
    other = ""
    if one.together:
        other = (
            f"<author><name>{text(called(one.together))}</name>"
            f"<uri>{address}/u/{text(one.together.handle)}</uri></author>"
        )
    return (
        f"<entry{_lang(one.lang)}><id>{here}</id>"
        f"<title>{text(one.named) or '…'}</title>"
        f'<link rel="alternate" type="text/html" href="{here}"/>{films}'
        f"{_in_reply_to(one, address)}"
        f"<published>{one.at}</published><updated>{one.at}</updated>"
        f"<author><name>{text(called(who))}</name>{uri}</author>{other}{topics}"
        f'<content type="html">{text(paragraphs(one.body) + photos + made)}</content></entry>'
    )
