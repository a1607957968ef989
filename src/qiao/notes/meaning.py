"""The meaning chain: what the writer of an answer had actually read, so that a slip can be seen.

An app says which words it showed. They are kept only where the square itself handed them out: a
version by a person, or a translation that bears the square's seal. Otherwise anybody could put
words into the mouth of the one who is answered, past every reviewer.
"""

import hmac
import unicodedata
from hashlib import sha256
from typing import Annotated, Literal

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.http import Injected
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextTooLong
from qiao.notes.models import OfKind
from qiao.notes.words import Words, words_of
from qiao.people.commands import checked_lang

MAX_SHOWN_CHARS = 2_000
PERSON = "person"

_KEEP = Sql("""
    insert into comment_reads (comment_id, of_kind, of_id, shown_lang, shown, engine, at_us)
    values (:comment, :of, :id, :lang, :shown, :engine, :now_us)
""")
_READ = Sql(
    "select of_kind, of_id, shown_lang, shown, engine from comment_reads where comment_id = :id"
)


class Shown(msgspec.Struct, frozen=True):
    """What an app showed of a note or comment before its reader answered.

    `shown` is title and body as `spoken` joins them; `engine` and `proof` came with them.
    """

    of: Literal["note", "comment"]
    id: str
    lang: str
    shown: str = ""
    engine: str = ""
    proof: str = ""


class Original(msgspec.Struct, frozen=True):
    """The words themselves."""

    lang: str
    title: str
    body: str


class WhatWasRead(msgspec.Struct, frozen=True):
    """What the writer of a comment had read; `shown` is empty where her own browser made it."""

    of: OfKind
    id: str
    lang: str
    shown: str
    engine: str
    original: Original


class Seal:
    """The square's mark on words that it shows, so that it knows them when they come back."""

    def __init__(self, key: bytes) -> None:
        self._key = sha256(b"qiao: what was read\0" + key).digest()

    def on(self, of: str, id: str, lang: str, engine: str, shown: str) -> str:
        """Return the mark on these words."""
        said = msgspec.json.encode((of, id, lang, engine, _folded(shown)))
        return hmac.new(self._key, said, sha256).hexdigest()[:32]

    def is_on(self, read: Shown) -> bool:
        """Say whether the square showed these words."""
        mark = self.on(read.of, read.id, read.lang, read.engine, read.shown)
        return hmac.compare_digest(mark.encode(), read.proof.encode())


ReadSeal = Annotated[Seal, Injected]


def spoken(title: str, body: str) -> str:
    """Return title and body as one text, as much of it as is kept."""
    return f"{title}\n{body}".strip()[:MAX_SHOWN_CHARS]


async def keep_read(
    tx: WriteTx, seal: Seal, comment: str, note: str, writer: str, read: Shown, *, now: Micros
) -> None:
    """Keep what `writer` had read when she wrote `comment` below `note`.

    Nothing is kept of what is not (or no longer) there for her, nor where she read the original.

    Raises:
        TextTooLong, LangUnknown
    """
    if len(read.shown) > MAX_SHOWN_CHARS:
        raise TextTooLong(field="read", chars=len(read.shown), max_chars=MAX_SHOWN_CHARS)
    lang = checked_lang(read.lang, field="read")
    try:
        words = await words_of(tx, read.of, read.id, reader=writer)
    except NotFound:
        return
    if words.note != note or lang == words.lang:
        return
    engine, shown = _vouched(seal, read, words)
    await tx.run(
        _KEEP,
        comment=comment,
        of=read.of,
        id=read.id,
        lang=lang,
        shown=shown,
        engine=engine,
        now_us=now,
    )


async def what_was_read(
    tx: ReadTx, comment: str, *, reader: str | None, reviewer: bool = False
) -> WhatWasRead:
    """Return what the writer of a comment had read, for one who may see both texts.

    Raises:
        NotFound: one of the two is not there for this reader, or nothing is known.
    """
    await words_of(tx, "comment", comment, reader=reader, reviewer=reviewer)
    row = await tx.one_or_none(tuple, _READ, id=comment)
    if row is None:
        raise NotFound
    of, id_, lang, shown, engine = row
    words = await words_of(tx, of, id_, reader=reader, reviewer=reviewer)
    return WhatWasRead(of, id_, lang, shown, engine, Original(words.lang, words.title, words.body))


def _vouched(seal: Seal, read: Shown, words: Words) -> tuple[str, str]:
    """Return by whom the words were made, and the words; nothing of what the square never said."""
    version = words.versions.get(read.lang)
    if version and _folded(spoken(version.title, version.body)) == _folded(read.shown):
        return PERSON, read.shown
    if read.shown and seal.is_on(read):
        return read.engine, read.shown
    return "", ""


def _folded(text: str) -> str:
    """The text without what a renderer may change: forms, spaces and what cannot be seen."""
    kept = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in kept if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")
    )
