"""One's own circle over HTTP: what Qiao believes, from what, and one's own word for it."""

import msgspec
from litestar import Response, get, patch
from litestar.params import JSONBody

from qiao.circles import commands
from qiao.circles.models import NEWCOMER_FOR_US, About, Answer, Because, Circle, Said
from qiao.circles.queries import circle_now, said_by
from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx
from qiao.kit.http import Db, json, shows
from qiao.kit.refusals import NotFound
from qiao.people.door import SignedIn
from qiao.topics.queries import labels_of


class LanguageView(msgspec.Struct, frozen=True):
    """A language. `weight`: how sure Qiao is that one reads it, 0 to 1; `reads`: sure enough.

    `because` kinds: declared, app, wrote, into (translations asked into it), stayed (opened and
    read untranslated), searched. `translated`: notes in it one asked a translation of.
    """

    lang: str
    weight: float
    reads: bool
    because: list[Because]
    translated: int
    said: Answer | None


class WrittenView(msgspec.Struct, frozen=True):
    """A language one writes, and in how many notes and comments of the last 90 days."""

    lang: str
    times: int


class TopicView(msgspec.Struct, frozen=True):
    """A topic with all its names; `weight` is 1 for the strongest.

    `because` kinds: asked, collected, commented, liked, opened, followed.
    """

    slug: str
    label: str
    weight: float
    because: list[Because]
    said: Answer | None


class SaidView(msgspec.Struct, frozen=True):
    """Something one said oneself. It holds until one takes it back."""

    about: About
    value: str
    label: str
    answer: Answer
    at: str


class CircleView(msgspec.Struct, frozen=True):
    """One's circle. `local_from`: since when, or from when, one is no newcomer."""

    languages: list[LanguageView]
    writes: list[WrittenView]
    topics: list[TopicView]
    region: str
    newcomer: bool
    joined: str
    local_from: str
    said: list[SaidView]


class Correct(msgspec.Struct, frozen=True):
    """One's word. `value`: a language or a topic; `answer` null takes one's word back."""

    about: About
    value: str
    answer: Answer | None


async def _view(tx: ReadTx, circle: Circle, said: list[Said]) -> CircleView:
    slugs = {one.slug for one in circle.topics}
    slugs |= {one.value for one in said if one.about == "topic"}
    labels = await labels_of(tx, slugs)
    return CircleView(
        [
            LanguageView(o.lang, o.weight, o.reads, o.because, o.translated, o.said)
            for o in circle.languages
        ],
        [WrittenView(one.lang, one.times) for one in circle.writes],
        [
            TopicView(o.slug, labels.get(o.slug, o.slug), o.weight, o.because, o.said)
            for o in circle.topics
        ],
        circle.region,
        circle.newcomer,
        rfc3339(circle.joined_us),
        rfc3339(circle.joined_us + NEWCOMER_FOR_US),
        [
            SaidView(
                one.about, one.value, labels.get(one.value, ""), one.answer, rfc3339(one.at_us)
            )
            for one in said
        ],
    )


@get("/api/v1/me/circle", responses=shows(CircleView))
async def own_circle(me: SignedIn, db: Db) -> Response[bytes]:
    """Show what Qiao believes of one at this moment, and from what."""
    async with db.read() as tx:
        circle = await circle_now(tx, me.id, now_us=now_us())
        if circle is None:
            raise NotFound
        return json(await _view(tx, circle, await said_by(tx, me.id)))


@patch("/api/v1/me/circle", responses=shows(CircleView))
async def correct_circle(data: JSONBody[Correct], me: SignedIn, db: Db) -> Response[bytes]:
    """Say oneself what is so; it goes before all that Qiao computes, until one takes it back."""
    circle = await db.write(
        commands.correct, me.id, data.about, data.value, data.answer, now=now_us()
    )
    if circle is None:
        raise NotFound
    async with db.read() as tx:
        return json(await _view(tx, circle, await said_by(tx, me.id)))


ROUTES = [own_circle, correct_circle]
