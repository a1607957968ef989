"""Lines that stand together are one block, and only those."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.translate.pictures.layout import blocks, text_of
from qiao.translate.pictures.models import Line


def line(left: float, top: float, text: str, *, height: float = 40, width: float = 0) -> Line:
    return Line(left, top, left + (width or len(text) * height * 0.6), top + height, text, 0.99)


def texts(*lines: Line) -> list[str]:
    return [text_of(block) for block in blocks(lines)]


def test_rows_of_a_paragraph_are_read_together() -> None:
    assert texts(
        line(10, 10, "The bread is still", width=400), line(10, 60, "warm this morning", width=390)
    ) == ["The bread is still warm this morning"]


def test_chinese_rows_are_joined_without_a_space() -> None:
    assert texts(line(10, 10, "今天的早餐", width=200), line(10, 60, "很好吃吧", width=190)) == [
        "今天的早餐很好吃吧"
    ]


def test_a_row_that_ends_early_ends_a_paragraph() -> None:
    assert texts(
        line(10, 10, "Coffee", width=150),
        line(10, 60, "Tea", width=90),
        line(10, 110, "A very long line of a menu", width=500),
    ) == ["Coffee\nTea\nA very long line of a menu"]


def test_a_sign_in_two_languages_is_two_blocks() -> None:
    assert texts(
        line(10, 10, "今天的早餐", width=200),
        line(10, 55, "Breakfast today", width=230),
        line(10, 100, "until ten", width=150),
    ) == ["今天的早餐", "Breakfast today until ten"]


def test_what_stands_far_below_is_another_block() -> None:
    assert texts(line(10, 10, "Open"), line(10, 200, "Closed")) == ["Open", "Closed"]


def test_columns_stay_apart() -> None:
    assert texts(
        line(10, 10, "left one", width=200),
        line(600, 10, "right one", width=200),
        line(10, 60, "left two", width=200),
        line(600, 60, "right two", width=200),
    ) == ["left one left two", "right one right two"]


def test_pieces_of_a_row_are_one_line_from_left_to_right() -> None:
    assert texts(line(140, 12, "world", width=100), line(10, 10, "hello", width=100)) == [
        "hello world"
    ]


def test_a_heading_is_not_part_of_the_text_below() -> None:
    assert texts(
        line(10, 10, "MENU", height=90, width=300), line(10, 110, "Bread and tea", width=290)
    ) == ["MENU", "Bread and tea"]


def test_a_word_cut_at_the_end_of_a_row_is_whole_again() -> None:
    assert texts(line(10, 10, "a conver-", width=200), line(10, 60, "sation here", width=200)) == [
        "a conversation here"
    ]


def test_nothing_is_nothing() -> None:
    assert blocks([]) == []


_numbers = st.floats(min_value=0, max_value=2000, allow_nan=False)


@given(
    st.lists(
        st.builds(
            lambda left, top, width, height, text: Line(
                left, top, left + width + 2, top + height + 2, text, 0.9
            ),
            *(_numbers, _numbers, _numbers, _numbers),
            st.text(min_size=1, max_size=8),
        ),
        max_size=25,
    )
)
def test_no_line_is_lost_or_read_twice(lines: list[Line]) -> None:
    found = "".join(text_of(block) for block in blocks(lines))

    strip = str.maketrans("", "", "- \n")
    assert sorted(found.translate(strip)) == sorted(
        "".join(line.text for line in lines).translate(strip)
    )
