"""Cards: made once for a page, of what everybody may read, gone with the last that links there."""

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from qiao.kit.clock import now_us
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.links.egress import Egress
from qiao.links.jobs import DAY
from qiao.links.settings import LinkSettings
from qiao.media.blobs import parse_sha
from qiao.media.models import Size
from qiao.notes import comments, web_links
from qiao.notes.cards import Cards
from qiao.notes.commands import delete_note, publish, set_audience, set_standing
from qiao.notes.editing import edit_note
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, Standing, checked_draft
from qiao.notes.threads import Threads
from qiao.people.models import Caller
from tests import make
from tests.links.conftest import maker
from tests.links.standin import Web, ok

PAGE = """<title>Tea house</title><meta name="description" content="好茶, every day">
<meta property="og:image" content="/tea.png">"""
KEPT = Sql("select count(*) from link_cards")
USED = Sql("select used from media where owner_id = ''")
AGE = Sql("update link_cards set made_us = made_us - :by_us")


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(made, "PNG")
    return made.getvalue()


def tea(web: Web) -> str:
    web.page("http://tea.example/tea.png", lambda _: ok(png(), kind="image/png"))
    return web.page("http://tea.example/", lambda _: ok(PAGE))


async def note(db: Database, who: Caller, body: str, audience: Audience = Audience.PUBLIC) -> str:
    draft = checked_draft(title="", body=body, topics=[], photos=[], audience=audience)
    return await db.write(publish, who.id, draft, OpenGate(), now=now_us())


async def comment(db: Database, who: Caller, below: str, body: str) -> str:
    return await db.write(comments.publish_comment, who.id, below, body, OpenGate(), now=now_us())


async def shown(db: Database, of: str) -> dict[str, Any] | None:
    async with db.read() as tx:
        entry = (await Cards().get(tx, [of]))[of]
    said = entry.head + b"," + entry.tail + b"}"
    card: dict[str, Any] | None = msgspec.json.decode(said)["link"]
    return card


async def test_a_card_says_what_the_page_says_and_its_picture_lies_here(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana = await make.member(database)
    of = await note(database, ana, f"Look: {tea(web)}, and come.")
    cards = maker(database, egress, tmp_path)

    await cards.look("note", of)
    await cards.look("note", of)

    card = await shown(database, of)
    assert card is not None
    assert (card["title"], card["about"], card["host"]) == (
        "Tea house", "好茶, every day", "tea.example",
    )  # fmt: skip
    assert card["lang"] == "zh-Hans"
    sha = parse_sha(card["picture"]["full"].split("/")[2])
    assert sha is not None
    assert (await cards.blobs.get(sha, Size.FULL))[:4] == b"RIFF"
    assert [asked.split(" ")[1] for asked in web.asked] == ["/", "/tea.png"]


async def test_what_is_not_for_everybody_is_told_to_nobody(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana, bo = await make.member(database), await make.member(database, "bob")
    url = tea(web)
    cards = maker(database, egress, tmp_path)
    kinds = (Audience.PRIVATE, Audience.MUTUALS, Audience.CHOSEN)
    hidden = [await note(database, ana, url, audience) for audience in kinds]
    held = await note(database, ana, url)
    below = await comment(database, bo, held, url)
    hers = await comment(database, ana, hidden[0], url)
    await database.write(set_standing, "note", held, Standing.HELD)

    for of in (*hidden, held):
        await cards.look("note", of)
    for of in (below, hers):
        await cards.look("comment", of)
    assert (web.looked_up, web.asked) == ([], [])

    await database.write(set_audience, ana.id, hidden[0], Audience.PUBLIC)
    await cards.look("note", hidden[0], edited=True)
    assert await shown(database, hidden[0])


async def test_a_page_is_asked_for_once_and_anew_after_a_week(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana, bo = await make.member(database), await make.member(database, "bob")
    url = tea(web)
    cards = maker(database, egress, tmp_path)
    for who in (ana, bo):
        await cards.look("note", await note(database, who, url))
    assert len(web.asked) == 2

    web.page(url, lambda _: ok("<title>Closed</title>"))
    await database.write(_older, 8 * DAY)
    last = await note(database, ana, url)
    await cards.look("note", last)

    assert len(web.asked) == 3
    card = await shown(database, last)
    assert card is not None
    assert (card["title"], card["picture"]) == ("Closed", None)
    async with database.read() as tx:
        assert [int(str(row[0])) for row in await tx.rows(USED, {})] == [0]


async def _older(tx: Any, by_us: int) -> None:
    await tx.run(AGE, by_us=by_us)


async def test_what_fails_fails_quietly_and_is_not_tried_for_a_day(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana = await make.member(database)
    cards = maker(database, egress, tmp_path)
    url = web.page("http://tea.example/", lambda _: ok("no title"))
    first = await note(database, ana, url)

    await cards.look("note", first)
    await cards.look("note", await note(database, ana, url))

    assert await shown(database, first) is None
    assert len(web.asked) == 1
    lure = web.page("http://lure.example/", lambda _: ok(PAGE), address="169.254.169.254")
    inside = await note(database, ana, lure)
    await cards.look("note", inside)
    assert await shown(database, inside) is None
    assert len(web.asked) == 1


async def test_the_author_takes_the_card_away_and_it_stays_away(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana, bo = await make.member(database), await make.member(database, "bob")
    url = tea(web)
    of = await note(database, ana, url)
    below = await comment(database, bo, of, f"also {url}")
    cards = maker(database, egress, tmp_path)
    await cards.look("note", of)
    await cards.look("comment", below)
    with pytest.raises(NotFound):
        await database.write(web_links.remove_card, bo.id, "note", of)
    with pytest.raises(NotFound):
        await database.write(web_links.remove_card, ana.id, "comment", below)

    await database.write(web_links.remove_card, ana.id, "note", of)
    await cards.look("note", of, edited=True)

    assert await shown(database, of) is None
    async with database.read() as tx:
        page = await Threads().page(tx, of, author=ana.id, reader=None)
    [said] = msgspec.json.decode(page)["items"]
    assert said["link"]["title"] == "Tea house"


async def test_an_edit_that_takes_the_link_out_takes_the_card_with_it(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana = await make.member(database)
    of = await note(database, ana, tea(web))
    cards = maker(database, egress, tmp_path)
    await cards.look("note", of)
    draft = checked_draft(title="", body="no link", topics=[], photos=[])

    await database.write(edit_note, ana.id, of, draft, OpenGate(), now=now_us())
    await cards.look("note", of, edited=True)

    assert await shown(database, of) is None
    async with database.read() as tx:
        assert await tx.count(KEPT) == 0


async def test_a_card_goes_with_the_last_that_links_there(
    database: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana = await make.member(database)
    url = tea(web)
    cards = maker(database, egress, tmp_path)
    of, other = await note(database, ana, url), await note(database, ana, "words")
    below = await comment(database, ana, other, url)
    await cards.look("note", of)
    await cards.look("comment", below)

    await database.write(delete_note, ana.id, of)
    async with database.read() as tx:
        assert await tx.count(KEPT) == 1
    await database.write(comments.delete_comment, ana.id, below)

    async with database.read() as tx:
        assert await tx.count(KEPT) == 0
        assert [int(str(row[0])) for row in await tx.rows(USED, {})] == [0]


@pytest.mark.parametrize(
    "settings", [LinkSettings(cards=False), LinkSettings(refused_hosts=("example",))]
)
async def test_operators_have_the_last_word(
    sqlite: Database, web: Web, egress: Egress, tmp_path: Path, settings: LinkSettings
):
    ana = await make.member(sqlite)
    cards = maker(sqlite, egress, tmp_path, settings)

    await cards.look("note", await note(sqlite, ana, tea(web)))

    assert (web.looked_up, web.asked) == ([], [])


async def test_the_square_does_not_ask_itself_nor_for_what_is_old(
    sqlite: Database, web: Web, egress: Egress, tmp_path: Path
):
    ana = await make.member(sqlite)
    cards = maker(sqlite, egress, tmp_path)
    url = web.page("http://square.example/n/1", lambda _: ok(PAGE))

    await cards.look("note", await note(sqlite, ana, url))
    await cards.look("note", await make.note(sqlite, ana, tea(web)))

    assert (web.looked_up, web.asked) == ([], [])


@pytest.mark.parametrize(
    ("text", "link"),
    [("see https://a.example/b.", "https://a.example/b"),
     ("(https://a.example/(b))", "https://a.example/(b)"),
     ("看https://a.example/茶，好", "https://a.example/茶"), ("no link", None),
     ("ftp://a.example", None),
     ("HTTPS://A.example one http://b.example two", "HTTPS://A.example")],
)  # fmt: skip
def test_the_first_link_is_the_one_that_is_shown(text: str, link: str | None):
    assert web_links.first_link(text) == link
