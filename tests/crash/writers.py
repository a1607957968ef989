"""Twenty people who write at once, in a process of their own, and say what they were promised.

    python -m tests.crash.writers --port 8000 --record FILE [--writers 20] [--seed 1]

Standard input: a line "up" each time the server is there, "end" to finish what is begun and stop.
Standard output: one byte for each request that goes out ("a") and each answer that comes ("b").
"""

import argparse
import asyncio
import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx

from tests.crash.record import Answered, Asked, Do, Record

REPEATS = 0.75
"""How often a writer who got no answer asks again with the same key."""

MAX_COMMON_NOTES = 40
TOPICS = ("cooking", "猫咪", "租房", "قهوة", "receitas", "散歩", "homework", "travel")
WORDS = (
    "今天做了番茄炒蛋", "the kettle sings", "猫が窓辺で寝ている", "صباح الخير من المطبخ",
    "hoje choveu o dia todo", "作业写不完了", "found a flat at last", "عندي سؤال صغير",
)  # fmt: skip

_DEEDS: dict[Do, int] = {
    "note": 24, "comment": 28, "like": 14, "unlike": 5, "like_comment": 6, "unlike_comment": 2,
    "collect": 8, "uncollect": 3, "follow": 7, "unfollow": 3, "delete_note": 2, "delete_comment": 2,
}  # fmt: skip


class Square:
    """What the writers share: the server's address, news of it, and what all of them may touch."""

    def __init__(self, port: int, record: Record) -> None:
        self.port = port
        self.record = record
        self.numbers = itertools.count(1)
        self.starts = 0
        self.ending = False
        self.news = asyncio.Condition()
        self.notes: list[str] = []
        self.comments: list[tuple[str, str]] = []  # (note, comment)
        self.handles: list[str] = []

    async def up(self, after: int) -> int:
        """Wait for a later start than number `after`, or the end; return the last one's number."""
        async with self.news:
            await self.news.wait_for(lambda: self.starts > after or self.ending)
            return self.starts

    async def listen(self) -> None:
        """Hear what the programme says."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            async with self.news:
                self.starts += line == b"up\n"
                self.ending |= line == b"end\n"
                self.news.notify_all()
        # nobody to write for any more
        os._exit(1)


class Writer:
    """One member, who does one thing after the other."""

    def __init__(self, square: Square, number: int, seed: int) -> None:
        self.square = square
        self.number = number
        self.handle = f"writer_{number}"
        self.chance = Random(f"{seed} {number}")
        self.client: httpx.AsyncClient | None = None
        self.token = ""
        self.start = 0
        self.own_notes: list[str] = []
        self.own_comments: list[str] = []
        self.touched: dict[Do, list[str]] = {
            "like": [],
            "like_comment": [],
            "collect": [],
            "follow": [],
        }

    async def live(self) -> None:
        """Join, then write until the programme ends."""
        self.start = await self.square.up(after=0)
        while not self.token and not self.square.ending:
            await self.join()
        for _ in range(2):
            await self.note(common=True)
        while not self.square.ending:
            await getattr(self, self.chance.choices([*_DEEDS], [*_DEEDS.values()])[0])()
        if self.client is not None:
            await self.client.aclose()

    async def ask(
        self,
        do: Do,
        method: str,
        path: str,
        *,
        on: str = "",
        mark: str = "",
        body: object = None,
        must: bool = False,
    ) -> dict[str, Any] | None:
        """Send a request until it is answered or given up; return a good answer's body."""
        n = next(self.square.numbers)
        headers = {"Idempotency-Key": f"key-{n:08d}"} if method == "POST" else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        for tries in itertools.count(1):
            self.square.record.add(Asked(n, self.number, do, on, mark, tries))
            try:
                if self.client is None:
                    self.client = httpx.AsyncClient(
                        base_url=f"http://127.0.0.1:{self.square.port}", timeout=60, trust_env=False
                    )
                sent = self.client.request(method, path, json=body, headers=headers)
                _say(b"a")
                answer = await sent
            except httpx.TransportError:
                if self.client is not None:
                    await self.client.aclose()
                self.client = None
                self.start = await self.square.up(after=self.start)
                if must or self.chance.random() < REPEATS:
                    continue
                return None
            shown = (answer.json() if answer.content else None) or {}
            made = shown.get("id") or shown.get("member", {}).get("id", "")
            self.square.record.add(Answered(n, answer.status_code, made, shown.get("token", "")))
            if answer.is_success and (made or method != "POST"):
                _say(b"b")
                return shown
            # a finding already; whoever is refused must not fill the record with the same
            self.start = await self.square.up(after=self.start)
            return None
        raise AssertionError("unreachable")

    async def join(self) -> None:
        made = await self.ask(
            "join", "POST", "/api/v1/members", mark=self.handle, must=True,
            body={"handle": self.handle, "password": f"seven long words for {self.number}",
                  "want": "bearer", "langs": ["en", "zh-Hans"]},
        )  # fmt: skip
        if made:
            self.token = made["token"]
            self.square.handles.append(self.handle)

    def _text(self, mark: str) -> str:
        words = self.chance.choices(WORDS, k=self.chance.randint(1, 12))
        return f"{' · '.join(words)} {mark}"

    def _mark(self) -> str:
        return f"[{self.number}-{self.chance.getrandbits(60):x}]"

    async def note(self, *, common: bool = False) -> None:
        mark = self._mark()
        made = await self.ask(
            "note", "POST", "/api/v1/notes", mark=mark, must=common,
            body={"title": self.chance.choice(WORDS), "body": self._text(mark),
                  "topics": self.chance.sample(TOPICS, k=self.chance.randint(0, 3))},
        )  # fmt: skip
        if made is None:
            return
        if common or len(self.square.notes) < MAX_COMMON_NOTES:
            self.square.notes.append(made["id"])
        else:
            self.own_notes.append(made["id"])

    async def comment(self) -> None:
        if not self.square.notes:
            return
        mark = self._mark()
        note, parent = self.chance.choice(self.square.notes), None
        if self.square.comments and self.chance.random() < 0.4:
            note, parent = self.chance.choice(self.square.comments)
        made = await self.ask(
            "comment", "POST", f"/api/v1/notes/{note}/comments", on=note, mark=mark,
            body={"body": self._text(mark), "parent": parent},
        )  # fmt: skip
        if made is None:
            return
        if self.chance.random() < 0.8:
            self.square.comments.append((note, made["id"]))
        else:
            self.own_comments.append(made["id"])

    async def _turn(
        self, do: Do, undo: Do, path: str, *, on: bool, pick: Callable[[], str]
    ) -> None:
        """Say yes to something, or take back a yes."""
        if on:
            target = pick()
            self.touched[do].append(target)
        elif self.touched[do]:
            target = self.chance.choice(self.touched[do])
        else:
            return
        await self.ask(
            do if on else undo, "PUT" if on else "DELETE", path.format(target), on=target
        )

    async def like(self, *, on: bool = True) -> None:
        if self.square.notes:
            await self._turn("like", "unlike", "/api/v1/notes/{}/like", on=on, pick=self._some_note)

    async def unlike(self) -> None:
        await self.like(on=False)

    async def collect(self, *, on: bool = True) -> None:
        if self.square.notes:
            path = "/api/v1/notes/{}/collect"
            await self._turn("collect", "uncollect", path, on=on, pick=self._some_note)

    async def uncollect(self) -> None:
        await self.collect(on=False)

    async def like_comment(self, *, on: bool = True) -> None:
        if self.square.comments:
            path = "/api/v1/comments/{}/like"
            await self._turn("like_comment", "unlike_comment", path, on=on, pick=self._some_comment)

    async def unlike_comment(self) -> None:
        await self.like_comment(on=False)

    async def follow(self, *, on: bool = True) -> None:
        others = [handle for handle in self.square.handles if handle != self.handle]
        if others:
            path = "/api/v1/members/{}/follow"
            pick = lambda: self.chance.choice(others)  # noqa: E731
            await self._turn("follow", "unfollow", path, on=on, pick=pick)

    async def unfollow(self) -> None:
        await self.follow(on=False)

    async def delete_note(self) -> None:
        if self.own_notes:
            note = self.own_notes.pop(self.chance.randrange(len(self.own_notes)))
            await self.ask("delete_note", "DELETE", f"/api/v1/notes/{note}", on=note)

    async def delete_comment(self) -> None:
        if self.own_comments:
            comment = self.own_comments.pop(self.chance.randrange(len(self.own_comments)))
            await self.ask("delete_comment", "DELETE", f"/api/v1/comments/{comment}", on=comment)

    def _some_note(self) -> str:
        # the first ones are everybody's: many hands on one counter
        return self.square.notes[min(int(self.chance.expovariate(0.2)), len(self.square.notes) - 1)]

    def _some_comment(self) -> str:
        return self.chance.choice(self.square.comments)[1]


def _say(what: bytes) -> None:
    os.write(1, what)


async def write(port: int, record: Path, writers: int, seed: int) -> None:
    """Let all of them write until the end."""
    kept = Record(record)
    square = Square(port, kept)
    listening = asyncio.create_task(square.listen())
    async with asyncio.TaskGroup() as group:
        for number in range(writers):
            group.create_task(Writer(square, number, seed).live())
    listening.cancel()
    kept.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asyncio.run(write(asked.port, asked.record, asked.writers, asked.seed))


if __name__ == "__main__":
    main()
