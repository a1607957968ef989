"""Whose deeds and which words a member does not want to hear of, or must not."""

from qiao.kit.db import ReadTx
from qiao.kit.folding import AnyOf, fold
from qiao.people.blocks import are_apart
from qiao.people.mutes import mutes_of


async def is_silent(tx: ReadTx, member: str, actor: str, text: str = "") -> bool:
    """Say whether one of the two blocks the other, or the member muted the actor or a word."""
    # both ways: whoever she blocks reaches her by none of his identities
    if await are_apart(tx, member, actor) or await are_apart(tx, actor, member):
        return True
    muted = await mutes_of(tx, member)
    if any(row.kind == "member" and row.value == actor for row in muted):
        return True
    words = [row.value for row in muted if text and row.kind == "word"]
    return bool(words) and AnyOf(words).within(fold(text))
