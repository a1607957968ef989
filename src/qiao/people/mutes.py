"""Muting: members and words that one does not want to come upon. Nobody is told."""

from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.folding import fold
from qiao.kit.refusals import Invalid
from qiao.kit.text import clean
from qiao.people.events import MutesChanged
from qiao.people.models import MemberId

MAX_MUTES = 1_000
MAX_WORDS = 200
MAX_WORD_CHARS = 60

_MUTE = Sql("""
    insert into mutes (member_id, kind, value, at_us) values (:member, :kind, :value, :now_us)
    on conflict (member_id, kind, value) do nothing
""")
_UNMUTE = Sql("delete from mutes where member_id = :member and kind = :kind and value = :value")
_COUNT = Sql("select count(*) from mutes where member_id = :member")
_OF = Sql("""
    select kind, value from mutes
    where member_id = :member and kind in ('member', 'word') order by at_us desc, value
""")


class CannotMuteSelf(Invalid):
    """One's own words are folded for nobody."""

    code = "cannot_mute_self"


class TooManyMutes(Invalid):
    """Facts: max_mutes."""

    code = "too_many_mutes"


class MuteRow(NamedTuple):
    """One thing a member mutes: a member's id or a word, as `kind` says."""

    kind: str
    value: str


async def mute_member(tx: WriteTx, by: MemberId, of: MemberId, *, now: Micros) -> None:
    """Mute a member; doing so twice is fine. Raises CannotMuteSelf, TooManyMutes."""
    if by == of:
        raise CannotMuteSelf
    await _mute(tx, by, "member", of, now)


async def unmute_member(tx: WriteTx, by: MemberId, of: MemberId) -> None:
    """Mute a member no longer; doing so twice is fine."""
    await _unmute(tx, by, "member", of)


async def mute_word(tx: WriteTx, by: MemberId, word: str, *, now: Micros) -> str:
    """Mute a word or phrase; return it as it is kept. Written otherwise it is the same word.

    Raises:
        TooManyMutes, and those of `kit.text.clean`.
    """
    word = clean(word, field="word", max_chars=MAX_WORD_CHARS, lines=False, empty=False)
    same = [row.value for row in await mutes_of(tx, by) if row.kind == "word"]
    for kept in same:
        if fold(kept) == fold(word):
            return kept
    if len(same) >= MAX_WORDS:
        raise TooManyMutes(max_mutes=MAX_WORDS)
    await _mute(tx, by, "word", word, now)
    return word


async def unmute_word(tx: WriteTx, by: MemberId, word: str) -> None:
    """Mute a word no longer; doing so twice is fine."""
    await _unmute(tx, by, "word", word)


async def mutes_of(tx: ReadTx, member: str) -> list[MuteRow]:
    """Return what a member mutes, the last one first."""
    return await tx.all(MuteRow, _OF, member=member)


async def _mute(tx: WriteTx, by: str, kind: str, value: str, now: Micros) -> None:
    if await tx.count(_COUNT, member=by) >= MAX_MUTES:
        raise TooManyMutes(max_mutes=MAX_MUTES)
    if await tx.run(_MUTE, member=by, kind=kind, value=value, now_us=now):
        await tell(tx, MutesChanged(by))


async def _unmute(tx: WriteTx, by: str, kind: str, value: str) -> None:
    if await tx.run(_UNMUTE, member=by, kind=kind, value=value):
        await tell(tx, MutesChanged(by))
