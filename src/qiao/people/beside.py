"""What keeps a reader and a member apart, as conditions for other slices' statements."""

BLOCKED = "select k.of_id from blocks k where k.by_id = :reader"
"""Whom `:reader` blocks: a list of ids, in SQL."""
BLOCKERS = """
    select j.by_id from blocks j where j.of_id = :reader
    union all select j.by_id from identities i
    join identities s on s.login_id = i.login_id and s.member_id <> i.member_id
    join blocks j on j.of_id = s.member_id where i.member_id = :reader
"""
"""Who blocks the person behind `:reader`, whichever of her identities: a list of ids, in SQL."""


def not_apart(column: str) -> str:
    """Return the condition, in SQL, that no block keeps `:reader` from whom `column` names."""
    # not correlated: both engines look once for the whole list, mostly to find nothing
    return f"({column} not in ({BLOCKED}) and {column} not in ({BLOCKERS}))"
