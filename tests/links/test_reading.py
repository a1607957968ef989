"""What a page says of itself, in whatever letters, and however it is meant."""

import pytest

from qiao.links.models import NotFetched
from qiao.links.reading import MAX_ABOUT_CHARS, MAX_TITLE_CHARS, read_page

URL = "https://shop.example/a/b"


def test_a_card_is_what_a_page_says_of_itself():
    page = read_page(
        b"""<!doctype html><html><head><title>plain</title>
        <meta property="og:title" content="Tea &amp; bread">
        <meta content="Warm &lt;b&gt;tea&lt;/b&gt;" name="description">
        <meta property="og:site_name" content="The Shop">
        <meta property="og:image" content="../tea.png">
        </head><body><meta property="og:title" content="not me"></body>""",
        "text/html",
        URL,
    )

    assert page.title == "Tea & bread"
    assert page.about == "Warm <b>tea</b>"  # words; the one renderer shows them as such
    assert page.site == "The Shop"
    assert page.image == "https://shop.example/tea.png"


@pytest.mark.parametrize(
    ("charset", "header"),
    [("gb18030", "text/html; charset=gb2312"), ("shift_jis", "text/html"), ("utf-16", "text/html"),
     ("utf-8-sig", "text/html; charset=iso-8859-1"), ("big5", 'text/html; charset="Big5"')],
)  # fmt: skip
def test_letters_are_read_as_the_page_says(charset: str, header: str):
    said = '<meta charset="shift_jis">' if charset == "shift_jis" else ""
    page = read_page(f"{said}<title>日本茶</title>".encode(charset), header, URL)

    assert page.title == "日本茶"


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "zlib", "idna", "punycode", "hex"])
def test_no_codec_is_used_that_no_page_is_written_in(charset: str):
    page = read_page(b"<title>caf\xc3\xa9</title>", f"text/html; charset={charset}", URL)

    assert page.title == "café"


def test_a_title_is_cut_and_holds_nothing_that_cannot_be_seen():
    page = read_page(
        "<title>\u202eevil\u200b\n\n  \x07name e{}</title>".format("\u0301" * 50).encode()
        + b"<meta name=description content='" + b"y" * 10_000 + b"'>",
        "text/html",
        URL,
    )  # fmt: skip

    assert page.title.startswith("evil name é")
    assert len(page.title) < 20
    assert len(page.about) == MAX_ABOUT_CHARS + 1
    long = read_page(b"<title>" + b"x" * 10_000_000 + b"</title>", "text/html", URL)
    assert len(long.title) == MAX_TITLE_CHARS + 1


@pytest.mark.parametrize(
    "image",
    ["http://127.0.0.1/a.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "//[::1]/a.png",
     "http://a.example:22/", "javascript:alert(1)", "http://[", ""],
)  # fmt: skip
def test_no_picture_is_asked_for_inside(image: str):
    page = read_page(
        f'<title>x</title><meta property="og:image" content="{image}">'.encode(), "text/html", URL
    )

    assert page.image == ""


@pytest.mark.parametrize(
    "page",
    [b"", b"\0" * 1000, b"<title></title>", b"<title> \xe2\x80\x8b </title>", b"<body>words</body>",
     b"{}", b"<!--" * 10_000, b"<" * 300_000, b"<!" * 150_000, b"<a " * 100_000, b"&" * 300_000,
     b"<title" * 50_000, b"<![CDATA[" * 30_000, b"<?" * 150_000, b"</" * 150_000,
     b"<!-- -" + b"-" * 300_000, b"<a a='" * 50_000, b"<script>" + b"</scrip" * 40_000,
     b'<meta a="' + b"x" * 1_000_000],
)  # fmt: skip
def test_what_says_nothing_or_is_meant_to_hurt_has_no_card(page: bytes):
    with pytest.raises(NotFetched):
        read_page(page, "text/html", URL)
