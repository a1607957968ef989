"""Customs on both engines: their words, who sees them, and what is left when their writer goes."""

from pathlib import Path

from qiao.kit.clock import SECOND, Micros, now_us
from qiao.kit.db import Database, Sql
from qiao.media.providers.folder import Folder
from qiao.notices import queries
from qiao.notices.sentences import told_outside
from qiao.people.blocks import block
from qiao.people.models import MemberId
from qiao.review import decisions
from qiao.review.models import Action
from qiao.review.settings import ReviewSettings
from qiao.travel.erasing import erase
from qiao.travel.verify import traces_left
from qiao.welcome import customs
from qiao.welcome.customs_seen import custom, texts
from qiao.welcome.customs_seen import customs as listed
from qiao.welcome.events import CustomSettled
from qiao.welcome.jobs import tell_settled
from tests import make

HELLO = customs.checked_wording("en", "Say hello first", "In any language.", "“Hi! Olá! 你好!”")
KIND = customs.checked_wording("en", "Translate kindly", "Ask before you put better.", "")
_CASE = Sql("select id from cases where of_kind = 'custom' and of_id = :id")


def at(seconds: int) -> Micros:
    return Micros(make.NOW + seconds * SECOND)


async def test_what_becomes_of_a_proposal_is_written_down(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    runs = await make.member(database, "runs_it", operator=True)
    entry = await database.write(customs.propose, ana.id, HELLO, now=at(1))
    await database.write(customs.edit, ana, entry, HELLO._replace(example=""), now=at(2))
    await database.write(customs.decide, runs, entry, "accept", "", now=at(3))
    change = await database.write(customs.propose, bo.id, KIND, changes=entry, now=at(4))
    await database.write(customs.decide, runs, change, "accept", "", now=at(5))

    async with database.read() as tx:
        [shown] = await listed(tx, "accepted", reader=None, operator=False)
        said = await texts(tx, entry)
        mine = await listed(tx, "mine", reader=bo.id, operator=False)

    assert (shown.title, shown.by) == (KIND.title, ana.id)
    assert [one.did for one in said] == ["proposed", "edited", "accepted", "changed"]
    assert [one.state for one in mine] == ["merged"]


async def test_blocks_and_review_decide_who_sees_it(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    runs = await make.member(database, "runs_it", operator=True)
    cy = await make.member(database, "cyril")
    entry = await database.write(customs.propose, ana.id, HELLO, now=at(1))
    await database.write(block, MemberId(ana.id), MemberId(bo.id), now=at(2))
    async with database.read() as tx:
        seen = {
            who and who.handle: [c.id for c in await listed(
                tx, "proposed", reader=who.id if who else None, operator=who is runs
            )]
            for who in (None, ana, bo, cy, runs)
        }  # fmt: skip
    assert seen == {None: [], "ana": [entry], "bob": [], "cyril": [entry], "runs_it": [entry]}

    settings = ReviewSettings()
    await database.write(customs.report, cy, entry, "kindness", "It shouts", settings, now=at(3))
    async with database.read() as tx:
        case = str(await tx.value(_CASE, id=entry))
    await database.write(
        decisions.decide, runs, case, Action.REMOVE, rule="kindness", reason="No", now=at(4)
    )

    async with database.read() as tx:
        left = await listed(tx, "proposed", reader=cy.id, operator=False)
        hers = await custom(tx, entry, reader=ana.id)
    assert (left, hers.removed) == ([], 1)


async def test_what_was_taken_in_stays_without_her_name(database: Database, tmp_path: Path):
    ana = await make.member(database, "ana_of_the_test")
    runs = await make.member(database, "runs_it", operator=True)
    kept = await database.write(customs.propose, ana.id, HELLO, now=at(1))
    await database.write(customs.decide, runs, kept, "accept", "", now=at(2))
    gone = await database.write(customs.propose, ana.id, KIND, now=at(3))
    other = KIND._replace(body="A sentence that nobody else has ever written, about customs")
    await database.write(customs.edit, ana, gone, other, now=at(4))

    traces = await erase(database, Folder(tmp_path), ana.id, now=at(5))
    left = await traces_left(database, tmp_path, ana.id, traces)

    async with database.read() as tx:
        [shown] = await listed(tx, "accepted", reader=None, operator=False)
        counted = await tx.value(Sql("select count(*) from customs"))
    assert (shown.id, shown.by, counted) == (kept, "", 1)
    assert other.body in traces.texts
    assert [place.place for place in left if "custom" in place.place] == []


async def test_a_decision_is_told_with_the_reason_of_its_own_time(database: Database):
    ana = await make.member(database, "ana")
    runs = await make.member(database, "runs_it", operator=True)
    now = now_us()
    entry = await database.write(customs.propose, ana.id, HELLO, now=now)
    for seconds, action in ((1, "accept"), (2, "decline")):
        when = Micros(now + seconds)
        await database.write(customs.decide, runs, entry, action, f"because {action}", now=when)
    for did, seconds in (("accepted", 1), ("taken_out", 2), ("accepted", 1)):
        await tell_settled(database, [CustomSettled(entry, did, now + seconds)])

    async with database.read() as tx:
        told, _, _ = await queries.box(tx, ana.id, "square", lang="en")
        outside = {await told_outside(tx, one, "en") for one in told}
    # neither its words nor the reason leave the square
    assert outside == {("There is an answer to the custom you proposed", "")}
    assert {(one.custom.did, one.custom.reason) for one in told if one.custom} == {
        ("accepted", "because accept"),
        ("taken_out", "because decline"),
    }
