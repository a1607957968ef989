"""Writing together over HTTP: who sees which words when, who is told, and what review binds."""

from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from qiao.travel.erasing import erase
from tests import make
from tests.web.square import Person, Square


async def begun(ana: Person, bo: Person) -> str:
    for one, other in ((ana, "bob"), (bo, "ana")):
        await one.does("PUT", f"/members/{other}/follow", status=204)
    made = await ana.does("POST", "/together", {"handle": "bob", "lang": "en"}, status=201)
    await bo.does("PUT", f"/together/{made['id']}/joined", {"lang": "fr"})
    return str(made["id"])


async def out(ana: Person, bo: Person) -> str:
    draft = await begun(ana, bo)
    for who, body, lang in ((ana, "Bread", "en"), (bo, "Du pain", "fr")):
        sent = {"title": "", "body": body, "lang": lang, "base": 0}
        await who.does("PUT", f"/together/{draft}/text", sent)
    await ana.does("PUT", f"/together/{draft}/yes", {"rev": 2})
    made = await bo.does("PUT", f"/together/{draft}/yes", {"rev": 2})
    assert made["state"] == "published"
    return str(made["note"])


async def test_each_sees_both_columns_and_strangers_nothing(
    square: Square, ana: Person, bo: Person
):
    draft = await begun(ana, bo)
    sent = {"title": "T", "body": "Bread", "lang": "en", "base": 0}
    await ana.does("PUT", f"/together/{draft}/text", sent)
    seen = await bo.does("GET", f"/together/{draft}")
    assert (seen["theirs"]["body"], seen["mine"]["body"], seen["rev"]) == ("Bread", "", 1)
    refused = await ana.is_refused(
        "PUT", f"/together/{draft}/text", sent | {"body": "Else"}, status=409
    )
    assert refused["facts"]["body"] == "Bread"
    cy = await square.person("cyr")
    for method, path, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("PUT", "/joined", {"lang": "en"}),
        ("PUT", "/text", sent),
        ("PUT", "/topics", {"topics": [], "rev": 1}),
        ("PUT", "/yes", {"rev": 1}),
        ("DELETE", "/yes", None),
    ):
        assert (await cy.ask(method, f"/together/{draft}{path}", body)).status_code == 404
    assert (await cy.does("GET", "/together"))["items"] == []
    await bo.does("PUT", "/members/ana/block", status=204)
    seen = await bo.does("GET", f"/together/{draft}")
    assert (seen["state"], seen["other"], seen["theirs"]) == ("closed", None, None)


async def test_strangers_come_near_no_note_of_two(square: Square, ana: Person, bo: Person):
    note = await out(ana, bo)
    cy = await square.person("cyr")
    for method, path in (
        ("GET", ""), ("DELETE", ""), ("PUT", "/gone"), ("DELETE", "/gone"), ("PUT", "/text"),
    ):  # fmt: skip
        body = {"body": "Mine"} if path == "/text" else None
        asked = f"/notes/{note}/together{path}"
        assert (await cy.ask(method, asked, body)).status_code == 404
    shown = await cy.does("GET", f"/notes/{note}")
    assert (shown["author"]["handle"], shown["together"]["handle"]) == ("ana", "bob")
    assert shown["version_texts"]["fr"]["body"] == "Du pain"
    assert (await bo.does("GET", f"/notes/{note}"))["mine"] is True


async def test_what_review_holds_both_are_told_and_see(square: Square, ana: Person, bo: Person):
    note = await out(ana, bo)
    db = square.house.database
    judge = await square.person("judge", operator=True)
    cy = await square.person("cyr")
    await cy.does("POST", "/reports", {"of": "note", "id": note, "rule": "spam"}, status=201)
    [case] = (await judge.does("GET", "/operator/cases?state=open"))["items"]
    decided = {"action": "hold", "rule": "spam", "reason": "It sells."}
    path = f"/operator/cases/{case['id']}/decisions"
    await judge.does("POST", path, decided, status=201)
    for who in (ana, bo):
        told = (await who.does("GET", "/me/statements"))["items"]
        assert [one["action"] for one in told] == ["held"]
        assert (await who.ask("GET", f"/notes/{note}")).status_code == 200
    assert (await cy.ask("GET", f"/notes/{note}")).status_code == 404
    [told] = (await bo.does("GET", "/me/statements"))["items"]
    await bo.does("POST", f"/statements/{told['id']}/appeal", {"text": "It does not."}, status=201)
    [told] = (await ana.does("GET", "/me/statements"))["items"]
    appealed = await ana.ask("POST", f"/statements/{told['id']}/appeal", {"text": "No."})
    assert appealed.status_code == 409
    await db.write(set_standing, "note", note, Standing.PUBLIC)


async def test_who_is_erased_leaves_the_others_words(square: Square, ana: Person, bo: Person):
    note = await out(ana, bo)
    draft = await begun(ana, bo)
    sent = {"title": "", "body": "Encore", "lang": "fr", "base": 0}
    await bo.does("PUT", f"/together/{draft}/text", sent)
    await erase(square.house.database, square.house.blobs, ana.id, now=make.NOW)
    shown = await square.visitor.does("GET", f"/notes/{note}")
    assert (shown["body"], shown["author"]["handle"]) == ("Du pain", "bob")
    assert shown["together"] is None
    kept = await bo.does("GET", f"/together/{draft}")
    assert (kept["state"], kept["mine"]["body"], kept["other"]) == ("closed", "Encore", None)
