"""Mail addresses and numbers that members come in by: looked up by a keyed hash, kept sealed."""

import re
import unicodedata
from typing import Literal, NamedTuple

import idna

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import Conflict, Invalid
from qiao.people.keys.keyring import Keyring

Kind = Literal["mail", "phone"]

MAX_ADDRESS_CHARS = 254
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class AddressInvalid(Invalid):
    """No mail address that letters can be sent to. Facts: field."""

    code = "address_invalid"


class ContactTaken(Conflict):
    """It opens another account of this square. Facts: by."""

    code = "contact_taken"


class Contact(NamedTuple):
    """Where a code goes: `to` as it is written to, `lookup` as it is looked up."""

    kind: Kind
    to: str
    lookup: bytes


class Kept(NamedTuple):
    """What is kept of a member's contact."""

    kind: str
    shown: bytes


_OWNER = Sql("select member_id from contacts where kind = :kind and lookup = :lookup")
_LANG = Sql("""
    select m.ui_lang from contacts c join members m on m.id = c.member_id
    where c.kind = :kind and c.lookup = :lookup
""")
_OF = Sql("select kind, shown from contacts where member_id = :member")
_KEEP = Sql("""
    insert into contacts (member_id, kind, lookup, shown, made_us)
    values (:member, :kind, :lookup, :shown, :now_us)
    on conflict (member_id, kind) do update set
      lookup = :lookup, shown = :shown, made_us = :now_us
""")
_DROP = Sql("delete from contacts where member_id = :member and kind = :kind")
_HAS = Sql("select count(*) from contacts where member_id = :member and kind = :kind")


def mail_contact(keys: Keyring, address: str) -> Contact:
    """Return a mail address in its usual form; raises AddressInvalid.

    A name of another script becomes what the network calls it (IDNA 2008). Upper and lower case
    are one: no post office in use tells them apart, and people do not.
    """
    text = unicodedata.normalize("NFC", address.strip())
    name, at, host = text.rpartition("@")
    try:
        host = idna.encode(host.rstrip("."), uts46=True).decode() if at else ""
    except (idna.IDNAError, UnicodeError):
        host = ""
    whole = f"{name}@{host}"
    if (
        len(whole) > MAX_ADDRESS_CHARS
        or len(name) > 64
        or not _NAME.fullmatch(name)
        or not _HOST.fullmatch(host)
    ):
        raise AddressInvalid(field="to")
    return Contact("mail", whole, keys.code_hash(whole.casefold(), "contact mail"))


def masked(to: str) -> str:
    """Return an address as it is shown to whoever has to know which one: `a…@post.example`."""
    name, _, host = to.rpartition("@")
    return f"{name[:1]}…@{host}"


async def owner(tx: ReadTx, contact: Contact) -> str | None:
    """Return whose contact it is."""
    found = await tx.value(_OWNER, kind=contact.kind, lookup=contact.lookup)
    return None if found is None else str(found)


async def lang_of_owner(tx: ReadTx, contact: Contact) -> str | None:
    """Return the language its owner is spoken to in."""
    found = await tx.value(_LANG, kind=contact.kind, lookup=contact.lookup)
    return None if found is None else str(found)


async def of(tx: ReadTx, keys: Keyring, member: str) -> dict[str, str]:
    """Return a member's contacts by kind, as they are shown to her: an address, two last digits."""
    found = {}
    for kind, shown in await tx.all(Kept, _OF, member=member):
        plain = keys.opened(bytes(shown), _about(kind))
        found[kind] = plain.decode() if plain else ""
    return found


async def has(tx: ReadTx, member: str, kind: Kind) -> bool:
    """Whether a member has a contact of this kind."""
    return bool(await tx.count(_HAS, member=member, kind=kind))


async def keep(tx: WriteTx, keys: Keyring, member: str, contact: Contact, *, now: Micros) -> None:
    """Keep a contact that was proved, in place of the one before; raises ContactTaken."""
    already = await owner(tx, contact)
    if already is not None and already != member:
        raise ContactTaken(by=contact.kind)
    shown = contact.to if contact.kind == "mail" else contact.to[-2:]
    await tx.run(
        _KEEP,
        member=member,
        kind=contact.kind,
        lookup=contact.lookup,
        shown=keys.sealed(shown.encode(), _about(contact.kind)),
        now_us=now,
    )


async def drop(tx: WriteTx, member: str, kind: str) -> bool:
    """Forget a contact; say whether there was one."""
    return bool(await tx.run(_DROP, member=member, kind=kind))


def _about(kind: str) -> str:
    # not bound to the member: the login that it opens may pass to another of her identities
    return f"contact {kind}"
