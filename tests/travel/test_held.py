"""Each table is in the export, or it is said why not."""

from qiao.kit.db import Database
from qiao.travel.packing import reading
from qiao.travel.packing.sheets import HELD, SHEETS
from qiao.travel.tables import RULES
from qiao.travel.unpacking.planning import COMES, STAYS
from tests import make

ELSEWHERE = frozenset(("notes", "comments", "media", "member"))
"""Files of lines that are not made of one query."""


def test_each_table_is_held_or_it_is_said_why_not():
    assert not RULES.keys() - HELD.keys(), "say in packing/sheets.py what an export holds of it"
    assert not HELD.keys() - RULES.keys()


def test_what_is_said_to_be_held_has_a_file():
    files = {sheet.file for sheet in SHEETS} | ELSEWHERE

    named = {file for held in HELD.values() if not isinstance(held, str) for file in held}

    assert named == files


async def test_each_sheet_can_be_read(database: Database):
    ana = await make.member(database, "ana_q")

    for sheet in SHEETS:
        async for _ in reading.lines(database, ana.id, sheet):
            pass


def test_of_each_sheet_it_is_said_whether_it_comes():
    files = {sheet.file for sheet in SHEETS}

    assert not COMES & STAYS.keys()
    assert files - COMES == STAYS.keys(), (
        "say in unpacking/planning.py why it stays, or let it come"
    )
