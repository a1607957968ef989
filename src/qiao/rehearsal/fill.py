"""Filling a small square up with people and notes of its own kind, before the rehearsal begins."""

import numpy as np

from qiao.feed.taste import Did, Taste
from qiao.kit.clock import DAY
from qiao.kit.ids import named_id
from qiao.kit.langs import base_of
from qiao.rehearsal.ground import Ground
from qiao.rehearsal.people import HABITS, places
from qiao.rehearsal.state import State
from qiao.rehearsal.world import LOCAL

MOST_NOTES = 20_000
"""A square is not filled with more notes than this: what is older is hardly read."""
NOTES_A_MEMBER = 5
DEEDS = 15
JOINED_US = 200 * DAY
KNOWN_US = 28 * DAY


def fill(state: State, ground: Ground) -> None:
    """Add members, notes and what they did with them, so that the square has its size."""
    _members(state, ground)
    _notes(state, ground)
    _pasts(state)
    if ground.notes_lately and len(ground.members) >= 100:
        state.usual_notes = max(HABITS.notes_a_day, ground.notes_lately / 28 / len(ground.members))
    state.first_row = state.judged = state.world.notes.count


def _members(state: State, ground: Ground) -> None:
    more = state.locals - len(ground.members)
    if more <= 0:
        return
    rng, people = state.rng, state.world.people
    like = rng.integers(0, max(1, len(ground.members)), more)
    langs = [ground.langs[at] or (state.world.home_lang,) for at in like.tolist()]
    regions = [ground.regions[at] for at in like.tolist()]
    joined = state.start_us - 30 * DAY - (rng.random(more) * JOINED_US).astype(np.int64)
    ids = [named_id(int(at), f"local {i}") for i, at in enumerate(joined.tolist())]
    for row in state.world.join(ids, langs, regions, joined, LOCAL, rng=rng, base=state.world.base):
        state.index.crowd.put(
            people.ids[row],
            langs=people.langs[row],
            region=people.region[row],
            joined_us=int(people.joined_us[row]),
        )


def _notes(state: State, ground: Ground) -> None:
    """Write notes of the last months, as many for each member as stand here already."""
    world, rng = state.world, state.rng
    share = max(1.0, len(ground.index) / max(1, len(ground.members)))
    wanted = min(MOST_NOTES, int(min(share, NOTES_A_MEMBER) * state.locals))
    more = wanted - len(ground.index)
    filled = np.arange(len(ground.members), state.locals)
    if more <= 0 or not len(filled):
        return
    authors = np.sort(rng.choice(filled, more)).astype(np.int32)
    ages = np.minimum(rng.exponential(30, more), 300) + 0.01
    at_us = np.sort(state.start_us - (ages * DAY).astype(np.int64))
    rng.shuffle(authors)
    about = world.people.about[authors, rng.integers(0, 3, more)]
    rows, vectors = world.publish(
        authors, at_us, np.full(more, 200.0, np.float32), about=about, wave=False
    )
    chosen = np.minimum(rng.lognormal(0.5, 1.2, more), 400)
    put(state, rows, vectors, likes=chosen.astype(np.float32))
    world.base = np.concatenate((world.base, np.arange(rows.start, rows.stop, dtype=np.int32)))


def put(state: State, rows: range, vectors: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", *,
        likes: "np.ndarray[tuple[int], np.dtype[np.float32]] | None" = None) -> None:  # fmt: skip
    """Bring notes that were written into the feed's memory. Rows there are rows of the world."""
    world, index = state.world, state.index
    people, notes = world.people, world.notes
    model = max(index.spaces.values(), key=lambda space: space.count).model
    topic = state.plan.scenario.notes.topic
    ids = []
    for place, row in enumerate(rows):
        author = int(notes.author[row])
        at_us = int(notes.at_us[row])
        note = named_id(at_us, f"{state.plan.seed} {row}")
        ids.append(note)
        liked = float(likes[place]) if likes is not None else 0.0
        langs = people.langs[author]
        made = index.put(
            note,
            author=people.ids[author],
            joined_us=int(people.joined_us[author]),
            at_us=at_us,
            lang=langs[0] if langs else world.home_lang,
            readable_as=(),
            topics=_topics(state, row, topic),
            counts=(liked, 0.1 * liked, 0.2 * liked),
            recommendable=True,
        )
        if made != row:
            raise AssertionError(f"note {row} came to stand at {made}")
        if liked:
            index.audience[row] = int(10 * liked) + 5
    index.place(model, ids, vectors)
    space = index.spaces[model]
    if space.wants_fit:
        every = space.rows()
        space.fit(notes.vectors[every[:: max(1, len(every) // 4_000)]].astype(np.float32))
        space.fitted_on = len(every)
        for start in range(0, len(every), 2_000):
            some = every[start : start + 2_000]
            texts = [index.notes.texts[row] for row in some.tolist()]
            index.place(model, texts, notes.vectors[some].astype(np.float32))


def _topics(state: State, row: int, topic: str) -> list[str]:
    """Return a note's topics: those of a note it is like, and the wave's."""
    world, index = state.world, state.index
    source = int(world.notes.about[row])
    slugs = [index.topics.texts[t] for t in index.topic[source].tolist() if t >= 0][:2]
    return [topic, *slugs] if world.notes.wave[row] else slugs


def _pasts(state: State) -> None:
    """Let watched members whose past nobody wrote down have done what they truly care for."""
    people, notes, rng = state.world.people, state.world.notes, state.rng
    young = np.flatnonzero(notes.at_us[: notes.count] > state.start_us - 90 * DAY)
    young = young[state.index.open[young]]
    if not len(young):
        young = np.arange(notes.count)
    lang_base = state.index.base[state.index.lang[young]]
    for member in range(0, people.count, state.every):
        if member in state.tastes:
            continue
        taste = Taste(langs=people.langs[member])
        reads = [state.index.bases.find(base_of(lang)) for lang in people.langs[member]]
        mine = young[np.isin(lang_base, [r for r in reads if r is not None])]
        if len(mine):
            place = places(
                notes.seen[mine], notes.hidden[mine], notes.quality[mine],
                people.taste[member], people.hidden[member],
            ).astype(np.float64) ** 24  # fmt: skip
            few = min(DEEDS, int((place > 0).sum()))
            for row in rng.choice(mine, few, replace=False, p=place / place.sum()).tolist():
                did = Did.LIKE if rng.random() < 0.6 else Did.OPEN
                at_us = max(int(notes.at_us[row]), state.start_us - int(rng.uniform(0, 28) * DAY))
                taste.did(state.index.notes.texts[row], did, min(at_us, state.start_us))
        state.tastes[member] = taste
