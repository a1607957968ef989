"""What a newcomer is shown, how far she has come, and what picking a topic does."""

from tests.web.square import Person, Square


async def write(who: Person, lang: str, **note: object) -> str:
    made = await who.publishes(**note)
    from qiao.kit.db import Sql, WriteTx

    async def understood(tx: WriteTx) -> None:
        await tx.run(Sql("update notes set lang = :lang where id = :id"), lang=lang, id=made)

    await who.square.house.database.write(understood)  # type: ignore[attr-defined]
    return made


async def person(square: Square, handle: str, **more: object) -> Person:
    made = await square.person(handle, **more)
    made.square = square  # type: ignore[attr-defined]
    return made


async def test_notes_are_in_her_languages_and_of_many_authors(square: Square):
    new = await person(square, "newcomer", langs=("en",))
    baker, poet = await person(square, "baker"), await person(square, "poet")
    oldest = await write(baker, "en", body="Bread", topics=["baking"])
    newest = await write(baker, "en", body="More bread", topics=["baking"])
    await write(poet, "ar", body="قصيدة", topics=["شعر"])
    poem = await write(poet, "en", body="A poem")
    await write(new, "en", body="My own")

    shown = await new.does("GET", "/welcome")

    assert [card["id"] for card in shown["cards"]["items"]] == [poem, newest, oldest]
    assert shown["families"][0] | {"notes": 0} == {
        "slug": "baking", "label": "baking", "also": [], "notes": 0, "picked": False,
    }  # fmt: skip


async def test_the_example_is_a_note_she_does_not_read_that_can_be_translated(square: Square):
    new = await person(square, "newcomer", langs=("en",))
    baker = await person(square, "baker")
    await write(baker, "lo", body="nobody speaks it here")
    assert (await new.does("GET", "/welcome"))["sample"] is None

    by_hand = await write(baker, "lo", body="with a version")
    await baker.does("PUT", f"/notes/{by_hand}/versions/en", {"title": "", "body": "Hello"})

    sample = (await new.does("GET", "/welcome"))["sample"]
    assert (sample["id"], sample["body"]) == (by_hand, "with a version")


async def test_hellos_are_first_notes_that_were_answered(square: Square):
    new, local = await person(square, "newcomer"), await person(square, "local")
    first = await write(local, "en", body="Hello, I am Lo")
    await write(local, "en", body="My second")
    assert (await new.does("GET", "/welcome"))["hellos"]["items"] == []

    other = await person(square, "other")
    await other.does("POST", f"/notes/{first}/comments", {"body": "Welcome"}, status=201)

    shown = await new.does("GET", "/welcome")
    assert [card["id"] for card in shown["hellos"]["items"]] == [first]


async def test_who_blocks_her_is_in_no_part_of_it(square: Square):
    new, local = await person(square, "newcomer"), await person(square, "local")
    note = await write(local, "en", body="Hello, I am Lo")
    await new.does("POST", f"/notes/{note}/comments", {"body": "Welcome"}, status=201)
    await local.does("PUT", "/members/newcomer/block", status=204)

    shown = await new.does("GET", "/welcome")

    assert (shown["cards"]["items"], shown["hellos"]["items"]) == ([], [])


async def test_she_comes_back_where_she_left(square: Square):
    new = await square.person("newcomer")
    assert (await new.does("GET", "/welcome"))["progress"] == {
        "step": 0, "done": None, "first_note": None,
    }  # fmt: skip

    await new.does("PUT", "/me/welcome", {"step": 3})
    first = await new.publishes(body="Hello")

    progress = (await new.does("GET", "/welcome"))["progress"]
    assert (progress["step"], progress["first_note"]) == (3, first)
    done = await new.does("PUT", "/me/welcome", {"step": 99, "done": True})
    again = await new.does("PUT", "/me/welcome", {"step": 0})
    assert done["step"] == 4
    assert again["done"] == done["done"]


async def test_a_picked_topic_is_a_wish_and_can_be_taken_back(square: Square):
    new, local = await person(square, "newcomer"), await person(square, "local")
    await write(local, "en", body="Cats", topics=["cats", "猫"])
    await write(local, "en", body="A cat", topics=["猫"])

    picked = await new.does("PUT", "/me/topics", {"slugs": ["cats", "猫", "nothing_of_it"]})

    assert picked == {"slugs": ["cats", "猫"]}
    wished = (await new.does("GET", "/feeds/wishes"))["items"]
    assert {(one["about"], one["wish"], one["value"]) for one in wished} == {
        ("topic", "more", "cats"), ("topic", "more", "猫"),
    }  # fmt: skip
    assert (await new.does("GET", "/welcome"))["families"][0]["picked"]
    await new.does("DELETE", "/me/topics/cats", status=204)
    left = [one["value"] for one in (await new.does("GET", "/feeds/wishes"))["items"]]
    assert "cats" not in left


async def test_topics_that_only_few_may_know_of_are_not_offered(square: Square):
    new, local = await person(square, "newcomer"), await person(square, "local")
    await write(local, "en", body="Ours", topics=["ours_alone"], audience="private")

    assert "ours_alone" not in (await new.ask("GET", "/welcome")).text
    assert await new.does("PUT", "/me/topics", {"slugs": ["ours_alone"]}) == {"slugs": []}


async def test_too_many_topics_at_once_are_refused(square: Square):
    new = await square.person("newcomer")

    refused = await new.is_refused(
        "PUT", "/me/topics", {"slugs": [f"t{n}" for n in range(13)]}, status=422
    )

    assert refused["code"] == "too_many_topics"


async def test_only_operators_read_the_figure(square: Square):
    new = await square.person("newcomer")
    operator = await square.person("runs_it", operator=True)

    await new.is_refused("GET", "/operator/newcomers", status=403)
    found = await operator.does("GET", "/operator/newcomers?days=3")

    assert len(found["days"]) == 3
