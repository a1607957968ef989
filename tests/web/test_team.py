"""Who runs the square, over HTTP: an operator who has proved herself makes another, or takes it."""

from qiao.kit.db import Sql, WriteTx
from qiao.people.models import MemberId
from qiao.people.operating import make_operator
from qiao.travel.erasing import erase
from tests import make
from tests.web.square import Person, Square

_LONG_AGO = Sql("update sessions set proved_us = 0 where member_id = :member")


async def left_open(square: Square, who: Person) -> None:
    """Let it be long since she proved who she is, as signing in does."""

    async def forget(tx: WriteTx) -> None:
        await tx.run(_LONG_AGO, member=who.id)

    await square.house.database.write(forget)


async def test_nobody_makes_herself_an_operator(square: Square, ana: Person):
    await square.person("runs_it", operator=True)
    wanted = {"operator": True}

    await square.visitor.is_refused("PUT", "/operator/team/ana", wanted, status=401)
    await ana.is_refused("PUT", "/operator/team/ana", wanted, status=403)
    await ana.is_refused("PUT", "/operator/team/runs_it", {"operator": False}, status=403)
    await ana.is_refused("GET", "/operator/team", status=403)

    assert not (await ana.does("GET", "/me"))["operator"]


async def test_a_session_left_open_makes_nobody_an_operator(square: Square, ana: Person):
    opp = await square.person("runs_it", operator=True)

    await left_open(square, opp)

    refused = await opp.is_refused("PUT", "/operator/team/ana", {"operator": True}, status=403)

    assert refused["code"] == "proof_needed"
    assert not (await ana.does("GET", "/me"))["operator"]


async def test_an_operator_makes_another_who_may_take_it_from_her(square: Square, ana: Person):
    opp = await square.person("runs_it", operator=True)
    why = {"operator": True, "reason": "reads Arabic"}
    made = await opp.does("PUT", "/operator/team/ana", why)
    assert {one["member"]["handle"] for one in made["items"]} == {"runs_it", "ana"}
    await ana.does("GET", "/operator/cases")  # at her next request, without signing in anew

    left = await ana.does("PUT", "/operator/team/runs_it", {"operator": False})

    assert [one["member"]["handle"] for one in left["items"]] == ["ana"]
    assert [(one["who"], one["did"], one["by"], one["reason"]) for one in left["log"]] == [
        ("runs_it", "taken", "ana", ""),
        ("ana", "made", "runs_it", "reads Arabic"),
        ("runs_it", "claimed", "runs_it", ""),
    ]
    await opp.is_refused("GET", "/operator/team", status=403)
    refused = await ana.is_refused("PUT", "/operator/team/ana", {"operator": False}, status=409)
    assert refused["code"] == "last_operator"
    await ana.is_refused("PUT", "/operator/team/nobody_here", {"operator": True}, status=404)


async def test_a_block_hides_nobody_from_the_operators_page(square: Square, ana: Person):
    opp = await square.person("runs_it", operator=True)
    await ana.does("PUT", "/members/runs_it/block", status=204)

    await opp.does("PUT", "/operator/team/ana", {"operator": True})

    assert (await ana.does("GET", "/me"))["operator"]


async def test_who_left_is_named_in_no_line(square: Square, ana: Person):
    opp = await square.person("runs_it", operator=True)
    house = square.house
    await house.database.write(make_operator, MemberId(ana.id), by=opp.id, now=make.NOW)
    await erase(house.database, house.blobs, ana.id, now=make.NOW)

    shown = await opp.does("GET", "/operator/team")

    assert [(one["who"], one["did"], one["by"]) for one in shown["log"]] == [
        ("", "made", "runs_it"), ("runs_it", "claimed", "runs_it"),
    ]  # fmt: skip
