"""What stands around notes that came: boards, what is kept in them, captions, questions' ends."""

from qiao.kit.clock import Micros
from qiao.kit.db import WriteTx
from qiao.kit.refusals import Refusal
from qiao.kit.text import clean
from qiao.notes import bringing, bringing_talk
from qiao.notes.keeping import collect
from qiao.notes.models import MAX_BOARD_CHARS
from qiao.people.commands import checked_lang
from qiao.translate.speech.captions import parse
from qiao.translate.speech.store import put_captions
from qiao.travel.packing import shapes
from qiao.travel.unpacking import reading
from qiao.travel.unpacking.checking import Unfit, checked_at
from qiao.travel.unpacking.way import Way


async def boards(way: Way) -> None:
    """Make her boards; those that everybody might see are so here, where she wants it as it was."""
    async for batch in reading.lines(
        way.parcel, "boards", shapes.Board, most=reading.MAX_BOARDS * 2
    ):
        found = [b for b in batch if not isinstance(b, Unfit)]
        way.here |= await way.known("board", [b.id for b in found])
        for board in found:
            if board.id not in way.here:
                await _board(way, board)


async def _board(way: Way, board: shapes.Board) -> None:
    title = None
    try:
        if not board.first:
            title = clean(
                board.title, field="title", max_chars=MAX_BOARD_CHARS, lines=False, empty=False
            )
    except Refusal as refusal:
        way.left.leave(refusal.code)
        return
    at_us = checked_at(board.at, way.now) or way.now
    is_open = board.open and not way.private

    async def bring(tx: WriteTx) -> str:
        id_ = await bringing.bring_board(tx, way.member, title, at_us=at_us, open=is_open)
        await way.keep(tx, "board", way.source("board", board.id), id_)
        if title is None and is_open and await bringing.open_brought_board(tx, way.member, id_):
            await way.keep(tx, "opened", way.source("opened", board.id), id_)
        return id_

    way.here[board.id] = await way.db.write(bring)


async def collects(way: Way) -> None:
    """Keep her own notes in her boards again; what belongs to no board, in the first one."""
    async for batch in reading.lines(
        way.parcel, "collects", shapes.Collect, most=reading.MAX_COMMENTS
    ):
        for kept in batch:
            if isinstance(kept, Unfit) or kept.note not in way.here:
                continue
            at_us = checked_at(kept.at, way.now) or way.now
            await way.db.write(
                collect,
                way.member,
                way.here[kept.note],
                now=Micros(at_us),
                board=way.here.get(kept.board),
            )


async def captions(way: Way) -> None:
    """Put captions on her pictures and films."""
    async for batch in reading.lines(
        way.parcel, "captions", shapes.Captions, most=reading.MAX_COMMENTS
    ):
        found = [one for one in batch if not isinstance(one, Unfit)]
        known = await way.known("media", [one.media for one in found])
        for one in found:
            if one.media in known:
                fit = await way.db.write(
                    _put_captions, way.member, known[one.media], one, now=way.now
                )
                way.left.leave("captions_broken", 0 if fit else 1)


async def _put_captions(
    tx: WriteTx, member: str, media: str, captions: shapes.Captions, *, now: Micros
) -> bool:
    """Keep captions of one of her media; return whether they could be read."""
    try:
        lang = checked_lang(captions.lang, field="lang")
        cues = parse(captions.vtt)
    except Refusal:
        return False
    at_us = checked_at(captions.at, now) or now
    await put_captions(
        tx, media, lang, member, cues, publish=captions.state == "published", now_us=at_us
    )  # fmt: skip
    return True


async def questions(way: Way) -> None:
    """Tell what came of her questions; the answers that helped are others', and are not here."""
    async for batch in reading.lines(
        way.parcel, "questions", shapes.Asking, most=reading.MAX_NOTES
    ):
        for asked in batch:
            if isinstance(asked, Unfit) or asked.note not in way.here:
                continue
            way.left.leave("answers_elsewhere", int(bool(asked.answer)))
            if asked.outcome in way.here:
                await way.db.write(
                    bringing_talk.tell_brought,
                    way.member,
                    way.here[asked.note],
                    way.here[asked.outcome],
                )


async def figures(way: Way) -> None:
    """Let her comments be the numbers they were, below her own questions."""
    async for batch in reading.lines(
        way.parcel, "figures", shapes.Figure, most=reading.MAX_COMMENTS
    ):
        for figure in batch:
            if isinstance(figure, Unfit) or figure.comment not in way.here:
                way.left.leave("figures_elsewhere")
                continue
            try:
                await way.db.write(
                    bringing_talk.figure_brought,
                    way.member,
                    way.here[figure.comment],
                    place=figure.place,
                    value=figure.amount,
                    currency=figure.currency,
                )
            except Refusal as refusal:
                way.left.leave(refusal.code)
