"""A town of 480 notes on twenty themes, and readers who like three of them each."""

import random
from dataclasses import dataclass, field

from qiao.kit.clock import DAY, Micros, now_us
from qiao.people.models import MemberId
from tests.feed.town import Town
from tests.web.square import Person, Square

THEMES = 20
NOTES = 480
AUTHORS = 40


@dataclass
class Themed:
    """Who wrote what about what."""

    town: Town
    authors: list[MemberId] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    theme: dict[str, int] = field(default_factory=dict)
    by: dict[str, MemberId] = field(default_factory=dict)
    slug: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def build(
        cls, square: Square, *, notes: int = NOTES, shared: str = "", seed: int = 7
    ) -> "Themed":
        """Build it. `shared`: a topic that the notes of two themes have in common."""
        rng = random.Random(seed)
        town = Town(square.house.database)
        town.now = Micros(now_us() - 10 * DAY)
        made = cls(town)
        words = [[_word(rng) for _ in range(30)] for _ in range(THEMES)]
        common = [_word(rng) for _ in range(40)]
        made.authors = [await town.join(f"author_{n}") for n in range(AUTHORS)]
        for n in range(notes):
            theme = n % THEMES
            said = rng.sample(words[theme], 12) + rng.sample(common, 4)
            rng.shuffle(said)
            author = made.authors[(theme + rng.randrange(4) * 7) % AUTHORS]
            topics = [f"theme{theme}", f"side{rng.randrange(60)}"]
            if shared and theme < 2:
                topics.append(shared)
            note = await town.publish(author, " ".join(said), topics=topics)
            made.notes.append(note)
            made.theme[note], made.by[note] = theme, author
            made.slug[note] = topics[0]
        await town.embed(*made.notes)
        return made

    async def reader(self, square: Square, number: int) -> Person:
        """Make a member who likes three notes in each of three themes."""
        rng = random.Random(number)
        person = await square.person(f"reader_{number}")
        for theme in rng.sample(range(THEMES), 3):
            about = [note for note in self.notes if self.theme[note] == theme]
            for note in rng.sample(about, 3):
                await self.town.like(person.id, note)
        return person

    async def fan(self, square: Square, number: int) -> Person:
        """Make a member who likes nine notes of one theme and nothing else."""
        rng = random.Random(number)
        person = await square.person(f"fan_{number}")
        theme = rng.randrange(THEMES)
        about = [note for note in self.notes if self.theme[note] == theme]
        for note in rng.sample(about, 9):
            await self.town.like(person.id, note)
        return person


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bcdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3))
