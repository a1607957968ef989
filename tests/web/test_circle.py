"""One's own circle over HTTP: nobody else's business, corrected and taken back."""

from qiao.circles.jobs import keep_circles
from qiao.kit.clock import now_us
from tests.web.square import Person, Square


async def test_another_members_circle_is_nobodys_business(square: Square, ana: Person, bo: Person):
    await bo.does("PATCH", "/me/circle", {"about": "lang", "value": "lo", "answer": "yes"})

    hers = await ana.does("GET", "/me/circle")
    assert "lo" not in {one["lang"] for one in hers["languages"]}
    assert hers["said"] == []
    await square.visitor.is_refused("GET", "/me/circle", status=401)
    for path in (f"/members/{bo.who.handle}/circle", f"/circles/{bo.id}", f"/me/circle/{bo.id}"):  # type: ignore[union-attr]
        await ana.is_refused("GET", path, status=404)
    mine = {"about": "lang", "value": "lo", "answer": None, "member": bo.id}
    await ana.does("PATCH", "/me/circle", mine)
    assert [one["value"] for one in (await bo.does("GET", "/me/circle"))["said"]] == ["lo"]


async def test_an_operator_sees_groups_and_never_a_member(square: Square, ana: Person):
    operator = await square.person("keeper", operator=True)
    people = [await square.person(f"reads_lao_{n}", langs=("lo",)) for n in range(5)]
    for who in people:
        await who.publishes(body="ສະບາຍດີ", topics=["rice"])
    await keep_circles(square.house.database, now=now_us())

    answer = await operator.ask("GET", "/operator/groups")

    assert answer.status_code == 200
    groups = answer.json()["groups"]
    assert ("lo", 5) in {(group["lang"], group["size"]) for group in groups}
    assert all(group["size"] >= 5 for group in groups)
    for who in people:
        assert who.id not in answer.text
        assert who.who is not None
        assert who.who.handle not in answer.text
    await ana.is_refused("GET", "/operator/groups", status=403)
    await square.visitor.is_refused("GET", "/operator/groups", status=401)


async def test_a_correction_is_shown_listed_and_undone(ana: Person):
    await ana.publishes(body="Bread", topics=["Sourdough bread"])
    no = {"about": "topic", "value": "Sourdough Bread", "answer": "no"}

    corrected = await ana.does("PATCH", "/me/circle", no)
    assert [(one["label"], one["weight"], one["said"]) for one in corrected["topics"]] == [
        ("Sourdough bread", 0.0, "no")
    ]
    [said] = corrected["said"]
    assert (said["about"], said["label"], said["answer"]) == ("topic", "Sourdough bread", "no")

    undone = await ana.does("PATCH", "/me/circle", no | {"value": said["value"], "answer": None})
    assert undone["said"] == []
    assert undone["newcomer"] is False


async def test_what_is_no_correction_is_refused(ana: Person):
    for about, value, status in (
        ("lang", "neverland", 422),
        ("tenure", "local", 400),
        ("region", "Lisbon", 400),
    ):
        wrong = {"about": about, "value": value, "answer": "yes"}
        await ana.is_refused("PATCH", "/me/circle", wrong, status=status)
    missing = {"about": "topic", "value": "no such topic", "answer": "yes"}
    await ana.is_refused("PATCH", "/me/circle", missing, status=404)
