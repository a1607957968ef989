"""What was read in pictures: once for each picture, by its hash."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.translate.pictures.events import PictureTextRead, PictureTextWanted
from qiao.translate.pictures.models import Block, PictureText, State

RETRY_S = 600
"""What could not be read is tried again after this, when it is asked for."""

_READ = Sql("select state, w, h, boxes, at_us from picture_texts where sha = :sha")
_WANT = Sql("""
    insert into picture_texts (sha, state, w, h, boxes, at_us)
    values (:sha, 'wanted', 0, 0, '[]', :at_us) on conflict (sha) do nothing
""")
_AGAIN = Sql("""
    update picture_texts set state = 'wanted', at_us = :at_us
    where sha = :sha and state in ('no_reader', 'failed') and at_us <= :before_us
""")
_KEEP = Sql("""
    insert into picture_texts (sha, state, w, h, boxes, at_us)
    values (:sha, :state, :w, :h, :boxes, :at_us)
    on conflict (sha) do update set state = :state, w = :w, h = :h, boxes = :boxes, at_us = :at_us
""")
_FORGET = Sql("delete from picture_texts where sha in (:shas...)")


class _Row(NamedTuple):
    state: State
    w: int
    h: int
    boxes: str
    at_us: int


async def text_in(tx: ReadTx, sha: str) -> PictureText | None:
    """What was read in a picture; None if nobody has asked for it yet."""
    row = await tx.one_or_none(_Row, _READ, sha=sha)
    if row is None:
        return None
    blocks = msgspec.json.decode(row.boxes, type=tuple[Block, ...])
    return PictureText(row.state, row.w, row.h, blocks, row.at_us)


def worth_another_look(known: PictureText, *, now_us: int) -> bool:
    """Whether what went wrong is long enough ago to be tried again."""
    gone_wrong = known.state in ("no_reader", "failed")
    return gone_wrong and now_us - known.at_us >= RETRY_S * SECOND


async def want(tx: WriteTx, sha: str, *, now_us: int) -> bool:
    """Ask for a picture to be read; True for the first who asks. However many ask, one event."""
    first = await tx.run(_WANT, sha=sha, at_us=now_us) == 1
    if first or await tx.run(_AGAIN, sha=sha, at_us=now_us, before_us=now_us - RETRY_S * SECOND):
        await tell(tx, PictureTextWanted(sha))
        return True
    return False


async def keep(tx: WriteTx, sha: str, found: PictureText, *, now_us: int) -> None:
    """Keep what was read, or why nothing was; tell those who wait."""
    await tx.run(
        _KEEP,
        sha=sha,
        state=found.state,
        w=found.w,
        h=found.h,
        boxes=msgspec.json.encode(found.blocks).decode(),
        at_us=now_us,
    )
    await tell(tx, PictureTextRead(sha))


async def forget(tx: WriteTx, shas: list[str]) -> None:
    """Forget what was read in pictures that are gone."""
    if shas:
        await tx.run(_FORGET, shas=shas)
