"""Reading review's words in another language, out of the translation memory."""

from qiao.kit.db import Database
from qiao.review.reads import Read
from qiao.translate.jobs import ask
from qiao.translate.memory import Key
from qiao.translate.models import UND, Lang, Passage


class StoredReads:
    """Keeps review's promise: answers from the memory, and wants what is not there yet."""

    def __init__(self, database: Database, policy: str) -> None:
        self._database = database
        self._policy = policy

    async def translated(self, text: str, *, source: str | None, target: str) -> Read | None:
        """Return the text in `target`; None where it is in that language already."""
        passage = Passage(text)
        key = Key.of(passage, Lang(source or UND), Lang(target), self._policy)
        made = await ask(self._database, key, passage)
        if made.reason is not None and made.reason.code == "same_language":
            return None
        done = made.state == "done"
        return Read(made.body if done else "", made.engine.name, made.state)
