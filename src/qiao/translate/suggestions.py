"""Suggest a better one: a reader's words go to the author, or to operators, before anybody sees."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, Invalid, NotFound, TooMany
from qiao.kit.text import clean
from qiao.notes.models import OfKind
from qiao.notes.words import Words, words_of
from qiao.people.commands import checked_lang
from qiao.people.keys.logins import together
from qiao.people.models import Caller
from qiao.people.queries import profile_by_id
from qiao.translate.corrections import Correction, added_entities, apply
from qiao.translate.events import SuggestionDecided, SuggestionMade
from qiao.translate.segment_memory import dropped_entities
from qiao.translate.segments import MAX_SENTENCE_CHARS

MAX_WAITING_A_MEMBER = 40
MAX_A_DAY = 60
AUTHOR_DAYS = 7
"""So long a suggestion is the author's alone; then operators may decide it too."""

PAGE = 30

_ROW = """
    select s.id, s.by_id, coalesce(m.handle, ''), s.of_kind, s.of_id, s.author_id, s.source,
      s.target, s.original, s.shown, s.better, s.state, s.at_us
    from translation_suggestions s left join members m on m.id = s.by_id
"""
_ONE = Sql(_ROW + "where s.id = :id")
_SAME = Sql(
    _ROW
    + """
    where s.by_id = :by and s.of_id = :of_id and s.target = :target and s.original = :original
"""
)
_FOR_AUTHOR = Sql(
    _ROW
    + """
    where s.author_id = :author and s.state = 'waiting' and s.id > :after
    order by s.id limit :limit_rows
"""
)
_FOR_OPERATORS = Sql(
    _ROW
    + """
    where s.state = 'waiting' and (s.author_id = '' or s.at_us < :before_us) and s.id > :after
    order by s.id limit :limit_rows
"""
)
_WAITING = Sql(
    "select count(*) from translation_suggestions where by_id in (:by...) and state = 'waiting'"
)
_LATELY = Sql(
    "select count(*) from translation_suggestions where by_id in (:by...) and at_us > :since_us"
)
_SUGGEST = Sql("""
    insert into translation_suggestions
      (id, by_id, of_kind, of_id, author_id, source, target, original, shown, better, state, at_us)
    values (:id, :by, :of, :of_id, :author, :source, :target, :original, :shown, :better,
      'waiting', :now_us)
""")
_CHANGE = Sql("""
    update translation_suggestions set shown = :shown, better = :better, author_id = :author,
      at_us = :now_us
    where id = :id and state = 'waiting'
""")
_DECIDE = Sql("""
    update translation_suggestions set state = :state, decided_by_id = :by, decided_us = :now_us
    where id = :id and state = 'waiting'
""")
_FORGET = Sql("delete from translation_suggestions where of_id in (:ids...)")


class SuggestionSameLanguage(Invalid):
    """It is in that language already. Facts: field."""

    code = "suggestion_same_language"


class SuggestionNotInText(Invalid):
    """`original` is no sentence of what was written; it may have changed. Facts: field."""

    code = "suggestion_not_in_text"


class SuggestionNothingNew(Invalid):
    """`better` is what is shown already. Facts: field."""

    code = "suggestion_nothing_new"


class SuggestionTooLong(Invalid):
    """Much longer than what it translates. Facts: field, max_chars."""

    code = "suggestion_too_long"


class EntitiesDropped(Invalid):
    """Links, mentions, topics, emoji and stickers stay as written. Facts: field, missing."""

    code = "entities_dropped"


class EntitiesAdded(Invalid):
    """A link, mention, topic or markup that the text does not have. Facts: field, added."""

    code = "entities_added"


class TooManySuggestions(TooMany):
    """Facts: retry_s."""

    code = "too_many_suggestions"


class AlreadyDecided(Conflict):
    """Somebody has decided it. Facts: state."""

    code = "already_decided"


class Suggestion(NamedTuple):
    """A suggested translation of a sentence, or with `original` "" of a whole text."""

    id: str
    by: str
    by_handle: str
    of: str
    of_id: str
    author: str  # who decides; "" is operators
    source: str
    target: str
    original: str
    shown: str
    better: str
    state: str
    at_us: int


class Suggest(msgspec.Struct, frozen=True):
    """A better translation. `original`: the sentence as written, or "" for the whole text."""

    of: Literal["note", "comment"]
    id: str
    to: str
    better: str
    original: str = ""
    shown: str = ""


async def suggest(
    tx: WriteTx, me: Caller, given: Suggest, *, policy: str, now: Micros
) -> Suggestion:
    """Suggest a better translation; what an author says of her own words holds at once.

    Suggesting again before it is decided changes what was suggested.

    Raises:
        NotFound: the note or comment is not there for this reader.
        Refusal: those above, LangUnknown, and those of `kit.text.clean`.
    """
    words = await words_of(tx, given.of, given.id, reader=me.id, reviewer=me.operator)
    target = checked_lang(given.to, field="to")
    original = clean(given.original, field="original", max_chars=MAX_SENTENCE_CHARS + 100)
    shown = clean(given.shown, field="shown", max_chars=12_000)
    better = _checked(words, target, original, given.better, shown)
    author = words.author if await _author_decides(tx, words, target) else ""
    before = await tx.one_or_none(
        Suggestion, _SAME, by=me.id, of_id=words.id, target=target, original=original
    )
    if before is not None:
        if before.state != "waiting":
            raise AlreadyDecided(state=before.state)
        await tx.run(_CHANGE, id=before.id, shown=shown, better=better, author=author, now_us=now)
        id_ = before.id
    else:
        person = await together(tx, me.id)
        if (
            await tx.count(_WAITING, by=person) >= MAX_WAITING_A_MEMBER
            or await tx.count(_LATELY, by=person, since_us=now - DAY) >= MAX_A_DAY
        ):
            raise TooManySuggestions(retry_s=3_600)
        id_ = new_id(now)
        await tx.run(
            _SUGGEST,
            id=id_,
            by=me.id,
            of=given.of,
            of_id=words.id,
            author=author,
            source=words.lang,
            target=target,
            original=original,
            shown=shown,
            better=better,
            now_us=now,
        )
    await tell(tx, SuggestionMade(id_, given.of, words.id, words.note, author))
    if words.author == me.id:
        await _decide(tx, await _one(tx, id_), me, accept=True, policy=policy, now=now)
    return await _one(tx, id_)


async def decide_own(
    tx: WriteTx, me: Caller, id: str, *, accept: bool, policy: str, now: Micros
) -> Suggestion:
    """Decide about one's own words; raises NotFound, AlreadyDecided, CorrectionOutdated."""
    suggestion = await _one(tx, id)
    if suggestion.author != me.id:
        raise NotFound
    await _decide(tx, suggestion, me, accept=accept, policy=policy, now=now)
    return await _one(tx, id)


async def decide_as_operator(
    tx: WriteTx, me: Caller, id: str, *, accept: bool, policy: str, now: Micros
) -> Suggestion:
    """Decide where no author does; raises NotFound, AlreadyDecided, CorrectionOutdated."""
    suggestion = await _one(tx, id)
    if suggestion.author and suggestion.at_us >= now - AUTHOR_DAYS * DAY:
        raise NotFound
    await _decide(tx, suggestion, me, accept=accept, policy=policy, now=now)
    return await _one(tx, id)


async def for_author(tx: ReadTx, author: str, *, after: str) -> list[Suggestion]:
    """What waits for an author, oldest first."""
    return await tx.all(Suggestion, _FOR_AUTHOR, author=author, after=after, limit_rows=PAGE)


async def for_operators(tx: ReadTx, *, after: str, now: Micros) -> list[Suggestion]:
    """What waits for operators, oldest first."""
    before_us = now - AUTHOR_DAYS * DAY
    return await tx.all(
        Suggestion, _FOR_OPERATORS, before_us=before_us, after=after, limit_rows=PAGE
    )


async def forget_suggestions(tx: WriteTx, ids: list[str]) -> None:
    """Drop suggestions about notes or comments that are gone."""
    await tx.run(_FORGET, ids=ids)


async def _decide(
    tx: WriteTx, suggestion: Suggestion, by: Caller, *, accept: bool, policy: str, now: Micros
) -> None:
    state = "accepted" if accept else "refused"
    if not await tx.run(_DECIDE, id=suggestion.id, state=state, by=by.id, now_us=now):
        raise AlreadyDecided(state=suggestion.state)
    of: OfKind = "note" if suggestion.of == "note" else "comment"
    words = await words_of(tx, of, suggestion.of_id, reader=by.id, reviewer=by.operator)
    if accept:
        correction = Correction(
            of, suggestion.target, suggestion.original, suggestion.shown, suggestion.better
        )
        by_author = by.id == words.author
        await apply(tx, words, correction, by_author=by_author, policy=policy, now=now)
    await tell(tx, SuggestionDecided(suggestion.id, of, words.id, words.note, accepted=accept))


def _checked(words: Words, target: str, original: str, better: str, shown: str) -> str:
    if target == words.lang:
        raise SuggestionSameLanguage(field="to")
    if original and original not in words.title and original not in words.body:
        raise SuggestionNotInText(field="original")
    about = original or words.body or words.title
    max_chars = 4 * len(about) + 80  # Chinese takes a quarter of the letters English does
    better = clean(better, field="better", max_chars=12_000, empty=False)
    if len(better) > max_chars:
        raise SuggestionTooLong(field="better", max_chars=max_chars)
    if better == shown:
        raise SuggestionNothingNew(field="better")
    if missing := dropped_entities(about, better):
        raise EntitiesDropped(field="better", missing=missing[0])
    if added := added_entities(about, better):
        raise EntitiesAdded(field="better", added=added[0])
    return better


async def _author_decides(tx: ReadTx, words: Words, target: str) -> bool:
    """Whether the author can tell: she reads both languages, or wrote the version herself."""
    if target in words.versions:
        return True
    if words.momo:
        return False  # who decides would tell what momo reads
    try:
        author = await profile_by_id(tx, words.author, reader=None)
    except NotFound:
        return False
    reads = {_base(lang) for lang in author.langs}
    own = {_base(lang) for lang in words.mixed or (words.lang,)} - {"und", "mul"}
    # what she wrote in she reads, whether or not she says so
    return _base(target) in reads and bool(own)


def _base(lang: str) -> str:
    return lang.split("-", maxsplit=1)[0]


async def _one(tx: ReadTx, id: str) -> Suggestion:
    found = await tx.one_or_none(Suggestion, _ONE, id=id)
    if found is None:
        raise NotFound
    return found
