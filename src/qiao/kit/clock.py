"""The time, as integers that every database keeps exactly."""

import time
from datetime import UTC, datetime
from typing import NewType

Micros = NewType("Micros", int)
"""Microseconds since 1970-01-01 UTC."""

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR


def now_us() -> Micros:
    """Return the time now. Only edges call this; inner code takes `now` as an argument."""
    return Micros(time.time_ns() // 1_000)


def rfc3339(at_us: int) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds, as the API shows it."""
    at = datetime.fromtimestamp(at_us / 1_000_000, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1_000:03d}Z"
