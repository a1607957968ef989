"""A member's own choice of how other languages are read."""

import pytest

from qiao.kit.db import Database, Sql
from qiao.people import queries
from qiao.people.commands import LangUnknown
from qiao.people.models import Choice, Reading
from qiao.people.reading import MAX_EXCEPTIONS, TooManyChoices, checked_reading, choose_reading
from tests import make


async def test_nothing_is_translated_by_itself_unless_somebody_wants_it(database: Database):
    ana = await make.member(database)

    async with database.read() as tx:
        me = await queries.me(tx, ana.id)

    assert me.reading == Reading(Choice("tap", "hidden"), {})


async def test_a_choice_for_all_and_exceptions_are_kept(database: Database):
    ana = await make.member(database)
    wanted = Reading(Choice("automatic", "under"), {"pt-BR": Choice("never"), "zh-CN": Choice()})

    await database.write(choose_reading, ana.id, wanted)

    async with database.read() as tx:
        me = await queries.me(tx, ana.id)
    assert me.reading.default == Choice("automatic", "under")
    assert me.reading.langs == {"pt": Choice("never"), "zh-Hans": Choice()}


@pytest.mark.parametrize("text", ["{}", '{"default": {"mode": "loud"}}', '{"langs": 3}', "[]"])
async def test_what_another_version_kept_harms_nobody(sqlite: Database, text: str):
    ana = await make.member(sqlite)

    async def keep(tx) -> None:  # type: ignore[no-untyped-def]
        await tx.run(Sql("update members set reading = :r where id = :id"), r=text, id=ana.id)

    await sqlite.write(keep)

    async with sqlite.read() as tx:
        assert (await queries.me(tx, ana.id)).reading == Reading()


def test_what_is_no_language_is_refused():
    with pytest.raises(LangUnknown):
        checked_reading(Reading(langs={"not a language": Choice()}))
    with pytest.raises(TooManyChoices):
        checked_reading(Reading(langs={f"q{n}": Choice() for n in range(MAX_EXCEPTIONS + 1)}))
