"""Two members write one note together, each in her language: from the invitation to the last yes.

Each writes in a column of her own, so that nobody writes over the other; the same column open twice
is told apart by its revision, and what came late is answered with what is there: nothing is lost.
A yes is to one revision of the whole. When both have said yes to the same, it is published.
"""

import json
from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, Forbidden, Invalid, NotFound, TooMany
from qiao.kit.text import clean
from qiao.notes.commands import publish, set_standing
from qiao.notes.events import NoteVersionAdded, TogetherMoved
from qiao.notes.gate import Gate
from qiao.notes.models import MAX_BODY_CHARS, MAX_TITLE_CHARS, Draft, Standing, checked_draft
from qiao.people.blocks import are_apart
from qiao.people.commands import checked_lang
from qiao.people.may import may
from qiao.topics.models import checked_topics

MAX_OPEN = 20
"""So many drafts of hers may be open at once, those nobody answered yet among them."""

_MEMBER = Sql("select id from members where handle = :handle")
_OPEN = Sql("""
    select count(*) from joint_drafts where by_id = :by and state in ('invited', 'writing')
""")
_PUT = Sql("""
    insert into joint_drafts (id, by_id, with_id, state, at_us, moved_us)
    values (:id, :by, :other, 'invited', :now_us, :now_us)
""")
_PUT_TEXT = Sql("""
    insert into joint_texts (draft_id, member_id, lang) values (:draft, :member, :lang)
    on conflict (draft_id, member_id) do nothing
""")
_ONE = """
    select id, by_id, with_id, state, rev, topics, note_id, at_us, moved_us from joint_drafts
"""
_DRAFT = Sql(_ONE + "where id = :draft and (by_id = :member or with_id = :member)")
_MINE = Sql(
    _ONE
    + """
    where (by_id = :member or with_id = :member) and state in ('invited', 'writing')
    order by moved_us desc limit 50
"""
)
# whoever comes at the same time waits here
_HOLD = Sql("update joint_drafts set rev = rev where id = :draft")
_STATE = Sql("""
    update joint_drafts set state = :state, note_id = :note, moved_us = :now_us where id = :draft
""")
_STEP = Sql("update joint_drafts set rev = rev + 1, moved_us = :now_us where id = :draft")
_TOPICS = Sql("update joint_drafts set topics = :topics where id = :draft")
_TEXT = """
    select member_id, lang, title, body, rev, yes_rev, saved_us from joint_texts
    where draft_id = :draft
"""
_TEXTS = Sql(_TEXT)
_SAVE = Sql("""
    update joint_texts set lang = :lang, title = :title, body = :body, rev = rev + 1,
      saved_us = :now_us where draft_id = :draft and member_id = :member
""")
_SAY_YES = Sql("""
    update joint_texts set yes_rev = :rev where draft_id = :draft and member_id = :member
""")
_JOIN_NOTE = Sql("update notes set with_id = :other where id = :note")
_VERSION = Sql("""
    insert into note_versions (note_id, lang, title, body, alts, by_id, at_us)
    values (:note, :lang, :title, :body, '[]', :by, :now_us)
""")
_COUNT = Sql("update member_counts set notes = notes + 1 where member_id = :member")
_FALLS = (Standing.PUBLIC, Standing.LIMITED, Standing.HELD, Standing.REMOVED)


class TogetherClosed(Forbidden):
    """She lets only some people invite her to write together. Facts: field."""

    code = "together_closed"


class TogetherAlone(Invalid):
    """It takes two to write together. Facts: field."""

    code = "together_alone"


class TooManyTogether(TooMany):
    """So many drafts are open already. Facts: max."""

    code = "too_many_together"


class SavedElsewhere(Conflict):
    """The column was saved from somewhere else. Facts: title, body, lang, rev: what is kept."""

    code = "saved_elsewhere"


class MovedOn(Conflict):
    """The note was written on since: a yes is to what one has read. Facts: rev."""

    code = "moved_on"


class OneLanguage(Conflict):
    """Both columns are in the same language. Facts: lang."""

    code = "one_language"


class NotBothWritten(Conflict):
    """One of the two has not written anything yet."""

    code = "not_both_written"


class NotWriting(Conflict):
    """It is published, given up, or nobody joined yet. Facts: state."""

    code = "not_writing"


class Joint(NamedTuple):
    """A draft of two. `state`: invited, writing, published, closed."""

    id: str
    by: str
    other: str
    state: str
    rev: int
    topics: str
    note: str
    at_us: int
    moved_us: int

    def beside(self, member: str) -> str:
        """Return who writes with a member; "" where they left the square."""
        return self.other if member == self.by else self.by


class Text(NamedTuple):
    """One's column. `yes_rev`: the revision of the whole that she said yes to, -1 is none."""

    member: str
    lang: str
    title: str
    body: str
    rev: int
    yes_rev: int
    saved_us: int


async def invite(tx: WriteTx, by: str, handle: str, lang: str, *, now: Micros) -> str:
    """Invite somebody to write a note together; return the draft.

    Raises:
        NotFound: nobody has this handle, or a block stands between the two.
        TogetherAlone, TogetherClosed, TooManyTogether, LangUnknown
    """
    lang = checked_lang(lang, field="lang")
    handle = handle.strip().removeprefix("@").casefold()
    other = str(await tx.value(_MEMBER, handle=handle) or "")
    if not other or await are_apart(tx, by, other):
        raise NotFound(field="handle")
    if other == by:
        raise TogetherAlone(field="handle")
    if not await may(tx, by, "write", other):
        raise TogetherClosed(field="handle")
    if await tx.count(_OPEN, by=by) >= MAX_OPEN:
        raise TooManyTogether(max=MAX_OPEN, retry_s=3600)
    draft = new_id(now)
    await tx.run(_PUT, id=draft, by=by, other=other, now_us=now)
    await tx.run(_PUT_TEXT, draft=draft, member=by, lang=lang)
    await tell(tx, TogetherMoved(draft, "invited"))
    return draft


async def join(tx: WriteTx, member: str, draft: str, lang: str, *, now: Micros) -> None:
    """Take an invitation; twice is fine. Raises NotFound, NotWriting, LangUnknown."""
    lang = checked_lang(lang, field="lang")
    found = await held(tx, member, draft)
    if found.state == "writing":
        return
    if found.state != "invited" or found.other != member:
        raise NotWriting(state=found.state)
    await tx.run(_PUT_TEXT, draft=draft, member=member, lang=lang)
    await tx.run(_STATE, draft=draft, state="writing", note="", now_us=now)
    await tell(tx, TogetherMoved(draft, "joined"))


async def give_up(tx: WriteTx, member: str, draft: str, *, now: Micros) -> None:
    """Decline, withdraw or give up a draft; each may still read what she wrote. Raises NotFound."""
    found = await draft_of(tx, member, draft)
    if found.state in ("invited", "writing"):
        await tx.run(_STATE, draft=draft, state="closed", note="", now_us=now)
        await tell(tx, TogetherMoved(draft, "closed"))


async def save(
    tx: WriteTx,
    member: str,
    draft: str,
    *,
    title: str,
    body: str,
    lang: str,
    base: int,
    now: Micros,
) -> None:
    """Save one's column. `base`: its revision that was written on from.

    Raises:
        NotFound, NotWriting, LangUnknown, and those of `kit.text.clean`.
        SavedElsewhere: it is at another revision by now.
    """
    found = await held(tx, member, draft)
    mine = (await texts(tx, draft)).get(member)
    if mine is None or found.state not in ("invited", "writing"):
        raise NotWriting(state=found.state)
    title = clean(title, field="title", max_chars=MAX_TITLE_CHARS, lines=False)
    body = clean(body, field="body", max_chars=MAX_BODY_CHARS)
    lang = checked_lang(lang, field="lang")
    if (mine.title, mine.body, mine.lang) == (title, body, lang):
        return
    if mine.rev != base:
        raise SavedElsewhere(title=mine.title, body=mine.body, lang=mine.lang, rev=mine.rev)
    await tx.run(_SAVE, draft=draft, member=member, lang=lang, title=title, body=body, now_us=now)
    await _step(tx, draft, now)


async def set_topics(
    tx: WriteTx, member: str, draft: str, topics: list[str], *, rev: int, now: Micros
) -> None:
    """Set the topics of both. Raises NotFound, NotWriting, MovedOn, TooManyTopics."""
    found = await held(tx, member, draft)
    if found.state not in ("invited", "writing"):
        raise NotWriting(state=found.state)
    wanted = json.dumps(list(checked_topics(topics).values()), ensure_ascii=False)
    if wanted == found.topics:
        return
    if found.rev != rev:
        raise MovedOn(rev=found.rev)
    await tx.run(_TOPICS, draft=draft, topics=wanted)
    await _step(tx, draft, now)


async def say_yes(
    tx: WriteTx, member: str, draft: str, gate: Gate, *, rev: int, now: Micros
) -> str | None:
    """Say yes to a revision of the whole; return the note where both have.

    Raises:
        NotFound, NotWriting, NotBothWritten, OneLanguage
        MovedOn: the other wrote on since.
        Refusal: what the gate says to either of the two.
    """
    found = await held(tx, member, draft)
    if found.state != "writing":
        raise NotWriting(state=found.state)
    if found.rev != rev:
        raise MovedOn(rev=found.rev)
    both = await texts(tx, draft)
    first, second = both[found.by], both[found.other]
    if not ((first.title or first.body) and (second.title or second.body)):
        raise NotBothWritten
    if first.lang == second.lang:
        raise OneLanguage(lang=first.lang)
    await tx.run(_SAY_YES, draft=draft, member=member, rev=rev)
    if both[found.beside(member)].yes_rev != rev:
        await tell(tx, TogetherMoved(draft, "yes"))
        return None
    wanted = checked_draft(
        title=first.title, body=first.body, topics=json.loads(found.topics), photos=[]
    )
    note = await publish_both(
        tx, found.by, wanted, found.other, second.lang, second.title, second.body, gate,
        lang=first.lang, now=now,
    )  # fmt: skip
    await tx.run(_STATE, draft=draft, state="published", note=note, now_us=now)
    await tell(tx, TogetherMoved(draft, "published"))
    return note


async def take_yes_back(tx: WriteTx, member: str, draft: str) -> None:
    """Say yes no longer; twice is fine. Raises NotFound, NotWriting."""
    found = await held(tx, member, draft)
    if found.state != "writing":
        raise NotWriting(state=found.state)
    await tx.run(_SAY_YES, draft=draft, member=member, rev=-1)
    await tell(tx, TogetherMoved(draft, "yes"))


async def publish_both(
    tx: WriteTx,
    by: str,
    draft: Draft,
    other: str,
    other_lang: str,
    title: str,
    body: str,
    gate: Gate,
    *,
    lang: str,
    now: Micros,
    id: str | None = None,
) -> str:
    """Publish a note of two: `draft` by the first, title and body by the other; return it.

    `id`: of what has one already.
    """
    standing = await gate.standing(tx, other, "note", f"{title}\n{body}", now=now)
    note = await publish(tx, by, draft, gate, now=now, lang=lang, id=id)
    await tx.run(_JOIN_NOTE, note=note, other=other)
    await tx.run(_COUNT, member=other)
    await tx.run(_VERSION, note=note, lang=other_lang, title=title, body=body, by=other, now_us=now)
    if standing != Standing.PUBLIC:
        # the stricter of the two holds
        await set_standing(tx, "note", note, max(standing, Standing.LIMITED, key=_FALLS.index))
    await tell(tx, NoteVersionAdded(note, other_lang))
    return note


async def _step(tx: WriteTx, draft: str, now: Micros) -> None:
    await tx.run(_STEP, draft=draft, now_us=now)
    await tell(tx, TogetherMoved(draft, "saved"))


async def held(tx: WriteTx, member: str, draft: str) -> Joint:
    """Return a draft of hers, held until the commit; raises NotFound where a block stands."""
    await tx.run(_HOLD, draft=draft)
    found = await draft_of(tx, member, draft)
    if not found.beside(member) or await are_apart(tx, member, found.beside(member)):
        raise NotFound
    return found


async def draft_of(tx: ReadTx, member: str, draft: str) -> Joint:
    """Return a draft that she writes or wrote in, or is invited to; raises NotFound."""
    found = await tx.one_or_none(Joint, _DRAFT, draft=draft, member=member)
    if found is None:
        raise NotFound
    return found


async def drafts_of(tx: ReadTx, member: str) -> list[Joint]:
    """Return the open drafts of a member, the last one moved first."""
    return await tx.all(Joint, _MINE, member=member)


async def texts(tx: ReadTx, draft: str) -> dict[str, Text]:
    """Return the columns of a draft, by who writes them."""
    return {one.member: one for one in await tx.all(Text, _TEXTS, draft=draft)}
