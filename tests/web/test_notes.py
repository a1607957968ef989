"""Notes, comments, likes, boards, topics and feeds over HTTP."""

from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from tests.web.square import Person, Square


async def test_a_note_is_published_read_and_taken_away(square: Square, ana: Person, bo: Person):
    sent = {"title": "Bread", "body": "Warm.\n\n<b>Soft</b> & good 🍞", "topics": ["Baking"]}

    made = await ana.does("POST", "/notes", sent, status=201)
    read = await square.visitor.does("GET", f"/notes/{made['id']}")

    assert (read["title"], read["body"], read["topics"]) == tuple(sent.values())
    assert (read["excerpt"], read["kind"], read["standing"]) == (
        "Warm. <b>Soft</b> & good 🍞", "text", "public",
    )  # fmt: skip
    assert (made["mine"], read["mine"]) == (True, False)
    assert made | {"mine": False} == read
    await bo.is_refused("DELETE", f"/notes/{made['id']}", status=404)
    await ana.does("DELETE", f"/notes/{made['id']}", status=204)
    await square.visitor.is_refused("GET", f"/notes/{made['id']}", status=404)


async def test_the_same_request_again_makes_one_note(ana: Person):
    first = await ana.ask("POST", "/notes", {"body": "Bread"}, key="one-key-for-it")
    second = await ana.ask("POST", "/notes", {"body": "Bread"}, key="one-key-for-it")
    other = await ana.is_refused("POST", "/notes", {"body": "x"}, status=422, key="one-key-for-it")

    assert first.json() == second.json()
    assert other["code"] == "idempotency_key_reused"
    assert len((await ana.does("GET", "/members/ana/notes"))["items"]) == 1


async def test_what_is_taken_down_is_gone_at_once_for_all_but_the_author(
    square: Square, ana: Person, bo: Person
):
    note = await ana.publishes(body="Spam", topics=["spam"])
    lists = ("/members/ana/notes", "/topics/spam/notes", "/topics/spam/notes?sort=hot")
    await bo.does("GET", f"/notes/{note}")

    await square.house.database.write(set_standing, "note", note, Standing.REMOVED)

    await bo.is_refused("GET", f"/notes/{note}", status=404)
    for path in (f"/notes/{note}/comments", f"/notes/{note}/like"):
        await bo.is_refused("GET" if "comments" in path else "PUT", path, status=404)
    for path in lists:
        assert (await bo.does("GET", path))["items"] == []
    explored = await bo.does("GET", "/feeds/explore")
    assert note not in [card["id"] for card in explored["items"]]
    assert (await ana.does("GET", f"/notes/{note}"))["standing"] == "removed"


async def test_a_version_by_its_author_is_shown_with_the_note(
    square: Square, ana: Person, bo: Person
):
    note = await ana.publishes(title="Bread", body="Warm")
    arabic = {"title": "خبز", "body": "دافئ"}

    read = await ana.does("PUT", f"/notes/{note}/versions/ar", arabic)

    assert read["versions"]["ar"] == {"title": "خبز", "excerpt": "دافئ"}
    assert read["version_texts"]["ar"] == arabic | {"alt": [], "by": "person", "older": False}
    await bo.is_refused("PUT", f"/notes/{note}/versions/ar", arabic, status=404)
    await ana.is_refused("PUT", f"/notes/{note}/versions/xx-nonsense-", arabic, status=422)
    asked = {"of": "note", "id": note, "to": "ar"}
    translated = await square.visitor.does("POST", "/translations", asked)
    assert (translated["engine"]["kind"], translated["body"]) == ("person", "دافئ")


async def test_a_translation_that_nobody_has_made_yet_is_pending(square: Square, ana: Person):
    note = await ana.publishes(body="I just baked some bread.")
    asked = {"of": "note", "id": note, "to": "pt"}

    translated = await square.visitor.does("POST", "/translations", asked)

    assert translated["state"] == "pending"
    assert translated["retry_ms"] > 0
    spoken = await square.visitor.does("GET", "/languages")
    assert ["en", "pt"] in spoken["pairs"]
    ten = ["en", "zh-Hans", "zh-Hant", "ja", "ko", "es", "fr", "pt", "ar", "lo"]
    assert spoken["ui"] == ten


async def test_a_thread_is_written_liked_and_rewritten(ana: Person, bo: Person):
    note = await ana.publishes()
    first = await bo.does("POST", f"/notes/{note}/comments", {"body": "<i>Warm?</i>"}, status=201)
    answer = await ana.does(
        "POST", f"/notes/{note}/comments", {"body": "Yes", "parent": first["id"]}, status=201
    )
    assert (first["body"], first["mine"], first["parent"]) == ("<i>Warm?</i>", True, None)
    assert (answer["parent"], answer["author_of_note"]) == (first["id"], True)

    like = f"/comments/{first['id']}/like"
    assert await ana.does("PUT", like) == {"likes": 1, "liked": True}
    assert await ana.does("PUT", like) == {"likes": 1, "liked": True}
    await bo.does("PUT", f"/comments/{first['id']}/versions/fr", {"body": "Chaud ?"}, status=204)
    [shown] = (await ana.does("GET", f"/notes/{note}/comments"))["items"]
    assert (shown["liked"], shown["versions"]["fr"]["body"]) == (True, "Chaud ?")
    assert [a["id"] for a in shown["answers"]] == [answer["id"]]
    assert (await ana.does("GET", f"/notes/{note}"))["comments"] == 2
    assert await ana.does("DELETE", like) == {"likes": 0, "liked": False}

    await ana.is_refused("DELETE", f"/comments/{first['id']}", status=404)
    await bo.does("DELETE", f"/comments/{first['id']}", status=204)
    [stub] = (await ana.does("GET", f"/notes/{note}/comments"))["items"]
    assert (stub["deleted"], stub["body"]) == (True, "")


async def test_likes_and_boards(ana: Person, bo: Person):
    note = await ana.publishes()

    assert await bo.does("PUT", f"/notes/{note}/like") == {"likes": 1, "liked": True}
    assert await bo.does("PUT", f"/notes/{note}/collect") == {"collects": 1, "collected": True}
    made = await bo.does("POST", "/boards", {"title": " Bread "}, status=201)
    assert (made["title"], made["notes"]) == ("Bread", 0)
    await bo.does("PUT", f"/notes/{note}/collect", {"board": made["id"]})
    read = await bo.does("GET", f"/notes/{note}")
    assert (read["likes"], read["liked"], read["collects"], read["collected"]) == (1, True, 1, True)
    boards = (await bo.does("GET", "/boards"))["items"]
    assert [(board["title"], board["notes"]) for board in boards] == [("", 0), ("Bread", 1)]
    kept = await bo.does("GET", f"/boards/{made['id']}/notes")
    assert [card["id"] for card in kept["items"]] == [note]
    await ana.is_refused("GET", f"/boards/{made['id']}/notes", status=404)
    await ana.is_refused("PUT", f"/notes/{note}/collect", {"board": made["id"]}, status=404)

    assert await bo.does("DELETE", f"/notes/{note}/like") == {"likes": 0, "liked": False}
    assert await bo.does("DELETE", f"/notes/{note}/collect") == {"collects": 0, "collected": False}


async def test_topics_are_suggested_and_have_pages(square: Square, ana: Person):
    note = await ana.publishes(body="Bread", topics=["Home Baking", "面包"])

    suggested = await square.visitor.does("GET", "/topics?q=home")
    [topic] = suggested["items"]
    assert (topic["slug"], topic["label"], topic["notes"]) == ("homebaking", "Home Baking", 1)
    assert (await square.visitor.does("GET", "/topics/面包"))["notes"] == 1
    for sort in ("new", "hot"):
        page = await square.visitor.does("GET", f"/topics/homebaking/notes?sort={sort}")
        assert [card["id"] for card in page["items"]] == [note]
    await square.visitor.is_refused("GET", "/topics/nothing", status=404)
    await square.visitor.is_refused("GET", "/topics/面包/notes?sort=best", status=400)


async def test_lists_go_on_behind_their_cursor_without_gap_or_repeat(square: Square, ana: Person):
    from tests import make

    assert ana.who is not None
    made = [
        await make.note(square.house.database, ana.who, f"Bread {i}", topics=["bread"])
        for i in range(45)
    ]

    for path in ("/members/ana/notes", "/topics/bread/notes", "/topics/bread/notes?sort=hot"):
        read: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            joined = path + ("&" if "?" in path else "?") + f"cursor={cursor}" if cursor else path
            page = await square.visitor.does("GET", joined)
            read += [card["id"] for card in page["items"]]
            cursor = page["cursor"]
        assert read == made[::-1]


async def test_explore_shows_what_was_just_published_with_a_reason(square: Square, ana: Person):
    note = await ana.publishes(body="Bread")

    page = await square.visitor.does("GET", "/feeds/explore")

    [card] = page["items"]
    assert card["id"] == note
    assert card["reason"]["code"]
    for cursor in ("not-a-cursor-of-ours", "AAAA", "~"):
        problem = await square.visitor.is_refused(
            "GET", f"/feeds/explore?cursor={cursor}", status=400
        )
        assert problem["code"] == "cursor_invalid"


async def test_what_was_read_is_taken_down(ana: Person, bo: Person):
    note = await ana.publishes()
    read = {"kind": "dwell", "note": note, "feed": "explore", "position": 0, "ms": 1200}

    await bo.does("POST", "/events", {"events": [read, read | {"note": "unknown"}]}, status=204)

    problem = await bo.is_refused("POST", "/events", {"events": [read] * 101}, status=422)
    assert problem["code"] == "too_many_events"
    await bo.is_refused("POST", "/events", {"events": [read | {"kind": "sold"}]}, status=400)


async def test_a_report_is_decided_told_and_appealed(square: Square, ana: Person, bo: Person):
    operator = await square.person("cleo", operator=True)
    note = await ana.publishes(body="Buy followers here")
    rules = await square.visitor.does("GET", "/rules?lang=ar")
    rule = rules["items"][0]["id"]
    report = {"of": "note", "id": note, "rule": rule, "text": "It sells."}
    await bo.does("POST", "/reports", report, status=201)

    [case] = (await operator.does("GET", "/operator/cases"))["items"]
    assert (await operator.does("GET", f"/operator/cases/{case['id']}"))["reports"]
    decided = {"action": "remove", "rule": rule, "reason": "It sells followers."}
    await operator.does("POST", f"/operator/cases/{case['id']}/decisions", decided, status=201)

    await bo.is_refused("GET", f"/notes/{note}", status=404)
    assert (await ana.does("GET", "/me"))["unread_statements"] == 1
    [statement] = (await ana.does("GET", "/me/statements"))["items"]
    assert statement["action"] == "removed"
    appeal = f"/statements/{statement['id']}/appeal"
    await bo.is_refused("POST", appeal, {"text": "No"}, status=404)
    await ana.does("POST", appeal, {"text": "It was a joke."}, status=201)
    await ana.is_refused("POST", appeal, {"text": "Again"}, status=409)
