"""Writing across, over HTTP: how others will read what is not sent yet, and who they are."""

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody

from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import Invalid, TooMany
from qiao.kit.text import clean
from qiao.notes.queries import voices
from qiao.notes.words import words_of
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.queries import first_langs, first_langs_of
from qiao.translate.api import Desk, TranslationDesk
from qiao.translate.char_budget import CharBudget
from qiao.translate.clearance import PRIVATE, Asked
from qiao.translate.commands import forget_drafts
from qiao.translate.jobs import ask
from qiao.translate.memory import RETRY_MS, Key, draft_policy
from qiao.translate.models import MUL, UND, Lang, Passage, Translation
from qiao.translate.preview import Reread, reread

MAX_DRAFT_CHARS = 5_100
MAX_TARGETS = 3
MAX_AUDIENCE = 8
CHARS_PER_MINUTE = 30_000
SQUARE_FOR_S = 600.0


class TooManyTargets(Invalid):
    """Facts: field, max_langs."""

    code = "too_many_targets"


@dataclass
class DraftDesk:
    """What previewing needs: names for writers, how much one may ask for, who reads the square."""

    secret: bytes
    may_leave: bool = False
    budget: CharBudget = field(default_factory=lambda: CharBudget(CHARS_PER_MINUTE))
    square: tuple[float, Counter[str]] = (0.0, Counter())

    def writer(self, member: str) -> str:
        """Name a writer in a way that says nothing to whoever sees it."""
        named = hashlib.blake2s(member.encode(), key=self.secret[:32], digest_size=12)
        return named.hexdigest()


Drafts = Annotated[DraftDesk, Injected]


class AskPreview(msgspec.Struct, frozen=True):
    """A text that is not sent yet, and the languages in which others would read it.

    `apart`: somebody else wrote it; it never leaves this machine, whatever drafts may do.
    """

    text: str
    to: list[str]
    apart: bool = False


class Preview(msgspec.Struct, frozen=True):
    """How each reads it; where one is pending, ask again after `retry_ms`."""

    targets: list[Reread]
    retry_ms: int | None


class Readers(msgspec.Struct, frozen=True):
    """How many people read a language before any other."""

    lang: str
    people: int


class Audience(msgspec.Struct, frozen=True):
    """Who will read it: the people of a thread, or the square; the most first."""

    langs: list[Readers]


@post("/api/v1/translations/preview", status_code=200, responses=shows(Preview))
async def preview(
    data: JSONBody[AskPreview],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    desk: TranslationDesk,
    drafts: Drafts,
) -> Response[bytes]:
    """Show how others will read a text before it is sent, and what it says when read back.

    The words stay on this machine (unless the operator lets drafts leave), belong to their writer
    alone, and are forgotten as soon as they are shown.
    """
    text = clean(data.text, field="text", max_chars=MAX_DRAFT_CHARS, empty=False)
    targets = list(dict.fromkeys(Lang(checked_lang(lang, field="to")) for lang in data.to))
    if not 0 < len(targets) <= MAX_TARGETS:
        raise TooManyTargets(field="to", max_langs=MAX_TARGETS)
    wait_s = drafts.budget.take([me.id], len(text) * len(targets), now_s=monotonic())
    if wait_s > 0:
        raise TooMany(retry_s=int(wait_s) + 1)
    policy = draft_policy(desk.policy, drafts.writer(me.id))
    until = asyncio.get_running_loop().time() + desk.wait_s
    asked = (
        desk.public(request, me, author=me.id) if drafts.may_leave and not data.apart else PRIVATE
    )
    way = _Way(db, desk, policy, asked, until, tuple(map(Lang, me.langs)))
    shown = await asyncio.gather(*(way.there_and_back(text, target) for target in targets))
    waiting = any(each.state == "pending" for each in shown)
    if not waiting:
        await db.write(forget_drafts, way.keys)
    return json(Preview(shown, RETRY_MS if waiting else None))


@dataclass
class _Way:
    """One request's way there and back."""

    db: Db
    desk: Desk
    policy: str
    asked: Asked
    until: float
    writes: tuple[Lang, ...]
    keys: list[Key] = field(default_factory=list)

    async def there_and_back(self, text: str, target: Lang) -> Reread:
        there = await self._translated(Passage(text), UND, target)
        if there.state != "done" or not there.segments:
            return reread(there, None)
        home = there.source
        if home in {UND, MUL}:
            home = next((lang for lang in self.writes if lang != target), UND)
        if home in {UND, target}:
            return reread(there, None)
        said = tuple(segment.target for segment in there.segments)
        back = await self._translated(Passage("", alt=said), target, home)
        if back.state == "pending":
            return msgspec.structs.replace(reread(there, None), state="pending")
        return reread(there, back.alt if back.state == "done" else None)

    async def _translated(self, passage: Passage, source: Lang, target: Lang) -> Translation:
        key = Key.of(passage, source, target, self.policy)
        self.keys.append(key)
        made = self.desk.waiting.for_key(key)
        answer = await ask(self.db, key, passage, self.asked)
        if answer.state != "pending":
            self.desk.waiting.forget(key)
            return answer
        try:
            async with asyncio.timeout_at(self.until):
                await made.wait()
        except TimeoutError:
            return answer
        return await ask(self.db, key, passage, self.asked)


@get("/api/v1/translations/audience", responses=shows(Audience))
async def audience(
    reader: Reader, db: Db, drafts: Drafts, note: FromQuery[str | None] = None
) -> Response[bytes]:
    """Say in which languages people would read it: those of a note's thread, or of the square."""
    if note is not None:
        async with db.read() as tx:
            await words_of(tx, "note", note, reader=reader.id if reader else None)
            found = await first_langs_of(tx, await voices(tx, note))
    else:
        as_of, found = drafts.square
        if not found or monotonic() - as_of > SQUARE_FOR_S:
            async with db.read() as tx:
                found = await first_langs(tx)
            drafts.square = (monotonic(), found)
    most = [Readers(lang, people) for lang, people in found.most_common(MAX_AUDIENCE)]
    return json(Audience(most))


ROUTES = [preview, audience]
