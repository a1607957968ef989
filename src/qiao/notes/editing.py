"""Writing a note anew: what it said before is kept and shown, its counts and its age stay."""

import json
from typing import NamedTuple

from qiao.kit.clock import HOUR, SECOND, Micros, rfc3339
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import NotFound
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.notes.commands import set_standing
from qiao.notes.events import NoteEdited
from qiao.notes.gate import Gate
from qiao.notes.models import Audience, Draft, EditedTooMuch, Standing, UnderReview
from qiao.notes.momos import refuse_known_photos
from qiao.notes.photos import kind_of, put_photos
from qiao.notes.views import EarlierText
from qiao.topics.commands import count_note, discount_note, know

MAX_EDITS_PER_HOUR = 30
"""Each makes the square read, translate and find a note anew."""

MAX_SHOWN = 100

_BEFORE = Sql("""
    select title, body, standing, audience, labels, momo,
           case edited_us when 0 then at_us else edited_us end
    from notes where id = :note and author_id = :author
""")
_HOLD = Sql("update note_counts set likes = likes where note_id = :note")
_PHOTOS = Sql("select media_id, alt from note_media where note_id = :note order by pos")
_TOPICS = Sql("""
    select t.slug, p.label from note_topics t join topics p on p.slug = t.slug
    where t.note_id = :note order by t.pos
""")
_LATELY = Sql("""
    select until_us from note_edits where by_id = :author and until_us > :since_us
    order by until_us desc limit :most
""")
_KEEP = Sql("""
    insert into note_edits
      (note_id, no, by_id, title, body, topics, alts, labels, audience, at_us, until_us)
    select :note, coalesce(max(no), 0) + 1, :author, :title, :body, :topics, :alts, :labels,
           :audience, :at_us, :now_us
    from note_edits where note_id = :note
""")
_WRITE = Sql("""
    update notes set kind = :kind, title = :title, body = :body, labels = :labels,
      edited_us = :now_us where id = :note
""")
_UNREAD = Sql("update notes set lang = 'und', mixed = '[]' where id = :note")
_OLDER = Sql("update note_versions set older = 1 where note_id = :note")
_UNPICTURE = Sql("delete from note_media where note_id = :note")
_UNTOPIC = Sql("delete from note_topics where note_id = :note")
_TOPIC = Sql("""
    insert into note_topics (note_id, pos, slug, at_us)
    select :note, :pos, :slug, at_us from notes where id = :note
""")
# what an author wrote for fewer than now is shown to her alone: whoever was chosen may be others
_EARLIER = Sql("""
    select e.title, e.body, e.topics, e.alts, e.labels, e.at_us, e.until_us
    from note_edits e join notes n on n.id = e.note_id
    where e.note_id = :note and (
      n.author_id = :reader or e.audience = 'public'
      or (e.audience = 'mutuals' and n.audience = 'mutuals')
    )
    order by e.no desc limit :limit_rows
""")
_FALLS = (Standing.PUBLIC, Standing.LIMITED, Standing.HELD, Standing.REMOVED)


class _Before(NamedTuple):
    title: str
    body: str
    standing: str
    audience: str
    labels: str
    momo: int
    at_us: int


async def edit_note(
    tx: WriteTx, author: str, note: str, draft: Draft, gate: Gate, *, now: Micros
) -> None:
    """Write one's own note anew; whom it is for stays as it is. The same again changes nothing.

    Raises:
        NotFound: the note is not there or not the author's.
        UnderReview: it is held or was taken down.
        EditedTooMuch, MediaNotFound, MomoPhotoKnown
        Refusal: whatever the gate says to new words.
    """
    before = await tx.one_or_none(_Before, _BEFORE, note=note, author=author)
    if before is None:
        raise NotFound
    standing = Standing.PUBLIC
    if _said(before) != (draft.title, draft.body):
        # asked before the note is held: who publishes takes the locks in this order too
        text = f"{draft.title}\n{draft.body}"
        standing = await gate.standing(tx, author, "note", text, now=now)
    if not await tx.run(_HOLD, note=note):
        raise NotFound
    before = await tx.one_or_none(_Before, _BEFORE, note=note, author=author)
    if before is None:
        raise NotFound
    if before.standing in (Standing.HELD, Standing.REMOVED):
        raise UnderReview
    photos = [(str(id_), str(alt)) for id_, alt in await tx.all(tuple, _PHOTOS, note=note)]
    topics = {str(slug): str(label) for slug, label in await tx.all(tuple, _TOPICS, note=note)}
    labels = json.dumps(draft.labels)
    new_words = _said(before) != (draft.title, draft.body)
    new_photos = photos != [tuple(photo) for photo in draft.photos]
    new_topics = list(topics) != list(draft.topics)
    if not (new_words or new_photos or new_topics or before.labels != labels):
        return
    await _ask_pace(tx, author, now)
    come = [photo.media_id for photo in draft.photos if photo.media_id not in dict(photos)]
    await refuse_known_photos(tx, author, come, momo=before.momo > 0, note=note)
    await tx.run(
        _KEEP,
        note=note,
        author=author,
        title=before.title,
        body=before.body,
        topics=json.dumps(list(topics.values()), ensure_ascii=False),
        alts=json.dumps([alt for _, alt in photos], ensure_ascii=False),
        labels=before.labels,
        audience=before.audience,
        at_us=before.at_us,
        now_us=now,
    )
    await tx.run(
        _WRITE,
        note=note,
        kind=await kind_of(tx, draft.photos),
        title=draft.title,
        body=draft.body,
        labels=labels,
        now_us=now,
    )
    if new_words:
        await tx.run(_UNREAD, note=note)
        await tx.run(_OLDER, note=note)
    if new_photos:
        await tx.run(_UNPICTURE, note=note)
        await put_photos(tx, author, note, draft.photos)
        await media.release(tx, [MediaId(id_) for id_, _ in photos])
    if new_topics:
        await _put_topics(tx, note, draft, topics, public=before.audience == Audience.PUBLIC)
    if _FALLS.index(standing) > _FALLS.index(Standing(before.standing)):
        await set_standing(tx, "note", note, standing)
    await tell(tx, NoteEdited(note, author))


async def earlier_texts(
    tx: ReadTx, note: str, *, reader: str | None, limit: int = MAX_SHOWN
) -> list[EarlierText]:
    """Return what a note said before, the latest first, to one who may see the note."""
    rows = await tx.all(tuple, _EARLIER, note=note, reader=reader, limit_rows=limit)
    return [
        EarlierText(
            title=title,
            body=body,
            topics=json.loads(topics),
            alt=json.loads(alts),
            labels=json.loads(labels),
            at=rfc3339(at_us),
            until=rfc3339(until_us),
        )
        for title, body, topics, alts, labels, at_us, until_us in rows
    ]


def _said(before: _Before) -> tuple[str, str]:
    return before.title, before.body


async def _ask_pace(tx: WriteTx, author: str, now: Micros) -> None:
    since = now - HOUR
    lately = await tx.rows(
        _LATELY, {"author": author, "since_us": since, "most": MAX_EDITS_PER_HOUR}
    )
    if len(lately) >= MAX_EDITS_PER_HOUR:
        until = int(str(lately[-1][0])) + HOUR
        raise EditedTooMuch(max=MAX_EDITS_PER_HOUR, retry_s=max(1, -(-(until - now) // SECOND)))


async def _put_topics(
    tx: WriteTx, note: str, draft: Draft, before: dict[str, str], *, public: bool
) -> None:
    come = {slug: label for slug, label in draft.topics.items() if slug not in before}
    if public:
        await discount_note(tx, [slug for slug in before if slug not in draft.topics])
        await count_note(tx, come)
    else:
        await know(tx, come)
    await tx.run(_UNTOPIC, note=note)
    for pos, slug in enumerate(draft.topics):
        await tx.run(_TOPIC, note=note, pos=pos, slug=slug)
