"""The notes under a topic over HTTP: newest, warmest or what concerns the reader; by language."""

from functools import partial
from typing import Literal

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx
from qiao.kit.http import Db, cursor_of, json, shows
from qiao.kit.langs import base_of
from qiao.notes import queries, under, views
from qiao.notes.api import PAGE, Follow, NoteCards
from qiao.notes.card_pages import page_of
from qiao.notes.filling import filled, filled_from
from qiao.notes.ordering import HouseOrder
from qiao.people.door import Reader
from qiao.people.models import Caller
from qiao.topics.models import slug_of

FOR_YOU_OF = 200
"""Of so many of a topic's newest and as many of its warmest a reader finds hers first."""
MAX_SKIP = 100_000


@get("/api/v1/topics/{slug:str}/notes", responses=shows(views.CardPage))
async def notes_under(
    slug: FromPath[str],
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    order: HouseOrder,
    sort: FromQuery[Literal["new", "hot", "for_you"]] = "new",
    lang: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the notes under a topic; `for_you`: what concerns the reader most (a visitor: hot).

    `lang`: only those in this language, however it is written.
    """
    await follower.catch_up()
    reader_id, slug = reader.id if reader else None, slug_of(slug[:100])
    at, base = cursor_of(cursor), base_of(lang[:35]) if lang else ""
    async with db.read() as tx:
        if sort == "new":
            ids, following = await filled(
                cards,
                tx,
                lambda before: under.notes_under(
                    tx, slug, reader=reader_id, lang=base, before=before, limit=PAGE
                ),
                reader=reader_id,
                before=at or queries.LAST,
                limit=PAGE,
            )
            return json(
                await page_of(cards, tx, ids, reader=reader_id, cursor=following, hushed=True)
            )
        skip = min(int(at), MAX_SKIP) if at and at.isdecimal() and len(at) < 9 else 0
        if sort == "for_you" and reader:
            ordered = await _for_you(tx, slug, reader, order, lang=base)

            async def fetch(skip: int) -> list[str]:
                return ordered[skip : skip + PAGE]

        else:
            fetch = partial(_hot, tx, slug, reader_id, base, now_us())
        ids, on = await filled_from(cards, tx, fetch, reader=reader_id, skip=skip, limit=PAGE)
        following = None if on is None else str(on)
        return json(await page_of(cards, tx, ids, reader=reader_id, cursor=following, hushed=True))


@get("/api/v1/topics/{slug:str}/languages", responses=shows(views.TopicLanguages))
async def languages_under(slug: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """List the languages of a topic's notes, the most frequent first."""
    async with db.read() as tx:
        found = await under.langs_under(
            tx, slug_of(slug[:100]), reader=reader.id if reader else None
        )
    return json(views.TopicLanguages([views.TopicLanguage(*one) for one in found]))


async def _hot(
    tx: ReadTx, slug: str, reader: str | None, lang: str, now: int, skip: int
) -> list[str]:
    return await under.hot_notes_under(
        tx, slug, reader=reader, lang=lang, now_us=now, skip=skip, limit=PAGE
    )


async def _for_you(
    tx: ReadTx, slug: str, reader: Caller, order: HouseOrder, *, lang: str
) -> list[str]:
    newest = await under.notes_under(tx, slug, reader=reader.id, lang=lang, limit=FOR_YOU_OF)
    hot = await under.hot_notes_under(
        tx, slug, reader=reader.id, lang=lang, now_us=now_us(), limit=FOR_YOU_OF
    )
    return await order.for_reader(tx, reader, list(dict.fromkeys(newest + hot)))


ROUTES = [notes_under, languages_under]
