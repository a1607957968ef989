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
from qiao.kit.db import ReadTx, Sql, WriteTx, last_seq, tell
from qiao.people.keys.logins import person

KINDS = ("likes", "comments", "collects")
MUCH = 1_000
"""Deeds on a note from which on it is weighed as it grows, not at each of them."""
GROWN = 0.02


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
# a reckoning that saw less of the log never replaces one that saw more
_STORE = Sql("""
    insert into note_worth (note_id, likes, comments, collects, deeds, seq, at_us)
    select n.id, :likes, :comments, :collects, :deeds, :seq, :now_us from notes n where n.id = :note
    on conflict (note_id) do update set likes = excluded.likes, comments = excluded.comments,
      collects = excluded.collects, deeds = excluded.deeds, seq = excluded.seq,
      at_us = excluded.at_us
    where note_worth.seq <= excluded.seq
""")
_DEEDS_NOW = Sql("""
    select note_id, likes + comments + collects from note_counts where note_id in (:ids...)
""")
_GREW = Sql("""
    select c.note_id, c.likes + c.comments + c.collects, coalesce(w.deeds, 0)
    from note_counts c left join note_worth w on w.note_id = c.note_id
    where c.note_id in (:ids...)
""")
_BEHIND = Sql("""
    select w.note_id from note_worth w join note_counts c on c.note_id = w.note_id
    where w.deeds <> c.likes + c.comments + c.collects
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


class Reckoning(NamedTuple):
    """What notes' engagement is worth, as it was when the log had grown to `seq`."""

    found: list[Worth]
    deeds: dict[str, int]
    """How many deeds the counters held of each note then."""

    seq: int


async def due(tx: ReadTx, ids: Sequence[str]) -> list[str]:
    """Return those of these notes that want to be weighed at a deed.

    One with little engagement always; one with much when it has grown by two in a hundred: a wave
    on one note would otherwise read all of its likes again for every few of them.
    """
    grew = {str(n): (int(now), int(then)) for n, now, then in await tx.all(tuple, _GREW, ids=ids)}
    return [
        note
        for note in ids
        if note not in grew
        or grew[note][0] < MUCH
        or abs(grew[note][0] - grew[note][1]) >= GROWN * grew[note][1]
    ]


async def behind(tx: ReadTx) -> list[str]:
    """Return the notes that grew since they were weighed, if only by little."""
    return [str(row[0]) for row in await tx.all(tuple, _BEHIND)]


async def reckon(tx: ReadTx, ids: Sequence[str]) -> Reckoning:
    """Reckon what these notes' engagement is worth. Reads every deed on them."""
    there = sorted(set(ids))
    # first, so that what is read after it is at least as new
    seq = await last_seq(tx)
    strangers = await strangers_now(tx)
    deeds = {str(note): int(n) for note, n in await tx.all(tuple, _DEEDS_NOW, ids=there)}
    by_note = await parts_of(tx, there)
    found = [
        Worth(note, *worth_of([by_note[note, kind] for kind in KINDS], strangers)) for note in there
    ]
    return Reckoning(found, deeds, seq)


async def keep_worths(tx: WriteTx, reckoning: Reckoning, now_us: int) -> None:
    """Write a reckoning down and tell those who show it; what is newer stays.

    Where the lever `engagement` says that all count the same, it is not looked at; kept all the
    same, so that it is there when the lever is moved back.
    """
    rows = [
        {**one._asdict(), "deeds": reckoning.deeds.get(one.note, 0), "seq": reckoning.seq,
         "now_us": now_us}
        for one in reckoning.found
    ]  # fmt: skip
    await tx.run_many(_STORE, rows)
    await tell(tx, NotesWeighed([one.note for one in reckoning.found]))


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
