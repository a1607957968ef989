"""Who came by a link, on both engines: named with her yes, else a number under no id of hers."""

from qiao.kit.clock import DAY, now_us
from qiao.kit.db import Database, Sql
from qiao.notices import queries
from qiao.notices.came import tell_came
from qiao.notices.sentences import told_outside
from qiao.people import inviting
from qiao.people.events import MemberJoined
from tests import make


async def test_those_who_came_on_a_day_are_one_line(database: Database):
    host, named, quiet = [await make.member(database, who) for who in ("host", "named", "quiet")]
    now = now_us()
    made = await database.write(
        inviting.invite, host.id, names=[host.id], hello="", lang="en", uses=1, days=3, now=now
    )
    for who, told in ((named, True), (quiet, False)):
        await database.write(inviting.arrive, who.id, made.id, told=told, now=now)
    joined = [MemberJoined(who.id) for who in (host, named, quiet, named)]

    await tell_came(database, joined)

    async with database.read() as tx:
        [told], _, _ = await queries.box(tx, host.id, "follows", lang="en")
        kept = await tx.all(tuple, Sql("select thing_id, actor_id, at_us from notice_deeds"))
    assert (told.people, [face.handle for face in told.actors]) == (2, ["named"])
    [hidden] = [row for row in kept if row[1] == ""]
    assert quiet.id not in hidden
    assert hidden[2] == now - now % DAY


async def test_outside_the_app_nobody_is_named_who_did_not_want_it(sqlite: Database):
    host, quiet = await make.member(sqlite, "host"), await make.member(sqlite, "quiet")
    now = now_us()
    made = await sqlite.write(
        inviting.invite, host.id, names=[host.id], hello="", lang="en", uses=1, days=3, now=now
    )
    await sqlite.write(inviting.arrive, quiet.id, made.id, told=False, now=now)
    await tell_came(sqlite, [MemberJoined(quiet.id)])

    async with sqlite.read() as tx:
        [told], _, _ = await queries.box(tx, host.id, "follows", lang="en")
        sentence = await told_outside(tx, told, "en")
    assert sentence == ("Newly here by your invitation: 1", "")
