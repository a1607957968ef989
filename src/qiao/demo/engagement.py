"""A month of engagement for the demo community, from latent tastes that the feed cannot read.

Who sees what, and what it leads to, is drawn from the writers' own judgement of each note (its
appeal: comfort, humour, thrift …), from the members' tastes, and from the languages they read.
Neither the feed's vectors, nor topics, nor any ranking has a part in it:

- every member is active on some days and then sees notes picked by chance, newer ones more often;
- she opens one with a probability that grows with the match of taste and appeal, and falls when
  she reads none of its languages (less so when it has pictures);
- of what she opened she likes, collects and follows with probabilities that grow with the match.

A tenth of the opened notes that were liked or collected is held out: it is not written into the
square, and a feed can be measured by how well it finds them.
"""

import math
from dataclasses import dataclass
from random import Random

from qiao.demo.content import APPEALS, DemoMember, DemoNote

HELD_OUT_SHARE = 0.1
QUIET_READERS = 96
SEEN_A_DAY = 14
DAYS = 30

_LANG_WEIGHTS = {
    "zh-Hans": 34, "en": 30, "ja": 8, "fr": 8, "ar": 7, "es": 8, "pt": 8, "lo": 2,
}  # fmt: skip
_SECOND = {
    "zh-Hans": 0.35,
    "en": 0.2,
    "ja": 0.4,
    "fr": 0.6,
    "ar": 0.6,
    "es": 0.5,
    "pt": 0.6,
    "lo": 0.7,
}


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: a member of the demo's cast, or one of the quiet ones."""

    handle: str
    langs: tuple[str, ...]
    tastes: dict[str, float]
    joined_day: float
    diligence: float  # how many of the days she is there, 0..1


@dataclass(frozen=True)
class Deed:
    """What came of a note that was shown. `day`: days before the demo is made."""

    handle: str
    note: str
    day: float
    opened: bool
    liked: bool
    collected: bool
    ms: int


@dataclass(frozen=True)
class Month:
    """A month of deeds, the follows that came of it, and what is held out."""

    readers: list[Reader]
    deeds: list[Deed]
    follows: list[tuple[str, str, float]]
    held_out: list[tuple[str, str]]


def quiet_readers(rng: Random) -> list[Reader]:
    """Return members who only read: without name or picture, each with two to five tastes."""
    langs = list(_LANG_WEIGHTS)
    made = []
    for number in range(QUIET_READERS):
        first = rng.choices(langs, weights=list(_LANG_WEIGHTS.values()))[0]
        second = "en" if first != "en" else rng.choice(["zh-Hans", "es", "fr"])
        read = (first, second) if rng.random() < _SECOND[first] else (first,)
        tastes = {
            appeal: round(rng.uniform(0.4, 1.0), 2)
            for appeal in rng.sample(APPEALS, rng.randint(2, 5))
        }
        made.append(
            Reader(
                f"momo_{number + 1:03d}",
                read,
                tastes,
                rng.uniform(3.0, 200.0),
                rng.betavariate(2, 3),
            )
        )
    return made


def match(tastes: dict[str, float], appeal: dict[str, float]) -> float:
    """Return how well a note's appeal meets somebody's tastes, 0..1 (cosine)."""
    dot = sum(tastes.get(name, 0.0) * much for name, much in appeal.items())
    norm = math.hypot(*tastes.values()) * math.hypot(*appeal.values())
    return dot / norm if norm else 0.0


def _reads(reader: Reader, note: DemoNote) -> float:
    if note.lang in reader.langs or note.lang == "mul":
        return 1.0
    if any(lang in reader.langs for lang in note.versions):
        return 0.75
    return 0.35 if note.pictures else 0.1


def _readers(members: list[DemoMember], rng: Random) -> list[Reader]:
    cast = [
        Reader(m.handle, tuple(m.langs), m.tastes, m.joined_day, rng.uniform(0.5, 0.95))
        for m in members
    ]
    return cast + quiet_readers(rng)


def month(members: list[DemoMember], notes: list[DemoNote], *, seed: int) -> Month:
    """Live the month day by day; the same seed gives the same month."""
    rng = Random(seed)
    readers = _readers(members, rng)
    deeds: list[Deed] = []
    follows: dict[tuple[str, str], float] = {}
    liked_authors: dict[tuple[str, str], int] = {}
    shown: set[tuple[str, str]] = set()
    for day in range(DAYS, 0, -1):
        for reader in readers:
            if reader.joined_day < day or rng.random() > reader.diligence:
                continue
            at = day - rng.random() * 0.95
            there = [n for n in notes if n.day > at + 0.02 and n.author != reader.handle]
            fresh = [(n, math.exp(-(n.day - at) / 6.0) + 0.05) for n in there]
            if not fresh:
                continue
            picked = rng.choices([n for n, _ in fresh], weights=[w for _, w in fresh], k=SEEN_A_DAY)
            for step, note in enumerate(dict.fromkeys(n.id for n in picked)):
                one = next(n for n, _ in fresh if n.id == note)
                if (reader.handle, note) in shown:
                    continue
                shown.add((reader.handle, note))
                deed = _deed(reader, one, max(at - step * 0.002, 0.01), rng)
                deeds.append(deed)
                if deed.liked or deed.collected:
                    pair = (reader.handle, one.author)
                    liked_authors[pair] = liked_authors.get(pair, 0) + 1
                    if pair not in follows and rng.random() < 0.12 * liked_authors[pair]:
                        follows[pair] = deed.day
    wanted = [d for d in deeds if d.liked or d.collected]
    held = {(d.handle, d.note) for d in rng.sample(wanted, int(len(wanted) * HELD_OUT_SHARE))}
    return Month(
        readers,
        [d for d in deeds if (d.handle, d.note) not in held],
        [(follower, followed, at) for (follower, followed), at in sorted(follows.items())],
        sorted(held),
    )


def _deed(reader: Reader, note: DemoNote, day: float, rng: Random) -> Deed:
    fit = match(reader.tastes, note.appeal)
    opens = _reads(reader, note) / (1.0 + math.exp(-(7.0 * fit - 3.2)))
    opened = rng.random() < opens
    liked = opened and rng.random() < 0.08 + 0.72 * fit
    collected = opened and rng.random() < 0.02 + 0.3 * fit * note.appeal.get("learning", 0.4)
    ms = int(rng.lognormvariate(9.0, 0.7) * (0.6 + fit)) if opened else 0
    return Deed(reader.handle, note.id, day, opened, liked, collected, ms)
