"""One visit of one watched member: what she is shown, looks at, does, and what comes of it."""

import numpy as np
from numpy.typing import NDArray

from qiao.feed.ladder.models import DEED_WORTH, OPEN_WORTH
from qiao.feed.models import PAGE
from qiao.feed.promise import kept
from qiao.feed.taste import Did, Taste
from qiao.feed.trust.weights import Life, trust_of
from qiao.kit.clock import DAY
from qiao.kit.langs import base_of
from qiao.rehearsal.across import COMMENTS_AT_ONCE
from qiao.rehearsal.desk import COMMENT_SHARE
from qiao.rehearsal.ours import Ours
from qiao.rehearsal.people import Floats, places
from qiao.rehearsal.policies import Dealt
from qiao.rehearsal.state import State

FIRST = 20
FITS_EVERY = 3
"""Every third watched reader is asked each day which of the day's notes fit her."""
COMMENT_TAP = 0.15
"""She has a thread's foreign comments translated, of the notes she opened."""
USUAL = 0.12
"""So much the last visit says of what is usual."""
Rows = NDArray[np.int32]


def visit(state: State, member: int, at_us: int, *, first_today: bool) -> None:
    """Live one visit through."""
    people, rng, habits = state.world.people, state.rng, state.habits
    day, weight = state.day_of(at_us), float(state.every)
    taste, langs = _taste(state, member), people.langs[member]
    dealt = state.policy.session(people.ids[member], langs, taste, at_us)
    group = "newcomer" if state.newcomer(member) else "local"
    state.tally.add(f"visits_{group}", day, weight)
    if first_today and (member // state.every) % FITS_EVERY == day % FITS_EVERY:
        _fits(state, member, taste, at_us)
    pages = int(rng.integers(1, habits.most_pages + 1))
    rows = dealt.rows[: pages * PAGE]
    if not len(rows):
        state.tally.add("empty_pages", day, weight)
        return
    place = _places(state, member, rows)
    foreign = dealt.foreign[: len(rows)]
    draws = rng.random((6, len(rows)))
    wants = foreign & (place > habits.tap_from) & (draws[0] < habits.tap)
    translated = _read_across(state, member, rows, wants, at_us) if wants.any() else wants
    value = habits.value(place, foreign, translated)
    looked = habits.stays_for(value, int(people.patience[member]))
    _note_pages(state, dealt, looked, group, day)
    if len(value) >= FIRST:
        worth = float(value[:FIRST].mean())
        state.tally.mean(f"value_{group}", day, worth)
        state.tally.mean(f"truly_{group}", day, float(place[:FIRST].mean()))
        _feel(state, member, worth, group)
    _look(state, member, dealt, place, value, translated, draws, looked, at_us)


def _taste(state: State, member: int) -> Taste:
    taste = state.tastes.get(member)
    if taste is None:
        taste = state.tastes[member] = Taste(langs=state.world.people.langs[member])
    if isinstance(state.policy, Ours):
        state.policy.meet(state.world.people.ids[member])
    return taste


def _places(state: State, member: int, rows: Rows) -> Floats:
    people, notes = state.world.people, state.world.notes
    return places(
        notes.seen[rows], notes.hidden[rows], notes.quality[rows],
        people.taste[member], people.hidden[member],
    )  # fmt: skip


def _note_pages(state: State, dealt: Dealt, looked: int, group: str, day: int) -> None:
    """Take down whether each page that was looked at kept its promises."""
    for start in range(0, looked, PAGE):
        page = slice(start, start + PAGE)
        size = len(dealt.rows[page])
        home, newcomer = int(dealt.home[page].sum()), int(dealt.newcomer[page].sum())
        held = kept(
            size,
            home=home,
            newcomer=newcomer,
            promise=(round(1_000 * dealt.promised.home), round(1_000 * dealt.promised.newcomer)),
            outside=dealt.outside,
        )
        for name, there, was_kept in zip(("home", "newcomer"), (home, newcomer), held, strict=True):
            state.tally.mean(f"kept_{name}_{group}", day, float(was_kept))
            state.tally.mean(f"share_{name}_{group}", day, there / size)
        foreign = float(dealt.foreign[page].mean())
        state.tally.mean(f"share_foreign_{group}", day, foreign)


def _feel(state: State, member: int, worth: float, group: str) -> None:
    """Let a visit change how often she comes."""
    people, habits = state.world.people, state.habits
    usual = float(people.usual[member])
    if not usual:
        people.usual[member] = usual = worth
    before = state.half < state.plan.before
    if before or group == "newcomer":
        people.usual[member] = usual + USUAL * (worth - usual)
    felt = habits.mood(worth, usual)
    people.mood[member] += (felt - people.mood[member]) / habits.mood_days


def _look(
    state: State, member: int, dealt: Dealt, place: Floats, value: Floats,
    translated: NDArray[np.bool_], draws: NDArray[np.float64], looked: int, at_us: int,
) -> None:  # fmt: skip
    """Let her look at cards, open, like, answer, hide and follow; tell all who hear of it."""
    people, notes, rng, habits = state.world.people, state.world.notes, state.rng, state.habits
    weight, day = float(state.every), state.day_of(at_us)
    me, texts, taste = people.ids[member], state.index.notes.texts, state.tastes[member]
    rows, worth = dealt.rows[:looked], value[:looked]
    new = np.array([texts[row] not in taste.seen for row in rows.tolist()], dtype=np.bool_)
    # one who came back to a note is not one more reader of it
    state.policy.was_shown(me, rows[new], dealt.counted[:looked][new], weight)
    for row in rows.tolist():
        taste.was_shown(texts[row], at_us)
    _audiences(state, rows, new, dealt.counted[:looked], place[:looked], at_us)
    chance_open = habits.opens(worth)
    chance_like = habits.likes(worth)
    newcomer = state.newcomer(member)
    chance_answer = habits.answers(notes.talk[rows], newcomer=newcomer)
    chance_answer = np.minimum(0.6, chance_answer * people.express[member]).astype(np.float32)
    # nobody answers what she cannot read
    chance_answer *= ~dealt.foreign[:looked] | translated[:looked]
    signs = chance_open * (chance_like + chance_answer - chance_like * chance_answer)
    np.add.at(notes.signs, rows, weight * signs * new)
    opened = draws[1, :looked] < chance_open
    liked = opened & (draws[2, :looked] < chance_like)
    answered = opened & (draws[3, :looked] < chance_answer)
    state.spreading.saw(rows, rows[opened], people.langs[member], weight)
    hidden = ~opened & (worth < 0.2) & (draws[4, :looked] < habits.hide)
    followed = liked & (draws[5, :looked] < habits.follow)
    for at in np.flatnonzero(translated[:looked]).tolist():
        taste.did(texts[rows[at]], Did.TRANSLATE, at_us)
    for at in np.flatnonzero(hidden).tolist():
        taste.did(texts[rows[at]], Did.HIDE, at_us)
    for at in np.flatnonzero(opened).tolist():
        note = texts[rows[at]]
        taste.did(note, Did.OPEN, at_us)
        if liked[at]:
            taste.did(note, Did.LIKE, at_us)
            state.index.was_liked(note, state.index.crowd.reads(me), weight)
        if answered[at]:
            taste.did(note, Did.COMMENT, at_us)
        if followed[at]:
            taste.follow(state.index.authors.texts[state.index.author[rows[at]]], follows=True)
        if rng.random() < COMMENT_TAP and notes.comments[rows[at]] >= 1:
            _thread(state, member, int(rows[at]), at_us)
    trust = _trust(state, member, taste, at_us) if "trust" in state.plan.measures else 1.0
    done = np.flatnonzero(opened)
    best = np.where(liked | answered, DEED_WORTH, OPEN_WORTH)[done] * weight * trust
    state.policy.deeds(rows[done], best.astype(np.float32))
    _count(state, member, rows, liked, answered, trust)
    _reported(state, member, int(answered.sum()), at_us)
    group = "newcomer" if newcomer else "local"
    state.tally.add(f"comments_{group}", day, weight * float(answered.sum()))
    state.tally.add("opens", day, weight * float(opened.sum()))
    state.tally.add("likes", day, weight * float(liked.sum()))
    state.tally.add("cards", day, weight * looked)
    if newcomer and at_us < people.joined_us[member] + DAY:
        cohort = state.day_of(int(people.joined_us[member]))
        # what is to be expected, not what was drawn: the same in the end, with less noise
        said = weight * chance_open * chance_answer
        state.tally.add("first_day_comments", cohort, float(said.sum()))
        notes.said_first[rows] += said


def _audiences(
    state: State, rows: Rows, new: NDArray[np.bool_], counted: NDArray[np.bool_],
    place: Floats, at_us: int,
) -> None:  # fmt: skip
    notes, weight = state.world.notes, float(state.every)
    np.add.at(notes.shown, rows, weight)
    day = state.day_of(at_us)
    kinds = state.world.people.kind[np.maximum(notes.author[rows], 0)]
    of_local = (notes.author[rows] < 0) | (kinds == 0)
    state.tally.add("shown_local", day, weight * float(of_local.sum()))
    state.tally.add("shown_newcomer", day, weight * float((~of_local).sum()))
    if day >= 0:
        for author in notes.author[rows].tolist():
            state.tally.by_author[author] = state.tally.by_author.get(author, 0.0) + weight
    young = (rows >= state.first_row) & (at_us - notes.at_us[rows] <= DAY) & new
    for at in np.flatnonzero(young).tolist():
        row = int(rows[at])
        notes.first_day[row] += weight
        if counted[at]:
            state.given[row] = state.given.get(row, 0.0) + weight
        if place[at] >= 0.5:
            state.truly[row] = state.truly.get(row, 0.0) + weight


def _fits(state: State, member: int, taste: Taste, at_us: int) -> None:
    """Ask which of the day's notes fit this reader, as the feed sees it."""
    policy, notes = state.policy, state.world.notes
    if not isinstance(policy, Ours):
        return
    since = np.searchsorted(notes.at_us[state.first_row : notes.count], at_us - DAY)
    start = state.first_row + int(since)
    young = np.arange(start, notes.count, dtype=np.int32)
    if len(young):
        people = state.world.people
        fits = policy.fits(people.ids[member], people.langs[member], taste, young, at_us)
        np.add.at(notes.fitting, young[fits], float(state.every * FITS_EVERY))


def _read_across(
    state: State, member: int, rows: Rows, wants: NDArray[np.bool_], at_us: int
) -> NDArray[np.bool_]:
    """Let her tap "translate" on some; return which she then could read."""
    day, index, notes = state.day_of(at_us), state.index, state.world.notes
    state.tally.add("taps", day, state.every * float(wants.sum()))
    got = np.zeros(len(rows), dtype=np.bool_)
    target = _first_lang(state, member)
    for at in np.flatnonzero(wants).tolist():
        row = int(rows[at])
        new = state.newcomer(member) or state.newcomer(int(notes.author[row]))
        got[at] = state.translates(day, new=new) and state.across.ask(
            index.notes.texts[row],
            source=index.langs.texts[index.lang[row]],
            target=target,
            chars=float(notes.chars[row]),
            readers=float(state.every),
            now_us=at_us,
        )
        if not got[at]:
            state.tally.add("taps_unanswered", day, float(state.every))
    return got


def _thread(state: State, member: int, row: int, at_us: int) -> None:
    """Let her have the first comments of a thread translated, as far as they are foreign."""
    new = state.newcomer(member) or bool(state.world.notes.wave[row])
    if not state.translates(state.day_of(at_us), new=new):
        return
    index, notes = state.index, state.world.notes
    mine = {base_of(lang) for lang in state.world.people.langs[member]}
    written = index.langs.texts[index.lang[row]]
    comments, across = float(notes.comments[row]), float(notes.across[row])
    if base_of(written) in mine:
        others = [lang for lang in (state.world.home_lang, state.away) if base_of(lang) not in mine]
        source, foreign = (others or [""])[0], across
    else:
        source, foreign = written, comments - across
    if not source or not foreign:
        return
    first = min(COMMENTS_AT_ONCE, comments) * foreign / comments
    state.across.ask(
        f"{index.notes.texts[row]} comments",
        source=source,
        target=_first_lang(state, member),
        chars=first * state.plan.scenario.comments.chars,
        readers=float(state.every),
        now_us=at_us,
    )


def _reported(state: State, member: int, comments: int, at_us: int) -> None:
    """Let some of the comments be reported that she and those she stands for wrote."""
    if not comments:
        return
    review, day = state.plan.scenario.review, state.day_of(at_us)
    chance = review.reports_per_1000_notes / 1_000 * COMMENT_SHARE
    chance *= review.per_head if day >= 0 else 1.0
    count = int(state.rng.poisson(chance * comments * state.every))
    lang = _first_lang(state, member)
    state.desk.reported(state.rng, lang, count, at_us, day=day, spam=False)


def _first_lang(state: State, member: int) -> str:
    """Return what a member writes, and has others translated into."""
    langs = state.world.people.langs[member]
    return langs[0] if langs else state.world.home_lang


def _trust(state: State, member: int, taste: Taste, at_us: int) -> float:
    age_days = max(0.0, (at_us - int(state.world.people.joined_us[member])) / DAY)
    reads = sum(1 for _, did in taste.deeds if did is Did.OPEN)
    return trust_of(Life(age_days, float(reads), int(min(age_days, 14)) + 1, 0, 0))


def _count(
    state: State, member: int, rows: Rows, liked: NDArray[np.bool_], answered: NDArray[np.bool_],
    trust: float,
) -> None:  # fmt: skip
    index, notes, weight = state.index, state.world.notes, float(state.every)
    notes.likes[rows[liked]] += weight
    notes.comments[rows[answered]] += weight
    writes = index.bases.find(base_of(_first_lang(state, member)))
    notes.across[rows[answered]] += weight * (index.base[index.lang[rows[answered]]] != writes)
    index.likes[rows[liked]] += weight * trust
    index.comments[rows[answered]] += weight * trust
    state.bytes += (
        state.plan.scenario.room.bytes_per_row
        * weight
        * (len(rows) + float(liked.sum()) + float(answered.sum()))
    )
