"""Columns of other people's Parquet files, whatever their types: as texts, codes and times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_LARGEST_YEAR = 3000
_LONGEST_S = 6e10
"""Before 68 or after 3871: a mistake, or a date that stands for none."""
_PER_S = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


@dataclass(frozen=True)
class Codes:
    """A word for each row, as a number; -1 where it is not known."""

    codes: Ints
    names: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Codes":
        """Number the words as they come."""
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(text, len(numbers)) if text else -1 for text in texts]
        return cls(np.array(codes, dtype=np.int64), tuple(numbers))

    def __bool__(self) -> bool:
        return bool(self.names)


def texts_of(column: Any) -> list[str]:
    """Return trimmed texts; "" for null and NaN, lists joined. 3.0 and 3 are both "3"."""
    return [_text(value) for value in column.to_pylist()]


def codes_of(column: Any, rows: Ints | None = None) -> Codes:
    """Return the rows' words as numbers."""
    texts = texts_of(column)
    return Codes.of(texts if rows is None else [texts[row] for row in rows])


def seconds_of(column: Any) -> NDArray[np.float64]:
    """Return seconds since 1970, NaN where it is no time.

    Numbers below 3000 are years; larger ones are seconds, or by their size milli-, micro- or
    nanoseconds. Texts are ISO 8601, or a year.
    """
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        whole = column.cast(pa.int64()).to_pylist()
        per_s = _PER_S[column.type.unit]
        found = [np.nan if v is None else v / per_s for v in whole]
    else:
        found = [_second(value) for value in column.to_pylist()]
    seconds = np.array(found, dtype=np.float64)
    seconds[np.abs(seconds) > _LONGEST_S] = np.nan
    return seconds


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        if not np.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace").strip()
    if isinstance(value, list | tuple):
        return ", ".join(text for text in map(_text, value) if text)
    return "" if isinstance(value, dict) else str(value).strip()


def _second(value: object) -> float:
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).timestamp()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    if isinstance(value, str):
        text = value.strip()
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return _second(float(text))
        try:
            return _second(datetime.fromisoformat(text))
        except ValueError:
            return np.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(float(value))
    return np.nan


def _of_number(value: float) -> float:
    if not np.isfinite(value) or value <= 0:
        return np.nan
    if value < _LARGEST_YEAR:
        year = int(value)
        return datetime(year, 1, 1, tzinfo=UTC).timestamp() if year >= 1 else np.nan
    for below, per_s in ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6)):
        if value < below:
            return value / per_s
    return value / 1e9
