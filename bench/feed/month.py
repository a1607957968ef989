"""A month in the life of a square, on virtual time: who is read, and do readers grow alike?

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/month.py [--readers 600] [--json F]

ifdb's works are the notes, in its order of publication: the last 480 appear within the month.
Readers' tastes are factors of all of ifdb's events, which no feed here can see: they decide what a
reader opens and likes of what she is shown. Explore runs as shipped (index, tastes, ranking,
ladder; of what a square learns only the item-kNN, once a day); controls are what is most popular
(known at the start, or anew from the month's own likes), and chance. Seeds are fixed.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from month_measure import Measure
from month_policies import Anew, Chance, Explore, Policy, Popularity, name
from month_world import DAYS, START_US, World, load
from rich.progress import Progress, TimeElapsedColumn, TimeRemainingColumn

from qiao.feed.ladder.models import DEED_WORTH, OPEN_WORTH
from qiao.feed.taste import Did, Taste
from qiao.kit.clock import DAY, HOUR

DATA = Path(__file__).parents[3] / "shared" / "data" / "recsys" / "ifdb"
PAGE = 20
POLICIES: dict[str, type] = {
    "explore": Explore,
    "popularity": Popularity,
    "anew": Anew,
    "chance": Chance,
}


def visits(world: World, seed: int) -> list[tuple[int, int, int]]:
    """Return who comes when and how many pages she reads: (time, reader, pages), by time."""
    rng = np.random.default_rng(seed)
    found = []
    for day in range(DAYS):
        for reader in np.flatnonzero(rng.random(world.readers) < world.pace).tolist():
            for _ in range(1 + int(rng.random() < 0.5)):
                at_us = START_US + int((day + rng.random()) * DAY)
                found.append((at_us, reader, int(rng.integers(1, 4))))
    return sorted(found)


def tastes_before(world: World, seed: int) -> list[Taste]:
    """Return what readers did in the month before: fifteen notes each that they truly like."""
    rng = np.random.default_rng(seed)
    made = []
    for reader in range(world.readers):
        taste = Taste(langs=("en",))
        chance = world.affinity[reader, : world.first_new] ** 24
        for item in rng.choice(world.first_new, 15, replace=False, p=chance / chance.sum()):
            did = Did.LIKE if rng.random() < 0.6 else Did.OPEN
            taste.did(name(int(item)), did, START_US - int(rng.uniform(0, 28) * DAY))
        made.append(taste)
    return made


def live(world: World, policy: Policy, *, seed: int, progress: Progress, title: str) -> Measure:
    """Live through the month under one policy."""
    rng = np.random.default_rng(seed)
    measure = Measure(world)
    tastes = tastes_before(world, seed)
    for reader, taste in enumerate(tastes):
        for note, did in taste.deeds:
            policy.before(reader, int(note[1:]), DEED_WORTH if did is Did.LIKE else OPEN_WORTH)
    new, ticked_us = world.first_new, START_US
    coming = visits(world, seed)
    bar = progress.add_task(title, total=len(coming))
    for now_us, reader, pages in coming:
        while new < len(world.at_us) and world.at_us[new] <= now_us:
            policy.publish(new, int(world.at_us[new]))
            new += 1
        if now_us - ticked_us >= HOUR // 4:
            policy.tick(now_us)
            ticked_us = now_us
        taste = tastes[reader]
        items, counted = policy.session(reader, taste, now_us)
        for start in range(0, min(pages * PAGE, len(items)), PAGE):
            page, told = items[start : start + PAGE], counted[start : start + PAGE]
            measure.page(reader, page, now_us, counted=told)
            first = np.array([name(i) not in taste.seen for i in page.tolist()], dtype=np.bool_)
            policy.was_shown(reader, page[first], told[first])
            for item in page.tolist():
                taste.was_shown(name(item), now_us)
            _read(world, policy, measure, taste, reader, page, now_us, rng)
        progress.advance(bar)
    return measure


def _read(
    world: World, policy: Policy, measure: Measure, taste: Taste, reader: int,
    page: "np.ndarray[tuple[int], np.dtype[np.int32]]", now_us: int, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Let a reader open and like what she truly cares for, mostly."""
    place = world.affinity[reader, page]
    chance = rng.random((3, len(page)))
    opens = chance[0] < 0.02 + 0.45 * place**6
    likes = opens & (chance[1] < 0.1 + 0.5 * place**6)
    hides = ~opens & (place < 0.2) & (chance[2] < 0.01)
    for item, opened, liked, hid in zip(page.tolist(), opens, likes, hides, strict=True):
        note = name(item)
        if hid:
            taste.did(note, Did.HIDE, now_us)
        if not opened or (note, Did.LIKE) in taste.deeds:
            continue
        taste.did(note, Did.OPEN, now_us)
        measure.opened += 1
        if liked:
            taste.did(note, Did.LIKE, now_us)
            measure.liked += 1
        policy.deed(reader, item, DEED_WORTH if liked else OPEN_WORTH)


def fitting(world: World, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """Return for each new item how many of the readers it truly fits came in its first day."""
    coming = visits(world, seed)
    at_us = np.array([v[0] for v in coming])
    who = np.array([v[1] for v in coming])
    found = np.zeros(len(world.at_us), dtype=np.int32)
    for item in range(world.first_new, len(world.at_us)):
        span = np.searchsorted(at_us, [world.at_us[item], world.at_us[item] + DAY])
        there = np.unique(who[span[0] : span[1]])
        found[item] = sum(world.relevant(int(r), np.array([item]))[0] for r in there)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=600)
    parser.add_argument("--new", type=int, default=480, help="notes published in the month")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--policies", nargs="+", default=list(POLICIES), choices=list(POLICIES))
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", type=Path, help="write the figures here")
    asked = parser.parse_args()
    world = load(asked.data, readers=asked.readers, new=asked.new, seed=asked.seed)
    fits = fitting(world, asked.seed)
    figures = {}
    with Progress(
        *Progress.get_default_columns()[:2], TimeElapsedColumn(), TimeRemainingColumn()
    ) as progress:
        for title in asked.policies:
            cpu_s = time.process_time()
            policy = POLICIES[title](world)
            measure = live(world, policy, seed=asked.seed, progress=progress, title=title)
            figures[title] = measure.sums(fitting=fits, predicted=getattr(policy, "fitting", {}))
            figures[title]["cpu_s"] = round(time.process_time() - cpu_s, 1)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    sys.stdout.write(f"{'':44}{'  '.join(f'{title:>12}' for title in figures)}\n")
    for key in next(iter(figures.values())):
        told = "  ".join(f"{told[key]:12.4g}" for told in figures.values())
        sys.stdout.write(f"{key:44}{told}\n")


if __name__ == "__main__":
    main()
