"""Whom to follow and what topics to look at: from what she did, with reasons that are true."""

import numpy as np

from qiao.feed.lens import lens_of
from qiao.feed.lists import Lists
from qiao.feed.models import Ground
from qiao.feed.serving import Feeds
from qiao.feed.space import Floats, Rows
from qiao.feed.suggest import Suggestions
from qiao.feed.taste import About, Taste, Wished
from qiao.feed.together import Together
from tests.feed.make import NOW_US, feeds, put, taste
from tests.web.square import Person, Square


class SameReaders(Together):
    """Some notes are liked by the same readers, and that is all there is."""

    def __init__(self, **near: tuple[int, ...]) -> None:
        self._near = {int(row.removeprefix("r")): rows for row, rows in near.items()}

    def of(self, row: int) -> tuple[Rows, Floats]:
        rows = np.array(self._near.get(row, ()), dtype=np.int32)
        return rows, np.ones(len(rows), dtype=np.float32)

    def towards(self, rows: Rows, weights: Floats, *, size: int) -> tuple[Rows, Floats]:
        del weights, size
        found = np.unique(np.concatenate([self.of(int(row))[0] for row in rows]))
        return found, np.ones(len(found), dtype=np.float32)


def people(square: Feeds, of: Taste) -> list[tuple[str, Ground]]:
    lens = lens_of(of, square.index, reader="rea", now_us=NOW_US)
    made = Suggestions(square.index, Lists(square.index))
    return made.people(of, lens, now_us=NOW_US)


def topics(square: Feeds, of: Taste) -> list[tuple[str, Ground]]:
    lens = lens_of(of, square.index, reader="rea", now_us=NOW_US)
    return Suggestions(square.index, Lists(square.index)).topics(lens, now_us=NOW_US)


def test_who_wrote_what_she_liked_comes_first_with_that_note() -> None:
    square = feeds()
    put(square.index, "n1", author="ana", topics=["boats"])
    put(square.index, "n2", author="ana")
    put(square.index, "n3", author="cy", topics=["boats"])
    put(square.index, "n4", author="dee", topics=["stoves"])

    found = people(square, taste(["n1"]))

    assert found == [
        ("ana", Ground("wrote_what_you_liked", "n1")),
        ("cy", Ground("same_topics", "boats")),
    ]


def test_nobody_is_told_to_follow_whom_she_follows_refused_or_is() -> None:
    square = feeds()
    for author in ("ana", "bo", "cy", "rea", "dee", "eve"):
        put(square.index, f"by_{author}", author=author, topics=["boats"])
    put(square.index, "more", author="dee")
    of = taste(["by_ana", "by_bo", "more"], hidden=["by_cy"], follows=["ana"])
    of.wished("by_bo", About.AUTHOR, Wished("less", "bo", NOW_US))

    found = people(square, of)

    assert [member for member, _ in found] == ["dee", "eve"]


def test_whose_notes_are_gone_is_not_suggested() -> None:
    square = feeds()
    put(square.index, "n1", author="ana")
    put(square.index, "n2", author="cy")
    square.index.close("n1")

    assert [member for member, _ in people(square, taste(["n1", "n2"]))] == ["cy"]


def test_readers_also_and_across_languages() -> None:
    square = feeds()
    liked = put(square.index, "n1", author="ana", lang="en")
    near = put(square.index, "n2", author="bo", lang="en")
    far = put(square.index, "n3", author="lao", lang="lo")
    square.index.learn(SameReaders(**{f"r{liked}": (near, far)}), {})

    found = dict(people(square, taste(["n1"], follows=["ana"])))

    assert found == {"bo": Ground("readers_also", "n1"), "lao": Ground("bridging", "lo")}


def test_other_languages_get_room_and_not_all_of_it() -> None:
    square = feeds()
    liked = put(square.index, "n0", author="ana")
    near = [put(square.index, f"l{n}", author=f"lao{n}", lang="lo") for n in range(8)]
    near += [put(square.index, f"e{n}", author=f"eng{n}") for n in range(20)]
    square.index.learn(SameReaders(**{f"r{liked}": tuple(near)}), {})

    found = people(square, taste(["n0"], follows=["ana"]))

    assert len(found) == 12
    assert sum(ground.code == "bridging" for _, ground in found) == 3


def test_who_has_been_silent_for_long_comes_later() -> None:
    square = feeds()
    put(square.index, "n1", author="old", age_h=24 * 100)
    put(square.index, "n2", author="new")

    assert [member for member, _ in people(square, taste(["n1", "n2"]))] == ["new", "old"]


def test_a_newcomer_is_shown_who_is_liked_here() -> None:
    square = feeds()
    put(square.index, "n1", author="ana", likes=9)
    put(square.index, "n2", author="lao", lang="lo", likes=9)

    assert people(square, taste()) == [("ana", Ground("popular_here"))]


def test_topics_come_from_what_she_liked_and_what_its_readers_liked() -> None:
    square = feeds()
    liked = put(square.index, "n1", topics=["boats", "mine alone"])
    put(square.index, "n2", topics=["boats"])
    near = put(square.index, "n3", topics=["rivers"])
    put(square.index, "n4", topics=["stoves"])
    square.index.learn(SameReaders(**{f"r{liked}": (near,)}), {})

    found = dict(topics(square, taste(["n1"])))

    assert found == {"boats": Ground("near", "n1"), "rivers": Ground("readers_also", "n1")}


def test_no_topic_is_suggested_that_she_does_not_want() -> None:
    square = feeds()
    for slug in ("boats", "rivers", "tea", "milk"):
        put(square.index, f"liked {slug}", topics=[slug])
        put(square.index, f"other {slug}", topics=[slug])
    of = taste([f"liked {slug}" for slug in ("boats", "rivers", "tea")], hidden=["liked milk"])
    of.mute("boats", muted=True)
    of.wished("liked rivers", About.TOPIC, Wished("less", "rivers", NOW_US))

    assert [slug for slug, _ in topics(square, of)] == ["tea"]


def test_at_most_half_of_the_topics_are_what_she_knows() -> None:
    square = feeds()
    known = [f"known{n}" for n in range(10)]
    liked = put(square.index, "n1", topics=known)
    put(square.index, "n2", topics=known)
    near = [put(square.index, f"m{n}", topics=[f"new{n}"]) for n in range(9)]
    square.index.learn(SameReaders(**{f"r{liked}": tuple(near)}), {})

    found = [slug for slug, _ in topics(square, taste(["n1"]))]

    assert len(found) == 12
    assert len(set(found).intersection(known)) == 6


async def test_suggestions_over_http_name_people_and_topics(ana: Person, bo: Person):
    note = await ana.publishes(title="Boats", body="A ferry", topics=["Boats"])
    await ana.publishes(body="Another ferry", topics=["Boats"])
    before = [(await bo.does("GET", f"/feeds/{what}"))["items"] for what in ("people", "topics")]
    await bo.does("PUT", f"/notes/{note}/like")

    people = (await bo.does("GET", "/feeds/people"))["items"]
    topics = (await bo.does("GET", "/feeds/topics"))["items"]
    await bo.does("PUT", "/members/ana/follow", status=204)

    assert [one[0]["reason"]["code"] for one in before] == ["popular_here"] * 2
    told = {"note": note, "title": "Boats"}
    (person,) = people
    assert (person["member"]["handle"], person["member"]["followed"]) == ("ana", False)
    assert person["reason"] == {"code": "wrote_what_you_liked", "facts": told}
    (one,) = topics
    assert one == {
        "slug": "boats",
        "label": "Boats",
        "notes": 2,
        "reason": {"code": "near", "facts": told},
    }
    assert (await bo.does("GET", "/feeds/people"))["items"] == []


async def test_a_visitor_has_no_suggestions(square: Square):
    for what in ("people", "topics"):
        await square.visitor.is_refused("GET", f"/feeds/{what}", status=401)
