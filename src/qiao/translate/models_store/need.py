"""Which models would let members read more: languages they read times languages of notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from qiao.translate.models import ZH_HANS, ZH_HANT, Lang
from qiao.translate.models_store.manifest import Pair
from qiao.translate.models_store.queries import Readers, Written
from qiao.translate.route import Route, routes
from qiao.translate.translator import Kind, Translator, Unsupported


@dataclass
class Need:
    """What a direction is good for here.

    `members`: those for whom some note takes this way. `notes`: notes that wait for it.
    `weight`: note-readings it would make possible, members times notes.
    """

    members: int = 0
    notes: int = 0
    weight: int = 0
    _waiting: set[tuple[str, ...]] = field(default_factory=set)


class _Pinned(Translator):
    """Speaks what could be installed; translates nothing."""

    name = "pinned"
    kind: Kind = "local"

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = frozenset(pairs)

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) in self._pairs

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        raise Unsupported(f"{source}-{target}, {len(texts)} texts")


def needs(
    readers: Sequence[Readers],
    written: Sequence[Written],
    translators: Sequence[Translator],
    pinned: Iterable[Pair],
) -> dict[Pair, Need]:
    """Credit each direction with the notes that members read, or would read, by it.

    A note takes the way with the fewest missing directions into any language its reader reads;
    each missing direction on it is credited, because each is needed.
    """
    possible = _Pinned(pinned)
    way = _ways(translators, possible)
    found: dict[Pair, Need] = {}
    for group in readers:
        used: set[Pair] = set()
        for note in written:
            for source in note.langs:
                if _reads(group.langs, source):
                    continue
                ways = [w for lang in group.langs if (w := way(Lang(source), Lang(lang)))]
                if not ways:
                    continue
                best = min(ways, key=lambda w: len(_missing(w, possible)))
                used.update((hop.source, hop.target) for hop in best.hops)
                for pair in _missing(best, possible):
                    need = found.setdefault(pair, Need())
                    need.weight += group.members * note.notes
                    if note.langs not in need._waiting:  # noqa: SLF001 - its own module's
                        need._waiting.add(note.langs)  # noqa: SLF001
                        need.notes += note.notes
        for pair in used:
            found.setdefault(pair, Need()).members += group.members
    return found


def _ways(
    translators: Sequence[Translator], possible: Translator
) -> Callable[[Lang, Lang], Route | None]:
    # words in a row are better than nothing, and no reason not to fetch a model
    whole = [translator for translator in translators if translator.kind != "gloss"]

    @cache
    def way(source: Lang, target: Lang) -> Route | None:
        # what is spoken already wins, even by a pivot: nothing need be fetched for it
        now = routes(whole, source, target)
        then = now or routes((*whole, possible), source, target)
        return then[0] if then else None

    return way


def _missing(way: Route, possible: Translator) -> list[Pair]:
    return [(hop.source, hop.target) for hop in way.hops if hop.translator is possible]


def _reads(langs: Sequence[str], lang: str) -> bool:
    """Whether readers of `langs` read `lang`; both sets of Chinese characters are read by both."""
    chinese = {ZH_HANS, ZH_HANT}
    return lang in langs or (lang in chinese and not chinese.isdisjoint(langs))
