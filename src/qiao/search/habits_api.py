"""Beside searching, over HTTP: suggestions, one's own history, families of topics."""

from typing import Literal

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.http import Db, json, shows
from qiao.people.door import Operator, Reader, SignedIn
from qiao.people.models import Face
from qiao.people.queries import faces
from qiao.search import families, history
from qiao.search.people import people_named
from qiao.search.topics import topics_named
from qiao.search.views import FoundTopic
from qiao.topics.models import slug_of

MAX_QUERY_CHARS = 200
OWN = 4
OWN_FIRST = 8
TOPICS = 5
PEOPLE = 4


class Suggestion(msgspec.Struct, frozen=True):
    """Something one may be about to search for; a topic has `slug`, a person a face."""

    kind: Literal["history", "gaining", "topic", "person"]
    text: str
    slug: str | None = None
    notes: int | None = None
    family: list[str] = []
    person: Face | None = None


class Suggestions(msgspec.Struct, frozen=True):
    """Suggestions in the order in which they are shown."""

    items: list[Suggestion]


class SearchedFor(msgspec.Struct, frozen=True):
    """A search of one's own."""

    query: str
    at: str


class SearchHistory(msgspec.Struct, frozen=True):
    """What one searched for, the newest first; `remembers`: whether any of it is kept."""

    remembers: bool
    items: list[SearchedFor]


class PutSearched(msgspec.Struct, frozen=True):
    """One searched, and with `note` opened what was found at `position`, from 0."""

    query: str
    note: str = ""
    position: int = -1


class PutRemembers(msgspec.Struct, frozen=True):
    """Whether searches are kept."""

    remembers: bool


class PutFamily(msgspec.Struct, frozen=True):
    """Topics that are the same in several languages."""

    slugs: list[str]


class TopicFamily(msgspec.Struct, frozen=True):
    """The same topic as it is written elsewhere, the most used first."""

    items: list[FoundTopic]


@get("/api/v1/search/suggest", responses=shows(Suggestions))
async def suggest(reader: Reader, db: Db, q: FromQuery[str] = "") -> Response[bytes]:
    """Suggest what one may be about to search for: own searches, topics, people, what many do."""
    q, made = q[:MAX_QUERY_CHARS], list[Suggestion]()
    reader_id = reader.id if reader else None
    async with db.read() as tx:
        if reader:
            own = await history.own_begun(tx, reader.id, q, limit=OWN if q else OWN_FIRST)
            made += [Suggestion("history", query) for query in own]
        if q.strip():
            for topic, family in await topics_named(tx, q, limit=TOPICS):
                made.append(Suggestion("topic", topic.label, topic.slug, topic.notes, family[:3]))
            people = await people_named(tx, q, reader=reader_id, limit=PEOPLE)
            shown = await faces(tx, people)
            made += [
                Suggestion("person", shown[one].handle, person=shown[one])
                for one in people
                if one in shown
            ]
        else:
            many = await history.gaining(tx, now=now_us())
            made += [Suggestion("gaining", query) for query in many]
    return json(Suggestions(made))


@get("/api/v1/search/history", responses=shows(SearchHistory))
async def own_history(me: SignedIn, db: Db) -> Response[bytes]:
    """List what one searched for."""
    async with db.read() as tx:
        lines = await history.own(tx, me.id)
        kept = await history.remembers(tx, me.id)
    return json(SearchHistory(kept, [SearchedFor(q, rfc3339(at)) for q, at in lines]))


@put("/api/v1/search/history", status_code=204)
async def put_searched(data: JSONBody[PutSearched], me: SignedIn, db: Db) -> None:
    """Say that one searched, or opened what was found; nothing is kept where one chose so."""
    await db.write(
        history.searched,
        me.id,
        data.query[:MAX_QUERY_CHARS],
        now=now_us(),
        lang=me.ui_lang,
        note=data.note[:40],
        position=max(-1, min(data.position, 1_000)),
    )


@delete("/api/v1/search/history", status_code=204)
async def delete_history(me: SignedIn, db: Db, q: FromQuery[str] = "") -> None:
    """Take one search out of one's history, or without `q` all of them."""
    if q:
        await db.write(history.take, me.id, q[:MAX_QUERY_CHARS])
    else:
        await db.write(history.clear, me.id)


@put("/api/v1/search/history/kept", status_code=204)
async def put_remembers(data: JSONBody[PutRemembers], me: SignedIn, db: Db) -> None:
    """Have searches kept from now on, or none; with none, what was kept goes too."""
    await db.write(history.choose, me.id, remember=data.remembers)


@get("/api/v1/topics/{slug:str}/family", responses=shows(TopicFamily))
async def topic_family(slug: FromPath[str], db: Db) -> Response[bytes]:
    """List the same topic as it is written in other languages."""
    async with db.read() as tx:
        found = await families.topics_of_family(tx, slug_of(slug[:100]))
    return json(TopicFamily([FoundTopic(*topic) for topic in found]))


@put("/api/v1/operator/topic-families", status_code=204)
async def put_family(
    data: JSONBody[PutFamily],
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> None:
    """Make one family of topics, with the families they are in already."""
    slugs = [slug for label in data.slugs[: families.MAX_FAMILY] if (slug := slug_of(label[:100]))]
    if len(slugs) > 1:
        await db.write(families.join_family, slugs, now=now_us())


@delete("/api/v1/operator/topic-families/{slug:str}", status_code=204)
async def delete_from_family(
    slug: FromPath[str],
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> None:
    """Make a topic stand for itself."""
    await db.write(families.leave_family, slug_of(slug[:100]), now=now_us())


ROUTES = [
    suggest,
    own_history,
    put_searched,
    delete_history,
    put_remembers,
    topic_family,
    put_family,
    delete_from_family,
]
