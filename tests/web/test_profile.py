"""A profile: bios by language, what one learns, lists of people that can be kept to oneself."""

from qiao.people.follow_lists import PAGE
from tests.web.square import Person, Square


async def test_what_she_learns_stands_beside_what_she_reads(ana: Person):
    await ana.does("PATCH", "/me", {"learns": ["zh-CN", "lo"]})

    assert (await ana.does("GET", "/members/ana"))["learns"] == ["zh-Hans", "lo"]
    refused = await ana.is_refused(
        "PATCH", "/me", {"learns": ["nothing of a language"]}, status=422
    )
    assert refused["fields"][0]["field"] == "learns"


async def test_her_own_words_win_over_a_machine(ana: Person, bo: Person):
    await ana.does("PATCH", "/me", {"bio": "I bake bread"})
    await ana.does("PUT", "/me/bios/zh-CN", {"body": "我烤面包"})

    assert (await bo.does("GET", "/members/ana"))["bios"] == {"zh-Hans": "我烤面包"}
    asked = {"of": "bio", "id": "ana", "to": "zh-Hans"}
    translated = await bo.does("POST", "/translations", asked)
    assert (translated["body"], translated["engine"]["kind"]) == ("我烤面包", "person")
    await ana.does("PUT", "/me/bios/zh-Hans", {"body": " "})
    assert (await bo.does("GET", "/members/ana"))["bios"] == {}


async def test_a_bio_too_long_or_in_no_language_is_refused(ana: Person):
    await ana.is_refused("PUT", "/me/bios/en", {"body": "x" * 301}, status=422)
    await ana.is_refused("PUT", "/me/bios/nothing-at-all-of-it", {"body": "x"}, status=422)


async def test_lists_of_people_are_paged_and_leave_out_whom_a_block_keeps_away(
    square: Square, ana: Person, bo: Person
):
    people = [await square.person(f"follower_{n:02}") for n in range(PAGE + 3)]
    for one in people:
        await one.does("PUT", "/members/ana/follow", status=204)
    await people[0].does("PUT", "/members/bob/block", status=204)

    first = await bo.does("GET", "/members/ana/followers")
    rest = await bo.does("GET", f"/members/ana/followers?cursor={first['cursor']}")

    assert (len(first["items"]), rest["cursor"]) == (PAGE, None)
    seen = [one["member"]["handle"] for one in first["items"] + rest["items"]]
    assert sorted(seen) == [f"follower_{n:02}" for n in range(1, PAGE + 3)]
    following = await people[1].does("GET", "/members/follower_01/following")
    assert following["items"][0] | {"member": ""} == {
        "member": "", "followed": True, "self": False,
    }  # fmt: skip


async def test_what_she_hides_is_not_there_for_others_and_not_counted(ana: Person, bo: Person):
    await bo.does("PUT", "/members/ana/follow", status=204)
    await ana.does("PATCH", "/me", {"hides": ["followers", "counts"]})

    await bo.is_refused("GET", "/members/ana/followers", status=404)
    assert (await bo.does("GET", "/members/ana/following"))["items"] == []
    counts = (await bo.does("GET", "/members/ana"))["counts"]
    assert (counts["followers"], counts["following"]) == (None, None)
    own = (await ana.does("GET", "/members/ana"))["counts"]
    assert own["followers"] == 1
    assert len((await ana.does("GET", "/members/ana/followers"))["items"]) == 1


async def test_a_board_is_ones_own_until_it_is_opened(ana: Person, bo: Person, square: Square):
    note = await bo.publishes(body="Bread")
    board = (await ana.does("POST", "/boards", {"title": "Baking"}, status=201))["id"]
    await ana.does("PUT", f"/notes/{note}/collect", {"board": board})
    await bo.is_refused("GET", f"/boards/{board}", status=404)
    await bo.is_refused("PATCH", f"/boards/{board}", {"open": True}, status=404)
    assert (await bo.does("GET", "/members/ana/boards"))["items"] == []

    await ana.does("PATCH", f"/boards/{board}", {"open": True, "title": "Baking at home"})

    [shown] = (await square.visitor.does("GET", "/members/ana/boards"))["items"]
    assert (shown["title"], shown["notes"], shown["open"]) == ("Baking at home", 1, True)
    assert (await bo.does("GET", f"/boards/{board}"))["owner"]["handle"] == "ana"
    listed = await square.visitor.does("GET", f"/boards/{board}/notes")
    assert [card["id"] for card in listed["items"]] == [note]


async def test_an_open_board_counts_no_note_that_its_reader_may_not_see(ana: Person, bo: Person):
    secret = await ana.publishes(body="Mine alone", audience="private")
    board = (await ana.does("POST", "/boards", {"title": "Mixed"}, status=201))["id"]
    await ana.does("PUT", f"/notes/{secret}/collect", {"board": board})
    await ana.does("PATCH", f"/boards/{board}", {"open": True})

    assert (await bo.does("GET", f"/boards/{board}"))["notes"] == 0
    assert (await ana.does("GET", f"/boards/{board}"))["notes"] == 1
