"""What a link may lead to, and what a page says of itself. Thinks; asks nobody."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

MAX_URL_CHARS = 2_000
MAX_HOST_CHARS = 253
PORTS = {"http": 80, "https": 443}


class NotFetched(Exception):
    """A page that is not fetched or says nothing; `why` is for logs and tests."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class HostFailed(NotFetched):
    """The host itself is down, slow or asks to be left alone."""


class TryLater(Exception):
    """Nothing is wrong with the page; it is not its turn."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for."""

    scheme: str
    host: str  # ASCII, lower case
    path: str  # with its query

    @property
    def port(self) -> int:
        return PORTS[self.scheme]

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself: words, not yet to be believed. `image` is an address, or ""."""

    title: str = ""
    about: str = ""
    site: str = ""
    image: str = ""


def target(url: str) -> Target:
    """Return where `url` leads; raises NotFetched for what is never asked for."""
    if len(url) > MAX_URL_CHARS:
        raise NotFetched("too long")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotFetched("no address") from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise NotFetched("scheme")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("a name or password in it")
    if port is not None and port != PORTS[scheme]:
        raise NotFetched("port")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    if any(not "!" <= char <= "~" for char in path):
        path = _escaped(path)
    return Target(scheme, _host(parts.hostname or ""), path)


def _escaped(path: str) -> str:
    return "".join(
        char if "!" <= char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in path
    )


def _host(host: str) -> str:
    """Return a name of the public net; numbers, single words and odd letters are none."""
    try:
        ascii_ = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NotFetched("no host") from None
    labels = ascii_.split(".")
    if len(labels) < 2 or len(ascii_) > MAX_HOST_CHARS:
        raise NotFetched("no public host")
    if not all(
        label and all(char.isascii() and (char.isalnum() or char == "-") for char in label)
        for label in labels
    ):
        raise NotFetched("no host")
    # a last part of digits makes it a number: 127.0.0.1, 0x7f.1, 2130706433 in disguise
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        raise NotFetched("a number for a host")
    if labels[-1] in _NOT_PUBLIC or ".".join(labels[-2:]) in _NOT_PUBLIC:
        raise NotFetched("no public host")
    return ascii_


_NOT_PUBLIC = frozenset(
    (
        "localhost",
        "local",
        "internal",
        "lan",
        "home",
        "corp",
        "test",
        "invalid",
        "onion",
        "home.arpa",
    )
)
# addresses that look public and are not: a cloud's own voice to its machines, IPv4 in disguise
_HIDDEN = tuple(
    map(
        ip_network,
        ("168.63.129.16/32", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"),
    )
)


def is_public(address: str) -> bool:
    """Say whether an address belongs to the public net: nobody's house, cloud or machine."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if "%" in address or not found.is_global or found.is_multicast or found.is_reserved:
        return False
    return not any(found.version == net.version and found in net for net in _HIDDEN)


def is_refused(host: str, refused: tuple[str, ...]) -> bool:
    """Say whether an operator wants no card for this host or one above it."""
    return any(
        host == name or host.endswith("." + name)
        for name in (one.strip().lower().strip(".") for one in refused)
        if name
    )
