"""Changing the ways in, so that one always remains."""

from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import NotFound
from qiao.people.keys import contacts, passkeys, second
from qiao.people.keys.models import LastWayIn, PasswordShortAlone
from qiao.people.passwords import MIN_CHARS, NO_PASSWORD

_HOLD = Sql("update members set password_short = password_short where id = :member")
_PASSWORD = Sql("select password_hash, password_short from members where id = :member")
_SET = Sql("""
    update members set password_hash = :password_hash, password_short = :short where id = :member
""")


class Kept(NamedTuple):
    """What is kept of a member's password."""

    password_hash: str
    short: int

    @property
    def there(self) -> bool:
        """Whether there is one at all."""
        return self.password_hash != NO_PASSWORD


async def password_of(tx: ReadTx, member: str) -> Kept:
    """Return what is kept of a member's password."""
    found = await tx.one_or_none(Kept, _PASSWORD, member=member)
    return found or Kept(NO_PASSWORD, 0)


async def set_password(tx: WriteTx, member: str, password_hash: str, chars: int) -> None:
    """Set a checked password of so many characters.

    Raises:
        PasswordShortAlone: the second factor, beside which it was enough, is gone meanwhile.
    """
    await tx.run(_HOLD, member=member)
    short = chars < MIN_CHARS
    if short and not await second.has_totp(tx, member):
        raise PasswordShortAlone(min_chars=MIN_CHARS)
    await tx.run(_SET, member=member, password_hash=password_hash, short=int(short))


async def drop_password(tx: WriteTx, member: str) -> None:
    """Sign in without a password from now on; raises LastWayIn where nothing else opens.

    A second factor stands beside a password or a mail's code, so it goes with the last of the two.
    """
    await tx.run(_HOLD, member=member)
    mail = await contacts.has(tx, member, "mail")
    if not mail and not await passkeys.count(tx, member):
        raise LastWayIn
    await tx.run(_SET, member=member, password_hash=NO_PASSWORD, short=0)
    if not mail:
        await second.drop_totp(tx, member)


async def drop_passkey(tx: WriteTx, member: str, id: str) -> None:
    """Take a passkey away; raises NotFound, or LastWayIn where nothing else opens."""
    # held, so that two that are taken away at once do not each count on the other
    await tx.run(_HOLD, member=member)
    await passkeys.drop(tx, member, id)
    if not await _opens(tx, member):
        raise LastWayIn


async def drop_contact(tx: WriteTx, member: str, kind: contacts.Kind) -> None:
    """Forget an address or a number; raises NotFound, or LastWayIn where nothing else opens.

    A number opens nothing by itself: it can go at any time, and is never the last way in.
    """
    await tx.run(_HOLD, member=member)
    if not await contacts.drop(tx, member, kind):
        raise NotFound
    if not await _opens(tx, member):
        raise LastWayIn
    if kind == "mail" and not (await password_of(tx, member)).there:
        await second.drop_totp(tx, member)


async def _opens(tx: ReadTx, member: str) -> bool:
    return (
        (await password_of(tx, member)).there
        or bool(await passkeys.count(tx, member))
        or await contacts.has(tx, member, "mail")
    )


async def drop_totp(tx: WriteTx, member: str) -> None:
    """Ask for no code any more; raises PasswordShortAlone."""
    await tx.run(_HOLD, member=member)
    if (await password_of(tx, member)).short:
        raise PasswordShortAlone(min_chars=MIN_CHARS)
    await second.drop_totp(tx, member)
