"""The feed takes a member's circle as what it begins from, and her word before all."""

from qiao.circles.commands import correct, keep
from qiao.feed.lens import Lens
from qiao.feed.models import Reader
from qiao.feed.taste import Taste
from qiao.feed.tastes import load_taste
from qiao.kit.db import Database
from tests.feed.town import Following, Town


async def seen(town: Town, following: Following, member: str) -> tuple[Taste, Lens]:
    await following.catch_up()
    reader = Reader(member)
    async with town.db.read() as tx:
        taste = await following.feeds.tastes.of(tx, reader, now_us=town.now)
        assert taste.prior == (await load_taste(tx, member, now_us=town.now)).prior
    return taste, following.feeds.tastes.lens(reader, taste, now_us=town.now)


def reads(following: Following, lens: Lens, lang: str) -> float:
    number = following.feeds.index.langs.find(lang)
    assert number is not None
    return lens.langs.get(number, 0.0)


async def test_what_she_says_she_reads_and_does_not_is_so_at_once(database: Database):
    town = Town(database)
    ana, bo = await town.join("ana", langs=("en", "fr")), await town.join("bob")
    for lang in ("en", "fr", "ar"):
        await town.publish(bo, f"a note in {lang}", lang=lang)
    following = await Following.start(town)
    before, lens = await seen(town, following, ana)
    assert [reads(following, lens, lang) for lang in ("en", "fr", "ar")] == [1.0, 1.0, 0.0]

    await database.write(correct, ana, "lang", "ar", "yes", now=town.later())
    await database.write(correct, ana, "lang", "fr", "no", now=town.later())

    after, lens = await seen(town, following, ana)
    assert [reads(following, lens, lang) for lang in ("en", "fr", "ar")] == [1.0, 0.0, 1.0]
    bases = following.feeds.index.bases
    assert [bases.texts[number] for number in lens.reads] == ["en", "ar"]
    assert after.asked_version != before.asked_version

    await database.write(correct, ana, "lang", "fr", None, now=town.later())
    undone, lens = await seen(town, following, ana)
    assert reads(following, lens, "fr") == 1.0
    assert undone.asked_version != after.asked_version


async def test_what_was_computed_is_where_the_feed_begins(database: Database):
    town = Town(database)
    ana, bo = await town.join("ana", langs=("en",)), await town.join("bob")
    await town.publish(bo, "uma nota", lang="pt")
    for n in range(3):
        await town.publish(ana, f"minha nota {n}", lang="pt")
    following = await Following.start(town)
    _, lens = await seen(town, following, ana)
    assert reads(following, lens, "pt") == 0.0

    await database.write(keep, ana, now=town.later())
    following = await Following.start(town)
    _, lens = await seen(town, following, ana)

    assert reads(following, lens, "pt") >= 0.5


async def test_a_topic_that_is_not_hers_weighs_nothing(database: Database):
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    boat = await town.publish(bo, "two boats", topics=["boats", "river"])
    following = await Following.start(town)
    await town.like(ana, boat)
    _, lens = await seen(town, following, ana)
    boats = following.feeds.index.topics.find("boats")
    assert boats in lens.topics

    await database.write(correct, ana, "topic", "boats", "no", now=town.later())

    _, lens = await seen(town, following, ana)
    assert boats not in lens.topics
    assert following.feeds.index.topics.find("river") in lens.topics
