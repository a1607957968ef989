"""Ringing members' browsers when they are told something."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog

from qiao.kit.clock import HOUR, SECOND, now_us
from qiao.kit.db import Database, ReadTx, Sql
from qiao.notices import announcements, queries
from qiao.notices.events import Announced, NoticesChanged
from qiao.notices.models import Choices, Kind
from qiao.notices.push import store
from qiao.notices.push.sealing import MAX_PLAIN_BYTES, Sender, from_unpadded, sealed, unpadded
from qiao.notices.push.store import Subscription, checked_endpoint
from qiao.notices.sentences import RTL, told_outside, words_in
from qiao.notices.settings import NoticeSettings
from qiao.notices.views import Notice

log = structlog.get_logger()

LASTS_S = 24 * 3_600
WAIT_US = 60 * SECOND
MAX_WAIT_US = HOUR
AGAIN_S = 2.0
REST_US = 10 * 60 * SECOND
LETTER_REST_US = 60 * SECOND
MAX_REMEMBERED = 10_000

_UI_LANG = Sql("select ui_lang from members where id = :member")
_GONE = frozenset((404, 410))


class Payload(msgspec.Struct, frozen=True):
    """What a browser shows. `tag`: a later one of the same takes its place."""

    title: str
    body: str
    url: str
    tag: str
    lang: str
    dir: str


@dataclass
class Ringer:
    """Calls push services; one for each process that rings."""

    database: Database
    sender: Sender
    settings: NoticeSettings
    client: httpx.AsyncClient
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _rung: OrderedDict[str, int] = field(default_factory=OrderedDict)

    async def ring(self, told: Sequence[NoticesChanged | Announced]) -> None:
        """Ring those whose notices are new."""
        for event in told:
            if isinstance(event, Announced):
                await self._ring_everybody(event.announcement)
            elif event.group is not None:
                await self._ring_for(event.member, event.group)

    async def ring_letter(self, member: str, conversation: str, *, asks: bool) -> None:
        """Ring for a message: that there is one; never a word of it, nor whose it is.

        `asks`: it is a stranger's first. One conversation rings once a minute at most.
        """
        key = f"letter {conversation} {member}"
        if now_us() - self._rung.get(key, 0) < LETTER_REST_US:
            return
        async with self.database.read() as tx:
            ready, lost = await store.subscriptions(tx, member, now=now_us())
            chosen = await queries.choices(tx, member)
            lang = str(await tx.value(_UI_LANG, member=member) or "en")
        if lost:
            await self.database.write(store.forget, lost)
        if not ready or not chosen.messages.push:
            return
        self._remember(key)
        sentence = words_in(lang)["message_request" if asks else "message"]
        tag = unpadded(hashlib.sha256(key.encode()).digest()[:18])
        way = "rtl" if lang in RTL else "ltr"
        made = Payload(sentence, "", f"/messages/{conversation}", tag, lang, way)
        body = msgspec.json.encode(made)
        await asyncio.gather(*(self._send(one, body, "normal", tag) for one in ready))

    async def _ring_for(self, member: str, group: str) -> None:
        async with self.database.read() as tx:
            ready, lost = await store.subscriptions(tx, member, now=now_us())
            chosen = await queries.choices(tx, member)
            found = await queries.groups(tx, member, [group]) if ready else []
            made = None
            if found and _rings(found[0], chosen) and self._rests_not(found[0]):
                made = await _payload(tx, member, found[0])
        if lost:
            await self.database.write(store.forget, lost)
        if made is not None:
            await self._send_all(ready, made, found[0])

    def _rests_not(self, notice: Notice) -> bool:
        """Say whether what many do together may ring again: a note that all like rings seldom."""
        if notice.box not in ("likes", "follows"):
            return True
        now = now_us()
        if now - self._rung.get(notice.id, 0) < REST_US:
            return False
        self._remember(notice.id)
        return True

    def _remember(self, key: str) -> None:
        self._rung[key] = now_us()
        self._rung.move_to_end(key)
        if len(self._rung) > MAX_REMEMBERED:
            self._rung.popitem(last=False)

    async def _ring_everybody(self, announcement: str) -> None:
        after = ""
        while True:
            async with self.database.read() as tx:
                members = await store.members_to_ring(tx, after=after)
            if not members:
                return
            for member in members:
                await self._announce(member, announcement)
            after = members[-1]

    async def _announce(self, member: str, announcement: str) -> None:
        async with self.database.read() as tx:
            lang = str(await tx.value(_UI_LANG, member=member) or "en")
            notice = await announcements.one(tx, announcement, lang)
            chosen = await queries.choices(tx, member)
            ready, lost = await store.subscriptions(tx, member, now=now_us())
            made = await _payload(tx, member, notice) if notice is not None else None
        if lost:
            await self.database.write(store.forget, lost)
        if made is not None and notice is not None and chosen.wants(Kind.ANNOUNCEMENT, "push"):
            await self._send_all(ready, made, notice)

    async def _send_all(
        self, ready: Sequence[Subscription], payload: Payload, notice: Notice
    ) -> None:
        body = msgspec.json.encode(payload)
        urgency = "high" if notice.first else "low" if notice.box == "likes" else "normal"
        await asyncio.gather(*(self._send(one, body, urgency, payload.tag) for one in ready))

    async def _send(self, to: Subscription, body: bytes, urgency: str, topic: str) -> None:
        for last_try in (False, True):
            status, wait_us = await self._post(to, body, urgency, topic)
            if 200 <= status < 300:
                await self.database.write(store.note_outcome, to.id, well=True)
                return
            if status in _GONE:
                await self.database.write(store.forget, [to.id])
                return
            if last_try or status not in (0, 500, 502, 503, 504):
                break
            await self.pause(AGAIN_S)
        # not tried for ever: the notice itself waits in the app
        log.warning("push_failed", status=status, service=urlsplit(to.endpoint).hostname)
        until_us = now_us() + wait_us
        await self.database.write(store.note_outcome, to.id, well=False, until_us=until_us)

    async def _post(
        self, to: Subscription, body: bytes, urgency: str, topic: str
    ) -> tuple[int, int]:
        """Send once; return the answer's status, 0 for none, and how long to leave it alone."""
        parts = urlsplit(checked_endpoint(to.endpoint, self.settings.push_hosts))
        try:
            answer = await self.client.post(
                to.endpoint,
                content=sealed(body, from_unpadded(to.p256dh), from_unpadded(to.auth)),
                headers={
                    "Authorization": self.sender.authorization(
                        f"{parts.scheme}://{parts.netloc}", now_s=now_us() // SECOND
                    ),
                    "Content-Encoding": "aes128gcm",
                    "Content-Type": "application/octet-stream",
                    "TTL": str(LASTS_S),
                    "Urgency": urgency,
                    "Topic": topic,
                },
                timeout=self.settings.push_timeout_s,
                follow_redirects=False,
            )
        except httpx.HTTPError:
            return 0, WAIT_US
        after = answer.headers.get("retry-after", "")
        wait_us = int(after) * SECOND if after.isdecimal() and len(after) < 8 else WAIT_US
        return answer.status_code, min(wait_us, MAX_WAIT_US)


def _rings(notice: Notice, chosen: Choices) -> bool:
    kind = Kind(notice.kind)
    if not chosen.wants(kind, "push"):
        return False
    # seen meanwhile, where the bell counts it: nobody need be rung for it
    return notice.fresh or not chosen.wants(kind, "bell")


async def _payload(tx: ReadTx, member: str, notice: Notice) -> Payload:
    lang = str(await tx.value(_UI_LANG, member=member) or "en")
    title, body = await told_outside(tx, notice, lang)
    url = "/notices"
    if notice.comment is not None and notice.note is not None:
        url = f"/n/{notice.note.id}?comment={notice.comment.id}"
    elif notice.note is not None:
        url = f"/n/{notice.note.id}"
    elif notice.statement is not None:
        url = "/statements"
    tag = unpadded(hashlib.sha256(notice.id.encode()).digest()[:18])
    made = Payload(title[:200], body[:200], url, tag, lang, "rtl" if lang in RTL else "ltr")
    assert len(msgspec.json.encode(made)) <= MAX_PLAIN_BYTES
    return made
