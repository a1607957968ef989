"""A request sent twice happens once, on both engines."""

import asyncio

import pytest

from qiao.kit.clock import DAY
from qiao.kit.db import Database, Sql, WriteTx
from qiao.kit.idempotency import (
    KEEP_US,
    KeyMissing,
    KeyReused,
    body_hash,
    checked_key,
    forget_old_keys,
    once,
)
from qiao.kit.refusals import Invalid

PUT = Sql("insert into facts (name, value) values (:name, 'x')")
COUNT = Sql("select count(*) from facts")
KEYS = Sql("select count(*) from idempotency")
KEY = "key-12345678"


async def ask(
    db: Database, name: str, *, key: str = KEY, caller: str = "ana", body: str = "", at_us: int = 0
) -> bytes:
    """Send a request that makes a fact called `name`."""

    async def make(tx: WriteTx) -> bytes:
        await tx.run(PUT, name=name)
        return name.encode()

    fingerprint = body_hash((body or name).encode())
    return await db.write(once, make, caller=caller, key=key, fingerprint=fingerprint, at_us=at_us)


async def count(db: Database, sql: Sql = COUNT) -> int:
    async with db.read() as tx:
        return await tx.count(sql)


async def test_the_same_request_again_gets_the_same_answer_and_makes_nothing(database: Database):
    assert await ask(database, "bread") == b"bread"
    assert await ask(database, "bread") == b"bread"

    assert await count(database) == 1


async def test_the_same_request_many_times_at_once_happens_once(database: Database):
    answers = await asyncio.gather(*(ask(database, "bread") for _ in range(20)))

    assert set(answers) == {b"bread"}
    assert await count(database) == 1


async def test_a_key_does_not_serve_for_another_request(database: Database):
    await ask(database, "bread")

    with pytest.raises(KeyReused):
        await ask(database, "salt")
    assert await count(database) == 1


async def test_a_key_belongs_to_one_caller(database: Database):
    await ask(database, "bread", caller="ana")
    await ask(database, "salt", caller="bo")

    assert await count(database) == 2


async def test_a_refused_request_leaves_its_key_free(database: Database):
    async def refuse(tx: WriteTx) -> bytes:
        await tx.run(PUT, name="bread")
        raise Invalid

    with pytest.raises(Invalid):
        await database.write(
            once, refuse, caller="ana", key=KEY, fingerprint=body_hash(b"bread"), at_us=0
        )

    assert await count(database) == 0
    assert await ask(database, "bread") == b"bread"


async def test_keys_are_forgotten_after_two_days(database: Database):
    await ask(database, "old", key="old-12345")
    await ask(database, "new", key="new-12345", at_us=1)

    forgotten = await database.write(forget_old_keys, now_us=KEEP_US + 1)

    assert KEEP_US == 2 * DAY
    assert forgotten == 1
    assert await count(database, KEYS) == 1


@pytest.mark.parametrize("key", [None, "", "short", "x" * 65, "ümlauts-are-out", "tab\tinside"])
def test_a_creating_request_needs_a_key(key: str | None):
    with pytest.raises(KeyMissing):
        checked_key(key)


def test_parts_of_a_request_do_not_run_into_each_other():
    assert body_hash(b"ab", b"c") != body_hash(b"a", b"bc")
