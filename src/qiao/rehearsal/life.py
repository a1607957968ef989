"""Half a day in the rehearsed square: who comes, who writes, who visits, who leaves."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import DAY, HOUR
from qiao.kit.ids import named_id
from qiao.kit.langs import base_of
from qiao.rehearsal.fill import put
from qiao.rehearsal.people import Floats, hours_of
from qiao.rehearsal.policies import promise_of
from qiao.rehearsal.state import HALF, TICK, State, readers_of
from qiao.rehearsal.visits import visit
from qiao.rehearsal.world import BOT, LOCAL, NEWCOMER

TICKS = HALF // TICK
REQUESTS_A_VISIT = 12.0
"""Pages, notes, comments, events; pictures come from a cache in front. Assumed."""
INJECTION_REPORTED = 0.2
BOT_REPORTED = 0.3
BOT_TRUST = 0.1
"""What a deed of an account weighs about which nothing speaks."""

Times = NDArray[np.int64]


def half_day(state: State) -> None:
    """Live half a day through, and count how it ended."""
    state.policy.turn()
    start_us, rng = state.now_us, state.rng
    day = state.day_of(start_us)
    _ebb(state, day)
    _arrive(state, day)
    authors, at_us, wave = _writers(state, day)
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
            _publish(
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
        _translate_ahead(state, until)
        _signs(state, until)
        state.desk.work(until, TICK / HOUR)
    _leave(state, rng)
    _count(state, day, len(coming))
    state.half += 1


def _hours(state: State, at_once: float = 0.0) -> NDArray[np.float64]:
    """Return the share of a day in each of this half's twelve hours; both halves make 1."""
    hour = (state.half % 2) * 12
    return hours_of(state.habits, at_once)[hour : hour + 12]


def _moments(
    state: State, count: int, shares: NDArray[np.float64], rng: np.random.Generator
) -> Times:
    """Return so many moments of this half day, sorted."""
    hour = rng.choice(12, count, p=shares / shares.sum())
    within = rng.random(count)
    return np.sort(state.now_us + ((hour + within) * HOUR).astype(np.int64))


# ---- Who comes and goes


def _arrive(state: State, day: int) -> None:
    scenario = state.plan.scenario
    if day < 0 or not state.plan.wave:
        return
    # a chance of its own: in all runs beside each other the same people come
    rng = np.random.default_rng((state.plan.seed, 11, state.half))
    shares = _hours(state, scenario.arrivals.at_once)
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
    joined = _moments(state, count, shares, rng)
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


# ---- Who writes


def _writers(state: State, day: int) -> tuple[NDArray[np.int32], Times, NDArray[np.bool_]]:
    """Return who publishes and when, and whether under the wave's topic."""
    people, scenario, rng = state.world.people, state.plan.scenario, state.rng
    n = people.count
    kind, here = people.kind[:n], people.here[:n]
    ready = people.voice[:n] * people.express[:n] * here
    shares = _hours(state)
    half = float(shares.sum())
    rate = np.where(kind == LOCAL, state.usual_notes * ready * people.mood[:n], 0.0) * half
    waves = np.zeros(n)
    if day >= 0 and state.plan.wave:
        topic = scenario.scaled(scenario.notes.by_day, day, state.locals) * half
        own = scenario.notes.by_newcomers
        came = sum(
            scenario.scaled(scenario.arrivals.by_day, d, state.locals) for d in range(day + 1)
        )
        stayed = scenario.ebb.share if day >= scenario.ebb.day - 1 else 1.0
        waves += np.where(kind == NEWCOMER, topic * own / max(1.0, came * stayed) * ready, 0.0)
        waves += np.where(kind == LOCAL, topic * (1 - own) / state.locals * ready, 0.0)
        if scenario.bots is not None:
            new = (kind == BOT) & (people.joined_us[:n] >= state.now_us)
            waves += np.where(new, scenario.bots.notes_each, 0.0)
    counts, topical = rng.poisson(rate), rng.poisson(waves)
    authors = np.concatenate((np.repeat(np.arange(n), counts), np.repeat(np.arange(n), topical)))
    wave = np.concatenate((np.zeros(int(counts.sum()), bool), np.ones(int(topical.sum()), bool)))
    order = rng.permutation(len(authors))
    at_us = _moments(state, len(authors), shares, rng)
    authors, wave = authors[order], wave[order]
    # nobody writes before she came
    at_us = np.maximum(at_us, people.joined_us[authors] + HOUR // 12)
    order = np.argsort(at_us, kind="stable")
    at_us = np.minimum(at_us[order], state.now_us + HALF - 1)
    return authors[order].astype(np.int32), at_us.astype(np.int64), wave[order].astype(np.bool_)


def _publish(
    state: State, authors: NDArray[np.int32], at_us: Times, wave: NDArray[np.bool_],
    base_readers: dict[str, int],
) -> None:  # fmt: skip
    """Publish a tick's notes."""
    world, scenario, rng = state.world, state.plan.scenario, state.rng
    people = world.people
    about = people.about[authors, rng.integers(0, people.about.shape[1], len(authors))]
    theme = (
        wave & (people.kind[authors] > 0) & (rng.random(len(authors)) < scenario.notes.theme_share)
    )
    if theme.any() and len(world.theme):
        about[theme] = rng.choice(world.theme, int(theme.sum()))
    chars = np.full(len(authors), scenario.notes.chars, dtype=np.float32)
    rows, vectors = world.publish(authors, at_us, chars, about=about, wave=False)
    world.notes.wave[rows.start : rows.stop] = wave
    put(state, rows, vectors)
    promised = []
    for author, at in zip(authors.tolist(), at_us.tolist(), strict=True):
        lang = base_of(people.langs[author][0]) if people.langs[author] else world.home
        readers = base_readers.get(lang)
        if readers is None:
            readers = base_readers[lang] = readers_of(state, lang)
        name = people.ids[author]
        recent = [then for then in state.today.get(name, ()) if then > at - DAY]
        promised.append(promise_of(readers, len(recent)))
        state.today[name] = [*recent, at]
        if not people.first_said_us[author]:
            people.first_said_us[author] = at
    state.policy.publish(rows, promised, [people.ids[a] for a in authors.tolist()])
    state.promised.update(zip(rows, promised, strict=True))
    _written(state, rows, authors, wave)


def _written(
    state: State, rows: range, authors: NDArray[np.int32], wave: NDArray[np.bool_]
) -> None:
    people, notes, scenario = state.world.people, state.world.notes, state.plan.scenario
    rng, tally = state.rng, state.tally
    reports = scenario.review.reports_per_1000_notes / 1_000
    for row, author, of_wave in zip(rows, authors.tolist(), wave.tolist(), strict=True):
        at = int(notes.at_us[row])
        day, kind = state.day_of(at), int(people.kind[author])
        tally.add(("notes_local", "notes_newcomer", "notes_bot")[kind], day)
        if of_wave:
            tally.add("notes_topic", day)
        if kind == NEWCOMER and at < people.joined_us[author] + DAY:
            tally.add("first_day_notes", state.day_of(int(people.joined_us[author])))
        lang = state.index.langs.texts[state.index.lang[row]]
        chance = reports * (scenario.review.per_head if day >= 0 else 1.0)
        if kind == BOT:
            chance = BOT_REPORTED
            _bots_like(state, row)
        elif kind == NEWCOMER:
            chance += scenario.notes.injections * INJECTION_REPORTED
        count = int(rng.poisson(chance))
        state.desk.reported(rng, lang, count, at, day=day, spam=kind == BOT)
        room = scenario.room
        state.bytes += room.photos_per_note * room.bytes_per_photo + room.bytes_per_row


def _bots_like(state: State, row: int) -> None:
    """Let bots like what a bot wrote."""
    bots = state.plan.scenario.bots
    assert bots is not None
    weight = BOT_TRUST if "trust" in state.plan.measures else 1.0
    state.index.likes[row] += bots.likes_each * weight
    state.policy.deeds(
        np.array([row], dtype=np.int32), np.array([bots.likes_each * weight], dtype=np.float32)
    )


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


def _translate_ahead(state: State, now_us: int) -> None:
    """Have what is spreading translated, as the square does each minute, by each half hour."""
    spreading, index, notes = state.spreading, state.index, state.world.notes
    day, pair = state.day_of(now_us - 1), {state.world.home, base_of(state.away)}

    def lang_of(row: int) -> str:
        return str(index.langs.texts[index.lang[row]])

    def can(source: str, target: str) -> bool:
        return state.translates(day, new={base_of(source), base_of(target)} == pair)

    if state.translates_ahead():
        for ahead in spreading.worth(lang_of, can):
            row = int(ahead.note)
            chars = float(notes.chars[row])
            if not spreading.room(chars, now_us=now_us):
                continue
            made = state.across.prepare(
                index.notes.texts[row], source=lang_of(row), target=ahead.target,
                chars=chars, now_us=now_us,
            )  # fmt: skip
            spreading.spent += made
            state.tally.add("chars_ahead", day, made)
    spreading.turn()


# ---- Who visits


def _visitors(state: State) -> tuple[Times, NDArray[np.int64]]:
    """Return when watched members come, and who, by time."""
    people, habits, rng = state.world.people, state.habits, state.rng
    watched = np.arange(0, people.count, state.every)
    shares = _hours(state)
    usual = np.where(
        people.kind[watched] == LOCAL, habits.visits_a_day, habits.newcomer_visits_a_day / 2
    )
    rate = people.pace[watched] * usual * people.mood[watched] * people.here[watched]
    counts = rng.poisson(rate * shares.sum())
    members = np.repeat(watched, counts)
    at_us = _moments(state, len(members), shares, rng)
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
    busiest = float(_hours(state).max() / _hours(state).sum())
    per_s = visits * state.every * busiest * REQUESTS_A_VISIT / 3_600
    tally.most("requests_per_s", day, per_s)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
