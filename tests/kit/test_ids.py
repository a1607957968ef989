"""Ids: opaque, sorted by time, and always the same for what has a name."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.kit.ids import is_id, named_id, new_id

MILLISECOND = 1_000
times = st.integers(min_value=0, max_value=(1 << 48) * MILLISECOND - 1)


@given(times, times)
def test_an_id_of_a_later_millisecond_sorts_later(a: int, b: int):
    a, b = sorted((a, b))
    if b // MILLISECOND > a // MILLISECOND:
        assert new_id(a) < new_id(b)


@given(times)
def test_every_id_has_the_form_of_one(at_us: int):
    assert is_id(new_id(at_us))
    assert is_id(named_id(at_us, "a name"))


def test_ids_of_one_moment_differ():
    assert len({new_id(0) for _ in range(1_000)}) == 1_000


def test_a_named_id_is_the_same_again_and_another_for_another_name_or_time():
    assert named_id(5_000, "bread") == named_id(5_000, "bread")
    assert named_id(5_000, "bread") != named_id(5_000, "salt")
    assert named_id(5_000, "bread") != named_id(6_000, "bread")


def test_nothing_else_has_the_form_of_an_id():
    good = new_id(0)

    assert not any(map(is_id, ("", good[:-1], good + "0", good[:-1] + "U", good[:-1] + "l")))
