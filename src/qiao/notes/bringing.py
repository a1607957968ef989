"""Notes that come from elsewhere, as old as they are: nobody is told, and nothing gains by it.

What is brought keeps its date, its versions and what it said before. `notes.brought` keeps it off
first audiences, and the feed takes it for older than all else.
"""

import json
from collections.abc import Sequence

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.notes.commands import choose, delete_note
from qiao.notes.events import NoteBrought
from qiao.notes.keeping import first_board
from qiao.notes.linking import How, put_links
from qiao.notes.models import Audience, ChosenUnknown, Draft, NoteId
from qiao.notes.momos import number_for, refuse_known_photos
from qiao.notes.photos import kind_of, put_photos
from qiao.notes.places import put_place
from qiao.people.circles import Circle
from qiao.topics.commands import count_note, know

_PUBLISH = Sql("""
    insert into notes
      (id, author_id, kind, title, body, lang, mixed, standing, audience, momo, labels, at_us,
       edited_us, answer_by, place, brought)
    values
      (:id, :author, :kind, :title, :body, :lang, :mixed, 'public', :audience, :momo, :labels,
       :at_us, :edited_us, :answer_by, :place, 1)
""")
_ASK = Sql("""
    insert into note_questions (note_id, unit, unit_name) values (:note, :unit, :unit_name)
""")
_LINKED = Sql("select how from note_links where note_id = :note and how = :how")
_COUNTS = Sql("insert into note_counts (note_id) values (:id)")
_TOPIC = Sql("""
    insert into note_topics (note_id, pos, slug, at_us) values (:note, :pos, :slug, :at_us)
""")
_COUNT_MINE = Sql("update member_counts set notes = notes + 1 where member_id = :author")
_VERSION = Sql("""
    insert into note_versions (note_id, lang, title, body, alts, by_id, at_us, older)
    values (:note, :lang, :title, :body, :alts, :author, :at_us, :older)
    on conflict (note_id, lang) do nothing
""")
_EDIT = Sql("""
    insert into note_edits
      (note_id, no, by_id, title, body, topics, alts, labels, audience, at_us, until_us)
    values (:note, :no, :author, :title, :body, :topics, :alts, :labels, :audience, :at_us,
      :until_us)
""")
_OWN = Sql("""
    select at_us from notes where id = :note and author_id = :author and brought = 1
""")
_BOARD = Sql("""
    insert into boards (id, owner_id, title, first, at_us, open)
    values (:id, :owner, :title, 0, :at_us, :open)
""")
_OPEN_EMPTY = Sql("""
    update boards set open = 1 where id = :id and owner_id = :owner and open = 0
      and not exists (select 1 from collects k where k.board_id = :id)
""")
_CLOSE = Sql("update boards set open = 0 where id = :id and owner_id = :owner")
_DROP_BOARD = Sql("""
    delete from boards where id = :id and owner_id = :owner and first = 0
      and not exists (select 1 from collects k where k.board_id = :id)
""")


class BroughtVersion(msgspec.Struct, frozen=True):
    """A note in another language, written by a person; checked."""

    lang: str
    title: str
    body: str
    alts: list[str]
    at_us: int
    older: bool


class BroughtEdit(msgspec.Struct, frozen=True):
    """What a note said before; checked."""

    title: str
    body: str
    topics: list[str]
    alts: list[str]
    labels: list[str]
    audience: str
    at_us: int
    until_us: int


class Brought(msgspec.Struct, frozen=True):
    """A note that comes, checked. `lang` "und": it is looked for."""

    draft: Draft
    at_us: int
    lang: str = "und"
    mixed: list[str] = []
    edited_us: int = 0
    answer_by: Circle = Circle.EVERYONE
    versions: Sequence[BroughtVersion] = ()
    edits: Sequence[BroughtEdit] = ()


async def bring_note(tx: WriteTx, author: str, note: Brought) -> NoteId:
    """Put in a note of the author's from elsewhere, as old as it is; return its id.

    Whom of those it was for nobody here knows is left out.

    Raises:
        MediaNotFound, MomoPhotoKnown, VideoAlone
    """
    draft, at_us = note.draft, note.at_us
    photos = [photo.media_id for photo in draft.photos]
    await refuse_known_photos(tx, author, photos, momo=draft.momo)
    id_ = NoteId(new_id(at_us))
    await tx.run(
        _PUBLISH,
        id=id_,
        author=author,
        kind=await kind_of(tx, draft.photos),
        title=draft.title,
        body=draft.body,
        lang=note.lang,
        mixed=json.dumps(note.mixed),
        audience=draft.audience,
        momo=int(draft.momo),
        labels=json.dumps(draft.labels),
        at_us=at_us,
        edited_us=note.edited_us,
        answer_by=note.answer_by,
        place=await put_place(tx, draft.place),
    )
    await tx.run(_COUNTS, id=id_)
    if draft.momo:
        await number_for(tx, id_, author)
    await put_photos(tx, author, id_, draft.photos)
    for pos, slug in enumerate(draft.topics):
        await tx.run(_TOPIC, note=id_, pos=pos, slug=slug, at_us=at_us)
    if draft.audience == Audience.PUBLIC:
        await count_note(tx, draft.topics)
        if not draft.momo:
            await tx.run(_COUNT_MINE, author=author)
    else:
        await know(tx, draft.topics)
        await _choose_known(tx, id_, author, draft.chosen)
    if draft.asks:
        asked = draft.asks
        await tx.run(_ASK, note=id_, unit=asked.unit or "", unit_name=asked.unit_name)
    for version in note.versions:
        await tx.run(
            _VERSION,
            note=id_,
            author=author,
            lang=version.lang,
            title=version.title,
            body=version.body,
            alts=_list(version.alts),
            at_us=version.at_us,
            older=int(version.older),
        )
    for no, edit in enumerate(note.edits, start=1):
        await tx.run(
            _EDIT,
            note=id_,
            no=no,
            author=author,
            title=edit.title,
            body=edit.body,
            topics=_list(edit.topics),
            alts=_list(edit.alts),
            labels=json.dumps(edit.labels),
            audience=edit.audience,
            at_us=edit.at_us,
            until_us=edit.until_us,
        )
    await tell(tx, NoteBrought(id_, author, understood=note.lang != "und"))
    return id_


async def _choose_known(tx: WriteTx, note: str, author: str, handles: Sequence[str]) -> None:
    for handle in handles:
        try:
            await choose(tx, note, author, [handle])
        except ChosenUnknown:
            continue


async def link_brought(
    tx: WriteTx, author: str, note: str, how: How, to: str, *, at_us: int
) -> None:
    """Let a note that was brought answer or quote another one of hers that was.

    Raises:
        NotFound: one of the two is not there, or was not brought.
    """
    for one in (note, to):
        if await tx.value(_OWN, note=one, author=author) is None:
            raise NotFound(field=f"{how}s")
    if await tx.value(_LINKED, note=note, how=how) is None:
        await put_links(tx, author, note, [(how, to)], momo=False, now=Micros(at_us))


async def bring_board(
    tx: WriteTx, owner: str, title: str | None, *, at_us: int, open: bool = False
) -> str:
    """Make a board as old as it is; return its id. `title` None: the one everybody has."""
    if title is None:
        return await first_board(tx, owner, Micros(at_us))
    id_ = new_id(at_us)
    await tx.run(_BOARD, id=id_, owner=owner, title=title, at_us=at_us, open=int(open))
    return id_


async def take_back_note(tx: WriteTx, author: str, note: str) -> bool:
    """Take away a note that was brought; return whether it was still there."""
    if await tx.value(_OWN, note=note, author=author) is None:
        return False
    await delete_note(tx, author, note)
    return True


async def open_brought_board(tx: WriteTx, owner: str, board: str) -> bool:
    """Open the board that everybody has, where nothing is in it yet; return whether that was new.

    What she keeps here is her own matter, whatever she kept elsewhere.
    """
    return bool(await tx.run(_OPEN_EMPTY, id=board, owner=owner))


async def close_brought_board(tx: WriteTx, owner: str, board: str) -> None:
    """Let a board that was opened so be hers alone again."""
    await tx.run(_CLOSE, id=board, owner=owner)


async def take_back_board(tx: WriteTx, owner: str, board: str) -> bool:
    """Take away a board that was brought and holds nothing any more; return whether it went."""
    return bool(await tx.run(_DROP_BOARD, id=board, owner=owner))


def _list(texts: list[str]) -> str:
    return json.dumps(texts, ensure_ascii=False)
