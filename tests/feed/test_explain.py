"""A page explained: the terms add up, and the table and the JSON say the same."""

from io import StringIO

import msgspec
import pytest
from rich.console import Console

from qiao.feed.explain import Explanation, explain, render
from qiao.feed.models import Reader
from qiao.kit.db import Database
from tests.feed.town import Following, Town


async def explained(db: Database) -> Explanation:
    town = Town(db)
    ana, bo = await town.join("ana"), await town.join("bo")
    boats = [
        await town.publish(ana, f"{n} wooden boats on the river ferry [sic]", topics=["boats"])
        for n in ("two", "five", "nine")
    ]
    await town.embed(*boats)
    await town.like(bo, boats[0])
    following = await Following.start(town)
    async with db.read() as tx:
        return await explain(tx, following.feeds, Reader(bo, ("en",)), now_us=town.now)


async def test_terms_add_up_to_scores_and_reasons_are_told(sqlite: Database) -> None:
    made = await explained(sqlite)

    assert [line.position for line in made.page] == [1, 2]
    for line in made.page:
        assert sum(line.terms.values()) == pytest.approx(line.score, abs=0.01)
        assert line.author == "ana"
        assert "Near" in line.sources
    assert made.topics == {"boats": 0.5}
    assert made.steps[0][0] == "sources"
    assert made.failed == []


async def test_it_goes_to_a_terminal_and_to_a_program(sqlite: Database) -> None:
    made = await explained(sqlite)
    console = Console(width=200, record=True, file=StringIO())

    console.print(render(made))
    shown = console.export_text()

    assert "five wooden boats on the river ferry" in shown
    assert msgspec.json.decode(msgspec.json.encode(made), type=Explanation) == made
