"""Finding notes by their words: those that say everything asked for, then those that say most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import Where, answered, visible
from qiao.search.asking import Asked, condition
from qiao.search.typos import forms, nearest

LIMIT = 200
ENOUGH = 10
"""With fewer notes that say everything, those that say some of it are looked at too."""
LOOSE = 60
HALF_AS_GOOD = 0.35
"""What says only some of it is shown while it is so near to the best of its kind."""


@dataclass(frozen=True)
class Filters:
    """What else must be true of a note."""

    lang: str = ""
    since_us: int = 0
    photo: bool = False
    place: str = ""
    asks: str = ""  # "all": questions only; "open": those without an answer that helped

    def params(self) -> dict[str, str | int]:
        return {
            "lang": self.lang,
            "since_us": self.since_us,
            "photo": int(self.photo),
            "asks": self.asks,
            "place": self.place,
        }


class Found(NamedTuple):
    """A note and how well it fits, more is better."""

    note: str
    score: float
    whole: bool = True  # says everything asked for, not only some of it


FITTING = (
    visible("n", where=Where.OPEN)
    + f"""
    and n.standing = 'public' and n.at_us >= :since_us
    and (:lang = '' or n.lang = :lang or substr(n.lang, 1, 3) = :lang || '-')
    and (:photo = 0 or n.kind = 'photo')
    and (:place = '' or n.place = :place)
    and (:asks = '' or exists (select 1 from note_questions q where q.note_id = n.id
      and (:asks = 'all' or not {answered("q")})))
"""
)
"""What a searcher may find, for rows of `notes` called n: nobody's own held notes either."""

_MATCH = {
    "sqlite": Sql(
        """
    select n.id, -bm25(search_fts, 6.0, 4.0, 1.0) as fit
    from search_fts f join search_notes s on s.doc = f.rowid join notes n on n.id = s.note_id
    where search_fts match :asked and """
        + FITTING
        + " order by fit desc, n.id desc limit :limit_rows"
    ),
    # lists of few words long notes get less of: 1 divides by the logarithm of the length
    "postgresql": Sql(
        """
    select n.id, ts_rank('{0.4, 0.4, 0.7, 1.0}', s.tokens, cast(:asked as tsquery), 1) as fit
    from search_notes s join notes n on n.id = s.note_id
    where s.tokens @@ cast(:asked as tsquery) and """
        + FITTING
        + " order by fit desc, n.id desc limit :limit_rows"
    ),
}
_USED = Sql("select word from search_words where word in (:words...)")
_NEAR = Sql("""
    select distinct w.word, w.notes from search_forms f join search_words w on w.word = f.word
    where f.form in (:forms...)
""")


async def corrected(tx: ReadTx, asked: Asked) -> Asked:
    """Return the query with what was likely meant beside words that no note says."""
    asked_for = [g.text for g in asked.groups if g.words]
    if not asked_for:
        return asked
    used = {str(row[0]) for row in await tx.rows(_USED, {"words": asked_for})}
    meant: dict[str, tuple[str, ...]] = {}
    for word in asked_for:
        if word in used or not forms(word):
            continue
        near = await tx.all(tuple, _NEAR, forms=forms(word))
        if others := nearest(word, near):
            meant[word] = tuple(others)
    return asked.with_meant(meant) if meant else asked


async def by_words(
    tx: ReadTx, asked: Asked, filters: Filters, *, reader: str | None, limit: int = LIMIT
) -> list[Found]:
    """Return notes that say what is asked for, the best first."""
    if not asked.groups:
        return []
    strict = await _match(tx, asked, filters, reader=reader, every=True, limit=limit)
    several = len(asked.groups) > 1 or any(len(g.pairs) > 1 for g in asked.groups)
    if len(strict) >= ENOUGH or not several:
        return strict
    loose = await _match(tx, asked, filters, reader=reader, every=False, limit=LOOSE)
    return strict + _others(strict, loose)


def _others(strict: Sequence[Found], loose: Sequence[Found]) -> list[Found]:
    have = {found.note for found in strict}
    best = max((found.score for found in loose), default=0.0)
    return [
        found._replace(whole=False)
        for found in loose
        if found.note not in have and found.score >= HALF_AS_GOOD * best
    ]


async def _match(
    tx: ReadTx,
    asked: Asked,
    filters: Filters,
    *,
    reader: str | None,
    every: bool,
    limit: int,
) -> list[Found]:
    return await tx.all(
        Found,
        _MATCH[tx.engine],
        asked=condition(asked.groups, tx.engine, every=every),
        reader=reader,
        limit_rows=limit,
        **filters.params(),
    )
