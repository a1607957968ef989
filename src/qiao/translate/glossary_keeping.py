"""Keeping the glossary: entries put and removed; what they touched is made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.translate.events import WordsChanged
from qiao.translate.glossary import Entry, MatchKind
from qiao.translate.models import Lang
from qiao.translate.square_words import bump_words

TERMS_AN_EVENT = 100

_ROW = """
    select id, source_lang, target_lang, source, target, match, case_sensitive, part_of_speech,
           domain, status, note
    from glossary
"""
_ALL = Sql(_ROW + "order by source_lang, target_lang, source")
_ONE = Sql(_ROW + "where id = :id")
_SAME = Sql(
    _ROW + "where source_lang = :source_lang and target_lang = :target_lang and source = :source"
)
_PUT = Sql("""
    insert into glossary
      (id, source_lang, target_lang, source, target, match, case_sensitive, part_of_speech,
       domain, status, note, at_us)
    values (:id, :source_lang, :target_lang, :source, :target, :match, :case_sensitive,
       :part_of_speech, :domain, :status, :note, :now_us)
    on conflict (source_lang, target_lang, source) do update set
      target = excluded.target, match = excluded.match, case_sensitive = excluded.case_sensitive,
      part_of_speech = excluded.part_of_speech, domain = excluded.domain,
      status = excluded.status, note = excluded.note, at_us = excluded.at_us
""")
_REMOVE = Sql("delete from glossary where id = :id")


class Kept(NamedTuple):
    """An entry and the id it is kept under."""

    id: str
    entry: Entry


class Outcome(NamedTuple):
    """What a file or a form has changed."""

    added: int
    changed: int
    same: int


async def entries(tx: ReadTx) -> list[Kept]:
    """The whole glossary, by language."""
    return [_kept(row) for row in await tx.all(tuple, _ALL)]


async def entry(tx: ReadTx, source_lang: str, target_lang: str, source: str) -> Kept | None:
    """One entry by what it is known by."""
    row = await tx.one_or_none(
        tuple, _SAME, source_lang=source_lang, target_lang=target_lang, source=source
    )
    return _kept(row) if row is not None else None


async def put(tx: WriteTx, given: Sequence[Entry], *, now_us: int) -> Outcome:
    """Add entries, or change those there are; what stays the same touches no translation."""
    added = changed = same = 0
    touched: list[Entry] = []
    for each in dict.fromkeys(given):
        before = await entry(tx, each.source_lang, each.target_lang, each.source)
        if before is not None and before.entry == each:
            same += 1
            continue
        await tx.run(
            _PUT,
            id=before.id if before else new_id(now_us),
            now_us=now_us,
            **{**each._asdict(), "case_sensitive": int(each.case_sensitive)},
        )
        if before is None:
            added += 1
        else:
            changed += 1
        if before is None or _works(before.entry) != _works(each):
            touched.append(each)
    await _tell(tx, touched)
    return Outcome(added, changed, same)


async def remove(tx: WriteTx, id: str) -> None:
    """Take an entry out; raises NotFound."""
    row = await tx.one_or_none(tuple, _ONE, id=id)
    if row is None:
        raise NotFound
    await tx.run(_REMOVE, id=id)
    await _tell(tx, [_kept(row).entry])


def _works(entry: Entry) -> tuple[object, ...]:
    """What of an entry makes a difference to a translation."""
    return entry.target, entry.match, entry.case_sensitive, entry.status == "approved"


async def _tell(tx: WriteTx, touched: Iterable[Entry]) -> None:
    by_pair: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in touched:
        by_pair[each.source_lang, each.target_lang].append(each.source)
    if by_pair:
        await bump_words(tx)
    for (source, target), terms in by_pair.items():
        for at in range(0, len(terms), TERMS_AN_EVENT):
            await tell(tx, WordsChanged(tuple(terms[at : at + TERMS_AN_EVENT]), source, target))


def _kept(row: tuple[object, ...]) -> Kept:
    id_, source_lang, target_lang, source, target, match, case_sensitive, *rest = row
    part_of_speech, domain, status, note = map(str, rest)
    return Kept(
        str(id_),
        Entry(
            Lang(str(source_lang)),
            Lang(str(target_lang)),
            str(source),
            str(target),
            cast("MatchKind", match),
            bool(case_sensitive),
            part_of_speech,
            domain,
            status,
            note,
        ),
    )
