"""What travels with every text to translate: whether it may leave, and whose budgets pay."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from qiao.kit.clock import DAY
from qiao.translate.events import TranslationHandedOn, TranslationWanted


class Clearance(StrEnum):
    """How far a text may go. Whoever does not say otherwise has private words in hand."""

    PUBLIC = "public"  # everybody may read it already
    PRIVATE = "private"  # held notes, reports, appeals, messages: own machines only


@dataclass(frozen=True, slots=True)
class Asked:
    """On whose behalf a text is translated; names are `Payers` hashes, "" where there is nobody."""

    clearance: Clearance = Clearance.PRIVATE
    author: str = ""
    requester: str = ""
    network: str = ""

    @classmethod
    def told(cls, wanted: TranslationWanted | TranslationHandedOn) -> Asked:
        """What an event says; an unknown word of clearance means private."""
        public = wanted.clearance == Clearance.PUBLIC
        clearance = Clearance.PUBLIC if public else Clearance.PRIVATE
        return cls(clearance, wanted.author, wanted.by, wanted.network)

    @property
    def params(self) -> dict[str, str]:
        """What an event says of it."""
        return {
            "clearance": self.clearance.value,
            "author": self.author,
            "by": self.requester,
            "network": self.network,
        }


PRIVATE = Asked()
"""What must stay on own machines, paid by nobody."""


@dataclass(frozen=True, slots=True)
class Payers:
    """Names for budgets that say nothing about a person: keyed, and new every day."""

    secret: bytes = b""

    def public(self, *, author: str, member: str, address: str, at_us: int) -> Asked:
        """Return who pays for a public text. `address`: of the asking client; "" if unknown."""

        def hashed(scope: str, name: str) -> str:
            if not name:
                return ""
            said = f"{scope} {at_us // DAY} {name}".encode()
            return hashlib.blake2s(said, key=self.secret[:32], digest_size=12).hexdigest()

        return Asked(
            Clearance.PUBLIC,
            author=hashed("member", author),
            requester=hashed("member", member),
            network=hashed("network", network_of(address)),
        )


def network_of(address: str) -> str:
    """Return the network an address is in: its /24 or, for IPv6, its /48; "" if it is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
