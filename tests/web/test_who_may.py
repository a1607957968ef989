"""Who may comment, over HTTP: chosen in one place, told with the note, held when somebody tries."""

from tests.web.square import Person, Square


async def test_a_reader_is_told_whether_she_may_comment(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(body="Bread")
    assert (await bo.does("GET", f"/notes/{note}"))["may_comment"] is True

    me = await ana.does("PATCH", "/me", {"who_may": {"comment": "following"}})

    rest = {"mention": "everyone", "message": "everyone", "write": "mutuals"}
    assert me["who_may"] == {"comment": "following", **rest}
    assert (await bo.does("GET", f"/notes/{note}"))["may_comment"] is False
    assert (await ana.does("GET", f"/notes/{note}"))["may_comment"] is True
    problem = await bo.is_refused("POST", f"/notes/{note}/comments", {"body": "Hm"}, status=403)
    assert problem["code"] == "comments_closed"

    await ana.does("PUT", "/members/bob/follow", status=204)
    assert (await bo.does("GET", f"/notes/{note}"))["may_comment"] is True
    await bo.does("POST", f"/notes/{note}/comments", {"body": "Hm"}, status=201)


async def test_a_circle_that_is_none_is_refused(ana: Person):
    await ana.is_refused("PATCH", "/me", {"who_may": {"comment": "stars"}}, status=400)
