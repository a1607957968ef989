"""What a draft may be, and how a note begins on its card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.kit.text import TextHasControls, TextHasTooManyMarks, TextTooLong
from qiao.notes.models import (
    EXCERPT_CHARS,
    MAX_PHOTOS,
    Draft,
    NoteEmpty,
    TooManyPhotos,
    checked_draft,
    excerpt,
)
from qiao.topics.models import TooManyTopics


def draft(**asked: object) -> Draft:
    empty: dict[str, object] = {"title": "", "body": "", "topics": [], "photos": []}
    return checked_draft(**(empty | asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [{"title": "Bread"}, {"body": "Bread"}, {"photos": [("a", "")]}])
def test_a_title_a_body_or_a_photo_is_enough(asked: dict[str, object]):
    assert draft(**asked).kind == ("photo" if "photos" in asked else "text")


@pytest.mark.parametrize("asked", [{}, {"title": " \n", "body": "\u200b"}, {"topics": ["bread"]}])
def test_nothing_is_no_note(asked: dict[str, object]):
    with pytest.raises(NoteEmpty):
        draft(**asked)


@pytest.mark.parametrize(
    ("asked", "refusal", "field"),
    [
        ({"title": "x" * 61}, TextTooLong, "title"),
        ({"title": "two\nlines"}, TextHasControls, "title"),
        ({"body": "x" * 5_001}, TextTooLong, "body"),
        ({"body": "x\u202ey"}, TextHasControls, "body"),
        ({"body": "a" + "\u0301" * 3_000}, TextHasTooManyMarks, "body"),
        ({"photos": [("a", "x" * 501)]}, TextTooLong, "alt"),
        ({"photos": [(str(i), "") for i in range(MAX_PHOTOS + 1)]}, TooManyPhotos, "media"),
        ({"topics": ["x"] * 11}, TooManyTopics, "topics"),
        ({"topics": ["x" * 41]}, TextTooLong, "topics"),
    ],
)
def test_what_is_too_much_is_refused_by_its_field(
    asked: dict[str, object], refusal: type[Exception], field: str
):
    with pytest.raises(refusal) as refused:
        draft(**asked)

    assert refused.value.facts["field"] == field  # type: ignore[attr-defined]


def test_a_photo_is_shown_once():
    assert len(draft(photos=[("a", "one"), ("b", ""), ("a", "two")]).photos) == 2


def test_a_short_body_is_its_own_beginning_on_one_line():
    assert excerpt("Bread,\n\n still  warm ") == "Bread, still warm"


@given(
    st.lists(
        st.sampled_from(["a ", "字", "👩‍👩‍👧‍👦", "ນ້ຳ", "क्षि", "🇱🇦", "e\u0337", "!"]), max_size=200
    )
)
def test_a_long_body_begins_with_whole_characters(characters: list[str]):
    body = "".join(characters)
    made = excerpt(body)

    if len(" ".join(body.split())) <= EXCERPT_CHARS:
        assert made == " ".join(body.split())
        return
    assert made.endswith("…")
    assert EXCERPT_CHARS - 12 < len(made) <= EXCERPT_CHARS + 1
    beginnings = {"".join(characters[:n]).strip() for n in range(len(characters) + 1)}
    assert made[:-1] in {" ".join(beginning.split()) for beginning in beginnings}
