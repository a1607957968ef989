"""Notes that answer one another, questions and a note by two, for the demo community.

They come after the month that is made up from the other notes, and change nothing in it.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

import msgspec

from qiao.demo.content import Said
from qiao.kit.clock import DAY, HOUR, Micros
from qiao.kit.db import WriteTx
from qiao.kit.ids import named_id
from qiao.notes import asking, commands, comments, figures, joint_drafts
from qiao.notes.gate import OpenGate
from qiao.notes.models import Question, Unit, checked_draft


class Version(msgspec.Struct, frozen=True):
    """The note again in another language: by its author, or by who wrote it with her."""

    lang: str
    title: str
    body: str


class Figure(msgspec.Struct, frozen=True):
    """A number that somebody gives."""

    author: str
    lang: str
    after_h: float
    value: float
    place: str
    currency: str
    line: str = ""


class TalkNote(msgspec.Struct, frozen=True, rename={"beside": "with"}):
    """A note. `asks`: a unit, "" for words; `accepted`: the number of a comment."""

    id: str
    author: str
    lang: str
    day: float
    title: str
    body: str
    topics: list[str]
    answers: str | None = None
    asks: str | None = None
    accepted: int | None = None
    outcome: str = ""
    beside: str | None = None
    version: Version | None = None
    comments: list[Said] = []
    figures: list[Figure] = []


def notes() -> list[TalkNote]:
    """Return the notes, oldest first."""
    text = (files(__package__) / "content" / "talk.toml").read_text(encoding="utf-8")
    found = msgspec.convert(tomllib.loads(text)["note"], list[TalkNote])
    return sorted(found, key=lambda note: -note.day)


async def publish(tx: WriteTx, note: TalkNote, ids: Mapping[str, str], *, now: Micros) -> str:
    """Publish one note with what is said below it; return its id. `ids`: of handles and notes."""
    gate, at, author = OpenGate(), Micros(now - int(note.day * DAY)), ids[note.author]
    id_ = named_id(at, note.id)
    draft = checked_draft(
        title=note.title,
        body=note.body,
        topics=note.topics,
        photos=[],
        answers=ids[note.answers] if note.answers else None,
        asks=None if note.asks is None else Question(Unit(note.asks) if note.asks else None),
    )
    if note.beside and note.version:
        second = note.version
        await joint_drafts.publish_both(
            tx, author, draft, ids[note.beside], second.lang, second.title, second.body, gate,
            lang=note.lang, now=at, id=id_,
        )  # fmt: skip
        return id_
    await commands.publish(tx, author, draft, gate, now=at, id=id_)
    if note.version:
        await commands.put_version(
            tx, author, id_, note.version.lang,
            title=note.version.title, body=note.version.body, now=at,
        )  # fmt: skip
    made = []
    for place, said in enumerate(note.comments):
        then = Micros(at + int(said.after_h * HOUR))
        made.append(
            await comments.publish_comment(
                tx, ids[said.author], id_, said.body, gate, now=then,
                id=named_id(then, f"{note.id} {place}"),
            )
        )  # fmt: skip
    for place, one in enumerate(note.figures):
        then = Micros(at + int(one.after_h * HOUR))
        await figures.give(
            tx, ids[one.author], id_, gate, value=one.value, place=one.place,
            currency=one.currency, line=one.line, now=then,
            id=named_id(then, f"{note.id} figure {place}"),
        )  # fmt: skip
    if note.accepted is not None:
        await asking.accept(tx, author, id_, "comment", made[note.accepted])
    if note.outcome:
        then = Micros(at + 24 * HOUR)
        await asking.tell_outcome(
            tx, author, id_, note.outcome, gate, now=then, id=named_id(then, f"{note.id} outcome")
        )
    return id_
