"""What engagement is worth, judged by those who would buy it and those who would not."""

import pytest

from qiao.feed.trust.weights import (
    LEAST,
    STRANGERS,
    Life,
    Part,
    known_share,
    pair_factor,
    strangers_in_full,
    trust_of,
    worth_of,
)

LOCAL = Life(age_days=200, reads=60, days=15, followers=4, restricted=0)
NEWCOMER = Life(age_days=0.1, reads=9, days=1, followers=0, restricted=0)
BOT = Life(age_days=0.1, reads=0, days=0, followers=0, restricted=0)


def given(life: Life, members: int = 1, *, cluster: str = "") -> Part:
    """Make what `members` of one kind give one note."""
    trust = trust_of(life)
    known = members * trust * known_share(trust)
    return Part(cluster, members, known, members * trust - known)


def likes_of(parts: list[Part], strangers: float = STRANGERS) -> float:
    """Return what likes are worth where there is nothing else."""
    return worth_of([parts, [], []], strangers)[0]


LOCALS = likes_of([given(LOCAL, 10)])


def test_a_local_counts_as_one():
    assert likes_of([given(LOCAL, 10)]) == pytest.approx(10)


@pytest.mark.parametrize(
    "bot",
    [
        BOT,
        BOT._replace(reads=200, days=1),  # opens whatever there is, in one night
        BOT._replace(restricted=2),
    ],
)
def test_two_hundred_fresh_accounts_are_worth_less_than_ten_locals(bot: Life):
    assert likes_of([given(bot, 200)]) < LOCALS
    assert likes_of([given(LOCAL, 10), given(bot, 200)]) < 2 * LOCALS


def test_not_even_two_thousand_are_worth_more():
    assert likes_of([given(BOT, 2_000)]) < LOCALS


def test_accounts_that_were_left_to_age_are_still_strangers():
    for old in (
        BOT._replace(age_days=1_000),
        BOT._replace(age_days=30, reads=100, days=1),  # and read for one night, before they struck
    ):
        assert likes_of([given(old, 100)]) < LOCALS


def test_twenty_old_accounts_in_lockstep_are_worth_about_two():
    assert likes_of([given(LOCAL, 20, cluster="c")]) < 2.5
    assert likes_of([given(LOCAL, 200, cluster="c")]) < 4


def test_a_member_of_a_cluster_who_comes_alone_counts_in_full():
    assert likes_of([given(LOCAL, 1, cluster="c")]) == likes_of([given(LOCAL)])


def test_a_fan_of_one_author_counts_in_full_at_first_and_then_ever_less():
    factors = [pair_factor(k) for k in range(1, 301)]

    assert factors[:5] == [1.0] * 5
    assert factors == sorted(factors, reverse=True)
    assert sum(factors) < 20


def test_a_newcomer_who_reads_weighs_more_than_one_who_does_not_and_less_than_a_local():
    assert LEAST <= trust_of(BOT) < trust_of(NEWCOMER) < trust_of(LOCAL) == pytest.approx(1.0)


def test_five_days_of_reading_make_most_of_a_local():
    assert trust_of(Life(5, reads=30, days=5, followers=0, restricted=0)) > 0.8


def test_what_was_decided_against_a_member_lowers_and_never_silences():
    trusts = [trust_of(LOCAL._replace(restricted=n)) for n in (0, 1, 2, 9)]

    assert trusts == sorted(trusts, reverse=True)
    assert trusts[1] == trusts[0] / 2
    assert trust_of(BOT._replace(restricted=9)) == LEAST


def test_more_never_weighs_less():
    for parts in ([given(LOCAL, 3)], [given(NEWCOMER, 30)], [given(LOCAL, 30, cluster="c")]):
        assert likes_of([*parts, given(BOT)]) > likes_of(parts)


def test_a_few_strangers_count_nearly_in_full():
    alone = trust_of(NEWCOMER)

    assert likes_of([given(NEWCOMER, 3)]) > 0.85 * 3 * alone


def test_in_a_wave_newcomers_count_for_each_other():
    """Two hundred authors are met by strangers: many a little, some a lot."""
    wave = strangers_in_full([2.0 + (n % 40) for n in range(200)])
    liked = given(NEWCOMER, 100)

    assert wave > 5 * STRANGERS
    assert likes_of([liked], wave) > 1.5 * likes_of([liked])
    assert likes_of([liked], wave) > LOCALS


@pytest.mark.parametrize(
    "met",
    [
        [],
        [20.0],  # two hundred accounts for one author
        [20.0] * 30,  # or for thirty, and no stranger anywhere else
        [20.0] * 40 + [2.0] * 200,  # forty of them, in a square where strangers are met anyway
    ],
)
def test_a_campaign_is_no_wave(met: list[float]):
    assert strangers_in_full(met) == STRANGERS


def test_strangers_gain_nothing_by_doing_everything_at_once():
    bots = [given(BOT, 200)]

    assert sum(worth_of([bots, bots, bots])) < 1.5 * likes_of(bots)
    assert sum(worth_of([bots, bots, bots])) < LOCALS
