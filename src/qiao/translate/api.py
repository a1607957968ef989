"""Translation over HTTP: a note, a comment or a bio, in the reader's language."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from qiao.kit.http import Db, Injected, json, shows
from qiao.notes.meaning import ReadSeal, spoken
from qiao.notes.words import Words, words_of
from qiao.people.commands import checked_lang
from qiao.people.door import Reader
from qiao.people.models import Caller
from qiao.people.queries import profile
from qiao.translate.emoji import emoji_names
from qiao.translate.jobs import ask
from qiao.translate.memory import RETRY_MS, Key
from qiao.translate.models import Engine, Lang, Passage, SlangNote, Translation
from qiao.translate.slang import SlangTable
from qiao.translate.waiting import Waiting


@dataclass(frozen=True)
class Desk:
    """What the edge needs: who waits, how long, which pairs are spoken, what slang means."""

    waiting: Waiting
    pairs: Sequence[tuple[Lang, Lang]]
    slang: SlangTable
    wait_s: float
    policy: str

    def slang_notes(self, words: Words, target: str) -> tuple[SlangNote, ...]:
        """Return what slang in these words means, for a reader of `target`."""
        text = f"{words.title}\n{words.body}"
        langs = [Lang(lang) for lang in words.mixed or (words.lang,) if lang != target]
        found = [note for lang in langs for note in self.slang.notes(text, lang, Lang(target))]
        return tuple({note.term.casefold(): note for note in found}.values())


TranslationDesk = Annotated[Desk, Injected]


class AskTranslation(msgspec.Struct, frozen=True):
    """What to translate, and into which language. `of` "bio" takes a handle as id."""

    of: Literal["note", "comment", "bio"]
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


UI_LANGS = ["en", "zh-Hans", "ar"]


async def translate(db: Db, desk: Desk, passage: Passage, source: str, target: str) -> Translation:
    """Return the translation, waiting a moment for one that is being made."""
    key = Key.of(passage, Lang(source), Lang(target), desk.policy)
    made = desk.waiting.for_key(key)
    answer = await ask(db, key, passage)
    if answer.state != "pending":
        desk.waiting.forget(key)
        return answer
    try:
        async with asyncio.timeout(desk.wait_s):
            await made.wait()
    except TimeoutError:
        return answer
    return await ask(db, key, passage)


async def _asked(
    db: Db, desk: Desk, data: AskTranslation, reader: Caller | None, target: str
) -> tuple[Passage, str, Translation | None]:
    """Return the words, their language, and a version by a person where there is one."""
    async with db.read() as tx:
        if data.of == "bio":
            found = await profile(tx, data.id, reader=reader.id if reader else None)
            return Passage(found.bio), found.bio_lang, None
        words = await words_of(
            tx,
            data.of,
            data.id,
            reader=reader.id if reader else None,
            reviewer=bool(reader and reader.operator),
        )
    passage = Passage(words.body, words.title, words.alts)
    version = words.versions.get(target)
    if version is None:
        return passage, words.lang, None
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
    return passage, words.lang, by_hand


@post("/api/v1/translations", status_code=200, responses=shows(TranslationView))
async def translation(
    data: JSONBody[AskTranslation], reader: Reader, db: Db, desk: TranslationDesk, seal: ReadSeal
) -> Response[bytes]:
    """Translate a note, a comment or a bio. What a person wrote wins over any engine."""
    target = checked_lang(data.to, field="to")
    passage, source, by_hand = await _asked(db, desk, data, reader, target)
    answer = by_hand or await translate(db, desk, passage, source, target)
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__}
    if answer.state == "pending":
        return json(TranslationView(**fields, retry_ms=RETRY_MS))
    if answer.state == "done" and data.of != "bio":
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
