"""The demo community's pictures: illustrations painted by our own code."""

from __future__ import annotations

from random import Random

from . import (
    animals,
    bouquets,
    cats,
    corners,
    desktop,
    dishes,
    food,
    gardens,
    journeys,
    market,
    outdoors,
    rooms,
    streets,
    teatime,
    things,
    weather,
)
from .palette import choose
from .scene import Scene
from .sheet import Sheet

SCENES: dict[str, Scene] = {
    **cats.SCENES,
    **animals.SCENES,
    **food.SCENES,
    **dishes.SCENES,
    **teatime.SCENES,
    **market.SCENES,
    **rooms.SCENES,
    **corners.SCENES,
    **outdoors.SCENES,
    **gardens.SCENES,
    **weather.SCENES,
    **streets.SCENES,
    **journeys.SCENES,
    **things.SCENES,
    **bouquets.SCENES,
    **desktop.SCENES,
}

# width : height, as often as they stand here
_ASPECTS = ((3, 4), (3, 4), (3, 4), (4, 5), (4, 5), (4, 5), (1, 1), (1, 1), (4, 3))


def draw(scene: str, seed: int, *, width: int = 1200) -> bytes:
    """Paint a scene as a JPEG; the same scene, seed and width give the same bytes.

    Raises:
        ValueError: no scene has this name.
    """
    found = SCENES.get(scene)
    if found is None:
        raise ValueError(f"no scene is called {scene!r}; there are {', '.join(sorted(SCENES))}")
    rng = Random(f"{scene}/{seed}")
    across, down = rng.choice(_ASPECTS)
    sheet = Sheet(
        (width, round(width * down / across)),
        choose(rng, found.hour),
        zoom=rng.uniform(1.0, 1.13),
        mirrored=rng.random() < 0.5,
    )
    found.paint(sheet, rng)
    return sheet.jpeg()
