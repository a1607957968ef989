"""Who leaves takes her words along; what others wrote to her is theirs."""

from pathlib import Path

from qiao.kit.db import Database
from qiao.media.models import Decoded
from qiao.media.providers.folder import Folder
from qiao.messages import commands, keeping, pictures, queries, reports
from qiao.messages.models import Choices
from qiao.review.settings import ReviewSettings
from qiao.travel.echoes import silence
from qiao.travel.erasing import erase
from qiao.travel.verify import traces_left
from tests import make
from tests.messages.make import listed, number, pair, picture, writes

HERS = "The quinces are behind the blue door, and nobody else knows of it"


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.webp"))


async def test_her_words_go_from_both_sides(database: Database, tmp_path: Path):
    ana, bo = await pair(database)
    eve, kim = await make.member(database, "eve"), await make.member(database, "kim")
    letters = Folder(tmp_path / "letters")
    await letters.put(Decoded(b"card", b"hers", 1, 1, "png"))
    note = await make.note(database, ana, "Of the quinces")
    await writes(database, bo, ana, "Where are they?", note=note)
    sent = await writes(database, ana, bo, HERS, pictures=(await picture(database, ana, b"hers"),))
    await writes(database, ana, eve, f"{HERS}, I tell you")
    await writes(database, kim, ana, "Hello, may I ask?")
    await database.write(reports.report, bo, sent, "threats", "", ReviewSettings(), now=make.NOW)
    await database.write(keeping.choose, ana.id, Choices(keep_days=90))

    traces = await erase(database, Folder(tmp_path / "media"), ana.id, now=make.NOW)
    await silence(database, Folder(tmp_path / "media"), ana.id, now=make.NOW)
    await pictures.sweep(database, letters, now=make.NOW)

    assert await traces_left(database, tmp_path, ana.id, traces) == []
    assert files_in(tmp_path) == []
    (left,) = await listed(database, bo)
    assert (left.other, left.unread) == (None, 0)
    async with database.read() as tx:
        page = await queries.messages(tx, bo.id, left.id, None, before=None, limit=10)
    assert [(one.body, one.shares, one.note) for one in page.items] == [
        ("Where are they?", True, None)
    ]
    assert await listed(database, eve, "requests") == []
    assert await listed(database, kim) == []
    assert await number(database, "select count(*) from messages") == 1
    assert await number(database, "select count(*) from message_copies where body <> ''") == 1
    await database.write(commands.clear, bo.id, left.id)
    assert await listed(database, bo) == []
