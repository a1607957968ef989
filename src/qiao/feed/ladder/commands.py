"""Writing the ladder down: the only hands that change its table, but for impressions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qiao.feed.events import LadderMoved
from qiao.feed.ladder.firsts import first_of
from qiao.feed.ladder.models import (
    DEED_WORTH,
    LEAST_AUDIENCE,
    OPEN_WORTH,
    TRIED_FOR_US,
    WITHIN_US,
    State,
    Step,
)
from qiao.feed.ladder.prior import Peers, dynamic_prior, for_author
from qiao.feed.ladder.queries import steps_of
from qiao.feed.ladder.rungs import Square, back, begun, first_audience, late_comer, stepped
from qiao.feed.lens import NEWCOMER_US
from qiao.feed.trust.weights import LEAST
from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.notes.models import Standing

BATCH = 400
ACTIVE_FOR_US = 14 * DAY
PEERS_FOR_US = 28 * DAY
YOUNG_US = 7 * DAY
SAME_WORDS_US = 30 * DAY


class NewNote(NamedTuple):
    """A public note that is not on the ladder yet."""

    id: str
    author: str
    lang: str
    at_us: int
    repeated: int  # its author has published the same words before
    local: int  # its author was no newcomer, as far as readers may know


class Standings(NamedTuple):
    """Where a note on the ladder stands elsewhere."""

    id: str
    standing: str
    at_us: int


_NEW = Sql("""
    select n.id, n.author_id, n.lang, n.at_us,
      case when length(n.body) >= 20 and exists (
        select 1 from notes o
        where o.author_id = n.author_id and o.id < n.id and o.at_us > n.at_us - :same_words_us
          and o.title = n.title and o.body = n.body
      ) then 1 else 0 end,
      case when n.momo = 0 and m.joined_us > n.at_us - :new_us then 0 else 1 end
    from notes n
    left join ladder l on l.note_id = n.id
    left join members m on m.id = n.author_id
    where n.standing = 'public' and n.audience = 'public' and l.note_id is null
      and n.brought = 0 and (n.at_us > :since_us or n.id in (:restored...))
    order by n.id limit :limit_rows
""")
_DAY_OF_AUTHORS = Sql("""
    select author_id, at_us, id from notes
    where author_id in (:authors...) and at_us > :since_us
""")
_INSERT = Sql("""
    insert into ladder (note_id, rung, promised, given, hits, prior, rung_us, due_us, state,
      first, first_us, local, grp)
    values (:note, :rung, :promised, :given, :hits, :prior, :rung_us, :due_us, :state,
      :first, :first_us, :local, :grp)
    on conflict (note_id) do nothing
""")
# `given` is counted where impressions are written; it is not for this hand to overwrite
_UPDATE = Sql("""
    update ladder set rung = :rung, promised = :promised, hits = :hits, prior = :prior,
      rung_us = :rung_us, due_us = :due_us, state = :state
    where note_id = :note
""")
# what was held back has its whole day from now on
_BACK = Sql("""
    update ladder set first_us = :now_us
    where note_id = :note and first > 0 and first_given < 0 and state <> 'away'
""")
_GIVEN = Sql("""
    select note_id, count(distinct member_id) from reading_log
    where note_id in (:ids...) and kind = 'impression' and served = 2 group by note_id
""")
# who is not weighed yet is a stranger, in a square that weighs
_TRUST = f"""coalesce(t.trust,
  case when exists (select 1 from member_trust) then {LEAST} else 1.0 end)"""
_GIVEN_TO = """
    select distinct note_id, member_id from reading_log
    where note_id in (:ids...) and kind = 'impression' and served = 2
"""
_TRUSTED = Sql(f"""
    select f.note_id, count(*), sum({_TRUST}) from ({_GIVEN_TO}) f
    left join member_trust t on t.member_id = f.member_id
    group by f.note_id
""")
_HITS = Sql(f"""
    select d.note_id, sum(d.worth * {_TRUST} * coalesce(c.factor, 1.0))
    from (
      select note_id, member_id, max(worth) as worth from (
        select note_id, member_id, {OPEN_WORTH} as worth from reading_log
          where note_id in (:ids...) and kind = 'open'
        union all
        select note_id, member_id, {DEED_WORTH} from likes where note_id in (:ids...)
        union all
        select note_id, member_id, {DEED_WORTH} from collects where note_id in (:ids...)
        union all
        select note_id, author_id, {DEED_WORTH} from comments
          where note_id in (:ids...) and deleted = 0
      ) done group by note_id, member_id
    ) d
    join ({_GIVEN_TO}) f on f.note_id = d.note_id and f.member_id = d.member_id
    left join member_trust t on t.member_id = d.member_id
    left join deed_caps c on c.note_id = d.note_id and c.member_id = d.member_id
    group by d.note_id
""")
_STANDINGS = Sql("""
    select id, case when audience = 'public' then standing else 'limited' end, at_us
    from notes where id in (:ids...)
""")
_PEERS = Sql("""
    select hits, given from ladder
    where given >= :least and (rung > 0 or state <> 'first') and rung_us > :since_us
""")
_READERS = Sql("""
    select m.langs, count(*) from members m
    where exists (select 1 from seen s where s.member_id = m.id and s.last_us > :since_us)
    group by m.langs
""")
_AUTHORS = Sql("""
    select n.author_id, sum(l.hits), sum(l.given) from ladder l join notes n on n.id = l.note_id
    where n.author_id in (:authors...) group by n.author_id
""")
_DUE = Sql("""
    select note_id from ladder
    where (state in ('first', 'growing') and (given >= promised or due_us <= :now_us))
      or (state = 'resting' and due_us <= :now_us and given >= promised)
    order by due_us limit :limit_rows
""")


async def peers_of(tx: ReadTx, now_us: int) -> Peers:
    """Return how the notes that had their first audience lately did."""
    rows = await tx.all(tuple, _PEERS, least=LEAST_AUDIENCE, since_us=now_us - PEERS_FOR_US)
    return Peers.of((float(hits), int(given)) for hits, given in rows)


async def readers_by_langs(tx: ReadTx, now_us: int) -> dict[str, int]:
    """Return how many members read lately, by their declared languages, a JSON list."""
    rows = await tx.all(tuple, _READERS, since_us=now_us - ACTIVE_FOR_US)
    return {str(langs): int(count) for langs, count in rows}


async def begin(
    tx: WriteTx,
    new: Sequence[NewNote],
    square: Square,
    readers: Mapping[str, int],
    *,
    now_us: int,
    opening: bool = False,
) -> list[str]:
    """Put notes on the ladder that are not on it.

    `opening`: the square is older than its ladder; what is older than a day was read before it.
    """
    authors = sorted({note.author for note in new})
    since_us = min(note.at_us for note in new) - DAY
    theirs: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for author, at_us, id_ in await tx.all(
        tuple, _DAY_OF_AUTHORS, authors=authors, since_us=since_us
    ):
        theirs[str(author)].append((int(at_us), str(id_)))
    did = {
        str(author): (float(hits or 0), int(given or 0))
        for author, hits, given in await tx.all(tuple, _AUTHORS, authors=authors)
    }
    given = await _counted(tx, [note.id for note in new])
    prior = dynamic_prior(square.peers)
    rows, firsts = [], []
    for note in new:
        hits, shown = did.get(note.author, (0.0, 0))
        expected = for_author(prior, square.peers, hits=hits, given=shown)
        earlier = [
            id_ for at_us, id_ in theirs[note.author]
            if at_us > note.at_us - DAY and id_ < note.id
        ]  # fmt: skip
        might = _readers_of(note.lang, readers)
        promised = first_audience(
            might,
            earlier_today=len(earlier),
            repeated=bool(note.repeated),
        )
        # what was reviewed first has its day from now on
        since_us = note.at_us if opening or now_us - note.at_us < HOUR else now_us
        step = begun(note.id, at_us=since_us, promised=promised, prior=expected)
        if opening and now_us - note.at_us > WITHIN_US:
            step = late_comer(step, at_us=note.at_us, now_us=now_us)
        rows.append(step._replace(given=given.get(note.id, 0)))
        firsts.append(first_of(step, lang=note.lang, local=bool(note.local), readers=might))
    await tx.run_many(
        _INSERT,
        [step._asdict() | first._asdict() for step, first in zip(rows, firsts, strict=True)],
    )
    moved = [step.note for step in rows]
    await tell(tx, LadderMoved(moved))
    return moved


async def climb(tx: WriteTx, notes: Sequence[str], square: Square, *, now_us: int) -> list[str]:
    """Count anew what came of these notes, and move those whose time has come.

    Returns:
        Those of whom anything changed.
    """
    steps = await steps_of(tx, notes)
    stands = {row.id: row for row in await tx.all(Standings, _STANDINGS, ids=list(notes))}
    hits = {str(n): float(h or 0) for n, h in await tx.all(tuple, _HITS, ids=list(notes))}
    # what strangers were given tells as much of a note as nothing: it counts at the prior's rate
    strange = {
        str(note): max(0.0, int(count) - float(trust))
        for note, count, trust in await tx.all(tuple, _TRUSTED, ids=list(notes))
    }
    changed = []
    for step in steps:
        told = hits.get(step.note, 0.0) + strange.get(step.note, 0.0) * step.prior
        after = _after(step, stands.get(step.note), told, square, now_us)
        if after is not None and after != step:
            changed.append(after)
    if changed:
        away = {step.note for step in steps if step.state == State.AWAY}
        await tx.run_many(_UPDATE, [_without_given(step) for step in changed])
        await tx.run_many(
            _BACK, [{"note": s.note, "now_us": now_us} for s in changed if s.note in away]
        )
        await tell(tx, LadderMoved([step.note for step in changed]))
    return [step.note for step in changed]


async def new_notes(
    tx: ReadTx, now_us: int, *, restored: Sequence[str] = (), opening: bool = False
) -> list[NewNote]:
    """Return public notes that are not on the ladder, the oldest first; at most `BATCH`."""
    return await tx.all(
        NewNote,
        _NEW,
        since_us=now_us - (TRIED_FOR_US if opening else YOUNG_US),
        restored=list(restored) or [""],
        same_words_us=SAME_WORDS_US,
        new_us=NEWCOMER_US,
        limit_rows=BATCH,
    )


async def due_notes(tx: ReadTx, now_us: int) -> list[str]:
    """Return notes whose rung is full or out of time; at most ten batches."""
    return await tx.all(str, _DUE, now_us=now_us, limit_rows=10 * BATCH)


def _after(
    step: Step, stands: Standings | None, hits: float, square: Square, now_us: int
) -> Step | None:
    if stands is None:
        return None
    step = step._replace(hits=min(hits, float(step.given)))
    if stands.standing != Standing.PUBLIC:
        return step._replace(state=State.AWAY)
    if step.state == State.AWAY:
        return back(step, now_us=now_us)
    return stepped(step, square, at_us=stands.at_us, now_us=now_us)


def _without_given(step: Step) -> dict[str, str | int | float]:
    row = step._asdict()
    del row["given"]
    return row


async def _counted(tx: ReadTx, notes: Sequence[str]) -> dict[str, int]:
    rows = await tx.all(tuple, _GIVEN, ids=list(notes))
    return {str(note): int(count) for note, count in rows}


def _readers_of(lang: str, readers: Mapping[str, int]) -> int:
    """Return how many active readers read a language; of what has none, all may."""
    base = lang.split("-", maxsplit=1)[0]
    if base in ("und", "zxx", "mul"):
        return sum(readers.values())
    return sum(count for langs, count in readers.items() if f'"{base}' in langs)
