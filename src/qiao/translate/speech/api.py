"""Captions over HTTP: drafted, typed, published by their author, read by everybody."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx
from qiao.kit.http import Db, Injected, json, shows
from qiao.media.models import Media, MediaId, film_address
from qiao.media.queries import by_ids
from qiao.media.video.store import video as video_of
from qiao.notes.queries import is_shown_to, shown_openly_by
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.models import Caller
from qiao.translate.api import Desk, TranslationDesk, translate
from qiao.translate.clearance import PRIVATE, Asked
from qiao.translate.memory import RETRY_MS
from qiao.translate.models import UND, Engine, Passage, Reason, Translation
from qiao.translate.speech import store
from qiao.translate.speech.captions import parse, serialise
from qiao.translate.speech.models import Captions, CaptionsNotFound, Cue, NoTranscriber

_TOGETHER = 40
"""Cues that are translated in one go: a long film is shown from its beginning."""

DraftsMade = Annotated[bool, Injected]
"""Whether this square has somebody who writes down speech."""


class PutCaptions(msgspec.Struct, frozen=True):
    """Captions as WebVTT. `publish`: everybody may read them, from now on."""

    vtt: str
    publish: bool = False


class AskDraft(msgspec.Struct, frozen=True):
    """`lang`: what is probably spoken; "und" lets it be found out."""

    lang: str = UND


class AskCaptions(msgspec.Struct, frozen=True):
    """Into which language."""

    to: str


class CaptionsView(msgspec.Struct, frozen=True):
    """Captions in one language. `state`: wanted, failed (for `reason`), draft, edited, published;
    all but the last for their author alone."""

    media: str
    lang: str
    state: str
    vtt: str
    cues: list[Cue]
    reason: str
    at: str


class CaptionsPage(msgspec.Struct, frozen=True):
    """Captions in all languages. `picture`: what they belong to, to look at; `film`: to play.

    `mine`: the reader may write them. `drafts`: this square has somebody who writes down speech.
    """

    items: list[CaptionsView]
    picture: str
    film: str | None
    mine: bool
    drafts: bool


class TranslatedCaptions(msgspec.Struct, frozen=True):
    """The same cues in another language, made by a machine; pending: ask after `retry_ms`."""

    state: str
    lang: str
    vtt: str
    engine: Engine
    reason: Reason | None
    retry_ms: int | None = None


def _view(found: Captions) -> CaptionsView:
    cues = list(parse(found.vtt)) if found.vtt else []
    return CaptionsView(
        found.media, found.lang, found.state, found.vtt, cues, found.reason, rfc3339(found.at_us)
    )


async def _media(tx: ReadTx, id_: str) -> Media:
    media = (await by_ids(tx, [MediaId(id_)])).get(MediaId(id_))
    if media is None:
        raise CaptionsNotFound
    return media


async def _own(db: Db, id_: str, me: Caller) -> None:
    """Raises CaptionsNotFound: not there, or not theirs; which of the two is not said."""
    async with db.read() as tx:
        if (await _media(tx, id_)).owner_id != me.id:
            raise CaptionsNotFound


async def _seen(
    db: Db, id_: str, reader: Caller | None
) -> tuple[list[Captions], str | None, Media]:
    """What this reader may see; who is known to show it to all the world, and what it is of."""
    async with db.read() as tx:
        media = await _media(tx, id_)
        known = await shown_openly_by(tx, media.sha)
        own = reader is not None and reader.id == media.owner_id
        if not own and not await is_shown_to(tx, media.sha, reader.id if reader else None):
            raise CaptionsNotFound
        found = await store.captions_of(tx, id_)
    return [c for c in found if own or c.state == "published"], known, media


@get("/api/v1/media/{id:str}/captions", responses=shows(CaptionsPage))
async def captions(
    id: FromPath[str], reader: Reader, db: Db, drafts_made: DraftsMade
) -> Response[bytes]:
    """List the captions of something, in all languages."""
    found, _, media = await _seen(db, id, reader)
    async with db.read() as tx:
        video = await video_of(tx, id)
    return json(
        CaptionsPage(
            [_view(each) for each in found],
            picture=f"/media/{media.sha}/card.webp",
            film=film_address(video.film_sha) if video and video.film_sha else None,
            mine=reader is not None and reader.id == media.owner_id,
            drafts=drafts_made,
        )
    )


@get("/api/v1/media/{id:str}/captions/{lang:str}", responses=shows(CaptionsView))
async def captions_in(
    id: FromPath[str], lang: FromPath[str], reader: Reader, db: Db
) -> Response[bytes]:
    """Show captions in one language; with `.vtt` behind it, the file that players read."""
    wanted = lang.removesuffix(".vtt")
    found, _, _ = await _seen(db, id, reader)
    each = next((c for c in found if c.lang == wanted), None)
    if each is None:
        raise CaptionsNotFound
    if wanted == lang:
        return json(_view(each))
    return Response(
        each.vtt.encode(),
        media_type="text/vtt; charset=utf-8",
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@put(
    "/api/v1/media/{id:str}/captions/{lang:str}",
    responses=shows(CaptionsView),
    request_max_body_size=2 << 20,
)
async def put_captions(
    id: FromPath[str], lang: FromPath[str], data: JSONBody[PutCaptions], me: SignedIn, db: Db
) -> Response[bytes]:
    """Write captions for one's own, or set a draft right; they are kept as their author's."""
    known = checked_lang(lang, field="lang")
    cues = parse(data.vtt)
    await _own(db, id, me)
    kept = await db.write(
        store.put_captions, id, known, me.id, cues, publish=data.publish, now_us=now_us()
    )
    return json(_view(kept))


@delete("/api/v1/media/{id:str}/captions/{lang:str}", status_code=204)
async def delete_captions(id: FromPath[str], lang: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take captions away."""
    await _own(db, id, me)
    if not await db.write(store.remove_captions, id, lang):
        raise CaptionsNotFound


@post(
    "/api/v1/media/{id:str}/captions/draft",
    status_code=202,
    responses=shows(CaptionsView, status=202),
)
async def draft_captions(
    id: FromPath[str], data: JSONBody[AskDraft], me: SignedIn, db: Db, drafts_made: DraftsMade
) -> Response[bytes]:
    """Have a draft made of what is said in one's own; asking twice makes one."""
    lang = UND if data.lang == UND else checked_lang(data.lang, field="lang")
    await _own(db, id, me)
    if not drafts_made:
        raise NoTranscriber
    wanted = await db.write(store.want_draft, id, lang, me.id, now_us=now_us())
    return json(_view(wanted), status=202)


@post(
    "/api/v1/media/{id:str}/captions/{lang:str}/translate",
    status_code=200,
    responses=shows(TranslatedCaptions),
)
async def translate_captions(
    id: FromPath[str],
    lang: FromPath[str],
    data: JSONBody[AskCaptions],
    request: AnyRequest,
    reader: Reader,
    db: Db,
    desk: TranslationDesk,
) -> Response[bytes]:
    """Translate captions, each cue in its time. Their author may keep them, set right, by PUT."""
    target = checked_lang(data.to, field="to")
    found, known, _ = await _seen(db, id, reader)
    each = next((c for c in found if c.lang == lang and c.vtt), None)
    if each is None:
        raise CaptionsNotFound
    asked = PRIVATE if known is None else desk.public(request, reader, author=known)
    cues = parse(each.vtt)
    made = await _translated(db, desk, cues, lang, target, asked)
    return json(_as_one(cues, made, target))


async def _translated(
    db: Db, desk: Desk, cues: tuple[Cue, ...], lang: str, to: str, asked: Asked
) -> list[Translation]:
    parts = [cues[at : at + _TOGETHER] for at in range(0, len(cues), _TOGETHER)]
    return list(
        await asyncio.gather(
            *(
                translate(
                    db, desk, Passage("", alt=tuple(cue.text for cue in part)), lang, to,
                    asked=asked,
                )
                for part in parts
            )
        )
    )  # fmt: skip


def _as_one(cues: tuple[Cue, ...], made: list[Translation], to: str) -> TranslatedCaptions:
    """All parts as one answer: done when all are, and no better than the worst of them."""
    nothing = Engine("none")
    pending = any(part.state == "pending" for part in made)
    refused = next((part for part in made if part.state == "unavailable"), None)
    if pending or refused is not None or not made:
        state = "pending" if pending else "unavailable"
        reason = None if pending or refused is None else refused.reason
        return TranslatedCaptions(state, to, "", nothing, reason, RETRY_MS if pending else None)
    texts = [text for part in made for text in part.alt]
    names = dict.fromkeys(part.engine.name for part in made)
    vtt = serialise(
        [Cue(cue.start_ms, cue.end_ms, text) for cue, text in zip(cues, texts, strict=True)]
    )
    return TranslatedCaptions("done", to, vtt, Engine(made[0].engine.kind, ", ".join(names)), None)


ROUTES = [
    captions, captions_in, put_captions, delete_captions, draft_captions, translate_captions,
]  # fmt: skip
