"""Writing in the rehearsed square: who publishes in half a day, what, and who is reported."""

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import DAY, HOUR
from qiao.kit.langs import base_of
from qiao.rehearsal.fill import put
from qiao.rehearsal.moments import Times, hours_today, moments
from qiao.rehearsal.policies import promise_of
from qiao.rehearsal.state import HALF, State, readers_of
from qiao.rehearsal.world import BOT, LOCAL, NEWCOMER

INJECTION_REPORTED = 0.2
BOT_REPORTED = 0.3
BOT_TRUST = 0.1
"""What a deed of an account weighs about which nothing speaks."""


def writers(state: State, day: int) -> tuple[NDArray[np.int32], Times, NDArray[np.bool_]]:
    """Return who publishes and when, and whether under the wave's topic."""
    people, scenario, rng = state.world.people, state.plan.scenario, state.rng
    n = people.count
    kind, here = people.kind[:n], people.here[:n]
    ready = people.voice[:n] * people.express[:n] * here
    shares = hours_today(state)
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
    at_us = moments(state, len(authors), shares, rng)
    authors, wave = authors[order], wave[order]
    # nobody writes before she came
    at_us = np.maximum(at_us, people.joined_us[authors] + HOUR // 12)
    order = np.argsort(at_us, kind="stable")
    at_us = np.minimum(at_us[order], state.now_us + HALF - 1)
    return authors[order].astype(np.int32), at_us.astype(np.int64), wave[order].astype(np.bool_)


def publish(
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
