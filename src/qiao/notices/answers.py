"""Telling of notes that answer notes, and of questions: looks at how things stand now."""

from collections.abc import Sequence

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import Database, WriteTx
from qiao.notes.events import (
    AnswerAccepted,
    AudienceChanged,
    NoteLinked,
    NoteUnlinked,
    OutcomeTold,
    StandingChanged,
    TogetherMoved,
)
from qiao.notices import neighbours
from qiao.notices.commands import take_back, told_as
from qiao.notices.jobs import Changed, say, tell_of
from qiao.notices.models import Deed, Kind

Answers = (
    NoteLinked
    | NoteUnlinked
    | AnswerAccepted
    | OutcomeTold
    | StandingChanged
    | AudienceChanged
    | TogetherMoved
)
ANSWERS = (
    NoteLinked,
    NoteUnlinked,
    AnswerAccepted,
    OutcomeTold,
    StandingChanged,
    AudienceChanged,
    TogetherMoved,
)
KINDS = {"answer": Kind.NOTE_ANSWER, "quote": Kind.NOTE_QUOTE}


async def tell_answers(db: Database, told: Sequence[Answers]) -> None:
    """Tell of answering notes, of answers that helped, and of what came of it."""
    for event in told:
        if isinstance(event, AnswerAccepted):
            await db.write(settle_accepted, event, now=now_us())
        elif isinstance(event, OutcomeTold):
            await db.write(settle_outcome, event.note, event.comment, now=now_us())
        elif isinstance(event, TogetherMoved):
            await db.write(settle_together, event.draft, now=now_us())
        elif isinstance(event, NoteUnlinked):
            await db.write(settle_links, event.note, was=event.to, now=now_us())
        elif not isinstance(event, StandingChanged) or event.of == "note":
            await db.write(settle_links, event.note, now=now_us())


async def settle_links(tx: WriteTx, note: str, *, was: str = "", now: Micros) -> None:
    """Tell whose notes a note answers or quotes, those of them who may see it.

    `was`: a note that it may point to no longer.
    """
    changed: Changed = {}
    stays: set[tuple[str, Kind]] = set()
    found = await neighbours.links(tx, note)
    for link in found:
        member, kind = link.member, KINDS[link.how]
        if link.off or link.standing != "public" or member == link.author:
            continue
        if not await neighbours.sees(tx, member, "note", note):
            continue
        stays.add((member, kind))
        deed = Deed(member, kind, note, link.actor, link.to, link.to, link.at_us)
        await tell_of(tx, deed, changed, now=now, text=link.text)
    hosts = {link.member for link in found}
    if was and (host := await neighbours.written(tx, was)) is not None:
        hosts.add(host.author)
    for member in hosts:
        for kind in KINDS.values():
            if (member, kind) not in stays:
                for actor in await told_as(tx, member, kind, note):
                    await take_back(tx, member, kind, note, actor)
                    changed[member, None] = None
    await say(tx, changed)


async def settle_accepted(tx: WriteTx, event: AnswerAccepted, *, now: Micros) -> None:
    """Tell whose answer helped, or no longer."""
    changed: Changed = {}
    asked = await neighbours.asked(tx, event.note)
    member = await neighbours.answered_by(tx, event.of, event.id)
    if member is None or asked is None or member == asked.author:
        return
    if asked.accepted == event.id and await neighbours.sees(tx, member, "note", event.note):
        deed = Deed(
            member, Kind.ACCEPTED, event.id, asked.actor, event.id, event.note, now,
            event.of,
        )  # fmt: skip
        await tell_of(tx, deed, changed, now=now)
    elif await take_back(tx, member, Kind.ACCEPTED, event.id, asked.actor):
        changed[member, None] = None
    await say(tx, changed)


async def settle_outcome(tx: WriteTx, note: str, comment: str, *, now: Micros) -> None:
    """Tell everybody who answered what came of it, those of them who may see it."""
    changed: Changed = {}
    asked = await neighbours.asked(tx, note)
    said = await neighbours.said_at(tx, comment)
    if asked is None or said is None:
        return
    for member in await neighbours.answerers(tx, note):
        if member == asked.author or not await neighbours.sees(tx, member, "comment", comment):
            continue
        deed = Deed(member, Kind.OUTCOME, comment, asked.actor, comment, note, said[0])
        await tell_of(tx, deed, changed, now=now, text=said[1])
    await say(tx, changed)


async def settle_together(tx: WriteTx, draft: str, *, now: Micros) -> None:
    """Tell of an invitation to write together, that it was taken, and that the note is out."""
    changed: Changed = {}
    found = await neighbours.joint_draft(tx, draft)
    if found is None or not (found.by and found.other):
        return
    if found.state == "invited":
        await tell_of(
            tx,
            Deed(found.other, Kind.TOGETHER, draft, found.by, draft, None, found.moved_us),
            changed,
            now=now,
        )
    elif found.state == "writing":
        deed = Deed(found.by, Kind.TOGETHER_JOINED, draft, found.other, draft, None, found.moved_us)
        await tell_of(tx, deed, changed, now=now)
    elif found.state == "published":
        for member, actor in ((found.by, found.other), (found.other, found.by)):
            deed = Deed(member, Kind.TOGETHER_OUT, draft, actor, draft, found.note, found.moved_us)
            await tell_of(tx, deed, changed, now=now)
    elif await take_back(tx, found.other, Kind.TOGETHER, draft, found.by):
        changed[found.other, None] = None
    await say(tx, changed)
