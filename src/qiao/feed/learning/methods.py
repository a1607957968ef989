"""The methods that are compared, by name: what each is, where it makes sense, how it is fitted."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from qiao.feed.learning.models import (
    author,
    blend,
    cb2cf,
    content_knn,
    early,
    ease,
    ials,
    item_knn,
    mixed,
    oracle,
    popularity,
    random,
    spread,
    two_tower,
)
from qiao.feed.learning.models.common import Known, Model, Recipe, best

COLD = frozenset(("item-cold", "time"))
WARM = frozenset(("warm",))
BOTH = COLD | WARM

COLD_CHANNELS = ("centroid", "knn", "author", "cb2cf", "cb2cf_text", "two_tower")
WARM_CHANNELS = ("item_knn", "ease", "ials", "cb2cf_text")
EARLY_CHANNELS = ("blend", "count", "company", "factors")


class Pair(NamedTuple):
    """A method twice: fitted without the validation events, and with what may be known at the end.

    In cold splits they are one.
    """

    trial: Model
    final: Model


@dataclass
class Fitted:
    """The models of one fold, each fitted when it is first asked for."""

    known: Known
    models: dict[str, Pair] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    """What the blend gives each channel."""

    @property
    def full(self) -> Known:
        """What may be known when the test is asked."""
        return replace(self.known, train=self.known.fold.full)

    def get(self, name: str) -> Pair:
        """Return the models of this name."""
        if name not in self.models:
            self.models[name] = METHODS[name].fit(self)
        return self.models[name]


@dataclass(frozen=True)
class Method:
    """A row of the report, or (without a title) a channel of one."""

    title: str
    splits: frozenset[str]
    fit: Callable[[Fitted], Pair]
    possible: Callable[[Known], bool] = lambda _: True
    peeks: bool = False
    """Looks at events of the cold items themselves."""


def _chosen(recipe: Recipe) -> Callable[[Fitted], Pair]:
    """Choose the setting on validation; fit again where there is more to know afterwards."""

    def fit(fitted: Fitted) -> Pair:
        known = fitted.known
        number, trial = best(recipe.make(known, recipe.settings), known.fold.valid)
        if known.fold.cold:
            return Pair(trial, trial)
        (final,) = recipe.make(fitted.full, [recipe.settings[number]])
        return Pair(trial, final)

    return fit


def _alone(fit: Callable[[Known], Model]) -> Callable[[Fitted], Pair]:
    return _chosen(Recipe.plain(fit))


def _peeking(fit: Callable[[Known], Model]) -> Callable[[Fitted], Pair]:
    def fit_once(fitted: Fitted) -> Pair:
        model = fit(fitted.known)
        return Pair(model, model)

    return fit_once


def _cold_blend(fitted: Fitted) -> Pair:
    known = fitted.known
    there = {n: fitted.get(n) for n in COLD_CHANNELS if METHODS[n].possible(known)}
    trial = {name: pair.trial for name, pair in there.items()}
    weights, _ = blend.learned(trial, known.fold.valid, seed=known.seed)
    fitted.weights |= dict(zip(there, map(float, weights), strict=True))
    model = blend.of(trial, weights)
    return Pair(model, model)


def _warm_blend(fitted: Fitted) -> Pair:
    """Blend, then spread until the lists show as much of the catalogue as item-kNN's."""
    known = fitted.known
    there = {n: fitted.get(n) for n in WARM_CHANNELS if METHODS[n].possible(known)}
    trial = {name: pair.trial for name, pair in there.items()}
    asked = known.fold.valid
    weights, seen = blend.learned(trial, asked, seed=known.seed)
    fitted.weights |= dict(zip(there, map(float, weights), strict=True))
    knn = np.array([float(name == "item_knn") for name in there])
    shown = seen.shown(seen.first(seen.scores(knn)))
    popular = spread.rarity(np.bincount(known.train.indices, minlength=known.data.items))
    how = spread.choose(seen, weights, popular[asked.candidates], shown)
    fitted.weights |= {"rare_discount": how.discount, "rare_places": float(how.places)}
    finals = {name: pair.final for name, pair in there.items()}
    return Pair(
        spread.of(blend.of(trial, weights), how, popular),
        spread.of(blend.of(finals, weights), how, popular),
    )


def _blended(fitted: Fitted) -> Pair:
    return _cold_blend(fitted) if fitted.known.fold.cold else _warm_blend(fitted)


def _in_own_languages(fitted: Fitted) -> Pair:
    trial, final = fitted.get("blend")
    strength = mixed.strength_for(trial, fitted.known)
    fitted.weights["language_strength"] = strength
    (with_less,) = mixed.made(trial, fitted.known, [strength])
    (with_all,) = mixed.made(final, fitted.full, [strength])
    return Pair(with_less, with_all)


def _with_first_events(fitted: Fitted) -> Pair:
    trial = {name: fitted.get(name).trial for name in EARLY_CHANNELS}
    weights, _ = blend.learned(trial, fitted.known.fold.valid, seed=fitted.known.seed)
    model = blend.of(trial, weights)
    return Pair(model, model)


def _knows_authors(known: Known) -> bool:
    return bool(known.data.author)


def _knows_languages(known: Known) -> bool:
    return len(known.data.lang.names) > 1


METHODS: dict[str, Method] = {
    "random": Method("random", BOTH, _alone(random.fit)),
    "popularity": Method("popularity", BOTH, _alone(popularity.fit)),
    "content": Method("content kNN or centroid", COLD, _chosen(content_knn.RECIPE)),
    "author": Method("author affinity", COLD, _alone(author.fit), _knows_authors),
    "cb2cf_text": Method("CB2CF direct, text", BOTH, _chosen(cb2cf.TEXT)),
    "cb2cf": Method(
        "CB2CF direct, text and author", COLD, _chosen(cb2cf.TEXT_AND_AUTHOR), _knows_authors
    ),
    "two_tower": Method("two-tower", COLD, _alone(two_tower.fit)),
    "item_knn": Method("item-kNN", WARM, _chosen(item_knn.RECIPE)),
    "ials": Method("iALS", WARM, _chosen(ials.RECIPE)),
    "ease": Method("EASE^R", WARM, _chosen(ease.RECIPE), ease.possible),
    "blend": Method("blend as shipped", BOTH, _blended),
    "blend_mixed": Method("blend, own languages", WARM, _in_own_languages, _knows_languages),
    "company": Method("first 9 events: whose", COLD, _peeking(early.company), peeks=True),
    "early": Method("blend + first 9 events", COLD, _with_first_events, peeks=True),
    "early_popularity": Method(
        "early popularity (half)", COLD, _peeking(popularity.early), peeks=True
    ),
    "oracle": Method("oracle (half, EASE^R)", COLD, _peeking(oracle.fit), peeks=True),
    "centroid": Method("", COLD, _alone(content_knn.centroid_words)),
    "knn": Method("", COLD, _chosen(content_knn.KNN)),
    "count": Method("", COLD, _peeking(early.count), peeks=True),
    "factors": Method("", COLD, _peeking(early.factors), peeks=True),
}
NAMES = tuple(name for name, method in METHODS.items() if method.title)
