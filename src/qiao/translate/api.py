"""Translation over HTTP: a note, a comment or a bio, in the reader's language."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, NamedTuple

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from qiao.kit.clock import now_us
from qiao.kit.http import Db, Injected, json, shows
from qiao.notes.meaning import ReadSeal, spoken
from qiao.notes.words import Words, is_public, words_of
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Reader
from qiao.people.models import Caller
from qiao.people.queries import profile
from qiao.topics.queries import topic
from qiao.translate.clearance import PRIVATE, Asked, Payers
from qiao.translate.emoji import emoji_names
from qiao.translate.jobs import ask
from qiao.translate.memory import RETRY_MS, Key, draft_policy
from qiao.translate.models import Engine, Lang, Passage, SlangNote, Translation
from qiao.translate.shown import Shown
from qiao.translate.slang import SlangTable
from qiao.translate.tally import Tally
from qiao.translate.tidy import text_hash
from qiao.translate.topic_labels import topic_passage
from qiao.translate.waiting import Waiting


@dataclass(frozen=True)
class Desk:
    """What the edge needs: who waits, how long, which pairs are spoken, what slang means."""

    waiting: Waiting
    pairs: Sequence[tuple[Lang, Lang]]
    slang: SlangTable
    wait_s: float
    policy: str
    shown: Shown | None = None
    payers: Payers = field(default_factory=Payers)
    tally: Tally = field(default_factory=Tally)

    def public(self, request: AnyRequest, reader: Caller | None, *, author: str = "") -> Asked:
        """Say that words are public, and who pays if they go to a provider that costs."""
        return self.payers.public(
            author=author,
            member=reader.id if reader else "",
            address=request.client.host if request.client else "",
            at_us=now_us(),
        )

    def aside(self, name: str) -> "Desk":
        """Return a desk whose translations are for a few people and forgotten soon."""
        return replace(self, policy=draft_policy(self.policy, name), shown=None, tally=Tally())

    def slang_notes(self, words: Words, target: str) -> tuple[SlangNote, ...]:
        """Return what slang in these words means, for a reader of `target`."""
        text = f"{words.title}\n{words.body}"
        langs = [Lang(lang) for lang in words.mixed or (words.lang,) if lang != target]
        found = [note for lang in langs for note in self.slang.notes(text, lang, Lang(target))]
        return tuple({note.term.casefold(): note for note in found}.values())


TranslationDesk = Annotated[Desk, Injected]


class AskTranslation(msgspec.Struct, frozen=True):
    """What to translate, and into which language. Ids of "bio" are handles, of "topic" slugs."""

    of: Literal["note", "comment", "bio", "topic"]
    id: str
    to: str


class TranslationView(Translation, frozen=True):
    """A translation, or word that it is being made: then ask again after `retry_ms`.

    `proof` marks these words as the square's: an app sends it with an answer to them.
    """

    retry_ms: int | None = None
    proof: str = ""


class Languages(msgspec.Struct, frozen=True):
    """What the square speaks: pairs its engines translate, and the app's own languages."""

    pairs: list[tuple[str, str]]
    ui: list[str]


UI_LANGS = ["en", "zh-Hans", "zh-Hant", "ja", "ko", "es", "fr", "pt", "ar", "lo"]
"""As the app lists them; `npm run check` compares the two."""


async def translate(
    db: Db, desk: Desk, passage: Passage, source: str, target: str, *, asked: Asked = PRIVATE
) -> Translation:
    """Return the translation, waiting a moment for one that is being made.

    `asked`: words are private, and stay on the square's own machines, unless it says otherwise.
    """
    key = Key.of(passage, Lang(source), Lang(target), desk.policy)
    made = desk.waiting.for_key(key)
    answer = await ask(db, key, passage, asked)
    desk.tally.asked += 1
    desk.tally.stored += answer.state == "done"
    if answer.state != "pending":
        desk.waiting.forget(key)
        return answer
    try:
        async with asyncio.timeout(desk.wait_s):
            await made.wait()
    except TimeoutError:
        return answer
    return await ask(db, key, passage, asked)


class _Found(NamedTuple):
    """What was asked for: the words, their language, whose they are, and who may read them."""

    passage: Passage
    lang: str
    author: str
    public: bool
    by_hand: Translation | None = None


def _by_hand(source: str, target: str, body: str) -> Translation:
    """Return what its author says herself in another language."""
    return Translation(
        "done", Lang(source), Lang(target), body=body, engine=Engine("person"), confidence=1.0
    )


async def _found(
    db: Db, desk: Desk, data: AskTranslation, reader: Caller | None, target: str
) -> _Found:
    """Return the words, and a version by a person where there is one."""
    async with db.read() as tx:
        if data.of == "bio":
            found = await profile(tx, data.id, reader=reader.id if reader else None)
            own = found.bios.get(target)
            by_hand = None if own is None else _by_hand(found.bio_lang, target, own)
            return _Found(
                Passage(found.bio), found.bio_lang, found.id, public=True, by_hand=by_hand
            )
        if data.of == "topic":
            label, lang = await topic_passage(tx, await topic(tx, data.id[:100]))
            return _Found(label, lang, "", public=True)
        words = await words_of(
            tx,
            data.of,
            data.id,
            reader=reader.id if reader else None,
            reviewer=bool(reader and reader.operator),
        )
        public = await is_public(tx, data.of, data.id)
    passage = Passage(words.body, words.title, words.alts)
    if desk.shown is not None:
        desk.shown.remember(text_hash(passage), words.note)
    version = words.versions.get(target)
    if version is None:
        return _Found(passage, words.lang, words.known, public=public)
    by_hand = Translation(
        "done",
        Lang(words.lang),
        Lang(target),
        title=version.title,
        body=version.body,
        alt=version.alts,
        engine=Engine("person"),
        confidence=1.0,
        notes=desk.slang_notes(words, target),
        emoji=tuple(emoji_names(f"{words.title}\n{words.body}", Lang(target))),
    )
    return _Found(passage, words.lang, words.known, public, by_hand)


@post("/api/v1/translations", status_code=200, responses=shows(TranslationView))
async def translation(
    data: JSONBody[AskTranslation],
    request: AnyRequest,
    reader: Reader,
    db: Db,
    desk: TranslationDesk,
    seal: ReadSeal,
) -> Response[bytes]:
    """Translate a note, a comment, a bio or a topic. What a person wrote wins over any engine."""
    target = checked_lang(data.to, field="to")
    found = await _found(db, desk, data, reader, target)
    asked = desk.public(request, reader, author=found.author) if found.public else PRIVATE
    answer = found.by_hand or await translate(
        db, desk, found.passage, found.lang, target, asked=asked
    )
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__}
    if answer.state == "pending":
        return json(TranslationView(**fields, retry_ms=RETRY_MS))
    if answer.state == "done" and data.of in ("note", "comment"):
        engine = answer.engine.name or answer.engine.kind
        fields["proof"] = seal.on(
            data.of, data.id, target, engine, spoken(answer.title, answer.body)
        )
    return json(TranslationView(**fields))


@get("/api/v1/languages", responses=shows(Languages))
async def languages(desk: TranslationDesk) -> Response[bytes]:
    """List what the square speaks."""
    return json(Languages([(str(a), str(b)) for a, b in desk.pairs], UI_LANGS))


ROUTES = [translation, languages]
