"""Topics over HTTP."""

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from qiao.kit.http import Db, json, shows
from qiao.topics import queries
from qiao.topics.labels import HouseLabels


class TopicView(msgspec.Struct, frozen=True):
    """A topic and how many notes carry it."""

    slug: str
    label: str
    notes: int
    label_translated: str | None = None


class TopicPage(msgspec.Struct, frozen=True):
    """Topics, the most used first."""

    items: list[TopicView]


@get("/api/v1/topics", responses=shows(TopicPage))
async def suggest_topics(db: Db, q: FromQuery[str] = "") -> Response[bytes]:
    """Suggest topics that begin with `q`."""
    async with db.read() as tx:
        found = await queries.suggestions(tx, q[:100])
    return json(TopicPage([TopicView(*topic) for topic in found]))


@get("/api/v1/topics/{slug:str}", responses=shows(TopicView))
async def topic(
    slug: FromPath[str], db: Db, labels: HouseLabels, lang: FromQuery[str] = ""
) -> Response[bytes]:
    """Show a topic; with `lang` also what it is called there, where that is known."""
    async with db.read() as tx:
        found = await queries.topic(tx, slug[:100])
    known = await labels.translated(found, lang) if 2 <= len(lang) <= 35 else None
    return json(TopicView(*found, known))


ROUTES = [suggest_topics, topic]
