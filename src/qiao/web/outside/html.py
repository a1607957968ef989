"""The app's page with words in it: for who runs no scripts, and for what links to it."""

from collections.abc import Sequence
from urllib.parse import quote

from qiao.notes.views import LinkCard, NotePhoto, NoteRef, PlaceView, StickerView
from qiao.people.models import Face
from qiao.web.outside.markup import called, direction, of_lang, one_line, paragraphs, spoken, text
from qiao.web.outside.reading import MAX_ANSWERS, Said, Shelf, Story

_TITLE = "<title>Qiao 桥</title>"
_ROOT = '<html lang="en" dir="ltr">'
_APP = '<div id="app"></div>'
_NAMES = {
    "en": ("Comments", "Notes", "Answered with a note", "Answers", "Quotes", "This helped"),
    "zh": ("评论", "笔记", "用笔记回应", "回应", "引用", "帮到了提问者"),
    "zh-Hant": ("留言", "筆記", "用筆記回應", "回應", "引用", "幫到了提問者"),
    "ar": ("التعليقات", "المنشورات", "منشورات تردّ على هذا", "ردّ على", "يقتبس من", "أفادت السائل"),
    "ja": ("コメント", "ノート", "ノートでの返事", "返事をした先", "引用元", "役に立った返事"),
    "ko": ("댓글", "노트", "노트로 답함", "답한 노트", "인용한 노트", "도움이 된 답"),
    "fr": ("Commentaires", "Notes", "Réponses par une note", "Répond à", "Cite", "A aidé"),
    "es": ("Comentarios", "Notas", "Respuestas con una nota", "Responde a", "Cita", "Ayudó"),
    "pt": ("Comentários", "Notas", "Respostas com uma nota", "Responde a", "Cita", "Ajudou"),
    "lo": ("ຄຳເຫັນ", "ໂນດ", "ຕອບດ້ວຍໂນດ", "ຕອບ", "ອ້າງອີງ", "ຊ່ວຍໄດ້"),
}


def filled(page: str, *, lang: str, head: str, read: str) -> bytes:
    """Return the app's page with a head of its own and with what can be read before it runs."""
    way = direction(lang)
    root = f'<html lang="{text(spoken(lang)) or "en"}" dir="{"rtl" if way == "rtl" else "ltr"}">'
    page = page.replace(_ROOT, root, 1).replace(_TITLE, head, 1)
    return page.replace(_APP, f'{_APP}\n    <div id="read">{read}</div>', 1).encode()


def plain(page: str) -> bytes:
    """Return the app's page for what a visitor may not read: no crawler keeps it."""
    return page.replace(_TITLE, f'{_TITLE}<meta name="robots" content="noindex" />', 1).encode()


def _meta(name: str, words: str, *, of: str = "property") -> str:
    return f'<meta {of}="{name}" content="{text(words)}" />' if words else ""


def _locale(lang: str) -> str:
    return spoken(lang).replace("-", "_")


def _heading(which: int, lang: str) -> str:
    return _named("h2", which, lang)


def _named(tag: str, which: int, lang: str) -> str:
    first = lang.split("-", maxsplit=1)[0]
    known = next((one for one in (lang, first) if one in _NAMES), "en")
    return f"<{tag} {of_lang(known)}>{_NAMES[known][which]}</{tag}>"


def _pointing(ref: NoteRef | None, which: int, lang: str) -> str:
    """Say what a note answers or quotes; of what a visitor may not see, nothing."""
    if ref is None or not ref.seen or ref.author is None:
        return ""
    named = f'<a href="/n/{ref.id}" {of_lang(ref.lang)}>{text(ref.title or ref.excerpt or "…")}</a>'
    return f"<p>{_named('span', which, lang)} {named} <bdi>{text(called(ref.author))}</bdi></p>"


def _byline(face: Face, at: str = "") -> str:
    name = f"<bdi>{text(called(face))}</bdi>"
    when = f' <time datetime="{at}">{at[:10]}</time>' if at else ""
    if face.handle:
        name = f'<a href="/u/{text(face.handle)}">{name}</a>'
    return f'<p class="by">{name}{when}</p>'


def note_head(one: Story, address: str, square: str, original: str) -> str:
    """Return a note's head: its name, a card for other places, its other languages."""
    here = f"{address}/n/{one.id}"
    # the author's own words stand at the plain address, versions beside it
    canonical = here if one.lang == original else f"{here}?lang={text(one.lang)}"
    named = one_line(one.named, 80) or square
    others = [lang for lang in (original, *one.version_texts) if lang != one.lang]
    photo = one.photos_list[0] if one.photos_list else None
    parts = [
        f"<title>{text(named)} · {text(square)}</title>",
        _meta("description", one_line(one.body, 200), of="name"),
        _meta("author", called(one.author), of="name"),
        f'<link rel="canonical" href="{canonical}" />',
        _meta("og:type", "article"),
        _meta("og:site_name", square),
        _meta("og:title", named),
        _meta("og:description", one_line(one.body, 200)),
        _meta("og:url", canonical.replace("&amp;", "&")),
        _meta("og:locale", _locale(one.lang)),
        *(_meta("og:locale:alternate", _locale(lang)) for lang in others),
        _meta("article:published_time", one.at),
    ]
    if photo is not None:
        parts += [
            _meta("og:image", address + photo.full),
            _meta("og:image:width", str(photo.w)),
            _meta("og:image:height", str(photo.h)),
            _meta("og:image:alt", photo.alt),
        ]
        if photo.film is not None:
            parts += [
                _meta("og:video", address + photo.film.src),
                _meta("og:video:type", photo.film.type),
                _meta("og:video:width", str(photo.film.w)),
                _meta("og:video:height", str(photo.film.h)),
                _meta("og:video:duration", str(max(1, round(photo.film.ms / 1000)))),
            ]
    else:
        parts += [
            _meta("og:image", f"{here}/preview.png?lang={one.lang}"),
            _meta("og:image:width", "1200"),
            _meta("og:image:height", "630"),
            _meta("og:image:alt", named),
        ]
    parts.append(_meta("twitter:card", "summary_large_image", of="name"))
    if one.standing != "public":
        # limited: by its link, not by being found
        parts.append('<meta name="robots" content="noindex" />')
    if one.version_texts and spoken(original):
        for lang in (original, *one.version_texts):
            href = here if lang == original else f"{here}?lang={text(lang)}"
            parts.append(f'<link rel="alternate" hreflang="{text(lang)}" href="{href}" />')
        parts.append(f'<link rel="alternate" hreflang="x-default" href="{here}" />')
    if one.author.handle:
        parts.append(_feed_link(f"/u/{one.author.handle}", called(one.author)))
    return "\n    ".join(part for part in parts if part)


def _feed_link(path: str, title: str) -> str:
    return (
        f'<link rel="alternate" type="application/atom+xml" title="{text(title)}"'
        f' href="{text(path)}/feed.atom" />'
    )


def note_read(
    one: Story,
    said: Sequence[Said],
    square: str,
    original: str,
    answers: Sequence[Story] = (),
    tracks: Sequence[str] = (),
) -> str:
    """Return a note as an article with the notes that answer it and its first comments.

    `tracks`: languages of its video's captions.
    """
    lang = of_lang(one.lang)
    title = f"<h1 {lang}>{text(one.title)}</h1>" if one.title else ""
    photos = "".join(
        _film(photo, lang, tracks) if photo.film else _photo(photo, lang)
        for photo in one.photos_list
    )
    tags = " ".join(
        f'<a href="/t/{text(label.casefold())}" rel="tag"><bdi>#{text(label)}</bdi></a>'
        for label in one.topics
    )
    others = " ".join(
        f'<a href="/n/{one.id}{"" if other == original else f"?lang={text(other)}"}"'
        f' hreflang="{text(other)}" lang="{text(other)}">{text(other)}</a>'
        for other in (original, *one.version_texts)
        if other != one.lang and spoken(other)
    )
    card = _link(one.link) if one.link else ""
    below = "".join(_comment(comment, one.lang) for comment in said)
    replies = "".join(
        f'<li><a href="/n/{each.id}" {of_lang(each.lang)}>{text(each.named or "…")}</a>'
        f" <bdi>{text(called(each.author))}</bdi></li>"
        for each in answers
    )
    together = _byline(one.together) if one.together else ""
    pointing = _pointing(one.answers, 3, one.lang) + _pointing(one.quotes, 4, one.lang)
    return (
        f'<p><a href="/"><bdi>{text(square)}</bdi></a></p>'
        f"<article>{title}{_byline(one.author, one.at)}{together}{pointing}"
        + (f'<p class="langs">{others}</p>' if others else "")
        + f"<div {lang}>{paragraphs(one.body)}</div>{card}{photos}"
        + (_place(one.place, one.lang) if one.place else "")
        + (f"<p>{tags}</p>" if tags else "")
        + "</article>"
        + (f"<section>{_heading(2, one.lang)}<ul>{replies}</ul></section>" if replies else "")
        + (f"<section>{_heading(0, one.lang)}<ul>{below}</ul></section>" if below else "")
    )


def _film(photo: NotePhoto, lang: str, tracks: Sequence[str]) -> str:
    """A video as every browser plays it without scripts; what it shows is said below it."""
    film = photo.film
    if film is None:
        return ""
    said = f"<p {lang}>{text(photo.alt)}</p>" if photo.alt else ""
    written = "".join(
        f'<track kind="captions" srclang="{text(each)}" label="{text(each)}"'
        f' src="/api/v1/media/{text(photo.media)}/captions/{text(each)}.vtt" />'
        for each in tracks
    )
    return (
        f'<video src="{text(film.src)}" poster="{text(photo.full)}" width="{film.w}"'
        f' height="{film.h}" controls playsinline preload="metadata">{written}</video>{said}'
    )


def _photo(photo: NotePhoto, lang: str) -> str:
    return (
        f'<img src="{text(photo.full)}" width="{photo.w}" height="{photo.h}"'
        f' alt="{text(photo.alt)}" {lang} loading="lazy" />'
    )


def _sticker(sticker: StickerView, page: str) -> str:
    said = page if page in sticker.names else "en" if "en" in sticker.names else ""
    said = said or next(iter(sticker.names), "")
    return (
        f'<img src="{text(sticker.src)}" width="120" height="120"'
        f' alt="{text(sticker.names.get(said, ""))}" {of_lang(said)} loading="lazy" />'
    )


def _place(place: PlaceView, page: str) -> str:
    said = next((one for one in (page, "und", "en") if one in place.names), "")
    name = place.names.get(said, place.slug)
    href = f"/p/{quote(place.slug)}"
    return f'<p><a href="{text(href)}" {of_lang(said)}>{text(name)}</a></p>'


def _link(card: LinkCard) -> str:
    about = f"<br>{text(card.about)}" if card.about else ""
    return (
        f'<p class="link"><a href="{text(card.url)}" rel="nofollow noopener ugc">'
        f"<span {of_lang(card.lang)}>{text(card.title)}{about}</span>"
        f' <bdi dir="ltr">{text(card.host)}</bdi></a></p>'
    )


def _comment(comment: Said, page: str) -> str:
    answers = "".join(_comment(answer, page) for answer in comment.answers[:MAX_ANSWERS])
    inner = f"<ul>{answers}</ul>" if answers else ""
    if comment.deleted or comment.author is None:
        return f"<li><p>…</p>{inner}</li>"
    words = f"<div {of_lang(comment.lang)}>{paragraphs(comment.body)}</div>"
    words += "".join(_photo(photo, of_lang(comment.lang)) for photo in comment.photos_list)
    words += _link(comment.link) if comment.link else ""
    if comment.sticker is not None:
        words += _sticker(comment.sticker, page)
    mark = f"<p>✓ {_named('span', 5, comment.lang)}</p>" if comment.accepted else ""
    number = comment.figure
    if number is not None and not comment.body.startswith(f"{number.place}:"):
        figure = f"{number.value:.15g} {number.currency}".strip()
        words = f"<p><bdi>{text(number.place)}</bdi>: {text(figure)}</p>{words}"
    return f"<li>{_byline(comment.author, comment.at)}{mark}{words}{inner}</li>"


def shelf_head(shelf: Shelf, address: str, square: str) -> str:
    """Return the head of a list: whose or about what it is, and its news feed."""
    about = one_line(shelf.about, 200) or one_line(
        " · ".join(one.named for one in shelf.stories[:6]), 200
    )
    home = shelf.path == "/"
    title = square if home else f"{shelf.title} · {square}"
    face = shelf.face
    parts = [
        f"<title>{text(title)}</title>",
        _meta("description", about, of="name"),
        f'<link rel="canonical" href="{text(address + shelf.path)}" />',
        _meta("og:type", "profile" if face else "website"),
        _meta("og:site_name", square),
        _meta("og:title", shelf.title),
        _meta("og:description", about),
        _meta("og:url", address + shelf.path),
        _meta(
            "og:image", address + (face.avatar["full"] if face and face.avatar else "/icon-512.png")
        ),
        _meta("twitter:card", "summary", of="name"),
        "" if home else _feed_link(shelf.path, shelf.title),
    ]
    return "\n    ".join(part for part in parts if part)


def shelf_read(shelf: Shelf, square: str) -> str:
    """Return a list as links to its notes."""
    about = f"<div {of_lang(shelf.lang)}>{paragraphs(shelf.about)}</div>" if shelf.about else ""
    items = "".join(
        f'<li><a href="/n/{one.id}" {of_lang(one.lang)}>{text(one.named or "…")}</a></li>'
        for one in shelf.stories
    )
    home = "" if shelf.path == "/" else f'<p><a href="/"><bdi>{text(square)}</bdi></a></p>'
    return f'{home}<h1 dir="auto">{text(shelf.title)}</h1>{about}<ul>{items}</ul>'
