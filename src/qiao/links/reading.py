"""What a page says of itself in its head: its title, what it is about, a picture."""

import codecs
import re
import time
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urljoin

from qiao.kit.graphemes import cut
from qiao.links.models import NotFetched, Page, target

MAX_TITLE_CHARS = 160
MAX_ABOUT_CHARS = 300
MAX_SITE_CHARS = 60
MAX_HEAD_CHARS = 300_000
"""The head of a page is read so far; whoever needs more has no card."""
MAX_READ_S = 1.0
_AT_ONCE = 4_096
_WITHIN_BYTES = 2_048
_KEPT_CHARS = 4_000

# what pages are written in; not what else Python calls a codec
_CHARSETS = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-?ascii|latin-?1|iso-?8859-\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5(-?hkscs)?|shift[-_]?jis|sjis|euc-(jp|kr)|ks_c_5601-1987|tis-620|"
    r"windows-874",
    re.ASCII,
)
_SAYS = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})")


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self.title: list[str] = []
        self._in_title = False
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = not self.title
        elif tag == "body":
            self.over = True
        elif tag == "meta":
            given = {name: value or "" for name, value in attrs}
            name = (given.get("property") or given.get("name") or "").strip().lower()
            if name and given.get("content") and len(self.said) < 200:
                self.said.setdefault(name, given["content"][:_KEPT_CHARS])

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "head":
            self.over = True

    def handle_data(self, data: str) -> None:
        if self._in_title and sum(map(len, self.title)) < _KEPT_CHARS:
            self.title.append(data[:_KEPT_CHARS])

    def first(self, *names: str) -> str:
        return next((self.said[name] for name in names if self.said.get(name)), "")


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """Return what a page says of itself. Blocks for a second at the most.

    Raises:
        NotFetched: it has no title, or is no page that a person would read.
    """
    text = _decoded(body, content_type)[:MAX_HEAD_CHARS]
    head = _Head()
    end = time.monotonic() + MAX_READ_S
    for start in range(0, len(text), _AT_ONCE):
        head.feed(text[start : start + _AT_ONCE])
        if head.over:
            break
        if time.monotonic() > end:
            raise NotFetched("too hard to read")
    title = _tidy(head.first("og:title", "twitter:title") or "".join(head.title), MAX_TITLE_CHARS)
    if not title:
        raise NotFetched("no title")
    image = head.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image").strip()
    return Page(
        title=title,
        about=_tidy(head.first("og:description", "description"), MAX_ABOUT_CHARS),
        site=_tidy(head.first("og:site_name"), MAX_SITE_CHARS),
        image=_address(url, image) if image else "",
    )


def _address(base: str, image: str) -> str:
    try:
        return target(urljoin(base, image)).url
    except (NotFetched, ValueError):
        return ""


def _decoded(body: bytes, content_type: str) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace")
    for said in (content_type.encode(), body[:_WITHIN_BYTES]):
        found = _SAYS.search(said)
        name = found[1].decode().lower() if found else ""
        if _CHARSETS.fullmatch(name):
            # pages that say gb2312 hold letters of gb18030
            wider = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949"}
            return body.decode(wider.get(name, name), "replace")
    return body.decode("utf-8", "replace")


def _tidy(text: str, max_chars: int) -> str:
    """Return words on one line without what cannot be seen or turns lines around."""
    text = unicodedata.normalize("NFC", text[:_KEPT_CHARS])
    kept = "".join(
        " " if char.isspace() or unicodedata.category(char) == "Cc" else char
        for char in text
        if unicodedata.category(char) not in ("Cf", "Co", "Cs", "Cn") or char in "\u200c\u200d"
    )
    flat = _few_marks(" ".join(kept.split()))
    return flat if len(flat) <= max_chars else cut(flat, max_chars).rstrip() + "…"


def _few_marks(text: str) -> str:
    """Letters carry four marks at the most: more is a stunt."""
    made, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= 4:
            made.append(char)
    return "".join(made)
