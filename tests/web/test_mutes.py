"""What one mutes is not in one's feeds and folded in threads; it is there for whoever looks."""

from typing import Any

import pytest

from tests import make
from tests.web.square import Person, Square


@pytest.fixture
async def cy(square: Square) -> Person:
    return await square.person("cyd")


async def ids(who: Person, path: str) -> set[str]:
    return {card["id"] for card in (await who.does("GET", path))["items"]}


async def test_a_muted_member_is_out_of_feeds_and_still_has_a_page(
    ana: Person, bo: Person, cy: Person
):
    note = await bo.publishes(body="Bread", topics=["bread"])
    await ana.does("PUT", "/members/bob/follow", status=204)
    lists = ("/feeds/explore", "/feeds/following", "/topics/bread/notes")
    for path in lists:
        assert note in await ids(ana, path)

    await ana.does("PUT", "/members/bob/mute", status=204)

    for path in lists:
        assert note not in await ids(ana, path)
        if "following" not in path:
            assert note in await ids(cy, path)
    assert note in await ids(ana, "/members/bob/notes")
    assert (await ana.does("GET", f"/notes/{note}"))["id"] == note
    assert [m["handle"] for m in (await ana.does("GET", "/me/mutes"))["members"]] == ["bob"]

    await ana.does("DELETE", "/members/bob/mute", status=204)
    assert note in await ids(ana, "/feeds/following")


async def test_a_page_of_explore_is_whole_without_whom_one_mutes(
    square: Square, ana: Person, bo: Person, cy: Person
):
    for who in (bo, cy) * 25:
        assert who.who is not None
        await make.note(square.house.database, who.who)

    await ana.does("PUT", "/members/bob/mute", status=204)

    page = await ana.does("GET", "/feeds/explore")
    assert [card["author"]["handle"] for card in page["items"]] == ["cyd"] * 20


async def test_pages_of_explore_are_whole_without_the_words_one_mutes(
    square: Square, ana: Person, bo: Person, cy: Person
):
    for who in (bo, cy) * 25:
        assert who.who is not None
        body = "A spoiler: it ends" if who is bo else "Bread, still warm"
        await make.note(square.house.database, who.who, body)
    told = await bo.publishes(body="Tea, and a spoiler")
    await ana.does("PUT", "/me/muted-words?word=spoiler", status=204)

    first = await ana.does("GET", "/feeds/explore")
    rest = await ana.does("GET", f"/feeds/explore?cursor={first['cursor']}")

    assert [card["author"]["handle"] for card in first["items"]] == ["cyd"] * 20
    assert [card["author"]["handle"] for card in rest["items"]] == ["cyd"] * 5
    assert len({card["id"] for card in first["items"] + rest["items"]}) == 25

    # what is muted no longer is there again at once
    await ana.does("DELETE", "/me/muted-words?word=spoiler", status=204)
    seen = set()
    page: dict[str, Any] = {"cursor": ""}
    while page["cursor"] is not None:
        page = await ana.does(
            "GET", f"/feeds/explore?cursor={page['cursor']}" if page["cursor"] else "/feeds/explore"
        )
        seen |= {card["id"] for card in page["items"]}
    assert told in seen


async def test_a_muted_word_is_out_of_feeds_in_title_topic_and_version(ana: Person, bo: Person):
    in_body = await bo.publishes(body="My Café is open")
    in_topic = await bo.publishes(body="Look", topics=["cafe"])
    in_version = await bo.publishes(body="Voilà", title="")
    await bo.does("PUT", f"/notes/{in_version}/versions/fr", {"title": "Le café", "body": "ici"})
    inside = await bo.publishes(body="The cafeteria is closed")

    await ana.does("PUT", "/me/muted-words?word=CAFE", status=204)

    assert await ids(ana, "/feeds/explore") == {inside}
    assert {in_body, in_topic, in_version} <= await ids(ana, "/members/bob/notes")
    own = await ana.publishes(body="my own cafe")
    assert own in await ids(ana, "/feeds/following")


async def test_muted_comments_are_marked_for_their_reader_alone(
    ana: Person, bo: Person, cy: Person
):
    note = await bo.publishes(body="Tea")
    for who, body in ((cy, "spoiler: it ends"), (bo, "thanks"), (ana, "no spoiler please")):
        await who.does("POST", f"/notes/{note}/comments", {"body": body}, status=201)
    await ana.does("PUT", "/me/muted-words?word=spoiler", status=204)
    await ana.does("PUT", "/members/bob/mute", status=204)

    def marks(page: dict[str, list[dict[str, object]]]) -> list[object]:
        return [comment["muted"] for comment in page["items"]]

    assert marks(await ana.does("GET", f"/notes/{note}/comments")) == [True, True, False]
    assert marks(await cy.does("GET", f"/notes/{note}/comments")) == [False, False, False]


async def test_a_word_written_otherwise_is_the_same_word(ana: Person):
    await ana.does("PUT", "/me/muted-words?word=Caf%C3%A9", status=204)
    await ana.does("PUT", "/me/muted-words?word=CAFE", status=204)

    assert (await ana.does("GET", "/me/mutes"))["words"] == ["Café"]
    await ana.does("DELETE", "/me/muted-words?word=Caf%C3%A9", status=204)
    assert (await ana.does("GET", "/me/mutes"))["words"] == []


async def test_what_cannot_be_muted_is_refused(ana: Person):
    problem = await ana.is_refused("PUT", "/members/ana/mute", status=422)
    assert problem["code"] == "cannot_mute_self"
    await ana.is_refused("PUT", "/members/nobody/mute", status=404)
    await ana.is_refused("PUT", "/me/muted-words?word=", status=422)
    await ana.is_refused("PUT", f"/me/muted-words?word={'x' * 61}", status=422)
