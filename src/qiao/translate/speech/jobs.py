"""Drafting captions in the background. Safe to run twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.media.models import Media, MediaId
from qiao.media.queries import by_ids
from qiao.notes.queries import heard_in, shown_openly_by
from qiao.translate.language import Detector
from qiao.translate.models import UND, Lang
from qiao.translate.speech import store
from qiao.translate.speech.events import CaptionsWanted
from qiao.translate.speech.models import Transcript
from qiao.translate.speech.transcriber import SoundUnreadable, Transcriber, TranscriberDown

log = structlog.get_logger(__name__)

Sound = Callable[[Media], Awaitable[bytes | None]]
"""Where the sound of something lies; None for a picture, which has none."""


async def silent(_: Media) -> bytes | None:
    """Where nothing can take a video's sound out: nothing that is kept has one."""
    return None


async def want_drafts(db: Database, notes: list[str]) -> None:
    """Ask for a draft of what is said in the videos of these notes that have no captions yet."""
    async with db.read() as tx:
        found = await heard_in(tx, notes)
    for media, owner in found:
        await db.write(store.want_first_draft, media, owner, now_us=now_us())


async def draft(
    db: Database,
    transcriber: Transcriber | None,
    sound_of: Sound,
    detector: Detector,
    wanted: CaptionsWanted,
) -> None:
    """Write down what is said, and keep it as a draft or say why there is none."""
    async with db.read() as tx:
        asked = await store.captions_in(tx, wanted.media, wanted.lang)
        media = (await by_ids(tx, [MediaId(wanted.media)])).get(MediaId(wanted.media))
        public = media is not None and await shown_openly_by(tx, media.sha) is not None
    if asked is None or asked.state != "wanted" or media is None:
        return
    hint = None if asked.lang == UND else Lang(asked.lang)
    found = await _written_down(transcriber, sound_of, media, hint, public=public)
    if isinstance(found, str):
        await db.write(store.give_up, asked, found, now_us=now_us())
        return
    lang = found.lang
    if lang is None:
        words = "\n".join(cue.text for cue in found.cues[:200])
        lang = (await asyncio.to_thread(detector.detect, words)).dominant
    await db.write(store.keep_draft, asked, lang, found.cues, now_us=now_us())
    log.info("captions_drafted", lang=lang, cues=len(found.cues))


async def _written_down(
    transcriber: Transcriber | None,
    sound_of: Sound,
    media: Media,
    hint: Lang | None,
    *,
    public: bool,
) -> Transcript | str:
    """What is said, or the code of why it could not be written down."""
    if transcriber is None:
        return "no_transcriber"
    if not transcriber.private and not public:
        return "may_not_leave"
    sound = await sound_of(media)
    if not sound:
        return "no_sound"
    try:
        found = await transcriber.transcribe(sound, lang=hint)
    except SoundUnreadable:
        return "sound_unreadable"
    except TranscriberDown as error:
        log.warning("transcriber_down", provider=transcriber.name, why=str(error))
        return "transcriber_down"
    return found if found.cues else "nothing_said"
