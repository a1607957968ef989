"""Half a day in the rehearsed square: who comes, who writes, who visits, who leaves."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import DAY, HOUR
from qiao.kit.ids import named_id
from qiao.kit.langs import base_of
from qiao.rehearsal.chores import tighten, translate_ahead
from qiao.rehearsal.moments import Times, hours_today, moments
from qiao.rehearsal.people import Floats
from qiao.rehearsal.state import HALF, TICK, State, readers_of
from qiao.rehearsal.visits import visit
from qiao.rehearsal.world import BOT, LOCAL, NEWCOMER
from qiao.rehearsal.writing import publish, writers

TICKS = HALF // TICK
REQUESTS_A_VISIT = 12.0
"""Pages, notes, comments, events; pictures come from a cache in front. Assumed."""


def half_day(state: State) -> None:
    """Live half a day through, and count how it ended."""
    state.policy.turn()
    start_us, rng = state.now_us, state.rng
    day = state.day_of(start_us)
    _ebb(state, day)
    _arrive(state, day)
    authors, at_us, wave = writers(state, day)
    coming, members = _visitors(state)
    base_readers = {
        base: readers_of(state, base)
        for base in {base_of(state.world.home_lang), base_of(state.away)}
    }
    written = visited = 0
    been: set[int] = set()
    for tick in range(TICKS):
        until = start_us + (tick + 1) * TICK
        end = int(np.searchsorted(at_us, until))
        if end > written:
            publish(
                state, authors[written:end], at_us[written:end], wave[written:end], base_readers
            )
            written = end
        end = int(np.searchsorted(coming, until))
        for at in range(visited, end):
            member = int(members[at])
            visit(state, member, int(coming[at]), first_today=member not in been)
            been.add(member)
        visited = end
        state.policy.tick(until)
        translate_ahead(state, until)
        _signs(state, until)
        state.desk.work(until, TICK / HOUR)
    _leave(state, rng)
    _count(state, day, len(coming))
    if state.half % 2:
        tighten(state, day)
    state.half += 1


# ---- Who comes and goes


def _arrive(state: State, day: int) -> None:
    scenario = state.plan.scenario
    if day < 0 or not state.plan.wave:
        return
    # a chance of its own: in all runs beside each other the same people come
    rng = np.random.default_rng((state.plan.seed, 11, state.half))
    shares = hours_today(state, scenario.arrivals.at_once)
    expected = scenario.scaled(scenario.arrivals.by_day, day, state.locals) * shares.sum()
    _join(state, day, int(rng.poisson(expected)), NEWCOMER, shares, rng)
    if scenario.bots is not None:
        expected = scenario.scaled(scenario.bots.by_day, day, state.locals) * shares.sum()
        _join(state, day, int(rng.poisson(expected)), BOT, shares, rng)


def _join(
    state: State, day: int, count: int, kind: int, shares: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:  # fmt: skip
    if not count:
        return
    scenario, people = state.plan.scenario, state.world.people
    joined = moments(state, count, shares, rng)
    home, away = state.world.home_lang, state.away
    langs: list[tuple[str, ...]] = []
    for other, both in rng.random((count, 2)).tolist():
        if other >= scenario.arrivals.other_language:
            langs.append((home,))
        else:
            langs.append((away, home) if both < scenario.arrivals.also_read_home else (away,))
    first = people.count
    ids = [named_id(at, f"{state.plan.seed} {first + i}") for i, at in enumerate(joined.tolist())]
    rows = state.world.join(
        ids,
        langs,
        [""] * count,
        joined,
        kind,
        rng=rng,
        base=state.world.base,
        theme_share=scenario.notes.theme_share,
    )
    for row in rows:
        state.index.crowd.put(
            people.ids[row],
            langs=people.langs[row],
            region="",
            joined_us=int(people.joined_us[row]),
        )
        if kind == NEWCOMER:
            state.index.readers.add(people.ids[row])
    if kind == NEWCOMER:
        people.pace[rows.start : rows.stop] *= 2.0
        state.tally.add("arrivals", day, count)
        other = sum(base_of(told[0]) != state.world.home for told in langs)
        state.tally.add("arrivals_other_language", day, other)
    else:
        people.pace[rows.start : rows.stop] = 0.0
        state.tally.add("bots", day, count)


def _ebb(state: State, day: int) -> None:
    scenario, people, rng = state.plan.scenario, state.world.people, state.rng
    if day != scenario.ebb.day - 1 or state.half % 2:
        return
    rows = np.flatnonzero((people.kind[: people.count] == NEWCOMER) & people.here[: people.count])
    gone = rows[rng.random(len(rows)) >= scenario.ebb.share]
    people.here[gone] = False


def _leave(state: State, rng: np.random.Generator) -> None:
    """Let newcomers go: any of them, and sooner those who wrote and were not heard."""
    people, habits = state.world.people, state.habits
    rows = np.flatnonzero((people.kind[: people.count] == NEWCOMER) & people.here[: people.count])
    said = people.first_said_us[rows]
    waited = (said > 0) & (said < state.now_us - int(habits.wait_h * HOUR))
    chance = np.full(len(rows), habits.newcomer_leaves / 2)
    chance[waited & ~people.was_heard[rows]] += habits.unheard_leaves / 2
    people.here[rows[rng.random(len(rows)) < chance]] = False


def _signs(state: State, now_us: int) -> None:
    """Let authors whose note has waited long enough take it that they were heard, or not."""
    notes, people, habits, rng = state.world.notes, state.world.people, state.habits, state.rng
    until_us = now_us - int(habits.wait_h * HOUR)
    while state.judged < notes.count and notes.at_us[state.judged] <= until_us:
        row = state.judged
        state.judged += 1
        author = int(notes.author[row])
        if people.kind[author] == BOT:
            continue
        heard = rng.random() < 1.0 - exp(-float(notes.signs[row]))
        day = state.day_of(int(notes.at_us[row]))
        kind = ("local", "newcomer")[int(people.kind[author])]
        state.tally.mean(f"heard_{kind}", day, float(heard))
        if heard:
            joined_us = int(people.joined_us[author])
            first = not people.was_heard[author] and notes.at_us[row] < joined_us + DAY
            if first and people.kind[author] == NEWCOMER:
                state.tally.add("first_day_heard", state.day_of(joined_us))
            people.was_heard[author] = True
            people.express[author] = min(
                habits.heard_most, people.express[author] * habits.heard_up
            )
        else:
            less = float(people.express[author]) * habits.unheard_down
            people.express[author] = max(habits.heard_least, less)


# ---- Who visits


def _visitors(state: State) -> tuple[Times, NDArray[np.int64]]:
    """Return when watched members come, and who, by time."""
    people, habits, rng = state.world.people, state.habits, state.rng
    watched = np.arange(0, people.count, state.every)
    shares = hours_today(state)
    usual = np.where(
        people.kind[watched] == LOCAL, habits.visits_a_day, habits.newcomer_visits_a_day / 2
    )
    rate = people.pace[watched] * usual * people.mood[watched] * people.here[watched]
    counts = rng.poisson(rate * shares.sum())
    members = np.repeat(watched, counts)
    at_us = moments(state, len(members), shares, rng)
    members = rng.permutation(members)
    # who came within this half day is not here before
    late = np.maximum(at_us, people.joined_us[members] + HOUR // 60)
    order = np.argsort(late, kind="stable")
    inside = late[order] < state.now_us + HALF
    return late[order][inside], members[order][inside]


# ---- How it ended


def _count(state: State, day: int, visits: int) -> None:
    people, tally = state.world.people, state.tally
    here = people.here[: people.count]
    kind = people.kind[: people.count]
    tally.put("mood_local", day, _mean(people.mood[: state.locals : state.every]))
    tally.put("here_newcomer", day, float((here & (kind == NEWCOMER)).sum()))
    tally.put("express_newcomer", day, _mean(people.express[: people.count][here & (kind == 1)]))
    tally.put("express_local", day, _mean(people.express[: people.count][kind == LOCAL]))
    now_us = state.now_us + HALF
    backlog = state.desk.backlog()
    tally.put("backlog", day, float(sum(backlog.values())))
    for lang, count in backlog.items():
        tally.put(f"backlog {lang}", day, float(count))
    tally.put("oldest_case_h", day, state.desk.oldest_h(now_us))
    across = state.across
    tally.put("chars_made", day, across.chars)
    tally.put("translations_asked", day, across.calls)
    tally.put("translations_found", day, across.hits)
    tally.put("budget_refused", day, across.refused)
    tally.put("bytes", day, state.bytes)
    busiest = float(hours_today(state).max() / hours_today(state).sum())
    per_s = visits * state.every * busiest * REQUESTS_A_VISIT / 3_600
    tally.most("requests_per_s", day, per_s)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
