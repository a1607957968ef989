"""What the square does by itself in a rehearsal: translating ahead, and the ledger's hand."""

from qiao.feed.trust.levers import LEVERS
from qiao.kit.langs import base_of
from qiao.rehearsal.hand import LEVER, WEEK, locals_of
from qiao.rehearsal.state import HALF, State


def translate_ahead(state: State, now_us: int) -> None:
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


def tighten(state: State, day: int) -> None:
    """Let the ledger look back on the day's end, once two whole weeks were lived."""
    levers, tally = state.policy.levers, state.tally
    value = float(levers.get(LEVER, LEVERS[LEVER].default))
    if "tighten" in state.plan.measures and day - 2 * WEEK + 1 >= -(state.plan.before // 2):
        found, now_us = locals_of(tally, day), state.now_us + HALF
        to = state.hand.moved(found, value=value, now_us=now_us)
        if to is not None:
            # from the next half day on, which begins with it
            state.policy.levers = levers | {LEVER: to}
            value = to
    tally.put(f"lever_{LEVER}", day, value)
