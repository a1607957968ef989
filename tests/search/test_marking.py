"""What was asked for is marked where it stands, in spaced and unspaced scripts."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.search.asking import read
from qiao.search.marking import parts, snippet, spans


def marked(text: str, query: str) -> list[str]:
    return parts(text, spans(text, read(query)))[1::2]


def test_words_are_marked_whole_and_in_their_own_spelling() -> None:
    assert marked("Cafés and a CAFÉ", "cafe") == ["Cafés", "CAFÉ"]
    assert marked("uncafe", "cafe") == []


def test_a_run_is_marked_where_it_stands() -> None:
    assert marked("上海的貓咖啡館", "猫咖啡") == ["貓咖啡"]
    assert marked("カレーライス", "かれー") == ["カレー"]


def test_an_arabic_root_is_marked_without_what_is_before_it() -> None:
    assert marked("شربت القهوة", "قهوة") == ["قهوة"]


def test_a_snippet_shows_where_most_was_found() -> None:
    text = "bread. " + "x" * 300 + " warm bread and butter " + "y" * 300
    cut = snippet(text, read("bread butter"))

    assert cut[1::2] == ["bread", "butter"]
    assert cut[0].startswith("…")
    assert cut[-1].endswith("…")
    assert snippet(text, read("tea")) == []


@given(st.text(max_size=60), st.text(max_size=20))
def test_nothing_is_lost_or_added(text: str, query: str) -> None:
    import unicodedata

    assert "".join(parts(text, spans(text, read(query)))) == unicodedata.normalize("NFC", text)
