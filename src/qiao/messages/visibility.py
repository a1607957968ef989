"""Who may see a conversation: its two members, while no block stands between them. Nobody else.

No reviewer, no operator: what one of the two reports is copied for them, and the copy is all they
read (reports.py).
"""

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.people.beside import not_apart


def sees(side: str) -> str:
    """Return the condition for rows of `conversation_sides`, by its alias. Parameter: `:reader`."""
    other = f"{side}.other_id"
    return f"({side}.member_id = :reader and {not_apart(other)})"


def sees_message(side: str, message: str) -> str:
    """Return the condition that a message is there for `:reader`, deleted or not.

    What she cleared away is gone for her; a stranger's request that was declined is not, since she
    may think again.
    """
    return (
        f"({message}.conversation_id = {side}.conversation_id"
        f" and {message}.id > {side}.cleared_id and {sees(side)})"
    )


def removed(message: str) -> str:
    """Return the condition that review took a message down: the log of its case says so last."""
    return (
        "coalesce((select e.action from review_events e join cases k on k.id = e.case_id"
        f" where k.of_kind = 'message' and k.of_id = {message}.id and e.kind = 'decision'"
        " and e.action <> 'keep' order by e.seq desc limit 1), '') = 'remove'"
    )


# what was cleared away, and a request that was taken back, is not listed
LISTED = f"""
    {sees("s")} and s.last_id > s.cleared_id
    and (s.box <> 'request' or exists (select 1 from messages w
      where w.conversation_id = s.conversation_id and w.gone = 0 and not {removed("w")}))
"""
"""Which rows of `conversation_sides` called s are listed, and counted. Parameter: `:reader`."""

_SIDE = Sql(
    "select s.other_id from conversation_sides s where s.conversation_id = :conversation and "
    + sees("s")
)


async def other_in(tx: ReadTx, reader: str, conversation: str) -> str:
    """Return with whom a conversation is; "" where she left the square.

    Raises:
        NotFound: the reader is neither of the two, or a block stands between them.
    """
    found = await tx.value(_SIDE, conversation=conversation, reader=reader)
    if found is None:
        raise NotFound
    return str(found)
