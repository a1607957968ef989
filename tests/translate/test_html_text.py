"""Tags stay, words are taken out, and words never become tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.translate.html_text import Markup

STATUS = (
    '<p><span class="h-card"><a href="https://x.example/@bo" class="u-url mention">@<span>bo</span>'
    "</a></span> Fish &amp; chips<br />tonight?</p><p>See "
    '<a href="https://a.example/b"><span class="invisible">https://</span>'
    '<span class="ellipsis">a.example/b</span></a> <a class="mention hashtag" href="/t/food">'
    '#<span>food</span></a> <b title="a > b">now</b> <span translate="no">:bread:</span></p>'
)


def test_words_are_taken_out_without_mentions_links_and_hashtags() -> None:
    assert Markup(STATUS).texts == ["Fish & chips", "tonight?", "See", "now"]


def test_every_tag_comes_back_as_it_was() -> None:
    made = Markup(STATUS).with_texts(["PEIXE & BATATAS", "HOJE?", "VEJA", "AGORA"])

    expected = STATUS.replace("Fish &amp; chips", "PEIXE &amp; BATATAS")
    expected = expected.replace("tonight?", "HOJE?").replace("See ", "VEJA ")
    assert made == expected.replace(">now<", ">AGORA<")


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "</p><img src=x onerror=y>", "&lt;"]
)
def test_words_never_become_markup(words: str) -> None:
    made = Markup("<p>hello</p>").with_texts([words])

    assert Markup(made).texts == [words]


@pytest.mark.parametrize(
    "kept",
    [
        "<script>if (a < b) hello()</script>",
        "<style>p { color: red }</style>",
        "<code>let hello</code>",
        "<!-- hello -->",
        '<div class="notranslate"><p>hello</p></div>',
        "<p></p><br><hr>",
    ],
)
def test_what_is_no_sentence_is_left_alone(kept: str) -> None:
    markup = Markup(kept)

    assert markup.texts == []
    assert markup.with_texts([]) == kept


def test_a_kept_part_ends_where_its_tag_ends() -> None:
    assert Markup('<p translate="no">a <br> b</p>then <img class="mention"> on').texts == [
        "then",
        "on",
    ]


def test_text_without_tags_is_text() -> None:
    assert Markup("  1 < 2 & so on ").texts == ["1 < 2 & so on"]
    assert Markup("").texts == []


@given(st.text(alphabet="<>/&;a b=\"'!-?\n#x1pre[]", max_size=60))
def test_any_text_survives(source: str) -> None:
    markup = Markup(source)

    made = Markup(markup.with_texts(markup.texts))
    assert made.texts == markup.texts


@given(st.lists(st.text(max_size=20), min_size=2, max_size=2))
def test_words_stay_words(words: list[str]) -> None:
    made = Markup("<p>one</p><p>two</p>").with_texts(words)

    assert [made.count("<p>"), made.count("</p>"), made.count("<")] == [2, 2, 4]
