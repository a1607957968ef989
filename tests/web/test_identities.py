"""Several identities of one login: switched at a touch, and linked by nobody else."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from qiao.feed.trust import worth
from qiao.kit.clock import now_us
from qiao.kit.db import Sql, WriteTx
from qiao.media.providers.folder import Folder
from qiao.people.passwords import hashed
from qiao.settings import Settings
from qiao.travel.echoes import silence
from qiao.travel.erasing import erase
from qiao.travel.verify import traces_left
from tests.people.keys.authenticator import Authenticator
from tests.web.square import Person, Square, opened
from tests.web.test_keys import asked, entering, member

PASSWORD = "the kettle sings at six"


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    shutil.copy(sqlite_template, tmp_path / "square.db")
    return Settings(data_dir=tmp_path, translation_wait_s=0.0, public_url="https://square.example")


@pytest.fixture
async def square(settings: Settings) -> AsyncIterator[Square]:
    async with opened(settings) as served:
        yield served


async def ana_with(square: Square, *handles: str) -> Person:
    """Ana signs in with a password, and is others, too."""
    ana = await square.person("ana", password_hash=await hashed(PASSWORD))
    for handle in handles:
        await ana.does("POST", "/me/identities", {"handle": handle}, status=201)
    return ana


async def goes_on_as(square: Square, who: Person, handle: str) -> Person:
    sent = {"handle": handle, "want": "bearer"}
    me = await who.does("POST", "/sessions/identity", sent, status=201)
    assert me["member"]["handle"] == handle
    return Person(square.client, me["token"], None)


async def handles_of(who: Person) -> list[str]:
    found = await who.does("GET", "/me/identities")
    return [one["who"]["handle"] for one in found["items"]]


async def test_one_takes_another_identity_and_switches_to_and_fro(square: Square):
    ana = await ana_with(square, "night_ana")
    assert await handles_of(ana) == ["ana", "night_ana"]

    night = await goes_on_as(square, ana, "night_ana")

    await ana.is_refused("GET", "/me", status=401)  # one session goes on as one of them
    assert (await night.does("GET", "/me"))["member"]["handle"] == "night_ana"
    items = (await night.does("GET", "/me/identities"))["items"]
    assert [(one["here"], one["signs_in"]) for one in items] == [(False, True), (True, False)]
    ana = await goes_on_as(square, night, "ana")
    assert (await ana.does("GET", "/me"))["member"]["handle"] == "ana"


async def test_what_waits_for_each_is_told(square: Square):
    ana = await ana_with(square, "night_ana")
    found = await ana.does("GET", "/me/identities")
    assert [one["unread"] for one in found["items"]] == [0, 0]
    assert found["most"] == 5


async def test_nobody_switches_to_who_is_not_hers(square: Square):
    ana = await ana_with(square, "night_ana")
    bob = await square.person("bob")
    for who, handle in (
        (bob, "ana"),
        (bob, "night_ana"),
        (ana, "bob"),
        (ana, "nobody"),
        (ana, "ana"),
    ):
        no = await who.is_refused("POST", "/sessions/identity", {"handle": handle}, status=404)
        assert no["code"] == "not_found"
        assert no["facts"] == {}
    await square.visitor.is_refused("POST", "/sessions/identity", {"handle": "ana"}, status=401)


async def test_there_is_a_limit_and_erasing_does_not_pass_it(square: Square):
    ana = await ana_with(square, "ana_2", "ana_3", "ana_4", "ana_5")
    no = await ana.is_refused("POST", "/me/identities", {"handle": "ana_6"}, status=409)
    assert no["code"] == "too_many_identities"
    five = (await handles_of(ana))[-1]
    async with square.house.database.read() as tx:
        id_ = await tx.value(Sql("select id from members where handle = :h"), h=five)
    await erase(square.house.database, square.house.blobs, str(id_), now=now_us())
    await ana.does("POST", "/me/identities", {"handle": "ana_6"}, status=201)
    async with square.house.database.read() as tx:
        id_ = await tx.value(Sql("select id from members where handle = 'ana_6'"))
    await erase(square.house.database, square.house.blobs, str(id_), now=now_us())
    await ana.is_refused("POST", "/me/identities", {"handle": "ana_7"}, status=429)


async def test_a_session_found_open_takes_no_identity(square: Square):
    ana = await ana_with(square)

    async def age(tx: WriteTx) -> None:
        await tx.run(Sql("update sessions set proved_us = proved_us - 3600000000"))

    await square.house.database.write(age)
    no = await ana.is_refused("POST", "/me/identities", {"handle": "x_ana"}, status=403)
    assert no["code"] == "proof_needed"


async def test_one_signs_in_with_the_first_handle_alone(square: Square):
    """Guesses at the others open nothing and lock nobody: no lock tells who belongs together."""
    await ana_with(square, "night_ana")
    for handle in ("night_ana", "nobody_at_all"):
        for _ in range(10):
            sent = {"handle": handle, "password": PASSWORD}
            await square.visitor.is_refused("POST", "/sessions", sent, status=401)
        await square.visitor.is_refused("POST", "/sessions", sent, status=429)
    sent = {"handle": "ana", "password": PASSWORD, "want": "bearer"}
    await square.visitor.does("POST", "/sessions", sent, status=201)


async def test_the_ways_in_are_the_logins_whoever_one_goes_on_as(square: Square):
    night = await goes_on_as(square, await ana_with(square, "night_ana"), "night_ana")
    ways = await night.does("GET", "/me/ways")
    assert (ways["handle"], ways["password"]) == ("ana", True)
    await night.does("PUT", "/me/proof", {"password": PASSWORD}, status=204)
    new = {"password": PASSWORD, "new": "a lamp beside the long river"}
    await night.does("PUT", "/me/password", new, status=204)
    sent = {"handle": "ana", "password": new["new"], "want": "bearer"}
    ana = await square.visitor.does("POST", "/sessions", sent, status=201)
    here = Person(square.client, ana["token"], None)
    assert len((await here.does("GET", "/me/sessions"))["items"]) == 2
    await here.does("DELETE", "/me/sessions", status=204)
    await night.is_refused("GET", "/me", status=401)


async def seen_by(reader: Person, handle: str) -> int:
    return (await reader.ask("GET", f"/members/{handle}")).status_code


async def test_whoever_blocks_one_identity_is_reached_by_none_and_told_of_none(square: Square):
    ana = await ana_with(square, "night_ana")
    bob = await square.person("bob")
    note = await bob.publishes(body="Bread from Bob")
    night_note = await (night := await goes_on_as(square, ana, "night_ana")).publishes(body="Moon")
    before = {
        path: (await bob.ask("GET", path)).json()
        for path in ("/members/night_ana", f"/notes/{night_note}", "/members?prefix=night_")
    }

    await bob.does("PUT", "/members/ana/block", status=204)

    # the one who blocks sees the other identity as before: nothing vanishes with the first
    assert await seen_by(bob, "ana") == 404
    for path, was in before.items():
        assert (await bob.ask("GET", path)).json() == was, path
    # and neither of them reaches him
    for method, path, sent in (
        ("GET", "/members/bob", None),
        ("PUT", "/members/bob/follow", None),
        ("GET", f"/notes/{note}", None),
        ("PUT", f"/notes/{note}/like", None),
        ("POST", f"/notes/{note}/comments", {"body": "hello"}),
    ):
        await night.is_refused(method, path, sent, status=404)
    assert (await night.does("GET", "/members?prefix=bob"))["items"] == []
    ana = await goes_on_as(square, night, "ana")
    await ana.is_refused("GET", f"/notes/{note}", status=404)

    await bob.does("DELETE", "/members/ana/block", status=204)
    assert await seen_by(ana, "bob") == 200


async def test_ones_own_blocks_hide_the_other_identities_from_nobody(square: Square):
    ana = await ana_with(square, "night_ana")
    bob = await square.person("bob")
    await ana.does("PUT", "/members/bob/block", status=204)
    assert await seen_by(bob, "ana") == 404
    assert await seen_by(bob, "night_ana") == 200


async def test_limits_bind_the_person(square: Square):
    ana = await ana_with(square, "night_ana")
    most = square.house.settings.review.max_notes_per_hour
    for number in range(most - 1):
        await ana.publishes(body=f"note number {number}")
    night = await goes_on_as(square, ana, "night_ana")
    await night.publishes(body="one more")
    no = await night.is_refused("POST", "/notes", {"body": "and one"}, status=429)
    assert no["code"] == "too_many"


async def test_a_person_reports_once_and_not_herself(square: Square):
    ana = await ana_with(square, "night_ana")
    bob = await square.person("bob")
    note, hers = await bob.publishes(body="Buy now"), await ana.publishes(body="Mine")
    first = await ana.does(
        "POST", "/reports", {"of": "note", "id": note, "rule": "spam"}, status=201
    )
    night = await goes_on_as(square, ana, "night_ana")
    again = await night.does(
        "POST", "/reports", {"of": "note", "id": note, "rule": "spam"}, status=201
    )
    assert again["id"] == first["id"]
    await night.is_refused(
        "POST", "/reports", {"of": "note", "id": hers, "rule": "spam"}, status=422
    )
    async with square.house.database.read() as tx:
        assert await tx.count(Sql("select reports from cases where of_id = :id"), id=note) == 1


async def test_what_a_person_likes_of_her_own_is_worth_nothing(square: Square):
    ana = await ana_with(square, "night_ana", "noon_ana")
    bob = await square.person("bob")
    hers, his = await ana.publishes(body="Mine"), await bob.publishes(body="His")
    who = ana
    for handle in ("night_ana", "noon_ana"):
        who = await goes_on_as(square, who, handle)
        await who.does("PUT", f"/notes/{hers}/like")
        await who.does("PUT", f"/notes/{his}/like")

    async with square.house.database.read() as tx:
        parts = await worth.parts_of(tx, [hers, his])

    assert sum(part.members for part in parts[hers, "likes"]) == 0
    assert sum(part.members for part in parts[his, "likes"]) == 1


async def test_erasing_the_first_leaves_the_others_with_all_ways_in(
    square: Square, settings: Settings, tmp_path: Path
):
    device = Authenticator()
    cleo = await member(square, device)
    await cleo.does("PUT", "/me/password", {"new": PASSWORD, **await passkey(square, device)},
                    status=204)  # fmt: skip
    app = pyotp.TOTP((await cleo.does("POST", "/me/totp"))["secret"])
    code = app.generate_otp(now_us() // 30_000_000 - 1)
    codes = (await cleo.does("PUT", "/me/totp", {"code": code}))["codes"]
    await cleo.does("POST", "/me/identities", {"handle": "night_cleo"}, status=201)
    await cleo.publishes(body="Something that Cleo alone has written here")

    left = await cleo.does("PUT", "/me/leaving", await passkey(square, device))
    assert left["handle"] == "night_cleo"
    async with square.house.database.read() as tx:
        id_ = str(await tx.value(Sql("select id from members where handle = 'cleo'")))
    db = square.house.database
    traces = await erase(db, Folder(tmp_path / "media"), id_, now=now_us())
    await silence(db, Folder(tmp_path / "media"), id_, now=now_us())
    assert await traces_left(db, tmp_path, id_, traces) == []

    begun = await asked(square)
    sent = entering(begun, device.signs(begun["options"]))
    me = await square.visitor.does("POST", "/sessions/passkey", sent, status=201)
    assert me["member"]["handle"] == "night_cleo"
    night = Person(square.client, me["token"], None)
    assert await handles_of(night) == ["night_cleo"]
    first = {"handle": "night_cleo", "password": PASSWORD}
    for right in (app.now(), codes[0]):
        no = await square.visitor.is_refused("POST", "/sessions", first, status=401)
        sent = {"flow": no["facts"]["flow"], "code": right, "want": "bearer"}
        await square.visitor.does("POST", "/sessions/second", sent, status=201)


async def passkey(square: Square, device: Authenticator) -> dict[str, Any]:
    begun = await asked(square)
    return {"passkey": entering(begun, device.signs(begun["options"]))}


async def test_erasing_another_leaves_the_first_as_she_is(square: Square):
    ana = await ana_with(square, "night_ana")
    night = await goes_on_as(square, ana, "night_ana")
    assert (await night.does("PUT", "/me/leaving", {"password": PASSWORD}))["handle"] is None
    async with square.house.database.read() as tx:
        id_ = str(await tx.value(Sql("select id from members where handle = 'night_ana'")))
    await erase(square.house.database, square.house.blobs, id_, now=now_us())

    sent = {"handle": "ana", "password": PASSWORD, "want": "bearer"}
    me = await square.visitor.does("POST", "/sessions", sent, status=201)
    assert await handles_of(Person(square.client, me["token"], None)) == ["ana"]


async def test_nothing_that_others_are_shown_tells_who_belongs_together(square: Square):
    ana = await ana_with(square, "night_ana")
    bob = await square.person("bob")
    note = await ana.publishes(body="Bread")
    night = await goes_on_as(square, ana, "night_ana")
    await night.does("POST", f"/notes/{note}/comments", {"body": "Well said"}, status=201)
    for reader in (bob, square.visitor):
        hers = await reader.does("GET", "/members/ana")
        other = await reader.does("GET", "/members/night_ana")
        assert hers["id"] not in str(other)
        assert "night_ana" not in str(hers)
        [said] = (await reader.does("GET", f"/notes/{note}/comments"))["items"]
        assert said["author_of_note"] is False
    async with square.house.database.read() as tx:
        events = await tx.all(tuple, Sql("select name, body from events"))
        kept = await tx.all(tuple, Sql("select answer from idempotency"))
    ids = [(await bob.does("GET", f"/members/{h}"))["id"] for h in ("ana", "night_ana")]
    linked = [name for name, body in events if all(one in str(body) for one in ids)]
    assert linked in ([], ["CommentPublished"])  # a comment names the note's author, as any does
    for row in kept:
        assert not all(one in bytes(row[0]) for one in (b'"ana"', b'"night_ana"'))
