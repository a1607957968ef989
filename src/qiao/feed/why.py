"""Why one note is in a reader's Explore: the grounds, and what weighed how much."""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from qiao.feed.lens import Lens
from qiao.feed.models import COLUMNS, Features, Ranked, Reader, Reason, Request
from qiao.feed.pipeline import run
from qiao.feed.serving import Feeds
from qiao.feed.stages import Mixer
from qiao.feed.telling import tell_reasons
from qiao.kit.db import ReadTx

MORE = 3
LEAST_SHARE = 0.02

NAMES = {
    "together": "collab",
    "predicted": "cb2cf",
    **dict.fromkeys(("open", "like", "collect", "comment", "follow", "hide"), "likely"),
}
"""What a term is called outside, where that is not its own name."""


class Weighed(NamedTuple):
    """A consideration, and its share of all that speaks for a note beside others, 0 to 1."""

    name: str
    share: float


class Why(NamedTuple):
    """What is told of one note."""

    reason: Reason | None
    also: list[Reason]
    slot: bool  # holds one of the places kept for notes that few have seen
    terms: list[Weighed]


async def why(tx: ReadTx, feeds: Feeds, reader: Reader, note: str, *, now_us: int) -> Why:
    """Return why a note is where it is among all that might be shown to a reader now.

    Nothing is drawn and nothing is written: to ask does not change what comes next.
    """
    row = feeds.index.notes.find(note)
    if row is None:
        return Why(None, [], slot=False, terms=[])
    taste = await feeds.tastes.of(tx, reader, now_us=now_us)
    lens = feeds.tastes.lens(reader, taste, now_us=now_us)
    # what she has done since with this very note is no reason why it came
    lens = _before(lens, row)
    pipeline = replace(feeds.pipeline, mixer=_All(), rerankers=[])
    req = Request(reader, lens, now_us, seed=0)
    _, trace = run(pipeline, req, rows_known=len(feeds.index))
    rows = np.array([row], dtype=np.int32)
    slot = bool(reader.id and feeds.ladder.alternative(reader.id, note))
    grounds = feeds.grounds(reader, lens, rows, np.array([slot]), trace.scale, now_us=now_us)[0]
    told = await tell_reasons(tx, grounds[: 1 + MORE])
    features = pipeline.features.read(req, rows)
    usual = Features(trace.scale.means.reshape(len(COLUMNS), 1))
    lead = pipeline.scorer.parts(features)[0] - pipeline.scorer.parts(usual)[0]
    by_name: Counter[str] = Counter()
    for name, much in zip(pipeline.scorer.names, lead.tolist(), strict=True):
        by_name[NAMES.get(name, name)] += much
    total = sum(much for much in by_name.values() if much > 0) or 1.0
    terms = [Weighed(name, round(much / total, 3)) for name, much in by_name.most_common()]
    return Why(
        told[0], told[1:], slot=slot, terms=[term for term in terms if term.share >= LEAST_SHARE]
    )


def _before(lens: Lens, row: int) -> Lens:
    kept = lens.engaged != row
    if kept.all():
        return lens
    return replace(lens, engaged=lens.engaged[kept], engaged_weights=lens.engaged_weights[kept])


class _All(Mixer):
    """Picks nothing: the candidates as they are."""

    def mix(self, _req: Request, ranked: Ranked) -> Ranked:
        return ranked
