"""What is asked: hundreds of different requests an op, by many members, of notes hot and cold."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.http import words
from bench.http.fill import Filled
from bench.http.ground import token, zipf
from bench.http.load import Ask

Chain = list[Ask]


def _get(member: int, path: str) -> Ask:
    return ("GET", path, token(member), "", "")


@dataclass
class Asker:
    """Draws requests; what changes things is asked once only."""

    filled: Filled
    chance: Random
    number: int = 0

    def members(self, count: int) -> list[int]:
        """Return different members."""
        return self.chance.sample(range(self.filled.members), count)

    def note(self) -> str:
        """Return a note, a hot one more often."""
        return self.filled.notes[zipf(self.chance, len(self.filled.notes))]

    def _key(self) -> str:
        self.number += 1
        return f"bench-key-{self.number:08d}-{self.chance.getrandbits(40):010x}"

    def feed(self, count: int) -> list[Chain]:
        return [[_get(m, "/api/v1/feeds/explore")] for m in self.members(count)]

    def detail(self, count: int) -> list[Chain]:
        return [[_get(m, f"/api/v1/notes/{self.note()}")] for m in self.members(count)]

    def comments(self, count: int) -> list[Chain]:
        return [[_get(m, f"/api/v1/notes/{self.note()}/comments")] for m in self.members(count)]

    def opened(self, count: int) -> list[Chain]:
        """A note and its comments, as the app asks for them."""
        chains = []
        for member in self.members(count):
            path = f"/api/v1/notes/{self.note()}"
            chains.append([_get(member, path), _get(member, f"{path}/comments")])
        return chains

    def create(self, count: int) -> list[Chain]:
        chains: list[Chain] = []
        for member in self.members(count):
            lang = self.chance.choices(words.LANGS, words.SHARES)[0]
            note = {
                "title": words.title(self.chance, lang),
                "body": words.body(self.chance, lang),
                "topics": [f"theme{zipf(self.chance, 400)}", f"topic{zipf(self.chance, 3_000)}"],
            }
            body = json.dumps(note, ensure_ascii=False)
            chains.append([("POST", "/api/v1/notes", token(member), self._key(), body)])
        return chains

    def like(self, count: int) -> list[Chain]:
        return [
            [("PUT", f"/api/v1/notes/{self.note()}/like", token(m), "", "")]
            for m in self.members(count)
        ]

    def comment(self, count: int) -> list[Chain]:
        chains: list[Chain] = []
        for member in self.members(count):
            lang = self.chance.choices(words.LANGS, words.SHARES)[0]
            body = json.dumps({"body": words.sentences(self.chance, lang, 1)}, ensure_ascii=False)
            path = f"/api/v1/notes/{self.note()}/comments"
            chains.append([("POST", path, token(member), self._key(), body)])
        return chains


def next_pages(asked: list[Chain], bodies: list[str]) -> list[Chain]:
    """Return requests for the pages behind those that came; bodies may be in another order."""
    cursors = [json.loads(body)["cursor"] for body in bodies]
    # a session belongs to its member, so each page is asked for by whoever got the one before
    return [
        [_get_as(chain[0], f"/api/v1/feeds/explore?cursor={cursor}")]
        for chain, cursor in zip(asked, cursors, strict=True)
        if cursor
    ]


def _get_as(ask: Ask, path: str) -> Ask:
    return (ask[0], path, ask[2], "", "")


@dataclass(frozen=True)
class Op:
    """One kind of request. `aim_ms`: processor milliseconds of all processes, 0: none is set."""

    name: str
    draw: Callable[[Asker, int], list[Chain]]
    aim_ms: float
    writes: bool = False
    after: str = ""  # "next": the page behind a first one; "warm": a first page, a while later


OPS = (
    Op("feed, first page, reader just came", Asker.feed, 1.0),
    Op("feed, first page, taste known, new notes", Asker.feed, 1.0, after="warm"),
    Op("feed, next page", Asker.feed, 0.35, after="next"),
    Op("note", Asker.detail, 0),
    Op("comments", Asker.comments, 0),
    Op("note with comments", Asker.opened, 0.6),
    Op("like", Asker.like, 1.0, writes=True),
    Op("comment", Asker.comment, 0, writes=True),
    Op("create note", Asker.create, 1.5, writes=True),
)
