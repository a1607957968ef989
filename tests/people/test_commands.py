"""Coming in, staying, being known by a face, following, becoming the first operator."""

import asyncio
import random

import pytest

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql, events_after
from qiao.kit.refusals import NotFound, TooMany
from qiao.media.models import MediaNotFound
from qiao.people import commands, queries
from qiao.people.commands import (
    CLAIM_US,
    FAILURES_US,
    MAX_FAILURES,
    SESSION_US,
    CannotFollowSelf,
    ClaimInvalid,
    HandleTaken,
    ProfileChange,
    token_hash,
)
from qiao.people.models import Profile
from tests import make

NOW = make.NOW


async def profile(db: Database, handle: str = "ana", reader: str | None = None) -> Profile:
    async with db.read() as tx:
        return await queries.profile(tx, handle, reader=reader)


async def caller(db: Database, token: str, *, now: Micros) -> str | None:
    async with db.read() as tx:
        found = await queries.caller_by_token(tx, token_hash(token), now_us=now)
    return found.handle if found else None


async def test_a_handle_has_one_member(database: Database):
    tries = [make.member(database, "ana") for _ in range(10)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    taken = [outcome for outcome in outcomes if isinstance(outcome, HandleTaken)]
    assert len(taken) == 9
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from members")) == 1
        assert await tx.count(Sql("select count(*) from member_counts")) == 1
        assert len(await events_after(tx, 0)) == 1


async def test_a_newcomer_is_a_momo_who_shows_no_region(database: Database):
    await make.member(database, "ana")

    shown = await profile(database)

    assert (shown.momo, shown.name, shown.avatar, shown.region) == (True, "", None, "")
    assert (shown.counts.notes, shown.counts.followers, shown.counts.following) == (0, 0, 0)


async def test_a_session_lasts_ninety_days(database: Database):
    ana = await make.member(database)
    token = await make.session(database, ana, now=NOW)

    assert SESSION_US == 90 * DAY
    assert await caller(database, token, now=Micros(NOW + SESSION_US - 1)) == "ana"
    assert await caller(database, token, now=Micros(NOW + SESSION_US)) is None
    assert await caller(database, token + "x", now=NOW) is None


async def test_signing_out_ends_this_session_and_no_other(database: Database):
    ana = await make.member(database)
    here = await make.session(database, ana, now=NOW)
    there = await make.session(database, ana, now=NOW)

    await database.write(commands.close_session, here)
    await database.write(commands.close_session, here)

    assert await caller(database, here, now=NOW) is None
    assert await caller(database, there, now=NOW) == "ana"


async def test_no_token_is_kept(database: Database):
    token = await make.session(database, await make.member(database), now=NOW)

    async with database.read() as tx:
        [(kept,)] = await tx.all(tuple, Sql("select token_hash from sessions"))
    assert token.encode() not in bytes(kept)
    assert len(bytes(kept)) == 32


async def test_sessions_that_are_over_are_forgotten(database: Database):
    ana = await make.member(database)
    await make.session(database, ana, now=NOW)
    await make.session(database, ana, now=Micros(NOW + DAY))

    await database.write(commands.forget_old_sessions, now=Micros(NOW + SESSION_US + 1))

    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from sessions")) == 1


async def guess(db: Database, name: str, *, now: int = NOW) -> bool:
    """Say whether one may still guess."""
    try:
        await db.write(commands.count_guess, name, now=Micros(now))
    except TooMany:
        return False
    return True


async def test_ten_guesses_in_a_quarter_of_an_hour_are_enough(database: Database):
    assert all([await guess(database, "ana here") for _ in range(MAX_FAILURES)])

    assert not await guess(database, "ana here")
    assert await guess(database, "ana there")
    assert not await guess(database, "ana here", now=NOW + FAILURES_US - 1)
    assert await guess(database, "ana here", now=NOW + FAILURES_US)


async def test_guessing_side_by_side_gains_nothing(database: Database):
    allowed = await asyncio.gather(*(guess(database, "ana here") for _ in range(50)))

    assert sum(allowed) == MAX_FAILURES


async def test_who_knows_the_password_starts_anew(database: Database):
    for _ in range(MAX_FAILURES):
        await guess(database, "ana here")
    await database.write(commands.forgive, "ana here")

    assert await guess(database, "ana here")


async def test_what_is_not_named_stays_as_it_is(database: Database):
    ana = await make.member(database, name="Ana")

    await database.write(commands.change_profile, ana.id, ProfileChange(bio="Bakes.\nReads."))
    await database.write(commands.change_profile, ana.id, ProfileChange(langs=("zh-TW", "ar")))

    shown = await profile(database)
    assert (shown.name, shown.bio, shown.langs) == ("Ana", "Bakes.\nReads.", ("zh-Hant", "ar"))


async def test_a_refused_change_changes_nothing(database: Database):
    ana = await make.member(database, name="Ana")
    change = ProfileChange(name="Other", avatar="no picture of hers")

    with pytest.raises(MediaNotFound):
        await database.write(commands.change_profile, ana.id, change)

    assert (await profile(database)).name == "Ana"


async def test_a_face_is_one_of_ones_own_pictures_and_the_old_one_is_let_go(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    first = await make.picture(database, ana)
    second = await make.picture(database, ana, full=b"second")

    async def wear(who: str, picture: str) -> None:
        await database.write(commands.change_profile, who, ProfileChange(avatar=picture))

    with pytest.raises(MediaNotFound):
        await wear(bo.id, first)
    await wear(ana.id, first)
    assert not (await profile(database)).momo
    await wear(ana.id, second)
    await wear(ana.id, second)
    async with database.read() as tx:
        used = dict(await tx.all(tuple, Sql("select id, used from media")))
    assert used == {first: 0, second: 1}
    await wear(ana.id, "")
    assert (await profile(database)).momo


async def test_nobody_follows_herself_or_nobody(database: Database):
    ana = await make.member(database)

    with pytest.raises(CannotFollowSelf):
        await database.write(commands.follow, ana.id, ana.id, now=NOW)
    with pytest.raises(NotFound):
        async with database.read() as tx:
            await queries.id_of(tx, "nobody", reader=None)


async def test_following_twice_is_following_once(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")

    await asyncio.gather(
        *(database.write(commands.follow, ana.id, bo.id, now=NOW) for _ in range(10))
    )

    assert (await profile(database, "bob", ana.id)).followed
    assert (await profile(database, "bob")).counts.followers == 1
    assert (await profile(database, "ana")).counts.following == 1


async def test_follow_counters_equal_their_rows_whatever_happens(database: Database):
    chance = random.Random(7)
    members = [await make.member(database, f"member_{i}") for i in range(5)]

    async def one_step() -> None:
        follower, followed = chance.sample(members, 2)
        if chance.random() < 0.6:
            await database.write(commands.follow, follower.id, followed.id, now=NOW)
        else:
            await database.write(commands.unfollow, follower.id, followed.id)

    await asyncio.gather(*(one_step() for _ in range(120)))

    wrong = Sql("""
        select member_id from member_counts c
        where followers <> (select count(*) from follows f where f.followed_id = c.member_id)
           or following <> (select count(*) from follows f where f.follower_id = c.member_id)
    """)
    async with database.read() as tx:
        assert await tx.all(tuple, wrong) == []
        assert await tx.count(Sql("select count(*) from follows")) > 0


async def test_the_first_operators_link_works_once(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    token = await database.write(commands.offer_operator, now=NOW)

    outcomes = await asyncio.gather(
        *(database.write(commands.claim_operator, who.id, token, now=NOW) for who in (ana, bo)),
        return_exceptions=True,
    )

    assert sorted(map(type, outcomes), key=str) == sorted([ClaimInvalid, type(None)], key=str)
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from members where operator = 1")) == 1


async def test_links_offered_earlier_end_when_one_is_used(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    earlier = await database.write(commands.offer_operator, now=NOW)
    token = await database.write(commands.offer_operator, now=NOW)

    await database.write(commands.claim_operator, ana.id, token, now=NOW)

    with pytest.raises(ClaimInvalid):
        await database.write(commands.claim_operator, bo.id, earlier, now=NOW)


async def test_the_first_operators_link_lasts_two_days(database: Database):
    ana = await make.member(database)
    token = await database.write(commands.offer_operator, now=NOW)

    with pytest.raises(ClaimInvalid):
        await database.write(commands.claim_operator, ana.id, token, now=Micros(NOW + CLAIM_US))
    with pytest.raises(ClaimInvalid):
        await database.write(commands.claim_operator, ana.id, "made up", now=NOW)
