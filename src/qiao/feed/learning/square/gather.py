"""Reading what there is to learn from: members, what they did with which note, and when."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.square.circles import RECENT_US, Slice, circles_of, slice_of
from qiao.feed.taste import WEIGHTS, Did
from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Sql

Ints = NDArray[np.int32]
Times = NDArray[np.int64]
Floats = NDArray[np.float32]

Number = TypeVar("Number", bound=np.generic)

MEMBERS_AT_ONCE = 500
DIDS = tuple(Did)
ENGAGED = (Did.LIKE, Did.COMMENT, Did.COLLECT)
"""What says that a note was worth it; a version is judged by these."""
STAYED_MS = 20_000
STAYED_WEIGHT = 0.3
"""Who stays so long read it: worth as much again as opening it."""

_MEMBERS = Sql("""
    select m.id, m.langs, m.joined_us, coalesce(t.trust, 1.0) from members m
    left join member_trust t on t.member_id = m.id
    where m.id > :after order by m.id limit :limit_rows
""")
_DEEDS = Sql("""
    select member_id, note_id, 'like', at_us, 0 from likes
      where member_id between :first and :last and at_us > :since_us
    union all
    select member_id, note_id, 'collect', at_us, 0 from collects
      where member_id between :first and :last and at_us > :since_us
    union all
    select author_id, note_id, 'comment', max(at_us), 0 from comments
      where author_id between :first and :last and at_us > :since_us and deleted = 0
      group by author_id, note_id
    union all
    select member_id, note_id, 'translate', max(at_us), 0 from reading_log
      where member_id between :first and :last and at_us > :since_us and kind = 'translate'
      group by member_id, note_id
    union all
    select member_id, note_id, 'hide', last_us, 0 from seen
      where member_id between :first and :last and last_us > :since_us and hidden = 1
    union all
    select member_id, note_id, 'open', last_us,
      case when dwell_ms >= :stayed_ms * opens then 1 else 0 end from seen
      where member_id between :first and :last and last_us > :since_us and opens > 0
    order by 1, 4, 2, 3
""")
"""In an order: what is learnt of the same past must not differ with how a database gives it out."""
_FOLLOWS = Sql("""
    select follower_id, followed_id, at_us from follows
    where follower_id between :first and :last order by follower_id, followed_id
""")


@dataclass(frozen=True)
class Past:
    """What members did with the notes that may be recommended. Notes by their index rows."""

    now_us: int
    members: list[str]
    langs: list[tuple[str, ...]]
    joined_us: Times
    trust: Floats
    circle: NDArray[np.str_]
    by: Ints  # one entry a deed: the member's number
    note: Ints
    did: NDArray[np.int8]  # a number of DIDS
    at_us: Times
    stayed: NDArray[np.bool_]  # of an open: she read on for a while
    part: NDArray[np.int8]  # a Slice; TAUGHT for all that is not recent
    follower: Ints  # one entry for each who follows
    followed: list[str]
    followed_us: Times

    def __len__(self) -> int:
        return len(self.by)

    @property
    def engaged(self) -> NDArray[np.bool_]:
        """Which deeds say that a note was worth it."""
        return np.isin(self.did, [DIDS.index(did) for did in ENGAGED])

    def before(self, at_us: int) -> NDArray[np.bool_]:
        """Return which deeds were done by then."""
        return self.at_us <= at_us


class _Reader:
    def __init__(self, find: Callable[[str], int | None]) -> None:
        self.find = find
        self.by: list[Ints] = [np.zeros(0, dtype=np.int32)]
        self.note: list[Ints] = [np.zeros(0, dtype=np.int32)]
        self.did: list[NDArray[np.int8]] = [np.zeros(0, dtype=np.int8)]
        self.at_us: list[Times] = [np.zeros(0, dtype=np.int64)]
        self.stayed: list[NDArray[np.bool_]] = [np.zeros(0, dtype=np.bool_)]
        self.part: list[NDArray[np.int8]] = [np.zeros(0, dtype=np.int8)]
        self.follower: list[int] = []
        self.followed: list[str] = []
        self.followed_us: list[int] = []


async def gather(
    tx: ReadTx, find: Callable[[str], int | None], *, now_us: int, days: int = 365
) -> Past:
    """Read it all, members in turns, so that rows are numbers before the next are read.

    `find`: the index row of a note, None for one that may not be recommended.
    """
    read = _Reader(find)
    members: list[str] = []
    langs: list[tuple[str, ...]] = []
    joined, trust = [], []
    after = ""
    while rows := await tx.all(tuple, _MEMBERS, after=after, limit_rows=MEMBERS_AT_ONCE):
        start = len(members)
        for id_, spoken, joined_us, trusted in rows:
            members.append(str(id_))
            langs.append(tuple(json.loads(str(spoken))))
            joined.append(int(str(joined_us)))
            trust.append(float(str(trusted)))
        numbers = {member: start + i for i, member in enumerate(members[start:])}
        await _read_deeds(tx, read, numbers, now_us - days * DAY, now_us)
        after = members[-1]
    first = [_base(spoken[0]) if spoken else "und" for spoken in langs]
    joined_us = np.array(joined, dtype=np.int64)
    return Past(
        now_us=now_us,
        members=members,
        langs=langs,
        joined_us=joined_us,
        trust=np.array(trust, dtype=np.float32),
        circle=circles_of(first, joined_us, now_us=now_us),
        by=_joined(read.by),
        note=_joined(read.note),
        did=_joined(read.did),
        at_us=_joined(read.at_us),
        stayed=_joined(read.stayed),
        part=_joined(read.part),
        follower=np.array(read.follower, dtype=np.int32),
        followed=read.followed,
        followed_us=np.array(read.followed_us, dtype=np.int64),
    )


async def _read_deeds(
    tx: ReadTx, read: _Reader, numbers: dict[str, int], since_us: int, now_us: int
) -> None:
    between = {"first": min(numbers), "last": max(numbers)}
    by, note, did, at, stayed, part = [], [], [], [], [], []
    recent_us = now_us - RECENT_US
    codes = {str(name): number for number, name in enumerate(DIDS)}
    find = read.find
    rows = await tx.rows(_DEEDS, {**between, "since_us": since_us, "stayed_ms": STAYED_MS})
    for member, of, what, at_us, stays in rows:
        row = find(of)  # type: ignore[arg-type]
        if row is None or at_us > now_us:  # type: ignore[operator]
            continue
        by.append(numbers[member])  # type: ignore[index]
        note.append(row)
        did.append(codes[what])  # type: ignore[index]
        at.append(at_us)
        stayed.append(bool(stays))
        recent = at_us > recent_us  # type: ignore[operator]
        part.append(slice_of(member, of) if recent else Slice.TAUGHT)  # type: ignore[arg-type]
    read.by.append(np.array(by, dtype=np.int32))
    read.note.append(np.array(note, dtype=np.int32))
    read.did.append(np.array(did, dtype=np.int8))
    read.at_us.append(np.array(at, dtype=np.int64))
    read.stayed.append(np.array(stayed, dtype=np.bool_))
    read.part.append(np.array(part, dtype=np.int8))
    for follower, followed, at_us in await tx.rows(_FOLLOWS, dict(between)):
        read.follower.append(numbers[str(follower)])
        read.followed.append(str(followed))
        read.followed_us.append(int(str(at_us)))


def weights_of(past: Past, *, half_life_days: float) -> Floats:
    """Return what each deed is worth for telling who likes what: by kind, age and trust."""
    kinds = np.array([WEIGHTS[did] for did in DIDS], dtype=np.float32)
    age_days = np.maximum(past.now_us - past.at_us, 0) / DAY
    worth: Floats = (kinds[past.did] + STAYED_WEIGHT * past.stayed) * np.exp2(
        -age_days / half_life_days
    )
    worth *= past.trust[past.by]
    return worth.astype(np.float32)


def _base(lang: str) -> str:
    return lang.split("-", maxsplit=1)[0]


def _joined(parts: list[NDArray[Number]]) -> NDArray[Number]:
    joined: NDArray[Number] = np.concatenate(parts)
    return joined
