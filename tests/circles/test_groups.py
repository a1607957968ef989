"""Groups: nobody is singled out, and what is told of them adds up."""

from collections import Counter

from qiao.circles.figures import Exposures, Life, Shown, figures
from qiao.circles.groups import FEWEST, SEVERAL, TOP, Key, fold, grouped
from qiao.circles.models import Circle, Interest, Language
from qiao.kit.clock import DAY

NOW = 1_770_000_000_000_000


def circle(lang: str, topic: str = "", region: str = "", *, days: int = 100) -> Circle:
    topics = [Interest(topic, topic, 1.0)] if topic else []
    return Circle([Language(lang, 1.0)], [], topics, region, NOW - days * DAY, NOW)


def many(count: int, key: Key) -> dict[str, Key]:
    return {f"{key.text} {n}": key for n in range(count)}


def test_a_group_of_a_few_is_folded_into_its_parent():
    cats = Key("zh", "local", "cats", "Lisbon")
    here = many(FEWEST, cats)
    few = many(FEWEST - 1, cats._replace(region="Vientiane"))
    other = many(1, cats._replace(region=""))

    sizes = Counter(fold(here | few | other).values())

    assert sizes == {cats: FEWEST, cats._replace(region=SEVERAL): FEWEST}


def test_no_group_however_they_fall_has_fewer_than_five():
    for count in range(1, 40):
        members = {
            f"{n}": Key(("zh", "en", "ar")[n % 3], ("local", "newcomer")[n % 2], str(n % 7), "")
            for n in range(count)
        }
        sizes = Counter(fold(members).values())
        assert all(size >= FEWEST for size in sizes.values())
        assert count - sum(sizes.values()) < FEWEST


def test_fewer_than_five_of_all_are_told_to_nobody():
    assert fold(many(4, TOP)) == {}


def test_regions_are_one_however_they_are_spelt_and_interests_by_their_commonest_name():
    members = {f"{n}": circle("zh", "cats", "São Paulo") for n in range(4)}
    members["4"] = circle("zh", "cats", "são  paulo")

    [key] = set(grouped(members).values())

    assert key == Key("zh", "local", "cats", "São Paulo")


def test_tenure_parts_them():
    old = {f"old {n}": circle("zh") for n in range(5)}
    new = {f"new {n}": circle("zh", days=3) for n in range(5)}

    assert Counter(key.tenure for key in grouped(old | new).values()) == {
        "local": 5,
        "newcomer": 5,
    }


def test_figures_are_sums_over_a_group():
    zh, en = Key("zh", "local", "", ""), Key("en", "newcomer", "", "")
    group_of = {f"z{n}": zh for n in range(5)} | {f"e{n}": en for n in range(6)}
    today = 20_000
    life = Life(
        active={
            "z0": {today - 2, today - 1},
            "z1": {today - 2, today - 9},
            "z2": {today - 10, today - 3},
            "e0": {today},  # a day that is not over counts for nothing yet
        },
        wrote={"z0", "e1", "somebody in no group"},
        came={"e0", "e1", "e2"},
        spoke={"e0", "e1", "z4"},
        answered={"e1", "z4"},
    )

    english, chinese = figures(group_of, life, Exposures(group_of), today=today)

    assert (english.size, chinese.size) == (6, 5)
    assert (chinese.day_of, chinese.day_again) == (2, 1)
    assert (chinese.week_of, chinese.week_again) == (2, 2)
    assert (english.day_of, english.week_of) == (0, 0)
    assert (chinese.wrote, english.wrote) == (1, 1)
    assert (english.came, english.spoke, english.answered) == (3, 2, 1)
    assert (chinese.came, chinese.spoke, chinese.answered) == (0, 0, 0)


def test_exposure_is_counted_for_who_reads_and_for_who_wrote():
    zh, en = Key("zh", "local", "", ""), Key("en", "newcomer", "", "")
    seen = Exposures({"reader": zh, "author": en})
    authors = {"a": "author", "b": "stranger", "of a momo": ""}

    seen.add("reader", Shown(["a", "b", "of a momo"], h=0b010, w=0b001, x=0b101, k="zh"), authors)
    # of an older version, and of a page that nobody judged: no more is known than that
    seen.add("reader", Shown(["a"]), authors)
    seen.add("reader", Shown(["a"], h=0, w=0, x=0), authors)
    seen.add("a reader of no group", Shown(["a"], h=1, w=1, x=0, k="en"), authors)

    given, received = seen.given(zh), seen.received(en)
    assert seen.pages[zh] == 3
    assert (given.notes, given.measured) == (5, 3)
    assert (given.home, given.newcomers, given.foreign) == (1, 1, 2)
    assert (received.notes, received.measured) == (4, 2)
    assert (received.home, received.newcomers, received.foreign) == (1, 2, 1)
    assert seen.given(en).notes == seen.received(zh).notes == 0
