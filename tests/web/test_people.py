"""Coming in, oneself and others, over HTTP."""

from tests.web.square import Person, Square, problem_in

PASSWORD = "the kettle sings at six"
JOIN = {"handle": "Cleo", "password": PASSWORD, "langs": ["zh-CN", "ar"], "ui_lang": "ar"}


async def join(square: Square, *, key: str = "a-key-of-mine", **changes: object):
    return await square.client.post(
        "/api/v1/members", json=JOIN | changes, headers={"Idempotency-Key": key}
    )


async def test_signing_up_signs_in_by_a_cookie_that_scripts_cannot_read(square: Square):
    answer = await join(square)

    assert answer.status_code == 201
    me = answer.json()
    assert (me["member"]["handle"], me["langs"], me["ui_lang"]) == ("cleo", ["zh-Hans", "ar"], "ar")
    assert me["member"]["momo"]
    assert "token" not in me
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    again = await square.client.get("/api/v1/me")
    assert again.json() == me


async def test_a_bearer_token_is_given_on_request(square: Square):
    me = (await join(square, want="bearer")).json()
    client = Person(square.client, me["token"], None)

    assert (await client.does("GET", "/me"))["member"]["self"]
    await client.does("DELETE", "/sessions/current", status=204)
    assert (await client.is_refused("GET", "/me", status=401))["code"] == "signed_out"


async def test_signing_up_twice_with_one_key_makes_one_member_and_a_session_each(square: Square):
    first, second = await join(square, want="bearer"), await join(square, want="bearer")

    assert first.json()["member"] == second.json()["member"]
    assert first.json()["token"] != second.json()["token"]
    assert problem_in(await join(square, key="another-key"))["code"] == "handle_taken"


async def test_signing_in_says_no_in_the_same_words_whatever_was_wrong(square: Square):
    await join(square)
    square.client.cookies.clear()
    tries = [("cleo", "the kettle sings at seven"), ("nobody", PASSWORD), ("", ""), ("\0", "\0")]

    for handle, password in tries:
        sent = {"handle": handle, "password": password}
        problem = await square.visitor.is_refused("POST", "/sessions", sent, status=401)
        assert problem["code"] == "wrong_handle_or_password"
        assert problem["facts"] == {}
    sent = {"handle": " CLEO ", "password": PASSWORD}
    assert (await square.visitor.does("POST", "/sessions", sent, status=201))["ui_lang"] == "ar"


async def test_guessing_is_stopped_and_told_when_to_come_again(square: Square):
    await square.person("ana")
    sent = {"handle": "ana", "password": "x"}
    for _ in range(10):
        await square.visitor.is_refused("POST", "/sessions", sent, status=401)

    answer = await square.visitor.ask("POST", "/sessions", sent)

    assert problem_in(answer)["code"] == "too_many"
    assert answer.headers["retry-after"] == "900"


async def test_a_page_of_another_site_neither_acts_nor_signs_anybody_in(square: Square):
    await join(square)
    evil = {"Origin": "https://evil.example"}

    for method, path, sent in (
        ("POST", "/notes", {"body": "Spam"}),
        ("PATCH", "/me", {"name": "Spam"}),
        ("DELETE", "/sessions/current", None),
        ("POST", "/sessions", {"handle": "cleo", "password": PASSWORD}),
        ("POST", "/members", JOIN),
    ):
        problem = await square.visitor.is_refused(method, path, sent, status=403, headers=evil)
        assert problem["code"] == "other_origin"
    cross = {"Sec-Fetch-Site": "cross-site"}
    await square.visitor.is_refused("POST", "/notes", {"body": "x"}, status=403, headers=cross)
    assert (await square.visitor.ask("GET", "/me", headers=evil)).status_code == 200


async def test_the_apps_own_page_acts_with_its_cookie(square: Square):
    await join(square)

    for headers in ({"Origin": "http://square.example"}, {"Sec-Fetch-Site": "same-origin"}, {}):
        sent = {"body": f"Bread {headers}"}
        answer = await square.visitor.ask("POST", "/notes", sent, headers=headers)
        assert answer.status_code == 201


async def test_signing_out_takes_the_cookie_away(square: Square):
    await join(square)

    await square.visitor.does("DELETE", "/sessions/current", status=204)

    # what stays opens nothing: it says that guesses of others do not bind this browser
    assert set(square.client.cookies) == {"qiao-device"}
    await square.visitor.is_refused("GET", "/me", status=401)


async def test_one_changes_what_one_names(square: Square, ana: Person):
    me = await ana.does("PATCH", "/me", {"name": "Ana", "langs": ["pt-BR"], "region": "Porto"})
    assert (me["member"]["name"], me["langs"], me["member"]["region"]) == ("Ana", ["pt"], "Porto")

    me = await ana.does("PATCH", "/me", {"bio": "Bakes.\n<b>Reads.</b>"})
    assert (me["member"]["name"], me["member"]["bio"]) == ("Ana", "Bakes.\n<b>Reads.</b>")

    problem = await ana.is_refused("PATCH", "/me", {"avatar": "nothing of hers"}, status=404)
    assert problem["code"] == "media_not_found"
    assert await ana.does("PATCH", "/me", {"avatar": None}) == me


async def test_others_are_seen_and_followed(square: Square, ana: Person, bo: Person):
    await ana.does("PUT", "/members/bob/follow", status=204)
    await ana.does("PUT", "/members/bob/follow", status=204)

    shown = await ana.does("GET", "/members/bob")
    assert (shown["followed"], shown["self"], shown["counts"]["followers"]) == (True, False, 1)
    note = await bo.publishes(body="Soup")
    feed = await ana.does("GET", "/feeds/following")
    assert note in [card["id"] for card in feed["items"]]

    await ana.does("DELETE", "/members/bob/follow", status=204)
    assert not (await ana.does("GET", "/members/bob"))["followed"]
    await ana.is_refused("PUT", "/members/ana/follow", status=422)
    await ana.is_refused("PUT", "/members/nobody/follow", status=404)
    await square.visitor.is_refused("PUT", "/members/bob/follow", status=401)


async def test_the_first_operators_link_works_once(square: Square, ana: Person, bo: Person):
    from qiao.kit.clock import now_us
    from qiao.people.commands import offer_operator

    token = await square.house.database.write(offer_operator, now=now_us())

    assert (await ana.does("POST", "/operator-claims", {"token": token}))["operator"]
    problem = await bo.is_refused("POST", "/operator-claims", {"token": token}, status=403)
    assert problem["code"] == "claim_invalid"
    await bo.is_refused("GET", "/operator/cases", status=403)
    assert await ana.does("GET", "/operator/cases") == {"items": [], "cursor": None}
