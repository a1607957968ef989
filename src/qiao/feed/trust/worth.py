"""What each note's likes, comments and collects are worth: the table that Explore reads.

The counters that people see are others, exact and raw.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from qiao.feed.trust.events import NotesWeighed
from qiao.feed.trust.weights import (
    LEAST,
    PAIR_DAYS,
    PROVEN,
    STRANGERS,
    UNPROVEN,
    Part,
    pair_factor,
    worth_of,
)
from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.people.keys.logins import person

KINDS = ("likes", "comments", "collects")


class Worth(NamedTuple):
    """What a note's engagement is worth, in deeds of known members."""

    note: str
    likes: float
    comments: float
    collects: float


class Cap(NamedTuple):
    """That a member's deeds on a note count only in part, as she did much to this author's."""

    note: str
    member: str
    factor: float


# whoever has several identities likes once, and her own notes not at all
_TRUST = f"coalesce(t.trust, {LEAST})"
# as `weights.known_share`
_KNOWN = f"""(case when {_TRUST} >= {PROVEN} then 1.0 when {_TRUST} <= {UNPROVEN} then 0.0
  else ({_TRUST} - {UNPROVEN}) / {PROVEN - UNPROVEN} end)"""
_PARTS = Sql(f"""
    select d.note_id, d.kind, coalesce(t.cluster, ''), count(*),
      sum({_TRUST} * coalesce(c.factor, 1.0) * {_KNOWN}),
      sum({_TRUST} * coalesce(c.factor, 1.0) * (1.0 - {_KNOWN}))
    from (
      select note_id, {person("l.member_id")} as member_id, 'likes' as kind
        from likes l where note_id in (:ids...)
      union
      select note_id, {person("l.member_id")}, 'collects' from collects l where note_id in (:ids...)
      union
      select note_id, {person("l.author_id")}, 'comments' from comments l
        where note_id in (:ids...) and deleted = 0 and standing = 'public'
    ) d
    join notes n on n.id = d.note_id and {person("n.author_id")} <> d.member_id
    left join member_trust t on t.member_id = d.member_id
    left join deed_caps c on c.note_id = d.note_id and c.member_id = d.member_id
    group by d.note_id, d.kind, coalesce(t.cluster, '')
""")
# a statement that changes the rows waits for whoever is at them: what is read next is true
_TAKE = Sql("""
    insert into note_worth (note_id, likes, comments, collects, at_us)
    select n.id, 0, 0, 0, :now_us from notes n where n.id = :note
    on conflict (note_id) do update set at_us = excluded.at_us
""")
_STORE = Sql("""
    update note_worth set likes = :likes, comments = :comments, collects = :collects
    where note_id = :note
""")
_WORTHS = Sql("""
    select note_id, likes, comments, collects from note_worth where note_id in (:ids...)
""")
_NO_WORTH = Sql("delete from note_worth where note_id in (:ids...)")
_NO_CAPS = Sql("delete from deed_caps where note_id in (:ids...)")

_DEED = Sql("""
    select n.author_id, max(d.at_us) from notes n join (
      select note_id, at_us from likes where note_id = :note and member_id = :member
      union all
      select note_id, at_us from collects where note_id = :note and member_id = :member
      union all
      select note_id, at_us from comments
        where note_id = :note and author_id = :member and deleted = 0
    ) d on d.note_id = n.id
    where n.author_id <> :member group by n.author_id
""")
_NOTES_OF_PAIR = Sql("""
    select count(distinct d.note_id) from (
      select note_id from likes
        where member_id = :member and at_us > :since_us and at_us <= :at_us
      union all
      select note_id from collects
        where member_id = :member and at_us > :since_us and at_us <= :at_us
      union all
      select note_id from comments
        where author_id = :member and at_us > :since_us and at_us <= :at_us and deleted = 0
    ) d join notes n on n.id = d.note_id where n.author_id = :author
""")
_CAP = Sql("""
    insert into deed_caps (note_id, member_id, factor)
    select n.id, :member, :factor from notes n where n.id = :note
    on conflict (note_id, member_id) do update set factor = excluded.factor
""")

_STRANGERS = Sql("select value from facts where name = 'strangers_in_full'")
_SET_STRANGERS = Sql("""
    insert into facts (name, value) values ('strangers_in_full', :value)
    on conflict (name) do update set value = excluded.value
""")


async def worths(tx: ReadTx, ids: Sequence[str]) -> dict[str, Worth]:
    """Return what is written down; a note that was never weighed is not among them."""
    return {row.note: row for row in await tx.all(Worth, _WORTHS, ids=ids)}


async def weigh(tx: WriteTx, ids: Sequence[str], now_us: int) -> None:
    """Reckon what these notes' engagement is worth, write it down and tell those who show it.

    Where the lever `engagement` says that all count the same, it is not looked at; kept all the
    same, so that it is there when the lever is moved back.
    """
    if not ids:
        return
    there = sorted(set(ids))
    await tx.run_many(_TAKE, [{"note": note, "now_us": now_us} for note in there])
    strangers = await strangers_now(tx)
    by_note = await parts_of(tx, there)
    found = [
        Worth(note, *worth_of([by_note[note, kind] for kind in KINDS], strangers)) for note in there
    ]
    await tx.run_many(_STORE, [worth._asdict() for worth in found])
    await tell(tx, NotesWeighed(there))


async def parts_of(tx: ReadTx, ids: Sequence[str]) -> dict[tuple[str, str], list[Part]]:
    """Return what each group of members gave, by note and kind."""
    parts: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for note, kind, cluster, members, known, strange in await tx.all(tuple, _PARTS, ids=ids):
        part = Part(str(cluster), int(members), float(known), max(0.0, float(strange)))
        parts[str(note), str(kind)].append(part)
    return parts


async def cap_of(tx: ReadTx, note: str, member: str) -> Cap | None:
    """Return how far a member's deeds on a note count; None where she did nothing to it.

    The author's own deeds count nowhere and are not looked at.
    """
    deed = await tx.one_or_none(tuple, _DEED, note=note, member=member)
    if deed is None:
        return None
    author, at_us = str(deed[0]), int(deed[1])
    since_us = at_us - PAIR_DAYS * DAY
    notes = await tx.count(
        _NOTES_OF_PAIR, member=member, author=author, since_us=since_us, at_us=at_us
    )
    return Cap(note, member, pair_factor(notes))


async def store_caps(tx: WriteTx, caps: Sequence[Cap]) -> None:
    """Write down what counts in part; what counts in full has no row."""
    await tx.run_many(_CAP, [cap._asdict() for cap in caps if cap.factor < 1.0])


async def strangers_now(tx: ReadTx) -> float:
    """Return how much from strangers counts nearly in full, as it was last reckoned."""
    written = await tx.value(_STRANGERS)
    return STRANGERS if written is None else max(STRANGERS, float(str(written)))


async def set_strangers(tx: WriteTx, strangers: float) -> None:
    """Write down how much from strangers counts nearly in full."""
    await tx.run(_SET_STRANGERS, value=f"{strangers:g}")


async def forget_worth(tx: WriteTx, notes: Sequence[str]) -> None:
    """Drop what was reckoned about notes that are gone. Safe to run twice."""
    for statement in (_NO_WORTH, _NO_CAPS):
        await tx.run(statement, ids=list(notes))
