"""The methods that are compared, by name: what each is, where it makes sense, how it is fitted."""

from collections.abc import Callable
from dataclasses import dataclass, field

from qiao.feed.learning.models import (
    author,
    blend,
    cb2cf,
    content_knn,
    ease,
    ials,
    item_knn,
    oracle,
    popularity,
    random,
    two_tower,
)
from qiao.feed.learning.models.common import Known, Model

COLD = frozenset(("item-cold", "time"))
WARM = frozenset(("warm",))
BOTH = COLD | WARM


@dataclass
class Fitted:
    """The models of one fold, each fitted when it is first asked for."""

    known: Known
    models: dict[str, Model] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    """What the blend gives each channel."""

    def get(self, name: str) -> Model:
        """Return the model of this name."""
        if name not in self.models:
            self.models[name] = METHODS[name].fit(self)
        return self.models[name]


@dataclass(frozen=True)
class Method:
    """A row of the report."""

    title: str
    splits: frozenset[str]
    fit: Callable[[Fitted], Model]
    possible: Callable[[Known], bool] = lambda known: True
    peeks: bool = False
    """Looks at events of the cold items themselves."""


def _alone(fit: Callable[[Known], Model]) -> Callable[[Fitted], Model]:
    return lambda fitted: fit(fitted.known)


def _blend(*channels: str) -> Callable[[Fitted], Model]:
    def fit(fitted: Fitted) -> Model:
        known = fitted.known
        there = {name: fitted.get(name) for name in channels if METHODS[name].possible(known)}
        weights = blend.learned(there, known.fold.valid, seed=known.seed)
        fitted.weights |= dict(zip(there, map(float, weights), strict=True))
        return blend.of(there, weights)

    return fit


def _knows_authors(known: Known) -> bool:
    return bool(known.data.author)


def _blended(fitted: Fitted) -> Model:
    if fitted.known.fold.cold:
        return _blend("content", "author", "cb2cf_text", "cb2cf", "two_tower")(fitted)
    return _blend("item_knn", "ease", "ials", "cb2cf_text")(fitted)


METHODS: dict[str, Method] = {
    "random": Method("random", BOTH, _alone(random.fit)),
    "popularity": Method("popularity", BOTH, _alone(popularity.fit)),
    "content": Method("content kNN or centroid", COLD, _alone(content_knn.fit)),
    "author": Method("author affinity", COLD, _alone(author.fit), _knows_authors),
    "cb2cf_text": Method("CB2CF direct, text", BOTH, _alone(cb2cf.text_only)),
    "cb2cf": Method("CB2CF direct, text and author", COLD, _alone(cb2cf.fit)),
    "two_tower": Method("two-tower", COLD, _alone(two_tower.fit)),
    "item_knn": Method("item-kNN", WARM, _alone(item_knn.fit)),
    "ials": Method("iALS", WARM, _alone(ials.fit)),
    "ease": Method("EASE^R", WARM, _alone(ease.fit), ease.possible),
    "blend": Method("blend as shipped", BOTH, _blended),
    "early_popularity": Method(
        "early popularity (half)", COLD, _alone(popularity.early), peeks=True
    ),
    "oracle": Method("oracle (half, EASE^R)", COLD, _alone(oracle.fit), peeks=True),
}
