"""Text is cut into sentences and what stays, and nothing is lost by it."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.translate.segments import MAX_SENTENCE_CHARS, PieceKind, join, split

BITS = st.sampled_from(
    [
        "hello",
        "你好",
        "。",
        ". ",
        "! ",
        "\n",
        " ",
        "😂",
        "@ana",
        "#OOTD",
        "#猫#",
        "[失望R]",
        "5kg",
        "$12.50",
        "https://x.com/a.",
        "Mr. ",
        "ສະບາຍດີ",
        "、",
        "，",
        "👨‍👩‍👧",
        "\u200b",
        "e\u0301",
        "x" * 500,
        "\r\n",
        "مرحبا؟ ",
    ]
)


@given(st.one_of(st.text(), st.lists(BITS, max_size=30).map("".join)))
def test_joined_pieces_are_the_text(text: str) -> None:
    assert join(split(text)) == text


@given(st.lists(BITS, max_size=40).map("".join))
def test_no_sentence_is_too_long_for_an_engine(text: str) -> None:
    sentences = [p.text for p in split(text) if p.kind is PieceKind.SENTENCE]

    assert all(len(sentence) <= MAX_SENTENCE_CHARS for sentence in sentences)


def sentences(text: str) -> list[str]:
    return [piece.text for piece in split(text) if piece.kind is PieceKind.SENTENCE]


def test_sentences_end_at_marks_of_every_script() -> None:
    assert sentences("你好。再见！ok? Yes. مرحبا؟ نعم") == [
        "你好。",
        "再见！",
        "ok?",
        "Yes.",
        "مرحبا؟",
        "نعم",
    ]


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    assert sentences("Mr. Li paid 3.50 in the U.S. last year.") == [
        "Mr. Li paid 3.50 in the U.S. last year."
    ]


def test_emoji_topics_links_and_stickers_cut() -> None:
    assert sentences("so cute 😂 really #OOTD see https://x.com/a. bye [失望R] ok") == [
        "so cute", "really", "see", "bye", "ok"
    ]  # fmt: skip


def test_a_mention_stays_in_its_clause_but_not_at_its_edge() -> None:
    assert sentences("@ana I saw @bo there @cy") == ["I saw @bo there"]


def test_what_has_no_letters_is_kept() -> None:
    assert sentences("!!! 123 ... 😂 — 5") == []
