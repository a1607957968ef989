"""JSON of other places, read one level at a time: what is not looked for is never decoded."""

import msgspec

from qiao.travel.unpacking.models import ParcelRefused

Raw = dict[str, msgspec.Raw]


def read_object(text: bytes) -> Raw:
    """Return an object, empty where there is none. Raises ParcelRefused: it is too deep."""
    try:
        return msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"), type=Raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    except RecursionError:
        raise ParcelRefused(why="too_deep") from None


def read_list(text: bytes) -> list[msgspec.Raw]:
    """Return a list, empty where there is none. Raises ParcelRefused: it is too deep."""
    try:
        return msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
    except RecursionError:
        raise ParcelRefused(why="too_deep") from None
