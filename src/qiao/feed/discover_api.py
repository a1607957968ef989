"""What there is beside the feed, over HTTP: why a note is in it, related notes, people, topics."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from qiao.feed.api import Follow, HomeFeeds, NoteCards, reader_of
from qiao.feed.models import Ground, Reason
from qiao.feed.related import Related
from qiao.feed.suggest import Suggestions
from qiao.feed.telling import tell_reasons
from qiao.feed.why import why
from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import NotFound
from qiao.notes.api import entry_for
from qiao.notes.card_pages import page_of
from qiao.notes.views import CardPage
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.models import Profile
from qiao.people.queries import profile_by_id
from qiao.topics.queries import topic

RelatedNotes = Annotated[Related, Injected]
Suggested = Annotated[Suggestions, Injected]


class ReasonView(msgspec.Struct, frozen=True):
    """Why something is shown or suggested."""

    code: str
    facts: dict[str, Any]


class SuggestedPerson(msgspec.Struct, frozen=True):
    """Somebody one might follow."""

    member: Profile
    reason: ReasonView


class SuggestedPeople(msgspec.Struct, frozen=True):
    """People one might follow, the best first."""

    items: list[SuggestedPerson]


class SuggestedTopic(msgspec.Struct, frozen=True):
    """A topic one might look at."""

    slug: str
    label: str
    notes: int
    reason: ReasonView


class SuggestedTopics(msgspec.Struct, frozen=True):
    """Topics one might look at, the best first."""

    items: list[SuggestedTopic]


class TermView(msgspec.Struct, frozen=True):
    """A consideration, and its share of what speaks for the note beside others, 0 to 1."""

    name: str
    share: float


class WhyView(msgspec.Struct, frozen=True):
    """Why a note is in one's Explore. `slot`: in a place kept for notes that few have seen."""

    note: str
    reason: ReasonView | None
    also: list[ReasonView]
    slot: bool
    terms: list[TermView]


@get("/api/v1/feeds/explore/why/{note:str}", responses=shows(WhyView))
async def why_explored(
    note: FromPath[str],
    request: AnyRequest,
    reader: Reader,
    db: Db,
    feeds: HomeFeeds,
    cards: NoteCards,
    follower: Follow,
) -> Response[bytes]:
    """Say why a note is in one's Explore, and what weighed how much."""
    await follower.catch_up()
    who = reader_of(request, reader)
    async with db.read() as tx:
        await entry_for(cards, tx, note, reader)
        found = await why(tx, feeds, who, note, now_us=now_us())
    return json(
        WhyView(
            note,
            _reason(found.reason) if found.reason else None,
            [_reason(more) for more in found.also],
            found.slot,
            [TermView(*term) for term in found.terms],
        )
    )


@get("/api/v1/notes/{note:str}/related", responses=shows(CardPage))
async def related_notes(
    note: FromPath[str],
    request: AnyRequest,
    reader: Reader,
    db: Db,
    related: RelatedNotes,
    cards: NoteCards,
    follower: Follow,
) -> Response[bytes]:
    """Show notes related to a note, by others before those by its author."""
    await follower.catch_up()
    who = reader_of(request, reader)
    async with db.read() as tx:
        await entry_for(cards, tx, note, reader)
        ids = await related.to(tx, note, who, now_us=now_us())
        return json(await page_of(cards, tx, ids, reader=who.id, cursor=None, hushed=True))


@get("/api/v1/feeds/people", responses=shows(SuggestedPeople))
async def people_to_follow(
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    feeds: HomeFeeds,
    suggestions: Suggested,
    follower: Follow,
) -> Response[bytes]:
    """Suggest people to follow, each with its reason."""
    await follower.catch_up()
    now, who = now_us(), reader_of(request, me)
    async with db.read() as tx:
        taste = await feeds.tastes.of(tx, who, now_us=now)
        lens = feeds.tastes.lens(who, taste, now_us=now)
        found = suggestions.people(taste, lens, now_us=now)
        reasons = await _reasons(tx, [ground for _, ground in found])
        items = []
        for (member, _), reason in zip(found, reasons, strict=True):
            try:
                items.append(SuggestedPerson(await profile_by_id(tx, member, reader=me.id), reason))
            except NotFound:
                continue  # she left between ranking and telling
    return json(SuggestedPeople(items))


@get("/api/v1/feeds/topics", responses=shows(SuggestedTopics))
async def topics_for_you(
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    feeds: HomeFeeds,
    suggestions: Suggested,
    follower: Follow,
) -> Response[bytes]:
    """Suggest topics to look at, each with its reason."""
    await follower.catch_up()
    now, who = now_us(), reader_of(request, me)
    async with db.read() as tx:
        taste = await feeds.tastes.of(tx, who, now_us=now)
        lens = feeds.tastes.lens(who, taste, now_us=now)
        found = suggestions.topics(lens, now_us=now)
        reasons = await _reasons(tx, [ground for _, ground in found])
        items = []
        for (slug, _), reason in zip(found, reasons, strict=True):
            try:
                items.append(SuggestedTopic(*(await topic(tx, slug)), reason))
            except NotFound:
                continue  # only notes that are not for everybody have it
    return json(SuggestedTopics(items))


async def _reasons(tx: ReadTx, grounds: list[Ground]) -> list[ReasonView]:
    return [_reason(told) for told in await tell_reasons(tx, grounds)]


def _reason(told: Reason) -> ReasonView:
    return ReasonView(told.code, told.facts)


ROUTES = [why_explored, related_notes, people_to_follow, topics_for_you]
