"""What the door asks before something is published: not too much, and not the same again."""

import unicodedata

from qiao.kit.clock import HOUR, SECOND, Micros
from qiao.kit.db import ReadTx, WriteTx
from qiao.notes.gate import Gate
from qiao.notes.models import OfKind, Standing
from qiao.notes.queries import Published, published_since
from qiao.people.keys.logins import holder, together
from qiao.review.models import PublishedTooMuch, RepeatedText
from qiao.review.settings import ReviewSettings
from qiao.review.turns import take_turn

TEN_MINUTES = HOUR // 6


class RateGate(Gate):
    """Lets everybody in, at the pace of a person."""

    def __init__(self, settings: ReviewSettings) -> None:
        self._settings = settings

    async def standing(
        self, tx: WriteTx, author: str, of: OfKind, text: str, *, now: Micros
    ) -> Standing:
        """Return the standing to publish with: public.

        Raises:
            PublishedTooMuch: the member has published as much as the settings allow.
            RepeatedText: the member has published this text as often as they allow.
        """
        await take_turn(tx, await holder(tx, author), now=now)
        await self.look(tx, author, of, text, now=now)
        return Standing.PUBLIC

    async def look(self, tx: ReadTx, author: str, of: OfKind, text: str, *, now: Micros) -> None:
        """Say what `standing` would say, and change nothing; raises what it raises."""
        settings = self._settings
        window, most = (
            (HOUR, settings.max_notes_per_hour)
            if of == "note"
            else (TEN_MINUTES, settings.max_comments_per_10min)
        )
        # a pace is a person's, under whichever of her names she writes
        before = await published_since(tx, await together(tx, author), of, now - window)
        if len(before) >= most:
            until = before[most - 1].at_us + window
            raise PublishedTooMuch(of=of, max=most, retry_s=_wait_s(until, now))
        if self._may_repeat(of, text):
            return
        same = _same(before, text, since_us=now - TEN_MINUTES)
        if len(same) >= settings.max_same_text_per_10min:
            until = same[settings.max_same_text_per_10min - 1].at_us + TEN_MINUTES
            raise RepeatedText(of=of, retry_s=_wait_s(until, now))

    def _may_repeat(self, of: OfKind, text: str) -> bool:
        said = folded(text)
        if not said:
            # photos without words are not a text
            return True
        # a host who welcomes thirty newcomers says the same thirty times
        return (
            of == "comment"
            and len(said) <= self._settings.courtesy_chars
            and not any(char.isdecimal() or char in "./@:" for char in said)
        )


def folded(text: str) -> str:
    """Return what is left of a text when case, width, spaces and invisible marks do not count."""
    return "".join(
        char
        for char in unicodedata.normalize("NFKC", text).casefold()
        if unicodedata.category(char) not in ("Cf", "Zs", "Cc")
    )


def _same(before: list[Published], text: str, *, since_us: int) -> list[Published]:
    said = folded(text)
    return [each for each in before if each.at_us > since_us and folded(each.text) == said]


def _wait_s(until_us: int, now_us: int) -> int:
    return max(1, -(-(until_us - now_us) // SECOND))
