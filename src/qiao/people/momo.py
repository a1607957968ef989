"""The square's shared alias: how somebody who posts as momo is told apart within one thread.

Whoever is shown a post learns of its author a number that means nothing outside the thread. Where
the house needs an author's id for what others may come to see (order, notices, mutes), it takes the
alias: no two threads share one.
"""

from qiao.people.models import Face

_MARK = "momo"


def alias(thread: str, number: int) -> str:
    """Return what stands for the author of a post as momo, instead of a member's id."""
    return f"{_MARK}:{thread}:{number}"


def known_as(table: str, thread: str) -> str:
    """Return, in SQL, the author's id or her alias, for a table with `author_id` and `momo`."""
    return (
        f"case when {table}.momo = 0 then {table}.author_id"
        f" else '{_MARK}:' || {thread} || ':' || {table}.momo end"
    )


def number_in(known: str) -> int:
    """Return the number within an alias; 0 where it is a member's id."""
    mark, _, rest = known.partition(":")
    number = rest.rpartition(":")[2]
    return int(number) if mark == _MARK and number.isdecimal() else 0


def thread_of(known: str) -> str:
    """Return the thread within an alias."""
    return known.removeprefix(f"{_MARK}:").rpartition(":")[0]


def momo(number: int) -> Face:
    """Return what others see of whoever posts as momo."""
    return Face("", "", None, momo=True, number=number)
