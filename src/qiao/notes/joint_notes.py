"""A note that two wrote together, after it was published: each her own words, leaving, deleting."""

from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.notes.commands import remove_note, set_standing
from qiao.notes.events import NoteEdited, NoteVersionAdded
from qiao.notes.gate import Gate
from qiao.notes.models import (
    MAX_BODY_CHARS,
    MAX_TITLE_CHARS,
    NoteEmpty,
    Standing,
    UnderReview,
)

_HOLD = Sql("update note_counts set likes = likes where note_id = :note")
_NOTE = Sql("""
    select author_id, with_id, standing from notes
    where id = :note and with_id <> '' and (author_id = :member or with_id = :member)
""")
_VERSION = Sql("""
    select lang, title, body from note_versions where note_id = :note and by_id = :by limit 1
""")
_WRITE = Sql("""
    update note_versions set title = :title, body = :body, at_us = :now_us, older = 0
    where note_id = :note and lang = :lang and by_id = :by
""")
_UNVERSION = Sql("delete from note_versions where note_id = :note and by_id = :by")
_ALONE = Sql("update notes set with_id = '' where id = :note")
_HAND_ON = Sql("""
    update notes set author_id = :heir, with_id = '', title = :title, body = :body, lang = :lang,
      mixed = '[]', kind = 'text' where id = :note
""")
_UNEDIT = Sql("delete from note_edits where note_id = :note and by_id = :by")
_MEDIA = Sql("select media_id from note_media where note_id = :note")
_UNPICTURE = Sql("delete from note_media where note_id = :note")
_FORGET_WISHES = Sql("delete from joint_wishes where note_id = :note")
_WISH = Sql("""
    insert into joint_wishes (note_id, member_id, at_us) values (:note, :member, :now_us)
    on conflict (note_id, member_id) do nothing
""")
_UNWISH = Sql("delete from joint_wishes where note_id = :note and member_id = :member")
_WISHES = Sql("select member_id from joint_wishes where note_id = :note")
_COUNT = Sql("update member_counts set notes = notes - 1 where member_id = :member")
_FALLS = (Standing.PUBLIC, Standing.LIMITED, Standing.HELD, Standing.REMOVED)


class _Note(NamedTuple):
    author: str
    other: str
    standing: str


class Own(NamedTuple):
    """What the second of two wrote."""

    lang: str
    title: str
    body: str


async def write_own(
    tx: WriteTx, member: str, note: str, gate: Gate, *, title: str, body: str, now: Micros
) -> None:
    """Write one's own part anew, as the second of two; the first edits the note.

    Raises:
        NotFound: it is not a note that she wrote with another, or her part is the note itself.
        UnderReview, NoteEmpty, and those of `kit.text.clean`.
        Refusal: what the gate says to new words.
    """
    title = clean(title, field="title", max_chars=MAX_TITLE_CHARS * 2, lines=False)
    body = clean(body, field="body", max_chars=MAX_BODY_CHARS * 2)
    if not (title or body):
        raise NoteEmpty(field="body")
    found = await _joint(tx, member, note)
    own = await tx.one_or_none(Own, _VERSION, note=note, by=member)
    if own is None or member != found.other:
        raise NotFound
    if found.standing in (Standing.HELD, Standing.REMOVED):
        raise UnderReview
    if (own.title, own.body) == (title, body):
        return
    standing = await gate.standing(tx, member, "note", f"{title}\n{body}", now=now)
    await tx.run(_WRITE, note=note, lang=own.lang, by=member, title=title, body=body, now_us=now)
    if _FALLS.index(standing) > _FALLS.index(Standing(found.standing)):
        await set_standing(tx, "note", note, standing)
    await tell(tx, NoteVersionAdded(note, own.lang))


async def leave(tx: WriteTx, member: str, note: str) -> None:
    """Leave a note that one wrote with another: one's own words go, the note stays with them.

    Where the first leaves, the other's words become the note; photos of the first go with her.

    Raises:
        NotFound: it is not a note that she wrote with another.
    """
    if not await tx.run(_HOLD, note=note):
        raise NotFound
    found = await _joint(tx, member, note)
    heir = found.author
    if member == found.author:
        heir = found.other
        own = await tx.one_or_none(Own, _VERSION, note=note, by=heir)
        if own is None:
            raise NotFound
        pictures = [MediaId(str(row[0])) for row in await tx.rows(_MEDIA, {"note": note})]
        await tx.run(_UNPICTURE, note=note)
        await media.release(tx, pictures)
        await tx.run(_UNVERSION, note=note, by=heir)
        await tx.run(_HAND_ON, note=note, heir=heir, title=own.title, body=own.body, lang=own.lang)
        await tx.run(_UNEDIT, note=note, by=member)
    await tx.run(_UNVERSION, note=note, by=member)
    await tx.run(_ALONE, note=note)
    await tx.run(_FORGET_WISHES, note=note)
    await tx.run(_COUNT, member=member)
    await tell(tx, NoteEdited(note, heir))


async def wish_gone(tx: WriteTx, member: str, note: str, *, now: Micros) -> bool:
    """Wish a note gone that one wrote with another; it goes when both do. Say whether it is gone.

    Raises:
        NotFound: it is not a note that she wrote with another.
    """
    if not await tx.run(_HOLD, note=note):
        raise NotFound
    found = await _joint(tx, member, note)
    await tx.run(_WISH, note=note, member=member, now_us=now)
    if set(await wishes(tx, note)) < {found.author, found.other}:
        return False
    await tx.run(_FORGET_WISHES, note=note)
    await remove_note(tx, found.author, note)
    return True


async def keep(tx: WriteTx, member: str, note: str) -> None:
    """Wish it gone no longer; twice is fine. Raises NotFound."""
    await _joint(tx, member, note)
    await tx.run(_UNWISH, note=note, member=member)


async def wishes(tx: ReadTx, note: str) -> list[str]:
    """Return who wishes a note gone."""
    return [str(row[0]) for row in await tx.rows(_WISHES, {"note": note})]


async def part_of(tx: ReadTx, member: str, note: str) -> tuple[bool, list[str]]:
    """Say whether she is the first of two who wrote it, and who wishes it gone; raises NotFound."""
    found = await _joint(tx, member, note)
    return member == found.author, await wishes(tx, note)


async def _joint(tx: ReadTx, member: str, note: str) -> _Note:
    found = await tx.one_or_none(_Note, _NOTE, note=note, member=member)
    if found is None:
        raise NotFound
    return found
