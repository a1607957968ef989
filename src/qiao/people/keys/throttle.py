"""How often somebody may guess: bound to the account, and to where the guesses come from.

One address is held after ten guesses at an account. Guesses from many addresses add up: past ten,
an account waits twice as long after each, up to an hour, and a day past a hundred (NIST SP
800-63B-4 wants no more than a hundred in a row). So that nobody can lock another out, a browser
that signed in before has a count of its own, and a passkey is bound by none of this.
"""

from typing import NamedTuple

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import Sql, WriteTx
from qiao.people.commands import count_guess, forgive
from qiao.people.keys.models import GuessedTooOften

FREE_GUESSES = 10
HARD_GUESSES = 100
MAX_OF_ADDRESS = 100
ADDRESS_US = HOUR // 4


def wait_us(failures: int) -> int:
    """Return how long an account waits after so many failures in a row."""
    if failures >= HARD_GUESSES:
        return DAY
    if failures < FREE_GUESSES:
        return 0
    return int(min(SECOND << min(failures - FREE_GUESSES, 12), HOUR))


_OLD = "(case when w.until_us > :now_us then w.count else 0 end)"
_WAIT = " ".join(
    f"when {_OLD} >= {old} then {wait_us(old + 1)}"
    for old in (HARD_GUESSES - 1, *range(FREE_GUESSES + 11, FREE_GUESSES - 2, -1))
)
_FAIL = Sql(f"""
    insert into sign_in_waits as w (name, count, free_us, until_us)
    values (:name, 1, 0, :day_us)
    on conflict (name) do update set
      count = {_OLD} + 1,
      free_us = :now_us + case {_WAIT} else 0 end,
      until_us = :day_us
    where w.free_us <= :now_us
""")
_FREE = Sql("select free_us from sign_in_waits where name = :name")
_FORGIVE = Sql("delete from sign_in_waits where name = :name")
_FORGET = Sql("delete from sign_in_waits where until_us < :now_us")
_FORGET_GUESSES = Sql("delete from sign_in_failures where until_us < :now_us")
_ADDRESS = Sql("""
    insert into sign_in_failures (name, count, until_us) values (:name, 1, :until_us)
    on conflict (name) do update set
      count = case when sign_in_failures.until_us > :now_us then sign_in_failures.count else 0 end
        + 1,
      until_us = case when sign_in_failures.until_us > :now_us then sign_in_failures.until_us
        else :until_us end
    where sign_in_failures.count < :most or sign_in_failures.until_us <= :now_us
""")
_BACK = Sql("update sign_in_failures set count = count - 1 where name = :name and count > 0")


class Guess(NamedTuple):
    """Who guesses at what. `device`: the name of a browser that signed in before, or None."""

    account: str
    address: str
    device: str | None

    @property
    def here(self) -> str:
        """Names the account as guessed at from this address."""
        return f"{self.account} {self.address}"

    @property
    def waits(self) -> str:
        """Names whose failures in a row are counted."""
        return f"device {self.device}" if self.device else f"account {self.account}"


async def count(tx: WriteTx, guess: Guess, *, now: Micros) -> None:
    """Count a guess as wrong until `right`; before anything slow, so that none slips by.

    Raises:
        TooMany: from this address. GuessedTooOften: at this account.
    """
    if guess.device is None:
        await count_guess(tx, guess.here, now=now)
        until_us = now + ADDRESS_US
        name = f"from {guess.address}"
        if not await tx.run(
            _ADDRESS, name=name, now_us=now, until_us=until_us, most=MAX_OF_ADDRESS
        ):
            raise GuessedTooOften(retry_s=ADDRESS_US // SECOND)
    await count_in_a_row(tx, guess.waits, now=now)


async def count_in_a_row(tx: WriteTx, name: str, *, now: Micros) -> None:
    """Count a failure in a row under `name`; raises GuessedTooOften while it waits."""
    if not await tx.run(_FAIL, name=name, now_us=now, day_us=now + 2 * DAY):
        free_us = await tx.count(_FREE, name=name)
        raise GuessedTooOften(retry_s=max(1, -(-(free_us - now) // SECOND)))


async def right(tx: WriteTx, guess: Guess) -> None:
    """The guess was none: what was counted is forgotten.

    A browser known before forgives itself alone: its owner, coming every day, must not give a
    stranger ten more guesses a day.
    """
    await forgive_row(tx, guess.waits)
    if guess.device is None:
        await forgive(tx, guess.here)
        await tx.run(_BACK, name=f"from {guess.address}")


async def forgive_row(tx: WriteTx, name: str) -> None:
    """Forget the failures in a row under `name`."""
    await tx.run(_FORGIVE, name=name)


async def forget_old_guesses(tx: WriteTx, *, now: Micros) -> None:
    """Drop what binds nobody any more."""
    await tx.run(_FORGET, now_us=now)
    await tx.run(_FORGET_GUESSES, now_us=now)
