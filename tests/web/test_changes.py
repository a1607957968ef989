"""Who has a note open hears at once what has changed about it, and nothing she may not know."""

import asyncio

import pytest

from qiao.notes.changes import MAX_WAITING_A_CALLER, Changes, TooManyWaiting
from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from qiao.settings import Settings
from tests.make import until
from tests.web.square import Person, Square
from tests.web.working import opened_here


async def since(reader: Person, note: str, seq: int) -> list[str]:
    told = await reader.does("GET", f"/changes?notes={note}&since={seq}&wait_s=0")
    return [each["what"] for each in told["changed"]]


async def now(reader: Person) -> int:
    return int((await reader.does("GET", "/changes"))["seq"])


async def test_what_happens_to_a_note_is_told_by_kind(
    square: Square, ana: Person, bo: Person
) -> None:
    note, other = await ana.publishes(body="one"), await ana.publishes(body="two")
    await bo.does("GET", f"/notes/{note}")
    seq = await now(bo)

    assert await since(bo, note, seq) == []
    await ana.does("PUT", f"/notes/{note}/versions/pt", {"title": "", "body": "um"})
    await bo.does("POST", f"/notes/{note}/comments", {"body": "hello"}, status=201)
    await bo.does("PUT", f"/notes/{other}/like")
    await bo.does("GET", f"/notes/{note}")

    assert sorted(await since(bo, note, seq)) == ["comment", "version"]
    assert await since(bo, other, seq) == []


async def test_of_what_is_out_of_sight_only_that_it_went_is_told(
    square: Square, ana: Person, bo: Person
) -> None:
    note = await ana.publishes(body="one")
    await bo.does("GET", f"/notes/{note}")
    seq = await now(bo)
    await square.house.database.write(set_standing, "note", note, Standing.HELD)
    await ana.does("PUT", f"/notes/{note}/versions/pt", {"title": "", "body": "um"})
    await ana.does("GET", f"/notes/{note}")

    assert await since(bo, note, seq) == ["standing"]
    assert sorted(await since(ana, note, seq)) == ["standing", "version"]
    assert await since(square.visitor, "no-such-note", seq) == []


async def test_what_was_before_memory_is_unknown(bo: Person) -> None:
    assert await since(bo, "x", 0) in (["unknown"], [])
    changes = Changes(max_notes=2)
    changes.start(10)
    for seq in (11, 12, 13):
        changes.add(seq, f"note{seq}", "comment")

    assert [each.what for each in changes.since(["note11"], 10)] == ["unknown"]
    assert [each.what for each in changes.since(["note13"], 12)] == ["comment"]


async def test_too_many_notes_and_odd_numbers_are_refused(bo: Person) -> None:
    many = ",".join(map(str, range(30)))
    no = await bo.is_refused("GET", f"/changes?notes={many}", status=422)
    assert no["code"] == "too_many_notes"
    for query in ("since=-1", "since=x", "wait_s=600", "since=99999999999999999999"):
        await bo.is_refused("GET", f"/changes?notes=a&{query}", status=400)


async def test_many_wait_and_one_event_wakes_only_those_concerned(settings: Settings) -> None:
    async with opened_here(settings) as square:
        ana = await square.person("ana")
        one, two = await ana.publishes(body="one"), await ana.publishes(body="two")
        changes = await waiting_room(square)
        seq = await now(ana)
        people = [await square.person(f"reader{n}") for n in range(20)]

        async def waits(reader: Person, note: str) -> list[str]:
            told = await reader.does("GET", f"/changes?notes={note}&since={seq}")
            return [each["what"] for each in told["changed"]]

        reads = [asyncio.create_task(waits(reader, one)) for reader in people]
        quiet = asyncio.create_task(waits(ana, two))
        await until(lambda: changes.waiting == 21)
        await ana.does("POST", f"/notes/{one}/comments", {"body": "hi"}, status=201)

        assert await asyncio.gather(*reads) == [["comment"]] * 20
        assert (changes.waiting, quiet.done()) == (1, False)
        changes.close()
        assert await quiet == []


async def waiting_room(square: Square) -> Changes:
    provided = square.app.dependencies["changes"]
    found = await provided()
    assert isinstance(found, Changes)
    return found


async def test_who_waits_costs_no_database(settings: Settings) -> None:
    async with opened_here(settings) as square:
        changes = await waiting_room(square)
        seq = await now(square.visitor)
        reads = 0
        read = square.house.database.read

        def counted():  # type: ignore[no-untyped-def]
            nonlocal reads
            reads += 1
            return read()

        square.house.database.read = counted  # type: ignore[method-assign]
        waits = [
            asyncio.create_task(square.visitor.does("GET", f"/changes?notes=a{n}&since={seq}"))
            for n in range(10)
        ]
        await until(lambda: changes.waiting == 10)

        assert reads == 0
        changes.close()
        assert {told["seq"] for told in await asyncio.gather(*waits)} == {seq}


async def test_waiting_has_its_bounds() -> None:
    changes = Changes(max_waiting=MAX_WAITING_A_CALLER + 2)
    changes.start(1)
    tasks = [
        asyncio.create_task(changes.wait(["a"], 1, caller="x", wait_s=60))
        for _ in range(MAX_WAITING_A_CALLER)
    ]
    await until(lambda: changes.waiting == MAX_WAITING_A_CALLER)

    with pytest.raises(TooManyWaiting):
        await changes.wait(["a"], 1, caller="x", wait_s=60)
    tasks += [
        asyncio.create_task(changes.wait(["a"], 1, caller=who, wait_s=60)) for who in ("y", "z")
    ]
    await until(lambda: changes.waiting == MAX_WAITING_A_CALLER + 2)
    with pytest.raises(TooManyWaiting):
        await changes.wait(["a"], 1, caller="new", wait_s=60)

    for task in tasks[:5]:
        task.cancel()
    await asyncio.gather(*tasks[:5], return_exceptions=True)
    assert changes.waiting == MAX_WAITING_A_CALLER - 3
    changes.close()
    await asyncio.gather(*tasks[5:])
    assert changes.waiting == 0
