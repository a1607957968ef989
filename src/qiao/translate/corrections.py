"""A corrected line put in its place: the author's version, or the memory of sentences."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import WriteTx, tell
from qiao.kit.refusals import Conflict
from qiao.notes.commands import put_version
from qiao.notes.comments import put_comment_version
from qiao.notes.models import OfKind
from qiao.notes.words import Version, Words
from qiao.translate import commands
from qiao.translate.events import WordsChanged
from qiao.translate.memory import Key
from qiao.translate.models import Engine, Lang, Passage, Segment, SpanKind, Translation
from qiao.translate.queries import stored
from qiao.translate.segment_memory import PEOPLE, Kind
from qiao.translate.segment_store import forget, remember, text_policy
from qiao.translate.segments import PieceKind, split
from qiao.translate.spans import spans
from qiao.translate.square_words import bump_words


class CorrectionOutdated(Conflict):
    """What was shown is no longer there to be corrected."""

    code = "correction_outdated"


class Correction(NamedTuple):
    """`better` in place of `shown`, for the sentence `original` ("": all of the body)."""

    of: OfKind
    target: str
    original: str
    shown: str
    better: str


def added_entities(source: str, text: str) -> list[str]:
    """Links, mentions, topics and markup that only the translation has."""
    kinds = {SpanKind.LINK, SpanKind.MENTION, SpanKind.TOPIC}
    had = Counter(s.text for s in spans(source) if s.kind in kinds)
    made = Counter(s.text for s in spans(text) if s.kind in kinds)
    return list(made - had) + [mark for mark in ("<", "](") if mark in text and mark not in source]


async def apply(
    tx: WriteTx, words: Words, correction: Correction, *, by_author: bool, policy: str, now: Micros
) -> None:
    """Make a correction hold for every reader.

    An author's correction of a whole text is her version. One of a sentence among others holds for
    this text; the rest of it stays a machine's and is called so. What operators take holds
    wherever the same sentence stands.

    Raises:
        CorrectionOutdated: her version has changed since.
    """
    passage = Passage(words.body, words.title, words.alts)
    key = Key.of(passage, Lang(words.lang), Lang(correction.target), policy)
    version = words.versions.get(correction.target)
    sentences = _sentences(words)
    alone = correction.original in sentences and len(sentences) == 1
    if by_author and version is not None:
        await _write(tx, words, correction, _corrected(version, correction), now=now)
    elif by_author and (not correction.original or alone):
        made = await _stored(tx, key)
        title = made.title if made is not None else ""
        body = correction.better if words.body or not words.title else ""
        if not words.body and words.title:
            title = correction.better
        alts = made.alt if made is not None else ()
        await _write(tx, words, correction, Version(title, body, alts), now=now)
    elif correction.original or len(sentences) == 1:
        text = correction.original or sentences[0]
        kind: Kind = "human" if by_author else "approved"
        policies = [text_policy(key.text_hash), *(() if by_author else (policy,))]
        for scope in policies:
            await remember(
                tx, text, correction.better, source=words.lang, target=correction.target,
                policy=scope, kind=kind, now_us=now,
            )  # fmt: skip
        await forget(tx, key)
        # what is being made of it at this moment is made again
        await bump_words(tx)
        if not by_author:
            # other texts with this sentence are made anew too
            await tell(tx, WordsChanged((text,), words.lang, correction.target))
    else:
        await _replace(tx, key, passage, correction, now=now)


def _sentences(words: Words) -> list[str]:
    return [
        piece.text
        for text in (words.title, words.body)
        for piece in split(text)
        if piece.kind is PieceKind.SENTENCE
    ]


def _corrected(version: Version, correction: Correction) -> Version:
    """A version by a person with one line of it replaced."""
    if not correction.original:
        return version._replace(body=correction.better)
    if correction.shown and correction.shown in version.body:
        body = version.body.replace(correction.shown, correction.better, 1)
        return version._replace(body=body)
    if correction.shown and correction.shown in version.title:
        title = version.title.replace(correction.shown, correction.better, 1)
        return version._replace(title=title)
    raise CorrectionOutdated


async def _write(
    tx: WriteTx, words: Words, correction: Correction, version: Version, *, now: Micros
) -> None:
    if correction.of == "comment":
        await put_comment_version(
            tx, words.author, words.id, correction.target, version.body, now=now
        )
        return
    await put_version(
        tx, words.author, words.id, correction.target,
        title=version.title, body=version.body, alts=version.alts, now=now,
    )  # fmt: skip


async def _stored(tx: WriteTx, key: Key) -> Translation | None:
    row = await stored(tx, key)
    made = row.translation if row is not None else None
    return made if made is not None and made.state == "done" else None


async def _replace(
    tx: WriteTx, key: Key, passage: Passage, correction: Correction, *, now: Micros
) -> None:
    """A whole text of several sentences, by a person, in place of what an engine made."""
    made = await _stored(tx, key)
    better = Translation(
        "done",
        key.source,
        key.target,
        title=made.title if made is not None else "",
        body=correction.better,
        alt=made.alt if made is not None else (),
        engine=Engine("person", PEOPLE),
        confidence=1.0,
        segments=(Segment(passage.body, correction.better),),
        notes=made.notes if made is not None else (),
        emoji=made.emoji if made is not None else (),
    )
    await commands.want(tx, key, passage, now)
    await commands.store(tx, key, better, now)
