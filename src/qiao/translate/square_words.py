"""What this square itself says about words: its glossary and its own slang, kept fresh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from qiao.kit.db import ReadTx, Sql, Told, WriteTx
from qiao.translate.events import WordsChanged
from qiao.translate.glossary import NO_GLOSSARY, Entry, Glossary, MatchKind
from qiao.translate.models import Lang
from qiao.translate.slang import Register, SlangTable, Term, shipped

_VERSION = Sql("select value from facts where name = 'words'")
_BUMP = Sql("""
    insert into facts (name, value) values ('words', '1')
    on conflict (name) do update set value = cast(cast(facts.value as integer) + 1 as text)
""")
_GLOSSARY = Sql("""
    select source_lang, target_lang, source, target, match, case_sensitive, status
    from glossary where status = 'approved'
""")
_SLANG = Sql("""
    select lang, term, normal, gloss_en, gloss_zh, register, ambiguous
    from slang_entries where state = 'accepted'
""")


class _GlossaryRow(NamedTuple):
    source_lang: str
    target_lang: str
    source: str
    target: str
    match: str
    case_sensitive: int
    status: str

    def entry(self) -> Entry:
        return Entry(
            Lang(self.source_lang),
            Lang(self.target_lang),
            self.source,
            self.target,
            cast("MatchKind", self.match),
            case_sensitive=bool(self.case_sensitive),
        )


class SquareWords:
    """The slang table and the glossary of one process; the table is one object for good."""

    def __init__(self) -> None:
        self._shipped = shipped()
        self.slang = SlangTable(self._shipped.all())
        self.glossary: Glossary = NO_GLOSSARY
        self.version = 0

    async def fresh(self, tx: ReadTx) -> int:
        """Read the words again if they have changed; return their version."""
        version = await words_version(tx)
        if version != self.version:
            entries = [row.entry() for row in await tx.all(_GlossaryRow, _GLOSSARY)]
            glossary = Glossary(entries)
            own = [_term(*row) for row in await tx.all(tuple, _SLANG)]
            # what members added goes before what came with Qiao; a glossary only adds
            terms = {(t.lang, t.term.casefold()): t for t in glossary.slang()}
            terms |= {(t.lang, t.term.casefold()): t for t in self._shipped.all()}
            terms |= {(t.lang, t.term.casefold()): t for t in own}
            self.slang.become(terms.values())
            self.glossary, self.version = glossary, version
        return version

    async def follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        """Keep up in a process that follows the event log."""
        if any(line.name == WordsChanged.__name__ for line in told):
            await self.fresh(tx)


async def words_version(tx: ReadTx) -> int:
    """Count how often the square's words have changed."""
    value = await tx.value(_VERSION)
    return int(str(value)) if value is not None else 0


async def bump_words(tx: WriteTx) -> None:
    """The square's words have changed: what is being translated now is translated again."""
    await tx.run(_BUMP)


def _term(
    lang: str, term: str, normal: str, gloss_en: str, gloss_zh: str, register: str, ambiguous: int
) -> Term:
    return Term(
        lang=Lang(lang),
        term=term,
        kind="word",
        normal=normal,
        gloss_en=gloss_en,
        gloss_zh=gloss_zh,
        register=cast("Register", register),
        ambiguous=bool(ambiguous),
    )
