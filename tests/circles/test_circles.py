"""What members do in a real database, and the circles and groups made of it; both engines."""

import msgspec
import pytest

from qiao.circles.commands import correct, keep
from qiao.circles.jobs import keep_circles, last_groups
from qiao.circles.models import MAX_SAID, Circle, TooManyCorrections
from qiao.circles.queries import circle_now, kept_of, prior_of, said_by
from qiao.feed import commands as reading
from qiao.feed.commands import Read
from qiao.feed.records import Page, Row, write_pages
from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.kit.refusals import NotFound
from qiao.notes import keeping
from qiao.people.commands import LangUnknown
from qiao.people.models import Caller, Choice, Reading
from qiao.people.reading import choose_reading
from tests import make

NOW = Micros(make.NOW + 30 * DAY)


async def in_lang(db: Database, note: str, lang: str) -> str:
    async def write(tx: WriteTx) -> None:
        await tx.run(Sql("update notes set lang = :lang where id = :id"), lang=lang, id=note)

    await db.write(write)
    return note


async def does(db: Database, who: Caller, *reads: Read, now: int = NOW) -> None:
    await db.write(reading.log_reading, who.id, reads, now)


async def reads(db: Database, who: Caller, note: str, *, ms: int = 9_000) -> None:
    await does(db, who, Read("open", note), Read("dwell", note, ms=ms))


async def circle_of(db: Database, who: Caller, *, now: int = NOW) -> Circle:
    async with db.read() as tx:
        found = await circle_now(tx, who.id, now_us=now)
    assert found is not None
    return found


def weights(of: Circle) -> dict[str, float]:
    return {one.lang: one.weight for one in of.languages}


async def test_a_circle_is_made_of_what_she_does(database: Database):
    ana = await make.member(database, "ana", langs=("en",))
    bo = await make.member(database, "bob")
    arabic = [
        await in_lang(database, await make.note(database, bo, f"{n}", topics=["cats"]), "ar")
        for n in range(12)
    ]
    lao = await in_lang(database, await make.note(database, bo, "lao", topics=["cats"]), "lo")
    for note in arabic:
        await reads(database, ana, note)
    await does(database, ana, Read("open", lao), Read("translate", lao, into="pt"))
    await database.write(keeping.like, ana.id, lao, now=NOW)
    await in_lang(database, await make.note(database, ana, "olá", now=NOW), "pt")

    found = await circle_of(database, ana)

    by_lang = {one.lang: one for one in found.languages}
    assert {"en", "ar", "pt"} == {one.lang for one in found.languages if one.reads}
    assert {one.kind: one.times for one in by_lang["ar"].because} == {"stayed": 12}
    assert {one.kind: one.times for one in by_lang["pt"].because} == {"wrote": 1, "into": 1}
    assert (by_lang["lo"].reads, by_lang["lo"].translated) == (False, 1)
    assert [(one.lang, one.times) for one in found.writes] == [("pt", 1)]
    [cats] = found.topics
    assert cats.slug == "cats"
    assert {one.kind: one.times for one in cats.because} == {"liked": 1, "opened": 13}


async def test_a_glance_a_version_and_an_automatic_translation_say_nothing(database: Database):
    ana = await make.member(database, "ana", langs=("en",))
    bo = await make.member(database, "bob")
    notes = [
        await in_lang(database, await make.note(database, bo, f"{n}"), "ko") for n in range(12)
    ]
    for note in notes:
        await reads(database, ana, note, ms=900)
    assert "ko" not in weights(await circle_of(database, ana))

    for note in notes:
        await reads(database, ana, note)
    assert weights(await circle_of(database, ana))["ko"] >= 0.5
    await database.write(
        choose_reading, ana.id, Reading(Choice("tap"), {"ko": Choice("automatic")})
    )
    assert "ko" not in weights(await circle_of(database, ana))


async def test_address_number_and_device_change_nothing(database: Database):
    """Where somebody is from is never guessed: only what she chose and did is looked at."""
    ana = await make.member(database, "ana", langs=("en",))
    bo = await make.member(database, "bob")
    await reads(database, ana, await make.note(database, bo, "a note", topics=["tea"]))
    before = await circle_of(database, ana)

    async def lives_elsewhere(tx: WriteTx) -> None:
        for kind, shown in (("phone", b"+856 20 5555 0000"), ("mail", b"ana@example.la")):
            await tx.run(
                Sql("insert into contacts (member_id, kind, lookup, shown, made_us)"
                    " values (:id, :kind, :shown, :shown, 1)"),
                id=ana.id, kind=kind, shown=shown,
            )  # fmt: skip
        await tx.run(
            Sql("insert into sessions (token_hash, member_id, made_us, expires_us, device)"
                " values (:hash, :id, 1, 2, 'Firefox, Vientiane')"),
            hash=b"a session elsewhere", id=ana.id,
        )  # fmt: skip
        await tx.run(
            Sql("update members set handle = 'vientiane', name = 'ອານາ', bio = 'ລາວ',"
                " bio_lang = 'lo' where id = :id"),
            id=ana.id,
        )  # fmt: skip

    await database.write(lives_elsewhere)

    assert await circle_of(database, ana) == before


async def test_following_a_momos_author_tells_nothing_of_her_momos(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await make.note(database, bo, "hers", topics=["bread"], now=NOW)
    await make.note(database, bo, "as momo", topics=["secret"], momo=True, now=NOW)

    async def follow(tx: WriteTx) -> None:
        await tx.run(
            Sql("insert into follows (follower_id, followed_id, at_us) values (:a, :b, 1)"),
            a=ana.id, b=bo.id,
        )  # fmt: skip

    await database.write(follow)

    assert [one.slug for one in (await circle_of(database, ana)).topics] == ["bread"]


async def test_her_word_is_kept_listed_and_taken_back(database: Database):
    ana, bo = await make.member(database, "ana", langs=("en",)), await make.member(database, "bob")
    await make.note(database, bo, "a note", topics=["tea"])

    await database.write(correct, ana.id, "lang", "en", "no", now=NOW)
    await database.write(correct, ana.id, "lang", "zh-Hant", "yes", now=Micros(NOW + 1))
    corrected = await database.write(correct, ana.id, "topic", "Tea", "yes", now=Micros(NOW + 2))
    later = await circle_of(database, ana, now=NOW + 89 * DAY)

    assert corrected is not None
    for found in (corrected, later):
        assert weights(found) == {"zh": 1.0, "en": 0.0}
        assert [(one.slug, one.said) for one in found.topics] == [("tea", "yes")]
    async with database.read() as tx:
        prior = await prior_of(tx, ana.id)
        said = await said_by(tx, ana.id)
    assert prior.langs == {"zh": 1.0, "en": 0.0}
    assert prior.reads(["en"]) == ["zh"]
    assert [(one.value, one.answer) for one in said] == [
        ("tea", "yes"), ("zh", "yes"), ("en", "no"),
    ]  # fmt: skip

    for about, value in (("lang", "en"), ("lang", "zh"), ("topic", "tea"), ("topic", "tea")):
        await database.write(correct, ana.id, about, value, None, now=NOW)
    async with database.read() as tx:
        assert await said_by(tx, ana.id) == []
    assert weights(await circle_of(database, ana))["en"] >= 0.9


async def test_no_word_is_taken_for_what_is_not_there(database: Database):
    ana = await make.member(database, "ana")

    with pytest.raises(NotFound):
        await database.write(correct, ana.id, "topic", "no such topic", "yes", now=NOW)
    for wrong in ("", "klingonisch", "x" * 5_000, "<b>-Latn"):
        with pytest.raises(LangUnknown):
            await database.write(correct, ana.id, "lang", wrong, "yes", now=NOW)

    async def said_everything(tx: WriteTx) -> None:
        row = Sql(
            "insert into circle_said (member_id, about, value, answer, at_us)"
            " values (:id, 'topic', :value, 'no', 1)"
        )
        await tx.run_many(row, [{"id": ana.id, "value": f"t{n}"} for n in range(MAX_SAID)])

    await database.write(said_everything)
    with pytest.raises(TooManyCorrections):
        await database.write(correct, ana.id, "lang", "en", "no", now=NOW)


async def test_a_night_keeps_circles_and_counts_groups_of_five(database: Database):
    locals_ = [await make.member(database, f"local_{n}", langs=("en",)) for n in range(6)]
    few = [await make.member(database, f"few_{n}", langs=("lo",)) for n in range(4)]
    notes = [await make.note(database, who, "hello", topics=["tea"], now=NOW) for who in locals_]
    momo = await make.note(database, locals_[0], "unseen", momo=True, now=NOW)
    gone = await make.member(database, "long_gone")
    for who in (*locals_, *few):
        await does(database, who, Read("open", notes[0]), now=NOW - DAY)
        await does(database, who, Read("open", notes[0]), now=NOW - 2 * DAY)
    bits = {"h": 0b100, "w": 0, "x": 0b011, "k": "lo"}
    page = Page([notes[0], notes[1], momo], [1.0] * 3, 0, 0, [1] * 3, **bits)  # type: ignore[arg-type]
    await database.write(write_pages, [Row(NOW - 5, few[0].id, "explore", "s", 0, page)] * 3)

    kept = await keep_circles(database, now=NOW)

    assert kept == 10
    async with database.read() as tx:
        groups = await last_groups(tx)
        circle = await kept_of(tx, few[0].id)
        assert await kept_of(tx, gone.id) is None
    assert circle is not None
    assert circle.first_lang() == "lo"
    [found] = groups.groups
    assert (found.lang, found.tenure, found.size) == ("en", "local", 6)
    assert (found.day_of, found.day_again, found.wrote) == (6, 6, 6)
    # of a page to readers in no group; a momo's note is nobody's
    assert (found.pages, found.received.notes) == (0, 6)
    assert (found.received.measured, found.received.home, found.received.foreign) == (6, 0, 6)

    assert await keep_circles(database, now=NOW) == 0
    assert await keep_circles(database, now=Micros(NOW + DAY)) == 10


async def test_what_was_computed_later_is_not_overwritten(database: Database):
    ana = await make.member(database, "ana", langs=("en",))
    await database.write(correct, ana.id, "lang", "en", "no", now=Micros(NOW + 5))

    await database.write(keep, ana.id, now=NOW)

    async with database.read() as tx:
        kept = await kept_of(tx, ana.id)
    assert kept is not None
    assert kept.at_us == NOW + 5


async def test_a_circle_of_another_version_is_no_reason_to_fail(database: Database):
    ana = await make.member(database, "ana")

    async def older(tx: WriteTx) -> None:
        await tx.run(
            Sql("insert into circles (member_id, circle, at_us) values (:id, :circle, 1)"),
            id=ana.id, circle=msgspec.json.encode({"langs": 3}).decode(),
        )  # fmt: skip

    await database.write(older)
    async with database.read() as tx:
        assert await kept_of(tx, ana.id) is None
        assert (await prior_of(tx, ana.id)).langs == {}
