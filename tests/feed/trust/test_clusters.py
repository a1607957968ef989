"""Who acts in lockstep is found; who only likes the same things is not."""

from collections.abc import Iterable

import numpy as np
import pytest

from qiao.feed.trust.clusters import Deeds, lockstep
from qiao.kit.clock import DAY, HOUR, SECOND

MINUTE = 60 * SECOND
Deed = tuple[int, int, int]


def deeds(*lists: Iterable[Deed]) -> Deeds:
    rows = np.array([deed for some in lists for deed in some], dtype=np.int64).reshape(-1, 3)
    return Deeds(rows[:, 0], rows[:, 1], rows[:, 2])


def farm(
    rng: np.random.Generator,
    members: Iterable[int],
    *,
    notes: int = 12,
    within_s: int = 180,
    noise: int = 0,
    show_up: float = 1.0,
    first_note: int = 900_000,
) -> list[Deed]:
    """Make accounts that like each of some notes within `within_s`, and other things alone."""
    made = []
    for note in range(first_note, first_note + notes):
        at = int(rng.integers(0, 14 * DAY))
        made += [
            (m, note, at + int(rng.integers(0, within_s * SECOND)))
            for m in members
            if rng.random() < show_up
        ]
    for m in members:
        made += [
            (m, int(rng.integers(0, 2_000)), int(rng.integers(0, 14 * DAY))) for _ in range(noise)
        ]
    return made


def square(rng: np.random.Generator, *, members: int = 300, each: int = 25) -> list[Deed]:
    """Make members who like what they like, popular notes more, at any hour."""
    made = []
    for m in range(1, members + 1):
        notes = (2_000 * rng.random(each) ** 3).astype(int)
        made += [(m, int(note), int(rng.integers(0, 14 * DAY))) for note in notes]
    return made


@pytest.mark.parametrize("size", [3, 20, 200])
def test_accounts_in_lockstep_are_found_and_nobody_else(size: int):
    rng = np.random.default_rng(size)
    bots = list(range(10_000, 10_000 + size))

    assert lockstep(deeds(square(rng), farm(rng, bots))) == [bots]


def test_they_are_found_when_half_of_what_they_do_is_for_show():
    rng = np.random.default_rng(1)
    bots = list(range(10_000, 10_020))

    assert lockstep(deeds(square(rng), farm(rng, bots, notes=14, noise=10))) == [bots]


def test_they_are_found_when_not_all_of_them_come_each_time():
    rng = np.random.default_rng(2)
    bots = list(range(10_000, 10_020))

    found = lockstep(deeds(square(rng), farm(rng, bots, notes=20, show_up=0.8)))

    assert len(found) == 1
    assert set(found[0]) <= set(bots)
    assert len(found[0]) >= 18


def test_two_farms_are_two_clusters():
    rng = np.random.default_rng(3)
    one, two = list(range(10_000, 10_010)), list(range(20_000, 20_010))

    found = lockstep(deeds(farm(rng, one), farm(rng, two, first_note=800_000)))

    assert found == [one, two]


def test_two_who_live_together_are_no_cluster():
    assert lockstep(deeds(farm(np.random.default_rng(4), [1, 2], notes=30))) == []


def test_once_is_not_over_and_over():
    """A note of the hour: five hundred like it within minutes, and go their ways."""
    rng = np.random.default_rng(5)
    hour = [(m, 77, 5 * DAY + int(rng.integers(0, 4 * MINUTE))) for m in range(1, 301)]

    assert lockstep(deeds(square(rng), hour)) == []


def fandom(
    rng: np.random.Generator, *, fans: int = 80, notes: int = 60, at_once: float = 0.2
) -> list[Deed]:
    """Make fans of one topic: each likes most of its notes, soon after they come, some at once."""
    made = []
    for note in range(notes):
        at = int(rng.integers(0, 14 * DAY))
        for fan in range(fans):
            if rng.random() < 0.6:
                late = rng.random() * 5 * MINUTE
                if rng.random() > at_once:
                    late = rng.lognormal(np.log(40), 1.2) * MINUTE
                made.append((fan, note, at + int(late)))
    return made


@pytest.mark.parametrize("seed", range(5))
def test_an_honest_fandom_is_no_cluster(seed: int):
    rng = np.random.default_rng(seed)

    assert lockstep(deeds(fandom(rng))) == []


def test_an_evening_together_is_no_cluster():
    """Everybody looks at eight in the evening and likes what is new, within the same half hour."""
    rng = np.random.default_rng(6)
    evening = [
        (m, day * 20 + n, day * DAY + 20 * HOUR + int(rng.integers(0, 30 * MINUTE)))
        for m in range(100)
        for day in range(14)
        for n in range(20)
        if rng.random() < 0.4
    ]

    assert lockstep(deeds(evening)) == []


def test_an_empty_square_has_no_clusters():
    assert lockstep(deeds()) == []
    assert lockstep(deeds([(1, 1, 1)])) == []
