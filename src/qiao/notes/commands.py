"""Changing notes: publishing, deleting, versions in other languages, standing."""

import json
from collections.abc import Sequence

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.notes.events import (
    AudienceChanged,
    CommentUnderstood,
    NoteDeleted,
    NotePublished,
    NoteUnderstood,
    NoteVersionAdded,
    StandingChanged,
)
from qiao.notes.gate import Gate
from qiao.notes.linking import How, forget_links, put_links
from qiao.notes.models import (
    MAX_BODY_CHARS,
    MAX_TITLE_CHARS,
    Audience,
    ChosenUnknown,
    Draft,
    NoteEmpty,
    NoteId,
    OfKind,
    Standing,
    WrittenTogether,
)
from qiao.notes.momos import MomoForAll, number_for, refuse_known_photos
from qiao.notes.photos import kind_of, put_photos
from qiao.notes.places import forget_place, place_of, put_place
from qiao.notes.web_links import forget_web_links
from qiao.people.commands import checked_lang
from qiao.topics.commands import count_again, count_note, discount_note, know

_PUBLISH = Sql("""
    insert into notes
      (id, author_id, kind, title, body, lang, standing, audience, momo, labels, place,
       at_us)
    values
      (:id, :author, :kind, :title, :body, :lang, :standing, :audience, :momo, :labels, :place,
       :now_us)
""")
_COUNTS = Sql("insert into note_counts (note_id) values (:id)")
_ASK = Sql("""
    insert into note_questions (note_id, unit, unit_name) values (:note, :unit, :unit_name)
""")
_UNACCEPT = Sql("""
    update note_questions set accepted_of = '', accepted_id = '' where accepted_id = :note
""")
_TOPIC = Sql("""
    insert into note_topics (note_id, pos, slug, at_us) values (:note, :pos, :slug, :now_us)
""")
_COUNT_MINE = Sql("update member_counts set notes = notes + :step where member_id = :author")
# whoever changes what hangs on a note waits here for whoever deletes it, and the other way round
_HOLD = Sql("update note_counts set likes = likes where note_id = :note")
_OWNED = Sql("select audience, momo, with_id from notes where id = :id and author_id = :author")
_VERSION_BY = Sql("select by_id from note_versions where note_id = :note and lang = :lang")
_PUT_VERSION = Sql("""
    insert into note_versions (note_id, lang, title, body, alts, by_id, at_us)
    values (:note, :lang, :title, :body, :alts, :by, :now_us)
    on conflict (note_id, lang) do update
      set title = :title, body = :body, alts = :alts, by_id = :by, at_us = :now_us, older = 0
""")
_UNDERSTOOD: dict[OfKind, Sql] = {
    "note": Sql("update notes set lang = :lang, mixed = :mixed where id = :id"),
    "comment": Sql("update comments set lang = :lang, mixed = :mixed where id = :id"),
}
_STAND: dict[OfKind, Sql] = {
    "note": Sql("update notes set standing = :standing where id = :id and standing <> :standing"),
    "comment": Sql(
        "update comments set standing = :standing where id = :id and standing <> :standing"
    ),
}
_WHOSE: dict[OfKind, Sql] = {
    "note": Sql("select id, author_id from notes where id = :id"),
    "comment": Sql("select note_id, author_id from comments where id = :id"),
}
_MEAN = Sql("update notes set audience = :audience where id = :note")
_CHOOSE = Sql("insert into note_chosen (note_id, member_id) values (:note, :member)")
_UNCHOOSE = Sql("delete from note_chosen where note_id = :note")
# who blocks the author, or is blocked by her, is nobody to her
_IDS_OF = Sql("""
    select m.handle, m.id from members m where m.handle in (:handles...) and not exists (
      select 1 from blocks b where (b.by_id = m.id and b.of_id = :author)
        or (b.by_id = :author and b.of_id = m.id)
    )
""")
_SLUGS = Sql("select slug from note_topics where note_id = :note")
_MEDIA = Sql("""
    select media_id from note_media where note_id = :note
    union all select p.media_id from comment_media p join comments c on c.id = p.comment_id
    where c.note_id = :note
""")
_UNBOARD = Sql("""
    update boards set notes = notes - 1
    where id in (select board_id from collects where note_id = :note)
""")
_BELOW = "where comment_id in (select id from comments where note_id = :note)"
# counts go before what they count: a like that comes meanwhile waits for them and finds them gone
_GONE = [
    Sql(f"delete from {rows}")
    for rows in (
        f"comment_counts {_BELOW}",
        f"comment_likes {_BELOW}",
        f"comment_versions {_BELOW}",
        f"comment_reads {_BELOW}",
        f"comment_media {_BELOW}",
        "comments where note_id = :note",
        "likes where note_id = :note",
        "collects where note_id = :note",
        "note_topics where note_id = :note",
        "note_chosen where note_id = :note",
        "momo_numbers where note_id = :note",
        "note_media where note_id = :note",
        "note_versions where note_id = :note",
        "note_edits where note_id = :note",
        "note_pins where note_id = :note",
        "note_links where note_id = :note",
        "note_questions where note_id = :note",
        "comment_figures where note_id = :note",
        "joint_wishes where note_id = :note",
        "note_counts where note_id = :note",
        "notes where id = :note",
    )
]


async def publish(
    tx: WriteTx,
    author: str,
    draft: Draft,
    gate: Gate,
    *,
    now: Micros,
    lang: str = "und",
    id: str | None = None,
) -> NoteId:
    """Publish `draft` in the author's name; its language is found soon after, by the worker.

    `id` is for notes that have one already: what is imported keeps its name.

    Raises:
        MediaNotFound: a photo is not one that this author uploaded.
        MomoForAll, MomoPhotoKnown: it would not stay unknown who momo is.
        NotFound, NotesClosed: what it answers or quotes is not there, or not for her to answer.
        Refusal: whatever the gate says.
    """
    _refuse_few(draft.audience, momo=draft.momo)
    photos = [photo.media_id for photo in draft.photos]
    await refuse_known_photos(tx, author, photos, momo=draft.momo)
    text = f"{draft.title}\n{draft.body}"
    standing = await gate.standing(tx, author, "note", text, now=now)
    note = NoteId(id or new_id(now))
    await tx.run(
        _PUBLISH,
        id=note,
        author=author,
        kind=await kind_of(tx, draft.photos),
        title=draft.title,
        body=draft.body,
        lang=lang,
        standing=standing,
        audience=draft.audience,
        momo=int(draft.momo),
        labels=json.dumps(draft.labels),
        place=await put_place(tx, draft.place),
        now_us=now,
    )
    await tx.run(_COUNTS, id=note)
    if draft.momo:
        await number_for(tx, note, author)
    await put_photos(tx, author, note, draft.photos)
    for pos, slug in enumerate(draft.topics):
        await tx.run(_TOPIC, note=note, pos=pos, slug=slug, now_us=now)
    if draft.audience == Audience.PUBLIC:
        await count_note(tx, draft.topics)
        if not draft.momo:
            await tx.run(_COUNT_MINE, author=author, step=1)
    else:
        await know(tx, draft.topics)
        await choose(tx, note, author, draft.chosen)
    await tell(tx, NotePublished(note, author))
    links: list[tuple[How, str]] = [("answer", draft.answers)] if draft.answers else []
    links += [("quote", draft.quotes)] if draft.quotes else []
    await put_links(tx, author, note, links, momo=draft.momo, now=now)
    if draft.asks:
        unit = draft.asks.unit or ""
        await tx.run(_ASK, note=note, unit=unit, unit_name=draft.asks.unit_name)
    return note


async def delete_note(tx: WriteTx, author: str, note: str) -> None:
    """Take one's own note away, with all that hangs on it; raises NotFound, WrittenTogether."""
    owned = await tx.one_or_none(tuple, _OWNED, id=note, author=author)
    if owned is not None and owned[2]:
        raise WrittenTogether
    await remove_note(tx, author, note)


async def remove_note(tx: WriteTx, author: str, note: str) -> None:
    """Take a note away that is its author's, or that both who wrote it want gone."""
    if not await tx.run(_HOLD, note=note):
        raise NotFound
    owned = await tx.one_or_none(tuple, _OWNED, id=note, author=author)
    if owned is None:
        raise NotFound
    audience, momo, beside = owned
    if audience == Audience.PUBLIC:
        await _count(tx, author, note, -1, momo=bool(momo))
        if beside:
            await tx.run(_COUNT_MINE, author=beside, step=-1)
    pictures = [MediaId(str(row[0])) for row in await tx.rows(_MEDIA, {"note": note})]
    await media.release(tx, pictures)
    await forget_web_links(tx, note)
    place = await place_of(tx, note)
    await tx.run(_UNBOARD, note=note)
    await forget_links(tx, note)
    await tx.run(_UNACCEPT, note=note)
    for statement in _GONE:
        await tx.run(statement, note=note)
    await forget_place(tx, place)
    await tell(tx, NoteDeleted(note, author))


async def set_audience(
    tx: WriteTx, author: str, note: str, audience: Audience, chosen: Sequence[str] = ()
) -> None:
    """Mean one's own note for others than before. `chosen`: handles, for that audience only.

    Raises:
        NotFound: the note is not there or not the author's.
        ChosenUnknown: somebody chosen is not there.
        MomoForAll: it was published as momo; those who still saw it would be few.
        WrittenTogether: it is another's too.
    """
    if not await tx.run(_HOLD, note=note):
        raise NotFound
    owned = await tx.one_or_none(tuple, _OWNED, id=note, author=author)
    if owned is None:
        raise NotFound
    before, momo, beside = owned
    if beside:
        raise WrittenTogether
    _refuse_few(audience, momo=bool(momo))
    await tx.run(_UNCHOOSE, note=note)
    if audience == Audience.CHOSEN:
        await choose(tx, note, author, chosen)
    await tx.run(_MEAN, note=note, audience=audience)
    was, now = before == Audience.PUBLIC, audience == Audience.PUBLIC
    if was != now:
        await _count(tx, author, note, int(now) - int(was), momo=bool(momo))
    if audience != before or audience == Audience.CHOSEN:
        await tell(tx, AudienceChanged(note, author, audience))


async def choose(tx: WriteTx, note: str, author: str, handles: Sequence[str]) -> None:
    """Add to those a note is for; raises ChosenUnknown."""
    if not handles:
        return
    found = {str(handle): str(member) for handle, member in await tx.all(
        tuple, _IDS_OF, handles=list(handles), author=author
    )}  # fmt: skip
    if missing := [handle for handle in handles if handle not in found]:
        raise ChosenUnknown(field="chosen", handle=missing[0])
    await tx.run_many(_CHOOSE, [{"note": note, "member": found[handle]} for handle in handles])


def _refuse_few(audience: Audience, *, momo: bool) -> None:
    if momo and audience not in (Audience.PUBLIC, Audience.PRIVATE):
        raise MomoForAll(field="audience")


async def _count(tx: WriteTx, author: str, note: str, step: int, *, momo: bool) -> None:
    """Count a note in what everybody is told (1), or no longer (-1)."""
    slugs = [str(row[0]) for row in await tx.rows(_SLUGS, {"note": note})]
    await (count_again if step > 0 else discount_note)(tx, slugs)
    if not momo:
        await tx.run(_COUNT_MINE, author=author, step=step)


async def put_version(
    tx: WriteTx,
    author: str,
    note: str,
    lang: str,
    *,
    title: str,
    body: str,
    now: Micros,
    alts: tuple[str, ...] = (),
) -> None:
    """Keep a version of one's own note in another language, written by a person.

    Raises:
        NotFound: the note is not there or not the author's.
        WrittenTogether: in this language it is the other's who wrote it with her.
        NoteEmpty, LangUnknown, and those of `kit.text.clean`.
    """
    if await tx.value(_OWNED, id=note, author=author) is None:
        raise NotFound
    lang = checked_lang(lang, field="lang")
    if (await tx.value(_VERSION_BY, note=note, lang=lang) or author) != author:
        raise WrittenTogether
    title = clean(title, field="title", max_chars=MAX_TITLE_CHARS * 2, lines=False)
    body = clean(body, field="body", max_chars=MAX_BODY_CHARS * 2)
    if not (title or body):
        raise NoteEmpty(field="body")
    if not await tx.run(_HOLD, note=note):
        raise NotFound
    await tx.run(
        _PUT_VERSION,
        note=note,
        lang=lang,
        title=title,
        body=body,
        alts=json.dumps(alts, ensure_ascii=False),
        by=author,
        now_us=now,
    )
    await tell(tx, NoteVersionAdded(note, lang))


async def set_language(
    tx: WriteTx, of: OfKind, id: str, lang: str, mixed: tuple[str, ...] = ()
) -> None:
    """Keep the language a text was found to be in, and the languages of a mixed text."""
    row = await tx.one_or_none(tuple, _WHOSE[of], id=id)
    if row is None:
        return
    await tx.run(_UNDERSTOOD[of], id=id, lang=lang, mixed=json.dumps(mixed))
    note = str(row[0])
    await tell(tx, NoteUnderstood(note) if of == "note" else CommentUnderstood(id, note))


async def set_standing(tx: WriteTx, of: OfKind, id: str, standing: Standing) -> bool:
    """Change how far something may travel; return whether that was a change.

    Raises:
        NotFound: it is not there.
    """
    row = await tx.one_or_none(tuple, _WHOSE[of], id=id)
    if row is None:
        raise NotFound
    if not await tx.run(_STAND[of], id=id, standing=standing):
        return False
    await tell(tx, StandingChanged(of, id, str(row[0]), str(row[1]), standing))
    return True
