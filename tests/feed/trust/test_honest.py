"""Honest squares lose next to nothing: the demo's month, and sixteen years of a real community."""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from qiao.demo import content, engagement
from qiao.feed.trust.clusters import Deeds, lockstep
from qiao.feed.trust.members import STAYED_MS
from qiao.feed.trust.weights import Life, Part, known_share, trust_of, worth_of
from qiao.kit.clock import DAY


def demo_trust(month: engagement.Month) -> dict[str, float]:
    """Weigh the demo's members as the worker does at the end of their month."""
    reads: Counter[str] = Counter()
    days = defaultdict(set)
    for deed in month.deeds:
        if deed.opened:
            reads[deed.handle] += 2 if deed.ms >= STAYED_MS else 1
            days[deed.handle].add(int(deed.day))
    return {
        r.handle: trust_of(Life(r.joined_day, reads[r.handle] / 2, len(days[r.handle]), 0, 0))
        for r in month.readers
    }


def test_the_demos_likes_keep_nine_tenths_of_their_worth():
    month = engagement.month(content.members(), content.notes(), seed=1)
    trust = demo_trust(month)
    liked = defaultdict(list)
    for deed in month.deeds:
        if deed.liked:
            liked[deed.note].append(trust[deed.handle])

    shares = []
    for given in liked.values():
        known = sum(weight * known_share(weight) for weight in given)
        (worth,) = worth_of([[Part("", len(given), known, sum(given) - known)]])
        shares.append((len(given), worth / len(given)))

    assert sum(n * share for n, share in shares) / sum(n for n, _ in shares) > 0.85
    assert np.median([share for _, share in shares]) > 0.85


def test_nobody_in_the_demo_acts_in_lockstep():
    month = engagement.month(content.members(), content.notes(), seed=1)
    numbers = {reader.handle: n for n, reader in enumerate(month.readers)}
    notes = {note.id: n for n, note in enumerate(content.notes())}
    rows = [
        (numbers[deed.handle], notes[deed.note], int((40 - deed.day) * DAY))
        for deed in month.deeds
        if deed.liked
    ]

    assert lockstep(Deeds(*np.array(rows).T)) == []


@pytest.mark.parametrize("squeezed_days", [None, 90, 14])
def test_nobody_in_a_real_community_does(shared_data: Path, squeezed_days: int | None):
    """Also not where its sixteen years are squeezed into three months, or into two weeks."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `evaluate` is not here")
    table = parquet.read_table(shared_data / "recsys" / "ifdb" / "interactions.parquet")
    at = table["ts"].to_numpy(zero_copy_only=False).astype("datetime64[us]")
    dated = ~np.isnat(at)
    at_us = at[dated].astype(np.int64)
    if squeezed_days is not None:
        step = squeezed_days * DAY / np.ptp(at_us)
        at_us = ((at_us - at_us.min()) * step).astype(np.int64)
    member = table["user"].to_numpy()[dated].astype(np.int64)
    note = table["item"].to_numpy()[dated].astype(np.int64)

    assert lockstep(Deeds(member, note, at_us)) == []
