"""A topic's name as a text to translate, and what is known of it in other languages."""

import re

from qiao.kit.db import Database, ReadTx, Sql
from qiao.topics.models import Topic
from qiao.translate.memory import Key
from qiao.translate.models import UND, Lang, Passage
from qiao.translate.queries import stored

_LANGS = Sql("""
    select n.lang, count(*) from note_topics t join notes n on n.id = t.note_id
    where t.slug = :slug and n.standing = 'public' and n.audience = 'public'
      and n.lang not in ('und', 'mul')
    group by n.lang order by count(*) desc, n.lang limit 1
""")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_OWN_SCRIPT = {"zh", "ja", "ko", "ar", "lo", "th", "ru", "el", "he", "hi", "fa", "uk"}


async def topic_passage(tx: ReadTx, topic: Topic) -> tuple[Passage, Lang]:
    """A topic's name, and the language it is most likely in: that of the notes that carry it."""
    row = await tx.one_or_none(tuple, _LANGS, slug=topic.slug)
    lang = str(row[0]) if row is not None else UND
    base = lang.split("-")[0]
    fits = (
        base in {"zh", "ja"}
        if _HAN.search(topic.label)
        else base not in _OWN_SCRIPT or not _LATIN.search(topic.label)
    )
    # letters of another script than its notes: one word is too little to tell by, but look
    return Passage(topic.label), Lang(lang) if fits else UND


class KnownLabels:
    """Keeps the promise of topics out of the stored translations; makes none."""

    def __init__(self, database: Database, policy: str) -> None:
        self._database = database
        self._policy = policy

    async def translated(self, topic: Topic, lang: str) -> str | None:
        """Return the name where it has been translated."""
        async with self._database.read() as tx:
            passage, source = await topic_passage(tx, topic)
            row = await stored(tx, Key.of(passage, source, Lang(lang), self._policy))
        made = row.translation if row is not None else None
        return made.body if made is not None and made.state == "done" else None
