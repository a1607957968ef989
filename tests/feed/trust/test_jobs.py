"""What engagement is worth in a square under attack, and in one where nothing is wrong."""

from functools import partial
from random import Random
from statistics import median

import pytest

from qiao.feed.serving import Feeds
from qiao.feed.trust import levers, members, worth
from qiao.feed.trust.events import ClusterFound, NotesWeighed
from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import Database, WriteTx, events_after
from qiao.kit.follow import Follower
from qiao.kit.refusals import NotFound
from qiao.notes import keeping
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from tests.feed.trust.make import Crowd

MINUTE = 60 * SECOND


@pytest.fixture
def crowd(database: Database) -> Crowd:
    return Crowd(database)


async def clusters_told(crowd: Crowd) -> list[ClusterFound]:
    async with crowd.db.read() as tx:
        told = [line.event() for line in await events_after(tx, 0, limit=100_000)]
    return [event for event in told if isinstance(event, ClusterFound)]


async def test_two_hundred_fresh_accounts_move_a_note_less_than_ten_locals_do(crowd: Crowd):
    (author,) = await crowd.locals(1)
    bought, earned = await crowd.publish(author, 2)
    bots, people = await crowd.join(200), await crowd.locals(10)

    await crowd.like(bots, [bought])
    await crowd.like(people, [earned])
    await crowd.work()

    of_bots, of_people = await crowd.worth(bought, earned)
    assert of_people == pytest.approx(10)
    assert of_bots < of_people
    assert await crowd.counts(bought) == (200, 0, 0)  # what people see is what there is


async def test_waiting_a_month_and_reading_for_a_night_does_not_help_them(crowd: Crowd):
    (author,) = await crowd.locals(1)
    (bought,) = await crowd.publish(author)
    bots = await crowd.join(100, days_ago=30, reads=40, days=1)

    await crowd.like(bots, [bought])
    await crowd.work()

    assert (await crowd.worth(bought))[0] < 10


async def lockstep(crowd: Crowd) -> tuple[list[str], list[str]]:
    """Let twenty well read members push twelve notes, all within minutes; return both."""
    (author,) = await crowd.locals(1)
    pushed = await crowd.publish(author, 12, days_ago=8)
    gang = await crowd.locals(20)
    await crowd.like(
        gang, pushed, ago_us=lambda m, n: HOUR + n * DAY // 2 + (m * 37 % 20) * 8 * SECOND
    )
    return gang, pushed


async def test_twenty_who_always_act_together_count_as_about_two(crowd: Crowd):
    gang, pushed = await lockstep(crowd)
    (earned,) = await crowd.publish((await crowd.locals(1))[0])
    await crowd.like(await crowd.locals(10), [earned])
    await crowd.work()

    await crowd.an_hour_passes()

    assert max(await crowd.worth(*pushed)) < 2.5
    assert await crowd.worth(earned) == [pytest.approx(10)]
    (told,) = await clusters_told(crowd)
    assert told.members == sorted(gang)


async def test_a_cluster_is_told_of_once_and_again_when_it_has_grown(crowd: Crowd):
    gang, pushed = await lockstep(crowd)
    await crowd.an_hour_passes()
    await crowd.an_hour_passes()
    assert len(await clusters_told(crowd)) == 1

    more = await crowd.locals(15)
    await crowd.like(more, pushed, ago_us=lambda m, n: 3 * HOUR + n * DAY // 2 + m * 9 * SECOND)
    await crowd.an_hour_passes()

    first, second = await clusters_told(crowd)
    assert second.cluster == first.cluster
    assert second.members == sorted([*gang, *more])


async def test_whom_a_person_clears_counts_in_full_and_is_not_found_again(crowd: Crowd):
    _, pushed = await lockstep(crowd)
    await crowd.work()
    await crowd.an_hour_passes()
    (told,) = await clusters_told(crowd)

    await crowd.db.write(members.clear, told.cluster, "opp", crowd.now)
    await crowd.work()
    await crowd.an_hour_passes()

    assert await crowd.worth(pushed[0]) == [pytest.approx(20 * 5 / 12)]  # fans, but real ones
    assert len(await clusters_told(crowd)) == 1


async def test_a_cluster_that_stopped_is_forgotten_after_months(crowd: Crowd):
    await lockstep(crowd)
    await crowd.an_hour_passes()
    (told,) = await clusters_told(crowd)

    crowd.now += members.CLUSTERED_US  # type: ignore[assignment]
    await crowd.an_hour_passes()

    with pytest.raises(NotFound):
        await crowd.db.write(members.clear, told.cluster, "opp", crowd.now)


async def test_one_fan_cannot_carry_an_author(crowd: Crowd):
    author, fan, friend = await crowd.locals(3)
    notes = await crowd.publish(author, 300)
    few = await crowd.publish(friend, 5)

    await crowd.like([fan], [*notes, *few], ago_us=lambda _, n: 2 * HOUR - n * SECOND)
    await crowd.work()

    assert sum(await crowd.worth(*notes)) < 20
    assert await crowd.worth(*few) == [pytest.approx(1)] * 5


async def test_fans_of_a_topic_count_in_full(crowd: Crowd):
    """Thirty fans, ten authors, eighty notes in two weeks: each likes half of all there is."""
    chance = Random(2)
    fans, authors = await crowd.locals(30), await crowd.locals(10)
    liked: dict[str, int] = {}
    for a, author in enumerate(authors):
        for n, note in enumerate(await crowd.publish(author, 8, days_ago=13)):
            who = [fan for f, fan in enumerate(fans) if (f * 7 + a * 3 + n * 11) % 4 < 2]
            liked[note] = len(who)
            at_us = n * 36 * HOUR + a * HOUR
            late = partial(lambda at_us, _m, _n: at_us + chance.randrange(3 * HOUR), at_us)
            await crowd.like(who, [note], ago_us=late)
    await crowd.work()

    await crowd.an_hour_passes()

    found = await crowd.worth(*liked)
    assert min(have / raw for have, raw in zip(found, liked.values(), strict=True)) > 0.8
    assert await clusters_told(crowd) == []


async def test_in_a_wave_the_newcomers_notes_are_found(crowd: Crowd):
    """Two hundred come in a day, read a little, and like what forty-five of them wrote."""
    chance = Random(1)
    newcomers = await crowd.join(200, days_ago=0.5, reads=9, days=1)
    fresh = [(await crowd.publish(author, days_ago=0.3))[0] for author in newcomers[:45]]
    settled = await crowd.publish((await crowd.locals(1))[0], 9)
    residents = await crowd.locals(12)
    for n, note in enumerate([*fresh, *settled]):
        who = newcomers[50 + n : 80 + 2 * n] if note in fresh else residents[: n - 42]
        await crowd.like(who, [note], ago_us=lambda _m, _n: chance.randrange(5 * HOUR))

    await crowd.an_hour_passes()

    of_newcomers, of_locals = await crowd.worth(*fresh), await crowd.worth(*settled)
    assert of_locals == [pytest.approx(n + 3) for n in range(9)]
    assert median(of_newcomers) > median(of_locals)
    assert of_newcomers == sorted(of_newcomers)


async def test_before_the_first_hour_is_over_a_newcomers_like_counts_too(crowd: Crowd):
    author, *likers = await crowd.join(6, reads=9)
    silent = await crowd.join(5)
    liked, poked = await crowd.publish(author, 2)

    await crowd.like(likers, [liked])
    await crowd.like(silent, [poked])
    await crowd.work()

    of_readers, of_silent = await crowd.worth(liked, poked)
    assert of_readers > 1.5 * of_silent
    assert of_readers > 0.7


async def test_trust_grows_with_reading_and_takes_old_deeds_with_it(crowd: Crowd):
    (author,) = await crowd.locals(1)
    (note,) = await crowd.publish(author)
    await crowd.like(await crowd.join(4, reads=30, days=6, days_ago=0), [note])
    await crowd.work()
    (before,) = await crowd.worth(note)

    crowd.now += 13 * DAY  # type: ignore[assignment]
    await crowd.an_hour_passes()

    assert (await crowd.worth(note))[0] > before


async def test_every_kind_of_deed_is_weighed_and_ones_own_are_not(crowd: Crowd):
    author, reader = await crowd.locals(2)
    (note,) = await crowd.publish(author)

    async def live(tx: WriteTx) -> None:
        for who in (author, reader):
            await keeping.like(tx, who, note, now=crowd.now)
            await keeping.collect(tx, who, note, now=crowd.now)
            for _ in range(3):
                gate = OpenGate()
                await publish_comment(tx, who, note, "And then?", gate, now=crowd.now, lang="en")

    await crowd.db.write(live)
    await crowd.work()

    found = await crowd.worths(note)
    assert found is not None
    assert found[1:] == (pytest.approx(1), pytest.approx(1), pytest.approx(1))
    assert await crowd.counts(note) == (2, 6, 2)


async def test_what_is_taken_back_is_worth_nothing(crowd: Crowd):
    author, reader, other = await crowd.locals(3)
    (note,) = await crowd.publish(author)
    await crowd.like([reader, other], [note])
    await crowd.db.write(keeping.unlike, reader, note)

    await crowd.work()

    assert await crowd.worth(note) == [pytest.approx(1)]


async def test_hearing_of_it_twice_changes_nothing(crowd: Crowd):
    (author,) = await crowd.locals(1)
    notes = await crowd.publish(author, 8)
    await crowd.like(await crowd.locals(3), notes)
    await crowd.work()
    before = await crowd.worth(*notes)

    crowd._seq = 0
    await crowd.work()

    assert await crowd.worth(*notes) == before


async def test_the_lever_lets_all_count_the_same_at_once_and_weighs_again(crowd: Crowd):
    (author,) = await crowd.locals(1)
    (note,) = await crowd.publish(author)
    await crowd.like(await crowd.join(50), [note])
    await crowd.work()
    (weighed,) = await crowd.worth(note)
    feeds = Feeds(cursor_key=b"a key for tests")
    follower = Follower(crowd.db)
    await follower.start([feeds.follow])
    async with crowd.db.read() as tx:
        await feeds.load(tx, now_us=crowd.now)

    async def likes() -> float:
        await follower.catch_up(own_write=True)
        return float(feeds.index.likes[feeds.index.rows([note])[0]])

    counted = [await likes()]
    for value in ("raw", "weighed"):
        await crowd.db.write(levers.move, "engagement", value, by="", reason="", now_us=crowd.now)
        counted.append(await likes())

    assert counted == [pytest.approx(weighed), 50, pytest.approx(weighed)]


async def test_who_shows_notes_is_told_which_were_weighed(crowd: Crowd):
    (author,) = await crowd.locals(1)
    (note,) = await crowd.publish(author)
    await crowd.like(await crowd.locals(2), [note])

    await crowd.work()

    async with crowd.db.read() as tx:
        told = [line.event() for line in await events_after(tx, 0)]
    assert NotesWeighed([note]) in told


async def test_notes_that_are_gone_are_forgotten(crowd: Crowd):
    author, fan = await crowd.locals(2)
    notes = await crowd.publish(author, 9)
    await crowd.like([fan], notes)
    await crowd.work()

    for _ in range(2):
        await crowd.db.write(worth.forget_worth, notes)

    async with crowd.db.read() as tx:
        assert await worth.worths(tx, notes) == {}


async def test_a_quiet_square_has_nothing_to_keep(crowd: Crowd):
    assert await crowd.an_hour_passes() == (0, 0, 0)


async def test_a_wave_on_one_note_is_weighed_as_it_grows(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worth, "MUCH", 50)
    monkeypatch.setattr(worth, "GROWN", 0.1)
    (author,) = await crowd.locals(1)
    (note,) = await crowd.publish(author)
    people = await crowd.locals(106)
    await crowd.like(people[:100], [note])
    await crowd.work()
    (before,) = await crowd.worth(note)

    await crowd.like(people[100:], [note])
    await crowd.work()
    assert await crowd.worth(note) == [before]  # six in a hundred: not yet

    await crowd.an_hour_passes()
    (after,) = await crowd.worth(note)
    assert after > before


async def test_what_was_reckoned_earlier_does_not_replace_what_is_newer(crowd: Crowd):
    (author,) = await crowd.locals(1)
    (note,) = await crowd.publish(author)
    people = await crowd.locals(10)
    await crowd.like(people[:4], [note])
    async with crowd.db.read() as tx:
        early = await worth.reckon(tx, [note])
    await crowd.like(people[4:], [note])
    await crowd.work()

    await crowd.db.write(worth.keep_worths, early, crowd.now)

    assert await crowd.worth(note) == [pytest.approx(10)]
