"""A mirror's address as it may be shown: without the name and password it may hold."""

from urllib.parse import urlsplit


def shown_address(address: str) -> str:
    """Return an address without credentials, query and fragment."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
