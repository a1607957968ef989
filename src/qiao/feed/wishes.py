"""More like this, less like this: what a reader asks for about one note."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from qiao.feed.events import WishMade, WishTaken
from qiao.feed.taste import About
from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound
from qiao.notes.visibility import Where, visible
from qiao.topics.models import slug_of

Wish = Literal["more", "less"]

MAX_WISHES = 500
"""The oldest makes room: what was asked for so long ago has been told by deeds since."""


class WishNotOfNote(Invalid):
    """What is wished for is nothing that this note has. Facts: field, about."""

    code = "wish_not_of_note"


class KeptWish(NamedTuple):
    """A wish as it is kept; `value` is a slug, a member's id, a language or empty."""

    note: str
    about: str
    wish: Wish
    value: str
    at_us: int


class ShownWish(NamedTuple):
    """A wish as its reader sees it; `value` is a slug, a handle, a language or empty."""

    note: str
    title: str
    about: str
    wish: Wish
    value: str
    label: str
    at_us: int


class _Of(NamedTuple):
    author: str
    handle: str
    lang: str
    momo: int


_NOTE = Sql(
    """
    select n.author_id, m.handle, n.lang, n.momo from notes n join members m on m.id = n.author_id
    where n.id = :note and """
    + visible("n", where=Where.DIRECT)
)
_TOPICS = Sql("select slug from note_topics where note_id = :note order by pos")
_MAKE = Sql("""
    insert into feed_wishes (member_id, note_id, about, wish, value, at_us)
    values (:member, :note, :about, :wish, :value, :now_us)
    on conflict (member_id, note_id, about) do update set
      wish = excluded.wish, value = excluded.value, at_us = excluded.at_us
""")
_TAKE = Sql("""
    delete from feed_wishes where member_id = :member and note_id = :note and about = :about
""")
_KEPT = Sql("""
    select note_id, about, wish, value, at_us from feed_wishes
    where member_id = :member order by at_us desc, note_id, about
""")
_ONE = Sql("""
    select note_id, about, wish, value, at_us from feed_wishes
    where member_id = :member and note_id = :note and about = :about
""")
_ABOUTS = Sql("select about from feed_wishes where member_id = :member and note_id = :note")
_GONE = Sql("delete from feed_wishes where note_id in (:notes...) and about in ('note', 'repeat')")
_LEFT = Sql("delete from feed_wishes where member_id = :member")
# what was asked for about a note holds when it is gone; its title is nobody's any more
_SHOWN = Sql(
    """
    select w.note_id,
      case when """
    + visible("n", where=Where.DIRECT)
    + """ then case when n.title <> '' then n.title else substr(n.body, 1, 60) end else '' end,
      w.about, w.wish,
      case w.about when 'author' then coalesce(m.handle, '') else w.value end,
      case w.about when 'author' then coalesce(nullif(m.name, ''), m.handle, '')
        when 'topic' then coalesce(t.label, w.value) else w.value end,
      w.at_us
    from feed_wishes w left join notes n on n.id = w.note_id
    left join members m on w.about = 'author' and m.id = w.value
    left join topics t on w.about = 'topic' and t.slug = w.value
    where w.member_id = :reader order by w.at_us desc, w.note_id, w.about
"""
)


async def wishes_of(tx: ReadTx, member: str) -> list[KeptWish]:
    """Return what a member wishes, the newest first."""
    return await tx.all(KeptWish, _KEPT, member=member)


async def shown_wishes(tx: ReadTx, reader: str) -> list[ShownWish]:
    """Return what a member wishes, with the words to show it, the newest first."""
    return await tx.all(ShownWish, _SHOWN, reader=reader, reviewer=0)


async def make_wish(
    tx: WriteTx,
    member: str,
    note: str,
    *,
    wish: Wish,
    about: About,
    value: str | None,
    now: Micros,
) -> str:
    """Want more or less of something about a note; return what, as the reader knows it.

    One wish for each thing about a note; the last one holds. Where `value` (a slug, a handle, a
    language) is not given it is the note's first topic, its author, its language.

    Raises:
        NotFound: she may not see the note.
        WishNotOfNote: the note has no such topic, author or language.
    """
    of = await tx.one_or_none(_Of, _NOTE, note=note, reader=member, reviewer=0)
    if of is None:
        raise NotFound
    kept, shown = await _meant(tx, note, of, about, value)
    before = await tx.one_or_none(KeptWish, _ONE, member=member, note=note, about=about)
    if before is None or (before.wish, before.value) != (wish, kept):
        await tx.run(
            _MAKE, member=member, note=note, about=about, wish=wish, value=kept, now_us=now
        )
        await tell(tx, WishMade(note, member, about, wish, kept))
        for old in (await wishes_of(tx, member))[MAX_WISHES:]:
            await _take(tx, member, old.note, old.about)
    return shown


async def take_wish(tx: WriteTx, member: str, note: str, about: About | None) -> None:
    """Take back what was wished about a note, or all of it. Doing so twice is fine."""
    for kept in await tx.all(str, _ABOUTS, member=member, note=note):
        if about is None or kept == about:
            await _take(tx, member, note, kept)


async def forget_wishes(tx: WriteTx, notes: Sequence[str]) -> None:
    """Forget what was wished about notes that are gone; about their topics and authors it holds.

    Safe to run twice.
    """
    await tx.run(_GONE, notes=list(notes))


async def forget_wishes_of(tx: WriteTx, member: str) -> None:
    """Forget what a member wished who leaves. Safe to run twice."""
    await tx.run(_LEFT, member=member)


async def _take(tx: WriteTx, member: str, note: str, about: str) -> None:
    if await tx.run(_TAKE, member=member, note=note, about=about):
        await tell(tx, WishTaken(note, member, about))


async def _meant(
    tx: ReadTx, note: str, of: _Of, about: About, value: str | None
) -> tuple[str, str]:
    """Return what is wished for, as it is kept and as it is shown."""
    has: dict[str, str] = {}
    if about is About.AUTHOR:
        has = {} if of.momo else {of.handle: of.author}
    elif about is About.LANG:
        has = {of.lang: of.lang}
    elif about is About.TOPIC:
        has = {slug: slug for slug in await tx.all(str, _TOPICS, note=note)}
        value = value and slug_of(value)
    else:
        return "", ""
    shown = value or next(iter(has), "")
    if shown not in has:
        raise WishNotOfNote(field="value", about=about)
    return has[shown], shown
