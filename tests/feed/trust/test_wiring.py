"""The worker obeys the levers, and hears of deeds."""

from typing import get_args

from qiao import timetable
from qiao.assemble import House
from qiao.feed.commands import Read, log_reading
from qiao.feed.trust import levers
from qiao.feed.trust.jobs import DEEDS, Did
from qiao.kit.clock import now_us
from qiao.kit.db import Database, events_after
from qiao.notes.commands import set_language
from qiao.reactions import LANES
from qiao.settings import Settings
from qiao.translate.events import TranslationWanted
from qiao.translate.settings import TranslateSettings
from tests import make


async def wanted(db: Database) -> int:
    async with db.read() as tx:
        told = await events_after(tx, 0)
    return sum(line.name == TranslationWanted.__name__ for line in told)


async def test_nothing_is_translated_ahead_while_the_lever_says_so(sqlite: Database):
    ana = await make.member(sqlite, "ana")
    note = await make.note(sqlite, ana, "warm bread")
    await sqlite.write(set_language, "note", note, "en")
    for number in range(12):
        reader = await make.member(sqlite, f"reader{number}", langs=("pt",))
        seen = [Read("impression", note), Read("open", note)]
        await sqlite.write(log_reading, reader.id, seen, now_us())
    house = House(Settings(), sqlite, None, None)  # type: ignore[arg-type]  # it stores nothing
    ahead = timetable.translate_ahead(TranslateSettings(), lambda source, _: source == "en")

    for value in ("off", "on"):
        await sqlite.write(levers.move, "translate_ahead", value, by="", reason="", now_us=now_us())
        await ahead.run(house)
        assert bool(await wanted(sqlite)) == (value == "on")


def test_the_worker_hears_of_deeds_and_keeps_trust():
    assert ("trust", "engagement: what it is worth") in LANES
    assert set(DEEDS) == set(get_args(Did))
    assert "who is known how well" in {task.name for task in timetable.TIMETABLE}
