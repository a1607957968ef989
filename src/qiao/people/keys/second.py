"""Second factors: codes of an authenticator app (RFC 6238), and recovery codes.

What is kept is bound to a word of chance (`about`) rather than to the member, so that it can pass
to another of her identities; what was kept before there was one is bound to her.
"""

import secrets
from io import BytesIO

import pyotp
import segno

from qiao.kit.clock import SECOND, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.models import CodeInvalid, Totp

STEP_US = 30 * SECOND
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_CHARS = 4, 4

_BEGIN = Sql("""
    insert into totp (member_id, next_secret, about) values (:member, :sealed, :about)
    on conflict (member_id) do update set next_secret = :sealed
""")
_ABOUT = Sql("select about from totp where member_id = :member")
_BOUND = Sql("select secret, next_secret from totp where member_id = :member and about = ''")
_REBIND = Sql("""
    update totp set secret = :secret, next_secret = :next, about = :about where member_id = :member
""")
_NEXT = Sql("select next_secret, about from totp where member_id = :member")
_CONFIRM = Sql("""
    update totp set secret = next_secret, next_secret = null, last_step = :step
    where member_id = :member
""")
_SECRET = Sql("""
    select secret, about from totp where member_id = :member and secret is not null
""")
_USE = Sql("""
    update totp set last_step = :step where member_id = :member and last_step < :step
""")
_HAS = Sql("select count(*) from totp where member_id = :member and secret is not null")
_DROP = Sql("delete from totp where member_id = :member")
_DROP_CODES = Sql("delete from recovery_codes where member_id = :member")
_ADD_CODE = Sql("""
    insert into recovery_codes (member_id, code_hash, about) values (:member, :code_hash, :about)
""")
_CODES_ABOUT = Sql("select about from recovery_codes where member_id = :member limit 1")
_USE_CODE = Sql("""
    delete from recovery_codes where member_id = :member and code_hash = :code_hash
""")
_LEFT = Sql("select count(*) from recovery_codes where member_id = :member")


async def begin_totp(tx: WriteTx, keys: Keyring, member: str, handle: str) -> Totp:
    """Make a secret for an authenticator app; what was confirmed before holds until it is."""
    secret = pyotp.random_base32()
    there = await tx.one_or_none(tuple, _ABOUT, member=member)
    about = str(there[0]) if there else secrets.token_hex(16)
    sealed = keys.sealed(secret.encode(), about or member)
    await tx.run(_BEGIN, member=member, sealed=sealed, about=about)
    uri = pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=keys.name)
    picture = BytesIO()
    segno.make(uri, micro=False, error="m").save(
        picture, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return Totp(secret, uri, picture.getvalue().decode())


async def unbind(tx: WriteTx, keys: Keyring, member: str) -> None:
    """Bind an app's secret, kept before that was done, to a word of chance; twice is fine."""
    row = await tx.one_or_none(tuple, _BOUND, member=member)
    if row is None:
        return
    about = secrets.token_hex(16)

    def anew(sealed: bytes | None) -> bytes | None:
        plain = keys.opened(bytes(sealed), member) if sealed is not None else None
        return keys.sealed(plain, about) if plain is not None else None

    await tx.run(_REBIND, member=member, secret=anew(row[0]), next=anew(row[1]), about=about)


async def confirm_totp(tx: WriteTx, keys: Keyring, member: str, code: str, *, now: Micros) -> None:
    """Turn the app on that was begun, where it shows the right code; raises CodeInvalid."""
    row = await tx.one_or_none(tuple, _NEXT, member=member)
    step = (
        None if row is None or row[0] is None else _step(keys, row[1] or member, row[0], code, now)
    )
    if step is None:
        raise CodeInvalid(field="code")
    await tx.run(_CONFIRM, member=member, step=step)


async def drop_totp(tx: WriteTx, member: str) -> None:
    """Turn the app off; once off, off."""
    await tx.run(_DROP, member=member)


async def has_totp(tx: ReadTx, member: str) -> bool:
    """Whether a code is asked for after the password."""
    return bool(await tx.count(_HAS, member=member))


async def use(tx: WriteTx, keys: Keyring, member: str, code: str, *, now: Micros) -> bool:
    """Take a code of the app, or a recovery code; each works once."""
    row = await tx.one_or_none(tuple, _SECRET, member=member)
    step = None if row is None else _step(keys, row[1] or member, row[0], code, now)
    if step is not None and await tx.run(_USE, member=member, step=step):
        return True
    return await use_recovery(tx, keys, member, code)


async def use_recovery(tx: WriteTx, keys: Keyring, member: str, code: str) -> bool:
    """Take a recovery code; each works once."""
    about = await tx.value(_CODES_ABOUT, member=member)
    code_hash = keys.code_hash(_bare(code), str(about or member))
    return bool(await tx.run(_USE_CODE, member=member, code_hash=code_hash))


async def new_codes(tx: WriteTx, keys: Keyring, member: str) -> list[str]:
    """Make ten recovery codes of 79 bits; those before open nothing from now on."""
    await tx.run(_DROP_CODES, member=member)
    codes = [
        "-".join(
            "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_CHARS)) for _ in range(_GROUPS)
        )
        for _ in range(RECOVERY_CODES)
    ]
    about = secrets.token_hex(16)
    for code in codes:
        code_hash = keys.code_hash(_bare(code), about)
        await tx.run(_ADD_CODE, member=member, code_hash=code_hash, about=about)
    return codes


async def codes_left(tx: ReadTx, member: str) -> int:
    """Return how many recovery codes were not used yet."""
    return await tx.count(_LEFT, member=member)


def _bare(code: str) -> str:
    return "".join(c for c in code[:64].casefold() if c.isalnum())


def _step(keys: Keyring, about: str, sealed: bytes, code: str, now: Micros) -> int | None:
    """Return the time step a code is of: this one, the one before, or the next."""
    secret = keys.opened(bytes(sealed), about)
    if secret is None:
        return None
    totp = pyotp.TOTP(secret.decode())
    said = "".join(code[:32].split())
    here = now // STEP_US
    for step in (here, here - 1, here + 1):
        if pyotp.utils.strings_equal(said, totp.generate_otp(step)):
            return step
    return None
