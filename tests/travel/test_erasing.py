"""Ana leaves: what she did is gone, what others did stays and is counted right."""

from pathlib import Path
from typing import Any

import pytest

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.media.models import Decoded
from qiao.media.providers.folder import Folder
from qiao.notes.comments import like_comment, put_comment_version
from qiao.notes.keeping import collect, like
from qiao.notes.threads import Threads
from qiao.people.commands import follow
from qiao.people.models import Caller, LastOperator
from qiao.review.commands import report
from qiao.review.settings import ReviewSettings
from qiao.search.indexing import index_notes
from qiao.translate.commands import store, want
from qiao.translate.memory import Key
from qiao.translate.models import Engine, Lang, Passage, Translation
from qiao.travel import leaving
from qiao.travel.echoes import silence
from qiao.travel.erasing import erase
from qiao.travel.jobs import see_off
from qiao.travel.verify import traces_left
from tests import make

HERS = "A sentence about quinces that nobody else has ever written"


def pictures(folder: Path) -> int:
    return len(list(folder.rglob("*.webp")))


async def count(db: Database, sql: str, **params: Any) -> int:
    async with db.read() as tx:
        return await tx.count(Sql(sql), **params)


@pytest.fixture
def blobs(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media")


async def _picture(db: Database, blobs: Folder, owner: Caller, full: bytes) -> Any:
    await blobs.put(Decoded(b"card", full, 1, 1, "png"))
    return await make.picture(db, owner, full=full)


async def _gone(db: Database, blobs: Folder, ana: Caller, data: Path) -> list[str]:
    traces = await erase(db, blobs, ana.id, now=make.NOW)
    await silence(db, blobs, ana.id, now=make.NOW)
    left = await traces_left(db, data, ana.id, traces)
    return [f"{place.place} {place.times}" for place in left]


async def test_what_she_did_everywhere_is_found_nowhere(
    database: Database, blobs: Folder, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    hers = await make.note(
        database, ana, HERS, topics=["quincesonly"],
        photos=[await _picture(database, blobs, ana, b"of ana")],
    )  # fmt: skip
    his = await make.note(database, bo, "Pears", topics=["fruit"])
    said = await make.comment(database, ana, his, "Quinces are much better than pears, I say")
    await make.comment(database, bo, his, "No", parent=said)
    alone = await make.comment(database, ana, his, "And another thing about those quinces")
    below = await make.comment(database, bo, hers, "I came here from far away to read this")
    await database.write(
        put_comment_version, ana.id, said, "fr", "Les coings valent mieux", now=make.NOW
    )
    for command, thing in ((like, his), (collect, his), (like_comment, below)):
        await database.write(command, ana.id, thing, now=make.NOW)
    await database.write(like, bo.id, hers, now=make.NOW)
    await database.write(follow, ana.id, bo.id, now=make.NOW)
    await database.write(follow, bo.id, ana.id, now=make.NOW)
    await database.write(
        report,
        ana,
        "note",
        his,
        "spam",
        "These pears look so very fake to me",
        ReviewSettings(),
        now=make.NOW,
    )
    await database.write(
        report, bo, "note", hers, "spam", "Not quinces", ReviewSettings(), now=make.NOW
    )
    passage = Passage(HERS)
    key = Key.of(passage, Lang("en"), Lang("fr"))
    await database.write(want, key, passage, make.NOW)
    made = Translation("done", Lang("en"), Lang("fr"), body="Coings", engine=Engine("machine", "x"))
    await database.write(store, key, made, make.NOW)
    await index_notes(database, [hers, his])

    assert await _gone(database, blobs, ana, tmp_path) == []

    assert pictures(tmp_path) == 0
    assert await count(database, "select count(*) from topics where slug = 'quincesonly'") == 0
    assert await count(database, "select count(*) from translations") == 0
    assert await count(database, "select count(*) from leavings") == 0
    counts = "from note_counts where note_id = :note"
    assert await count(database, f"select likes {counts}", note=his) == 0
    assert await count(database, f"select collects {counts}", note=his) == 0
    assert await count(database, f"select comments {counts}", note=his) == 1
    assert await count(database, "select followers + following from member_counts") == 0
    assert await count(database, "select count(*) from comments where id = :c", c=alone) == 0
    async with database.read() as tx:
        page = await Threads().page(tx, his, author=bo.id, reader=bo.id)
    assert b'"deleted":true' in page
    assert b'"body":"No"' in page


async def test_what_others_did_and_a_picture_that_two_sent_stay(
    database: Database, blobs: Folder, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    await make.note(database, ana, HERS, photos=[await _picture(database, blobs, ana, b"same")])
    his = await make.note(database, bo, photos=[await _picture(database, blobs, bo, b"same")])

    assert await _gone(database, blobs, ana, tmp_path) == []

    assert pictures(tmp_path) == 2
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from notes where id = :id"), id=his) == 1


async def test_being_erased_can_be_begun_anew_at_any_point(
    database: Database, blobs: Folder, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    await make.note(database, ana, HERS)
    traces = await erase(database, blobs, ana.id, now=make.NOW)

    again = await erase(database, blobs, ana.id, now=make.NOW)

    assert set(again.things) >= set(traces.things)
    assert again.handle == "ana_q"
    assert await silence(database, blobs, ana.id, now=make.NOW) > 0
    assert await traces_left(database, tmp_path, ana.id, traces) == []


async def test_the_log_keeps_what_review_did_without_who_reported(
    database: Database, blobs: Folder, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    cat = await make.member(database, "cat")
    his = await make.note(database, bo, "Pears")
    for who in (ana, cat):
        await database.write(
            report, who, "note", his, "spam", "Fake", ReviewSettings(), now=make.NOW
        )

    for who in (ana, cat):
        assert await _gone(database, blobs, who, tmp_path) == []

    lines = "from review_events where kind = 'report'"
    assert await count(database, f"select count(*) {lines}") == 2
    assert await count(database, f"select count(*) {lines} and words = ''") == 2


async def test_who_signs_in_again_in_time_stays(database: Database, blobs: Folder):
    ana = await make.member(database, "ana_q")
    due = Micros(make.NOW + 14 * DAY)
    await make.session(database, ana, now=make.NOW)
    await database.write(leaving.ask_to_leave, ana.id, now=make.NOW, due=due)
    assert await count(database, "select count(*) from sessions") == 0
    await make.session(database, ana, now=Micros(make.NOW + DAY))

    await see_off(database, blobs, now=Micros(due + DAY))

    assert await count(database, "select count(*) from members") == 1
    assert await count(database, "select count(*) from leavings") == 0


async def test_the_timetable_erases_who_is_due_and_then_the_echoes(
    database: Database, blobs: Folder, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    await make.note(database, ana, HERS)
    due = Micros(make.NOW + DAY)
    await database.write(leaving.ask_to_leave, ana.id, now=make.NOW, due=due)
    await see_off(database, blobs, now=Micros(due - 1))
    assert await count(database, "select count(*) from members") == 1

    await see_off(database, blobs, now=due)
    assert await count(database, "select count(*) from members") == 0
    assert await count(database, "select count(*) from events") > 0
    await see_off(database, blobs, now=Micros(due + DAY))

    assert await count(database, "select count(*) from events") == 0
    assert await count(database, "select count(*) from leavings") == 0


async def test_the_last_operator_stays(database: Database):
    eve = await make.member(database, "eve", operator=True)

    with pytest.raises(LastOperator):
        await database.write(leaving.ask_to_leave, eve.id, now=make.NOW, due=make.NOW)


async def test_of_two_operators_one_stays(database: Database):
    eve = await make.member(database, "eve", operator=True)
    bo = await make.member(database, "bo_q", operator=True)
    await database.write(leaving.ask_to_leave, eve.id, now=make.NOW, due=make.NOW)

    with pytest.raises(LastOperator):
        await database.write(leaving.ask_to_leave, bo.id, now=make.NOW, due=make.NOW)
    await database.write(leaving.stay, eve.id)
    await database.write(leaving.ask_to_leave, bo.id, now=make.NOW, due=make.NOW)


async def test_verify_finds_who_is_still_there(database: Database, tmp_path: Path):
    from qiao.travel.traces import traces_of

    ana = await make.member(database, "ana_q")
    await make.note(database, ana, HERS)
    async with database.read() as tx:
        traces = await traces_of(tx, ana.id)

    places = {place.place for place in await traces_left(database, tmp_path, ana.id, traces)}

    assert places >= {"members", "notes", "events", "note_counts"}


async def test_lists_among_the_facts_are_shortened(
    database: Database, blobs: Folder, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")

    async def hold_out(tx: WriteTx) -> None:
        pairs = f'[["{ana.id}", "a"], ["{bo.id}", "b"]]'
        await tx.run(Sql("insert into facts (name, value) values ('held', :v)"), v=pairs)

    await database.write(hold_out)

    assert await _gone(database, blobs, ana, tmp_path) == []

    async with database.read() as tx:
        kept = await tx.value(Sql("select value from facts where name = 'held'"))
    assert kept == f'[["{bo.id}", "b"]]'
