"""Several identities of one login: who they are, which holds the ways in, how those pass on.

Nothing that others are shown depends on it: there is no list of whose identities are whose but the
person's own. Limits count them as one (`together`, `person`), and whoever blocks one of them is
neither seen nor reached by the others (`people.blocks`). Decision 21.
"""

import msgspec

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, NotFound
from qiao.people import commands
from qiao.people.commands import Joining, open_session
from qiao.people.events import IdentitiesChanged
from qiao.people.keys import second
from qiao.people.keys.codes import Budget, take
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.passkeys import user_hash
from qiao.people.models import MemberId
from qiao.people.passwords import NO_PASSWORD

MADE_WITHIN_US = 30 * DAY

_HOLDER = Sql("""
    select h.member_id from identities i
    join identities h on h.login_id = i.login_id and h.holds = 1
    where i.member_id = :member
""")
_TOGETHER = Sql("""
    select s.member_id from identities i join identities s on s.login_id = i.login_id
    where i.member_id = :member order by s.at_us, s.member_id
""")
_LOGIN = Sql("select login_id from identities where member_id = :member")
_ADD = Sql("""
    insert into identities (member_id, login_id, holds, at_us)
    values (:member, :login, :holds, :now_us) on conflict (member_id) do nothing
""")
_LIKE_ME = Sql("""
    update members set reading = (select o.reading from members o where o.id = :me),
      who_may = (select o.who_may from members o where o.id = :me)
    where id = :member
""")
_HELD = Sql("update members set password_short = password_short where id = :member")
_HEIR = Sql("""
    select s.member_id from identities i
    join identities s on s.login_id = i.login_id and s.member_id <> i.member_id
    where i.member_id = :member and i.holds = 1 order by s.at_us, s.member_id limit 1
""")
_PASS_ON = (
    Sql("""
        update members set password_hash = (select password_hash from members where id = :member),
          password_short = (select password_short from members where id = :member)
        where id = :heir
    """),
    Sql("update members set password_hash = '!', password_short = 0 where id = :member"),
    Sql("update passkeys set user_hash = :user_hash"
        " where member_id = :member and user_hash is null"),
    Sql("update passkeys set member_id = :heir where member_id = :member"),
    Sql("update totp set member_id = :heir where member_id = :member"),
    Sql("update recovery_codes set member_id = :heir where member_id = :member and about <> ''"),
    Sql("update contacts set member_id = :heir where member_id = :member"),
    Sql("delete from entry_codes where member_id = :member"),
    Sql("update identities set holds = case when member_id = :heir then 1 else 0 end"
        " where member_id in (:member, :heir)"),
)  # fmt: skip
_DEVICE = Sql("select device, proved_us from sessions where token_hash = :token_hash")
_PROVED = Sql("update sessions set proved_us = :proved_us where token_hash = :token_hash")
_CLOSE = Sql("delete from sessions where token_hash = :token_hash")


class TooManyIdentities(Conflict):
    """Facts: max_identities."""

    code = "too_many_identities"


async def holder(tx: ReadTx, member: str) -> str:
    """Return the member whose passkeys, password, codes and contacts open this one."""
    found = await tx.value(_HOLDER, member=member)
    return member if found is None else str(found)


async def together(tx: ReadTx, member: str) -> list[str]:
    """Return all identities of the person behind a member, the oldest first; her alone for most."""
    rows = await tx.all(tuple, _TOGETHER, member=member)
    return [str(row[0]) for row in rows] or [member]


def person(column: str) -> str:
    """Return, in SQL, one id for all identities of whoever `column` names."""
    return (
        "coalesce((select h.member_id from identities i"
        " join identities h on h.login_id = i.login_id and h.holds = 1"
        f" where i.member_id = {column}), {column})"
    )


async def add(
    tx: WriteTx, keys: Keyring, me: str, joining: Joining, *, most: int, now: Micros
) -> MemberId:
    """Make another identity for whoever is signed in as `me`; it reads as she does.

    Whom she blocks and mutes it does not take over: what two of them do alike tells them apart
    from nobody else.

    Raises:
        TooManyIdentities; AskedTooOften: as many were made of late, gone or not. HandleTaken.
    """
    login = await holder(tx, me)
    await tx.run(_HELD, member=login)  # one at a time
    if len(await together(tx, me)) >= most:
        raise TooManyIdentities(max_identities=most)
    inside = msgspec.structs.replace(joining, inside=True)
    member = await commands.join(tx, inside, NO_PASSWORD, now=now)
    await tx.run(_LIKE_ME, me=me, member=member)
    found = await tx.value(_LOGIN, member=login)
    name = str(found) if found is not None else new_id(now)
    await take(tx, keys, Budget(f"identities {name}", most, MADE_WITHIN_US), 1, now=now)
    await second.unbind(tx, keys, login)
    await tx.run(_ADD, member=login, login=name, holds=1, now_us=now - 1)
    await tx.run(_ADD, member=member, login=name, holds=0, now_us=now)
    await tell(tx, IdentitiesChanged(member))
    return member


async def switch(tx: WriteTx, me: str, token_hash: bytes, handle_of: str, *, now: Micros) -> str:
    """Go on as another of one's identities in this browser; return the new session's token.

    What the session had proved, it has; the one before is closed.

    Raises:
        NotFound: it is none of one's own.
    """
    if handle_of == me or handle_of not in await together(tx, me):
        raise NotFound
    row = await tx.one_or_none(tuple, _DEVICE, token_hash=token_hash)
    if row is None:
        raise NotFound
    device, proved_us = row
    token = await open_session(tx, handle_of, now=now, device=device)
    await tx.run(_PROVED, proved_us=proved_us, token_hash=commands.token_hash(token))
    await tx.run(_CLOSE, token_hash=token_hash)
    return token


async def pass_on(tx: WriteTx, member: str) -> str | None:
    """Give the ways in to the oldest other identity; return whose they are now.

    None where there was nothing to give on: she holds none, or has no other. Recovery codes made
    before codes could pass on are forgotten with it.
    """
    await tx.run(_HELD, member=member)
    heir = await tx.value(_HEIR, member=member)
    if heir is None:
        return None
    given: dict[str, str | bytes] = {
        "member": member,
        "heir": str(heir),
        "user_hash": user_hash(member),
    }
    for statement in _PASS_ON:
        needed = {name: value for name, value in given.items() if f":{name}" in statement.text}
        await tx.run(statement, **needed)
    return str(heir)
