"""The memory of sentences in the database: looking, keeping, and forgetting what a word touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from qiao.kit.db import Database, ReadTx, Sql, WriteTx, tell
from qiao.translate.engine_calls import LISTED, Made
from qiao.translate.events import TranslationForgotten
from qiao.translate.memory import Key, is_draft, lasting
from qiao.translate.models import MUL, UND, Lang, TextHash
from qiao.translate.segment_memory import (
    MIN_CONFIDENCE,
    PEOPLE,
    Flights,
    Kind,
    Remembered,
    Waits,
    segment_hash,
)
from qiao.translate.square_words import words_version
from qiao.translate.work import Job

TEXT_POLICY = "text:"
FORGET_AT_ONCE = 100
"""So many rows are forgotten in one transaction."""

_RANK = {"human": 0, "approved": 1, "machine": 2}

_KNOWN = Sql("""
    select segment_hash, source, policy, result, engine, kind, confidence
    from translation_segments
    where segment_hash in (:hashes...) and target = :target and policy in (:policies...)
""")
_KEEP = Sql("""
    insert into translation_segments
      (segment_hash, source, target, policy, text, result, engine, kind, confidence, at_us)
    values (:hash, :source, :target, :policy, :text, :result, :engine, :kind, :confidence, :now_us)
    on conflict (segment_hash, source, target, policy) do update set
      result = excluded.result, engine = excluded.engine, kind = excluded.kind,
      confidence = excluded.confidence, at_us = excluded.at_us
    where translation_segments.kind = 'machine' or excluded.kind <> 'machine'
""")
_TOUCHES = " or ".join(f"text like :like_{n} escape '!'" for n in range(4))
_ANY_PAIR = (
    "(:source = '*' or source = :source or source in ('und', 'mul'))"
    " and (:target = '*' or target = :target)"
)
_TOUCHED_SEGMENTS = Sql(
    "select segment_hash, source, target, policy from translation_segments where kind = 'machine'"
    " and (:source = '*' or source = :source) and (:target = '*' or target = :target)"
    f" and ({_TOUCHES}) limit :limit_rows"
)
_FORGET_SEGMENT = Sql("""
    delete from translation_segments
    where segment_hash = :hash and source = :source and target = :target and policy = :policy
      and kind = 'machine'
""")
_TOUCHED = Sql(
    "select text_hash, source, target, policy from translations"
    f" where state <> 'pending' and engine <> '{PEOPLE}' and {_ANY_PAIR} and ({_TOUCHES})"
    " order by at_us desc limit :limit_rows"
)
_FORGET = Sql("""
    delete from translations
    where text_hash = :text_hash and source = :source and target = :target and policy = :policy
      and state <> 'pending'
""")


class Kept(NamedTuple):
    """A sentence an engine made, on its way into the memory."""

    job: Job
    target: Lang
    text: str
    engine: str
    confidence: float


class StoredMemory:
    """One text's view of the memory (keeps `SegmentMemory`); `commit` stores what it kept.

    `keeps`: whether others may have what is made of this text; of a draft they never may.
    """

    def __init__(
        self, database: Database, key: Key, flights: Flights, *, version: int, keeps: bool = True
    ) -> None:
        self._database = database
        self._key = key
        self._flights = flights
        self._version = version
        self._lasting = keeps and not is_draft(key.policy)
        self._mine: list[tuple[list[Job], Lang]] = []
        self.kept: list[Kept] = []

    async def known(self, jobs: Sequence[Job], target: Lang) -> dict[Job, Remembered]:
        """What people said of this very text, of this sentence, or what an engine made of it."""
        policies = (text_policy(self._key.text_hash), lasting(self._key.policy))
        async with self._database.read() as tx:
            return await known_segments(tx, jobs, target, policies)

    async def keep(self, made: Made, target: Lang) -> None:
        """Remember until `commit`; what engines were not sure of is not for others."""
        if self._lasting:
            self.kept += [
                Kept(job, target, result.text, result.engine, result.confidence)
                for job, result in made.items()
                if result.text is not None
                and result.confidence >= MIN_CONFIDENCE
                and result.engine != LISTED
            ]

    def take(self, jobs: Sequence[Job], target: Lang) -> tuple[list[Job], Waits]:
        """Take what nobody makes now."""
        mine, waits = self._flights.take(jobs, target, self._version)
        self._mine.append((mine, target))
        return mine, waits

    def land(self, jobs: Sequence[Job], target: Lang, made: Made) -> None:
        """Answer those who wait."""
        self._flights.land(jobs, target, self._version, made)

    def done(self) -> None:
        """Let go of what was taken, once it is stored or given up."""
        for jobs, target in self._mine:
            self._flights.forget(jobs, target, self._version)
        self._mine.clear()


def text_policy(text_hash: TextHash) -> str:
    """The policy under which people's sentences for one text alone are kept."""
    return f"{TEXT_POLICY}{text_hash}"


async def known_segments(
    tx: ReadTx, jobs: Sequence[Job], target: Lang, policies: Sequence[str]
) -> dict[Job, Remembered]:
    """The best that is known of each sentence. `policies`: the first one goes before the next."""
    by_hash: dict[str, list[Job]] = {}
    for job in jobs:
        by_hash.setdefault(segment_hash(job.text), []).append(job)
    found = await tx.all(tuple, _KNOWN, hashes=list(by_hash), target=target, policies=policies)
    found.sort(key=lambda row: (policies.index(row[2]), _RANK.get(row[5], 3)))
    best: dict[Job, Remembered] = {}
    for hash_, source, policy, result, engine, kind, confidence in found:
        # a text's own sentences are its own, whatever each was taken to be written in
        any_source = policy.startswith(TEXT_POLICY)
        for job in by_hash[hash_]:
            if any_source or source == job.lang or (kind != "machine" and source in {UND, MUL}):
                best.setdefault(job, Remembered(result, engine, cast("Kind", kind), confidence))
    return best


async def keep_segments(
    tx: WriteTx, kept: Sequence[Kept], policy: str, now_us: int, *, version: int
) -> bool:
    """Store what engines made; False, and nothing, if the square's words have changed since."""
    if await words_version(tx) != version:
        return False
    for each in dict.fromkeys(kept):
        await tx.run(
            _KEEP,
            hash=segment_hash(each.job.text),
            source=each.job.lang,
            target=each.target,
            policy=policy,
            text=each.job.text,
            result=each.text,
            engine=each.engine,
            kind="machine",
            confidence=each.confidence,
            now_us=now_us,
        )
    return True


async def remember(
    tx: WriteTx,
    text: str,
    result: str,
    *,
    source: str,
    target: str,
    policy: str,
    kind: Kind,
    now_us: int,
) -> None:
    """Keep a sentence that a person wrote; no engine's answer takes its place."""
    await tx.run(
        _KEEP,
        hash=segment_hash(text),
        source=source,
        target=target,
        policy=policy,
        text=text,
        result=result,
        engine=PEOPLE,
        kind=kind,
        confidence=1.0,
        now_us=now_us,
    )


async def forget(tx: WriteTx, key: Key) -> None:
    """Drop a stored translation, so that the next reader has it made anew; tell those who read."""
    if await tx.run(_FORGET, **key.params):
        await tell(tx, TranslationForgotten(**key.params))


async def forget_touched(
    database: Database, term: str, *, source: str = "*", target: str = "*"
) -> int:
    """Drop what engines made of texts with `term` in them; return how many texts.

    `source`, `target`: "*" is any language. Looks in readers' time, so that no writer waits.
    """
    about: dict[str, str | int] = {
        "source": source, "target": target, "limit_rows": FORGET_AT_ONCE, **likes_of(term),
    }  # fmt: skip
    forgotten = 0
    while True:
        async with database.read() as tx:
            segments = await tx.all(tuple, _TOUCHED_SEGMENTS, **about)
            texts = await tx.all(tuple, _TOUCHED, **about)
        if not segments and not texts:
            return forgotten
        await database.write(_forget_rows, segments, texts)
        forgotten += len(texts)


async def _forget_rows(
    tx: WriteTx, segments: Sequence[tuple[str, ...]], texts: Sequence[tuple[str, ...]]
) -> None:
    for hash_, source, target, policy in segments:
        await tx.run(_FORGET_SEGMENT, hash=hash_, source=source, target=target, policy=policy)
    for text_hash, source, target, policy in texts:
        await forget(tx, Key(TextHash(text_hash), Lang(source), Lang(target), policy))


def likes_of(term: str) -> Mapping[str, str]:
    """Patterns for a term in any case: SQLite folds only ASCII, PostgreSQL nothing."""

    def escaped(text: str) -> str:
        # the text is kept as JSON, where a quote and a backslash are written with another
        written = text.replace("\\", "\\\\").replace('"', '\\"')
        for special in "!%_":
            written = written.replace(special, f"!{special}")
        return f"%{written}%"

    forms = (term, term.lower(), term.upper(), term[:1].upper() + term[1:].lower())
    return {f"like_{n}": escaped(form) for n, form in enumerate(forms)}
