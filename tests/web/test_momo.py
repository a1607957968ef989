"""Posting as momo: numbers hold within a thread, and nothing says whose they are."""

import json

import pytest

from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from tests.media.gallery import encoded, picture
from tests.web.square import Person, Square


async def says(who: Person, note: str, body: str, *, momo: bool = True, **more: str) -> str:
    sent = {"body": body, "momo": momo, **more}
    made = await who.does("POST", f"/notes/{note}/comments", sent, status=201)
    return str(made["id"])


async def authors(who: Person, note: str) -> list[tuple[str, int, bool]]:
    """Return of each comment its handle, its number and whether it is by the note's author."""
    page = await who.does("GET", f"/notes/{note}/comments")
    flat = [one for top in page["items"] for one in (top, *top["answers"])]
    return [
        (one["author"]["handle"], one["author"].get("number", 0), one["author_of_note"])
        for one in flat
    ]


async def test_in_one_thread_each_momo_has_a_number(square: Square, ana: Person, bo: Person):
    cy = await square.person("cyd")
    note = await ana.publishes(body="Who else is afraid of the sea?", momo=True)

    await says(bo, note, "I am")
    await says(ana, note, "Since when?")
    await says(cy, note, "Me too")
    await says(bo, note, "Since I was six")
    await says(bo, note, "And I say so with my name", momo=False)
    await says(ana, note, "As do I", momo=False)

    shown = await square.visitor.does("GET", f"/notes/{note}")
    assert shown["author"] == {
        "handle": "", "name": "", "avatar": None, "momo": True, "number": 1,
    }  # fmt: skip
    assert await authors(square.visitor, note) == [
        ("", 2, False),
        ("", 1, True),
        ("", 3, False),
        ("", 2, False),
        ("bob", 0, False),
        # to say "author" here would say who momo 1 is
        ("ana", 0, False),
    ]


async def test_a_momo_below_her_own_open_note_is_not_its_author(square: Square, ana: Person):
    note = await ana.publishes(body="Bread")

    await says(ana, note, "Nice bread")

    assert await authors(square.visitor, note) == [("", 1, False)]


async def test_nothing_about_a_note_as_momo_leads_to_its_author(
    square: Square, ana: Person, bo: Person
):
    await ana.does("PATCH", "/me", {"who_may": {"comment": "nobody"}})
    await bo.does("PUT", "/members/ana/follow", status=204)
    note = await ana.publishes(body="Quiet words", topics=["quiet"], momo=True)

    shown = await bo.does("GET", f"/notes/{note}")

    assert (shown["mine"], shown["followed"], shown["may_comment"]) == (False, False, True)
    await says(bo, note, "heard", momo=False)
    for path in ("/members/ana/notes", "/feeds/following", "/members/ana", "/feeds/people"):
        assert note not in (await bo.ask("GET", path)).text, path
    profile = await bo.does("GET", "/members/ana")
    assert profile["counts"]["notes"] == 0
    mine = await ana.does("GET", "/members/ana/notes")
    assert [card["id"] for card in mine["items"]] == [note]
    wish = {"wish": "less", "about": "author"}
    refused = await bo.is_refused("PUT", f"/feeds/wishes/{note}", wish, status=422)
    assert refused["code"] == "wish_not_of_note"
    under = await square.visitor.does("GET", "/topics/quiet/notes")
    assert [card["id"] for card in under["items"]] == [note]
    everything = json.dumps([shown, under, refused])
    assert ana.id not in everything
    assert '"ana"' not in everything


async def test_a_block_tells_nobody_who_momo_is(square: Square, ana: Person, bo: Person):
    host = await (await square.person("host")).does("POST", "/notes", {"body": "Tea"}, status=201)
    note = await ana.publishes(body="Words", topics=["calm"], momo=True)
    await says(ana, host["id"], "said as momo")
    await says(ana, host["id"], "said by ana", momo=False)
    before = [await authors(bo, host["id"]), await bo.does("GET", f"/notes/{note}")]

    await bo.does("PUT", "/members/ana/block", status=204)

    assert await authors(bo, host["id"]) == [("", 1, False)]
    assert [before[0][:1], before[1]] == [
        await authors(bo, host["id"]), await bo.does("GET", f"/notes/{note}"),
    ]  # fmt: skip
    assert [one["id"] for one in (await bo.does("GET", "/topics/calm/notes"))["items"]] == [note]
    # the other way round as well: she who is blocked sees bo's words as momo, and may answer
    hers = await bo.publishes(body="Mine", momo=True)
    await says(ana, hers, "an answer", momo=False)
    assert await authors(square.visitor, hers) == [("ana", 0, False)]
    # but it does not reach bo
    assert await authors(bo, hers) == []


async def test_one_momo_is_muted_in_one_thread(square: Square, ana: Person, bo: Person):
    first, second = await ana.publishes(body="One"), await ana.publishes(body="Two")
    for note in (first, second):
        await says(bo, note, "noise")

    await ana.does("PUT", f"/notes/{first}/momos/1/mute", status=204)

    for note, muted in ((first, True), (second, False)):
        page = await ana.does("GET", f"/notes/{note}/comments")
        assert [one["muted"] for one in page["items"]] == [muted]
    mutes = await ana.does("GET", "/me/mutes")
    assert mutes == {"members": [], "words": [], "momos": [{"note": first, "number": 1}]}
    await ana.does("DELETE", f"/notes/{first}/momos/1/mute", status=204)
    page = await ana.does("GET", f"/notes/{first}/comments")
    assert [one["muted"] for one in page["items"]] == [False]
    await ana.is_refused("PUT", f"/notes/{first}/momos/0/mute", status=404)


@pytest.mark.parametrize("audience", ["mutuals", "chosen"])
async def test_a_momo_speaks_to_everybody(ana: Person, bo: Person, audience: str):
    sent = {"body": "For few", "momo": True, "audience": audience, "chosen": ["bob"]}
    refused = await ana.is_refused("POST", "/notes", sent, status=422)
    assert refused["code"] == "momo_for_all"

    note = await ana.publishes(body="For all", momo=True)
    later = {"audience": audience, "chosen": ["bob"]}
    refused = await ana.is_refused("PUT", f"/notes/{note}/audience", later, status=422)
    assert refused["code"] == "momo_for_all"
    await ana.does("PUT", f"/notes/{note}/audience", {"audience": "private"})
    await bo.is_refused("GET", f"/notes/{note}", status=404)
    await ana.does("PUT", f"/notes/{note}/audience", {"audience": "public"})
    profile = await bo.does("GET", "/members/ana")
    assert profile["counts"]["notes"] == 0

    few = await ana.publishes(body="For few", audience=audience, chosen=["bob"])
    refused = await ana.is_refused(
        "POST", f"/notes/{few}/comments", {"body": "x", "momo": True}, status=422
    )
    assert refused["code"] == "momo_for_all"


async def test_where_few_may_answer_nobody_answers_as_momo(ana: Person, bo: Person):
    await ana.does("PUT", "/members/bob/follow", status=204)
    await ana.does("PATCH", "/me", {"who_may": {"comment": "following"}})
    note = await ana.publishes(body="Bread")

    refused = await bo.is_refused(
        "POST", f"/notes/{note}/comments", {"body": "x", "momo": True}, status=422
    )

    assert refused["code"] == "momo_for_all"


@pytest.mark.parametrize("first_as_momo", [True, False])
async def test_one_photo_is_not_shown_under_her_name_and_as_momo(
    ana: Person, *, first_as_momo: bool
):
    photo = encoded(picture(), "PNG")
    media = []
    for _ in range(2):  # sent twice: two ids, one picture
        sent = await ana.ask("POST", "/media", content=photo, headers={"Content-Type": "image/png"})
        media.append(sent.json()["id"])
    await ana.publishes(media=[{"id": media[0]}], momo=first_as_momo)

    for momo in (not first_as_momo, True):
        refused = await ana.is_refused(
            "POST", "/notes", {"media": [{"id": media[1]}], "momo": momo}, status=422
        )
        assert refused["code"] == "momo_photo_known"


@pytest.mark.parametrize("first_as_momo", [True, False])
async def test_nor_is_it_put_there_by_an_edit(ana: Person, *, first_as_momo: bool):
    async def photo(of: bytes) -> str:
        sent = await ana.ask("POST", "/media", content=of, headers={"Content-Type": "image/png"})
        return sent.json()["id"]

    known = encoded(picture(), "PNG")
    await ana.publishes(media=[{"id": await photo(known)}], momo=first_as_momo)
    other = await ana.publishes(body="Bread", momo=not first_as_momo)

    edit = {"title": "", "body": "Bread", "topics": [], "media": [{"id": await photo(known)}]}
    refused = await ana.is_refused("PUT", f"/notes/{other}", edit, status=422)

    assert refused["code"] == "momo_photo_known"
    assert not (await ana.does("GET", f"/notes/{other}"))["photos_list"]


async def test_a_note_as_momo_keeps_its_own_photos_when_it_is_edited(ana: Person):
    sent = await ana.ask(
        "POST", "/media", content=encoded(picture(), "PNG"), headers={"Content-Type": "image/png"}
    )
    media = [{"id": sent.json()["id"], "alt": "Bread"}]
    note = await ana.publishes(media=media, momo=True)

    media[0]["alt"] = "Bread, still warm"
    await ana.does("PUT", f"/notes/{note}", {"title": "", "body": "", "topics": [], "media": media})

    kept = (await ana.does("GET", f"/notes/{note}"))["photos_list"]
    assert [one["alt"] for one in kept] == ["Bread, still warm"]


async def test_an_operator_decides_without_seeing_who_momo_is(square: Square, ana: Person):
    operator = await square.person("judge", operator=True)
    bo = await square.person("bob")
    note = await ana.publishes(body="Buy my bread", momo=True)
    comment = await says(ana, note, "Really, buy it")
    for of, id_ in (("note", note), ("comment", comment)):
        sent = {"of": of, "id": id_, "rule": "spam"}
        await bo.does("POST", "/reports", sent, status=201)

    cases = await operator.does("GET", "/operator/cases?state=open")

    assert [case["author"]["number"] for case in cases["items"]] == [1, 1]
    assert ana.id not in json.dumps(cases)
    assert '"ana"' not in json.dumps(cases)
    case = next(one for one in cases["items"] if one["of"] == "note")
    decision = {"action": "remove", "rule": "spam", "reason": "An advertisement."}
    await operator.does("POST", f"/operator/cases/{case['id']}/decisions", decision, status=201)
    assert (await ana.does("GET", "/me"))["unread_statements"] == 1
    statements = await ana.does("GET", "/me/statements")
    assert [one["id_of"] for one in statements["items"]] == [note]
    # what the author took away keeps its mask
    await ana.does("DELETE", f"/notes/{note}", status=204)
    decided = await operator.does("GET", "/operator/cases?state=decided")
    assert decided["items"][0]["author"]["number"] == 1
    assert ana.id not in json.dumps(decided)


async def test_limits_bind_whoever_is_momo(square: Square, ana: Person):
    standing = [
        await ana.ask("POST", "/notes", {"body": f"The same words {n % 2}", "momo": n % 2 == 0})
        for n in range(80)
    ]

    refused = [answer.json()["code"] for answer in standing if answer.status_code != 201]

    assert refused, "notes in her name and as momo count together"


async def test_a_limited_note_as_momo_stands_in_nobodys_list(
    square: Square, ana: Person, bo: Person
):
    await bo.does("PUT", "/members/ana/follow", status=204)
    notes = [await ana.publishes(body="As momo", momo=True), await ana.publishes(body="As ana")]
    boards = await bo.does("PUT", f"/notes/{notes[0]}/collect", {})
    assert boards["collected"]
    await bo.does("PUT", f"/notes/{notes[1]}/collect", {})
    for note in notes:
        await square.house.database.write(set_standing, "note", note, Standing.LIMITED)

    [board] = (await bo.does("GET", "/boards"))["items"]
    kept = await bo.does("GET", f"/boards/{board['id']}/notes")

    # a follower keeps what was limited: to do so here would tell whom she follows
    assert [card["id"] for card in kept["items"]] == [notes[1]]
