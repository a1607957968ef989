"""Captions as they are kept: wanted, drafted, set right by their author, published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.translate.models import UND
from qiao.translate.speech.captions import serialise
from qiao.translate.speech.events import CaptionsChanged, CaptionsWanted
from qiao.translate.speech.models import Captions, CaptionsExist, Cue, State

WANTED_FOR_S = 1_800
"""A draft that has not come by then may be asked for again."""

_COLUMNS = "media_id, lang, state, vtt, reason, by_id, at_us"
_ONE = Sql(f"select {_COLUMNS} from captions where media_id = :media and lang = :lang")
_ALL = Sql(f"select {_COLUMNS} from captions where media_id = :media order by lang")
_PUT = Sql("""
    insert into captions (id, media_id, lang, vtt, state, reason, by_id, at_us)
    values (:id, :media, :lang, :vtt, :state, :reason, :by_id, :at_us)
    on conflict (media_id, lang) do update set
      vtt = :vtt, state = :state, reason = :reason, by_id = :by_id, at_us = :at_us
""")
_REMOVE = Sql("delete from captions where media_id = :media and lang = :lang")
_FORGET = Sql("delete from captions where media_id in (:media...)")
_MEDIA = Sql("""
    select distinct media_id from captions where media_id > :after
    order by media_id limit :limit_rows
""")


class _Row(NamedTuple):
    media: str
    lang: str
    state: State
    vtt: str
    reason: str
    by: str
    at_us: int


async def captions_in(tx: ReadTx, media: str, lang: str) -> Captions | None:
    """Captions in one language, in whatever state."""
    row = await tx.one_or_none(_Row, _ONE, media=media, lang=lang)
    return None if row is None else Captions(*row)


async def captions_of(tx: ReadTx, media: str) -> list[Captions]:
    """Captions in all languages, in whatever state."""
    return [Captions(*row) for row in await tx.all(_Row, _ALL, media=media)]


async def published_langs(tx: ReadTx, media: str) -> list[str]:
    """Languages in which everybody may read captions of this."""
    return [each.lang for each in await captions_of(tx, media) if each.state == "published"]


async def want_draft(tx: WriteTx, media: str, lang: str, by: str, *, now_us: int) -> Captions:
    """Ask for a draft; asking again while it is being made asks for nothing.

    Raises:
        CaptionsExist: a person has worked on captions in this language.
    """
    known = await captions_in(tx, media, lang)
    if known is not None and known.state in ("edited", "published"):
        raise CaptionsExist(lang=lang)
    if known is not None and known.state == "wanted" and _young(known, now_us):
        return known
    await _put(tx, media, lang, "wanted", by, now_us=now_us)
    await tell(tx, CaptionsWanted(media, lang))
    return Captions(media, lang, "wanted", "", "", by, now_us)


async def want_first_draft(tx: WriteTx, media: str, by: str, *, now_us: int) -> None:
    """Ask for a draft of what has no captions in any language."""
    if not await captions_of(tx, media):
        await want_draft(tx, media, UND, by, now_us=now_us)


async def keep_draft(
    tx: WriteTx, wanted: Captions, lang: str, cues: Sequence[Cue], *, now_us: int
) -> None:
    """Keep what was written down, in the language it turned out to be.

    What a person has written meanwhile, or before in that language, stays.
    """
    asked = await captions_in(tx, wanted.media, wanted.lang)
    if asked is None or asked.state != "wanted":
        return
    await tx.run(_REMOVE, media=wanted.media, lang=wanted.lang)
    known = await captions_in(tx, wanted.media, lang)
    if known is None or known.state not in ("edited", "published"):
        vtt = serialise(cues)
        await _put(tx, wanted.media, lang, "draft", wanted.by, vtt=vtt, now_us=now_us)
    await tell(tx, CaptionsChanged(wanted.media, lang))


async def give_up(tx: WriteTx, wanted: Captions, reason: str, *, now_us: int) -> None:
    """Say why there is no draft."""
    asked = await captions_in(tx, wanted.media, wanted.lang)
    if asked is not None and asked.state == "wanted":
        await _put(tx, wanted.media, wanted.lang, "failed", wanted.by, reason=reason, now_us=now_us)
        await tell(tx, CaptionsChanged(wanted.media, wanted.lang))


async def put_captions(
    tx: WriteTx, media: str, lang: str, by: str, cues: Sequence[Cue], *, publish: bool, now_us: int
) -> Captions:
    """Keep what the author wrote; with `publish` everybody who sees the picture can read it."""
    state: State = "published" if publish else "edited"
    vtt = serialise(cues)
    await _put(tx, media, lang, state, by, vtt=vtt, now_us=now_us)
    await tell(tx, CaptionsChanged(media, lang))
    return Captions(media, lang, state, vtt, "", by, now_us)


async def remove_captions(tx: WriteTx, media: str, lang: str) -> bool:
    """Take captions away; False where there are none."""
    gone = await tx.run(_REMOVE, media=media, lang=lang) > 0
    if gone:
        await tell(tx, CaptionsChanged(media, lang))
    return gone


async def media_with_captions(tx: ReadTx, *, after: str = "", limit: int = 500) -> list[str]:
    """What has captions, in the order of ids."""
    return [str(row[0]) for row in await tx.rows(_MEDIA, {"after": after, "limit_rows": limit})]


async def forget(tx: WriteTx, media: list[str]) -> None:
    """Forget the captions of what is gone."""
    if media:
        await tx.run(_FORGET, media=media)


def _young(known: Captions, now_us: int) -> bool:
    return now_us - known.at_us < WANTED_FOR_S * SECOND


async def _put(
    tx: WriteTx,
    media: str,
    lang: str,
    state: State,
    by: str,
    *,
    vtt: str = "",
    reason: str = "",
    now_us: int,
) -> None:
    await tx.run(
        _PUT,
        id=new_id(now_us),
        media=media,
        lang=lang,
        vtt=vtt,
        state=state,
        reason=reason,
        by_id=by,
        at_us=now_us,
    )
