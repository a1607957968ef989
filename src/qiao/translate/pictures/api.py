"""Words in a picture over HTTP: where they stand, what they say, and that in the reader's
language."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from qiao.kit.clock import now_us
from qiao.kit.http import Db, json, shows
from qiao.kit.refusals import NotFound
from qiao.media.blobs import parse_sha
from qiao.media.models import Sha
from qiao.media.queries import is_kept
from qiao.notes.queries import shown_openly_by
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Reader
from qiao.translate.api import Desk, TranslationDesk, translate
from qiao.translate.clearance import PRIVATE, Asked
from qiao.translate.models import UND, Engine, Passage, Reason, Translation
from qiao.translate.pictures import store
from qiao.translate.pictures.models import Block, PictureText

RETRY_MS = 800
"""When to ask again for a picture that is being read."""


class BlockView(msgspec.Struct, frozen=True):
    """Words that stand together. `box`: left, top, width and height as shares of the picture.

    `translated` is null where there is no translation (yet); `reason` says why it cannot be.
    """

    box: tuple[float, float, float, float]
    text: str
    lang: str
    translated: str | None = None
    engine: Engine | None = None
    confidence: float | None = None
    reason: Reason | None = None


class PictureTextView(msgspec.Struct, frozen=True):
    """What a picture says. `state`: done (no blocks: no words), pending (ask again after
    `retry_ms`), no_reader (this square cannot read pictures) or failed."""

    state: str
    w: int
    h: int
    blocks: list[BlockView]
    retry_ms: int | None = None


async def _wanted(db: Db, sha: Sha) -> PictureText:
    """What is known of a picture's words, after asking for them where nothing is."""
    at_us = now_us()
    async with db.read() as tx:
        known = await store.text_in(tx, sha)
        if known is None and not await is_kept(tx, sha):
            raise NotFound
    if known is None or store.worth_another_look(known, now_us=at_us):
        await db.write(store.want, sha, now_us=at_us)
        return PictureText("wanted")
    return known


async def _translated(
    db: Db, desk: Desk, blocks: tuple[Block, ...], to: str, asked: Asked
) -> list[BlockView]:
    """Every block, with a translation where the reader needs one; one call for each language."""
    by_lang: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if block.lang not in (to, UND):
            by_lang[block.lang].append(block)
    made = dict(
        zip(
            by_lang,
            await asyncio.gather(
                *(
                    translate(
                        db, desk, Passage("", alt=tuple(b.text for b in of)), lang, to, asked=asked
                    )
                    for lang, of in by_lang.items()
                )
            ),
            strict=True,
        )
    )
    left = {lang: iter(answer.alt) for lang, answer in made.items()}
    return [_view(block, made.get(block.lang), left) for block in blocks]


def _view(block: Block, made: Translation | None, left: dict[str, Iterator[str]]) -> BlockView:
    if made is None or made.state != "done":
        reason = made.reason if made is not None else None
        return BlockView(block.box, block.text, block.lang, reason=reason)
    return BlockView(
        block.box,
        block.text,
        block.lang,
        translated=next(left[block.lang], None),
        engine=made.engine,
        confidence=made.confidence,
    )


@get("/api/v1/media/{sha:str}/text", responses=shows(PictureTextView))
async def picture_text(
    sha: FromPath[str],
    request: AnyRequest,
    reader: Reader,
    db: Db,
    desk: TranslationDesk,
    to: FromQuery[str] = "",
) -> Response[bytes]:
    """Read the words in a picture; with `to`, also in that language. The first who asks for a
    picture has it read."""
    target = checked_lang(to, field="to") if to else ""
    known = parse_sha(sha)
    if known is None:
        raise NotFound
    found = await _wanted(db, known)
    if found.state == "wanted":
        return json(PictureTextView("pending", 0, 0, [], RETRY_MS))
    if found.state != "read":
        return json(PictureTextView(found.state, 0, 0, []))
    if not target:
        plain = [BlockView(block.box, block.text, block.lang) for block in found.blocks]
        return json(PictureTextView("done", found.w, found.h, plain))
    async with db.read() as tx:
        author = await shown_openly_by(tx, known)
    asked = PRIVATE if author is None else desk.public(request, reader, author=author)
    views = await _translated(db, desk, found.blocks, target, asked)
    waits = any(
        view.translated is None and view.reason is None and view.lang not in (target, UND)
        for view in views
    )
    state, retry = ("pending", RETRY_MS) if waits else ("done", None)
    return json(PictureTextView(state, found.w, found.h, views, retry))


ROUTES = [picture_text]
