"""Who may see a note or a comment: one rule, in the two forms the house needs.

Lists use `visible`, in SQL; cached cards, threads and single notes use `can_see`, in memory. A
test walks every case and holds the two to the same answer.

Three things decide: how far review lets it travel (standing), whom the author means it for
(audience; a comment has none, its note's holds), and whether one of the two blocks the other. What
was published as momo no block hides: who is blocked and what vanished would tell who it is.
"""

from enum import StrEnum

from qiao.notes.models import Audience, Standing
from qiao.people.beside import not_apart


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
    audience: str = Audience.PUBLIC,
    meant: bool = False,
    apart: bool = False,
    momo: bool = False,
) -> bool:
    """Decide for one note or comment.

    `follows`: the reader follows the author. `meant`: the reader is among those that an audience
    other than everybody is. `apart`: one of the two blocks the other. `momo`: it was published as
    momo; whom one follows or blocks must not tell who that is.
    """
    if author == reader:
        return True
    public = audience == Audience.PUBLIC
    apart, follows = apart and not momo, follows and not momo
    if reviewer and where is Where.DIRECT and (public or standing != Standing.PUBLIC):
        # nobody escapes review by blocking a reviewer; what was never called in stays unread
        return True
    if apart or not (public or (meant and where is not Where.OPEN)):
        return False
    if standing == Standing.PUBLIC:
        return True
    return standing == Standing.LIMITED and (
        where is Where.DIRECT or (where is Where.SHELF and follows)
    )


def visible(table: str, *, where: Where) -> str:
    """Return the condition for rows of `notes`, by its alias.

    Parameters: `:reader`, a member's id or NULL, and for DIRECT also `:reviewer`, 1 or 0.
    """
    meant = f"{table}.audience = 'public'"
    if where is not Where.OPEN:
        meant = f"({meant} or {meant_for(table)})"
    reviewed = f"({table}.audience = 'public' or {table}.standing <> 'public')"
    rule = _rule(table, where, also=f" and {meant} and {_beside(table)}", reviewed=reviewed)
    return f"({table}.with_id = :reader or {rule})"


def visible_words(table: str) -> str:
    """Return the condition for rows of `comments` below a note that is open; see `visible`."""
    return _rule(table, Where.DIRECT, also="", reviewed="1 = 1")


def visible_comment(table: str) -> str:
    """Return the condition for rows of `comments`: a comment is seen only where its note is."""
    below = visible("o", where=Where.DIRECT)
    return (
        f"({visible_words(table)} and exists"
        f" (select 1 from notes o where o.id = {table}.note_id and {below}))"
    )


def meant_for(table: str) -> str:
    """Return the condition that `:reader` is among those whom a note is meant for by name."""
    return (
        f"({table}.audience = 'mutuals'"
        f" and exists (select 1 from follows v"
        f" where v.follower_id = :reader and v.followed_id = {table}.author_id)"
        f" and exists (select 1 from follows w"
        f" where w.follower_id = {table}.author_id and w.followed_id = :reader))"
        f" or ({table}.audience = 'chosen' and exists (select 1 from note_chosen h"
        f" where h.note_id = {table}.id and h.member_id = :reader))"
    )


def _rule(table: str, where: Where, *, also: str, reviewed: str) -> str:
    stands = f"{table}.standing = 'public'"
    if where is Where.DIRECT:
        stands = f"{table}.standing in ('public', 'limited')"
    elif where is Where.SHELF:
        stands = (
            f"({stands} or ({table}.standing = 'limited' and {table}.momo = 0"
            f" and exists (select 1 from follows v where v.follower_id = :reader"
            f" and v.followed_id = {table}.author_id)))"
        )
    rule = f"{table}.author_id = :reader or ({stands}{also} and {_together(table)})"
    if where is Where.DIRECT:
        rule += f" or (:reviewer = 1 and {reviewed})"
    return f"({rule})"


def _together(table: str) -> str:
    """Return the condition that neither of reader and known author blocks the other."""
    return f"({table}.momo > 0 or {not_apart(f'{table}.author_id')})"


def _beside(table: str) -> str:
    """Return the condition that no block stands between the reader and the second of two."""
    return (
        f"({table}.with_id = ''"
        f" or ({table}.with_id not in (select e.of_id from blocks e where e.by_id = :reader)"
        f" and {table}.with_id not in (select d.by_id from blocks d where d.of_id = :reader)))"
    )


RECOMMENDABLE = "n.standing = 'public' and n.audience = 'public'"
"""What may be recommended to anybody, for rows of `notes` called n."""


def answered(question: str) -> str:
    """Return the condition that the answer which helped is still there for who comes by.

    Rows are of `note_questions`; an answer that was taken down or made private answers nobody.
    """
    open_to_all = "a.standing in ('public', 'limited')"
    return (
        f"({question}.accepted_id <> '' and (exists (select 1 from notes a"
        f" where a.id = {question}.accepted_id and {open_to_all} and a.audience = 'public')"
        f" or exists (select 1 from comments a"
        f" where a.id = {question}.accepted_id and a.deleted = 0 and {open_to_all})))"
    )
