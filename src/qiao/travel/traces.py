"""What a member is found by: her ids, her handle, her texts and the names of her pictures."""

import json

from qiao.kit.db import ReadTx, Sql
from qiao.translate.models import Passage
from qiao.translate.tidy import normal_form, text_hash
from qiao.travel.models import Traces

_MEMBER = Sql("select handle, name, bio from members where id = :member")
_NOTES = Sql("select id, title, body, with_id from notes where author_id = :member")
_ALTS = Sql("""
    select m.note_id, m.alt from note_media m join notes n on n.id = m.note_id
    where n.author_id = :member order by m.note_id, m.pos
""")
_COMMENTS = Sql("""
    select id, case when author_id = :member then body else '' end from comments
    where author_id = :member
      or note_id in (select id from notes where author_id = :member and with_id = '')
""")
_MEDIA = Sql("""
    select id, sha, not exists (
      select 1 from media o where o.sha = media.sha and o.owner_id <> :member
    ) from media where owner_id = :member
    union all select id, film_sha, film_sha <> '' and not exists (
      select 1 from videos o where o.film_sha = videos.film_sha and o.owner_id <> :member
    ) from videos where owner_id = :member
""")
_BOARDS = Sql("select id, title from boards where owner_id = :member")
_NOTE_VERSIONS = Sql("""
    select title, body, alts from note_versions where by_id = :member
    union all select title, body, alts from note_edits where by_id = :member
""")
_COMMENT_VERSIONS = Sql("select body from comment_versions where by_id = :member")
_SAID = Sql("""
    select words from review_events where by_id = :member and kind in ('report', 'appeal')
    union all select better from translation_suggestions where by_id = :member
    union all select example from slang_entries where by_id = :member
    union all select query from search_log where member_id = :member
    union all select shown from search_history where member_id = :member
    union all select vtt from captions where by_id = :member
    union all select body from member_bios where member_id = :member
    union all select hello from invitations where by_id = :member
    union all select title from joint_texts where member_id = :member
    union all select body from joint_texts where member_id = :member
    union all select draft from waiting_notes where author_id = :member
""")


_COMMENT_ALTS = Sql("""
    select p.alt from comment_media p join comments c on c.id = p.comment_id
    where c.author_id = :member
""")


# what the square took in stays; what it did not goes with her, however often she wrote it anew
_CUSTOMS = Sql("""
    select t.title, t.body, t.example from custom_texts t join customs c on c.id = t.custom_id
    where c.by_id = :member and c.state in ('proposed', 'declined')
""")
_WROTE = Sql("""
    select body from messages where author_id = :member and length(body) >= 30
    order by id desc limit 500
""")


async def traces_of(tx: ReadTx, member: str) -> Traces:
    """Return what is there of a member now; nothing of one who is gone."""
    who = await tx.one_or_none(tuple, _MEMBER, member=member)
    found = Traces(handle=str(who[0]) if who else "")
    passages = [Passage(str(who[2]))] if who else []
    texts = [str(who[1]), str(who[2])] if who else []
    alts: dict[str, list[str]] = {}
    for note, alt in await tx.all(tuple, _ALTS, member=member):
        alts.setdefault(note, []).append(alt)
    for note, title, body, beside in await tx.all(tuple, _NOTES, member=member):
        if not beside:  # what two wrote stays with the other
            found.notes.append(note)
        texts += [title, body, *alts.get(note, ())]
        passages.append(Passage(body, title, tuple(alts.get(note, ()))))
    for comment, body in await tx.all(tuple, _COMMENTS, member=member):
        found.comments.append(comment)
        if body:
            texts.append(body)
            passages.append(Passage(body))
    for media, sha, alone in await tx.all(tuple, _MEDIA, member=member):
        found.media.append(media)
        found.shas += [sha] if alone else []
    for board, title in await tx.all(tuple, _BOARDS, member=member):
        found.boards.append(board)
        texts.append(title)
    for title, body, more in await tx.all(tuple, _NOTE_VERSIONS, member=member):
        texts += [title, body, *json.loads(more)]
    for title, body, example in await tx.all(tuple, _CUSTOMS, member=member):
        texts += [title, body, example]
        passages.append(Passage(f"{body}\n\n{example}" if example else body, title))
    texts += await tx.all(str, _COMMENT_VERSIONS, member=member)
    texts += await tx.all(str, _COMMENT_ALTS, member=member)
    texts += await tx.all(str, _SAID, member=member)
    # enough to find whether any of them is somewhere else; all of them are hers to take along
    texts += await tx.all(str, _WROTE, member=member)
    found.texts = [text for text in dict.fromkeys(texts) if normal_form(text)]
    passages += [Passage(text) for text in found.texts]
    found.hashes = sorted({text_hash(passage) for passage in passages})
    found.shas = sorted(set(found.shas))
    return found


def together(one: Traces, other: Traces) -> Traces:
    """Return all that either holds: what was begun may be gone half-way."""

    def both(a: list[str], b: list[str]) -> list[str]:
        return list(dict.fromkeys((*a, *b)))

    return Traces(
        handle=one.handle or other.handle,
        **{
            field: both(getattr(one, field), getattr(other, field))
            for field in Traces.__struct_fields__
            if field != "handle"
        },
    )
