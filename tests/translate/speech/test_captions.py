"""WebVTT: what is taken, what is refused, and that nothing in it is more than words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.translate.speech.captions import MAX_CUES, MAX_MS, checked, parse, serialise
from qiao.translate.speech.models import CaptionsInvalid, Cue

FILM = """\ufeffWEBVTT - about bread
Kind: captions

STYLE
::cue { background: url(https://evil.example/x) }

NOTE a note
of two lines

1
00:01.500 --> 00:04.000 align:start position:10%
<v Ana>Good <i>morning</i>, everyone

00:00:04.000 --> 00:00:06.250
Fish &amp; chips &lt;3
second <00:00:05.000>line

last
01:00:00.000 --> 01:00:01.000

"""


def test_cues_are_read_and_all_else_is_left_out() -> None:
    assert parse(FILM) == (
        Cue(1_500, 4_000, "Good morning, everyone"),
        Cue(4_000, 6_250, "Fish & chips <3\nsecond line"),
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("WEBVTT\n\n100:00.000 --> 100:01.000\nx", 3, "times_unreadable"),
        ("", 1, "no_header"),
        ("WEBVTTX\n", 1, "no_header"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", 1, "no_header"),
        ("WEBVTT\n\n00:01,000 --> 00:02.000\nx", 3, "times_unreadable"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx", 3, "times_backwards"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nx", 3, "times_backwards"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nx", 3, "times_unreadable"),
        ("WEBVTT\n\n99:00:00.000 --> 99:00:01.000\nx", 3, "times_backwards"),
        ("WEBVTT\n\nonly words", 4, "no_times"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb", 6, "out_of_order"),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb",
            3,
            "no_empty_line_between",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x" * 501, 4, "text_too_long"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\u202eb", 4, "text_has_controls"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\x00b", 4, "text_has_controls"),
        ("WEBVTT\n" + "x" * 400_001, 1, "too_long"),
        ("WEBVTT\n\n" + "00:01.000 --> 00:02.000\na\n\n" * (MAX_CUES + 1), 9003, "too_many_cues"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(CaptionsInvalid) as refused:
        parse(text)

    assert refused.value.facts == {"field": "vtt", "line": line, "why": why}


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "a --> b", "WEBVTT", "NOTE this", "&lt;", "& < >", "STYLE"],
)
def test_any_words_come_back_as_they_were(words: str) -> None:
    cues = (Cue(0, 1000, words), Cue(1000, 2000, "and more"))

    assert parse(serialise(cues)) == cues
    assert "<" not in serialise(cues)


def test_lines_end_as_any_system_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        vtt = f"WEBVTT{end}{end}00:01.000 --> 00:02.000{end}one{end}two{end}{end}"
        assert parse(vtt) == (Cue(1000, 2000, "one\ntwo"),)


_cues = st.lists(
    st.builds(
        lambda start, length, text: Cue(start, min(start + length, MAX_MS), text),
        *(st.integers(0, MAX_MS - 1), st.integers(1, 10_000), st.text(max_size=40)),
    ),
    max_size=12,
)


@given(_cues)
def test_what_a_machine_says_becomes_captions_or_nothing(cues: list[Cue]) -> None:
    kept = checked(cues)

    assert parse(serialise(kept)) == kept


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        cues = parse("WEBVTT\n\n" + text)
    except CaptionsInvalid:
        return
    assert parse(serialise(cues)) == cues


def test_a_machines_nonsense_is_left_out() -> None:
    assert checked(
        [
            Cue(5_000, 6_000, "second"),
            Cue(-5, 10, "before the beginning"),
            Cue(30, 30, "no time"),
            Cue(0, 10**12, "without end"),
            Cue(10, 20, "  "),
            Cue(10, 20, "turned \u202e around"),
            Cue(1_000, 2_000, "first"),
        ]
    ) == (Cue(1_000, 2_000, "first"), Cue(5_000, 6_000, "second"))
