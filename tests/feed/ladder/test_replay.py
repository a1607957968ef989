"""Policies judged by a log whose truth is known."""

import numpy as np
import pytest

from qiao.feed.commands import Read, log_reading
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.models import Step
from qiao.feed.ladder.state import Ladder
from qiao.feed.records import PageRecords
from qiao.feed.replay import Slot, judged, slots_since
from qiao.kit.clock import HOUR, SECOND
from qiao.kit.db import Database
from qiao.notes import keeping
from tests import make
from tests.feed.ladder.test_records import Card
from tests.feed.make import NOW_US, put

NOTES, SLOTS = 16, 3


def simulated(sessions: int, *, seed: int) -> tuple[list[Slot], dict[str, float]]:
    """Deal slots by the ladder to readers with known rates; return the log and true values."""
    rng = np.random.default_rng(seed)
    index = FeedIndex()
    ladder = Ladder(index)
    rates = rng.beta(1.5, 6, NOTES)
    for number, rate in enumerate(rates):
        put(index, f"n{number}", author=f"a{number}", age_h=30, audience=0)
        given = int(rng.integers(5, 40))
        hits = float(rng.binomial(given, rate))
        ladder.put(
            Step(f"n{number}", 1, 100, given, hits, 0.1, NOW_US, NOW_US + 99 * HOUR, "growing")
        )
    rows = np.arange(NOTES, dtype=np.int32)
    log: list[Slot] = []
    truth = dict.fromkeys(("served", "uniform", "greedy"), 0.0)
    for session in range(sessions):
        fit = np.where(rng.random(NOTES) < 0.8, rng.uniform(0.2, 1.0, NOTES), 0.0)
        drawn = ladder.draw(
            rows, fit.astype(np.float32), slots=SLOTS, seed=int(rng.integers(2**31)), now_us=NOW_US
        )
        likely = np.minimum(1.0, rates * (0.5 + fit))
        for row in drawn.rows.tolist():
            worth = float(rng.random() < likely[row])
            log.append(
                Slot(
                    f"r{session % 400}", f"n{row}", float(drawn.propensity[row]),
                    float(drawn.uniform[row]),
                    bool(drawn.greedy[row]), worth,
                )
            )  # fmt: skip
        truth["served"] += float((drawn.propensity * likely).sum())
        truth["greedy"] += float(likely[drawn.greedy].sum())
        truth["uniform"] += float((drawn.uniform * likely).sum())
    return log, {name: value / (SLOTS * sessions) for name, value in truth.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_estimate_finds_the_truth_of_each_policy(seed: int) -> None:
    log, truth = simulated(4_000, seed=seed)

    for policy, value in truth.items():
        verdict = judged(log, policy, clip=64)

        assert verdict.low <= value <= verdict.high, (policy, value, verdict)
        assert verdict.high - verdict.low < 0.12


def test_the_order_of_policies_is_found() -> None:
    log, truth = simulated(4_000, seed=4)

    found = {policy: judged(log, policy).snips for policy in truth}

    assert found["greedy"] > found["uniform"]
    assert truth["greedy"] > truth["uniform"]


def test_as_served_weighs_every_slot_alike() -> None:
    log, _ = simulated(200, seed=5)

    verdict = judged(log, "served")

    assert verdict.effective == pytest.approx(verdict.slots)
    assert verdict.snips == pytest.approx(verdict.ips)
    assert verdict.clipped == 0


def test_a_weight_is_cut_and_says_so() -> None:
    log = [Slot("a", "n", 0.015625, 1.0, True, 1.0)] + [Slot("b", "m", 1.0, 1.0, True, 0.0)] * 9

    verdict = judged(log, "uniform", clip=20)

    assert verdict.clipped == pytest.approx(0.1)
    assert verdict.effective < 3


def test_an_empty_log_has_no_verdict() -> None:
    verdict = judged([], "greedy")

    assert (verdict.slots, verdict.effective, verdict.snips) == (0, 0, 0)


class _Dealer:
    def alternative(self, reader: str, note: str) -> object:
        from qiao.feed.records import Alternative

        return Alternative(0.5, greedy=True)


async def test_slots_are_read_from_the_log_of_a_square(database: Database) -> None:
    ana, reader = await make.member(database, "ana"), await make.member(database, "reader")
    seen, liked, unseen = [await make.note(database, ana, f"note {n}") for n in range(3)]
    now_us = make.moment()
    records = PageRecords(database, _Dealer(), relevant=1)  # type: ignore[arg-type]
    cards = [Card(note, 0.25, slot=True) for note in (seen, liked, unseen)]
    records.add(now_us, reader.id, "explore", "s", 0, cards)
    records.add(now_us, None, "explore", "t", 0, cards)
    await records.flush()
    await database.write(
        log_reading,
        reader.id,
        [Read("impression", note, "explore") for note in (seen, liked)]
        + [Read("open", seen, "explore")],
        now_us + SECOND,
    )
    await database.write(keeping.like, reader.id, liked, now=now_us + 2 * SECOND)  # type: ignore[arg-type]

    async with database.read() as tx:
        slots = await slots_since(tx, now_us - HOUR)

    assert sorted(slots) == sorted(
        [
            Slot(reader.id, seen, 0.25, 0.5, True, 0.4),
            Slot(reader.id, liked, 0.25, 0.5, True, 1.0),
        ]
    )
