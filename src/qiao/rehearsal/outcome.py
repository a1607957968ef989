"""What a run came to: plain numbers, made from what was counted."""

from math import nan, sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import DAY
from qiao.rehearsal.state import State
from qiao.rehearsal.tally import Mean
from qiao.rehearsal.world import LOCAL, NEWCOMER

Band = tuple[float, float]
"""A value, and half of its 95 % band; NaN where there is none."""


class Outcome(msgspec.Struct, frozen=True):
    """One run."""

    name: str
    feed: str
    measures: list[str]
    figures: dict[str, Band]
    series: dict[str, dict[int, Band]]
    missing_reviewers: dict[str, int]
    about: dict[str, float | str]


def outcome_of(state: State) -> Outcome:
    """Sum up a run."""
    plan, tally = state.plan, state.tally
    first = plan.scenario.days_before
    before, wave = range(-min(7, first), 0), range(plan.scenario.days)
    figures = {
        "home_kept": _share(tally.over("kept_home_local", wave).and_(
            tally.over("kept_home_newcomer", wave))),
        "newcomers_kept": _share(tally.over("kept_newcomer_local", wave).and_(
            tally.over("kept_newcomer_newcomer", wave))),
        "home_share_locals": _band(tally.over("share_home_local", wave)),
        "home_share_locals_before": _band(tally.over("share_home_local", before)),
        "newcomer_share_locals": _band(tally.over("share_newcomer_local", wave)),
        "foreign_share_locals": _band(tally.over("share_foreign_local", wave)),
        "value_before": _band(tally.over("value_local", before)),
        "value_wave": _band(tally.over("value_local", wave)),
        "dilution": _lost(tally.over("value_local", before), tally.over("value_local", wave)),
        "newcomers_value": _band(tally.over("value_newcomer", wave)),
        "first_audiences": _first_audiences(state),
        "first_audiences_truly": _first_audiences_truly(state),
        "top_1_percent": (_top_share(state), nan),
        "heard_newcomers": _share(tally.over("heard_newcomer", wave)),
        "heard_locals": _share(tally.over("heard_local", wave)),
    }  # fmt: skip
    figures |= (
        _audiences(state, before, wave) | _expression(state, wave) | _visits(state, before, wave)
    )
    figures |= _costs(state, wave)
    names = [
        name for name in (*tally.means, *tally.sums)
        if not name.startswith(("bytes", "first_day_"))
    ]  # fmt: skip
    return Outcome(
        name=plan.name,
        feed=plan.feed,
        measures=sorted(plan.measures),
        figures=figures,
        series={name: tally.series(name) for name in names} | _local_series(state),
        missing_reviewers=state.desk.missing(),
        about={
            "locals": float(state.locals),
            "every": float(state.every),
            "newcomers": float((state.world.people.kind[: state.world.people.count] == 1).sum()),
            "notes_before": float(state.first_row),
            "notes": float(state.world.notes.count - state.first_row),
            "home": state.world.home_lang,
            "away": state.away,
            "reviewers": float(len(state.desk.reviewers)),
        },
    )


def _band(mean: Mean) -> Band:
    return mean.mean, 1.96 * mean.error


def _share(mean: Mean) -> Band:
    """Return a share with Wilson's half width, which is no nothing where all were kept."""
    if not mean.n:
        return nan, nan
    z, n, p = 1.96, mean.n, mean.mean
    return p, z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)


def _lost(before: Mean, after: Mean) -> Band:
    """Return how much of a mean is gone, as a share of what it was."""
    if not before.n or not after.n or before.mean <= 0:
        return nan, nan
    share = 1.0 - after.mean / before.mean
    error = sqrt(after.error**2 + (after.mean / before.mean * before.error) ** 2) / before.mean
    return share, 1.96 * error


def _whole(state: State, days: range, kind: int) -> NDArray[np.int64]:
    """Return the notes of some days by some people, as far as their first day is over."""
    notes, people = state.world.notes, state.world.people
    rows = np.arange(state.first_row, notes.count)
    day = (notes.at_us[rows] - state.start_us) // DAY - state.plan.before // 2
    # the last day's have not had their first day yet
    inside = (day >= days.start) & (day < min(days.stop, state.plan.scenario.days - 1))
    found: NDArray[np.int64] = rows[inside & (people.kind[notes.author[rows]] == kind)]
    return found


def _audiences(state: State, before: range, wave: range) -> dict[str, Band]:
    """Return how many cards of local authors' notes were looked at in their first day."""
    notes = state.world.notes
    found: dict[str, Mean] = {}
    for name, days, kind in (
        # the first day of what is written on the last day before is the wave's already
        ("before", range(before.start, -1), LOCAL),
        ("wave", wave, LOCAL),
        ("newcomers", wave, NEWCOMER),
    ):
        mean = found[name] = Mean()
        for seen in notes.first_day[_whole(state, days, kind)].tolist():
            mean.add(float(seen))
    lost = _lost(found["before"], found["wave"])
    return {
        "local_audience_before": _band(found["before"]),
        "local_audience_wave": _band(found["wave"]),
        "local_audience": (-lost[0], lost[1]),
        "newcomers_audience": _band(found["newcomers"]),
    }


def _local_series(state: State) -> dict[str, dict[int, Band]]:
    notes = state.world.notes
    found: dict[str, dict[int, Band]] = {}
    for name, kind in (("audience_local", LOCAL), ("audience_newcomer", NEWCOMER)):
        days = {}
        for day in range(-state.plan.scenario.days_before, state.plan.scenario.days - 1):
            seen = notes.first_day[_whole(state, range(day, day + 1), kind)]
            if len(seen) >= 3:
                error = float(seen.std(ddof=1)) / sqrt(len(seen))
                days[day] = (float(seen.mean()), 1.96 * error)
        found[name] = days
    return found


def _first_audiences(state: State) -> Band:
    """Return the share of the wave's notes that had their first audience, as the ladder counts."""
    if state.plan.feed != "ours":
        return nan, nan
    kept = Mean()
    for row in _everybodys(state):
        promised = min(state.promised[row], max(1.0, float(state.world.notes.fitting[row])))
        kept.add(float(state.given.get(row, 0.0) >= promised))
    return _share(kept)


def _first_audiences_truly(state: State) -> Band:
    """Return the share that met as many who truly care for it within a day, under any feed."""
    kept = Mean()
    for row in _everybodys(state):
        kept.add(float(state.truly.get(row, 0.0) >= state.promised[row]))
    return _share(kept)


def _everybodys(state: State) -> list[int]:
    wave = range(state.plan.scenario.days)
    rows = np.concatenate((_whole(state, wave, LOCAL), _whole(state, wave, NEWCOMER)))
    return [int(row) for row in rows.tolist()]


def _top_share(state: State) -> float:
    """Return the share of the wave's cards that went to the best-read hundredth of authors.

    Of all who had written anything by its end, read or not.
    """
    by_author = state.tally.by_author
    total = sum(by_author.values())
    authors = len(np.unique(state.world.notes.author[: state.world.notes.count]))
    best = sorted(by_author.values(), reverse=True)[: max(1, authors // 100)]
    return sum(best) / total if total else nan


def _expression(state: State, wave: range) -> dict[str, Band]:
    tally, notes = state.tally, state.world.notes
    came = tally.sum("arrivals", range(wave.stop - 1))
    said = tally.sum("first_day_notes", range(wave.stop - 1))
    answered = tally.sum("first_day_comments", range(wave.stop - 1))
    if not came:
        return {"expression_newcomers": (nan, nan), "spoke_and_heard": (nan, nan)}
    each = (said + answered) / came
    # watched ones stand for `every`: what they wrote is a Poisson number of that grain. And a few
    # notes draw most answers: another night has others
    by_note = notes.said_first[: notes.count].astype(np.float64)
    error = sqrt(said + answered * state.every + float(by_note @ by_note)) / came
    heard = tally.sum("first_day_heard", range(wave.stop - 1)) / came
    return {
        "expression_newcomers": (each, 1.96 * error),
        "spoke_and_heard": (heard, 1.96 * sqrt(heard * (1.0 - heard) / came)),
        "notes_newcomers_first_day": (said / came, 1.96 * sqrt(said) / came),
    }


def _visits(state: State, before: range, wave: range) -> dict[str, Band]:
    tally = state.tally
    here, came = tally.sum("visits_local", before), tally.sum("visits_local", wave)
    a_day = here / len(before)
    newcomers = tally.sum("arrivals", wave)
    last = max(tally.sums.get("here_newcomer", {0: 0.0}))
    left = tally.sums.get("here_newcomer", {}).get(last, 0.0)
    return {
        "visits_locals": (came / len(wave) / a_day if a_day else nan,
                          1.96 * sqrt(state.every / max(1.0, came)) * 1.4),
        "newcomers_stayed": (left / newcomers if newcomers else nan,
                             1.96 * 0.5 / sqrt(max(1.0, newcomers))),
    }  # fmt: skip


def _costs(state: State, wave: range) -> dict[str, Band]:
    across, scenario = state.across, state.plan.scenario
    made = state.tally.sums.get("chars_made", {})
    chars = made.get(wave.stop - 1, 0.0) - made.get(-1, 0.0)
    price = chars / 1e6 * scenario.translation.price_per_million_chars
    oldest = state.tally.sums.get("oldest_case_h", {})
    backlog = state.tally.sums.get("backlog", {})
    return {
        "chars_translated": (chars, nan),
        "translation_price": (price, nan),
        "cache_hits": (across.hits / across.calls if across.calls else nan, nan),
        "taps_unanswered": (state.tally.sum("taps_unanswered", wave), nan),
        "backlog_most": (max(backlog.values(), default=0.0), nan),
        "backlog_end": (backlog.get(wave.stop - 1, 0.0), nan),
        "oldest_case_h": (max(oldest.values(), default=0.0), nan),
        "bytes": (state.bytes, nan),
        "requests_per_s": (max(state.tally.sums.get("requests_per_s", {0: 0.0}).values()), nan),
    }
