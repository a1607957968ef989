"""Reading a member's own things as an export's lines: notes, comments, pictures, herself."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar

import msgspec

from qiao.kit.db import Database, ReadTx, Sql
from qiao.travel.packing.shapes import (
    Asked,
    Choices,
    Comment,
    CommentVersion,
    Edit,
    Media,
    Note,
    Photo,
    Profile,
    Version,
    moment,
    moment_or_none,
)
from qiao.travel.packing.sheets import Sheet

AT_ONCE = 200

_NOTES = Sql("""
    select n.id, n.at_us, n.title, n.body, n.lang, n.mixed, n.audience, n.standing, n.momo,
      n.labels, n.edited_us, n.answer_by, coalesce(p.names, '{}'), coalesce(w.handle, '')
    from notes n left join places p on p.slug = n.place
    left join members w on n.with_id <> '' and w.id = n.with_id
    where n.author_id = :member and n.id > :after order by n.id limit :most
""")
_TOPICS = Sql("""
    select t.note_id, p.label from note_topics t join topics p on p.slug = t.slug
    where t.note_id in (:notes...) order by t.note_id, t.pos
""")
_PHOTOS = Sql("""
    select note_id, media_id, alt from note_media where note_id in (:notes...)
    order by note_id, pos
""")
_CHOSEN = Sql("""
    select c.note_id, m.handle from note_chosen c join members m on m.id = c.member_id
    where c.note_id in (:notes...) order by c.note_id, m.handle
""")
_VERSIONS = Sql("""
    select v.note_id, v.lang, v.title, v.body, v.alts, v.at_us, v.older
    from note_versions v join notes n on n.id = v.note_id
    where v.note_id in (:notes...) and v.by_id = n.author_id order by v.note_id, v.lang
""")
_EDITS = Sql("""
    select note_id, title, body, topics, alts, labels, audience, at_us, until_us from note_edits
    where note_id in (:notes...) order by note_id, no
""")
_LINKS = Sql("select note_id, how, to_id from note_links where note_id in (:notes...)")
_ASKED = Sql("select note_id, unit, unit_name from note_questions where note_id in (:notes...)")
_PINS = Sql("select note_id, comment_id from note_pins where note_id in (:notes...)")
_COMMENTS = Sql("""
    select id, note_id, at_us, body, parent_id, lang, mixed, standing, momo, edited_us,
      sticker from comments where author_id = :member and deleted = 0 and id > :after
    order by id limit :most
""")
_COMMENT_VERSIONS = Sql("""
    select comment_id, lang, body, at_us from comment_versions
    where comment_id in (:comments...) order by comment_id, lang
""")
_COMMENT_PHOTOS = Sql("""
    select comment_id, media_id, alt from comment_media
    where comment_id in (:comments...) order by comment_id, pos
""")
_MEDIA = Sql("""
    select id, sha, w, h, kind, created_us from media
    where owner_id = :member and id > :after order by id limit :most
""")
_LETTERS = Sql("""
    select id, sha from message_pictures
    where owner_id = :member and message_id is not null and id > :after order by id limit :most
""")
_MEMBER = Sql("""
    select handle, name, bio, bio_lang, region, langs, ui_lang, avatar_id, joined_us, reading,
      who_may from members where id = :member
""")
DIALS = ("variety", "other_langs", "home", "homeward")
_DIALS = Sql(
    "select variety, other_langs, home, homeward from feed_dials where member_id = :member"
)
_NOTICES = Sql("select choices from notice_choices where member_id = :member")
_REMEMBERS = Sql("select remembers from search_choices where member_id = :member")
_WORDS = Sql("""
    select value from mutes where member_id = :member and kind = 'word' order by at_us, value
""")
_TOPIC_MUTES = Sql("select slug from topic_mutes where member_id = :member order by slug")

Row = TypeVar("Row")


async def _pages(
    db: Database, sql: Sql, member: str, make: Callable[[ReadTx, list[tuple[Any, ...]]], Any],
    *, after: str | int = "",
) -> AsyncIterator[list[Any]]:  # fmt: skip
    """Yield what `make` makes of each page of rows, whose first column is their key."""
    while True:
        async with db.read() as tx:
            rows = await tx.all(tuple, sql, member=member, after=after, most=AT_ONCE)
            made = await make(tx, rows) if rows else []
        if not rows:
            return
        yield made
        after = rows[-1][0]


def notes(db: Database, member: str) -> AsyncIterator[list[Note]]:
    """Yield a member's notes, the oldest first, in pages."""
    return _pages(db, _NOTES, member, _notes)


def comments(db: Database, member: str) -> AsyncIterator[list[Comment]]:
    """Yield a member's comments, the oldest first, in pages."""
    return _pages(db, _COMMENTS, member, _comments)


def media(db: Database, member: str) -> AsyncIterator[list[tuple[Media, str]]]:
    """Yield a member's pictures with the hashes of their files, in pages."""

    async def make(_: ReadTx, rows: list[tuple[Any, ...]]) -> list[tuple[Media, str]]:
        return [
            (Media(id_, f"media/{id_}.webp", w, h, kind, moment(at_us)), sha)
            for id_, sha, w, h, kind, at_us in rows
        ]

    return _pages(db, _MEDIA, member, make)


def letters(db: Database, member: str) -> AsyncIterator[list[tuple[str, str]]]:
    """Yield the pictures a member sent in messages: their files' names and hashes, in pages."""

    async def make(_: ReadTx, rows: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
        return [(f"messages/{id_}.webp", sha) for id_, sha in rows]

    return _pages(db, _LETTERS, member, make)


def lines(db: Database, member: str, sheet: Sheet) -> AsyncIterator[list[dict[str, object]]]:
    """Yield the lines of a sheet, in pages."""

    async def make(_: ReadTx, rows: list[tuple[Any, ...]]) -> list[dict[str, object]]:
        return [sheet.line(row) for row in rows]

    return _pages(db, sheet.rows, member, make, after=sheet.begin)


async def _notes(tx: ReadTx, rows: list[tuple[Any, ...]]) -> list[Note]:
    ids = [str(row[0]) for row in rows]
    topics = await _by_note(tx, _TOPICS, ids)
    photos = await _by_note(tx, _PHOTOS, ids)
    chosen = await _by_note(tx, _CHOSEN, ids)
    versions = await _by_note(tx, _VERSIONS, ids)
    edits = await _by_note(tx, _EDITS, ids)
    pins = await _by_note(tx, _PINS, ids)
    links = await _by_note(tx, _LINKS, ids)
    asked = await _by_note(tx, _ASKED, ids)
    return [
        Note(
            id=id_,
            at=moment(at_us),
            title=title,
            body=body,
            lang=lang,
            mixed=json.loads(mixed),
            topics=[label for (label,) in topics[id_]],
            photos=[Photo(media_id, alt) for media_id, alt in photos[id_]],
            audience=audience,
            chosen=[handle for (handle,) in chosen[id_]],
            standing=standing,
            momo=bool(momo),
            labels=json.loads(labels),
            edited=moment_or_none(edited_us),
            versions=[
                Version(its, t, b, json.loads(alts), moment(made_us), bool(older))
                for its, t, b, alts, made_us, older in versions[id_]
            ],
            edits=[
                Edit(
                    t, b, json.loads(ts), json.loads(alts), json.loads(its_labels), whose,
                    moment(from_us), moment(until_us),
                )
                for t, b, ts, alts, its_labels, whose, from_us, until_us in edits[id_]
            ],
            pinned=pins[id_][0][0] if pins[id_] else None,
            answer_by=answer_by,
            place=_name(json.loads(place)),
            answers=_to(links[id_], "answer"),
            quotes=_to(links[id_], "quote"),
            asks=Asked(*asked[id_][0]) if asked[id_] else None,
            together=together,
        )
        for id_, at_us, title, body, lang, mixed, audience, standing, momo, labels, edited_us,
        answer_by, place, together in rows
    ]  # fmt: skip


def _name(names: dict[str, str]) -> str:
    """Return what a place is called: as it was typed, else in English."""
    return names.get("und") or names.get("en") or next(iter(names.values()), "")


def _to(links: Sequence[tuple[Any, ...]], wanted: str) -> str | None:
    return next((str(to) for how, to in links if how == wanted and to), None)


async def _comments(tx: ReadTx, rows: list[tuple[Any, ...]]) -> list[Comment]:
    ids = [str(row[0]) for row in rows]
    versions: defaultdict[str, list[CommentVersion]] = defaultdict(list)
    for id_, lang, body, at_us in await tx.all(tuple, _COMMENT_VERSIONS, comments=ids):
        versions[id_].append(CommentVersion(lang, body, moment(at_us)))
    photos: defaultdict[str, list[Photo]] = defaultdict(list)
    for id_, media_id, alt in await tx.all(tuple, _COMMENT_PHOTOS, comments=ids):
        photos[id_].append(Photo(media_id, alt))
    return [
        Comment(
            id=id_,
            note=note,
            at=moment(at_us),
            body=body,
            parent=parent,
            lang=lang,
            mixed=json.loads(mixed),
            standing=standing,
            momo=momo,
            edited=moment_or_none(edited_us),
            versions=versions[id_],
            photos=photos[id_],
            sticker=sticker,
        )
        for id_, note, at_us, body, parent, lang, mixed, standing, momo, edited_us, sticker in rows
    ]


async def _by_note(
    tx: ReadTx, sql: Sql, notes: Sequence[str]
) -> defaultdict[str, list[tuple[Any, ...]]]:
    found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for note, *row in await tx.all(tuple, sql, notes=list(notes)):
        found[str(note)].append(tuple(row))
    return found


async def profile(tx: ReadTx, member: str) -> Profile | None:
    """Return what a member says of herself and has chosen; None where she is gone."""
    row = await tx.one_or_none(tuple, _MEMBER, member=member)
    if row is None:
        return None
    handle, name, bio, bio_lang, region, langs, ui_lang, avatar, joined_us, reading, who = row
    dials = await tx.one_or_none(tuple, _DIALS, member=member)
    remembers = await tx.value(_REMEMBERS, member=member)
    return Profile(
        handle=handle,
        name=name,
        bio=bio,
        bio_lang=bio_lang,
        region=region,
        langs=json.loads(langs),
        ui_lang=ui_lang,
        avatar=avatar,
        joined=moment(joined_us),
        choices=Choices(
            reading=json.loads(reading),
            who_may=json.loads(who),
            feed=dict(zip(DIALS, dials, strict=True)) if dials else {},
            notices=msgspec.json.decode(str(await tx.value(_NOTICES, member=member) or "{}")),
            remembers_searches=None if remembers is None else bool(remembers),
            muted_words=[str(row[0]) for row in await tx.rows(_WORDS, {"member": member})],
            muted_topics=[str(row[0]) for row in await tx.rows(_TOPIC_MUTES, {"member": member})],
        ),
    )
