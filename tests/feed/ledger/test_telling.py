"""What everybody is told: nobody stands alone in it."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.ledger.models import FEWEST, OTHERS, Sums
from qiao.feed.ledger.telling import Period, told


def period(first: int, readers: Mapping[str, int], *, hours: int = 1) -> Period:
    sums = {group: Sums(pages=n, readers=n, cards=20 * n, home=12 * n)
            for group, n in readers.items()}  # fmt: skip
    return Period(first, hours, sums, readers)


def test_groups_of_enough_readers_are_told_the_largest_first() -> None:
    found = told([period(0, {"en": 6, "zh": 9})])

    assert [group for group, _ in found.groups] == ["zh", "en"]
    assert found.total is not None
    assert found.total.pages == 15


def test_a_small_group_is_told_with_others() -> None:
    found = told([period(0, {"en": 9, "zh": 8, "lo": 3, "ar": 2})])

    assert [(group, of.pages) for group, of in found.groups] == [("en", 9), ("zh", 8), (OTHERS, 5)]


def test_who_would_be_alone_in_other_takes_a_larger_group_with_her() -> None:
    found = told([period(0, {"en": 9, "zh": 5, "lo": 1})])

    assert [(group, of.pages) for group, of in found.groups] == [("en", 9), (OTHERS, 6)]


def test_an_hour_of_few_is_told_with_those_behind_it_and_not_before() -> None:
    early = told([period(0, {"en": 7}), period(1, {"en": 2})])
    late = told([period(0, {"en": 7}), period(1, {"en": 2}), period(2, {"en": 5})])

    assert [(p.first, p.hours, p.sums.pages) for p in early.points] == [(0, 1, 7)]
    assert early.total is not None
    assert early.total.pages == 7
    assert [(p.first, p.hours, p.sums.pages) for p in late.points] == [(0, 1, 7), (1, 2, 7)]


def test_of_too_few_nothing_is_told() -> None:
    assert told([period(n, {"en": 2, "zh": 2}) for n in range(24)]) == (None, [], [])


periods = st.lists(
    st.dictionaries(st.sampled_from(["en", "zh", "ar", "lo", "fr"]), st.integers(1, 9), max_size=5),
    max_size=12,
)


@given(periods)
@settings(max_examples=200, deadline=None)
def test_nothing_told_is_of_fewer_than_five_and_no_two_looks_differ_by_fewer(
    hours: list[dict[str, int]],
) -> None:
    looks = [told([period(n, of) for n, of in enumerate(hours[:end])])
             for end in range(len(hours) + 1)]  # fmt: skip
    for before, after in pairwise(looks):
        was = before.total.pages if before.total else 0
        now = after.total.pages if after.total else 0
        assert now == was or now - was >= FEWEST
        assert after.points[: len(before.points)] == before.points
    for look in looks:
        assert all(of.pages >= FEWEST for _, of in look.groups)
        assert sum(of.pages for _, of in look.groups) == (look.total.pages if look.total else 0)
        assert sum(point.sums.pages for point in look.points) == (
            look.total.pages if look.total else 0
        )
