"""Who acts in the wave: the rehearsal's own people, with the tastes its world draws for them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from bench.wave.meaning import Meanings
from numpy.typing import NDArray

from qiao.kit.db import open_database
from qiao.kit.langs import base_of
from qiao.rehearsal.ground import Ground, copied
from qiao.rehearsal.people import HABITS, Floats, places
from qiao.rehearsal.state import theme_rows
from qiao.rehearsal.visits import FIRST, USUAL
from qiao.rehearsal.world import NEWCOMER, World

if TYPE_CHECKING:
    from qiao.rehearsal.scenario import Scenario

LEAST_MEMBERS = 100
"""Of fewer, how often they write is not counted, as in a rehearsal."""


@dataclass
class Person:
    """Somebody with a token. `langs`: what she reads, the first is what she writes."""

    name: str
    token: str
    langs: tuple[str, ...]
    newcomer: bool
    chance: Random
    row: int  # in the world
    here: bool = True
    wrote_at: float = 0.0  # her first note, in days of the wave; 0: none
    heard: bool = False

    def foreign(self, card: dict[str, Any]) -> bool:
        """Whether she needs a translation for a card."""
        mine = {base_of(lang) for lang in self.langs}
        return not mine & {base_of(lang) for lang in (card["lang"], *card["versions"])}


@dataclass(frozen=True)
class Look:
    """What somebody makes of the cards before her: positions in the order of the page."""

    looked: int
    opened: list[int]
    liked: list[int]
    answered: list[int]


@dataclass
class Crowd:
    """All of them, and what notes are worth to each: a rehearsal's world beside a real square."""

    world: World
    usual_notes: float  # of a local a day
    theme_share: float
    rows: dict[str, int]  # notes of the square in the world
    meanings: Meanings
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(11))
    before: bool = True
    """Whether these are the ordinary days, by which locals know what is usual."""

    @classmethod
    def of(cls, square: Path, scenario: Scenario, *, seed: int) -> Crowd:
        """Read a square, and draw its people as `qiao rehearse --seed` does."""
        ground = asyncio.run(_read(square.resolve()))
        usual = HABITS.notes_a_day
        if len(ground.members) >= LEAST_MEMBERS:
            usual = max(usual, ground.notes_lately / 28 / len(ground.members))
        world = World.of(ground, seed=seed, tail=scenario.comments.tail)
        world.theme = theme_rows(world, ground.index, scenario)
        return cls(
            world,
            usual,
            scenario.notes.theme_share,
            {note: row for row, note in enumerate(ground.index.notes.texts)},
            Meanings(square.parent / "meanings"),
        )

    def join(self, name: str, langs: tuple[str, ...]) -> int:
        """Draw a newcomer; return her row."""
        rows = self.world.join(
            [name], [langs], [""], np.zeros(1, np.int64), NEWCOMER,
            rng=self.rng, base=self.world.base, theme_share=self.theme_share,
        )  # fmt: skip
        return rows.start

    def drawn(self, row: int, *, topical: bool) -> tuple[int, str]:
        """Draw what somebody's new note is about, as a rehearsal does (`rehearsal.writing`).

        Returns:
            Its row, and what its text ends with so that the square's encoder finds its meaning.
        """
        people, theme = self.world.people, self.world.theme
        about = people.about[[row], self.rng.integers(0, people.about.shape[1], 1)]
        newcomer = people.kind[row] == NEWCOMER
        if topical and newcomer and len(theme) and self.rng.random() < self.theme_share:
            about = self.rng.choice(theme, 1)
        author = np.array([row], dtype=np.int32)
        chars = np.full(1, 100.0, np.float32)
        rows, vectors = self.world.publish(
            author, np.zeros(1, np.int64), chars, about=about, wave=False
        )
        return rows.start, self.meanings.put(vectors[0])

    def notes_of(self, cards: list[dict[str, Any]]) -> NDArray[np.int32]:
        """Return rows of cards."""
        for card in cards:
            if card["id"] not in self.rows:  # seen before its author heard that it is there
                self.rows[card["id"]], _ = self.drawn(0, topical=False)
        return np.array([self.rows[card["id"]] for card in cards], dtype=np.int32)

    def place(self, person: Person, cards: list[dict[str, Any]]) -> Floats:
        """Return where notes stand among all by her latent taste, 0 to 1."""
        notes, people, rows = self.world.notes, self.world.people, self.notes_of(cards)
        return places(
            notes.seen[rows], notes.hidden[rows], notes.quality[rows],
            people.taste[person.row], people.hidden[person.row],
        )  # fmt: skip

    def visits_a_day(self, person: Person) -> float:
        """Return how often she comes, as her last visits were worth."""
        people = self.world.people
        usual = HABITS.newcomer_visits_a_day if person.newcomer else HABITS.visits_a_day
        return float(usual * people.pace[person.row] * people.mood[person.row])

    def ready(self, person: Person) -> float:
        """Return how much she writes, against the usual: more if she is heard."""
        people = self.world.people
        told = people.voice[person.row] * people.express[person.row]
        return float(told * (1.0 if person.newcomer else people.mood[person.row]))

    def wanted(self, person: Person, cards: list[dict[str, Any]]) -> list[int]:
        """Return the foreign cards she would have translated."""
        place = self.place(person, cards)
        return [
            at
            for at, card in enumerate(cards)
            if person.foreign(card)
            and place[at] > HABITS.tap_from
            and person.chance.random() < HABITS.tap
        ]

    def look(self, person: Person, cards: list[dict[str, Any]], translated: set[int]) -> Look:
        """Let her look at cards until she has had enough, open some, like and answer some."""
        people = self.world.people
        foreign = np.array([person.foreign(card) for card in cards])
        across = np.array([at in translated for at in range(len(cards))])
        value = HABITS.value(self.place(person, cards), foreign, across)
        looked = HABITS.stays_for(value, int(people.patience[person.row]))
        talk = self.world.notes.talk[self.notes_of(cards)]
        opens, likes = HABITS.opens(value), HABITS.likes(value)
        answers = HABITS.answers(talk, newcomer=person.newcomer) * people.express[person.row]
        # nobody answers what she cannot read
        answers = np.minimum(0.6, answers) * (~foreign | across)
        if len(value) >= FIRST:
            self._feel(person, float(value[:FIRST].mean()))
        chance = person.chance
        opened = [at for at in range(looked) if chance.random() < opens[at]]
        return Look(
            looked,
            opened,
            [at for at in opened if chance.random() < likes[at]],
            [at for at in opened if chance.random() < answers[at]],
        )

    def _feel(self, person: Person, worth: float) -> None:
        """Let a visit change how often a local comes; see `rehearsal.visits`."""
        people, row = self.world.people, person.row
        usual = float(people.usual[row]) or worth
        learns = self.before or person.newcomer
        people.usual[row] = usual + USUAL * (worth - usual) if learns else usual
        people.mood[row] += (HABITS.mood(worth, usual) - people.mood[row]) / HABITS.mood_days

    def signs(self, person: Person, *, heard: bool) -> None:
        """Let an author take it that she was heard, or not; see `rehearsal.life`."""
        express, row = self.world.people.express, person.row
        person.heard |= heard
        if heard:
            express[row] = min(HABITS.heard_most, express[row] * HABITS.heard_up)
        else:
            express[row] = max(HABITS.heard_least, express[row] * HABITS.unheard_down)


async def _read(square: Path) -> Ground:
    database = await open_database(f"sqlite:///{square}")
    try:
        return await copied(database)
    finally:
        await database.close()
