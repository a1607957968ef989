"""Translating what is spreading before it is asked for: what most will want to read, first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.kit.refusals import NotFound
from qiao.notes.words import Words, is_public, words_of
from qiao.translate import commands
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.memory import Key
from qiao.translate.models import Lang, Passage
from qiao.translate.queries import stored
from qiao.translate.settings import TranslateSettings

MAX_NOTES = 200
"""So many notes, the most seen, are looked at in a turn."""

MAX_A_TURN = 40
"""So many translations are wanted in a turn: taps come first, and they share the engines."""

_SPENT = Sql(
    "select chars from translation_spend where day = :day and scope = 'ahead' and name = ''"
)
_SPEND = Sql("""
    insert into translation_spend (day, scope, name, chars, calls)
    values (:day, 'ahead', '', :chars, :calls)
    on conflict (day, scope, name) do update set
      chars = translation_spend.chars + excluded.chars,
      calls = translation_spend.calls + excluded.calls
""")


class Views(NamedTuple):
    """Views of a note by readers of the same languages, lately and before that."""

    note: str
    langs: tuple[str, ...]  # the reader's first choice first
    recent: float
    earlier: float

    @property
    def predicted(self) -> float:
        """Views to come in the next hour: as many as in the last, more where they grow."""
        return self.recent + max(0.0, self.recent - self.earlier)


class Ahead(NamedTuple):
    """A translation worth making before it is asked for."""

    note: str
    target: Lang
    worth: float  # views predicted by readers who will need it


Can = Callable[[Lang, Lang], bool]


def worth_most(
    views: Iterable[Views], langs: dict[str, tuple[str, ...]], can: Can, *, min_views: float
) -> list[Ahead]:
    """Rank the translations that readers will need. `langs`: the languages of each note's text.

    A reader needs one if she reads none of the note's languages, into the first of hers that
    there is a route to.
    """
    worth: defaultdict[tuple[str, Lang], float] = defaultdict(float)
    for each in views:
        own = langs.get(each.note, ())
        if not own or all(_reads(each.langs, lang) for lang in own):
            continue
        for lang in each.langs:
            target = Lang(lang)
            if any(lang != source and can(Lang(source), target) for source in own):
                worth[each.note, target] += each.predicted
                break
    found = [Ahead(note, target, round(views, 3)) for (note, target), views in worth.items()]
    found = [each for each in found if each.worth >= min_views]
    return sorted(found, key=lambda each: (-each.worth, each.note, each.target))


def _reads(langs: Sequence[str], lang: str) -> bool:
    return lang.split("-", maxsplit=1)[0] in {known.split("-")[0] for known in langs}


async def want_ahead(
    database: Database,
    views: Sequence[Views],
    can: Can,
    *,
    settings: TranslateSettings,
    now_us: Micros,
) -> list[Ahead]:
    """Want what is worth most and not there yet, within the day's characters; return it."""
    left = settings.max_ahead_chars_per_day
    busiest: defaultdict[str, float] = defaultdict(float)
    for each in views:
        busiest[each.note] += each.predicted
    notes = sorted(busiest, key=lambda note: -busiest[note])[:MAX_NOTES]
    async with database.read() as tx:
        spent = await tx.value(_SPENT, day=now_us // DAY)
        left -= int(str(spent or 0))
        if left <= 0:
            return []
        texts = {note: words for note in notes if (words := await _words(tx, note))}
    langs = {
        note: words.mixed or ((words.lang,) if words.lang not in {"und", "mul"} else ())
        for note, words in texts.items()
    }
    wanted: list[Ahead] = []
    for ahead in worth_most(views, langs, can, min_views=settings.min_ahead_views):
        words = texts[ahead.note]
        if ahead.target in words.versions or len(wanted) >= MAX_A_TURN:
            continue
        passage = Passage(words.body, words.title, words.alts)
        chars = sum(map(len, (passage.body, passage.title, *passage.alt)))
        if chars > left:
            continue
        key = Key.of(passage, Lang(words.lang), ahead.target, settings.policy)
        if await database.write(_want, key, passage, chars, now_us):
            left -= chars
            wanted.append(ahead)
    return wanted


async def _words(tx: ReadTx, note: str) -> Words | None:
    """A note's words, if everybody may read them."""
    try:
        words = await words_of(tx, "note", note, reader=None)
    except NotFound:
        return None
    return words if await is_public(tx, "note", note) else None


async def _want(tx: WriteTx, key: Key, passage: Passage, chars: int, now_us: Micros) -> bool:
    if await stored(tx, key) is not None:
        return False
    # nobody asked: no member's budget pays, those of the square and the language do
    await commands.want(tx, key, passage, now_us, Asked(Clearance.PUBLIC))
    await tx.run(_SPEND, day=now_us // DAY, chars=chars, calls=1)
    return True
