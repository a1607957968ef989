"""The wave itself: a scenario's days in minutes, each visit and note due at its own moment."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.http import words
from bench.wave.client import Client
from bench.wave.people import Crowd, Person
from rich.progress import Progress

from qiao.kit.langs import base_of
from qiao.rehearsal.desk import BROKEN, COMMENT_SHARE
from qiao.rehearsal.people import HABITS
from qiao.rehearsal.scenario import Scenario
from qiao.rehearsal.visits import COMMENT_TAP

PASSWORD = "a lantern for every bridge"
COMMENTS_AT_ONCE = 10
MOST_LATE_S = 60.0


@dataclass
class Wave:
    """What comes, to whom, how fast. A day takes `day_s` seconds, one before it `before_s`."""

    scenario: Scenario
    locals: list[Person]
    crowd: Crowd
    client: Client
    begins_s: float  # since 1970
    day_s: float
    before_s: float
    home: str
    away: str
    chance: Random
    newcomers: list[Person] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    late_s: list[float] = field(default_factory=list)
    waiting: list[tuple[float, str, Person]] = field(default_factory=list)
    """Until when (in days), on which note, and who waits to be heard."""
    signs: set[str] = field(default_factory=set)  # notes that somebody liked or answered
    credit: float = 0.0
    left: int = 0  # visits that had not ended when the time was over
    cut: int = 0  # of these, what had not ended a while after that either
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def before(self) -> int:
        """How many ordinary days are lived before it."""
        return self.scenario.settle_days + self.scenario.days_before

    @property
    def lasts_s(self) -> float:
        return self.before * self.before_s + self.scenario.days * self.day_s

    def scaled(self, curve: list[float], day: int) -> float:
        """Return how much of something is to be expected on a day."""
        return self.scenario.scaled(curve, day, len(self.locals)) if day >= 0 else 0.0

    async def run(self) -> None:
        """Let it come, day by day, and wait until the last visit has ended.

        The ordinary days before it are lived as well: they fill the memory of translations.
        """
        begins = self.begins_s
        with Progress() as bar:
            task = bar.add_task("the wave", total=self.before + self.scenario.days)
            for day in range(-self.before, self.scenario.days):
                lasts_s = self.before_s if day < 0 else self.day_s
                self.crowd.before = day < 0
                for at, work in sorted(self._day(day), key=lambda one: one[0]):
                    await self._until(begins + at * lasts_s)
                    self._start(work)
                begins += lasts_s
                bar.advance(task)
        if self._running:
            self.left = len(self._running)
            await asyncio.wait(self._running, timeout=MOST_LATE_S)
        for late in [*self._running]:
            self.cut += 1
            late.cancel()

    async def _until(self, due: float) -> None:
        wait_s = due - time.time()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        self.late_s.append(max(0.0, -wait_s))

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _day(self, day: int) -> list[tuple[float, Awaitable[None]]]:
        """Draw a day: moments (0 to 1) and what happens then."""
        scenario = self.scenario
        if day == scenario.ebb.day - 1:
            for person in self.newcomers:
                person.here &= self.chance.random() < scenario.ebb.share
        for person in self.newcomers:
            waited = 0 < person.wrote_at < day - HABITS.wait_h / 24 and not person.heard
            leaves = HABITS.newcomer_leaves + HABITS.unheard_leaves * waited
            person.here &= self.chance.random() >= leaves
        due: list[tuple[float, Awaitable[None]]] = []
        came: dict[str, float] = {}
        for _ in range(poisson(self.chance, self.scaled(scenario.arrivals.by_day, day))):
            at = self.moment()
            person = self._newcomer()
            came[person.name] = at
            due.append((at, self._arrive(person, day)))
        for person in [*self.locals, *self.newcomers]:
            since = came.get(person.name, 0.0)
            if person.here:
                count = poisson(self.chance, self.crowd.visits_a_day(person) * (1 - since))
                due += [(max(since, self.moment()), self._visit(person, day)) for _ in range(count)]
        for person, topical in self._writers(day):
            at = min(1.0, max(self.moment(), came.get(person.name, 0.0) + 5 / 1_440))
            due.append((at, self._write(person, day + at, topical=topical)))
        due += [(hour / 24 + 0.5 / 24, self._hour(day + hour / 24)) for hour in range(24)]
        return due

    def _writers(self, day: int) -> list[tuple[Person, bool]]:
        """Draw who publishes on a day, and whether under the wave's topic; see `rehearsal.life`."""
        scenario, chance = self.scenario, self.chance
        here = [one for one in self.newcomers if one.here]
        usual = [(one, self.crowd.usual_notes * self.crowd.ready(one)) for one in self.locals]
        made = [(one, False) for one, rate in usual for _ in range(poisson(chance, rate))]
        topic = self.scaled(scenario.notes.by_day, day)
        own = scenario.notes.by_newcomers
        came = sum(self.scaled(scenario.arrivals.by_day, before) for before in range(day + 1))
        came *= scenario.ebb.share if day >= scenario.ebb.day - 1 else 1.0
        for people, each in (
            (here, topic * own / max(1.0, came)),
            (self.locals, topic * (1 - own) / len(self.locals)),
        ):
            for one in people:
                count = poisson(chance, each * self.crowd.ready(one))
                made += [(one, True) for _ in range(count)]
        return made

    def moment(self) -> float:
        """Draw a moment of a day, as people's hours are."""
        hour = self.chance.choices(range(24), HABITS.hours)[0]
        return (hour + self.chance.random()) / 24

    def _newcomer(self) -> Person:
        other = self.chance.random() < self.scenario.arrivals.other_language
        langs: tuple[str, ...] = (self.away,) if other else (self.home,)
        if other and self.chance.random() < self.scenario.arrivals.also_read_home:
            langs = (self.away, self.home)
        name = f"newcomer {len(self.newcomers)}"
        made = Person(name, "", langs, True, Random(name), self.crowd.join(name, langs))
        self.newcomers.append(made)
        return made

    async def _arrive(self, person: Person, day: int) -> None:
        body = {
            "handle": person.name.replace(" ", "_"),
            "password": PASSWORD,
            "langs": list(person.langs),
            "ui_lang": person.langs[0],
            "want": "bearer",
        }
        made = await self.client.ask("join", "POST", "/members", "", body, new=True)
        if made is None:
            person.here = False
            return
        person.token = made["token"]
        self.done["arrivals"] += 1
        await self._visit(person, day)

    async def _visit(self, person: Person, day: int) -> None:
        if not person.token or not person.here:
            return
        self.done["visits_newcomers" if person.newcomer else "visits_locals"] += 1
        cards: list[dict[str, Any]] = []
        cursor = ""
        for _ in range(person.chance.randint(1, HABITS.most_pages)):
            path = "/feeds/explore" + (f"?cursor={cursor}" if cursor else "")
            page = await self.client.ask("page", "GET", path, person.token)
            if page is None:
                return
            cards += page["items"]
            cursor = page["cursor"] or ""
            if not cursor:
                break
        translated = set()
        if not cards:
            return
        for at in self.crowd.wanted(person, cards):
            if self._translates(person, cards[at], day):
                await self._translate(person, "note", cards[at]["id"])
                translated.add(at)
        told = self.crowd.look(person, cards, translated)
        await self._tell(person, cards, told.looked, told.opened, translated)
        for at in told.opened:
            note = cards[at]["id"]
            await self.client.ask("note", "GET", f"/notes/{note}", person.token)
            thread = await self.client.ask("thread", "GET", f"/notes/{note}/comments", person.token)
            if at in told.liked:
                await self.client.ask("like", "PUT", f"/notes/{note}/like", person.token)
                self.signs.add(note)
                if person.chance.random() < HABITS.follow:
                    path = f"/members/{cards[at]['author']['handle']}/follow"
                    await self.client.ask("follow", "PUT", path, person.token)
            if at in told.answered:
                await self._answer(person, note, day)
            taps = person.chance.random() < COMMENT_TAP
            if thread and taps and self._translates(person, cards[at], day):
                await self._thread(person, thread["items"][:COMMENTS_AT_ONCE])

    async def _tell(
        self,
        person: Person,
        cards: list[dict[str, Any]],
        looked: int,
        opened: list[int],
        translated: set[int],
    ) -> None:
        events = [
            {"kind": kind, "note": cards[at]["id"], "feed": "explore", "position": at}
            for kind, places in (
                ("impression", range(looked)), ("translate", sorted(translated)), ("open", opened),
            )
            for at in places
        ]  # fmt: skip
        for start in range(0, len(events), 100):
            body = {"events": events[start : start + 100]}
            await self.client.ask("events", "POST", "/events", person.token, body, new=True)

    def _translates(self, person: Person, card: dict[str, Any], day: int) -> bool:
        """Say whether there is a translation, as the rehearsal does (`State.translates`)."""
        new = person.newcomer or card["author"]["handle"].startswith("newcomer_")
        return not new or day + 1 >= self.scenario.translation.from_day

    async def _translate(self, person: Person, of: str, id_: str) -> None:
        self.done["translations_asked"] += 1
        body = {"of": of, "id": id_, "to": person.langs[0]}
        await self.client.ask("translate", "POST", "/translations", person.token, body, new=True)

    async def _thread(self, person: Person, comments: list[dict[str, Any]]) -> None:
        mine = {base_of(lang) for lang in person.langs}
        for comment in comments:
            if base_of(comment["lang"]) not in mine | {"und"}:
                await self._translate(person, "comment", comment["id"])

    async def _answer(self, person: Person, note: str, day: int) -> None:
        body = {"body": text_of(person, self.scenario.comments.chars)}
        made = await self.client.ask(
            "comment", "POST", f"/notes/{note}/comments", person.token, body, new=True
        )
        if made is not None:
            self.signs.add(note)
            self.done["comments"] += 1
            await self._reported("comment", made["id"], person, day, COMMENT_SHARE)

    async def _write(self, person: Person, at: float, *, topical: bool) -> None:
        if not person.token or not person.here:
            return
        row, mark = self.crowd.drawn(person.row, topical=topical)
        text = f"{text_of(person, self.scenario.notes.chars)} {mark}"
        topics = [self.scenario.notes.topic] if topical else []
        body = {"title": "", "body": text, "topics": topics, "media": []}
        made = await self.client.ask("write", "POST", "/notes", person.token, body, new=True)
        if made is not None:
            self.crowd.rows[made["id"]] = row
            self.done["notes_newcomers" if person.newcomer else "notes_locals"] += 1
            person.wrote_at = person.wrote_at or at
            self.waiting.append((at + HABITS.wait_h / 24, made["id"], person))
            await self._reported("note", made["id"], person, math.floor(at), 1.0)

    async def _reported(self, of: str, id_: str, by: Person, day: int, share: float) -> None:
        review = self.scenario.review
        chance = review.reports_per_1000_notes / 1_000 * share
        chance *= review.per_head if day >= 0 else 1.0
        if poisson(self.chance, chance) == 0:
            return
        rule = self.chance.choices(list(BROKEN), list(BROKEN.values()))[0]
        who = self.chance.choice([one for one in self.locals if one is not by])
        body = {"of": of, "id": id_, "rule": rule}
        if await self.client.ask("report", "POST", "/reports", who.token, body, new=True):
            self.done["reports"] += 1

    async def _hour(self, at: float) -> None:
        """Let authors take it that they were heard, or not, and the reviewer work."""
        for due, note, person in self.waiting:
            if due <= at:
                self.crowd.signs(person, heard=note in self.signs)
        self.waiting = [one for one in self.waiting if one[0] > at]
        await self._review()

    async def _review(self) -> None:
        """Let the reviewer work her part of an hour; what she cannot read costs her twice."""
        review, reviewer = self.scenario.review, self.locals[0]
        most = review.hours_a_day * review.cases_an_hour
        self.credit = min(most, self.credit + most / 24)
        while self.credit >= 1:
            page = await self.client.ask(
                "queue", "GET", "/operator/cases?state=open", reviewer.token
            )
            if not page or not page["items"]:
                return
            case = page["items"][0]
            reads = base_of(case["lang"]) in {base_of(lang) for lang in reviewer.langs}
            cost = 1.0 if reads else 2.0
            if self.credit < cost:
                return
            self.credit -= cost
            path = f"/operator/cases/{case['id']}/decisions"
            body = {"action": "keep", "rule": "", "reason": ""}
            if (
                await self.client.ask("decide", "POST", path, reviewer.token, body, new=True)
                is None
            ):
                return
            self.done["decided"] += 1


def text_of(person: Person, chars: float) -> str:
    """Make up a text of so many letters on average, spread as the rehearsal's are."""
    wanted = max(8, round(chars * person.chance.gammavariate(2.0, 0.5)))
    text = ""
    while len(text) < wanted:
        text = f"{text} {words.sentences(person.chance, person.langs[0], 1)}".strip()
    return text[:wanted]


def poisson(chance: Random, expected: float) -> int:
    """Draw from a Poisson distribution."""
    if expected <= 0:
        return 0
    if expected > 50:
        return max(0, round(chance.gauss(expected, expected**0.5)))
    count, left = 0, chance.expovariate(1.0)
    while left < expected:
        count += 1
        left += chance.expovariate(1.0)
    return count
