"""Who may see a note or a comment: one rule, in the two forms the house needs.

Lists use `visible`, in SQL; cached cards, threads and single notes use `can_see`, in memory. A
test walks every case and holds the two to the same answer.
"""

from enum import StrEnum

from qiao.notes.models import Standing


class Where(StrEnum):
    """How a reader comes upon something."""

    DIRECT = "direct"  # by its link, or below a note that is open
    SHELF = "shelf"  # a list of one author's or of followed authors' notes
    OPEN = "open"  # recommended, found, under a topic


def can_see(
    reader: str | None,
    author: str,
    standing: str,
    *,
    where: Where,
    follows: bool = False,
    reviewer: bool = False,
) -> bool:
    """Decide for one note or comment. `follows`: the reader follows the author."""
    if author == reader:
        return True
    if standing == Standing.PUBLIC:
        return True
    if standing == Standing.LIMITED and (
        where is Where.DIRECT or (where is Where.SHELF and follows)
    ):
        return True
    return reviewer and where is Where.DIRECT


def visible(table: str, *, where: Where) -> str:
    """Return the condition for rows of `table` (notes or comments, by its alias).

    Parameters: `:reader`, a member's id or NULL, and for DIRECT also `:reviewer`, 1 or 0.
    """
    rule = f"{table}.author_id = :reader or {table}.standing = 'public'"
    if where is Where.DIRECT:
        rule += f" or {table}.standing = 'limited' or :reviewer = 1"
    elif where is Where.SHELF:
        rule += (
            f" or ({table}.standing = 'limited' and exists (select 1 from follows v"
            f" where v.follower_id = :reader and v.followed_id = {table}.author_id))"
        )
    return f"({rule})"


def visible_comment(table: str) -> str:
    """Return the condition for rows of `comments`: a comment is seen only where its note is."""
    below = visible("o", where=Where.DIRECT)
    return (
        f"({visible(table, where=Where.DIRECT)} and exists"
        f" (select 1 from notes o where o.id = {table}.note_id and {below}))"
    )


RECOMMENDABLE = "n.standing = 'public'"
"""What may be recommended, for rows of `notes` called n."""
