"""Passwords: length helps, what everybody tries is refused, an unknown member costs as much."""

import asyncio

import argon2
import pytest

from qiao.people import passwords
from qiao.people.passwords import (
    NO_PASSWORD,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
    hashed,
    matches,
)

GOOD = "the kettle sings at six"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the hashes that are computed, and make them cheap."""
    seen: list[str] = []
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    class Counted:
        def hash(self, password: str) -> str:
            return cheap.hash(password)

        def verify(self, password_hash: str, password: str) -> bool:
            seen.append(password_hash)
            return cheap.verify(password_hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counted())
    return seen


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x9" * 3 + "kq7vbtwzr",
        "水壶在六点钟唱歌的声音真好听啊啊",
        "p" * 10 + "rfgtzh6",
        "🐈" * 10 + "lamp, tea",
    ],
)
def test_a_long_password_of_any_kind_is_taken(password: str):
    check_password(password, handle="ana")


def test_fifteen_characters_are_the_least():
    check_password("kettle sings at", handle="ana")

    with pytest.raises(PasswordTooShort) as refused:
        check_password("kettle sings a", handle="ana")
    assert refused.value.facts == {"field": "password", "min_chars": 15}


def test_a_password_has_an_end():
    check_password("kettle!" * 36, handle="ana")

    with pytest.raises(PasswordTooLong):
        check_password("kettle!" * 37, handle="ana")


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password12345678",
        "correcthorsebatterystaple",
        "qwertyqwertyqwerty",
        "aaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
        "abcdefghijklmnopqrst",
        "123456789012345",
        "987654321098765",
        "qwertyuiopasdfghjkl",
        "bookworm_bookworm_1",  # the handle, twice
        "BOOKWORM_bookworm_1",
        "5201314woaini5201314",
    ],
)
def test_what_anybody_would_try_first_is_refused(password: str):
    with pytest.raises(PasswordTooCommon):
        check_password(password, handle="bookworm_")


@pytest.mark.usefixtures("hashes")
async def test_only_the_same_password_matches():
    kept = await hashed(GOOD)

    assert GOOD not in kept
    assert await matches(GOOD, kept)
    assert not await matches(GOOD + " ", kept)


async def test_passwords_are_kept_with_argon2id_at_its_recommended_floor():
    parameters = argon2.extract_parameters(await hashed(GOOD))

    assert parameters.type is argon2.Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2


async def test_a_member_without_password_matches_nothing():
    assert not await matches(NO_PASSWORD, NO_PASSWORD)
    assert not await matches("", NO_PASSWORD)


@pytest.mark.parametrize("kept", [None, "a hash"])
async def test_an_unknown_member_costs_the_same_work_as_a_known_one(
    hashes: list[str], kept: str | None
):
    assert not await matches(GOOD, kept and await hashed("another password"))

    assert len(hashes) == 1


@pytest.mark.usefixtures("hashes")
async def test_many_at_once_all_get_their_answer():
    kept = await hashed(GOOD)

    assert all(await asyncio.gather(*(matches(GOOD, kept) for _ in range(20))))


@pytest.mark.usefixtures("hashes")
async def test_another_event_loop_is_no_matter():
    def in_another_loop() -> list[str]:
        async def many() -> list[str]:
            return await asyncio.gather(*(hashed(GOOD) for _ in range(5)))

        return asyncio.run(many())

    here, there = await asyncio.gather(
        asyncio.gather(*(hashed(GOOD) for _ in range(5))), asyncio.to_thread(in_another_loop)
    )

    assert len({*here, *there}) == 10
