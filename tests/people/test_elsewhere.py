"""Who people were elsewhere, on both engines."""

import pytest

from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.people import elsewhere
from qiao.people.elsewhere import KEPT_US, MAX_LISTS_A_DAY, Hashes, NameUnfit, plain_name
from tests import make

_SAME = Sql("""
    insert into identities (member_id, login_id, holds, at_us)
    values (:id, 'one login', :holds, :now_us)
""")
HASHES = Hashes(b"a secret of this square alone")


async def test_a_list_is_looked_through_until_its_time_is_over(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    now, later = make.NOW, Micros(make.NOW + KEPT_US + 1)
    asked = await database.write(
        elsewhere.seek, bo.id, HASHES, "x", ["Ana_There", "@ana_there", "no name"], now=now
    )
    await database.write(
        elsewhere.claim, ana.id, HASHES, "x", "ana_there", shown=False, found=True, now=now
    )
    async with database.read() as tx:
        [found] = await elsewhere.matches(tx, bo.id, now=now)
        told = await elsewhere.seekers(tx, ana.id, now=now)
        over = await elsewhere.matches(tx, bo.id, now=later)
    assert (asked, found.member, list(told), over) == (1, ana.id, [bo.id], [])

    await database.write(elsewhere.forget_sought, now=later)
    async with database.read() as tx:
        assert await elsewhere.sought(tx, bo.id, now=now) == []


async def test_of_two_who_say_the_same_nobody_is_told(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    cy = await make.member(database, "cyril")
    await database.write(elsewhere.seek, bo.id, HASHES, "x", ["ana_there"], now=make.NOW)
    for who in (ana, cy):
        await database.write(
            elsewhere.claim, who.id, HASHES, "x", "ana_there",
            shown=False, found=True, now=make.NOW,
        )  # fmt: skip
    async with database.read() as tx:
        assert await elsewhere.seekers(tx, cy.id, now=make.NOW) == []
        assert [m.others for m in await elsewhere.matches(tx, bo.id, now=make.NOW)] == [1, 1]


@pytest.mark.parametrize(
    ("platform", "said", "plain"),
    [
        ("tiktok", "@Ana.B", "ana.b"),
        ("tiktok", "https://www.tiktok.com/@ana.b/video/1", "ana.b"),
        ("youtube", "youtube.com/channel/UC_x-1", "uc_x-1"),
        ("mastodon", "@Ana@Social.Example", "ana@social.example"),
        ("mastodon", "https://social.example/@ana", "ana@social.example"),
        ("weibo", "小猫咪", "小猫咪"),
    ],
)
def test_a_name_is_written_in_many_ways(platform: elsewhere.Platform, said: str, plain: str):
    assert plain_name(platform, said) == plain


@pytest.mark.parametrize("said", ["", "a", "two words", "a/b", "\u202eana", "@@@"])
def test_what_is_no_name_is_refused(said: str):
    with pytest.raises(NameUnfit):
        plain_name("x", said)


def test_hashes_are_the_squares_own():
    assert HASHES.of("x", "ana") != Hashes(b"another secret").of("x", "ana")
    assert HASHES.of("x", "ana") != HASHES.of("tiktok", "ana")


async def test_one_person_has_one_measure_under_all_her_names(database: Database):
    ana, second = await make.member(database, "ana"), await make.member(database, "ana_too")

    async def same_login(tx: WriteTx) -> None:
        for holds, who in ((1, ana), (0, second)):
            await tx.run(_SAME, id=who.id, holds=holds, now_us=make.NOW + 1 - holds)

    await database.write(same_login)
    for n in range(MAX_LISTS_A_DAY):
        who = (ana, second)[n % 2]
        await database.write(elsewhere.seek, who.id, HASHES, "x", [f"somebody_{n}"], now=make.NOW)
    for who in (ana, second):
        with pytest.raises(elsewhere.SoughtTooMuch):
            await database.write(elsewhere.seek, who.id, HASHES, "x", ["more"], now=make.NOW)

    await database.write(
        elsewhere.claim, second.id, HASHES, "x", "somebody_0", shown=False, found=True,
        now=make.NOW,
    )  # fmt: skip
    async with database.read() as tx:
        # she is not shown herself, or whoever saw it would know that both are her
        assert await elsewhere.matches(tx, ana.id, now=make.NOW) == []
