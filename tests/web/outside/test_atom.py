"""News feeds: well-formed, in the language asked for as far as it is known, never made for it."""

from xml.etree import ElementTree as ET

import msgspec

from qiao.kit.db import Sql, WriteTx
from qiao.notes.commands import put_version
from qiao.translate.memory import Key
from qiao.translate.models import Engine, Lang, Passage, Translation
from tests import make
from tests.web.square import Person, Square

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


async def feed_of(square: Square, path: str) -> ET.Element:
    answer = await square.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)


def said(feed: ET.Element, tag: str) -> list[str]:
    return [entry.findtext(ATOM + tag) or "" for entry in feed.findall(ATOM + "entry")]


async def _speaks(tx: WriteTx, note: str, lang: str) -> None:
    await tx.run(Sql("update notes set lang = :lang where id = :note"), note=note, lang=lang)


async def _wanted(tx: WriteTx) -> int:
    return int(str(await tx.value(Sql("select count(*) from translations"))))


async def test_a_members_feed_has_her_notes_newest_first(square: Square, ana: Person):
    await ana.does("PATCH", "/me", {"name": "Ana & co", "bio": "Bread <b>"})
    first = await ana.publishes(title="One", body="A < B\n\nC", topics=["bread"])
    second = await ana.publishes(body="Two")

    feed = await feed_of(square, "/u/ana/feed.atom")

    assert feed.findtext(ATOM + "title") == "Ana & co"
    assert said(feed, "id") == [f"http://localhost:8000/n/{one}" for one in (second, first)]
    assert said(feed, "title") == ["Two", "One"]
    assert said(feed, "content")[1] == "<p>A &lt; B</p><p>C</p>"
    newest = feed.find(ATOM + "entry")
    assert newest is not None
    assert feed.findtext(ATOM + "updated") == newest.findtext(ATOM + "updated")
    for needed in ("id", "title", "updated"):
        assert feed.findtext(ATOM + needed)
        assert all(said(feed, needed))


async def test_a_topics_feed_is_found_from_its_page(square: Square, ana: Person):
    await ana.publishes(body="Bread", topics=["面包"])

    page = (await square.client.get("/t/面包")).text
    [link] = [line for line in page.split("<link") if "atom+xml" in line]
    feed = await feed_of(square, link.split('href="')[1].split('"')[0])

    assert feed.findtext(ATOM + "title") == "#面包"
    assert said(feed, "title") == ["Bread"]


async def test_letters_that_xml_does_not_take_do_not_break_it(square: Square, ana: Person):
    assert ana.who is not None
    note = await make.note(square.house.database, ana.who, "Bread")

    async def spoil(tx: WriteTx) -> None:
        spoiled = Sql("update notes set body = :body where id = :note")
        await tx.run(spoiled, note=note, body="a\x0b\ufffeb]]>")

    await square.house.database.write(spoil)

    feed = await feed_of(square, "/u/ana/feed.atom")

    assert "]]&gt;" in said(feed, "content")[0]


async def test_versions_by_a_person_come_in_the_language_asked_for(square: Square, ana: Person):
    assert ana.who is not None
    db = square.house.database
    note = await make.note(db, ana.who, "Pan", title="Pan")
    await db.write(_speaks, note, "es")
    await db.write(put_version, ana.id, note, "en", title="Bread", body="Bread", now=make.NOW)

    feed = await feed_of(square, "/u/ana/feed.atom?lang=en")
    original = await feed_of(square, "/u/ana/feed.atom")

    assert said(feed, "title") == ["Bread"]
    assert [one.get(XML_LANG) for one in feed.findall(ATOM + "entry")] == ["en"]
    assert feed.get(XML_LANG) == "en"
    assert said(original, "title") == ["Pan"]
    assert feed.findtext(ATOM + "id") != original.findtext(ATOM + "id")


async def test_a_machine_is_never_asked_and_what_it_made_says_so(square: Square, ana: Person):
    assert ana.who is not None
    db = square.house.database
    known = await make.note(db, ana.who, "Pan")
    unknown = await make.note(db, ana.who, "Vino")
    for note in (known, unknown):
        await db.write(_speaks, note, "es")
    key = Key.of(Passage("Pan"), Lang("es"), Lang("en"))
    made = Translation(
        "done", Lang("es"), Lang("en"), body="Bread", engine=Engine("machine", "neural es-en")
    )
    await db.write(_store, key, made)

    feed = await feed_of(square, "/u/ana/feed.atom?lang=en")

    assert said(feed, "title") == ["Vino", "Bread"]
    assert "neural es-en" in said(feed, "content")[1]
    assert [one.get(XML_LANG) for one in feed.findall(ATOM + "entry")] == ["es", "en"]
    assert await db.write(_wanted) == 1


async def _store(tx: WriteTx, key: Key, made: Translation) -> None:
    await tx.run(
        Sql("""
            insert into translations
              (text_hash, source, target, policy, state, result, at_us, text)
            values (:text_hash, :source, :target, :policy, 'done', :result, 0, '')
        """),
        **key.params,
        result=msgspec.json.encode(made).decode(),
    )


async def test_a_feed_that_did_not_change_is_not_sent_again(square: Square, ana: Person):
    await ana.publishes()
    first = await square.client.get("/u/ana/feed.atom")
    known = {"If-None-Match": first.headers["etag"]}

    same = await square.client.get("/u/ana/feed.atom", headers=known)
    await ana.publishes()
    changed = await square.client.get("/u/ana/feed.atom", headers=known)

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


async def test_who_is_not_there_has_no_feed(square: Square):
    assert (await square.client.get("/u/nobody/feed.atom")).status_code == 404
    assert (await square.client.get("/t/nothing/feed.atom")).status_code == 404
