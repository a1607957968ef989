"""Who may comment on a member's notes and mention her: each circle, and where it is kept."""

import pytest

from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.comments import CommentsClosed
from qiao.people.circles import Circle, WhoMay
from qiao.people.commands import follow
from qiao.people.may import choose_who_may, may, who_may
from qiao.people.models import Caller
from tests import make


async def around(db: Database) -> tuple[Caller, dict[str, Caller]]:
    """Make a member and others, each in a circle of hers."""
    her = await make.member(db, "ana")
    kinds = ("stranger", "follower", "followed", "mutual")
    people = {kind: await make.member(db, kind) for kind in kinds}
    for kind in ("follower", "mutual"):
        await db.write(follow, people[kind].id, her.id, now=make.NOW)
    for kind in ("followed", "mutual"):
        await db.write(follow, her.id, people[kind].id, now=make.NOW)
    return her, people | {"self": her}


@pytest.mark.parametrize(
    ("circle", "those"),
    [
        (Circle.EVERYONE, "stranger follower followed mutual self"),
        (Circle.FOLLOWING, "followed mutual self"),
        (Circle.MUTUALS, "mutual self"),
        (Circle.NOBODY, "self"),
    ],
)
async def test_a_circle_lets_in_those_it_says(database: Database, circle: Circle, those: str):
    her, people = await around(database)
    note = await make.note(database, her)
    await database.write(choose_who_may, her.id, WhoMay(comment=circle))

    async with database.read() as tx:
        inside = [k for k, who in people.items() if await may(tx, who.id, "comment", her.id)]
        assert inside == those.split()
        assert all([await may(tx, who.id, "mention", her.id) for who in people.values()])
    for kind, who in people.items():
        if kind in inside:
            await make.comment(database, who, note)
        else:
            with pytest.raises(CommentsClosed):
                await make.comment(database, who, note)


async def test_what_another_version_kept_lets_everybody(database: Database):
    her = await make.member(database)

    async def scribble(tx: WriteTx) -> None:
        await tx.run(Sql("""update members set who_may = '{"comment": "stars"}'"""))

    await database.write(scribble)

    async with database.read() as tx:
        assert await who_may(tx, her.id) == WhoMay()
