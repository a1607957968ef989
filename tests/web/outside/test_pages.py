"""Pages without the app: what a visitor may read is there, escaped; what she may not is nowhere."""

import re
from html.parser import HTMLParser

import httpx

from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.cards import Cards
from qiao.notes.commands import put_version
from qiao.web.outside import crawling, reading
from qiao.web.outside.preview import HEIGHT_PX, WIDTH_PX
from tests import make
from tests.web.square import Person, Square
from tests.web.test_matrix import OPENS, STATES, made_world


class Page(HTMLParser):
    """A page's tags and words, as a browser without scripts takes them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **attrs: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in attrs.items())
        ]

    def meta(self, name: str) -> list[str | None]:
        return [one["content"] for one in self.all("meta") if name in one.values()]


async def page_of(square: Square, path: str, *, status: int = 200) -> Page:
    answer = await square.client.get(path)
    assert answer.status_code == status, answer.text
    return Page(answer.text)


async def get_as(person: Person, path: str) -> httpx.Response:
    return await person._client.get(path, headers=person._headers)


async def test_a_note_can_be_read_without_scripts(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(title="Bread", body="Still warm.\n\nCome in.", topics=["bread"])
    await bo.does("POST", f"/notes/{note}/comments", {"body": "On my way"}, status=201)

    page = await page_of(square, f"/n/{note}")

    for said in ("Bread", "Still warm.", "Come in.", "#bread", "On my way", "@ana", "@bob"):
        assert said in page.words
    assert page.all("a", href="/u/ana")
    assert page.meta("og:title") == ["Bread"]
    assert page.meta("og:type") == ["article"]
    assert page.all("link", rel="canonical")[0]["href"] == f"http://localhost:8000/n/{note}"
    assert page.all("div", id="app")


async def test_photos_come_with_their_words(square: Square, ana: Person):
    assert ana.who is not None
    photo = await make.picture(square.house.database, ana.who)
    note = await ana.publishes(body="Bread", media=[{"id": photo, "alt": 'A "loaf" & <salt>'}])

    page = await page_of(square, f"/n/{note}")

    assert [one["alt"] for one in page.all("img")] == ['A "loaf" & <salt>']
    [picture] = page.meta("og:image")
    assert picture is not None
    assert picture.startswith("http://localhost:8000/media/")


async def test_nothing_a_member_writes_becomes_markup(square: Square, ana: Person):
    bad = """</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'"""
    await ana.does("PATCH", "/me", {"name": '<b>"&x', "bio": bad})
    note = await ana.publishes(title=bad[:60], body=bad, topics=["bread"])
    await ana.does("POST", f"/notes/{note}/comments", {"body": bad}, status=201)

    for path in (f"/n/{note}", "/u/ana", "/t/bread", "/"):
        page = await page_of(square, path)

        assert not page.all("script"), path
        assert not page.all("b"), path
        assert not page.all("img"), path
        assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


async def test_the_policy_is_the_apps_own(square: Square, ana: Person):
    note = await ana.publishes()

    of_note = (await square.client.get(f"/n/{note}")).headers
    of_app = (await square.client.get("/settings")).headers

    assert of_note["content-security-policy"] == of_app["content-security-policy"]
    assert "'unsafe-inline'" not in of_note["content-security-policy"].split("script-src")[1][:20]


async def test_what_a_visitor_may_not_open_is_404_and_not_there(square: Square):
    world = await made_world(square)

    for state in STATES:
        note = world.notes[state]
        answer = await square.client.get(f"/n/{note.id}")
        opens = state in OPENS["visitor"]
        assert answer.status_code == (200 if opens else 404), state
        assert (f"secret{state}" in answer.text) == opens, state
        preview = await square.client.get(f"/n/{note.id}/preview.png")
        assert preview.status_code == (200 if opens else 404), state
    missing = await square.client.get("/n/nothing")
    held = await square.client.get(f"/n/{world.notes['held'].id}")
    assert (held.status_code, held.content) == (missing.status_code, missing.content)


async def test_no_list_feed_or_sitemap_has_what_is_not_for_everybody(square: Square):
    world = await made_world(square)
    paths = ["/", "/u/is_author", "/u/is_author/feed.atom", "/sitemap.xml", "/sitemap-notes.xml"]
    paths += [f"/t/topic{state}{more}" for state in STATES for more in ("", "/feed.atom")]

    for path in paths:
        said = (await square.client.get(path)).text
        for state in STATES:
            if state != "public":
                assert world.notes[state].id not in said, (path, state)
                assert f"secret{state}" not in said, (path, state)
    assert world.notes["public"].id in (await square.client.get("/sitemap-notes.xml")).text
    assert "secretpublic" in (await square.client.get("/u/is_author")).text


async def test_who_is_blocked_reads_nothing_here_either(square: Square):
    world = await made_world(square)
    note = world.notes["public"].id

    for who in ("blocked", "blocking"):
        for path in (f"/n/{note}", "/u/is_author", "/t/topicpublic", "/"):
            answer = await get_as(world.people[who], path)
            assert answer.status_code == 200
            assert "secretpublic" not in answer.text, (who, path)
    assert "secretpublic" in (await get_as(world.people["member"], f"/n/{note}")).text


async def test_a_limited_note_is_not_to_be_found(square: Square):
    world = await made_world(square)

    limited = await page_of(square, f"/n/{world.notes['limited'].id}")
    public = await page_of(square, f"/n/{world.notes['public'].id}")

    assert limited.meta("robots") == ["noindex"]
    assert public.meta("robots") == []


async def _in_two(square: Square, ana: Person) -> str:
    assert ana.who is not None
    db = square.house.database
    note = await make.note(db, ana.who, "خبز ساخن", title="خبز")
    await db.write(_understood, note)
    await db.write(put_version, ana.id, note, "en", title="Bread", body="Warm", now=make.NOW)
    return note


async def _understood(tx: WriteTx, note: str) -> None:
    await tx.run(Sql("update notes set lang = 'ar' where id = :note"), note=note)


async def test_each_version_by_a_person_has_an_address(square: Square, ana: Person):
    note = await _in_two(square, ana)
    here = f"http://localhost:8000/n/{note}"

    original = await page_of(square, f"/n/{note}")
    english = await page_of(square, f"/n/{note}?lang=en")

    links = {one["hreflang"]: one["href"] for one in original.all("link") if "hreflang" in one}
    assert links == {"ar": here, "en": f"{here}?lang=en", "x-default": here}
    assert original.meta("og:locale:alternate") == ["en"]
    assert (original.all("html")[0]["lang"], original.all("html")[0]["dir"]) == ("ar", "rtl")
    assert (english.all("html")[0]["lang"], english.all("html")[0]["dir"]) == ("en", "ltr")
    assert "Warm" in english.words
    assert "خبز ساخن" not in english.words
    assert english.all("link", rel="canonical")[0]["href"] == f"{here}?lang=en"


async def test_a_language_nobody_wrote_in_is_the_original(square: Square, ana: Person):
    note = await _in_two(square, ana)

    for lang in ("fr", '"><script>', "x" * 500):
        page = await page_of(square, f"/n/{note}?lang={lang}")
        assert "خبز ساخن" in page.words
        assert not page.all("script")


async def test_the_page_is_known_by_its_tag_until_it_changes(square: Square, ana: Person):
    note = await ana.publishes()
    first = await square.client.get(f"/n/{note}")
    known = {"If-None-Match": first.headers["etag"]}

    same = await square.client.get(f"/n/{note}", headers=known)
    await ana.does("POST", f"/notes/{note}/comments", {"body": "New"}, status=201)
    other = await square.client.get(f"/n/{note}", headers=known)

    assert same.status_code == 304
    assert other.status_code == 200
    assert "New" in other.text


async def test_what_was_deleted_is_gone_at_once(square: Square, ana: Person):
    note = await ana.publishes()
    assert (await square.client.get(f"/n/{note}")).status_code == 200

    await ana.does("DELETE", f"/notes/{note}", status=204)

    assert (await square.client.get(f"/n/{note}")).status_code == 404
    assert note not in (await square.client.get("/u/ana")).text


async def test_a_note_without_photos_has_a_drawn_picture(square: Square, ana: Person):
    note = await ana.publishes(title="给我起个中文名", body="Bread")
    page = await page_of(square, f"/n/{note}")
    assert page.meta("og:image:width") == [str(WIDTH_PX)]

    drawn = await square.client.get(f"/n/{note}/preview.png")
    again = await square.client.get(
        f"/n/{note}/preview.png", headers={"If-None-Match": drawn.headers["etag"]}
    )

    assert drawn.headers["content-type"] == "image/png"
    # width and height stand in a PNG's first chunk
    assert drawn.content[16:24] == WIDTH_PX.to_bytes(4) + HEIGHT_PX.to_bytes(4)
    assert again.status_code == 304


async def test_crawlers_are_told_where_notes_are(square: Square, ana: Person):
    notes = [await ana.publishes(body=f"Bread {n}") for n in range(3)]

    robots = (await square.client.get("/robots.txt")).text
    index = (await square.client.get("/sitemap.xml")).text
    page = (await square.client.get("/sitemap-notes.xml?after=" + notes[0])).text

    assert "Disallow: /api/" in robots
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    assert re.findall(r"<loc>([^<]+)", index) == ["http://localhost:8000/sitemap-notes.xml?after="]
    assert re.findall(r"/n/(\w+)<", page) == notes[1:]


async def test_the_sitemap_is_cut_into_pages_that_do_not_move(database: Database):
    ana = await make.member(database)
    notes = [await make.note(database, ana, now=make.moment()) for _ in range(5)]

    async with database.read() as tx:
        index = (await crawling.index(tx, "", page=2)).decode()
        ends = re.findall(r"after=(\w*)<", index)
        pages = [(await crawling.notes(tx, "", end, page=2)).decode() for end in ends]
        newest = await reading.newest_shelf(tx, Cards(), "Qiao")

    assert ends == ["", notes[1], notes[3]]
    assert [one for page in pages for one in re.findall(r"/n/(\w+)<", page)] == notes
    assert [one.id for one in newest.stories] == notes[::-1]


async def test_who_writes_as_momo_is_nowhere_named(square: Square, ana: Person, bo: Person):
    await ana.does("PATCH", "/me", {"name": "Ana Named"})
    note = await ana.publishes(body="Nobody knows", topics=["bread"], momo=True)
    comment = {"body": "Nor me", "momo": True}
    await ana.does("POST", f"/notes/{note}/comments", comment, status=201)
    await bo.does("PUT", "/members/ana/block", status=204)

    for path in (f"/n/{note}", "/t/bread", "/t/bread/feed.atom", "/", "/u/ana", "/u/ana/feed.atom"):
        said = (await square.client.get(path)).text
        if "/u/" in path:
            assert note not in said
        else:
            assert "Nobody knows" in said
            assert "ana" not in said.casefold(), path
    # whom she blocks, or who blocks her, learns nothing from what is missing
    for path in (f"/n/{note}", "/t/bread"):
        assert "Nobody knows" in (await get_as(bo, path)).text
