"""What a reader asks of her feed is kept, shown to her alone, and taken back."""

import pytest

from tests.web.square import Person, Square

MINE = [
    ("GET", "/feeds/wishes", None),
    ("PUT", "/feeds/wishes/x", {"wish": "less", "about": "note"}),
    ("DELETE", "/feeds/wishes/x", None),
    ("GET", "/feeds/dials", None),
    ("PATCH", "/feeds/dials", {"variety": 1}),
    ("POST", "/feeds/reset", None),
    ("DELETE", "/feeds/reset", None),
    ("GET", "/feeds/muted-topics", None),
    ("PUT", "/feeds/muted-topics/x", None),
    ("DELETE", "/feeds/muted-topics/x", None),
]


@pytest.mark.parametrize(("method", "path", "body"), MINE)
async def test_a_visitor_has_no_levers(square: Square, method: str, path: str, body: object):
    refused = await square.visitor.is_refused(method, path, body, status=401)

    assert refused["code"] == "signed_out"


async def test_a_wish_names_what_it_is_about(ana: Person, bo: Person):
    note = await ana.publishes(title="Boats", body="A ferry", topics=["Boats", "River"])

    made = [
        await bo.does("PUT", f"/feeds/wishes/{note}", {"wish": "less", "about": about})
        for about in ("note", "topic", "author", "lang", "repeat")
    ]
    other = await bo.does(
        "PUT", f"/feeds/wishes/{note}", {"wish": "more", "about": "topic", "value": "River"}
    )

    assert [wish["value"] for wish in made] == ["", "boats", "ana", made[3]["value"], ""]
    assert other == {"wish": "more", "about": "topic", "value": "river"}
    listed = (await bo.does("GET", "/feeds/wishes"))["items"]
    assert {(w["about"], w["wish"], w["value"], w["label"]) for w in listed} == {
        ("note", "less", "", ""),
        ("topic", "more", "river", "River"),
        ("author", "less", "ana", "ana"),
        ("lang", "less", made[3]["value"], made[3]["value"]),
        ("repeat", "less", "", ""),
    }
    assert {(w["note"], w["title"]) for w in listed} == {(note, "Boats")}
    assert (await ana.does("GET", "/feeds/wishes"))["items"] == []


async def test_wishes_are_taken_back_one_by_one_or_all(ana: Person, bo: Person):
    note = await ana.publishes(body="A ferry", topics=["Boats"])
    for about in ("note", "topic", "author"):
        await bo.does("PUT", f"/feeds/wishes/{note}", {"wish": "less", "about": about})

    await bo.does("DELETE", f"/feeds/wishes/{note}?about=topic", status=204)
    left = (await bo.does("GET", "/feeds/wishes"))["items"]
    await bo.does("DELETE", f"/feeds/wishes/{note}", status=204)
    await bo.does("DELETE", f"/feeds/wishes/{note}", status=204)

    assert {wish["about"] for wish in left} == {"note", "author"}
    assert (await bo.does("GET", "/feeds/wishes"))["items"] == []


async def test_what_a_note_does_not_have_cannot_be_wished_for(ana: Person, bo: Person):
    note = await ana.publishes(body="A ferry")

    for body in (
        {"wish": "less", "about": "topic"},
        {"wish": "less", "about": "topic", "value": "stoves"},
        {"wish": "less", "about": "author", "value": "bob"},
        {"wish": "more", "about": "lang", "value": "lo"},
    ):
        refused = await bo.is_refused("PUT", f"/feeds/wishes/{note}", body, status=422)
        assert refused["code"] == "wish_not_of_note"
        assert refused["facts"] == {"field": "value", "about": body["about"]}
    assert (await bo.ask("PUT", f"/feeds/wishes/{note}", {"wish": "no"})).status_code == 400


async def test_a_note_out_of_sight_takes_no_wish(ana: Person, bo: Person):
    gone = await ana.publishes(body="A ferry")
    await ana.does("DELETE", f"/notes/{gone}", status=204)

    for note in (gone, "nothing"):
        await bo.is_refused(
            "PUT", f"/feeds/wishes/{note}", {"wish": "less", "about": "note"}, status=404
        )


async def test_dials_stand_in_the_middle_until_they_are_turned(bo: Person):
    before = await bo.does("GET", "/feeds/dials")
    promised = before["promised"]

    turned = await bo.does("PATCH", "/feeds/dials", {"variety": 1, "home": "following"})
    again = await bo.does("PATCH", "/feeds/dials", {"other_langs": 0.25, "homeward": 0.9})

    assert before == {"variety": 0.5, "other_langs": 0.5, "home": "explore", "reset_at": None,
                      "homeward": 0.5, "promised": promised}  # fmt: skip
    assert turned == before | {"variety": 1.0, "home": "following"}
    assert (
        again
        == turned | {"other_langs": 0.25, "homeward": 0.9}
        == await bo.does("GET", "/feeds/dials")
    )


async def test_dials_tell_what_each_place_of_theirs_promises(square: Square, bo: Person):
    before = (await bo.does("GET", "/feeds/dials"))["promised"]
    op = await square.person("opp", operator=True)
    await op.does("PUT", "/operator/levers/home_share", {"value": 0.7, "reason": "a wave"})
    raised = (await bo.does("GET", "/feeds/dials"))["promised"]
    await op.does("PUT", "/operator/levers/feed", {"value": "chronological", "reason": "calm"})

    none = (await bo.does("GET", "/feeds/dials"))["promised"]

    assert [before[0], before[10], before[20]] == [[8, 2], [12, 2], [18, 2]]
    assert [raised[0], raised[10], raised[20]] == [[8, 2], [14, 2], [18, 2]]
    assert none == []


@pytest.mark.parametrize("value", [-0.01, 1.5])
@pytest.mark.parametrize("field", ["variety", "other_langs", "homeward"])
async def test_a_dial_has_two_ends(bo: Person, field: str, value: float):
    refused = await bo.is_refused("PATCH", "/feeds/dials", {field: value}, status=422)

    assert refused["code"] == "dial_out_of_range"
    assert refused["facts"] == {"field": field, "min": 0, "max": 1}


async def test_starting_over_leaves_the_dials_and_can_be_taken_back(bo: Person):
    await bo.does("PATCH", "/feeds/dials", {"variety": 0.75})

    started = await bo.does("POST", "/feeds/reset")
    after = await bo.does("GET", "/feeds/dials")
    await bo.does("DELETE", "/feeds/reset", status=204)
    await bo.does("DELETE", "/feeds/reset", status=204)

    assert after["reset_at"] == started["reset_at"]
    assert after["variety"] == 0.75
    assert (await bo.does("GET", "/feeds/dials"))["reset_at"] is None


async def test_a_topic_is_muted_by_any_spelling(ana: Person, bo: Person):
    await ana.publishes(body="A ferry", topics=["River Boats", "Tea"])

    for _ in range(2):
        await bo.does("PUT", "/feeds/muted-topics/River%20Boats", status=204)
    await bo.does("PUT", "/feeds/muted-topics/tea", status=204)
    muted = (await bo.does("GET", "/feeds/muted-topics"))["items"]
    await bo.does("DELETE", "/feeds/muted-topics/RIVERBOATS", status=204)
    await bo.does("DELETE", "/feeds/muted-topics/nothing", status=204)

    assert muted == [
        {"slug": "tea", "label": "Tea"},
        {"slug": "riverboats", "label": "River Boats"},
    ]
    assert (await bo.does("GET", "/feeds/muted-topics"))["items"] == muted[:1]
    await bo.is_refused("PUT", "/feeds/muted-topics/nothing", status=404)
