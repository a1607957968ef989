"""What other policies would have been worth, judged by the square's own log of its slots.

Each slot was dealt with a known chance, so what came of it can be weighed by how much likelier
another policy would have dealt it (inverse propensity). Notes a policy would choose and this square
never dealt say nothing; the effective sample size tells how much is left to judge by.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from qiao.feed.ladder.models import DEED_WORTH, OPEN_WORTH
from qiao.feed.records import Page
from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Sql

WITHIN_US = DAY
"""What a reader does so long after a page counts for it."""
CLIP = 20.0
"""No slot weighs more than so many: a rare one must not decide alone. That errs on the low side."""
SURE = 1.96
"""Standard errors to each side: 95 % of such intervals hold the truth."""


class Slot(NamedTuple):
    """A slot that its reader scrolled to, and what came of it."""

    reader: str
    note: str
    propensity: float
    uniform: float
    greedy: bool
    worth: float  # 0 nothing, `OPEN_WORTH`, `DEED_WORTH`


Policy = Callable[[Slot], float]
"""How likely a policy would have dealt this slot."""

POLICIES: dict[str, Policy] = {
    "served": lambda slot: slot.propensity,
    "thompson": lambda slot: slot.propensity,
    "greedy": lambda slot: float(slot.greedy),
    "uniform": lambda slot: slot.uniform,
}
"""As it was; Thompson sampling (the same, as long as that is what deals); always the highest mean;
any that fits."""


class Verdict(msgspec.Struct, frozen=True):
    """What a policy is worth per slot, 0 to 1, with what the estimate rests on."""

    policy: str
    slots: int
    readers: int
    effective: float  # slots that would tell as much if they had been dealt by this policy
    ips: float
    snips: float  # self-normalised: the estimate to read
    low: float
    high: float
    clipped: float  # share of slots whose weight was cut


_PAGES = Sql("""
    select seq, at_us, member_id, session, page from served_pages
    where member_id is not null and feed = 'explore' and at_us > :since_us and seq > :after
    order by seq limit :limit_rows
""")
_READ = Sql("""
    select member_id, note_id, kind, at_us from reading_log
    where at_us > :since_us and (kind = 'open' or (kind = 'impression' and served > 0))
    order by seq
""")
_DID = Sql("""
    select member_id, note_id, at_us from likes where at_us > :since_us
    union all
    select member_id, note_id, at_us from collects where at_us > :since_us
    union all
    select author_id, note_id, at_us from comments where at_us > :since_us and deleted = 0
    order by 3, 1, 2
""")
BATCH = 2_000
_decode = msgspec.json.Decoder(Page).decode


async def slots_since(tx: ReadTx, since_us: int) -> list[Slot]:
    """Return every slot that was scrolled to since, each session's note once."""
    seen: set[tuple[str, str]] = set()
    did: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for member, note, kind, at_us in await tx.all(tuple, _READ, since_us=since_us):
        if kind == "impression":
            seen.add((str(member), str(note)))
        else:
            did[str(member), str(note)].append((int(at_us), OPEN_WORTH))
    for member, note, at_us in await tx.all(tuple, _DID, since_us=since_us):
        did[str(member), str(note)].append((int(at_us), DEED_WORTH))
    found: dict[tuple[str, str], Slot] = {}
    after = 0
    while pages := await tx.all(tuple, _PAGES, since_us=since_us, after=after, limit_rows=BATCH):
        for _, at_us, member, session, page in pages:
            for note, propensity, uniform, greedy in _dealt(_decode(page)):
                key = (str(member), note)
                if key not in seen or not propensity or not uniform:
                    continue
                worth = max(
                    (w for when, w in did[key] if at_us <= when <= at_us + WITHIN_US), default=0.0
                )
                found.setdefault(
                    (str(session), note),
                    Slot(str(member), note, propensity, uniform, greedy, worth),
                )
        after = int(pages[-1][0])
    return list(found.values())


def _dealt(page: Page) -> Iterable[tuple[str, float, float, bool]]:
    slots = [place for place in range(len(page.n)) if page.s >> place & 1]
    for number, place in enumerate(slots):
        uniform = page.u[number] if number < len(page.u) else 0.0
        yield page.n[place], page.p[place], uniform, bool(page.g >> number & 1)


def judged(slots: Sequence[Slot], policy: str, *, clip: float = CLIP) -> Verdict:
    """Say what a policy would have been worth on these slots.

    The interval is for readers, not for slots: what one reader does with ten notes is no ten
    opinions (delta method over readers).
    """
    of = POLICIES[policy]
    weights = [min(clip, of(slot) / slot.propensity) for slot in slots]
    total = sum(weights)
    value = sum(w * s.worth for w, s in zip(weights, slots, strict=True)) / total if total else 0.0
    by_reader: dict[str, float] = defaultdict(float)
    for weight, slot in zip(weights, slots, strict=True):
        by_reader[slot.reader] += weight * (slot.worth - value)
    readers = len(by_reader)
    spread = math.sqrt(sum(error**2 for error in by_reader.values())) / total if total else 0.0
    spread *= math.sqrt(readers / (readers - 1)) if readers > 1 else 0.0
    squares = sum(weight**2 for weight in weights)
    cut = sum(of(slot) / slot.propensity > clip for slot in slots)
    return Verdict(
        policy,
        len(slots),
        readers,
        total**2 / squares if squares else 0.0,
        sum(w * s.worth for w, s in zip(weights, slots, strict=True)) / max(1, len(slots)),
        value,
        max(0.0, value - SURE * spread),
        min(1.0, value + SURE * spread),
        cut / max(1, len(slots)),
    )
