"""By which hops a text gets from one language to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from qiao.translate.translator import Translator

_HUBS = (EN, ZH_HANS, ZH_HANT)
_MAX_HOPS = 4


@dataclass(frozen=True, slots=True)
class Hop:
    """One translator, one pair."""

    translator: Translator
    source: Lang
    target: Lang

    @property
    def name(self) -> str:
        """What the reader is told: "neural en-pt"."""
        return f"{self.translator.name} {self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Route:
    """Hops from source to target; more than one is a pivot and says so in its name."""

    hops: tuple[Hop, ...]

    @property
    def name(self) -> str:
        """All hops, so that a pivot is never silent: "neural pt-en, neural en-fr"."""
        return ", ".join(hop.name for hop in self.hops)


def routes(translators: Sequence[Translator], source: Lang, target: Lang) -> list[Route]:
    """All ways worth trying, best first: direct in the order of the chain, then pivots.

    A pivot goes through English or the other set of Chinese characters, and only where every
    hop is spoken; each translator leads at most one way, so that the next is a real fallback.
    """
    found: list[Route] = []
    if source == target:
        return found
    for translator in translators:
        if translator.speaks(source, target):
            found.append(Route((Hop(translator, source, target),)))
    pivots = sorted(_pivots(translators, source, target, (), {source}), key=_cost)
    seen = {route.hops for route in found}
    for pivot in pivots:
        if pivot.hops not in seen:
            seen.add(pivot.hops)
            found.append(pivot)
    return found[:4]


def pairs(translators: Sequence[Translator], langs: Iterable[Lang]) -> list[tuple[Lang, Lang]]:
    """The pairs among `langs` that can be translated, by any route."""
    known = list(dict.fromkeys(langs))
    return [(a, b) for a in known for b in known if a != b and routes(translators, a, b)]


def _pivots(
    translators: Sequence[Translator],
    here: Lang,
    target: Lang,
    hops: tuple[Hop, ...],
    been: set[Lang],
) -> list[Route]:
    out: list[Route] = []
    if len(hops) >= _MAX_HOPS - 1:
        return out
    # words in a row cannot be translated further
    whole = [t for t in translators if t.kind != "gloss"]
    for hub in _HUBS:
        if hub in been or hub == target:
            continue
        first = next((t for t in whole if t.speaks(here, hub)), None)
        if first is None:
            continue
        via = (*hops, Hop(first, here, hub))
        last = next((t for t in whole if t.speaks(hub, target)), None)
        if last is not None:
            out.append(Route((*via, Hop(last, hub, target))))
        out.extend(_pivots(whole, hub, target, via, been | {hub}))
    return [route for route in out if _meanings(route) <= 2]


def _meanings(route: Route) -> int:
    """Hops that may change the meaning; a change of characters is none."""
    return sum(hop.translator.kind != "conversion" for hop in route.hops)


def _cost(route: Route) -> tuple[int, int]:
    return _meanings(route), len(route.hops)
