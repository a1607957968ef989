"""What a square shows over its API, beside what its writers were promised."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import apsw
import httpx

from tests.crash.record import Deed
from tests.crash.server import Server

SETTLE_S = 90.0
POLL_S = 0.1


async def api_findings(server: Server, deeds: list[Deed]) -> list[str]:
    """Ask for everything that was acknowledged, each as the one who did it."""
    found: list[str] = []
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{server.port}", timeout=60, trust_env=False
    ) as client:
        look = _Look(server, client, deeds)
        for part in (look.notes(), look.comments(), look.kept(), look.follows(), look.settled()):
            found += [finding async for finding in part]
    return found


class _Look:
    def __init__(self, server: Server, client: httpx.AsyncClient, deeds: list[Deed]) -> None:
        self._client = client
        self._deeds = deeds
        self._tokens = {
            d.asked.writer: d.answer.token for d in deeds if d.asked.do == "join" and d.answer
        }
        with closing(apsw.Connection(str(server.database))) as file:
            self._ids = dict(file.execute("select handle, id from members"))
            self._likes = set(file.execute("select note_id, member_id from likes"))
            self._collects = set(file.execute("select note_id, member_id from collects"))
            self._follows = set(file.execute("select followed_id, follower_id from follows"))

    async def _get(self, path: str, writer: int) -> Any:
        token = self._tokens.get(writer)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self._client.get(path, headers=headers)
        return answer.json() if answer.is_success else None

    def _gone(self) -> set[str]:
        return {d.asked.on for d in self._deeds if d.asked.do in ("delete_note", "delete_comment")}

    async def notes(self) -> AsyncIterator[str]:
        """Every acknowledged note can be read."""
        gone = self._gone()
        for deed in self._deeds:
            if deed.asked.do == "note" and deed.answer and deed.done:
                if deed.answer.made in gone:
                    continue
                note = await self._get(f"/api/v1/notes/{deed.answer.made}", deed.asked.writer)
                if note is None or not note["body"].endswith(deed.asked.mark):
                    yield f"note {deed.asked.n} cannot be read"

    async def comments(self) -> AsyncIterator[str]:
        """Every acknowledged comment stands below its note, once."""
        gone = self._gone()
        promised: dict[str, list[Deed]] = {}
        for deed in self._deeds:
            if deed.asked.do == "comment" and deed.done:
                promised.setdefault(deed.asked.on, []).append(deed)
        for note, deeds in promised.items():
            shown: Counter[str] = Counter()
            cursor = ""
            while True:
                page = await self._get(f"/api/v1/notes/{note}/comments{cursor}", 0)
                for top in page["items"] if page else ():
                    shown.update(c["id"] for c in (top, *top["answers"]) if not c["deleted"])
                if not page or not page["cursor"]:
                    break
                cursor = f"?cursor={page['cursor']}"
            for deed in deeds:
                made = deed.answer.made if deed.answer else ""
                if shown[made] != 1 and made not in gone:
                    yield f"comment {deed.asked.n} is shown {shown[made]} times"

    async def kept(self) -> AsyncIterator[str]:
        """Hearts, bookmarks and their numbers are shown as the rows say."""
        likes, collects = Counter(n for n, _ in self._likes), Counter(n for n, _ in self._collects)
        about = {d.asked.on for d in self._deeds if d.asked.do in ("like", "collect")}
        for number, note in enumerate(sorted(about)):
            for writer in {number % len(self._tokens), (number + 7) % len(self._tokens)}:
                me = self._ids.get(f"writer_{writer}", "")
                shown = await self._get(f"/api/v1/notes/{note}", writer)
                if shown is None or (
                    shown["liked"], shown["collected"], shown["likes"], shown["collects"]
                ) != (
                    (note, me) in self._likes, (note, me) in self._collects,
                    likes[note], collects[note],
                ):  # fmt: skip
                    yield f"note {note} shows other hearts to writer {writer} than there are"

    async def follows(self) -> AsyncIterator[str]:
        """Who follows whom, and how many do, is shown as the rows say."""
        followers = Counter(followed for followed, _ in self._follows)
        for handle, member in self._ids.items():
            for writer in self._tokens:
                me = self._ids.get(f"writer_{writer}", "")
                shown = await self._get(f"/api/v1/members/{handle}", writer)
                if shown is None or (shown["followed"], shown["counts"]["followers"]) != (
                    (member, me) in self._follows, followers[member],
                ):  # fmt: skip
                    yield f"{handle} shows other follows to writer {writer} than there are"

    async def settled(self) -> AsyncIterator[str]:
        """The worker gets to the end of the log, and gives up nothing on the way."""
        lanes: list[dict[str, Any]] = []
        until = time.monotonic() + SETTLE_S
        while time.monotonic() < until:
            lanes = (await self._client.get("/api/health")).json()["lanes"]
            if not any(lane["depth"] for lane in lanes):
                break
            await asyncio.sleep(POLL_S)
        for lane in lanes:
            if lane["depth"] or lane["failing"] or lane["dead"]:
                yield f"lane {lane} is not at the end"
