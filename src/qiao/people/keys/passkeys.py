"""Passkeys (WebAuthn): made, used, named, taken away.

They are discoverable, so that nobody types a handle, and want the person verified by the device: a
passkey is two factors in one.
"""

import hashlib
import json
from typing import Any, NamedTuple

import webauthn
from cbor2 import CBORDecodeError
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from qiao.kit.clock import Micros, rfc3339
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.people.keys.keyring import Keyring, Site
from qiao.people.keys.models import (
    Begun,
    Flow,
    Passkey,
    PasskeyCloned,
    PasskeyRefused,
    TooManyPasskeys,
)

MAX_PASSKEYS = 20
MAX_NAME_CHARS = 40
MAX_KEY_BYTES = 2_000

_MALFORMED = (
    WebAuthnException,
    CBORDecodeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
)
"""What a stranger's bytes make the packages raise."""


class Credential(NamedTuple):
    """A passkey as it is checked."""

    id: str
    member: str
    public_key: bytes
    counter: int
    rp_id: str
    user_hash: bytes | None = None  # of the name its device knows its owner by

    def is_of(self, user: str) -> bool:
        """Whether its device means its owner by `user`, who may not hold it any more herself."""
        if self.user_hash is None:
            return user == self.member
        return user_hash(user) == bytes(self.user_hash)


class NewPasskey(NamedTuple):
    """A passkey that was proved and is to be kept."""

    credential: bytes
    public_key: bytes
    counter: int
    synced: bool
    rp_id: str


_OF = Sql("""
    select id, name, made_us, used_us, synced, cloned from passkeys
    where member_id = :member order by id
""")
_IDS = Sql("select credential from passkeys where member_id = :member and rp_id = :rp_id")
_FIND = Sql("""
    select id, member_id, public_key, counter, rp_id, user_hash from passkeys
    where credential = :credential
""")
_COUNT = Sql("select count(*) from passkeys where member_id = :member")
_KEEP = Sql("""
    insert into passkeys
      (id, member_id, credential, public_key, counter, rp_id, name, synced, made_us, user_hash)
    values (:id, :member, :credential, :public_key, :counter, :rp_id, :name, :synced, :now_us,
      :user_hash)
    on conflict (credential) do nothing
""")
_USE = Sql("""
    update passkeys set counter = :counter, used_us = :now_us
    where id = :id and (counter < :counter or (counter = 0 and :counter = 0))
""")
_CLONED = Sql("update passkeys set cloned = 1 where id = :id")
_NAME = Sql("update passkeys set name = :name where id = :id and member_id = :member")
_DROP = Sql("delete from passkeys where id = :id and member_id = :member")


def asked_to_make(
    keys: Keyring, site: Site, token: str, flow: Flow, *, handle: str, name: str, known: list[bytes]
) -> Begun:
    """Return what a browser is asked when a passkey is made for the flow's member."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=keys.name,
        user_id=flow.member.encode(),
        user_name=handle,
        user_display_name=name or handle,
        challenge=flow.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return Begun(token, json.loads(webauthn.options_to_json(options)))


def asked_to_use(site: Site, token: str, flow: Flow) -> Begun:
    """Return what a browser is asked when somebody signs in, whoever it is."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=flow.challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Begun(token, json.loads(webauthn.options_to_json(options)))


def made(site: Site, flow: Flow, answer: dict[str, Any]) -> NewPasskey:
    """Check the passkey that a browser made; raises PasskeyRefused."""
    try:
        proved = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=flow.challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise PasskeyRefused from error
    if len(proved.credential_public_key) > MAX_KEY_BYTES or len(proved.credential_id) > 1_023:
        raise PasskeyRefused
    return NewPasskey(
        proved.credential_id,
        proved.credential_public_key,
        proved.sign_count,
        proved.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
        site.rp_id,
    )


async def find(tx: ReadTx, answer: dict[str, Any]) -> Credential:
    """Return the passkey that an answer names; raises PasskeyRefused."""
    try:
        credential = webauthn.base64url_to_bytes(str(answer.get("rawId", ""))[:2_000])
    except ValueError as error:
        raise PasskeyRefused from error
    found = await tx.one_or_none(Credential, _FIND, credential=credential)
    if found is None:
        raise PasskeyRefused
    return found._replace(public_key=bytes(found.public_key))


def used(site: Site, flow: Flow, answer: dict[str, Any], known: Credential) -> int:
    """Check what a passkey signed; return its new count. Raises PasskeyRefused.

    The count itself is looked at by `keep_use`, so that a copy is told from a stranger.
    """
    if known.rp_id != site.rp_id:
        raise PasskeyRefused
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=flow.challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=-1,
            require_user_verification=True,
        )
        said = (answer.get("response") or {}).get("userHandle")
        owner = webauthn.base64url_to_bytes(said).decode() if said else None
    except _MALFORMED as error:
        raise PasskeyRefused from error
    if owner is not None and not known.is_of(owner):
        raise PasskeyRefused
    return proved.new_sign_count


async def keep_use(tx: WriteTx, known: Credential, counter: int, *, now: Micros) -> bool:
    """Write down that a passkey was used; False, and its owner is warned, where it counted back.

    It is not closed: whoever holds the copy could else lock the owner out.
    """
    if await tx.run(_USE, id=known.id, counter=counter, now_us=now):
        return True
    await tx.run(_CLONED, id=known.id)
    return False


async def keep(tx: WriteTx, member: str, new: NewPasskey, name: str, *, now: Micros) -> str:
    """Keep a passkey that was proved; return its id.

    Raises:
        TooManyPasskeys; PasskeyRefused: it is kept already. And those of `kit.text.clean`.
    """
    if await tx.count(_COUNT, member=member) >= MAX_PASSKEYS:
        raise TooManyPasskeys(max_passkeys=MAX_PASSKEYS)
    id_ = new_id(now)
    kept = await tx.run(
        _KEEP,
        id=id_,
        member=member,
        credential=new.credential,
        public_key=new.public_key,
        counter=new.counter,
        rp_id=new.rp_id,
        name=_checked(name),
        synced=int(new.synced),
        now_us=now,
        user_hash=user_hash(member),
    )
    if not kept:
        raise PasskeyRefused
    return id_


def user_hash(user: str) -> bytes:
    """Hash the name a device knows its owner by."""
    return hashlib.sha256(f"passkey of {user}".encode()).digest()


def _checked(name: str) -> str:
    return clean(name, field="name", max_chars=MAX_NAME_CHARS, lines=False)


async def rename(tx: WriteTx, member: str, id: str, name: str) -> None:
    """Call a passkey something else; raises NotFound and those of `kit.text.clean`."""
    if not await tx.run(_NAME, id=id, member=member, name=_checked(name)):
        raise NotFound


async def drop(tx: WriteTx, member: str, id: str) -> None:
    """Take a passkey away; raises NotFound. Whether it is the last way in is asked elsewhere."""
    if not await tx.run(_DROP, id=id, member=member):
        raise NotFound


async def credentials_of(tx: ReadTx, member: str, rp_id: str) -> list[bytes]:
    """Return the names browsers know a member's passkeys by."""
    rows = await tx.all(tuple, _IDS, member=member, rp_id=rp_id)
    return [bytes(row[0]) for row in rows]


async def of(tx: ReadTx, member: str) -> list[Passkey]:
    """Return a member's passkeys, the oldest first."""
    return [
        Passkey(
            id_,
            name,
            rfc3339(made_us)[:10],
            rfc3339(used_us)[:10] if used_us else None,
            synced=bool(synced),
            copied=bool(cloned),
        )
        for id_, name, made_us, used_us, synced, cloned in await tx.all(tuple, _OF, member=member)
    ]


async def count(tx: ReadTx, member: str) -> int:
    """Return how many passkeys open a member's account."""
    return await tx.count(_COUNT, member=member)


def raise_if_cloned(*, fine: bool) -> None:
    """Raise PasskeyCloned, after the transaction that wrote it down."""
    if not fine:
        raise PasskeyCloned
