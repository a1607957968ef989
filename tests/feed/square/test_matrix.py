"""What is held out teaches nothing; what is old, and whom nobody trusts, teaches little."""

from dataclasses import replace

import numpy as np

from qiao.feed.learning.square.circles import RECENT_US, Slice, circles_of, slice_of
from qiao.feed.learning.square.gather import DIDS, Past
from qiao.feed.learning.square.matrix import engagement, newest_of_each, pair_parts
from qiao.feed.taste import Did
from qiao.kit.clock import DAY
from tests.feed.make import NOW_US


def past(*deeds: tuple[int, int, Did, float], parts: dict[tuple[int, int], Slice]) -> Past:
    """Make a past of (member, note, what, days ago)."""
    members = 1 + max(deed[0] for deed in deeds)
    return Past(
        now_us=NOW_US,
        members=[f"m{i}" for i in range(members)],
        langs=[("en",)] * members,
        joined_us=np.zeros(members, np.int64),
        trust=np.ones(members, np.float32),
        circle=np.array(["en locals"] * members),
        by=np.array([deed[0] for deed in deeds], np.int32),
        note=np.array([deed[1] for deed in deeds], np.int32),
        did=np.array([DIDS.index(deed[2]) for deed in deeds], np.int8),
        at_us=np.array([NOW_US - int(deed[3] * DAY) for deed in deeds], np.int64),
        stayed=np.zeros(len(deeds), np.bool_),
        part=np.array(
            [
                parts.get(deed[:2], Slice.TAUGHT) if deed[3] * DAY < RECENT_US else 0
                for deed in deeds
            ],
            np.int8,
        ),
        follower=np.zeros(0, np.int32),
        followed=[],
        followed_us=np.zeros(0, np.int64),
    )


def test_all_of_a_pair_is_held_out_when_any_of_it_is():
    told = past(
        (0, 0, Did.OPEN, 40), (0, 0, Did.LIKE, 1), (0, 1, Did.LIKE, 1), (1, 1, Did.LIKE, 1),
        parts={(0, 0): Slice.JUDGED},
    )  # fmt: skip

    made = engagement(told, rows=2)

    assert pair_parts(told).tolist() == [2, 2, 0, 0]
    assert made.notes.tolist() == [1]
    assert (made.matrix.toarray()[:, 0] > 0.99).all()


def test_a_note_that_was_hidden_after_it_was_opened_is_not_liked():
    told = past(
        (0, 0, Did.OPEN, 2), (0, 0, Did.HIDE, 1), (1, 0, Did.LIKE, 1), (2, 0, Did.LIKE, 1),
        parts={},
    )  # fmt: skip

    assert engagement(told, rows=1).matrix.toarray()[0].tolist() == [0]


def test_whom_nobody_trusts_hardly_counts():
    told = past((0, 0, Did.LIKE, 1), (1, 0, Did.LIKE, 1), parts={})
    distrusted = replace(told, trust=np.array([1.0, 0.1], np.float32))

    weights = engagement(distrusted, rows=1).matrix.toarray()[:, 0]

    assert weights[1] < 0.11 * weights[0]


def test_what_happened_after_a_moment_can_be_left_out():
    told = past((0, 0, Did.LIKE, 9), (1, 0, Did.LIKE, 9), (2, 0, Did.LIKE, 1), parts={})

    made = engagement(told, rows=1, until_us=NOW_US - 5 * DAY)

    assert made.matrix.toarray()[:, 0].astype(bool).tolist() == [True, True, False]


def test_of_one_who_did_much_the_newest_counts():
    by = np.array([0, 1, 0, 0], np.int32)
    at_us = np.array([5, 1, 9, 7], np.int64)

    assert sorted(newest_of_each(by, at_us, most=2).tolist()) == [1, 2, 3]


def test_a_pair_is_always_for_the_same_and_few_are_kept_back():
    slices = [slice_of(f"member {i}", f"note {i % 7}") for i in range(4_000)]

    assert slices == [slice_of(f"member {i}", f"note {i % 7}") for i in range(4_000)]
    assert 0.08 < slices.count(Slice.JUDGED) / 4_000 < 0.12
    assert 0.03 < slices.count(Slice.TUNED) / 4_000 < 0.07


def test_circles_are_language_and_tenure():
    joined = np.array([NOW_US - DAY, NOW_US - 300 * DAY], np.int64)

    assert circles_of(["zh", ""], joined, now_us=NOW_US).tolist() == ["zh newcomers", "und locals"]


def test_who_stays_with_a_note_says_more_than_who_opens_it():
    told = past((0, 0, Did.OPEN, 1), (1, 0, Did.OPEN, 1), parts={})
    stayed = replace(told, stayed=np.array([False, True]))

    weights = engagement(stayed, rows=1).matrix.toarray()[:, 0]

    assert weights[1] > 1.5 * weights[0]
