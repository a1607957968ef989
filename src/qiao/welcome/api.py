"""The welcome over HTTP, and for operators how many newcomers were heard."""

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.feed.api import Follow, NoteCards
from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx
from qiao.kit.http import Db, json, shows
from qiao.kit.refusals import NotFound
from qiao.notes.api import entry_for, shown_note
from qiao.notes.card_pages import page_of
from qiao.notes.cards import Cards
from qiao.notes.views import CardPage, Note
from qiao.people.blocks import are_apart
from qiao.people.commands import checked_lang
from qiao.people.door import Operator, SignedIn
from qiao.people.inviting import brought_by
from qiao.people.models import Caller, Face
from qiao.people.queries import faces
from qiao.translate.api import TranslationDesk
from qiao.welcome import commands, newcomers, queries
from qiao.welcome.models import Family, Progress

MAX_DAYS = 90


class WelcomeView(msgspec.Struct, frozen=True):
    """What a newcomer is shown. `sample`: a note she does not read, that can be translated."""

    progress: Progress
    cards: CardPage
    sample: Note | None
    families: list[Family]
    hellos: CardPage
    invited_by: Face | None


class _Made(msgspec.Struct, frozen=True):
    """The same, with what is encoded already."""

    progress: Progress
    cards: msgspec.Raw
    sample: msgspec.Raw
    families: list[Family]
    hellos: msgspec.Raw
    invited_by: Face | None


class PutProgress(msgspec.Struct, frozen=True):
    """How far one has come. `done`: one is through, or does not want to see it again."""

    step: int
    done: bool = False


class PickTopics(msgspec.Struct, frozen=True):
    """Topics that one wants more of."""

    slugs: list[str]


class Picked(msgspec.Struct, frozen=True):
    """The topics that one's feed has more of now."""

    slugs: list[str]


def _reads(me: Caller) -> list[str]:
    """Return the languages she reads, the one the app speaks to her first."""
    return list(dict.fromkeys((me.ui_lang, *me.langs)))


@get("/api/v1/welcome", responses=shows(WelcomeView))
async def welcome(
    me: SignedIn,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    desk: TranslationDesk,
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    """Show a newcomer this square in her own language: notes, a translation, topics, hellos."""
    await follower.catch_up()
    to = checked_lang(lang, field="lang") if lang else me.ui_lang
    reads = list(dict.fromkeys((to, *_reads(me))))
    spoken = [source for source, target in desk.pairs if target == to and source not in reads]
    async with db.read() as tx:
        shown = await queries.cards(tx, me.id, reads)
        said = await queries.hellos(tx, me.id, reads)
        chosen = await queries.sample(tx, me.id, langs=reads, to=to, spoken=spoken)
        made = _Made(
            await queries.progress(tx, me.id),
            msgspec.Raw(await _page(cards, tx, shown, me)),
            msgspec.Raw(await _note(cards, tx, chosen, me)),
            await queries.alive(tx, me.id, reads),
            msgspec.Raw(await _page(cards, tx, said, me)),
            await _inviter(tx, me),
        )
    return json(made)


async def _inviter(tx: ReadTx, me: Caller) -> Face | None:
    by = await brought_by(tx, me.id)
    if by is None or await are_apart(tx, me.id, by):
        return None
    return (await faces(tx, [by])).get(by)


async def _page(cards: Cards, tx: ReadTx, ids: list[str], me: Caller) -> bytes:
    return await page_of(cards, tx, ids, reader=me.id, cursor=None, hushed=True)


async def _note(cards: Cards, tx: ReadTx, note: str | None, me: Caller) -> bytes:
    if note is None:
        return b"null"
    try:
        entry = await entry_for(cards, tx, note, me)
    except NotFound:
        return b"null"
    return await shown_note(cards, tx, entry, note, me)


@put("/api/v1/me/welcome", responses=shows(Progress))
async def put_progress(data: JSONBody[PutProgress], me: SignedIn, db: Db) -> Response[bytes]:
    """Keep how far one has come, on every device."""
    await db.write(commands.go_on, me.id, data.step, done=data.done, now=now_us())
    async with db.read() as tx:
        return json(await queries.progress(tx, me.id))


@put("/api/v1/me/topics", responses=shows(Picked))
async def pick_topics(data: JSONBody[PickTopics], me: SignedIn, db: Db) -> Response[bytes]:
    """Want more of some topics; each is a wish like others and can be taken back like them."""
    return json(Picked(await db.write(commands.pick, me.id, data.slugs, now=now_us())))


@delete("/api/v1/me/topics/{slug:str}", status_code=204)
async def unpick_topic(slug: FromPath[str], me: SignedIn, db: Db) -> None:
    """Want more of a topic no longer, in whatever language it was picked."""
    await db.write(commands.unpick, me.id, slug)


@get("/api/v1/operator/newcomers", responses=shows(newcomers.Heard))
async def heard(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
    days: FromQuery[int] = 14,
) -> Response[bytes]:
    """Count newcomers by the day they came: who spoke within a day, who was answered within one."""
    async with db.read() as tx:
        found = await newcomers.heard(tx, days=max(1, min(days, MAX_DAYS)), now=now_us())
    return json(found)


ROUTES = [welcome, put_progress, pick_topics, unpick_topic, heard]
