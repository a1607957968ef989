"""What Explore put before whom, and how likely that was: written in batches, read by replay.

A page names its notes by id. When a note is deleted its id stays, saying nothing, until the page is
forgotten (`KEPT_DAYS`); when a member is, her pages go with her.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

import msgspec
import structlog

from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import Database, ReadTx, Sql, WriteTx

log = structlog.get_logger()

KEPT_DAYS = 90
EVERY_S = 1.0
MAX_WAITING = 4_000
"""So many pages wait to be written; then the oldest are dropped: a record is worth less than the
memory of the process that serves."""
POLICY = "thompson-1"
"""The policy that dealt the slots; a new name when it changes, so that replay does not mix them."""
REPORTED_WITHIN_US = 12 * HOUR
"""An impression counts as served for so long after its page was."""
PAGES_LOOKED_AT = 100


FITTING_SOURCES = frozenset(("Near", "ReadersAlso", "Authors", "Topics"))
"""Who proposes what fits a reader by something she did, and not what is merely new or popular."""


def fitting_bits(sources: Sequence[str]) -> int:
    """Return the bits of the sources whose proposals count for a first audience."""
    return sum(1 << bit for bit, name in enumerate(sources) if name in FITTING_SOURCES)


class Served(Protocol):
    """What a feed says of each note of a page."""

    @property
    def note(self) -> str: ...
    @property
    def propensity(self) -> float: ...
    @property
    def slot(self) -> bool: ...
    @property
    def sources(self) -> int: ...
    @property
    def home(self) -> bool: ...
    @property
    def newcomer(self) -> bool: ...
    @property
    def foreign(self) -> bool: ...
    @property
    def bridging(self) -> bool: ...


class Alternative(NamedTuple):
    """What others would have done with a slot: deal by chance alone, or to the best mean."""

    uniform: float
    greedy: bool


class Reading(NamedTuple):
    """What a page is judged by beside its notes. See promise.py."""

    promise: tuple[int, int] = (0, 0)  # home share, newcomers' share, in thousandths
    outside: tuple[int, int] = (0, 0)  # fitting notes left outside: home, newcomers'
    newcomer: bool = False  # the reader joined less than 14 days ago
    group: str = ""  # the base of the first language she reads, as "zh"


UNJUDGED = Reading()


class Dealer(Protocol):
    """Remembers the draws behind the pages it gave lately: the ladder."""

    def alternative(self, reader: str, note: str, /) -> Alternative | None: ...


class Page(msgspec.Struct, frozen=True):
    """A page as it is kept, in short names: it is written a thousand times an hour.

    Bits count from the page's first note.
    """

    n: list[str]  # notes
    p: list[float]  # the chance that the session held each; 1 where none was in it
    s: int  # bits: in a slot of the ladder
    r: int  # bits: fits the reader by something she did, so that it counts for the ladder
    f: list[int]  # who proposed each, as bits by the order of home.py
    u: list[float] = msgspec.field(default_factory=list)  # for each slot: by chance alone
    g: int = 0  # bits over the slots: the highest mean would have chosen it too
    h: int = 0  # bits: home to the reader
    w: int = 0  # bits: by newcomers
    a: int = 0  # bits: by locals
    x: int = 0  # bits: foreign to her, she needs a translation
    b: int = 0  # bits: bridging, which is foreign, but in a language she comes to know
    o: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    """Fitting notes left outside: home, newcomers'. What nobody could give, nobody broke."""
    q: list[int] = msgspec.field(default_factory=lambda: [0, 0])  # promised, as in `Reading`
    t: int = 0  # the reader is a newcomer: 0 or 1
    k: str = ""  # her group, as in `Reading`


class Row(NamedTuple):
    """A page that waits to be written."""

    at_us: int
    member: str
    feed: str
    session: str
    first_position: int
    page: Page


_PAGE = Sql("""
    insert into served_pages (at_us, member_id, feed, session, first_position, policy, page)
    values (:at_us, :member, :feed, :session, :first_position, :policy, :page)
""")
_SERVED = Sql("""
    select page from served_pages where member_id = :member and at_us > :since_us
    order by at_us desc limit :limit_rows
""")
STALE_OF_MEMBER = Sql(f"""
    update ledger_hours set stale = 1
    where hour in (select at_us / {HOUR} from served_pages where member_id = :member)
""")
"""Before a member's pages go: the hours they are in are counted anew, without her."""
_OLD = Sql("delete from served_pages where at_us < :before_us")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Page).decode


class PageRecords:
    """Pages on their way to the database, at most a second late, one write for all.

    Owned by one event loop, which runs `run` until it is cancelled, and then `close`.
    """

    def __init__(
        self,
        database: Database,
        dealer: Dealer,
        *,
        relevant: int,
        max_waiting: int = MAX_WAITING,
        written: Callable[[Sequence[Row]], None] | None = None,
    ) -> None:
        """Begin with nothing. `relevant`: see `fitting_bits`. `written`: told of all that was."""
        self._database = database
        self._dealer = dealer
        self._relevant = relevant
        self._tell_written = written
        self._waiting: deque[Row] = deque(maxlen=max_waiting)
        self.dropped = 0
        self.written = 0
        self._told_dropped = 0

    def add(
        self,
        at_us: int,
        reader: str | None,
        feed: str,
        session: str,
        first_position: int,
        served: Sequence[Served],
        reading: Reading = UNJUDGED,
    ) -> None:
        """Take down a page; costs some microseconds, waits for nothing.

        A visitor's is not kept: she tells nothing of what she reads, so nothing is learnt from it.
        """
        if not served or reader is None:
            return
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped += 1
        page = self._page(reader, served, reading)
        self._waiting.append(Row(at_us, reader, feed, session, first_position, page))

    async def run(self, every_s: float = EVERY_S) -> None:
        """Write what waits, again and again, until cancelled."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.flush()
            except Exception:
                # the database may be away for a moment; the pages wait, as many as fit
                log.exception("served_pages_not_written", waiting=len(self._waiting))

    async def flush(self) -> None:
        """Write all that waits, once."""
        rows = list(self._waiting)
        self._waiting.clear()
        if not rows:
            return
        try:
            await self._database.write(write_pages, rows)
        except BaseException:
            room = (self._waiting.maxlen or len(rows)) - len(self._waiting)
            kept = rows[max(0, len(rows) - room) :]
            self.dropped += len(rows) - len(kept)
            self._waiting.extendleft(reversed(kept))
            raise
        self.written += len(rows)
        if self._tell_written is not None:
            self._tell_written(rows)
        if self.dropped > self._told_dropped:
            log.warning("served_pages_dropped", pages=self.dropped - self._told_dropped)
            self._told_dropped = self.dropped

    async def close(self) -> None:
        """Write what is left; a database that is closed already keeps nothing."""
        with suppress(Exception):
            await self.flush()

    def _page(self, reader: str, served: Sequence[Served], reading: Reading) -> Page:
        slots = relevant = greedy = 0
        uniform: list[float] = []
        for place, note in enumerate(served):
            if note.slot or note.sources & self._relevant:
                relevant |= 1 << place
            if not note.slot:
                continue
            other = self._dealer.alternative(reader, note.note)
            if other:
                greedy |= other.greedy << len(uniform)
            uniform.append(round(other.uniform, 4) if other else 0.0)
            slots |= 1 << place
        return Page(
            [note.note for note in served],
            [round(float(note.propensity), 4) for note in served],
            slots,
            relevant,
            [int(note.sources) for note in served],
            uniform,
            greedy,
            h=_bits(note.home for note in served),
            w=_bits(note.newcomer for note in served),
            a=_bits(not note.newcomer for note in served),
            x=_bits(note.foreign for note in served),
            b=_bits(note.bridging for note in served),
            o=list(reading.outside),
            q=list(reading.promise),
            t=int(reading.newcomer),
            k=reading.group,
        )


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)


async def write_pages(tx: WriteTx, rows: Sequence[Row]) -> None:
    """Write pages down."""
    await tx.run_many(
        _PAGE,
        [
            {
                "at_us": row.at_us,
                "member": row.member,
                "feed": row.feed,
                "session": row.session,
                "first_position": row.first_position,
                "policy": POLICY,
                "page": _encode(row.page).decode(),
            }
            for row in rows
        ],
    )


async def served_to(tx: ReadTx, member: str, *, now_us: int) -> dict[str, bool]:
    """Return the notes on a member's last pages, and whether each fits her."""
    found: dict[str, bool] = {}
    for (page,) in await tx.all(
        tuple,
        _SERVED,
        member=member,
        since_us=now_us - REPORTED_WITHIN_US,
        limit_rows=PAGES_LOOKED_AT,
    ):
        read = _decode(page)
        for place, note in enumerate(read.n):
            found[note] = found.get(note, False) or bool(read.r >> place & 1)
    return found


async def forget_old_pages(tx: WriteTx, now_us: int, *, kept_days: int = KEPT_DAYS) -> int:
    """Drop pages older than is kept; return how many."""
    return await tx.run(_OLD, before_us=now_us - kept_days * DAY)
