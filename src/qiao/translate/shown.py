"""Which notes a text was translated for in this process, to tell their readers of a better one."""

from collections import OrderedDict
from collections.abc import Sequence

from qiao.kit.db import Told
from qiao.notes.changes import Changes
from qiao.translate.events import SuggestionDecided, TranslationForgotten

MAX_TEXTS = 20_000
MAX_NOTES_A_TEXT = 50


class Shown:
    """Texts and the notes they stand in, the latest first to stay."""

    def __init__(self, changes: Changes, *, max_texts: int = MAX_TEXTS) -> None:
        self._changes = changes
        self._max = max_texts
        self._notes: OrderedDict[str, dict[str, None]] = OrderedDict()

    def remember(self, text_hash: str, note: str) -> None:
        """A reader of `note` is given a translation of this text."""
        notes = self._notes.setdefault(text_hash, {})
        self._notes.move_to_end(text_hash)
        if note not in notes and len(notes) < MAX_NOTES_A_TEXT:
            notes[note] = None
        if len(self._notes) > self._max:
            self._notes.popitem(last=False)

    def follow(self, told: Sequence[Told]) -> None:
        """Say which notes have a translation that no longer stands."""
        for line in told:
            if line.name == TranslationForgotten.__name__:
                text = TranslationForgotten.read(line.body).text_hash
                for note in self._notes.get(text, ()):
                    self._changes.add(line.seq, note, "translation")
            elif line.name == SuggestionDecided.__name__:
                decided = SuggestionDecided.read(line.body)
                if decided.accepted:
                    self._changes.add(line.seq, decided.note, "translation")
