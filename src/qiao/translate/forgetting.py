"""Answers to events: what a changed word touched is dropped, to be made anew when it is read."""

from collections.abc import Sequence

from qiao.kit.db import Database
from qiao.translate.events import WordsChanged
from qiao.translate.models import ZH_HANS, ZH_HANT
from qiao.translate.segment_store import forget_touched


async def forget_words(db: Database, told: Sequence[WordsChanged]) -> int:
    """Drop stored translations of texts with a changed term in them; return how many."""
    forgotten = 0
    for event in told:
        # the lists for Chinese are in Simplified characters and hold for both
        sources = (ZH_HANS, ZH_HANT) if event.source == ZH_HANS else (event.source,)
        for term in event.terms:
            for source in sources:
                forgotten += await forget_touched(db, term, source=source, target=event.target)
    return forgotten
