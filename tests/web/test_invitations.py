"""Invitations: a reserve, an end, who came is told only with her yes; and the square's door."""

import re
from typing import Any

import httpx

from qiao.kit.clock import DAY
from qiao.kit.db import Sql, WriteTx, events_after
from qiao.notices.came import tell_came
from qiao.notices.events import NoticesChanged
from qiao.people.events import MemberJoined
from tests.web.square import Person, Square, problem_in

JOIN = {"password": "the kettle sings at six", "langs": ["en"], "ui_lang": "en", "want": "bearer"}


async def joins(square: Square, handle: str, **more: Any) -> httpx.Response:
    return await square.client.post(
        "/api/v1/members",
        json=JOIN | {"handle": handle} | more,
        headers={"Idempotency-Key": f"the-key-of-{handle}"},
    )


async def local(square: Square, handle: str = "host", **more: Any) -> Person:
    """Somebody who has been here for a while."""
    who = await square.person(handle, **more)

    async def earlier(tx: WriteTx) -> None:
        await tx.run(
            Sql("update members set joined_us = joined_us - :by where id = :id"),
            by=100 * DAY,
            id=who.id,
        )

    await square.house.database.write(earlier)
    return who


async def test_a_link_shows_who_invites_and_lets_so_many_in(square: Square):
    host = await local(square)
    made = await host.does(
        "POST", "/me/invitations", {"hello": "Come and bake", "uses": 1}, status=201
    )

    shown = await square.visitor.does("GET", f"/invitations/{made['token']}")
    assert (shown["by"]["handle"], shown["hello"], shown["over"]) == ("host", "Come and bake", "")
    assert (await joins(square, "first", invitation=made["token"], told=True)).status_code == 201
    used = await square.visitor.does("GET", f"/invitations/{made['token']}")
    assert used["over"] == "used"
    [mine] = (await host.does("GET", "/me/invitations"))["items"]
    assert (mine["uses"], [one["handle"] for one in mine["came"]]) == (1, ["first"])
    await square.visitor.is_refused("GET", "/invitations/nothing", status=404)


async def test_who_came_is_told_only_with_her_yes(square: Square):
    host = await local(square)
    made = await host.does("POST", "/me/invitations", {"uses": 2}, status=201)

    joined = await joins(square, "quiet", invitation=made["token"])

    [mine] = (await host.does("GET", "/me/invitations"))["items"]
    assert (mine["uses"], mine["came"]) == (1, [])
    quiet = Person(square.client, joined.json()["token"], None)
    assert (await quiet.does("GET", "/welcome"))["invited_by"]["handle"] == "host"


async def test_the_reserve_is_given_away_once_and_comes_back(square: Square):
    host = await local(square)
    await host.does("POST", "/me/invitations", {"uses": 5}, status=201)
    refused = await host.is_refused("POST", "/me/invitations", {}, status=429)
    assert (refused["code"], refused["facts"]["left"]) == ("reserve_empty", 0)
    [mine] = (await host.does("GET", "/me/invitations"))["items"]

    await host.does("DELETE", f"/me/invitations/{mine['id']}", status=204)
    await host.does("DELETE", f"/me/invitations/{mine['id']}", status=204)

    reserve = await host.does("GET", "/me/invitations")
    assert (reserve["left"], reserve["items"][0]["over"]) == (5, "withdrawn")


async def test_places_that_were_taken_come_back_with_time(square: Square):
    host = await local(square)
    made = await host.does("POST", "/me/invitations", {"uses": 5}, status=201)

    async def later(tx: WriteTx) -> None:
        await tx.run(Sql("update invitations set at_us = at_us - :by"), by=15 * DAY)

    await square.house.database.write(later)
    assert (await host.does("GET", "/me/invitations"))["left"] == 2
    assert made["over"] == ""


async def test_whoever_is_new_has_one_place(square: Square):
    joined = await joins(square, "new_here")
    new = Person(square.client, joined.json()["token"], None)

    await new.is_refused("POST", "/me/invitations", {"uses": 2}, status=429)
    await new.does("POST", "/me/invitations", {"uses": 1}, status=201)
    await new.is_refused("POST", "/me/invitations", {}, status=429)


async def test_an_expired_or_withdrawn_link_lets_nobody_in_where_one_is_needed(square: Square):
    host = await local(square, operator=True)
    made = await host.does("POST", "/me/invitations", {"uses": 3}, status=201)
    await host.does("PUT", "/operator/door", {"door": "invited"})
    assert (await square.visitor.does("GET", "/door"))["door"] == "invited"

    without = problem_in(await joins(square, "uninvited"))
    guessed = problem_in(await joins(square, "guesses", invitation="guess"))
    await host.does("DELETE", f"/me/invitations/{made['id']}", status=204)
    late = problem_in(await joins(square, "late", invitation=made["token"]))

    assert (without["code"], without["facts"]["why"]) == ("invitation_needed", "none")
    assert guessed["facts"]["why"] == "none"
    assert late["facts"]["why"] == "withdrawn"
    await host.does("PUT", "/operator/door", {"door": "open"})
    assert (await joins(square, "late2", invitation=made["token"])).status_code == 201


async def test_nobody_comes_through_a_closed_door(square: Square):
    host = await local(square, operator=True)
    made = await host.does("POST", "/me/invitations", {}, status=201)
    await host.does("PUT", "/operator/door", {"door": "closed"})

    refused = problem_in(await joins(square, "knocks", invitation=made["token"]))

    assert refused["code"] == "door_closed"
    [mine] = (await host.does("GET", "/me/invitations"))["items"]
    assert mine["uses"] == 0


async def test_one_place_is_taken_by_one_of_two_who_come_at_once(square: Square):
    import asyncio

    host = await local(square, operator=True)
    made = await host.does("POST", "/me/invitations", {"uses": 1}, status=201)
    await host.does("PUT", "/operator/door", {"door": "invited"})

    answers = await asyncio.gather(
        *(joins(square, f"at_once_{n}", invitation=made["token"]) for n in range(4))
    )

    assert sorted(one.status_code for one in answers) == [201, 403, 403, 403]


async def test_another_members_link_is_not_hers_to_withdraw_and_a_block_hides_it(square: Square):
    host, other = await local(square), await square.person("other")
    made = await host.does("POST", "/me/invitations", {}, status=201)

    await other.is_refused("DELETE", f"/me/invitations/{made['id']}", status=404)
    await host.does("PUT", "/members/other/block", status=204)
    await other.is_refused("GET", f"/invitations/{made['token']}", status=404)
    await other.is_refused("PUT", "/operator/door", {"door": "closed"}, status=403)


# ---- who invited hears that somebody came


async def told_who_came(square: Square, host: Person) -> list[dict[str, Any]]:
    async with square.house.database.read() as tx:
        log = await events_after(tx, 0)
    joined = [event for line in log if isinstance(event := line.event(), MemberJoined)]
    await tell_came(square.house.database, joined)
    page = await host.does("GET", "/me/notices?box=follows")
    return [one for one in page["items"] if one["kind"] == "came"]


async def rung(square: Square) -> list[str | None]:
    async with square.house.database.read() as tx:
        log = await events_after(tx, 0)
    return [event.group for line in log if isinstance(event := line.event(), NoticesChanged)]


async def test_who_invited_is_told_who_came_where_she_wants_it_known(square: Square):
    host = await local(square)
    made = await host.does("POST", "/me/invitations", {"uses": 3}, status=201)
    for handle in ("first", "second"):
        await joins(square, handle, invitation=made["token"], told=True)
    await joins(square, "by_herself")

    await told_who_came(square, host)
    [told] = await told_who_came(square, host)

    assert (told["people"], told["fresh"]) == (2, True)
    assert {one["handle"] for one in told["actors"]} == {"first", "second"}
    assert len([group for group in await rung(square) if group]) == 2
    chosen = await host.does("GET", "/me/notices/choices")
    chosen["invited"] = {"bell": False, "push": False, "mail": False}
    await host.does("PUT", "/me/notices/choices", chosen)
    await host.does("PUT", "/me/notices/seen", {"notice": told["id"]})
    await joins(square, "third", invitation=made["token"], told=True)
    [told] = await told_who_came(square, host)
    assert (told["people"], told["fresh"]) == (3, False)


async def test_who_came_unnamed_is_counted_and_nothing_leads_to_her(square: Square):
    host = await local(square)
    made = await host.does("POST", "/me/invitations", {"uses": 3}, status=201)
    quiet = await joins(square, "quiet_one", invitation=made["token"])
    await joins(square, "quiet_two", invitation=made["token"], told=False)

    await told_who_came(square, host)
    [told] = await told_who_came(square, host)

    assert (told["people"], told["actors"], told["fresh"]) == (2, [], True)
    assert re.search(r"T00:00:00(\.0+)?Z$", told["at"])
    assert await rung(square) != []
    assert not any(await rung(square))  # no phone rings at the minute she signed up
    seen = str(await host.does("GET", "/me/notices?box=follows"))
    who = await Person(square.client, quiet.json()["token"], None).does("GET", "/me")
    assert "quiet" not in seen
    assert who["member"]["id"] not in seen
    async with square.house.database.read() as tx:
        kept = await tx.all(tuple, Sql("select thing_id, actor_id from notice_deeds"))
    assert who["member"]["id"] not in {name for row in kept for name in row}


async def test_of_whom_a_block_or_a_mute_stands_between_nothing_is_told(square: Square):
    host = await local(square)
    made = await host.does("POST", "/me/invitations", {"uses": 2}, status=201)
    await joins(square, "comes", invitation=made["token"], told=True)
    await host.does("PUT", "/members/comes/block", status=204)

    assert await told_who_came(square, host) == []
